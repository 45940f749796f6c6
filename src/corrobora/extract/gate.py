"""The one gate: no value without words.

Every span of every proposed value must stand in the text exactly where it says. A claim whose
own spans all hold keeps those slots whose words hold; what fails is dropped and counted.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corrobora.extract.engine import EngineFailed, Withheld
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, Claim, Slot
from corrobora.model.document import Document
from corrobora.model.serial import Json, claim_to_json, document_to_json

if TYPE_CHECKING:
    from corrobora.extract.main_event.record import MainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was kept of an engine's proposals for one document.

    Attributes:
        document: the text read.
        claims: kept claims with their ids, in the order of the text.
        dropped: how often what was refused: ``claim``, ``claim.duplicate``, ``slot.<name>``, and what
            the engine itself refused of what it was told.
        failures: why engines could not read the document, one line an engine.
        withheld: engines that were not given the document because it is marked sensitive, and why.
        unread: whether no engine read it; then nothing is known of what it says.
        main_event: what the document is mainly about, where the engine reads that.
    """

    document: Document
    claims: tuple[tuple[str, Claim], ...]
    dropped: Counter[str]
    failures: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    unread: bool = False
    main_event: MainEvent | None = None

    def to_json(self) -> Json:
        """The object ``corrobora extract --json`` prints for the document."""
        return {
            "document": document_to_json(self.document),
            "text": self.document.text.content,
            "claims": [claim_to_json(claim, id) for id, claim in self.claims],
            "dropped": dict(sorted(self.dropped.items())),
            "failures": list(self.failures),
            "main_event": self.main_event.to_json() if self.main_event else None,
        }


def failed(document: Document, error: EngineFailed) -> Extraction:
    """The extraction of a document its only engine could not read."""
    why, withheld = (str(error),), isinstance(error, Withheld)
    return Extraction(
        document=document, claims=(), dropped=Counter(), unread=True,
        failures=() if withheld else why, withheld=why if withheld else (),
    )  # fmt: skip


def admit(
    document: Document, proposals: Iterable[Claim], *, refused: Mapping[str, int] | None = None
) -> Extraction:
    """Keep what is grounded in the document's text, drop and count the rest.

    Args:
        document: what was read.
        proposals: an engine's claims.
        refused: what the engine itself refused, counted; it is told with what is dropped here.
    """
    text = document.text.content
    dropped: Counter[str] = Counter(refused or {})
    kept: dict[str, Claim] = {}
    for proposal in proposals:
        spans = tuple(s for s in proposal.spans if s.holds_in(text))
        if not spans:
            dropped["claim"] += 1
            continue
        dropped["span"] += len(proposal.spans) - len(spans)
        claim = _with_grounded_slots(dataclasses.replace(proposal, spans=spans), text, dropped)
        id = claim.id_in(document.text.sha256)
        if id in kept:
            dropped["claim.duplicate"] += 1
            continue
        kept[id] = claim
    ordered = sorted(kept.items(), key=lambda pair: (pair[1].spans[0], pair[0]))
    return Extraction(document=document, claims=tuple(ordered), dropped=+dropped)


def _with_grounded_slots(claim: Claim, text: str, dropped: Counter[str]) -> Claim:
    def grounded(name: str, slot: Slot[object]) -> bool:
        holds = all(span.holds_in(text) for span in slot.spans)
        if not holds:
            dropped[f"slot.{name}"] += 1
        return holds

    changes: dict[str, object] = {}
    for name in SINGLE_SLOTS:
        slot = getattr(claim, name)
        if slot is not None and not grounded(name, slot):
            changes[name] = None
    for name in LIST_SLOTS:
        slots = getattr(claim, name)
        held = tuple(s for s in slots if grounded(name, s))
        if len(held) != len(slots):
            changes[name] = held
    if claim.comparison is not None:
        differences = tuple(
            d for d in claim.comparison.differences if all(grounded(d.slot, s) for s in d.values)
        )
        changes["comparison"] = dataclasses.replace(claim.comparison, differences=differences)
    return dataclasses.replace(claim, **changes) if changes else claim  # type: ignore[arg-type]
