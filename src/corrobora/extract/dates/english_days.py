"""English calendar dates: days, months, parts of them, seasons, quarters and years."""

from __future__ import annotations

from corrobora.extract.dates.lexicon import time_words
from corrobora.extract.dates.rules import Match, calendar, part_or_none, shift_of, year_unit
from corrobora.extract.dates.shape import Base, Kind, Part, Shape, Unit


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


def counted_year(m: Match) -> Shape | None:
    """ "the first nine months of the year", "the first half-dozen weeks of last year"."""
    units = m.all("U")
    shift = shift_of(m, -1) if m.tags.endswith("LU") else (0, Base.ANCHOR)
    first = m.tags[0] == "o" and m.get("o") == 1
    last = m.tags[0] == "L" and m.get("L") in ("last", "past")
    if not (first or last) or shift is None or (units[1:] not in ([], [Unit.YEAR])):
        return None
    part = {"part": Part.FIRST if first else Part.LAST, "part_unit": units[0], "count": m.get("wn")}
    if m.has("y"):
        return Shape(kind=Kind.CALENDAR, year=m.get("y"), **part)
    return Shape(kind=Kind.CALENDAR, year_shift=shift[0], base=shift[1], **part)


def _plural_unit(m: Match) -> bool:
    return any(word in ("days", "weeks") for word in m.words())


def calendar_without_shift(m: Match, **fields: object) -> Shape:
    """A month or year whose ``L`` item is no shift of the year."""
    return Shape(kind=Kind.CALENDAR, year=m.get("y"), month=m.get("M"), **fields)  # type: ignore[arg-type]


def day_of_month_shift(m: Match) -> Shape | None:
    """ "the sixth of this month", "the first of the month"."""
    if m.get("U") is not Unit.MONTH:
        return None
    shift = shift_of(m) or (0, Base.ANCHOR)
    return Shape(kind=Kind.CALENDAR, day=m.get("no"), month_shift=shift[0], base=shift[1], weekday=m.get("W"))


def weekday_day(m: Match) -> Shape | None:
    """ "Thursday the 17th"."""
    return Shape(kind=Kind.CALENDAR, weekday=m.get("W"), day=m.get("o"))


def season(m: Match) -> Shape | None:
    """ "last summer", "the winter of 1994", "this spring"."""
    if m.tags == "S":
        word = m.words()[0]
        # "the fall of the town" is no autumn, "a fall" none either
        if (word == "fall" and (m.word(-1) not in ("the", "in") or m.word(0) == "of")) or (
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


def season_day(m: Match) -> Shape | None:
    """ "a fall Monday morning", "one autumn evening last year"; not "prices fall Monday"."""
    if m.word(-1) not in _BEFORE_A_SEASON or not year_unit(m) or (m.has("x") and m.words()[-2] != "in"):
        return None
    return calendar(m, season=m.get("S"), part=part_or_none(m.get("E")))


_BEFORE_A_SEASON = frozenset("a an one the that this some".split())


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


def last_day(m: Match) -> Shape | None:
    """ "last Oct. 23"."""
    shift = shift_of(m)
    if shift is None or shift[1] is not Base.ANCHOR:
        return None
    return Shape(kind=Kind.CALENDAR, month=m.get("M"), day=m.get("no"), shift=shift[0])


def decade(m: Match) -> Shape | None:
    """ "the 1980s", "the early '90s"."""
    value = m.get("d")
    if value < 100:
        value += 1900 if value >= 20 else 2000
    return Shape(kind=Kind.CALENDAR, decade=value, part=part_or_none(m.get("E")))


def year_in_words(m: Match) -> Shape | None:
    """ "the year two thousand"."""
    value = m.get("N")
    if m.get("U") is not Unit.YEAR or not 1000 <= value <= 2999:
        return None
    return Shape(kind=Kind.CALENDAR, year=value)


def year(m: Match) -> Shape | None:
    """A bare year: four digits with a word before it that makes it one, or none after it that it counts."""
    value = m.get("y")
    tokens = m.items.tokens
    if m.word(-1) == "/":
        return None
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
    first = m.items.first[m.first]
    opens = first == 0 or tokens.word(first - 1) == "\n"
    if opens and m.word(0) not in (":", "|", "-", "–", "—", ","):
        return None  # "2/11" numbers the posts of a thread
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
