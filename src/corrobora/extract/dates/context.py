"""What a time expression resolves to, and what is known where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corrobora.extract.dates.shape import Unit
from corrobora.model.when import Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The days a time expression names.

    Attributes:
        first, last: its first and last day.
        precision: how exactly the words name it.
        anchored: the day of writing, if it was needed.
        confidence: 0..1.
        explicit: whether the year stands in the words.
        grain: the unit named, where neighbouring words changed it ("a year earlier" said of a quarter).
    """

    first: date
    last: date
    precision: Precision
    anchored: date | None = None
    confidence: float = 1.0
    explicit: bool = False
    grain: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known where an expression stands.

    Attributes:
        anchor: the day of writing, ``None`` if unknown.
        last: what the text named last, by a day, month or year.
        year: the year the narrative is in, if an earlier expression set it.
        not_before: a lower bound for the second end of a range.
        not_after: an upper bound for the first end of a range.
        nearest: whether a day and month without a year may lie shortly ahead.
        day: what the text named last that is a day or a few.
        span: the range the text named last.
        quarter: first day of a quarter named shortly before.
        ahead: whether the clause speaks of what is to come.
    """

    anchor: date | None
    last: Moment | None = None
    year: int | None = None
    not_before: date | None = None
    not_after: date | None = None
    ahead: bool = False
    quarter: date | None = None
    nearest: bool = False
    day: Moment | None = None
    span: Moment | None = None
