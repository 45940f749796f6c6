"""What a time expression says before it is resolved to days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """Units of the calendar and of durations."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


class Part(StrEnum):
    """The part of a month, season or year that is meant.

    "early" May is its first ten days, "mid" the next ten, "late" and "end of" the rest; ``START`` and
    ``END`` differ from ``EARLY`` and ``LATE`` when a period begins or ends there. ``FIRST`` and ``LAST``
    are the first and the last ``count`` units.
    """

    EARLY = "early"
    MID = "mid"
    LATE = "late"
    START = "start"
    END = "end"
    FIRST = "first"
    LAST = "last"


class Kind(StrEnum):
    """What sort of time expression it is."""

    CALENDAR = "calendar"
    SHIFT = "shift"
    ROLLING = "rolling"
    DURATION = "duration"
    SET = "set"
    VAGUE = "vague"
    KNOWN = "known"
    CLOCK = "clock"
    SAME = "same"


class Base(StrEnum):
    """What relative words are counted from.

    The day of writing, the day last named in the text, or the quarter last named ("the quarter", "the
    year-earlier period"), which without one is the latest that is over.
    """

    ANCHOR = "anchor"
    CONTEXT = "context"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The parts of a time expression that its words name; what they do not name is ``None``.

    Attributes:
        kind: which of the following are used, and how.
        year, month, day: of a calendar date; ``day_last`` for "12–14 March".
        weekday: 0 is Monday.
        nth: which of the month's such weekdays it is.
        season: first month of it: 3, 6, 9 or 12.
        quarter, half, decade, century: 1-based number; a decade is its first year ("1980s": 1980).
        week_of: "the second week of March": 2.
        year_shift: "this year" 0, "last year" -1; ``month_shift`` "of this month", likewise.
        base: what shifts are counted from.
        part, part_unit, count: see `Part`; "first two weeks": ``FIRST``, ``WEEK``, 2.
        shift, unit: "yesterday" is -1 day, "last month" -1 month.
        amount: of a duration or a rolling period; ``None``: some.
        half_more: "two and a half": half a unit more than ``amount``.
        offset: 1 for "two days after", -1 for "two days before" a date that follows.
        since: the words themselves say that something runs since then.
        bare: a known phrase alone: it names an event, its day only with a relation ("since").
        night: the night that begins (1) or ends (-1) with the day.
        exact: counted back from the day ("a week ago"), not a whole unit ("last week").
        clock: time of day as TIMEX3 writes it after the ``T``.
        at: the day of a known phrase.
        word: the vague reference: ``past``, ``present``, ``future``.
    """

    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    day_last: int | None = None
    month_last: int | None = None
    weekday: int | None = None
    nth: int | None = None
    season: int | None = None
    quarter: int | None = None
    half: int | None = None
    decade: int | None = None
    century: int | None = None
    weekend: bool = False
    year_shift: int | None = None
    month_shift: int | None = None
    base: Base = Base.ANCHOR
    part: Part | None = None
    part_unit: Unit | None = None
    count: int = 1
    shift: int | None = None
    unit: Unit | None = None
    amount: int | None = None
    half_more: bool = False
    offset: int = 0
    since: bool = False
    bare: bool = False
    night: int = 0
    exact: bool = False
    clock: str | None = None
    at: date | None = None
    word: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Atom:
    """A time expression at tokens ``[first, last)``."""

    first: int
    last: int
    shape: Shape
