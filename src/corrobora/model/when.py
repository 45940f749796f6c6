"""Days as far as the words say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corrobora.model.errors import InvalidRecord


class Precision(StrEnum):
    """How exactly the words name the day (UCDP GED's date_prec, in words)."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH_PART = "month_part"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The first and last day something can have happened or been counted on.

    Attributes:
        first: first possible day; ``None`` when the start is open.
        last: last possible day; ``None`` when the end is open.
        precision: how exactly the words name it.
        words: the words it was read from.
        anchor: the day relative words were resolved against, ``None`` if none was needed.

    Raises:
        InvalidRecord: if both ends are open or the first day lies after the last.
    """

    first: date | None
    last: date | None
    precision: Precision
    words: str
    anchor: date | None = None

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise InvalidRecord(f"{self.words!r} names no day")
        if self.first and self.last and self.first > self.last:
            raise InvalidRecord(f"{self.words!r}: first day {self.first} lies after last day {self.last}")

    def overlaps(self, other: When) -> bool:
        """Whether some day can belong to both."""
        first = max(d for d in (self.first, other.first, date.min) if d is not None)
        last = min(d for d in (self.last, other.last, date.max) if d is not None)
        return first <= last

    def within(self, other: When) -> bool:
        """Whether every day of this lies inside the other."""
        starts = other.first is None or (self.first is not None and self.first >= other.first)
        ends = other.last is None or (self.last is not None and self.last <= other.last)
        return starts and ends
