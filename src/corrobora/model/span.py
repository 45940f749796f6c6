"""Exact places in an immutable text."""

from __future__ import annotations

from dataclasses import dataclass

from corrobora.model.errors import InvalidRecord


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``[start, end)`` of a text and the words that stand there.

    Offsets count Unicode code points, as Python strings do. ``holds_in`` is the check
    every machine-made value has to pass (see `corrobora.extract.gate`).

    Raises:
        InvalidRecord: if the offsets are negative, empty or do not fit the quote's length.
    """

    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end <= self.start or self.end - self.start != len(self.quote):
            raise InvalidRecord(
                f"span {self.start}:{self.end} does not fit a quote of {len(self.quote)} characters"
            )

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of ``text[start:end]``."""
        return cls(start, end, text[start:end])

    def holds_in(self, text: str) -> bool:
        """Whether the quote stands at this place of ``text``."""
        return text[self.start : self.end] == self.quote

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end
