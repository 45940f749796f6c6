"""Figures that count over a list, a period or several events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corrobora.extract.rules import slots
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scenes import Scores, claim_of, figure_score, scene_of
from corrobora.extract.rules.scores import shipped
from corrobora.extract.rules.slots import Scene
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import RegionSort
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind, Unit
from corrobora.model.when import Precision, When

READER = "rules/tallies"


def tallies(reading: Reading, scores: Scores) -> Iterator[tuple[Scene, dict[Figure, str]]]:
    """Figures that count over a list, a period or several events; those of one sentence that count
    different things (persons in incidents) belong together."""
    for index, profile in enumerate(scores.profiles):
        if profile.sentence.sort is RegionSort.FURNITURE:
            continue
        scene = scene_of(reading, scores, "tally", [index])
        chosen: list[tuple[str, Figure]] = []
        for figure in profile.figures:
            if figure.implied:
                continue
            roles = {
                role: figure_score(scores, figure, f"figure-{role}") - shipped(f"figure-{role}").threshold
                for role in ("counted-persons", "counted-incidents", "counted-statements")
            }
            rival = figure_score(scores, figure, "figure-victims")
            role = max(roles, key=lambda r: roles[r])
            if roles[role] >= 0 and roles[role] + shipped(f"figure-{role}").threshold >= 0.7 * rival:
                chosen.append((role, figure))
        current: dict[Figure, str] = {}
        for role, figure in chosen:
            if role in current.values():
                yield scene, current
                current = {}
            current[figure] = role
        if current:
            yield scene, current


_SLOT_OF = {
    "counted-persons": "victims",
    "counted-incidents": "incidents",
    "counted-statements": "statements",
}
_UNIT_OF = {"victims": Unit.PERSONS, "incidents": Unit.INCIDENTS, "statements": Unit.STATEMENTS}


def tally(scene: Scene, figures: dict[Figure, str]) -> Claim:
    """The claim of a tally with the figures it holds, each in its role."""
    counts: dict[str, Slot[Quantity]] = {}
    for figure, role in figures.items():
        name = _SLOT_OF[role]
        unit = _UNIT_OF[name]
        if name == "incidents" and figure.nearest == "counting.proceedings":
            unit = Unit.PROCEEDINGS
        words = (Span.of(scene.reading.text, figure.start, figure.end),)
        counts[name] = Slot(value=replace(figure.quantity, unit=unit), spans=words, reader=f"{READER}.{name}")
    return claim_of(scene, Kind.TALLY, scene.spans(), period=_period(scene), **counts)


def _period(scene: Scene) -> Slot[When] | None:
    """The stretch counted; one that names no end, or none at all, ends on the day of publication."""
    day = slots.day(scene)
    when = day.slot(scene.reading.text) if day else None
    published = scene.reading.analysis.document.source.published
    if when is None:
        if published is None:
            return None
        value = When(first=None, last=published, precision=Precision.SPAN, words="", anchor=published)
        return Slot(
            value=value, spans=(scene.span(scene.core),), reader=f"{READER}.until-published", confidence=0.5
        )
    if (
        when.value.last is None
        and published is not None
        and when.value.first
        and when.value.first <= published
    ):
        return replace(when, value=replace(when.value, last=published, anchor=published))
    return when
