"""Pairs to groups: average-link merging that respects "different" as well as "same".

A group of claims is joined with another while the average score over all pairs between them
reaches the threshold, best first. A veto or a "different" between any two members forbids it; a
"same" joins before anything else. Groups without a single pair that reaches the threshold are never joined.

What becomes of a group depends on the groups it has such pairs with and on nothing else. So a part of the
claims that is joined with no other can be grouped by itself, with the same outcome
(`corrobora.link.incremental` rests on it).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

Pair = tuple[int, int]


def cluster(
    size: int,
    scores: Mapping[Pair, float],
    *,
    threshold: float,
    score: Callable[[int, int], float | None],
    same: Iterable[Pair] = (),
    different: Iterable[Pair] = (),
) -> list[list[int]]:
    """Group ``0 .. size-1``.

    Args:
        size: how many things there are.
        scores: scored pairs ``(i, j)``, ``i < j``; vetoed pairs are left out or negative.
        threshold: least average score for a merge.
        score: the score of a pair that is missing in ``scores``, ``None`` for a veto.
        same: pairs that must be together.
        different: pairs that must not; they win over ``same``.

    Returns:
        Groups, each sorted, in the order of their first member.
    """
    apart = {_pair(*p) for p in different}
    known: dict[Pair, float | None] = dict(scores)
    groups = {i: [i] for i in range(size)}
    home = list(range(size))  # the group of each, named by its first member
    totals: dict[int, dict[int, float]] = defaultdict(dict)  # of all pairs between two groups that may join
    banned: dict[int, set[int]] = defaultdict(set)
    for i, j in apart:
        banned[i].add(j)
        banned[j].add(i)
    for (i, j), value in scores.items():
        if value >= threshold and j not in banned[i]:
            totals[i][j] = totals[j][i] = value

    def total(left: int, right: int) -> float | None:
        """Of all pairs between two groups; ``None`` if one of them is vetoed."""
        found = 0.0
        for i in groups[left]:
            for j in groups[right]:
                pair = _pair(i, j)
                if pair not in known:
                    known[pair] = score(*pair)
                value = known[pair]
                if value is None or value < 0:
                    return None
                found += value
        return found

    def absorb(keep: int, gone: int) -> None:
        mine, theirs = totals.pop(keep, {}), totals.pop(gone, {})
        for other in sorted(({*mine, *theirs} | banned[keep] | banned[gone]) - {keep, gone}):
            totals[other].pop(keep, None)
            totals[other].pop(gone, None)
            parts: list[float | None] = [None]
            if other not in banned[keep] and other not in banned[gone]:
                parts = [
                    between[other] if other in between else total(group, other)
                    for group, between in ((keep, mine), (gone, theirs))
                ]
            if None in parts:
                banned[keep].add(other)
                banned[other].add(keep)
            else:
                totals[keep][other] = totals[other][keep] = sum(p for p in parts if p is not None)
            banned[other].discard(gone)
        banned[keep] -= {keep, gone}  # a person's "same" outranks a veto between the two
        banned.pop(gone, None)
        for member in groups[gone]:
            home[member] = keep
        groups[keep] = sorted(groups[keep] + groups.pop(gone))

    for i, j in (_pair(*p) for p in same):
        keep, gone = _pair(home[i], home[j])
        if keep != gone and not any(_pair(x, y) in apart for x in groups[keep] for y in groups[gone]):
            absorb(keep, gone)

    def average(i: int, j: int) -> float:
        return totals[i][j] / (len(groups[i]) * len(groups[j]))

    heap = [(-average(i, j), i, j) for i in groups for j in totals[i] if i < j]
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if -negative < threshold:
            break
        if i not in groups or j not in totals[i] or average(i, j) != -negative:
            continue
        absorb(i, j)
        for other in totals[i]:
            low, high = _pair(i, other)
            heapq.heappush(heap, (-average(low, high), low, high))
    return sorted(groups.values())


def _pair(i: int, j: int) -> Pair:
    return (i, j) if i < j else (j, i)
