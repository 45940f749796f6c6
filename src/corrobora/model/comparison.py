"""What several engines made of one claim, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corrobora.model.claim import Slot
from corrobora.model.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an engine read in a slot in which another value stands, or none.

    Attributes:
        slot: the slot's name.
        engine: which engine.
        values: what it read, with its words; empty: it found nothing there.
    """

    slot: str
    engine: str
    values: tuple[Slot[Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How far engines that read the same document agree on a claim.

    Attributes:
        engines: those that read the document, in their order.
        read_by: those that found the claim; where they differ, the value of the first that has one stands.
        agreed: slots in which all of ``read_by`` found the same.
        differences: what the others read where they differ.

    Raises:
        InvalidRecord: if nobody found the claim, or somebody who did not read the document.
    """

    engines: tuple[str, ...]
    read_by: tuple[str, ...]
    agreed: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()

    def __post_init__(self) -> None:
        if not self.read_by or not set(self.read_by) <= set(self.engines):
            raise InvalidRecord(f"a claim read by {self.read_by} of {self.engines}")

    @property
    def disputed(self) -> bool:
        """Whether an engine missed the claim or read something else in it."""
        return len(self.read_by) < len(self.engines) or bool(self.differences)

    @property
    def silent(self) -> tuple[str, ...]:
        """Engines that read the document and did not find the claim."""
        return tuple(engine for engine in self.engines if engine not in self.read_by)
