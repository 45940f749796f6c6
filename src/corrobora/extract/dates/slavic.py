"""The date grammar of Ukrainian and Russian: one order of words, two vocabularies."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

from corrobora.extract.dates import common
from corrobora.extract.dates.lexicon import time_words
from corrobora.extract.dates.rules import Grammar, Match, amount_of, part_or_none, shift_of
from corrobora.extract.dates.shape import Base, Kind, Part, Shape, Unit

# What can follow a day, month or season and name its year: "2022 року", "2022-го", "двадцять другого
# року", "минулого року", "торік".
_YEAR = "(?:yU?|oU|LU|Z)"
_OF = "(?:yU?|oU?|LU|Z)"


def _calendar(m: Match, **fields: Any) -> Shape | None:
    """A calendar date whose year, if any, stands behind everything else."""
    tags = m.tags
    if tags.endswith("Z"):
        return Shape(kind=Kind.CALENDAR, year_shift=m.get("Z"), **fields)
    if tags.endswith("LU"):
        shift = shift_of(m, -1)
        if shift is None or m.get("U", -1) is not Unit.YEAR:
            return None
        return Shape(kind=Kind.CALENDAR, year_shift=shift[0], base=shift[1], **fields)
    if "y" in tags:
        if tags.endswith("U") and m.get("U", -1) is not Unit.YEAR:
            return None
        return Shape(kind=Kind.CALENDAR, year=m.get("y"), **fields)
    return Shape(kind=Kind.CALENDAR, **fields)


def _short_year(value: int) -> int:
    """ "двадцять другого року" is 2022; beyond forty it is of the last century."""
    return value + (2000 if value <= 40 else 1900)


def _in_short_year(m: Match, value: int, **fields: Any) -> Shape | None:
    if m.tags.endswith("U") and m.get("U", -1) is not Unit.YEAR:
        return None
    return Shape(kind=Kind.CALENDAR, year=_short_year(value), **fields) if value >= 10 else None


def day_month(m: Match) -> Shape | None:
    """ "24 лютого 2022 року", "четвертого березня", "21 ноября прошлого года"."""
    days = m.all("no")
    fields = {"day": days[0], "month": m.get("M"), "weekday": m.get("W")}
    if len(days) > 1 and m.tags.index("M") < _last(m, "o"):
        return _in_short_year(m, days[-1], **fields)
    return _calendar(m, **fields)


def _last(m: Match, tag: str) -> int:
    return m.tags.rindex(tag) if tag in m.tags else -1


def day_span(m: Match) -> Shape | None:
    """ "12–14 березня", "з 4 на 5 березня", "3 или 4 декабря"."""
    one, two = m.all("no")[:2]
    if one >= two:
        return None
    if m.has("&") and two - one > 1 and m.word(-1) not in ("між", "между"):
        return None
    fields = {"day": one, "day_last": two, "month": m.get("M")}
    if len(m.all("no")) > 2:
        return _in_short_year(m, m.get("o", -1), **fields)
    return _calendar(m, **fields)


def day_span_shift(m: Match) -> Shape | None:
    """ "22–25 числа минулого місяця"."""
    one, two = m.all("no")[:2]
    shift = shift_of(m, -1)
    if one >= two or shift is None or m.get("U") is not Unit.MONTH:
        return None
    return Shape(kind=Kind.CALENDAR, day=one, day_last=two, month_shift=shift[0], base=shift[1])


def month(m: Match) -> Shape | None:
    """ "березень 2022 року", "у липні торік", "лютий двадцять другого"."""
    if m.has("o"):
        return _in_short_year(m, m.get("o"), month=m.get("M"))
    return _calendar(m, month=m.get("M"))


def year_then_month(m: Match) -> Shape | None:
    """ "торік у липні", "в прошлом году в марте"."""
    between = m.items.tokens.word(m.items.first[m.last - 1] - 1)
    shift = shift_of(m)
    if between not in ("у", "в", "во") or shift is None or (m.has("U") and m.get("U") is not Unit.YEAR):
        return None
    return Shape(kind=Kind.CALENDAR, month=m.get("M"), year_shift=shift[0], base=shift[1])


def month_then_day(m: Match) -> Shape | None:
    """ "березень двадцять другого, четверте число"."""
    numbers = m.all("no")
    year = m.get("y") if m.has("y") else _short_year(numbers[0]) if len(numbers) > 1 else None
    return Shape(kind=Kind.CALENDAR, year=year, month=m.get("M"), day=numbers[-1])


def month_then_part(m: Match) -> Shape | None:
    """ "серпень, десь у середині"."""
    year = m.get("y") if m.has("y") else _short_year(m.get("o")) if m.has("o") else None
    return Shape(kind=Kind.CALENDAR, year=year, month=m.get("M"), part=part_or_none(m.get("E")))


def months_listed(m: Match) -> Shape | None:
    """ "грудень, січень і лютий"."""
    found = m.all("M")
    if any((b - a) % 12 != 1 for a, b in pairwise(found)):
        return None
    return Shape(kind=Kind.CALENDAR, month=found[0], month_last=found[-1])


def part_month(m: Match) -> Shape | None:
    """ "наприкінці серпня цього року"."""
    part = part_or_none(m.get("E"))
    if m.has("o"):
        return _in_short_year(m, m.get("o"), month=m.get("M"), part=part)
    return _calendar(m, month=m.get("M"), part=part)


def counted_month(m: Match) -> Shape | None:
    """ "перша половина грудня", "останній день вересня", "другий тиждень березня"."""
    unit, number = m.all("U")[0], m.get("o")
    fields: dict[str, Any] = {"month": m.get("M"), "part_unit": unit}
    if m.tags.startswith("L"):
        if m.get("L") != "past":
            return None
        return _calendar(m, part=Part.LAST, count=m.get("nw") or 1, **fields)
    if number == 1:
        return _calendar(m, part=Part.FIRST, count=m.get("nw") or 1, **fields)
    if number == 2 and unit is Unit.HALF:
        return _calendar(m, part=Part.LAST, **fields)
    if unit is Unit.WEEK and number <= 4:
        return _calendar(m, part=Part.MID, count=number, **fields)
    return None


def counted_year(m: Match) -> Shape | None:
    """ "за перші дев'ять місяців року", "за девять месяцев 2024 года": the months the year begins with."""
    unit, year = m.get("U"), m.get("U", -1)
    if unit is not Unit.MONTH or year is not Unit.YEAR or m.get("o") not in (None, 1):
        return None
    part = {"part": Part.FIRST, "part_unit": unit, "count": m.get("wn")}
    if not m.has("yLo"):
        return None
    if m.has("y") or m.has("L"):
        return _calendar(m, **part)
    return Shape(kind=Kind.CALENDAR, year_shift=0, **part)


def part_period(m: Match) -> Shape | None:
    """ "на початку 2024 року", "наприкінці минулого тижня", "від початку року"."""
    part = part_or_none(m.get("E"))
    if m.has("y"):
        return _calendar(m, part=part)
    if m.has("Z"):
        return Shape(kind=Kind.CALENDAR, year_shift=m.get("Z"), part=part)
    unit = m.get("U")
    if unit not in (Unit.WEEK, Unit.MONTH, Unit.YEAR, Unit.QUARTER, Unit.DECADE, Unit.CENTURY):
        return None
    shift = shift_of(m) if m.has("L") else (0, Base.ANCHOR)
    if shift is None:
        return None
    return Shape(kind=Kind.SHIFT, shift=shift[0], base=shift[1], unit=unit, part=part)


def weekday(m: Match) -> Shape | None:
    """ "у вівторок", "минулої п'ятниці", "во вторник на прошлой неделе"."""
    if m.has("U"):
        shift = shift_of(m)
        if shift is None or m.get("U") is not Unit.WEEK:
            return None
        return Shape(kind=Kind.SHIFT, unit=Unit.WEEK, shift=shift[0], base=shift[1], weekday=m.get("W"))
    return common.weekday(m)


def offset(m: Match) -> Shape | None:
    """ "вчора", "на вчерашний день"."""
    if m.has("U") and m.get("U") is not Unit.DAY:
        return None
    return Shape(kind=Kind.SHIFT, unit=Unit.DAY, shift=m.get("Y"), clock=m.get("T"))


def shifted_unit(m: Match) -> Shape | None:
    """ "минулого тижня", "того ж дня", "наступного дня", "за последний месяц"."""
    unit, word = m.get("U"), m.get("L")
    if word == "every":
        return Shape(kind=Kind.SET, unit=unit, amount=1)
    shift = shift_of(m)
    if shift is None or unit in (Unit.SECOND, Unit.MINUTE, Unit.HOUR):
        return None
    if unit is Unit.HALF:
        return common.half_year(m)
    if word == "past":
        if m.words()[-1] in _PLURALS:
            return Shape(kind=Kind.DURATION, unit=unit)
        return Shape(kind=Kind.ROLLING, unit=unit, amount=1, shift=-1)
    if word == "after" and unit is not Unit.DAY:
        return None
    if word == "next" and unit is Unit.DAY:
        shift = (1, Base.CONTEXT)
    return Shape(kind=Kind.SHIFT, unit=unit, shift=shift[0], base=shift[1])


_PLURALS = frozenset(
    "дні днів днями днях тижні тижнів тижнями тижнях місяці місяців місяцями місяцях роки років роками "
    "роках дни дней днями днях недели недель неделями неделях месяцы месяцев месяцами месяцах годы лет "
    "годами годах".split()
)


def rolling(m: Match) -> Shape | None:
    """ "останні шість місяців", "за последние два года"."""
    if m.get("L") not in ("past", "last", "next"):
        return Shape(kind=Kind.DURATION, unit=m.get("U"), amount=amount_of(m))
    sign = 1 if m.get("L") == "next" else -1
    return Shape(kind=Kind.ROLLING, unit=m.get("U"), amount=amount_of(m), shift=sign)


def ago(m: Match) -> Shape | None:
    """ "два дні тому", "тиждень тому", "двумя неделями раньше"."""
    unit = m.get("U") or Unit.DAY
    amount = amount_of(m) if m.has("nwNQ") else 1
    if unit in (Unit.HOUR, Unit.MINUTE, Unit.SECOND):
        return Shape(kind=Kind.DURATION, unit=unit, amount=amount)
    if unit is Unit.HALF and amount is not None:
        unit, amount = Unit.MONTH, 6 * amount
    base = Base.ANCHOR if m.get("R") == "ago" else Base.CONTEXT
    sign = 1 if m.get("R") == "later" else -1
    if amount is None:
        return Shape(kind=Kind.VAGUE, word="past" if sign < 0 else "future", unit=unit)
    if m.has("T") and m.words()[0] != "днем":
        return None
    return Shape(kind=Kind.SHIFT, unit=unit, shift=sign * amount, base=base, exact=True)


def later(m: Match) -> Shape | None:
    """ "через два дні", "спустя неделю": after what was told last."""
    if m.words()[0] == "за":
        return Shape(kind=Kind.DURATION, unit=m.get("U"), amount=amount_of(m)) if m.has("nwNQ") else None
    amount = amount_of(m) if m.has("nwNQ") else 1
    if m.get("U") in (Unit.HOUR, Unit.MINUTE, Unit.SECOND):
        return Shape(kind=Kind.DURATION, unit=m.get("U"), amount=amount)
    if amount is None:
        return Shape(kind=Kind.VAGUE, word="future", unit=m.get("U"))
    return Shape(kind=Kind.SHIFT, unit=m.get("U"), shift=amount, base=Base.CONTEXT, exact=True)


def season(m: Match) -> Shape | None:
    """ "влітку 2022-го", "прошлым летом", "навесні"."""
    if m.tags == "LS":
        shift = shift_of(m)
        if shift is None:
            return None
        return Shape(kind=Kind.CALENDAR, season=m.get("S"), shift=shift[0], base=shift[1])
    part = part_or_none(m.get("E"))
    if m.has("o"):
        return _in_short_year(m, m.get("o"), season=m.get("S"), part=part)
    return _calendar(m, season=m.get("S"), part=part)


def season_day(m: Match) -> Shape | None:
    """ "осіннього ранку", "зимней ночью 2023 года"; not "осіннього наступу"."""
    return _calendar(m, season=m.get("a"))


def quarter(m: Match) -> Shape | None:
    """ "у першому кварталі 2024 року", "за перше півріччя поточного року"."""
    unit, number = m.all("U")[0], m.get("o")
    if unit is Unit.QUARTER and 1 <= number <= 4:
        return _calendar(m, quarter=number)
    if unit is Unit.HALF and 1 <= number <= 2 and m.words()[1][:2] in ("пі", "по"):
        if m.words()[1].startswith("полови") and not m.has("yLZ"):
            return None
        return _calendar(m, half=number)
    if unit is Unit.CENTURY and number <= 21 and m.tags == "oU":
        return Shape(kind=Kind.CALENDAR, century=number)
    if unit is Unit.YEAR and m.tags == "oU" and number >= 10 and m.words()[-1] not in ("год", "рік"):
        return Shape(kind=Kind.CALENDAR, year=_short_year(number))
    return None


def year(m: Match) -> Shape | None:
    """ "2014 року", "з 2014-го", "в 2022 г."; bare digits only behind a preposition."""
    value = m.get("y")
    if not 1500 <= value <= 2100:
        return None
    words = m.words()
    if words[-1] == "х":
        return Shape(kind=Kind.CALENDAR, decade=value) if value % 10 == 0 else None
    if m.has("U"):
        return Shape(kind=Kind.CALENDAR, year=value) if m.get("U") is Unit.YEAR else None
    if len(words) > 1 or not words[0].isdigit():
        return Shape(kind=Kind.CALENDAR, year=value)
    following = m.word(0)
    tokens = m.items.tokens
    if following in ("-", "–", "—", "/") or (m.word(-1) in ("-", "–", "—") and not following.isalpha()):
        return Shape(kind=Kind.CALENDAR, year=value, confidence=0.8)
    if m.word(-1) in time_words(tokens.language).year_before and not following.isalpha():
        return Shape(kind=Kind.CALENDAR, year=value, confidence=0.8)
    return None


def day_alone(m: Match) -> Shape | None:
    """ "від десятого числа", "на тридцятого": a day of the month told last."""
    if m.has("LU"):
        shift = shift_of(m)
        if shift is None or m.get("U") is not Unit.MONTH:
            return None
        return Shape(kind=Kind.CALENDAR, day=m.get("no"), month_shift=shift[0], base=shift[1])
    if not m.has("D"):
        if m.word(0).isalpha() or m.word(0) in ("-", "–") or m.words()[-1] in ("х", "й"):
            return None
        if m.word(-1) not in time_words(m.items.tokens.language).day_before:
            return None
    return Shape(kind=Kind.CALENDAR, day=m.get("no"), base=Base.CONTEXT, confidence=0.8)


def dotted(m: Match) -> Shape | None:
    """ "02.10", "16–17.09": two digits each, and no share or amount behind them."""
    tokens = m.items.tokens
    index = m.items.last[m.last - 1] - 1
    text = tokens.text[tokens.start[index] : tokens.end[index]]
    day, _, in_month = text.partition(".")
    if len(day) != 2 or len(in_month) != 2 or not (1 <= int(day) <= 31 and 1 <= int(in_month) <= 12):
        return None
    following = m.word(0)
    if following.startswith(
        ("%", "відсот", "процент", "млн", "млрд", "тис", "тыс", "км", "грн", "руб", "кг")
    ):
        return None
    if m.tags == "n-c":
        first = m.get("n")
        if first >= int(day):
            return None
        return Shape(kind=Kind.CALENDAR, day=first, day_last=int(day), month=int(in_month), confidence=0.8)
    return Shape(kind=Kind.CALENDAR, day=int(day), month=int(in_month), confidence=0.8)


def duration(m: Match) -> Shape | None:
    """ "шість місяців", "півроку"."""
    return Shape(kind=Kind.DURATION, unit=m.get("U"), amount=amount_of(m))


RULES = [
    ("[ij]", common.numeric),
    ("n-c", dotted),
    ("c", dotted),
    ("o[wnN]?UP?k", common.known),
    ("oTk", common.known),
    ("EP?k", common.known),
    ("k", common.known),
    (f"[no][-I&J][no]D?M{_YEAR}", day_span),
    ("[no][-I&J][no]D?M", day_span),
    ("[no][-I&][no]DLU", day_span_shift),
    (f"(?:W,?)?[no]D?M{_YEAR}", day_month),
    ("(?:W,?)?[no]D?M", day_month),
    ("M(?:oU?|yU?)?,[no]D", month_then_day),
    ("M(?:oU?|yU?)?,E", month_then_part),
    ("M,M&M", months_listed),
    (f"EM{_OF}", part_month),
    ("EM", part_month),
    (f"(?:o|L)[wn]?UM{_YEAR}", counted_month),
    ("(?:o|L)[wn]?UM", counted_month),
    ("E?Sy-yU?", season),
    (f"E?S{_OF}", season),
    (f"a[TW]T?{_YEAR}?", season_day),
    ("LS", season),
    ("ES", season),
    ("S", season),
    ("ELU", part_period),
    ("E(?:yU?|Z)", part_period),
    ("EU", part_period),
    (f"M{_OF}", month),
    ("LM", common.shifted_month),
    ("M", month),
    ("F?o?[wn]U(?:yU|L?U)", counted_year),
    (f"oU{_YEAR}", quarter),
    ("oU", quarter),
    ("WT?J?LU", weekday),
    ("LWT?", weekday),
    ("WT?", weekday),
    ("YU", offset),
    ("YT?", offset),
    ("B", common.overnight),
    ("LT", common.shifted_daypart),
    ("h", common.holiday),
    ("u", common.holiday),
    ("t", common.clock),
    ("LX", common.weekend),
    ("X", common.weekend),
    ("[nwNQ]UR", ago),
    ("F[nwNQ]UR", ago),
    ("UR", ago),
    ("TR", ago),
    ("L[nwNQ]U", rolling),
    ("[nwNQ]LU", rolling),
    ("F[nwNQ]?U", later),
    ("LUxM", year_then_month),
    ("LUU", common.half_year),
    ("LU", shifted_unit),
    ("ZxM", year_then_month),
    ("Z", common.year_word),
    ("[nwNQ]U", duration),
    ("yU", year),
    ("y", year),
    ("H", common.since_then),
    ("eyU?", common.same_span),
    ("e", common.same_span),
    ("V", common.every),
    ("G", common.vague),
    ("[no]DLU", day_alone),
    ("[no]D", day_alone),
    ("oLU", day_alone),
    ("o", day_alone),
]


@cache
def slavic() -> Grammar:
    """The rules, compiled."""
    return Grammar(RULES)
