"""What the rules of all languages are made of: a slice of items and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from corrobora.extract.dates.items import Items
from corrobora.extract.dates.shape import Atom, Base, Kind, Part, Shape, Unit

#: What a shift word moves by, and from where it counts.
SHIFTS: dict[str, tuple[int, Base]] = {
    "last": (-1, Base.ANCHOR),
    "past": (-1, Base.ANCHOR),
    "last_but_one": (-2, Base.ANCHOR),
    "next": (1, Base.ANCHOR),
    "this": (0, Base.ANCHOR),
    "same": (0, Base.CONTEXT),
    "that": (0, Base.CONTEXT),
    "latest": (0, Base.CONTEXT),
    "before": (-1, Base.CONTEXT),
    "after": (1, Base.CONTEXT),
}


@dataclass(frozen=True, slots=True)
class Match:
    """Items ``[first, last)`` that a rule matched."""

    items: Items
    first: int
    last: int

    @property
    def tags(self) -> str:
        """The letters of the matched items."""
        return self.items.tags[self.first : self.last]

    def has(self, tags: str) -> bool:
        """Whether one of the letters was matched."""
        return any(tag in tags for tag in self.tags)

    def all(self, tags: str) -> list[Any]:
        """Values of the items with one of the letters."""
        return [self.items.value[i] for i in range(self.first, self.last) if self.items.tags[i] in tags]

    def get(self, tags: str, index: int = 0) -> Any:
        """The value of one of them, ``None`` if there are fewer."""
        found = self.all(tags)
        return found[index] if -len(found) <= index < len(found) else None

    def word(self, offset: int) -> str:
        """The lower-case token ``offset`` before the match (negative) or after it (positive, from 0)."""
        tokens = self.items.tokens
        if offset < 0:
            return tokens.word(self.items.first[self.first] + offset)
        return tokens.word(self.items.last[self.last - 1] + offset)

    def words(self) -> list[str]:
        """The lower-case tokens of the match."""
        tokens = self.items.tokens
        return tokens.low[self.items.first[self.first] : self.items.last[self.last - 1]]


#: Makes a shape of a match; ``None``: these words say nothing about time here.
Builder = Callable[[Match], Shape | None]


class Grammar:
    """Rules of a language, tried in order at every item one of them can begin with."""

    def __init__(self, rules: Sequence[tuple[str, Builder]]) -> None:
        self._by_tag: dict[str, list[tuple[re.Pattern[str], Builder]]] = {}
        for pattern, builder in rules:
            compiled = re.compile(pattern)
            for tag in _first_tags(pattern):
                self._by_tag.setdefault(tag, []).append((compiled, builder))
        self._starts = re.compile("[" + re.escape("".join(sorted(self._by_tag))) + "]")

    def atoms(self, items: Items) -> list[Atom]:
        """Time expressions in the order of the text; none overlap."""
        found: list[Atom] = []
        position = 0
        while (start := self._starts.search(items.tags, position)) is not None:
            position = start.start() + 1
            for pattern, builder in self._by_tag[start.group()]:
                match = pattern.match(items.tags, start.start())
                if match is None:
                    continue
                shape = builder(Match(items, match.start(), match.end()))
                if shape is not None:
                    found.append(Atom(items.first[match.start()], items.last[match.end() - 1], shape))
                    position = match.end()
                    break
        return found


def _first_tags(pattern: str) -> set[str]:
    """The letters a pattern can begin with: optional groups and letters, then a letter or a class."""
    if "|" in pattern and "(" not in pattern:
        return set().union(*(_first_tags(part) for part in pattern.split("|")))
    found: set[str] = set()
    i = 0
    while i < len(pattern):
        if pattern.startswith("(?:", i):
            end = pattern.index(")", i)
            found |= _first_tags(pattern[i + 3 : end])
        elif pattern[i] == "[":
            end = pattern.index("]", i)
            found |= set(pattern[i + 1 : end])
        else:
            end = i
            found.add(pattern[i])
        i = end + 1
        if pattern[i : i + 1] != "?":
            break
        i += 1
    return found


def shift_of(match: Match, index: int = 0) -> tuple[int, Base] | None:
    """What the shift word of a match ("last", "that") or the one-word "last year" says."""
    if (years := match.get("Z")) is not None:
        return years, Base.ANCHOR
    word = match.get("L", index)
    return SHIFTS.get(word) if word else None


def calendar(match: Match, **fields: Any) -> Shape:
    """A calendar date; a year or a shift of the year in the match is read from it."""
    year = match.get("y")
    if year is not None:
        return Shape(kind=Kind.CALENDAR, year=year, **fields)
    shift = shift_of(match) if match.has("LZ") else None
    if shift is not None:
        return Shape(kind=Kind.CALENDAR, year_shift=shift[0], base=shift[1], **fields)
    return Shape(kind=Kind.CALENDAR, **fields)


def year_unit(match: Match) -> bool:
    """Whether "last …" in a match is said of a year."""
    return match.has("Z") or not match.has("U") or match.get("U", -1) is Unit.YEAR


def amount_of(match: Match) -> int | None:
    """How many units; ``None``: some."""
    number = match.get("nwN")
    if number is not None:
        return int(number)
    if match.has("A"):
        return 1
    return 2 if match.get("Q") == "two" else None


def part_or_none(value: Any) -> Part | None:
    """The part of a period an ``E`` item names."""
    return value if isinstance(value, Part) else None
