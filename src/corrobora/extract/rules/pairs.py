"""Whether two sentences of one document tell of the same event."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corrobora.extract.analysis import Sentence
from corrobora.extract.rules import mixing
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.model.document import RegionSort
from corrobora.model.when import Precision

Days = tuple[date | None, date | None]

#: Places so wide that they bring events together that are apart.
_WIDE = ("country", "first")
#: What opens a line of a list, a row of a table or an entry: a number, a letter, an hour, a day, a sign.
_ITEM = re.compile(
    r"\(?(\d{1,2}|[a-zа-яA-ZА-Я]|[ivxIVX]{1,4})[).:/]|\d{1,2}\W\d\d|[^\w\s\"'(«“]|\d{1,2}\s*[|–—]"
)


_OF_SECOND = (
    "coreference.", "shape.", "when.", "place.", "acts.", "figure.number", "settings.",
)  # fmt: skip
_OF_FIRST = ("shape.", "when.", "place.", "acts.", "scenes.justice")
_FAMILIES = ("acts.", "custody.", "people.", "settings.", "bases.")
#: Characters into a line by which a day that opens it begins, after a number or a bullet.
_OPENS = 14
_DAYS = (Precision.DAY, Precision.DAYS)
#: Words of killing, by family of the codebook.
_DEEDS = ("acts.execution", "deaths.kill", "deaths.shoot", "deaths.die", "deaths.body")
_WITH_GAP = ("place:", "spot:", "day:", "number:", "name:", "paragraphs:", "second:coreference", "list")


@dataclass(frozen=True, slots=True)
class _Held:
    """What a sentence holds, worked out once however many others it is compared with."""

    compared: tuple[tuple[str, frozenset[object]], ...]
    spots: frozenset[object]
    families: tuple[frozenset[str], ...]
    words: frozenset[str]
    doers: frozenset[str]
    opens_item: bool

    @classmethod
    def of(cls, reading: Reading, p: Profile) -> _Held:
        spots = _spots(reading, p)
        held = {
            "place": places(reading, p), "spot": spots, "day": days(reading, p), "number": numbers(p),
            "side": _sides(reading, p), "name": _names(reading, p),
        }  # fmt: skip
        return cls(
            compared=tuple((name, frozenset(found)) for name, found in held.items()),
            spots=frozenset(spots),
            families=tuple(frozenset(m for m in p.marks if m.startswith(f)) for f in _FAMILIES),
            words=_words(reading, p),
            doers=_doers(reading, p),
            opens_item=opens_item(reading, p.sentence),
        )

    @property
    def places(self) -> frozenset[object]:
        return self.compared[0][1]

    @property
    def days(self) -> frozenset[object]:
        return self.compared[2][1]


@lru_cache(maxsize=8)
def _known(reading: Reading) -> dict[int, _Held]:
    """What the sentences of a document hold, as far as it was asked, by their index."""
    return {}


def _held(reading: Reading, p: Profile) -> _Held:
    known, index = _known(reading), p.sentence.index
    if index not in known:
        known[index] = _Held.of(reading, p)
    return known[index]


def of_pair(reading: Reading, profiles: Sequence[Profile], first: int, second: int) -> frozenset[str]:
    """Whether two sentences of one document tell of the same event; ``first`` stands before ``second``."""
    one, two = profiles[first], profiles[second]
    held, other = _held(reading, one), _held(reading, two)
    gap = second - first
    far = "gap:" + (str(gap) if gap < 4 else "4-6" if gap < 7 else "7-12" if gap < 13 else "far")
    between = two.sentence.paragraph - one.sentence.paragraph
    found = {far, "paragraphs:" + (str(between) if between < 3 else "more")}
    found.update(f"second:{m}" for m in two.marks if m.startswith(_OF_SECOND))
    found.update(f"first:{m}" for m in one.marks if m.startswith(_OF_FIRST))
    for (name, a), (_, b) in zip(held.compared, other.compared, strict=True):
        found.add(_compared(name, a, b))
    found.add(f"words:{min(len(held.words & other.words), 3)}")
    for family, c, d in zip(_FAMILIES, held.families, other.families, strict=True):
        if c & d:
            found.add(f"both:{family}")
        elif c and d:
            found.add(f"differ:{family}")
    section = [profiles[i] for i in range(first + 1, second + 1)]
    since = [_held(reading, p) for p in section]
    if any("shape.heading" in p.marks for p in section):
        found.add("heading between")
    if any(h.opens_item for h in since):
        found.add("list item between")
        if other.opens_item and held.opens_item:
            found.add("both list items")
    if other.opens_item:
        found.add("second opens an item")
    if any(h.days for h in since):
        found.add("day between")
    if any(h.places for h in since):
        found.add("place between")
    spots = held.spots or _last_spots(reading, profiles, first)
    others = [h.spots for h in since if h.spots]
    if others and spots:
        found.add("spot since:" + ("same" if spots & others[-1] else "other"))
        if any(not spots & s for s in others[:-1]):
            found.add("spot left and come back to")
    if any("coreference.other" in p.marks for p in section):
        found.add("another between")
    if gap == 1 or between == 0:
        found.update(f"close&second:{m}" for m in two.marks if m.startswith("coreference."))
    crossed = {f"{far}&{m}" for m in found if m.startswith(_WITH_GAP)}
    return frozenset(found | crossed | mixing.pair(reading, first, second))


def told_apart(
    reading: Reading, profiles: Sequence[Profile], explicit: Container[int], first: int, second: int
) -> bool:
    """Whether two sentences say themselves that they tell of different events.

    They stand in entries under days of their own (of such pairs 4 tell of one incident, 340 of different
    ones). Or each tells a deed, and the sides that did it are others; or each has a place of its own and
    one is ``explicit`` (tells its event in so many words) with another number (2 and 10), or each has a
    number, and a day or number unlike the other's (1 and 40).
    """
    opened, then = entries(reading)[first], entries(reading)[second]
    if opened and then and opened != then:
        return True
    one, two = profiles[first], profiles[second]
    if not (_tells_deed(one) and _tells_deed(two)):
        return False
    held, other = _held(reading, one), _held(reading, two)
    if held.doers and other.doers and not held.doers & other.doers:
        return True
    here, there = _spots_but_seats(reading, one), _spots_but_seats(reading, two)
    if not (here and there) or here & there:
        return False
    a, b = numbers(one), numbers(two)
    if first in explicit or second in explicit:
        return not a & b
    return bool(a and b) and (not a & b or bool(held.days and other.days and not held.days & other.days))


@lru_cache(maxsize=8)
def entries(reading: Reading) -> tuple[Days | None, ...]:
    """The days each sentence's line opens with, if any: "10 January. Oldtown. Three men …"."""
    found: list[Days | None] = []
    opening: Days | None = None
    line = -1
    for sentence in reading.sentences:
        start = reading.text.rfind("\n", 0, sentence.start) + 1
        if start != line:
            line = start
            days = reading.whens.within(line, line + _OPENS)
            opening = next(((d.value.first, d.value.last) for d in days if d.value.precision in _DAYS), None)
        found.append(opening)
    return tuple(found)


def _tells_deed(p: Profile) -> bool:
    return any(m.startswith(_DEEDS) for m in p.marks)


def opens_item(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence opens a line of a list, a row of a table or an entry under an hour or a day."""
    start = sentence.start
    line = reading.text.rfind("\n", 0, start) + 1
    before = reading.text[line:start].strip()
    if any(c.isalpha() for c in before):
        return False
    listed = sentence.sort in (RegionSort.LIST, RegionSort.TABLE)
    return bool(before) or listed or bool(_ITEM.match(reading.text[start : start + 8]))


def _compared(name: str, one: frozenset[object], two: frozenset[object]) -> str:
    if not one and not two:
        return f"{name}:neither"
    if not one or not two:
        return f"{name}:" + ("only second" if two else "only first")
    return f"{name}:shared" if one & two else f"{name}:other"


def places(reading: Reading, p: Profile) -> set[object]:
    """Every place a sentence names, by its first letters, so that cases of one name meet."""
    return {m.value.name[:5].casefold() for m in reading.places.within(p.sentence.start, p.sentence.end)}


def _spots(reading: Reading, p: Profile) -> set[object]:
    """Settlements and the like; a country or a region brings events together that are apart."""
    return {
        m.value.name[:5].casefold()
        for m in reading.places.within(p.sentence.start, p.sentence.end)
        if not m.value.candidates or m.value.candidates[0].level.value not in _WIDE
    }


def _spots_but_seats(reading: Reading, p: Profile) -> frozenset[object]:
    """Settlements a sentence names, without capitals that may stand for their governments."""
    seats = {
        m.value.name[:5].casefold()
        for m in reading.places.within(p.sentence.start, p.sentence.end)
        if m.reader.endswith(".seats")
    }
    return _held(reading, p).spots - seats


def _last_spots(reading: Reading, profiles: Sequence[Profile], index: int) -> frozenset[object]:
    for i in range(index - 1, max(-1, index - 7), -1):
        found = _held(reading, profiles[i]).spots
        if found:
            return found
    return frozenset()


def days(reading: Reading, p: Profile) -> set[object]:
    """Every day and period a sentence names."""
    return {(m.value.first, m.value.last) for m in reading.whens.within(p.sentence.start, p.sentence.end)}


def numbers(p: Profile) -> set[object]:
    """Bounds of every number of a sentence."""
    return {f.quantity.bounds for f in p.figures if not f.implied}


def _sides(reading: Reading, p: Profile) -> set[object]:
    return {m.value for m in reading.sides.within(p.sentence.start, p.sentence.end)}


def _doers(reading: Reading, p: Profile) -> frozenset[str]:
    """Sides the grammar makes do a deed of the sentence."""
    start, end = p.sentence.start, p.sentence.end
    return frozenset(
        part.who for part in reading.parts_within(start, end) if part.side and part.role == "perpetrator"
    )


def _names(reading: Reading, p: Profile) -> set[object]:
    """Capitalised names within a sentence that are no places, by their first letters."""
    taken = [(m.start, m.end) for m in reading.places.within(p.sentence.start, p.sentence.end)]
    return {
        t.lower[:6]
        for t in reading.analysis.words(p.sentence)
        if t.pos == "PROPN" and t.text[:1].isupper() and not any(a <= t.start < b for a, b in taken)
    }


def _words(reading: Reading, p: Profile) -> frozenset[str]:
    """Telling words of a sentence."""
    return frozenset(
        t.lemma for t in reading.analysis.words(p.sentence) if t.pos in ("NOUN", "VERB") and len(t.lemma) > 3
    )
