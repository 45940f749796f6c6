"""Variants of a document with other names, places, sides, numbers and days, and its labels moved along.

With few documents a network remembers who fought where; with names swapped it has to read what is said of
them. Within a variant every name is swapped for the same other name throughout. Names are taken from the
other documents of the language; a Cyrillic word only for one with the same ending, so that its case stays.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterator
from typing import Any

from corrobora.extract.rules.reading import Reading

#: Characters ``[start, end)``, what sort of word stands there, and whose it is (for sides, else the words).
Found = tuple[int, int, tuple[Hashable, ...], str]

_MONTHS = (
    "January February March April May June July August September October November December",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_DAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "понеділок вівторок четвер", "понедельник вторник четверг", "середу п'ятницю суботу неділю",
    "среду пятницу субботу",
)  # fmt: skip
_NUMERALS = ("two three four five six seven eight nine eleven twelve", "два три чотири", "два три четыре")
_CLOSED = {w: row.split() for row in (*_MONTHS, *_DAYS, *_NUMERALS) for w in row.split()}
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_DIGITS = re.compile(r"(?<![\w.,:/-])\d{1,3}(?![\w:/]|[.,-]\d)")
_YEAR = re.compile(r"(?<![\w.,:/-])(?:19|20)\d\d(?!\w)")
_CYRILLIC = re.compile("[а-яёіїєґ]", re.IGNORECASE)


def names(reading: Reading) -> list[Found]:
    """Names of a document that can be swapped, none overlapping another."""
    text, analysis = reading.text, reading.analysis
    language = analysis.language
    found: list[Found] = []
    for side in reading.sides:
        words = text[side.start : side.end]
        if words[:1].isalpha():
            pos = [t.pos for t in reading.tokens_within(side.start, side.end)]
            found.append(
                (side.start, side.end, ("side", language, _ending(words), pos[-1] if pos else ""), side.value)
            )
    for place in reading.places:
        words = text[place.start : place.end]
        best = place.value.candidates[:1]
        level = best[0].level.value if best else "unknown"
        if level != "country":
            found.append((place.start, place.end, ("place", language, _ending(words), level), words))
    if analysis.doc is not None:
        for entity in analysis.doc.ents:
            if entity.label_ == "PERSON":
                found += [
                    (t.idx, t.idx + len(t), ("person", language, ""), t.text)
                    for t in entity if t.text[:1].isupper() and t.text.isalpha() and len(t.text) > 2
                ]  # fmt: skip
            elif entity.label_ == "ORG":
                found.append((entity.start_char, entity.end_char, ("body", language, ""), entity.text))
    return _apart(found)


def _ending(words: str) -> str:
    return words[-3:].lower() if _CYRILLIC.search(words) else ""


def _apart(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for one in found:
        if all(one[1] <= k[0] or k[1] <= one[0] for k in kept):
            kept.append(one)
    return sorted(kept)


class Donors:
    """Names of all documents by sort; for sides, by whose they are as well."""

    def __init__(self, documents: list[tuple[Reading, list[Found]]]) -> None:
        self._of: dict[tuple[Hashable, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for reading, found in documents:
            for start, end, sort, owner in found:
                self._of[sort][owner].append(reading.text[start:end])

    def swapped(self, reading: Reading, found: list[Found], seed: str) -> list[tuple[int, int, str]]:
        """Characters of a document and what stands there in the variant of that seed."""
        random_ = random.Random(seed)
        countries = sorted({o for sort, of in self._of.items() if sort[0] == "side" for o in of})
        shuffled = random_.sample(countries, len(countries))
        other_side = dict(zip(countries, shuffled, strict=True))
        chosen: dict[tuple[tuple[Hashable, ...], str], str] = {}
        out = []
        for start, end, sort, owner in found:
            words = reading.text[start:end]
            key = (sort, words)
            if key not in chosen:
                of = self._of[sort]
                if sort[0] == "side":
                    like = [
                        w for w in of.get(other_side[owner], ()) if w[:1].isupper() == words[:1].isupper()
                    ]
                else:
                    like = [random_.choice(sorted(of))]
                chosen[key] = random_.choice(like) if like else words
            out.append((start, end, chosen[key]))
        out += self._small(reading.text, out, random_)
        return sorted(out)

    def _small(
        self, text: str, taken: list[tuple[int, int, str]], random_: random.Random
    ) -> Iterator[tuple[int, int, str]]:
        """Months, days of the week, years and numbers."""
        shift = random_.randint(-12, 3)
        months: dict[str, str] = {}
        parts = [
            (m.start(), m.end(), m.group(), "word")
            for m in _WORD.finditer(text)
            if m.group().lower() in _LOWER
        ]
        parts += [(m.start(), m.end(), m.group(), "year") for m in _YEAR.finditer(text)]
        parts += [(m.start(), m.end(), m.group(), "number") for m in _DIGITS.finditer(text)]
        for start, end, words, sort in parts:
            if any(a < end and start < b for a, b, _ in taken):
                continue
            if words not in months:
                if sort == "year":
                    new = str(int(words) + shift)
                elif sort == "number":
                    new = (
                        words
                        if int(words) < 2
                        else str(
                            random_.randint(2, max(3, min(int(words) * 2, 28 if int(words) < 29 else 999)))
                        )
                    )
                else:
                    new = random_.choice(_CLOSED[_LOWER[words.lower()]])
                    new = new.capitalize() if words[0].isupper() else new
                months[words] = new
            yield start, end, months[words]


_LOWER = {w.lower(): w for w in _CLOSED}


def variant(document: dict[str, Any], swapped: list[tuple[int, int, str]]) -> dict[str, Any]:
    """A prepared document with words swapped, and every place of its labels moved along."""
    text, parts, at = document["text"], [], 0
    starts, ends, new_starts, new_ends = [], [], [], []
    length = 0
    for start, end, words in swapped:
        parts += [text[at:start], words]
        length += start - at
        starts.append(start)
        ends.append(end)
        new_starts.append(length)
        length += len(words)
        new_ends.append(length)
        at = end
    parts.append(text[at:])

    def moved(position: int, is_end: bool) -> int:
        n = bisect_right(starts, position - is_end) - 1
        if n < 0:
            return position
        if position - is_end < ends[n]:
            return new_ends[n] if is_end else new_starts[n]
        return position - ends[n] + new_ends[n]

    def span(place: list[int]) -> list[int]:
        return [moved(place[0], False), moved(place[1], True)]

    claims = [
        {**c, "words": {slot: [span(p) for p in places] for slot, places in c["words"].items()}}
        for c in document["claims"]
    ]
    return {
        **document,
        "text": "".join(parts),
        "claims": claims,
        "sentences": [span(s) for s in document["sentences"]],
    }
