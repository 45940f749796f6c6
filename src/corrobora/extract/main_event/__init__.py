"""The main event of a document: what was done, by what sort of perpetrator, to whom, where and when.

A reading beside the claims, of events of any kind. What is chosen is scored by small models whose weights lie
beside this file, fitted by ``training/main_event.py``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TypeVar

from corrobora.extract.main_event import candidates
from corrobora.extract.main_event.candidates import Candidate
from corrobora.extract.main_event.marks import Marks, features, marks_of, of_violations
from corrobora.extract.main_event.record import MainEvent, PerpetratorSort
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scores import Model, read_model
from corrobora.extract.toll import find_toll
from corrobora.model.claim import Slot
from corrobora.model.span import Span

__all__ = ["MainEvent", "PerpetratorSort", "main_event"]

T = TypeVar("T")
READER = "rules/main_event"
#: Violations decided each by itself; all others of the codebook count as ``other``.
DECIDED = ("killing", "torture", "arbitrary_detention", "kidnapping", "enforced_disappearance", "other")


def main_event(reading: Reading) -> MainEvent:
    """The main event of a document whose parts are already read; empty where it tells of no deed."""
    marks = marks_of(reading)
    if not len(marks.violations):
        return MainEvent()
    sentences = tuple((s.start, s.end) for s in reading.sentences)
    toll = find_toll(reading.text, sentences, reading.analysis.language)
    found = features(marks)
    country = best(candidates.countries(marks), shipped("country"))
    code = country[0].value if country else None
    place = best(candidates.places(marks, code), shipped("place"))
    day = best(candidates.days(marks), shipped("day"))
    return MainEvent(
        violations=tuple(_violations(marks, found)),
        perpetrator=_perpetrator(marks, found),
        country=_slot(reading, country, "country"),
        place=_slot(reading, place, "place"),
        day=_slot(reading, day, "day"),
        victims=tuple(
            Slot(
                value=c.value.actor,
                spans=(Span.of(reading.text, c.start, c.end),),
                reader=f"{READER}.victims",
                confidence=round(p, 3),
            )
            for c in candidates.people(marks)
            if (p := shipped("victim").probability(c.features)) >= shipped("victim").threshold
        ),
        killed=toll.killed.slot(reading.text) if toll.killed else None,
        injured=toll.injured.slot(reading.text) if toll.injured else None,
    )


def decide(marks: Marks, found: frozenset[str]) -> dict[str, float]:
    """How likely each of `DECIDED` is among those that are likely enough."""
    scored = {name: shipped(f"violation-{name}") for name in DECIDED}
    own = of_violations(found)
    return {n: p for n, m in scored.items() if (p := m.probability(own)) >= m.threshold}


def _violations(marks: Marks, found: frozenset[str]) -> list[Slot[str]]:
    slots = []
    for name, p in sorted(decide(marks, found).items(), key=lambda item: -item[1]):
        words = next(
            (m for m in marks.violations if m.value == name or (name == "other" and m.value not in DECIDED)),
            None,
        )
        if words is not None:
            slots.append(
                Slot(
                    value=words.value,
                    spans=(Span.of(marks.reading.text, words.start, words.end),),
                    reader=f"{READER}.violations",
                    confidence=round(p, 3),
                )
            )
    return slots


def _perpetrator(marks: Marks, found: frozenset[str]) -> Slot[PerpetratorSort] | None:
    scored = {sort: shipped(f"perpetrator-{sort}").probability(found) for sort in PerpetratorSort}
    scored_none = shipped("perpetrator-none").probability(found)
    value = max(scored, key=lambda sort: scored[sort])
    words = next(iter(marks.perpetrators), None)
    if words is None or scored_none > scored[value]:
        return None
    return Slot(
        value=value,
        spans=(Span.of(marks.reading.text, words.start, words.end),),
        reader=f"{READER}.perpetrator",
        confidence=round(scored[value], 3),
    )


def best(offered: Sequence[Candidate[T]], model: Model) -> tuple[Candidate[T], float] | None:
    """The likeliest candidate, if it is likely enough."""
    scored = [(model.probability(c.features), -c.start, n) for n, c in enumerate(offered)]
    if not scored or max(scored)[0] < model.threshold:
        return None
    p, _, n = max(scored)
    return offered[n], p


def _slot(reading: Reading, chosen: tuple[Candidate[T], float] | None, name: str) -> Slot[T] | None:
    if chosen is None:
        return None
    found, p = chosen
    span = Span.of(reading.text, found.start, found.end)
    return Slot(value=found.value, spans=(span,), reader=f"{READER}.{name}", confidence=round(p, 3))


@cache
def shipped(name: str) -> Model:
    """A shipped model of the main event by its name."""
    return _models()[name]


@cache
def _models() -> dict[str, Model]:
    file = resources.files("corrobora.extract.main_event") / "weights.json"
    return {n: read_model(d, n) for n, d in json.loads(file.read_text(encoding="utf-8")).items()}
