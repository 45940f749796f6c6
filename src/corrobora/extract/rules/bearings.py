"""What a day or a place in a sentence belongs to: the deed, what is said of it, its footage, a trial.

In English the parse leads from the words up to the noun or verb they depend on; in Ukrainian and
Russian, and where the parse leads nowhere, the nearest cue of the clause stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from corrobora.extract.rules.reading import Reading

#: Families whose cues say what a day or a place belongs to, the most telling first.
FAMILIES = (
    "acts",
    "deaths",
    "occasions",
    "responses",
    "reporting",
    "scenes",
    "statements",
    "custody",
    "counting",
)
_COARSE = {"responses": "responses", "statements": "statements", "scenes": "scenes", "counting": "counting"}
_FURTHEST = 90
_STOPS = ".;:!?\n"


@lru_cache(maxsize=2_000)  # every event of a document asks about the same words
def bearings(reading: Reading, start: int, end: int) -> frozenset[str]:
    """Names of what the words ``[start, end)`` belong to: ``up:`` by the parse, ``near:`` by distance."""
    found = {f"up:{name}" for name in _upwards(reading, start, end)}
    nearest = _nearest(reading, start, end)
    return frozenset(found | {f"near:{name}" for name in nearest})


def _name(family: str, id: str) -> str:
    return _COARSE.get(family, f"{family}.{id}")


def _upwards(reading: Reading, start: int, end: int) -> list[str]:
    doc = reading.analysis.doc
    tokens = reading.tokens_within(start, end)
    if doc is None or not tokens:
        return []
    inside = range(tokens[0].index, tokens[-1].index + 1)
    token = next((doc[i] for i in inside if doc[i].head.i not in inside), doc[tokens[0].index])
    for _ in range(6):
        if token.head.i == token.i:
            break
        token = token.head
        if token.i in inside:
            continue
        names = _cues_at(reading, token.idx, token.idx + len(token.text))
        if names:
            return names
        if token.pos_ == "VERB":
            return ["verb"]
    return ["nothing"]


def _cues_at(reading: Reading, start: int, end: int) -> list[str]:
    names = []
    for family in FAMILIES:
        names += [_name(family, m.value) for m in reading.family(family).within(start, end)]
    return list(dict.fromkeys(names))[:2]


def _nearest(reading: Reading, start: int, end: int) -> Iterable[str]:
    sentence = reading.analysis.sentence_at(start)
    low, high = max(sentence.start, start - _FURTHEST), min(sentence.end, end + _FURTHEST)
    found: list[tuple[int, str]] = []
    for family in FAMILIES:
        for m in reading.family(family).within(low, high):
            if m.start < end and start < m.end:
                continue
            between = reading.text[m.end : start] if m.end <= start else reading.text[end : m.start]
            distance = len(between) + 25 * between.count(",") + 80 * sum(between.count(c) for c in _STOPS)
            found.append((distance, _name(family, m.value)))
    found.sort()
    return dict.fromkeys(name for _, name in found[:2])
