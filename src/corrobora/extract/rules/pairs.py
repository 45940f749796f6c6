"""Whether two sentences of one document tell of the same event."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corrobora.extract.analysis import Sentence
from corrobora.extract.rules import mixing
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.model.document import RegionSort

#: Places so wide that they bring events together that are apart.
_WIDE = ("country", "first")
#: What opens a line of a list, a row of a table or an entry: a number, a letter, an hour, a day, a sign.
_ITEM = re.compile(
    r"\(?(\d{1,2}|[a-zа-яA-ZА-Я]|[ivxIVX]{1,4})[).:/]|\d{1,2}\W\d\d|[^\w\s\"'(«“]|\d{1,2}\s*[|–—]"
)


def of_pair(reading: Reading, profiles: Sequence[Profile], first: int, second: int) -> frozenset[str]:
    """Whether two sentences of one document tell of the same event; ``first`` stands before ``second``."""
    one, two = profiles[first], profiles[second]
    gap = second - first
    found = {"gap:" + (str(gap) if gap < 4 else "4-6" if gap < 7 else "7-12" if gap < 13 else "far")}
    between = two.sentence.paragraph - one.sentence.paragraph
    found.add("paragraphs:" + (str(between) if between < 3 else "more"))
    found.update(
        f"second:{m}"
        for m in two.marks
        if m.startswith(("coreference.", "shape.", "when.", "place.", "acts.", "figure.number", "settings."))
    )
    found.update(
        f"first:{m}"
        for m in one.marks
        if m.startswith(("shape.", "when.", "place.", "acts.", "scenes.justice"))
    )
    found.update(_compared("place", places(reading, one), places(reading, two)))
    found.update(_compared("spot", _spots(reading, one), _spots(reading, two)))
    found.update(_compared("day", days(reading, one), days(reading, two)))
    found.update(_compared("number", numbers(one), numbers(two)))
    found.update(_compared("side", _sides(reading, one), _sides(reading, two)))
    found.update(_compared("name", _names(reading, one), _names(reading, two)))
    found.add(f"words:{_shared_words(reading, one, two)}")
    for family in ("acts.", "custody.", "people.", "settings.", "bases."):
        a, b = ({m for m in p.marks if m.startswith(family)} for p in (one, two))
        if a & b:
            found.add(f"both:{family}")
        elif a and b:
            found.add(f"differ:{family}")
    section = range(first + 1, second + 1)
    if any("shape.heading" in profiles[i].marks for i in section):
        found.add("heading between")
    if any(opens_item(reading, profiles[i].sentence) for i in section):
        found.add("list item between")
        if opens_item(reading, two.sentence) and opens_item(reading, one.sentence):
            found.add("both list items")
    if opens_item(reading, two.sentence):
        found.add("second opens an item")
    if any(days(reading, profiles[i]) for i in section):
        found.add("day between")
    spots = _spots(reading, one) or _last_spots(reading, profiles, first)
    others = [s for i in section for s in [_spots(reading, profiles[i])] if s]
    if any(places(reading, profiles[i]) for i in section):
        found.add("place between")
    if others and spots:
        found.add("spot since:" + ("same" if spots & others[-1] else "other"))
        if any(not spots & s for s in others[:-1]):
            found.add("spot left and come back to")
    if any("coreference.other" in profiles[i].marks for i in section):
        found.add("another between")
    if gap == 1 or between == 0:
        found.update(f"close&second:{m}" for m in two.marks if m.startswith("coreference."))
    return frozenset(
        found
        | {
            f"{found_gap}&{m}"
            for found_gap in [f for f in found if f.startswith("gap:")]
            for m in found
            if m.startswith(
                ("place:", "spot:", "day:", "number:", "name:", "paragraphs:", "second:coreference", "list")
            )
        }
        | mixing.pair(reading, first, second)
    )


def opens_item(reading: Reading, sentence: Sentence) -> bool:
    """Whether a sentence opens a line of a list, a row of a table or an entry under an hour or a day."""
    start = sentence.start
    line = reading.text.rfind("\n", 0, start) + 1
    before = reading.text[line:start].strip()
    if any(c.isalpha() for c in before):
        return False
    listed = sentence.sort in (RegionSort.LIST, RegionSort.TABLE)
    return bool(before) or listed or bool(_ITEM.match(reading.text[start : start + 8]))


def _compared(name: str, one: set[object], two: set[object]) -> set[str]:
    if not one and not two:
        return {f"{name}:neither"}
    if not one or not two:
        return {f"{name}:" + ("only second" if two else "only first")}
    return {f"{name}:shared" if one & two else f"{name}:other"}


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


def _last_spots(reading: Reading, profiles: Sequence[Profile], index: int) -> set[object]:
    for i in range(index - 1, max(-1, index - 7), -1):
        found = _spots(reading, profiles[i])
        if found:
            return found
    return set()


def days(reading: Reading, p: Profile) -> set[object]:
    """Every day and period a sentence names."""
    return {(m.value.first, m.value.last) for m in reading.whens.within(p.sentence.start, p.sentence.end)}


def numbers(p: Profile) -> set[object]:
    """Bounds of every number of a sentence."""
    return {f.quantity.bounds for f in p.figures if not f.implied}


def _sides(reading: Reading, p: Profile) -> set[object]:
    return {m.value for m in reading.sides.within(p.sentence.start, p.sentence.end)}


def _names(reading: Reading, p: Profile) -> set[object]:
    """Capitalised names within a sentence that are no places, by their first letters."""
    taken = [(m.start, m.end) for m in reading.places.within(p.sentence.start, p.sentence.end)]
    return {
        t.lower[:6]
        for t in reading.analysis.words(p.sentence)
        if t.pos == "PROPN" and t.text[:1].isupper() and not any(a <= t.start < b for a, b in taken)
    }


def _shared_words(reading: Reading, one: Profile, two: Profile) -> str:
    """How many telling words two sentences share, as a step."""
    a, b = (
        {
            t.lemma
            for t in reading.analysis.words(p.sentence)
            if t.pos in ("NOUN", "VERB") and len(t.lemma) > 3
        }
        for p in (one, two)
    )
    shared = len(a & b)
    return str(min(shared, 3))
