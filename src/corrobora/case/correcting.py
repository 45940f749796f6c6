"""What people correct in a claim and which claims they add, by pointing at words of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from corrobora.case.deciding import record, settle
from corrobora.case.errors import BadDecision, NotThere
from corrobora.case.standing import ADDED, CORRECTED, WHOLE
from corrobora.codebook.overlay import Codebook, using
from corrobora.model.claim import LIST_SLOTS, Claim, Slot
from corrobora.model.document import Document
from corrobora.model.journal import Decision
from corrobora.model.serial import claim_to_json, slot_to_json
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from corrobora.store import claims, documents
from corrobora.store.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Words of a document a person points at.

    Attributes:
        quote: the words exactly as they stand there; may be empty where both offsets are given.
        start, end: their characters; ``None``: where the words stand, if that is one place.
        value: the value as the person names it, where the words alone do not say it; may be empty.
    """

    quote: str = ""
    start: int | None = None
    end: int | None = None
    value: str = ""


def read_slot(
    document: Document, claim: Claim, slot: str, chosen: Selection, *, person: str, codebook: Codebook
) -> Slot[Any]:
    """The slot's value from the selected words.

    Raises:
        NotSelected: if the words do not stand in the text, or no such value can be read from them.
    """
    from corrobora.extract.selecting import Selecting  # brings in the parser

    span = _span(document, chosen, inside=claim.spans)
    with using(codebook):
        return Selecting(document=document, person=person).read(claim.kind, slot, span, chosen.value or None)


def read_claim(
    document: Document,
    kind: Kind,
    chosen: Sequence[Selection],
    slots: Mapping[str, Selection],
    *,
    person: str,
    codebook: Codebook,
) -> Claim:
    """A claim on selected words; what our own parts read in them without a doubt is filled in.

    Args:
        chosen: the words that carry it, at least one selection.
        slots: further values and the words of each.

    Raises:
        NotSelected: if the words do not stand in the text, or a value cannot be read.
    """
    from corrobora.extract.selecting import Selecting

    spans = sorted(_span(document, c) for c in chosen)
    with using(codebook):
        selecting = Selecting(document=document, person=person)
        filled = selecting.suggest(kind, spans[0])
        for name, selection in slots.items():
            words = selection if selection.quote or selection.start is not None else chosen[0]
            span = _span(document, words, inside=spans)
            slot = selecting.read(kind, name, span, selection.value or None)
            filled[name] = (slot,) if name in LIST_SLOTS else slot
    return Claim(kind=kind, spans=tuple(spans), engine=f"person/{person}", **filled)


def _span(document: Document, chosen: Selection, *, inside: Sequence[Span] = ()) -> Span:
    from corrobora.extract.selecting import find_words

    return find_words(document.text.content, chosen.quote or None, chosen.start, chosen.end, inside=inside)


def correct(
    connection: Connection,
    id: str,
    slot: str,
    value: Slot[Any] | None,
    *,
    text: str,
    more: bool,
    reason: str,
    author: str,
) -> Decision:
    """Record what a slot of a claim really says, and bring the register up to date.

    Args:
        id: the claim.
        slot: the slot's name.
        value: what the words say; ``None``: the slot has no words in the text.
        text: the text the words were selected in.
        more: whether the value stands beside those a list slot has, instead of in their place.

    Raises:
        BadDecision: if the text in force is another one by now, or the reason is missing.
        NotThere: if there is no such claim.
    """
    try:
        stored = claims.by_id(connection, id)
    except NotFound as error:
        raise NotThere(str(error)) from error
    if documents.content_of(connection, stored.sha256) != text:
        raise BadDecision(f"{id}: its document was read anew meanwhile; select the words again")
    kept: tuple[Slot[Any], ...] = getattr(stored.claim, slot) if slot in LIST_SLOTS and more else ()
    values = [*kept, *([value] if value is not None else [])]
    content = {"sha256": stored.sha256, "slot": slot, "values": [slot_to_json(v) for v in values]}
    decision = record(
        connection,
        (id, slot),
        judgement=None,
        verdict=CORRECTED,
        content=content,
        reason=reason,
        author=author,
    )
    settle(connection, decision)
    return decision


def add(
    connection: Connection, sha256: str, claim: Claim, *, text: str, reason: str, author: str
) -> tuple[str, Decision]:
    """Put a claim in force that no engine proposed; its id and the decision.

    Raises:
        BadDecision: if such a claim is there already, the text in force is another one, or the reason is
            missing.
    """
    if documents.content_of(connection, sha256) != text:
        raise BadDecision("the document was read anew meanwhile; select the words again")
    id = claim.id_in(sha256)
    there = claims.by_ids(connection, [id]).get(id)
    if there is not None and there.current:
        raise BadDecision(f"{id}: this claim is in force already; correct it instead")
    content = {"sha256": sha256, "claim": claim_to_json(claim, id)}
    decision = record(
        connection, (id, WHOLE), judgement=None, verdict=ADDED, content=content, reason=reason, author=author
    )
    text_id = documents.text_in_force(connection, sha256)
    claims.hold(connection, sha256, id, claim, text_id=text_id, entry=decision.id)
    settle(connection, decision)
    return id, decision
