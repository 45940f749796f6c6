"""Scores of candidates: how well an entry fits a name in its context.

Evidence is added as log-odds. The best candidate's score is its probability, the others' fall off with
their distance from it, so that 0.9 of the best score (where a name counts as ambiguous, see
`corrobora.model.where.Where.best`) stands for the same lead everywhere. A large city
leads a village of its name by population alone; two villages are told apart by the wider place the
text names, else by what lies near the document's other places, else not at all.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable

from corrobora.model.where import Candidate, PlaceLevel
from corrobora.places.context import PlaceContext
from corrobora.places.geometry import contains, distance_km

_BASE = -2.2
_LEVEL = {
    PlaceLevel.COUNTRY: 3.6,
    PlaceLevel.FIRST: 1.7,
    PlaceLevel.SECOND: 0.2,
    PlaceLevel.SETTLEMENT: 0.0,
    PlaceLevel.FEATURE: 0.9,
}
_PER_TENFOLD = 0.45  # for every tenfold population above 500
_COUNTRY = 2.6
_FOREIGN = -1.6  # when countries are known and this is none of them
_INSIDE = 3.2
_OUTSIDE = -3.0
_RIGHT_LEVEL = 1.6
_WRONG_LEVEL = -2.6
_NEAR = 2.4  # beside another place of the document; halves every _NEAR_KM
_NEAR_KM = 40.0
_BESIDE = 3.0  # named in one breath with another ("between A and B")
_BESIDE_KM = 12.0
_IN_DIVISION = {PlaceLevel.FIRST: 0.5, PlaceLevel.SECOND: 0.8}
_NAMED_AFTER_SEAT = -2.5  # "Kharkiv" alone is the city; its region is called one
_CITY = 100_000
_TEMPER = 0.35  # a lead of 0.3 in log-odds decides
_DIVISIONS = (PlaceLevel.FIRST, PlaceLevel.SECOND)


def rank(found: Iterable[tuple[Candidate, float]], context: PlaceContext, most: int) -> tuple[Candidate, ...]:
    """Candidates with scores, best first; equal ones by population and id."""
    entries = list(found)
    if not entries:
        return ()
    towns = [c for c, _ in entries if c.level is PlaceLevel.SETTLEMENT]
    evidence = [_evidence(candidate, fit, context, towns) for candidate, fit in entries]
    lead = max(evidence)
    top = 1 / (1 + math.exp(-lead))
    scored = [
        dataclasses.replace(candidate, score=round(top * math.exp(_TEMPER * (odds - lead)), 4))
        for (candidate, _), odds in zip(entries, evidence, strict=True)
    ]
    scored.sort(key=lambda c: (-c.score, -c.population, c.id))
    return tuple(scored[:most])


def _evidence(candidate: Candidate, fit: float, context: PlaceContext, towns: list[Candidate]) -> float:
    """Log-odds that this is the place meant; ``fit`` 0..1 says how well the name matches."""
    total = _BASE - 3.0 * (1.0 - fit) + _LEVEL[candidate.level]
    if context.levels is None and candidate.level in _DIVISIONS and _has_seat(candidate, towns):
        total += _NAMED_AFTER_SEAT
    if candidate.level is PlaceLevel.SETTLEMENT and candidate.population:
        total += _PER_TENFOLD * max(0.0, math.log10(candidate.population / 500))
    if context.countries:
        weight = context.countries.get(candidate.country)
        total += _FOREIGN if weight is None else _COUNTRY * weight
    if context.within:
        inside = any(contains(wide, candidate) or wide.id == candidate.id for wide in context.within)
        total += _INSIDE if inside else _OUTSIDE
    if context.levels is not None:
        total += _RIGHT_LEVEL if candidate.level in context.levels else _WRONG_LEVEL
    total += _BESIDE * _closeness(candidate, context.beside, _BESIDE_KM)
    return total + _NEAR * _nearness(candidate, context.anchors)


def _has_seat(division: Candidate, towns: list[Candidate]) -> bool:
    """Whether a town of the same name lies in the division, or is a city the division is named for."""
    return any(
        contains(division, town)
        or (town.country == division.country and town.population >= _CITY)
        or (
            division.level is PlaceLevel.SECOND
            and division.admin_ids
            and division.admin_ids == town.admin_ids[:1]
        )
        for town in towns
    )


def _nearness(candidate: Candidate, anchors: tuple[Candidate, ...]) -> float:
    """0..1: how near the nearest of the document's sure places is."""
    best = 0.0
    for anchor in anchors:
        if anchor.id == candidate.id:
            return 1.0
        if anchor.level in _DIVISIONS:
            # the mean of a division says little; lying in it does
            if contains(anchor, candidate):
                best = max(best, _IN_DIVISION[anchor.level])
            continue
        best = max(best, _closeness(candidate, (anchor,), _NEAR_KM))
    return best


def _closeness(candidate: Candidate, others: tuple[Candidate, ...], half_km: float) -> float:
    """1 at the nearest other place, halved every ``half_km`` away from it."""
    best = 0.0
    for other in others:
        between = distance_km(candidate, other) if other.id != candidate.id else None
        if between is not None:
            # two guessed points that coincide are no nearer than the guesses are good
            best = max(best, 0.5 ** (max(between, candidate.radius_km, other.radius_km) / half_km))
    return best
