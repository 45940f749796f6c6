"""Which pairs of claims are worth comparing, so that cost grows almost linearly.

Claims meet where they share a trait that one event would give both: place and month, exact day
and country, count and month, document, or telling names. A trait shared by very many claims says
little; there each claim meets only its neighbours in order of day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence

from corrobora.link.facts import Facts

#: Days around an event within which reports of it are expected, where the text names no day.
REPORTING_DAYS = 60
_MONTH = 30
#: Traits that many events share; their blocks are cut at this part of the cap.
WEAK = frozenset(("count", "day", "area count", "area", "called"))
WEAKER = 4

Key = tuple[Hashable, ...]


def candidate_pairs(facts: Sequence[Facts], cap: int) -> list[tuple[int, int]]:
    """Pairs ``(i, j)``, ``i < j``, of positions in ``facts``; sorted, each once."""
    blocks: dict[Key, list[int]] = defaultdict(list)
    for i, fact in enumerate(facts):
        for key in set(_keys(fact)):
            blocks[key].append(i)
    undated = {i for i, fact in enumerate(facts) if _months(fact) == (None,)}
    pairs: set[tuple[int, int]] = set()
    for key, members in blocks.items():
        if len(members) < 2:
            continue
        limit = cap // WEAKER if key[0] in WEAK else cap
        if key[0] == "any month":
            pairs.update(_with_undated(members, undated, limit))
        elif len(members) <= limit:
            pairs.update((i, j) for n, i in enumerate(members) for j in members[n + 1 :])
        else:
            pairs.update(_neighbours(members, facts, limit))
    return sorted(pairs)


def _with_undated(members: list[int], undated: set[int], limit: int) -> Iterator[tuple[int, int]]:
    """Claims that can fall in any month meet those of all months, as far as the block is small enough."""
    for i in members:
        if i in undated:
            others = members if len(members) <= limit else [j for j in members if j in undated][:limit]
            yield from ((min(i, j), max(i, j)) for j in others if i != j)


def _neighbours(members: list[int], facts: Sequence[Facts], cap: int) -> Iterator[tuple[int, int]]:
    width = max(2, cap // 6)
    ordered = sorted(members, key=lambda i: (_day(facts[i]), i))
    for n, i in enumerate(ordered):
        for j in ordered[n + 1 : n + 1 + width]:
            yield (i, j) if i < j else (j, i)


def _day(fact: Facts) -> int:
    for day in (fact.first, fact.last, fact.published):
        if day is not None:
            return day
    return 0


def _months(fact: Facts) -> tuple[int | None, ...]:
    """Months (of 30 days) the event can fall in by the text or, failing that, by publication."""
    if fact.first is not None and fact.last is not None and fact.last - fact.first <= 4 * _MONTH:
        first, last = fact.first - 5, fact.last + 5
    elif fact.first is None and fact.last is None and fact.published is not None:
        first, last = fact.published - REPORTING_DAYS, fact.published
    else:
        return (None,)
    return tuple(range(first // _MONTH, last // _MONTH + 1))


def _keys(fact: Facts) -> Iterator[Key]:
    yield ("document", fact.document)
    months = _months(fact)
    place = fact.place
    if place and place.narrow:
        for word in place.keys:
            yield ("any month", word[:4])
            for month in months:
                yield ("name", word[:4], month)
        for lat, lon, _ in place.points:
            # two grids half a cell apart: neighbours share a cell in one of them
            for grid, shift in enumerate((0.0, 0.15)):
                cell = (int((lat + shift) // 0.3), int((lon + shift) // 0.3))
                yield ("any month", grid, cell)
                for month in months:
                    yield ("cell", grid, cell, month)
    elif place:
        for area in place.ids:
            for month in months:
                yield ("area", area, month)
    for area in place.areas if place else ():
        if fact.victims:
            for month in months:
                yield ("area count", area, month, fact.victims.bounds)
    if fact.days is not None and fact.days <= 3 and fact.first is not None:
        for day in range(fact.first - 1, (fact.last or fact.first) + 2):
            yield ("day", day, fact.victim_side, fact.perpetrator_side)
    if fact.victims:
        for month in months:
            yield ("count", fact.victims.bounds, month, fact.perpetrator_side)
    for name in fact.names:
        for month in months:
            yield ("called", name, month)
