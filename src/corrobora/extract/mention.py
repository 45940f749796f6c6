"""A value seen in the text, before anything is claimed with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from corrobora.model.claim import Slot
from corrobora.model.span import Span

V = TypeVar("V", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Generic[V]):
    """A normalised value at characters ``[start, end)``, and the component that read it."""

    start: int
    end: int
    value: V
    reader: str
    confidence: float = 1.0

    def slot(self, text: str) -> Slot[V]:
        """The mention as a slot of a claim."""
        span = Span.of(text, self.start, self.end)
        return Slot(value=self.value, spans=(span,), reader=self.reader, confidence=self.confidence)
