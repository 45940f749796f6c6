"""Days in words, exactly as exact as they were said.

Non-breaking spaces keep a day and its month together.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime

from babel.dates import format_date

from corrobora.model.when import Precision, When
from corrobora.publish.language import ENGLISH, gettext, noop, spoken

NBSP = "\u00a0"
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PARTS = {(1, 10): noop("early"), (11, 20): noop("mid")}


def day(value: date, *, long: bool = False, year: bool = True) -> str:
    """``10 Oct 2024``, or ``10 October 2024``."""
    if spoken() != ENGLISH:
        pattern = f"d {'MMMM' if long else 'MMM'}" + (" y" if year else "")
        return format_date(value, pattern, locale=spoken()).replace(" ", NBSP)
    name = (_LONG if long else _SHORT)[value.month - 1]
    return f"{value.day}{NBSP}{name}{NBSP}{value.year:04d}" if year else f"{value.day}{NBSP}{name}"


def month(value: date, *, year: bool = True) -> str:
    """``Oct 2024``, or ``Oct`` where the year stands elsewhere."""
    if spoken() != ENGLISH:
        return format_date(value, "LLL y" if year else "LLL", locale=spoken()).replace(" ", NBSP)
    name = _SHORT[value.month - 1]
    return f"{name}{NBSP}{value.year:04d}" if year else name


def moment(value: datetime) -> str:
    """``14 Oct 2024, 09:12 UTC``; other zones by their offset."""
    zone = "UTC" if not value.utcoffset() else value.strftime("%z")
    return f"{day(value.date())}, {value:%H:%M}{NBSP}{zone}"


def when(value: When, *, long: bool = False) -> str:
    """A stated stretch of days: one day, a month, its early part, a span, or one with an open end."""
    first, last = value.first, value.last
    if first is None:
        return gettext("until %(day)s") % {"day": day(last, long=long)} if last else gettext("no day")
    if last is None:
        return gettext("since %(day)s") % {"day": day(first, long=long)}
    return between(first, last, long=long, precision=value.precision)


def between(first: date, last: date, *, long: bool = False, precision: Precision | None = None) -> str:
    """A closed stretch of days, named as a month or a year where it is exactly one.

    A month's part is only named so where the words did (``precision``); the days stay readable.
    """
    months: tuple[str, ...] = _LONG if long else _SHORT
    if spoken() != ENGLISH:
        form = "LLLL" if long else "LLL"
        months = tuple(format_date(date(2000, m, 1), form, locale=spoken()) for m in range(1, 13))
    if first == last:
        return day(first, long=long)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
    if _whole_months(first, last):
        if (first.year, first.month) == (last.year, last.month):
            return f"{months[first.month - 1]}{NBSP}{first.year}"
        left = months[first.month - 1] + ("" if first.year == last.year else f"{NBSP}{first.year}")
        return f"{left} – {months[last.month - 1]}{NBSP}{last.year}"
    if precision is Precision.MONTH_PART and (part := _part(first, last)):
        return f"{gettext(part)}{NBSP}{months[first.month - 1]}{NBSP}{first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, long=long)}"
    return f"{day(first, long=long, year=first.year != last.year)} – {day(last, long=long)}"


def _whole_months(first: date, last: date) -> bool:
    return first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]


def _part(first: date, last: date) -> str | None:
    if (first.year, first.month) != (last.year, last.month):
        return None
    if (first.day, last.day) in _PARTS:
        return _PARTS[first.day, last.day]
    late = first.day == 21 and last.day == calendar.monthrange(last.year, last.month)[1]
    return noop("late") if late else None
