"""Permanent numbers for events, whatever re-linking does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corrobora.store.register import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """Who gets which number.

    Attributes:
        numbers: one for each cluster, in their order.
        merged: numbers without claims now, and the number most of their last claims stand under; ``None``
            if those claims stand nowhere any more.
        new: numbers given for the first time.
    """

    numbers: tuple[int, ...]
    merged: dict[int, int | None]
    new: tuple[int, ...]


def assign(
    clusters: Sequence[Sequence[str]],
    history: Sequence[Membership],
    highest: int,
    elsewhere: Mapping[str, int] | None = None,
) -> Numbering:
    """Give each cluster of claims its number.

    A cluster keeps the number under which most of its claims stand now; of those left over, it takes back
    one its claims stood under before (a merge undone gives the old number back); else it gets the next
    unused one, in the order of the clusters. A number once given is never given to anything else.

    Args:
        clusters: claims about one event each.
        history: where claims stood and stand, for every number one of these claims ever stood under.
        highest: the highest number given so far.
        elsewhere: of other claims in the history, the number each stands and stays under.
    """
    elsewhere = elsewhere or {}
    of_claim: dict[str, list[Membership]] = {}
    for m in history:
        of_claim.setdefault(m.claim, []).append(m)
    numbers = _matched(clusters, of_claim, set(elsewhere.values()))
    new: list[int] = []
    for index in range(len(clusters)):
        if index not in numbers:
            highest += 1
            numbers[index] = highest
            new.append(highest)
    now = dict(elsewhere) | {claim: numbers[i] for i, cluster in enumerate(clusters) for claim in cluster}
    return Numbering(
        numbers=tuple(numbers[i] for i in range(len(clusters))),
        merged=_left_over(history, now),
        new=tuple(new),
    )


def _matched(
    clusters: Sequence[Sequence[str]], of_claim: dict[str, list[Membership]], taken: set[int]
) -> dict[int, int]:
    wishes: list[tuple[int, int, int, int]] = []
    for index, cluster in enumerate(clusters):
        present: Counter[int] = Counter()
        ever: Counter[int] = Counter()
        for claim in cluster:
            held = of_claim.get(claim, ())
            present.update(m.number for m in held if m.now)
            ever.update({m.number for m in held})
        wishes += [(-present[number], -times, number, index) for number, times in ever.items()]
    numbers: dict[int, int] = {}
    for _, _, number, index in sorted(wishes):
        if index not in numbers and number not in taken:
            numbers[index] = number
            taken.add(number)
    return numbers


def _left_over(history: Sequence[Membership], now: dict[str, int]) -> dict[int, int | None]:
    """Where the claims of each number that lost all of them stand now."""
    in_force = set(now.values())
    went: dict[int, Counter[int]] = {}
    for m in history:
        if m.number not in in_force:
            counter = went.setdefault(m.number, Counter())
            if m.claim in now:
                counter[now[m.claim]] += 1
    return {
        number: min(counter, key=lambda n: (-counter[n], n)) if counter else None
        for number, counter in went.items()
    }
