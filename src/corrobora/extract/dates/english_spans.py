"""English words for lengths of time, and for days counted from another."""

from __future__ import annotations

from corrobora.extract.dates.english_days import decade
from corrobora.extract.dates.lexicon import time_words
from corrobora.extract.dates.rules import Match, amount_of, calendar, part_or_none, shift_of
from corrobora.extract.dates.shape import Base, Kind, Part, Shape, Unit

_LONG = frozenset(
    (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.YEAR, Unit.DECADE, Unit.CENTURY)
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
    if word == "last" and m.words()[-1].endswith("s") and m.word(0) == "of":
        return None  # "the last months of the war"
    if word == "next" and unit is Unit.DAY:
        shift = (1, Base.CONTEXT)
    if word == "latest":
        shift = (0, Base.ANCHOR)
    if word in ("this", "same", "that") and m.words()[-1].endswith("s"):
        return None
    return Shape(kind=Kind.SHIFT, unit=unit, shift=shift[0], base=shift[1])


def before_last(m: Match) -> Shape | None:
    """ "the year before last", "the summer before last"."""
    if m.has("S"):
        return Shape(kind=Kind.CALENDAR, season=m.get("S"), shift=-2)
    return Shape(kind=Kind.SHIFT, unit=m.get("U"), shift=-2) if m.get("U") in _LONG else None


def rolling(m: Match) -> Shape | None:
    """ "the past six months", "the next few days", "last two weeks"."""
    unit, word = m.get("U"), m.get("L")
    if word == "every":
        return Shape(kind=Kind.SET, unit=unit, amount=amount_of(m))
    if _age(m):
        return None
    if word not in ("last", "past", "next", "before", "after", "latest"):
        return Shape(kind=Kind.DURATION, unit=unit, amount=amount_of(m))
    if m.word(0) == "of" and m.word(1) in ("the", "his", "her", "their", "its"):
        return Shape(kind=Kind.DURATION, unit=unit, amount=amount_of(m))  # "the last two weeks of the war"
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
        return Shape(kind=Kind.DURATION, unit=unit, amount=amount, offset=1 if word == "after" else -1)
    base = Base.ANCHOR if key == "ago" else Base.CONTEXT
    sign = 1 if key == "later" else -1
    if amount is None:
        return Shape(kind=Kind.VAGUE, word="past" if sign < 0 else "future", unit=unit)
    return Shape(kind=Kind.SHIFT, unit=unit, shift=sign * amount, base=base, exact=True)


def _ends_clause(m: Match) -> bool:
    """Nothing follows that "before" or "after" could govern."""
    following = m.word(0)
    return following in ("", ".", ",", ";", ":", ")", "!", "?", "”", '"', "\n", "and", "but")


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


def to_date(m: Match) -> Shape | None:
    """ "The year to date"."""
    if m.get("G") != "until_now" or m.get("U") not in (Unit.WEEK, Unit.MONTH, Unit.YEAR):
        return None
    return Shape(kind=Kind.SHIFT, unit=m.get("U"), shift=0)


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
