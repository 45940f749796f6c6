"""Whom a stretch of text is laid to.

Everybody who speaks or is named near it is a candidate; how well each fits is a sum of plain features (inside
what is said, subject of the cue's verb, same sentence, same quotation, carried over from the sentence before,
sort of cue, sort of speaker, and what is asked: a court convicts, a ministry denies) with weights learned by
``training/attribution.py`` and shipped as JSON anybody can read and change. The candidates share one
probability; mentions of one name add up, and "nobody" is a candidate too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corrobora.codebook.entries import BadCodebook
from corrobora.extract.mention import Mention
from corrobora.extract.rules import mixing
from corrobora.extract.rules.closeness import Closeness
from corrobora.extract.rules.doers import proposals, resolved
from corrobora.extract.rules.hearing import QUIET, Hearing, Speech, key
from corrobora.extract.rules.scores import Weights, shares, shipped_weights
from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.vocabulary import Kind

if TYPE_CHECKING:
    from corrobora.extract.rules.reading import Reading

__all__ = ["QUIET", "Hearing", "Speech", "Target", "attribute", "candidates", "choose"]


#: How many sentences away a speaker is looked for.
REACH = 12
#: Kinds of claims whose words are somebody's act, so that the grammar of the cue tells whose.
_DONE = frozenset({Kind.STATEMENT, Kind.RESPONSE, Kind.CONTEXT})
_WE = frozenset("we our us ми мы наш наша".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a speaker or actor is looked for.

    Attributes:
        start, end: characters of the words that make the claim: a cue, a figure, else the sentence.
        kind: what sort of claim they carry.
        type: its type, for statements, responses and contexts.
        weight: how much it counts among the stretches of one claim.
    """

    start: int
    end: int
    kind: Kind = Kind.INCIDENT
    type: str | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A candidate with its probability; ``slot`` is ``None`` for nobody."""

    slot: Slot[Actor] | None
    probability: float


def attribute(reading: Reading, start: int, end: int, kind: Kind = Kind.INCIDENT) -> tuple[Slot[Actor], ...]:
    """Who says the stretch ``[start, end)``: likeliest speaker first, then another if nearly as likely.

    Empty where the document names nobody likely enough.
    """
    return speakers(choose(reading, Target(start=start, end=end, kind=kind)))


def claimed_by(
    reading: Reading, kind: Kind, told: Iterable[tuple[int, int, float]]
) -> tuple[Slot[Actor], ...]:
    """Who says what one claim tells: its sentences or figures, each with how likely it tells it."""
    stretches = [(*deed(reading, start, end), weight) for start, end, weight in told]
    return speakers(
        choose(reading, *(Target(start=a, end=b, kind=kind, weight=weight) for a, b, weight in stretches))
    )


def speakers(ranked: tuple[Choice, ...]) -> tuple[Slot[Actor], ...]:
    """The likeliest of ranked candidates, and the next if nearly as likely; empty if nobody is likeliest."""
    if not ranked or ranked[0].slot is None:
        return ()
    least = _scale(shipped_weights()).second * ranked[0].probability
    return tuple(c.slot for c in ranked[:2] if c.slot is not None and c.probability >= least)


def deed(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The words of ``[start, end)`` that tell what was done: the first figure or cue of violence, or all."""
    marks: list[Mention[Any]] = [*reading.quantities.within(start, end)]
    for family in ("deaths", "acts", "custody"):
        marks += reading.family(family).within(start, end)
    first = min(marks, key=lambda m: m.start, default=None)
    return (first.start, first.end) if first else (start, end)


def choose(reading: Reading, *targets: Target) -> tuple[Choice, ...]:
    """Everybody the stretches of one claim can be laid to, likeliest first; each stretch has its own say."""
    likely: dict[str | None, float] = {}
    best: dict[str | None, tuple[float, Slot[Actor] | None]] = {}
    for target in targets:
        worth = _worth(target.kind.value, target.type, mixing.weights(reading))
        scored = [(slot, worth.of(constant, marks)) for slot, constant, marks in candidates(reading, target)]
        for (slot, _), share in zip(scored, shares([score for _, score in scored]), strict=True):
            name, mass = key(slot.value) if slot else None, target.weight * share
            likely[name] = likely.get(name, 0.0) + mass
            if name not in best or mass > best[name][0]:
                best[name] = mass, slot
    total = sum(likely.values())
    ranked = sorted(likely, key=lambda name: -likely[name])
    return tuple(Choice(slot=best[name][1], probability=likely[name] / total) for name in ranked)


def _seconded(reading: Reading, target: Target, speaker: Slot[Actor]) -> frozenset[str]:
    if reading.second is None:
        return mixing.NOTHING
    index = reading.analysis.sentence_at(target.start).index
    span = speaker.spans[0]
    slot = "actor" if target.kind in _DONE else "claimants"
    return mixing.speaker(reading, target.kind.value, index, slot, (span.start, span.end))


def candidates(
    reading: Reading, target: Target
) -> Iterator[tuple[Slot[Actor] | None, frozenset[str], set[str] | frozenset[str]]]:
    """Everybody the stretch can be laid to, and nobody, with the features that speak for or against it: those
    that are the same whatever stretch is asked about, and those of this one.

    They are crossed with kind and type of the claim where they are weighed (`crossed`).
    """
    hearing = reading.hearing
    here = reading.analysis.sentence_at(target.start)
    doers = []
    if target.kind in _DONE:
        doers = [(found, how) for found, how in proposals(reading, target.start, target.end) if found]
    tokens = reading.analysis.tokens
    places = [(tokens[f.first].start, tokens[f.last - 1].end, how) for f, how in doers]
    covered: set[int] = set()
    spoken = False
    scope = Closeness(reading, target)
    heard = []
    for speech in hearing.within(here.index - REACH, here.index + REACH):
        span = speech.speaker.spans[0]
        hows = set()
        for n, (start, end, how) in enumerate(places):
            if start < span.end and span.start < end:
                covered.add(n)
                hows.add(how)
        spoken = spoken or (speech.sentence == here.index and speech.sort not in QUIET)
        heard.append((speech, hows, scope.tier(speech, hows)))
    best = min((tier for _, _, tier in heard), default="h")
    for speech, hows, tier in heard:
        marks = scope.features(speech)
        marks |= {f"tier:{tier}", f"tier:{tier} where best is {best}"}
        marks |= {f"doer:{how}" for how in hows}
        marks |= _seconded(reading, target, speech.speaker)
        yield speech.speaker, scope.constant(speech), marks
    for n, (found, how) in enumerate(doers):
        if n not in covered and (slot := resolved(reading, found, how)) is not None:
            marks = {"doer only", f"doer:{how}", f"speaker:{slot.value.sort or 'unknown'}"}
            yield slot, frozenset(), marks | _seconded(reading, target, slot)
    if hearing.owner:
        common = {"owner", "owner:we" if hearing.own_voice else "owner:silent"}
        if hearing.owner.value.sort:
            common.add(f"owner:{hearing.owner.value.sort}")
        if not spoken:
            common.add("owner:alone in sentence")
        if any(t.lower in _WE for t in reading.tokens_within(here.start, here.end)):
            common.add("owner:we here")
        common |= {f"owner:{o}" for o in hearing.offices.get(key(hearing.owner.value), ())}
        if not hearing.turns:
            common.add("owner:nobody speaks")
        yield hearing.owner, frozenset(), common | _seconded(reading, target, hearing.owner)
    nobody = {"nobody", "nobody:spoken" if spoken else "nobody:silent"}
    nobody.add("nobody:doer" if doers else "nobody:no doer")
    yield None, frozenset(), nobody


_BY_TYPE = ("tier:", "office:", "doer:", "part:", "cue:", "speaker:", "owner", "nobody", "verb:")


def crossed(found: frozenset[str], target: Target) -> frozenset[str]:
    """Features as the weights know them: alone, with the kind of claim, and some with its type."""
    kind, type_ = target.kind.value, target.type
    out = found | {f"{kind}|{name}" for name in found}
    if type_:
        out |= {f"{type_}|{name}" for name in found if name.startswith(_BY_TYPE)}
    return frozenset(out)


class _Worth:
    """What each feature adds for one kind and type of claim.

    Args:
        weights: what it adds, by its name.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._constant = lru_cache(maxsize=10_000)(self._terms)

    def of(self, constant: frozenset[str], marks: Iterable[str]) -> float:
        """The exact sum of what all add; those that stay the same for many stretches are looked up once."""
        return math.fsum(self._constant(constant) + self._terms(marks))

    def _terms(self, features: Iterable[str]) -> list[float]:
        return [self._weights[name] for name in features if name in self._weights]


@lru_cache(maxsize=64)
def _worth(kind: str, type_: str | None, weights: Weights) -> _Worth:
    """For one kind and type of claim, the sum of what each feature adds alone and crossed."""
    total: dict[str, float] = {}
    for name, weight in _scale(weights).weights.items():
        before, _, feature = name.rpartition("|")
        if before in ("", kind) or (before == type_ and feature.startswith(_BY_TYPE)):
            total[feature] = total.get(feature, 0.0) + weight
    return _Worth(total)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    weights: Mapping[str, float]
    second: float


@lru_cache(maxsize=8)
def _scale(weights: Weights) -> _Scale:
    data = weights.data("attribution")
    try:
        return _Scale(weights=data["weights"], second=float(data["second"]))
    except (KeyError, TypeError, ValueError) as error:
        raise BadCodebook(f"weights/attribution.json: not weights: {error!r}") from error
