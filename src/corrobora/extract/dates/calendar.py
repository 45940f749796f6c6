"""Arithmetic with months, weeks and parts of them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from corrobora.extract.dates.shape import Part, Unit

Days = tuple[date, date]

#: Years a date can lie in; arithmetic never leaves them.
FIRST_YEAR, LAST_YEAR = 1, 9998

_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF: 6, Unit.YEAR: 12, Unit.DECADE: 120, Unit.CENTURY: 1200}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}


def on(year: int, month: int, day: int) -> date | None:
    """That day, ``None`` if there is none such."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def months(year: int, first: int, count: int = 1) -> Days | None:
    """First and last day of ``count`` months from the ``first`` of a year on."""
    start = on(year, first, 1)
    if start is None:
        return None
    end = shifted(start, Unit.MONTH, count)
    return None if end is None else (start, end - timedelta(days=1))


def shifted(day: date, unit: Unit, amount: int) -> date | None:
    """The day so many units away; the last of the month where it is shorter; ``None`` beyond all years."""
    if unit in _MONTHS:
        if abs(amount) > 120_000:
            return None
        index = day.year * 12 + day.month - 1 + amount * _MONTHS[unit]
        year, month = divmod(index, 12)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    if abs(amount) > 3_000_000:
        return None
    ordinal = day.toordinal() + amount * _DAYS.get(unit, 0)
    if not 400 < ordinal < date(LAST_YEAR, 1, 1).toordinal():
        return None
    return date.fromordinal(ordinal)


def around(day: date, unit: Unit) -> Days | None:
    """The whole week, month, quarter … a day lies in; a week begins on Monday."""
    match unit:
        case Unit.WEEK:
            monday = shifted(day, Unit.DAY, -day.weekday())
            sunday = shifted(day, Unit.DAY, 6 - day.weekday())
            return (monday, sunday) if monday and sunday else None
        case Unit.MONTH:
            return months(day.year, day.month)
        case Unit.QUARTER:
            return months(day.year, (day.month - 1) // 3 * 3 + 1, 3)
        case Unit.HALF:
            return months(day.year, 1 if day.month <= 6 else 7, 6)
        case Unit.YEAR:
            return months(day.year, 1, 12)
        case Unit.DECADE:
            return months(max(FIRST_YEAR, day.year // 10 * 10), 1, 120)
        case Unit.CENTURY:
            return months((day.year - 1) // 100 * 100 + 1, 1, 1200)
        case _:
            return day, day


def season(year: int, first_month: int) -> Days | None:
    """March–May, June–August, September–November; winter ends in the February after."""
    return months(year, first_month, 3)


def part_of(days: Days, part: Part, unit: Unit | None = None, count: int = 1) -> Days:
    """The part of a month, season or year that is meant.

    Of a month: days 1–10, 11–20, 21 to the last. Of anything else: its thirds.
    """
    first, last = days
    length = (last - first).days + 1
    if unit is not None and part in (Part.FIRST, Part.LAST):
        return _counted(days, part, unit, count)
    third = 10 if 28 <= length <= 31 else max(1, length // 3)
    match part:
        case Part.EARLY | Part.START | Part.FIRST:
            return first, min(last, first + timedelta(days=third - 1))
        case Part.MID:
            start = first + timedelta(days=third)
            return min(start, last), min(last, first + timedelta(days=2 * third - 1))
        case Part.LATE | Part.END | Part.LAST:
            return min(last, first + timedelta(days=2 * third)), last


def _counted(days: Days, part: Part, unit: Unit, count: int) -> Days:
    """ "the first two weeks of", "the last day of"; halves and quarters are shares of the whole. Of hours the
    first and last lie within a day."""
    first, last = days
    length = (last - first).days + 1
    if unit in (Unit.HALF, Unit.QUARTER) and length <= 31:
        size = 15 if unit is Unit.HALF else 8
        if part is Part.FIRST:
            return first, min(last, first + timedelta(days=size - 1))
        return min(last, first + timedelta(days=size)), last
    if part is Part.FIRST:
        end = shifted(first, unit, count)
        return first, last if end is None else max(first, min(last, end - timedelta(days=1)))
    if unit is Unit.DAY:
        start = shifted(last, unit, 1 - count)
    else:
        start = shifted(last + timedelta(days=1), unit, -count)
    return (first if start is None else min(last, max(first, start))), last
