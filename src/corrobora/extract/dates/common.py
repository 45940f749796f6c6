"""What time expressions of every language have in common: builders of shapes."""

from __future__ import annotations

from typing import Any

from corrobora.extract.dates.calendar import on
from corrobora.extract.dates.known import Known
from corrobora.extract.dates.rules import Match, shift_of
from corrobora.extract.dates.shape import Base, Kind, Part, Shape, Unit


def shifted_month(m: Match) -> Shape | None:
    """ "last November": the most recent one; "this May", "next May"."""
    shift = shift_of(m)
    if shift is None:
        return None
    moves = shift[0] if shift[1] is Base.ANCHOR else 0
    return Shape(kind=Kind.CALENDAR, month=m.get("M"), shift=moves, unit=Unit.MONTH, base=shift[1])


_HALF_YEARS = frozenset(("півроку", "полгода", "полугода"))


def half_year(m: Match) -> Shape | None:
    """ "the past half-year", "останні пів року", "последние полгода": six months up to the day of writing."""
    whole = m.all("U") == [Unit.HALF, Unit.YEAR] or m.words()[-1] in _HALF_YEARS
    if not whole or m.get("L") not in ("last", "past"):
        return None
    return Shape(kind=Kind.ROLLING, unit=Unit.MONTH, amount=6, shift=-1)


#: Words that leave open which weekday is meant, and what follows one that does not stand for its noun.
_SOME = frozenset("a an one some один одна одну одного однієї одной якогось якоїсь якась".split())
_AFTER = frozenset("in of last this during when before after early late that , . ; : ) – — -".split())


def _some_weekday(m: Match) -> bool:
    """ "on a Monday last autumn", "one Friday in June"; not "a Friday interview"."""
    return m.word(-1) in _SOME and (m.word(0) in _AFTER or m.word(0) == "" or m.word(-1) not in ("a", "an"))


def weekday(m: Match) -> Shape | None:
    """ "Friday", "last Monday morning", "Tuesday of last week"; ``None`` for one left open."""
    if not m.has("LU") and _some_weekday(m):
        return None
    clock = m.get("T")
    if m.has("U"):
        shift = shift_of(m)
        if shift is None or m.get("U") is not Unit.WEEK:
            return None
        return Shape(
            kind=Kind.SHIFT, unit=Unit.WEEK, shift=shift[0], base=shift[1], weekday=m.get("W"), clock=clock
        )
    shift = shift_of(m) if m.has("L") else None
    if m.has("L") and shift is None:
        return None
    return Shape(
        kind=Kind.CALENDAR,
        weekday=m.get("W"),
        shift=shift[0] if shift else None,
        base=shift[1] if shift else Base.ANCHOR,
        clock=clock,
    )


def shifted_daypart(m: Match) -> Shape | None:
    """ "this morning", "last night", "that evening"."""
    shift = shift_of(m)
    if shift is None:
        return None
    moves, base = shift
    clock = m.get("T")
    if m.get("L") == "next" or m.get("L") == "after":
        moves, base = 1, Base.CONTEXT
    if m.get("L") == "last" and clock != "NI":
        moves = -1
    return Shape(kind=Kind.SHIFT, unit=Unit.DAY, shift=moves, base=base, clock=clock)


def overnight(m: Match) -> Shape | None:
    """ "overnight": the night that ended on the day of writing; "tonight"."""
    if m.word(0) in ("to", "of", "into", "between") or (m.word(0) == "from" and m.word(1).isdigit()):
        return None
    if m.get("B") == "tonight":
        return Shape(kind=Kind.SHIFT, unit=Unit.DAY, shift=0, clock="NI")
    return Shape(kind=Kind.SHIFT, unit=Unit.DAY, shift=0, night=-1, confidence=0.8)


def weekend(m: Match) -> Shape | None:
    """ "the weekend", "last weekend"."""
    shift = shift_of(m) if m.has("L") else (0, Base.ANCHOR)
    if shift is None:
        return None
    return Shape(kind=Kind.SHIFT, unit=Unit.WEEK, shift=shift[0], base=shift[1], weekend=True)


def every(m: Match) -> Shape | None:
    """ "daily", "annually"."""
    return Shape(kind=Kind.SET, unit=m.get("V"), amount=1)


def vague(m: Match) -> Shape | None:
    """ "now", "recently", "soon"."""
    return Shape(kind=Kind.VAGUE, word=m.get("G"), confidence=0.3)


def since_then(m: Match) -> Shape:
    """ "Since then": since the day told last."""
    return Shape(kind=Kind.SHIFT, unit=Unit.DAY, shift=0, base=Base.CONTEXT, since=True, confidence=0.7)


def same_span(m: Match) -> Shape:
    """ "The same period", also "the same months of 2021"."""
    return Shape(kind=Kind.SAME, year=m.get("y"), confidence=0.6)


def year_word(m: Match) -> Shape | None:
    """ "Last year" in one word."""
    return Shape(kind=Kind.SHIFT, unit=Unit.YEAR, shift=m.get("Z"))


def clock(m: Match) -> Shape:
    """ "10.35 p.m.", "18:30": a time of day, no day."""
    return Shape(kind=Kind.CLOCK)


def holiday(m: Match) -> Shape | None:
    """ "Christmas Eve", "last Thanksgiving"; one whose day is disputed names none."""
    if m.has("u"):
        return Shape(kind=Kind.VAGUE)
    month_, first, *rest = (int(part) for part in m.get("h").split("-"))
    fields: dict[str, Any] = (
        {"month": month_, "nth": first, "weekday": rest[0]} if rest else {"month": month_, "day": first}
    )
    if m.has("L"):
        shift = shift_of(m)
        if shift is None:
            return None
        return Shape(kind=Kind.CALENDAR, shift=shift[0], base=shift[1], **fields)
    return Shape(kind=Kind.CALENDAR, year=m.get("y"), **fields)


def numeric(m: Match) -> Shape | None:
    """ "2024-05-17", "17.05.2024", "17/05/24": the day first; American order only where nothing else fits."""
    tokens = m.items.tokens
    index = m.items.first[m.first]
    text = tokens.text[tokens.start[index] : tokens.end[index]]
    parts = [int(part) for part in text.replace("/", "-").replace(".", "-").split("-")]
    if m.tags == "i":
        found = on(*parts)
        return Shape(kind=Kind.CALENDAR, year=parts[0], month=parts[1], day=parts[2]) if found else None
    day, month_, year_ = parts
    if year_ < 100:
        year_ += 1900 if year_ >= 70 else 2000
    sure = 1.0 if day > 12 or "." in text else 0.6
    if month_ > 12 >= day:
        day, month_ = month_, day
        sure = 1.0
    if on(year_, month_, day) is None or not 1500 <= year_ <= 2200:
        return None
    return Shape(kind=Kind.CALENDAR, year=year_, month=month_, day=day, confidence=sure)


def known(m: Match) -> Shape | None:
    """A phrase the caller knows the day of, or the first months or year counted from it."""
    phrase: Known = m.get("k")
    sure = 0.6 if phrase.general else 1.0
    if m.tags == "k":
        return Shape(kind=Kind.KNOWN, at=phrase.day, bare=True, confidence=sure)
    if m.has("E"):
        starts = m.get("E") in (Part.START, Part.EARLY)
        return Shape(kind=Kind.KNOWN, at=phrase.day, confidence=sure) if starts else None
    if m.get("o") != 1:
        return None
    if not m.has("U"):
        return Shape(kind=Kind.KNOWN, at=phrase.day, confidence=sure)
    return Shape(
        kind=Kind.KNOWN,
        at=phrase.day,
        part=Part.FIRST,
        part_unit=m.get("U"),
        count=m.get("wn") or 1,
        confidence=sure,
    )
