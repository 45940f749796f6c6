"""Texts that are copies of each other: one agency report in several outlets.

Containment of runs of words (Broder 1997), counted and not estimated: runs are looked up in those of the
originals, so that the work grows with the texts and not with their pairs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

#: Words in a run.
RUN = 4
#: Share of the shorter text's runs from which the longer is taken to hold a copy of it.
COPIED = 0.6
#: A text with fewer runs is too short to be told from another about the same.
SHORTEST = 20
_WORDS = re.compile(r"\w+")


def copies(texts: Mapping[str, str], order: Sequence[str]) -> dict[str, str]:
    """For each text that is a copy, the one it copies.

    Args:
        texts: by id.
        order: ids, oldest first; a copy copies the oldest text it agrees with.
    """
    out: dict[str, str] = {}
    sizes: dict[str, int] = {}
    holders: dict[str, list[str]] = {}
    for id in order:
        runs = _runs(texts[id])
        if len(runs) < SHORTEST:
            continue
        shared = Counter(original for run in runs for original in holders.get(run, ()))
        alike = (o for o in sizes if shared[o] >= COPIED * min(len(runs), sizes[o]))
        first = next(alike, None)
        if first is not None:
            out[id] = first
            continue
        sizes[id] = len(runs)
        for run in runs:
            holders.setdefault(run, []).append(id)
    return out


def _runs(text: str) -> set[str]:
    words = _WORDS.findall(text.casefold())
    return {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
