"""Texts that are copies of each other: one agency report in several outlets.

MinHash (Broder 1997): of all runs of words in a text, the smallest hash under each of many hash functions;
two texts agree in as large a share of them as of their runs.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

#: Words in a run, and hash functions.
RUN, HASHES = 4, 128
#: Share of the shorter text's runs from which the longer is taken to hold a copy of it.
COPIED = 0.6
#: A text with fewer runs is too short to be told from another about the same.
SHORTEST = 20
_PRIME = np.uint64((1 << 31) - 1)
_Signature = tuple[int, Any]


def copies(texts: Mapping[str, str], order: Sequence[str]) -> dict[str, str]:
    """For each text that is a copy, the one it copies.

    Args:
        texts: by id.
        order: ids, oldest first; a copy copies the oldest text it agrees with.
    """
    signed = {id: s for id in order if (s := _signature(texts[id])) is not None}
    out: dict[str, str] = {}
    originals: list[str] = []
    for id in order:
        if id not in signed:
            continue
        first = next((o for o in originals if held(signed[o], signed[id]) >= COPIED), None)
        if first is None:
            originals.append(id)
        else:
            out[id] = first
    return out


def held(a: _Signature, b: _Signature) -> float:
    """Share, 0..1, of the shorter text's runs that the longer holds, estimated."""
    (size, mine), (other, theirs) = a, b
    alike = float(np.mean(mine == theirs))
    shared = alike / (1 + alike) * (size + other)
    return min(1.0, shared / min(size, other))


@cache
def _functions() -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    return (
        rng.integers(1, int(_PRIME), HASHES, dtype=np.uint64),
        rng.integers(0, int(_PRIME), HASHES, dtype=np.uint64),
    )


def _signature(text: str) -> _Signature | None:
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
    if len(runs) < SHORTEST:
        return None
    hashes = np.array(sorted(zlib.crc32(r.encode()) for r in runs), dtype=np.uint64) % _PRIME
    a, b = _functions()
    smallest = np.full(HASHES, _PRIME, dtype=np.uint64)
    for start in range(0, len(hashes), 4096):
        part = (hashes[start : start + 4096, None] * a + b) % _PRIME
        smallest = np.minimum(smallest, part.min(axis=0))
    return len(runs), smallest
