"""Claims: who says what, on which evidence, in exactly which words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from corrobora.model.actor import Actor
from corrobora.model.errors import InvalidRecord
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Basis, ClaimType, Kind, Stance, Verification, VictimStatus
from corrobora.model.when import When
from corrobora.model.where import Where

if TYPE_CHECKING:
    from corrobora.model.comparison import Comparison

V = TypeVar("V", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot(Generic[V]):
    """One value of a claim with the words it was read from.

    Attributes:
        value: the normalised value.
        spans: the words that fill it, at least one.
        reader: rule, model or person that read it (``rules/attribution.subject``).
        confidence: 0..1 as the reader states it.
    """

    value: V
    spans: tuple[Span, ...]
    reader: str
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if not self.spans:
            raise InvalidRecord(f"the value {self.value!r} has no words behind it")
        if not 0.0 <= self.confidence <= 1.0:
            raise InvalidRecord(f"confidence {self.confidence} is not between 0 and 1")


#: Slots that hold one value, and slots that hold several, in the order they are shown.
SINGLE_SLOTS = (
    "stance", "type", "actor", "act", "victims", "incidents", "statements", "victim_side",
    "victim_status", "perpetrator_side", "place", "date", "period", "verification",
)  # fmt: skip
LIST_SLOTS = ("claimants", "basis", "verified_by", "quantities")

#: Which slots a kind of claim can have.
SLOTS_OF_KIND: dict[Kind, frozenset[str]] = {
    Kind.INCIDENT: frozenset(
        "stance claimants act victims victim_side victim_status perpetrator_side place date basis "
        "verification verified_by".split()
    ),
    Kind.TALLY: frozenset(
        "stance claimants act victims incidents statements victim_side victim_status "
        "perpetrator_side place period basis verification verified_by".split()
    ),
    Kind.STATEMENT: frozenset("stance claimants type actor".split()),
    Kind.RESPONSE: frozenset("stance claimants type actor".split()),
    Kind.CONTEXT: frozenset("stance claimants type actor place date quantities".split()),
}


_FORBIDDEN = {
    kind: tuple(name for name in (*SINGLE_SLOTS, *LIST_SLOTS) if name not in allowed)
    for kind, allowed in SLOTS_OF_KIND.items()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a document says. Repeated mentions are further spans of the same claim.

    Attributes:
        kind: what sort of thing is said.
        spans: the words that carry it, in the order of the text; at least one.
        claimants: who says it, nearest speaker first, then those it relies on.
        engine: name and version of the engine that proposed it (``rules/0.1``).
        confidence: 0..1, that the document says this at all.
        comparison: what several engines made of it, if several read the document.
        part_of: id of the tally this one is a stated part of ("109 of them"), if any.

    The other fields are slots; which kinds have which is in `SLOTS_OF_KIND`. A slot the text
    does not fill is ``None`` or empty: shown as "not found", never as "not claimed".

    Raises:
        InvalidRecord: if there is no span or a slot does not belong to the kind.
    """

    kind: Kind
    spans: tuple[Span, ...]
    engine: str
    confidence: float = 1.0
    part_of: str | None = None
    claimants: tuple[Slot[Actor], ...] = ()
    stance: Slot[Stance] | None = None
    type: Slot[ClaimType] | None = None
    actor: Slot[Actor] | None = None
    act: Slot[Act] | None = None
    victims: Slot[Quantity] | None = None
    incidents: Slot[Quantity] | None = None
    statements: Slot[Quantity] | None = None
    victim_side: Slot[str] | None = None
    victim_status: Slot[VictimStatus] | None = None
    perpetrator_side: Slot[str] | None = None
    place: Slot[Where] | None = None
    date: Slot[When] | None = None
    period: Slot[When] | None = None
    basis: tuple[Slot[Basis], ...] = ()
    verification: Slot[Verification] | None = None
    verified_by: tuple[Slot[Actor], ...] = ()
    quantities: tuple[Slot[Quantity], ...] = ()
    notes: tuple[str, ...] = field(default=())
    comparison: Comparison | None = None

    def __post_init__(self) -> None:
        if not self.spans:
            raise InvalidRecord(f"a {self.kind} claim has no words behind it")
        for name in _FORBIDDEN[self.kind]:
            if getattr(self, name):
                raise InvalidRecord(f"a {self.kind} claim has no slot {name!r}")

    def slots(self) -> Iterator[tuple[str, Slot[Any]]]:
        """Every filled slot with its name; a list slot yields each of its values."""
        for name in SINGLE_SLOTS:
            slot = getattr(self, name)
            if slot is not None:
                yield name, slot
        for name in LIST_SLOTS:
            for slot in getattr(self, name):
                yield name, slot

    def all_spans(self) -> Iterator[Span]:
        """Every span of the claim, of its slots, and of what other engines read in them."""
        yield from self.spans
        for _, slot in self.slots():
            yield from slot.spans
        for difference in self.comparison.differences if self.comparison else ():
            for slot in difference.values:
                yield from slot.spans

    def id_in(self, sha256: str) -> str:
        """The claim's id in the text with that hash: same words, kind and type, same id.

        Stable over re-extraction as long as the claim's first span stays, so that decisions
        made on it survive.
        """
        first = self.spans[0]
        what = self.type.value if self.type else self.act.value if self.act else ""
        key = f"{sha256}|{self.kind}|{what}|{first.start}|{first.end}|{self._figures()}"
        return "c" + hashlib.sha256(key.encode()).hexdigest()[:15]

    def _figures(self) -> str:
        counted = (self.victims, self.incidents, self.statements)
        return ",".join(f"{s.value.low}-{s.value.high}" if s else "" for s in counted)


CLAIM_FIELDS = tuple(f.name for f in fields(Claim))
