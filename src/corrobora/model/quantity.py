"""Counts with bounds: what a number in a report does and does not say."""

from __future__ import annotations

from dataclasses import dataclass

from corrobora.model.errors import InvalidRecord
from corrobora.model.vocabulary import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A closed or half-open range of whole numbers.

    "nine" is 9..9, "at least 91" is 91.., "over 100" is 101.., "up to 25" is ..25, "about 40"
    is 40..40 with its hedge kept. An open end is ``None`` and stays open through all arithmetic.

    Raises:
        InvalidRecord: if both ends are open, one is negative, or low lies above high.
    """

    low: int | None
    high: int | None
    unit: Unit = Unit.OTHER
    hedge: str | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise InvalidRecord("a quantity needs at least one bound")
        if (self.low is not None and self.low < 0) or (self.high is not None and self.high < 0):
            raise InvalidRecord(f"a count cannot be negative: {self.low}..{self.high}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidRecord(f"a quantity's low end lies above its high end: {self.low}..{self.high}")

    @classmethod
    def exactly(cls, number: int, unit: Unit = Unit.OTHER) -> Quantity:
        """The quantity that is this number and no other."""
        return cls(low=number, high=number, unit=unit)

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """``(low, high)`` as JSON writes it."""
        return self.low, self.high

    def admits(self, other: Quantity) -> bool:
        """Whether both can be true of one count: same unit (or one unknown) and overlapping ranges."""
        if Unit.OTHER not in (self.unit, other.unit) and self.unit is not other.unit:
            return False
        low = max(self.low or 0, other.low or 0)
        highs = [h for h in (self.high, other.high) if h is not None]
        return not highs or low <= min(highs)

    def plus(self, other: Quantity) -> Quantity:
        """The sum of two disjoint counts of one unit.

        Raises:
            InvalidRecord: if the units differ.
        """
        self._same_unit(other)
        low = None if self.low is None and other.low is None else (self.low or 0) + (other.low or 0)
        high = None if self.high is None or other.high is None else self.high + other.high
        return Quantity(low=0 if low is None and high is None else low, high=high, unit=self.unit)

    def minus(self, part: Quantity) -> Quantity:
        """What is left when ``part`` is taken out of this count; never below zero.

        Raises:
            InvalidRecord: if the units differ.
        """
        self._same_unit(part)
        low = 0 if self.low is None or part.high is None else max(0, self.low - part.high)
        high = None if self.high is None else max(0, self.high - (part.low or 0))
        return Quantity(low=low, high=high, unit=self.unit)

    def _same_unit(self, other: Quantity) -> None:
        if self.unit is not other.unit:
            raise InvalidRecord(f"{self.unit} and {other.unit} are never added or subtracted")
