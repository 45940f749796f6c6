"""What a document is mainly about, of whatever kind: beside its claims, not one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.quantity import Quantity
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
