"""The form that corrects one slot of a claim under review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corrobora.case.records import ClaimRecord
from corrobora.codebook.countries import load_countries
from corrobora.model.claim import LIST_SLOTS, SLOTS_OF_KIND
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Verification,
    VictimStatus,
)
from corrobora.publish import words
from corrobora.publish.language import gettext as _

_SIDES = ("victim_side", "perpetrator_side")
_VOCABULARY = {
    "stance": Stance, "act": Act, "victim_status": VictimStatus, "basis": Basis, "verification": Verification,
}  # fmt: skip
_TYPES = {Kind.STATEMENT: StatementType, Kind.RESPONSE: ResponseType, Kind.CONTEXT: ContextType}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value that can be chosen: as it is sent, and in words."""

    value: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """The form that corrects one slot.

    Attributes:
        claim: the claim's id.
        slot, term: which slot.
        options: the closed list its value is chosen from; empty: words or a figure say it.
        hint: how a value is written where the words alone do not say it.
        several: whether the slot can have several values.
        typed: what was typed before, by name of the field.
    """

    claim: str
    slot: str
    term: str
    options: tuple[Option, ...]
    hint: str
    several: bool
    typed: Mapping[str, str] = field(default_factory=dict)


def correction(record: ClaimRecord, slot: str, typed: Mapping[str, str]) -> Correction | None:
    """The form that corrects a slot; ``None``: its claim can have none of that name."""
    kind = record.claim.kind
    if slot not in SLOTS_OF_KIND[kind]:
        return None
    return Correction(
        claim=record.id,
        slot=slot,
        term=words.slot(slot),
        options=options(kind, slot),
        hint=hint(slot),
        several=slot in LIST_SLOTS,
        typed=typed,
    )


def options(kind: Kind, slot: str) -> tuple[Option, ...]:
    """Values a slot can have, where they are a closed list."""
    if slot in _SIDES:
        named = [Option(value=code, name=words.country(code)) for code in load_countries()]
        return tuple(sorted(named, key=lambda o: o.name))
    members = _TYPES.get(kind) if slot == "type" else _VOCABULARY.get(slot)
    return tuple(Option(value=m.value, name=words.label(m)) for m in members) if members else ()


def hint(slot: str) -> str:
    """How a value is written where the words alone do not say it."""
    if slot in ("victims", "incidents", "statements", "quantities"):
        return _("9, 9..12, 91.. or ..25")
    if slot in ("date", "period"):
        return _("2031-05-01 or 2031-05-01..2031-05-31")
    return ""
