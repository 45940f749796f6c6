"""The date grammar of English."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from corrobora.extract.dates.calendar import on
from corrobora.extract.dates.lexicon import time_words
from corrobora.extract.dates.rules import (
    Grammar,
    Match,
    amount_of,
    calendar,
    part_or_none,
    shift_of,
    year_unit,
)
from corrobora.extract.dates.shape import Base, Kind, Part, Shape, Unit

_LONG = frozenset(
    (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.YEAR, Unit.DECADE, Unit.CENTURY)
)


def day_month(m: Match) -> Shape | None:
    """ "Monday 19 August 2024", "the sixth of January this year"."""
    return calendar(m, day=m.get("no"), month=m.get("M"), weekday=m.get("W")) if year_unit(m) else None


def month_day(m: Match) -> Shape | None:
    """ "March 7, 2023"; never after "in": "in March 12 people" is a month."""
    if m.word(-1) in ("in", "during") and not m.has("y"):
        return None
    return day_month(m)


def day_span(m: Match) -> Shape | None:
    """ "12–14 March 2024", "28 and 29 November"."""
    one, two = m.all("no")[:2]
    if one >= two or not year_unit(m):
        return None
    if m.has("&") and two - one > 1 and not _between(m):
        return None
    return calendar(m, day=one, day_last=two, month=m.get("M"), weekday=m.get("W"))


def _between(m: Match) -> bool:
    return m.word(-1) == "between" or (m.word(-1) == "the" and m.word(-2) == "between")


def month(m: Match) -> Shape | None:
    """ "March 2023", "July of last year", "last April", "May" (with the words that make it a month)."""
    return calendar(m, month=m.get("M")) if year_unit(m) else None


def shifted_month(m: Match) -> Shape | None:
    """ "last November": the most recent one; "this May", "next May"."""
    shift = shift_of(m)
    if shift is None:
        return None
    moves = shift[0] if shift[1] is Base.ANCHOR else 0
    return Shape(kind=Kind.CALENDAR, month=m.get("M"), shift=moves, unit=Unit.MONTH, base=shift[1])


def part_month(m: Match) -> Shape | None:
    """ "early May", "the end of August 2024"."""
    return calendar(m, month=m.get("M"), part=part_or_none(m.get("E"))) if year_unit(m) else None


def last_half(m: Match) -> Shape | None:
    """ "the last half of 1989", "the last quarter of 2020"."""
    halves = {Unit.HALF: {"half": 2}, Unit.QUARTER: {"quarter": 4}}.get(m.get("U"))
    if halves is None or m.get("L") != "last":
        return None
    return Shape(kind=Kind.CALENDAR, year=m.get("y"), **halves)  # type: ignore[arg-type]


def counted_month(m: Match) -> Shape | None:
    """ "the first half of December", "the last day of September", "the second week of March"."""
    unit = m.get("U")
    number = m.get("o")
    count = m.get("wn") or 1
    if m.get("wn") is None and unit is Unit.DAY and _plural_unit(m):
        part = Part.LATE if m.has("L") else Part.EARLY
        return calendar_without_shift(m, part=part)
    if m.has("L"):
        if m.get("L") != "last":
            return None
        return calendar_without_shift(m, part=Part.LAST, part_unit=unit, count=count)
    if number == 1:
        return calendar_without_shift(m, part=Part.FIRST, part_unit=unit, count=count)
    if number == 2 and unit is Unit.HALF:
        return calendar_without_shift(m, part=Part.LAST, part_unit=unit)
    if unit is Unit.WEEK and number <= 4:
        return calendar_without_shift(m, part=Part.MID, part_unit=unit, count=number)
    return None


def _plural_unit(m: Match) -> bool:
    return any(word in ("days", "weeks") for word in m.words())


def calendar_without_shift(m: Match, **fields: object) -> Shape:
    """A month or year whose ``L`` item is no shift of the year."""
    return Shape(kind=Kind.CALENDAR, year=m.get("y"), month=m.get("M"), **fields)  # type: ignore[arg-type]


def part_year(m: Match) -> Shape | None:
    """ "early 2023", "the end of last year", "late next week", "mid-1990s"."""
    part = part_or_none(m.get("E"))
    if m.has("y"):
        return calendar(m, part=part)
    if m.has("d"):
        return decade(m)
    shift = shift_of(m)
    unit = m.get("U")
    if unit not in _LONG or unit is Unit.DAY:
        return None
    if shift is None:
        if m.tags[-1] == "U" and part in (Part.START, Part.END, Part.MID):
            shift = (0, Base.ANCHOR)
        else:
            return None
    return Shape(kind=Kind.SHIFT, shift=shift[0], base=shift[1], unit=unit, part=part)


def day_of_month_shift(m: Match) -> Shape | None:
    """ "the sixth of this month", "the first of the month"."""
    if m.get("U") is not Unit.MONTH:
        return None
    shift = shift_of(m) or (0, Base.ANCHOR)
    return Shape(kind=Kind.CALENDAR, day=m.get("no"), month_shift=shift[0], base=shift[1], weekday=m.get("W"))


def weekday_day(m: Match) -> Shape | None:
    """ "Thursday the 17th"."""
    return Shape(kind=Kind.CALENDAR, weekday=m.get("W"), day=m.get("o"))


def weekday(m: Match) -> Shape | None:
    """ "Friday", "last Monday morning", "Tuesday of last week"."""
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


def offset(m: Match) -> Shape | None:
    """ "yesterday morning", "the day before yesterday"."""
    return Shape(kind=Kind.SHIFT, unit=Unit.DAY, shift=m.get("Y"), clock=m.get("T"))


def shifted_unit(m: Match) -> Shape | None:
    """ "last week", "this month", "that day", "the following year", "every day"."""
    unit, word = m.get("U"), m.get("L")
    if word == "every":
        return Shape(kind=Kind.SET, unit=unit, amount=1)
    shift = shift_of(m)
    if shift is None or unit not in _LONG:
        return None
    if _title(m):
        return None
    if word == "past" and unit in (Unit.DECADE, Unit.CENTURY):
        return Shape(kind=Kind.ROLLING, unit=unit, amount=1, shift=-1)
    if word == "past" and (m.words()[-1].endswith("s") or unit is Unit.DAY):
        return Shape(kind=Kind.DURATION, unit=unit, confidence=0.5)
    if word == "next" and unit is Unit.DAY:
        shift = (1, Base.CONTEXT)
    if word == "latest":
        shift = (0, Base.ANCHOR)
    if word in ("this", "same", "that") and m.words()[-1].endswith("s"):
        return None
    return Shape(kind=Kind.SHIFT, unit=unit, shift=shift[0], base=shift[1])


def rolling(m: Match) -> Shape | None:
    """ "the past six months", "the next few days", "last two weeks"."""
    unit, word = m.get("U"), m.get("L")
    if word == "every":
        return Shape(kind=Kind.SET, unit=unit, amount=amount_of(m))
    if _age(m):
        return None
    if word not in ("last", "past", "next", "before", "after", "latest"):
        return Shape(kind=Kind.DURATION, unit=unit, amount=amount_of(m))
    base = Base.CONTEXT if word in ("before", "after") else Base.ANCHOR
    sign = 1 if word in ("next", "after") else -1
    return Shape(kind=Kind.ROLLING, unit=unit, amount=amount_of(m), shift=sign, base=base)


def ago(m: Match) -> Shape | None:
    """ "two days ago", "a year earlier", "three weeks later"."""
    unit = m.get("U") or Unit.WEEK
    amount = amount_of(m)
    if m.has("f"):
        amount = None if amount is None else amount * 2
    if unit in (Unit.HOUR, Unit.MINUTE, Unit.SECOND):
        return Shape(kind=Kind.DURATION, unit=unit, amount=amount)
    key, word = m.get("R"), m.words()[-1]
    if word in ("before", "after") and not _ends_clause(m):
        return Shape(kind=Kind.DURATION, unit=unit, amount=amount)
    base = Base.ANCHOR if key == "ago" else Base.CONTEXT
    sign = 1 if key == "later" else -1
    if amount is None:
        return Shape(kind=Kind.VAGUE, word="past" if sign < 0 else "future", unit=unit)
    return Shape(kind=Kind.SHIFT, unit=unit, shift=sign * amount, base=base, exact=True)


def _ends_clause(m: Match) -> bool:
    """Nothing follows that "before" or "after" could govern."""
    following = m.word(0)
    return following in ("", ".", ",", ";", ":", ")", "!", "?", "”", '"', "\n", "and", "but")


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
    if m.word(0) in ("to", "of", "into", "from", "between"):
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


def season(m: Match) -> Shape | None:
    """ "last summer", "the winter of 1994", "this spring"."""
    if m.tags == "S":
        word = m.words()[0]
        if (word == "fall" and m.word(-1) not in ("the", "in")) or (
            word == "spring" and m.word(-1) not in ("the", "in", "this")
        ):
            return None
        if m.word(-1) not in (
            "the",
            "in",
            "this",
            "during",
            "since",
            "early",
            "late",
            "by",
            "until",
            "of",
            "over",
        ):
            return None
    if m.tags == "LS":
        shift = shift_of(m)
        if shift is None:
            return None
        return Shape(kind=Kind.CALENDAR, season=m.get("S"), shift=shift[0], base=shift[1], part=None)
    if not year_unit(m):
        return None
    return calendar(m, season=m.get("S"), part=part_or_none(m.get("E")))


def quarter(m: Match) -> Shape | None:
    """ "the third quarter of 2023", "the first half of this year", "the second year"."""
    units = m.all("U")
    number = m.get("o")
    if len(units) > 1 and Unit.YEAR not in units[1:] and not m.has("L"):
        return None
    unit = next((u for u in units if u in (Unit.QUARTER, Unit.HALF, Unit.CENTURY)), None)
    if unit is Unit.QUARTER and 1 <= number <= 4:
        return calendar(m, quarter=number)
    if unit is Unit.HALF and 1 <= number <= 2 and (m.has("yL") or len(units) > 1):
        return calendar(m, half=number)
    if unit is Unit.CENTURY and number <= 21:
        return Shape(kind=Kind.CALENDAR, century=number)
    return None


def week_of_day(m: Match) -> Shape | None:
    """ "the week of March 6"."""
    if m.get("U") is not Unit.WEEK:
        return None
    return Shape(kind=Kind.CALENDAR, year=m.get("y"), month=m.get("M"), day=m.get("no"), part_unit=Unit.WEEK)


def quarter_of_year(m: Match) -> Shape | None:
    """ "this year's third quarter"."""
    shift, units, number = shift_of(m), m.all("U"), m.get("o")
    if shift is None or units != [Unit.YEAR, Unit.QUARTER] or number > 4:
        return None
    return Shape(kind=Kind.CALENDAR, quarter=number, year_shift=shift[0], base=shift[1])


def _age(m: Match) -> bool:
    """ "37 years old", "6-year-old", "16 years of age"."""
    if m.word(0) in ("old", "olds") or (m.word(0) == "-" and m.word(1) in ("old", "olds")):
        return True
    return m.word(0) == "of" and m.word(1) == "age"


def _title(m: Match) -> bool:
    """ "This Week", "60 Minutes": a capital makes the unit part of a name."""
    tokens, index = m.items.tokens, m.items.last[m.last - 1] - 1
    word = tokens.text[tokens.start[index] : tokens.end[index]]
    return word[:1].isupper() and not word.isupper()


def duration(m: Match) -> Shape | None:
    """ "six months", "a week", "two-day"; an age is none."""
    if _age(m) or _title(m):
        return None
    unit = m.get("U") or Unit.WEEK
    if m.tags == "AU" and m.word(-1) not in _BEFORE_A_PERIOD and m.word(-1)[-1:].isalnum():
        return None  # "six flights a week" is a rate
    if unit in (Unit.QUARTER, Unit.HALF) and not m.words()[-1].endswith("s"):
        return None
    if unit is Unit.SECOND and m.has("A"):
        return None
    amount = amount_of(m)
    if m.has("f"):
        amount = None if amount is None else 2 * amount
    return Shape(kind=Kind.DURATION, unit=unit, amount=amount)


_BEFORE_A_PERIOD = frozenset(
    "in for of within over about nearly almost after than by once only just and or but to from with is was "
    "lasted took take before until during at least half another quarter as some spent spend".split()
)


def padded_duration(m: Match) -> Shape | None:
    """ "two more weeks", "eight trading days"."""
    between = m.items.tokens.word(m.items.first[m.last - 1] - 1)
    return duration(m) if between in time_words("en").unit_adjectives else None


def half_duration(m: Match) -> Shape | None:
    """ "2 1/2 years", "a minute and a half"."""
    units = m.all("U")
    if m.has("s"):
        tokens = m.items.tokens
        index = m.items.first[m.last - 1] - 1
        if tokens.text[tokens.start[index] : tokens.end[index]] != "1/2":
            return None
    elif units[-1] is not Unit.HALF:
        return None
    amount = amount_of(m)
    return None if amount is None else Shape(kind=Kind.DURATION, unit=units[0], amount=amount, half_more=True)


def last_day(m: Match) -> Shape | None:
    """ "last Oct. 23"."""
    shift = shift_of(m)
    if shift is None or shift[1] is not Base.ANCHOR:
        return None
    return Shape(kind=Kind.CALENDAR, month=m.get("M"), day=m.get("no"), shift=shift[0])


def bare_units(m: Match) -> Shape | None:
    """ "years", "for weeks"."""
    word = m.words()[0]
    if m.get("U") in (Unit.QUARTER, Unit.HALF, Unit.SECOND, Unit.MINUTE) or not word.endswith("s"):
        return None
    if m.word(0) == "old" or m.word(-1).isdigit():
        return None
    if m.get("U") is Unit.CENTURY:
        return Shape(kind=Kind.DURATION, unit=Unit.CENTURY)
    return Shape(kind=Kind.DURATION, unit=m.get("U"))


def every(m: Match) -> Shape | None:
    """ "daily", "annually"."""
    return Shape(kind=Kind.SET, unit=m.get("V"), amount=1)


def vague(m: Match) -> Shape | None:
    """ "now", "recently", "soon"."""
    return Shape(kind=Kind.VAGUE, word=m.get("G"), confidence=0.3)


def year_word(m: Match) -> Shape | None:
    """ "Last year" in one word."""
    return Shape(kind=Kind.SHIFT, unit=Unit.YEAR, shift=m.get("Z"))


def decade(m: Match) -> Shape | None:
    """ "the 1980s", "the early '90s"."""
    value = m.get("d")
    if value < 100:
        value += 1900 if value >= 20 else 2000
    return Shape(kind=Kind.CALENDAR, decade=value, part=part_or_none(m.get("E")))


def clock(m: Match) -> Shape:
    """ "10.35 p.m.", "18:30": a time of day, no day."""
    return Shape(kind=Kind.CLOCK)


def clock_day(m: Match) -> Shape | None:
    """ "9 a.m. Tuesday", "4 p.m. EST yesterday"."""
    if m.has("x"):
        zone = m.items.first[m.last - 1] - 1
        tokens = m.items.tokens
        if not tokens.text[tokens.start[zone] : tokens.end[zone]].isupper():
            return None
    hour = _hour(m)
    if hour is None:
        return None
    if m.has("Y"):
        return Shape(kind=Kind.SHIFT, unit=Unit.DAY, shift=m.get("Y"), clock=hour)
    if m.has("M"):
        return Shape(kind=Kind.CALENDAR, month=m.get("M"), day=m.get("no", -1), clock=hour)
    return Shape(kind=Kind.CALENDAR, weekday=m.get("W"), clock=hour)


def noon_day(m: Match) -> Shape | None:
    """ "noon Saturday"."""
    if m.get("T") != "MD":
        return None
    return Shape(kind=Kind.CALENDAR, weekday=m.get("W"), clock="12:00")


def _hour(m: Match) -> str | None:
    """The time of day that the first items say, as ``HH:MM``."""
    tokens = m.items.tokens
    first = m.items.first[m.first]
    text = tokens.text[tokens.start[first] : tokens.end[first]]
    hours, _, minutes = text.partition(":")
    hour = int(hours) if hours.isdigit() else 0
    if m.has("p") and "p" in tokens.low[m.items.first[m.first + 1]] and hour < 12:
        hour += 12
    return f"{hour:02d}:{(minutes or '00')[:2]}" if hour < 24 else None


def the_unit(m: Match) -> Shape | None:
    """ "the quarter", "the year ended 31 March", "of the year"."""
    unit, before = m.get("U"), m.word(-2)
    if m.word(-1) != "the" and not m.has("C"):
        return None
    if unit is Unit.QUARTER and not m.words()[-1].endswith("s"):
        return Shape(kind=Kind.SHIFT, unit=unit, shift=0, base=Base.QUARTER, confidence=0.4)
    if m.word(0) in ("ended", "ending", "to"):
        return Shape(kind=Kind.DURATION, unit=unit, amount=1)
    if unit is Unit.YEAR and before in ("of", "for", "in") and not m.words()[-1].endswith("s"):
        return Shape(kind=Kind.SHIFT, unit=unit, shift=0, confidence=0.4)
    return None


def year_ago(m: Match) -> Shape | None:
    """ "the year-ago quarter", "year-earlier results", "the latest quarter"."""
    units = m.all("U")
    period = m.word(0) == "period"
    if m.has("L"):
        if units[-1:] == [Unit.QUARTER] and m.get("L") in ("latest", "same", "before"):
            shift = -1 if m.get("L") == "before" else 0
            return Shape(kind=Kind.SHIFT, unit=Unit.QUARTER, shift=shift, base=Base.QUARTER, confidence=0.5)
        return None
    if units[0] is not Unit.YEAR or m.words()[0] != "year":
        return None
    if units[1:] == [Unit.QUARTER] or period:
        return Shape(kind=Kind.SHIFT, unit=Unit.QUARTER, shift=-4, base=Base.QUARTER, confidence=0.5)
    return Shape(kind=Kind.SHIFT, unit=Unit.YEAR, shift=-1, exact=True, confidence=0.7)


def year_in_words(m: Match) -> Shape | None:
    """ "the year two thousand"."""
    value = m.get("N")
    if m.get("U") is not Unit.YEAR or not 1000 <= value <= 2999:
        return None
    return Shape(kind=Kind.CALENDAR, year=value)


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


def year(m: Match) -> Shape | None:
    """A bare year: four digits with a word before it that makes it one, or none after it that it counts."""
    value = m.get("y")
    tokens = m.items.tokens
    first, last = m.items.first[m.first], m.items.last[m.last - 1]
    if not 1500 <= value <= 2100 or (
        tokens.glued(first) and tokens.word(first - 1) not in ("(", "-", "–", "'", '"', "“", "/", "—")
    ):
        return None
    if tokens.glued(last) and tokens.word(last) in ("%", "/", ":", "_"):
        return None
    before = m.word(-1)
    if before in time_words("en").year_before or before in ("(", "the", "fiscal", "-", "–"):
        following = m.word(0)
        counted = following.isalpha() and following.endswith("s") and len(following) > 3
        return calendar(m) if not counted or before in ("in", "since", "by", "until") else None
    following = m.word(0)
    if before in _DETERMINERS and 1900 <= value <= 2099 and following.isalpha():
        return calendar(m, confidence=0.8)
    if following.isalpha() and not tokens.capital(last) and following not in _AFTER_YEAR:
        return None
    return calendar(m, confidence=0.7) if 1800 <= value <= 2100 and m.word(-1) not in "$€£#№" else None


_DETERMINERS = frozenset("a an its his her their our this that these those s".split())
_AFTER_YEAR = frozenset(
    "and or to was were is as when after before by the in at a an he she they it because but while until "
    "through that which who from on with for".split()
)


def bare_day(m: Match) -> Shape | None:
    """ "on the 17th", "since the tenth": an ordinal that no noun follows."""
    if m.word(-1) != "the" or m.word(-2) not in time_words("en").day_before:
        return None
    following = m.word(0)
    tokens = m.items.tokens
    last = m.items.last[m.last - 1]
    if following.isalpha() and (following not in _AFTER_DAY or tokens.capital(last)):
        return None
    if following == "-" or (following == "of"):
        return None
    digits = tokens.text[tokens.start[last - 1] - 1 : tokens.start[last - 1]].isdigit() or any(
        c.isdigit() for c in tokens.text[tokens.start[m.items.first[m.first]] : tokens.end[last - 1]]
    )
    if not digits and (m.get("o") < 3 or m.word(-2) in ("of", "to", "and")):
        return None
    return Shape(kind=Kind.CALENDAR, day=m.get("o"), month_shift=None, base=Base.CONTEXT, confidence=0.8)


_AFTER_DAY = frozenset(
    "and or to was were is he she they it we i but while until a an the when or who that in at with after "
    "before there by two three".split()
)


def slashed(m: Match) -> Shape | None:
    """ "3/11": day first, unless only month first makes a date; fractions are none."""
    tokens = m.items.tokens
    index = m.items.last[m.last - 1] - 1
    text = tokens.text[tokens.start[index] : tokens.end[index]]
    one, two = (int(part) for part in text.split("/"))
    if one < two <= 10 and m.word(-1) not in (
        "on",
        "since",
        "until",
        "by",
        "of",
        "from",
        "to",
        "\n",
        "",
        "(",
        "-",
        "–",
    ):
        return None
    if two > 12:
        one, two = two, one
    if not (1 <= one <= 31 and 1 <= two <= 12):
        return None
    if m.tags == "n-s":
        start = m.get("n")
        if start >= one:
            return None
        return Shape(kind=Kind.CALENDAR, day=start, day_last=one, month=two, confidence=0.6)
    return Shape(kind=Kind.CALENDAR, day=one, month=two, confidence=0.6)


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
    at: date = m.get("k")
    if m.tags == "k":
        return Shape(kind=Kind.KNOWN, at=at)
    if m.has("E"):
        return Shape(kind=Kind.KNOWN, at=at) if m.get("E") in (Part.START, Part.EARLY) else None
    unit = m.get("U")
    if m.get("o") != 1:
        return None
    return Shape(kind=Kind.KNOWN, at=at, part=Part.FIRST, part_unit=unit, count=m.get("wn") or 1)


RULES = [
    ("[ij]", numeric),
    ("n-s", slashed),
    ("s", slashed),
    ("o[wnN]?UP?k", known),
    ("EP?k", known),
    ("k", known),
    ("(?:W,?)?[no][-I&][no]P?M,?y", day_span),
    ("(?:W,?)?[no][-I&][no]P?MP?LU", day_span),
    ("(?:W,?)?[no][-I&][no]P?M", day_span),
    ("(?:W,?)?[no]P?M,?y", day_month),
    ("(?:W,?)?[no]P?MP?LU", day_month),
    ("(?:W,?)?[no]P?M", day_month),
    ("(?:W,?)?M[no][-I&][no],?y", day_span),
    ("(?:W,?)?M[no][-I&][no]", day_span),
    ("(?:W,?)?M[no],?y", month_day),
    ("(?:W,?)?M[no]", month_day),
    ("(?:W,?)?[no]PLU", day_of_month_shift),
    ("[no]PU", day_of_month_shift),
    ("E-?P?M,?P?y", part_month),
    ("E-?P?MP?LU", part_month),
    ("E-?P?M", part_month),
    ("o[wn]?UPM,?y", counted_month),
    ("o[wn]?UPM", counted_month),
    ("L[wn]?UPM,?y", counted_month),
    ("L[wn]?UPM", counted_month),
    ("o[wn]UPy", counted_month),
    ("LUPy", last_half),
    ("E?SP?,?y", season),
    ("E?SPLU", season),
    ("LS", season),
    ("ES", season),
    ("S", season),
    ("E-?P?LU", part_year),
    ("E-?P?[yd]", part_year),
    ("EP?U", part_year),
    ("M,?P?y", month),
    ("MP?LU", month),
    ("LM[no]", last_day),
    ("LM", shifted_month),
    ("M", month),
    ("C?o-?C?UP?y", quarter),
    ("C?o-?C?UP?LU", quarter),
    ("yo-?U", quarter),
    ("LUxxo-?U", quarter_of_year),
    ("UPM[no],?y", week_of_day),
    ("UPM[no]", week_of_day),
    ("UP[no]P?M", week_of_day),
    ("C?o-?C?U", quarter),
    ("WT?PLU", weekday),
    ("LWT?", weekday),
    ("[nt]px?[WY]", clock_day),
    ("tx?[WY]", clock_day),
    ("[nt]px?,?M[no]", clock_day),
    ("TW", noon_day),
    ("W,?o", weekday_day),
    ("WT?", weekday),
    ("YT?", offset),
    ("B", overnight),
    ("LT", shifted_daypart),
    ("LX", weekend),
    ("X", weekend),
    ("[nwNAQ]-?[Uf]R", ago),
    ("UR-?U", year_ago),
    ("UR", year_ago),
    ("LU", year_ago),
    ("UN", year_in_words),
    ("[nt]p", clock),
    ("t", clock),
    ("h,?y", holiday),
    ("L?[hu]", holiday),
    ("L[nwNQA]-?U", rolling),
    ("LCU", shifted_unit),
    ("LU", shifted_unit),
    ("[nw]sU", half_duration),
    ("[nwA]U&A?U", half_duration),
    ("[nwN]xU", padded_duration),
    ("[nwN]-?[Uf]", duration),
    ("[AQ]-?[Uf]", duration),
    ("d", decade),
    ("V", every),
    ("G", vague),
    ("y", year),
    ("o", bare_day),
    ("C?U", the_unit),
    ("U", bare_units),
]


@cache
def english() -> Grammar:
    """The rules, compiled."""
    return Grammar(RULES)
