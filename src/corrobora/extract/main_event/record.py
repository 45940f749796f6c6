"""What a document is mainly about, of whatever kind: beside its claims, not one of them."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.quantity import Quantity
from corrobora.model.serial import Json, flat, span_to_json
from corrobora.model.when import When
from corrobora.model.where import Where


class PerpetratorSort(StrEnum):
    """What sort of perpetrator stands behind the main event."""

    STATE = "state"
    OTHER_STATE = "other_state"  # another state, or a lower level of it
    STATE_BACKED = "state_backed"  # acting with the state's permission
    ARMED_GROUP = "armed_group"  # groups and criminals acting without it
    PRIVATE = "private"  # companies, employers, individuals
    INTERNATIONAL = "international"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MainEvent:
    """The event a document is mainly about; every value carries its words, none is a claim.

    Attributes:
        violations: ids of `corrobora.codebook.violations`, surest first.
        perpetrator: what sort of perpetrator, ``None`` if none is spoken of.
        country: ISO 3166-1 alpha-2 code of the country it happened in.
        place: the settlement it happened in.
        day: the day, or stretch of days, it happened on.
        victims: people named as victims, in the order of the text.
        killed, injured: how many, where a figure or an implied "one" is read.
    """

    violations: tuple[Slot[str], ...] = ()
    perpetrator: Slot[PerpetratorSort] | None = None
    country: Slot[str] | None = None
    place: Slot[Where] | None = None
    day: Slot[When] | None = None
    victims: tuple[Slot[Actor], ...] = ()
    killed: Slot[Quantity] | None = None
    injured: Slot[Quantity] | None = None

    def slots(self) -> dict[str, tuple[Slot[Any], ...]]:
        """Filled slots by name; one value or several, always as a row."""
        found = {}
        for f in fields(self):
            value = getattr(self, f.name)
            row = value if isinstance(value, tuple) else (value,) if value is not None else ()
            if row:
                found[f.name] = row
        return found

    def held_in(self, text: str) -> MainEvent:
        """The event without what does not stand in the text: the gate's rule, for this reading too."""
        changes: dict[str, Any] = {}
        for name, row in self.slots().items():
            held = tuple(s for s in row if all(span.holds_in(text) for span in s.spans))
            if len(held) < len(row):
                changes[name] = held if name in _ROWS else None
        return replace(self, **changes) if changes else self

    def to_json(self) -> Json:
        """The object ``main_event`` of ``extract --json``: values, and the words each was read from."""
        filled = self.slots()
        values: Json = {name: flat(getattr(self, name).value) for name in filled if name not in _ROWS}
        values |= {name: [flat(s.value) for s in filled.get(name, ())] for name in _ROWS}
        evidence = {name: [span_to_json(x) for s in row for x in s.spans] for name, row in filled.items()}
        return {**values, "evidence": evidence}


_ROWS = ("violations", "victims")
