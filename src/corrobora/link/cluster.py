"""Pairs to groups: average-link merging that respects "different" as well as "same".

A group of claims is joined with another while the average score over all pairs between them
reaches the threshold, best first. A veto or a "different" between any two members forbids it; a
"same" joins before anything else. Pairs that were never compared count as 0.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

Pair = tuple[int, int]
#: Components up to this size have all their pairs scored, so that no average misses a pair.
COMPLETE = 80


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
    joined = [p for p in (_pair(*q) for q in same) if p not in apart]
    # two groups whose average reaches the threshold have a pair that does
    components = _components(size, [p for p, s in scores.items() if s >= threshold] + joined)
    of = {i: n for n, component in enumerate(components) for i in component}
    inside: dict[int, dict[Pair, float]] = defaultdict(dict)
    for (i, j), s in scores.items():
        if of[i] == of[j]:
            inside[of[i]][i, j] = s
    groups: list[list[int]] = []
    for n, component in enumerate(components):
        groups += _merge(component, inside[n], threshold, score, joined, apart)
    return sorted(groups)


def _pair(i: int, j: int) -> Pair:
    return (i, j) if i < j else (j, i)


def _components(size: int, pairs: Iterable[Pair]) -> list[list[int]]:
    parent = list(range(size))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, j in pairs:
        parent[max(root(i), root(j))] = min(root(i), root(j))
    out: dict[int, list[int]] = defaultdict(list)
    for i in range(size):
        out[root(i)].append(i)
    return list(out.values())


def _merge(
    members: Sequence[int],
    scores: Mapping[Pair, float],
    threshold: float,
    score: Callable[[int, int], float | None],
    joined: Sequence[Pair],
    apart: set[Pair],
) -> list[list[int]]:
    if len(members) == 1:
        return [list(members)]
    inside = set(members)
    links, banned = _links(members, scores, score, apart)
    groups = {i: [i] for i in members}

    def absorb(keep: int, gone: int) -> None:
        groups[keep] = sorted(groups[keep] + groups.pop(gone))
        for other, total in links.pop(gone).items():
            del links[other][gone]
            if other != keep:
                links[keep][other] = links[other][keep] = links[keep].get(other, 0.0) + total
        for other in banned.pop(gone, set()):
            banned[other].discard(gone)
            if other != keep:  # a person's "same" outranks a veto between the two
                banned[other].add(keep)
                banned[keep].add(other)

    home = {i: i for i in members}
    for i, j in joined:
        if i not in inside or home[i] == home[j]:
            continue
        keep, gone = _pair(home[i], home[j])
        if not any(_pair(x, y) in apart for x in groups[keep] for y in groups[gone]):
            absorb(keep, gone)
            home = {m: g for g, ms in groups.items() for m in ms}

    def average(i: int, j: int) -> float:
        return links[i].get(j, 0.0) / (len(groups[i]) * len(groups[j]))

    heap = [(-average(i, j), i, j) for i in groups for j in links[i] if i < j]
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if -negative < threshold:
            break
        if i not in groups or j not in groups or j in banned[i] or average(i, j) != -negative:
            continue
        absorb(i, j)
        for other in links[i]:
            low, high = _pair(i, other)
            heapq.heappush(heap, (-average(low, high), low, high))
    return list(groups.values())


def _links(
    members: Sequence[int],
    scores: Mapping[Pair, float],
    score: Callable[[int, int], float | None],
    apart: set[Pair],
) -> tuple[dict[int, dict[int, float]], dict[int, set[int]]]:
    links: dict[int, dict[int, float]] = {i: {} for i in members}
    banned: dict[int, set[int]] = defaultdict(set)
    known = dict(scores)
    if len(members) <= COMPLETE:
        for n, i in enumerate(members):
            for j in members[n + 1 :]:
                if (i, j) not in known:
                    value = score(i, j)
                    known[i, j] = -1.0 if value is None else value
    inside = set(members)
    for pair in apart:
        if pair[0] in inside and pair[1] in inside:
            known[pair] = -1.0
    for (i, j), value in known.items():
        if value < 0:
            banned[i].add(j)
            banned[j].add(i)
        elif value:
            links[i][j] = links[j][i] = value
    return links, banned
