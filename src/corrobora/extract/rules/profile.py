"""Each sentence as a set of marks: which families of words, figures, days and places it holds."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from corrobora.extract.analysis import Sentence
from corrobora.extract.rules.figures import Figure, figures
from corrobora.extract.rules.reading import Reading
from corrobora.model.document import RegionSort
from corrobora.model.when import Precision

#: In a text of so few sentences their position says nothing.
_SHORT = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One sentence and what it holds; ``marks`` are ``family.id`` and other general features."""

    sentence: Sentence
    marks: frozenset[str]
    figures: tuple[Figure, ...]


@lru_cache(maxsize=8)
def profiles(reading: Reading) -> tuple[Profile, ...]:
    """A profile of every sentence, in their order."""
    sentences = reading.sentences
    if not sentences:
        return ()
    starts = [s.start for s in sentences]
    marks: list[set[str]] = [set() for _ in sentences]
    nouns: list[list[tuple[int, int, str]]] = [[] for _ in sentences]

    def at(position: int) -> int:
        return max(0, bisect_right(starts, position) - 1)

    for family, mentions in reading.cues.items():
        for m in mentions:
            index = at(m.start)
            marks[index].add(f"{family}.{m.value}")
            nouns[index].append((m.start, m.end, f"{family}.{m.value}"))
    for when in reading.whens:
        marks[at(when.start)].add("when." + _precision(when.value.precision))
    for place in reading.places:
        best = place.value.candidates[0] if place.value.candidates else None
        marks[at(place.start)].add("place." + (best.level.value if best else "unknown"))
    sides: list[set[str]] = [set() for _ in sentences]
    for side in reading.sides:
        sides[at(side.start)].add(side.value)
    found = figures(reading, nouns, starts)
    for index, sentence in enumerate(sentences):
        here = marks[index]
        here |= _shape(reading, sentence, index, len(sentences))
        if sides[index]:
            here.add("sides.two" if len(sides[index]) > 1 else "sides.one")
        for figure in found[index]:
            sort = "implied" if figure.implied else "number"
            here.add(f"figure.{sort}")
            here |= {f"figure.{sort}:{mark}" for mark in figure.after if mark.startswith(_COUNTED)}
    return tuple(
        Profile(sentence=s, marks=frozenset(marks[i]), figures=tuple(found[i]))
        for i, s in enumerate(sentences)
    )


_COUNTED = ("people.", "custody.captive", "deaths.", "counting.", "acts.execution")


def _precision(precision: Precision) -> str:
    if precision in (Precision.DAY, Precision.DAYS):
        return "day"
    return "span" if precision is Precision.SPAN else "longer"


def _shape(reading: Reading, sentence: Sentence, index: int, count: int) -> set[str]:
    words = sentence.last - sentence.first
    text = reading.text[sentence.start : sentence.end]
    found = {"shape.short"} if words < 6 else {"shape.long"} if words > 35 else set()
    if sentence.sort in (RegionSort.TITLE, RegionSort.HEADING):
        found.add("shape.heading")
    elif sentence.sort in (RegionSort.FURNITURE, RegionSort.CAPTION):
        found.add("shape.furniture")
    elif sentence.sort in (RegionSort.LIST, RegionSort.TABLE):
        found.add("shape.list")
    if index == 0 and count > _SHORT:
        found.add("shape.first")
    elif index < 4 and count > _SHORT:
        found.add("shape.lead")
    if count > _SHORT and index >= count - 2:
        found.add("shape.last")
    if text.rstrip("\"'”»)").endswith("?"):
        found.add("shape.question")
    if text[-1:] not in ".!?…”»\"')":
        found.add("shape.unended")
    if any(mark in text for mark in '“«"„'):
        found.add("shape.quoted")
    return found
