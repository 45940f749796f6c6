"""Incidents: what the claims about one event agree and disagree about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from corrobora.model.actor import Actor
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Basis, Verification, VictimStatus
from corrobora.model.when import When
from corrobora.model.where import Where

V = TypeVar("V", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Generic[V]):
    """An incident's value, the rule that derived it, and the claims that drove it.

    Attributes:
        value: the value by the rule.
        rule: the rule's name (``lowest-and-highest-stated``); its text is in the codebook.
        claims: ids of the claims that drove it.
        differs: whether the claims that fill the slot disagree.
    """

    value: V
    rule: str
    claims: tuple[str, ...]
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One event in the register.

    Attributes:
        number: permanent, never reused; ``label`` is how it is written.
        claims: ids of the claims about it, oldest document first.
        merged_into: the number that now stands for it, after a reversible merge.
    """

    number: int
    claims: tuple[str, ...]
    act: Derived[Act] | None = None
    victims: Derived[Quantity] | None = None
    victim_side: Derived[str] | None = None
    victim_status: Derived[VictimStatus] | None = None
    perpetrator_side: Derived[str] | None = None
    place: Derived[Where] | None = None
    date: Derived[When] | None = None
    basis: Derived[tuple[Basis, ...]] | None = None
    verification: Derived[Verification] | None = None
    verified_by: Derived[tuple[Actor, ...]] | None = None
    merged_into: int | None = None

    @property
    def label(self) -> str:
        """The number as it is written: ``INC-0007``."""
        return label_of(self.number)


def label_of(number: int) -> str:
    """An incident's number as it is written: ``INC-0007``."""
    return f"INC-{number:04d}"
