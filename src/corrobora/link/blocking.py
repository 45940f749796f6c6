"""Which pairs of claims are worth comparing, so that cost grows almost linearly.

Claims meet where they share a trait that one event would give both: place and month, exact day
and country, count and month, document, or telling names. A trait shared by very many claims says
little; there each claim meets only its neighbours in order of day.

Whether two claims meet depends on the claims of each trait they share and on nothing else, so that
one more claim can be compared by looking up its traits (`corrobora.link.incremental`).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple, TypeVar

from corrobora.link.facts import Facts

#: Days around an event within which reports of it are expected, where the text names no day.
REPORTING_DAYS = 60
_MONTH = 30
#: Blocks of traits that many events share are cut at this part of the cap.
WEAKER = 4

T = TypeVar("T")
Key = tuple[Hashable, ...]


class Sort(IntEnum):
    """How claims that share a trait meet."""

    TELLING = 0
    """All with all, up to the cap."""
    WEAK = 1
    """Likewise, up to a part of the cap."""
    ANY_MONTH = 2
    """Claims that can fall in any month meet those of all months, and each other."""
    NAME = 3
    """They do not meet; how many documents hold a name is counted by it."""


class Trait(NamedTuple):
    """Something a claim can share with others.

    Attributes:
        key: a hash of what it is.
        sort: how those who share it meet.
        day: the claim's place among them, a day as ordinal; of ``ANY_MONTH``, 0 where no month is known.
    """

    key: int
    sort: Sort
    day: int


def traits(fact: Facts, common: Collection[str] = frozenset()) -> frozenset[Trait]:
    """Everything by which a claim can meet others.

    Args:
        fact: the claim.
        common: names that tell nothing; they bring nobody together.
    """
    day, undated = _day(fact), _months(fact) == (None,)
    found = {
        Trait(_hash(key), sort, int(not undated) if sort is Sort.ANY_MONTH else day)
        for sort, key in _keys(fact, common)
    }
    return frozenset(found | {Trait(name_key(name), Sort.NAME, 0) for name in fact.names})


def name_key(name: str) -> int:
    """The key of the trait that a claim's document holds this name."""
    return _hash(("named", name))


def candidate_pairs(
    facts: Sequence[Facts], cap: int, held: Sequence[frozenset[Trait]] | None = None
) -> list[tuple[int, int]]:
    """Pairs ``(i, j)``, ``i < j``, of positions in ``facts``; sorted, each once.

    Args:
        facts: the claims.
        cap: most claims that meet all of each other because of one trait.
        held: the traits of each, if they are known already.
    """
    blocks: dict[tuple[Sort, int], list[tuple[int, str, int]]] = defaultdict(list)
    for i, fact in enumerate(facts):
        for trait in traits(fact) if held is None else held[i]:
            if trait.sort is not Sort.NAME:
                blocks[trait.sort, trait.key].append((trait.day, fact.id, i))
    pairs: set[tuple[int, int]] = set()
    for (sort, _), members in blocks.items():
        if len(members) > 1:
            members.sort()
            found = block_pairs(sort, [(day, i) for day, _, i in members], cap)
            pairs.update((i, j) if i < j else (j, i) for i, j in found)
    return sorted(pairs)


def block_pairs(sort: Sort, members: Sequence[tuple[int, T]], cap: int) -> Iterator[tuple[T, T]]:
    """The pairs that one trait brings together; a pair may come twice.

    Args:
        sort: the trait's.
        members: day and claim of all that have it, by day and then by the claim's id.
        cap: see `candidate_pairs`.
    """
    limit = _limit(sort, cap)
    ids = [member for _, member in members]
    if sort is Sort.ANY_MONTH:
        undated = bisect_left(members, 1, key=lambda member: member[0])
        if len(ids) <= limit:
            yield from ((a, b) for n, a in enumerate(ids[:undated]) for b in ids[n + 1 :])
            return
        ids = ids[:undated]
    yield from _within(ids, len(ids) if len(ids) <= limit else _width(limit))


def changed_pairs(
    sort: Sort,
    before: Sequence[tuple[int, T]],
    after: Sequence[tuple[int, T]],
    changed: Collection[T],
    cap: int,
) -> tuple[set[frozenset[T]], set[frozenset[T]]]:
    """The pairs a trait brought together before, and those it brings together now.

    Both blocks are in the order `block_pairs` wants. Left out of both are pairs no change comes near: neither
    is one of the two among those ``changed``, nor did a claim come or go beside them.
    """
    limit = _limit(sort, cap)
    if sort is Sort.ANY_MONTH or min(len(before), len(after)) <= limit:
        found = block_pairs(sort, before, cap), block_pairs(sort, after, cap)
    else:  # only neighbours meet: what lies further from the first and the last change stays as it was
        width = _width(limit)
        shortest = min(len(before), len(after))

        def moved(n: int) -> bool:
            return before[n] != after[n] or before[n][1] in changed

        start = next((n for n in range(shortest) if moved(n)), shortest)
        end = next((n for n in range(shortest - start) if moved(-1 - n)), shortest - start)
        start, end = max(0, start - width), max(0, end - width)
        parts = (block[start : len(block) - end] for block in (before, after))
        found = tuple(_within([id for _, id in part], width) for part in parts)  # type: ignore[assignment]
    old, new = ({frozenset(pair) for pair in pairs} for pairs in found)
    return old, new


def _within(ids: Sequence[T], width: int) -> Iterator[tuple[T, T]]:
    return ((a, b) for n, a in enumerate(ids) for b in ids[n + 1 : n + 1 + width])


def _limit(sort: Sort, cap: int) -> int:
    return cap // WEAKER if sort is Sort.WEAK else cap


def _width(limit: int) -> int:
    return max(2, limit // 6)


def _hash(key: Key) -> int:
    digest = hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


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


def _keys(fact: Facts, common: Collection[str]) -> Iterator[tuple[Sort, Key]]:
    yield Sort.TELLING, ("document", fact.document)
    months = _months(fact)
    place = fact.place
    if place and place.narrow:
        for word in place.keys:
            yield Sort.ANY_MONTH, ("any month", word[:4])
            for month in months:
                yield Sort.TELLING, ("name", word[:4], month)
        for lat, lon, _ in place.points:
            # two grids half a cell apart: neighbours share a cell in one of them
            for grid, shift in enumerate((0.0, 0.15)):
                cell = (int((lat + shift) // 0.3), int((lon + shift) // 0.3))
                yield Sort.ANY_MONTH, ("any month", grid, cell)
                for month in months:
                    yield Sort.TELLING, ("cell", grid, cell, month)
    elif place:
        for area in place.ids:
            for month in months:
                yield Sort.WEAK, ("area", area, month)
    for area in place.areas if place else ():
        if fact.victims:
            for month in months:
                yield Sort.WEAK, ("area count", area, month, fact.victims.bounds)
    if fact.days is not None and fact.days <= 3 and fact.first is not None:
        for day in range(fact.first - 1, (fact.last or fact.first) + 2):
            yield Sort.WEAK, ("day", day, fact.victim_side, fact.perpetrator_side)
    if fact.victims:
        for month in months:
            yield Sort.WEAK, ("count", fact.victims.bounds, month, fact.perpetrator_side)
    for name in fact.names:
        if name not in common:
            for month in months:
                yield Sort.WEAK, ("called", name, month)
