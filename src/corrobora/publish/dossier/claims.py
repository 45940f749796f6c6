"""Claims in a dossier's list, with their words."""

from __future__ import annotations

from collections.abc import Iterator

from corrobora.case.records import ClaimRecord
from corrobora.publish import days, words
from corrobora.publish.dossier.parts import Cited, CitedClaim, ValueRow
from corrobora.publish.values import CLAIM_SLOTS, claim_values, in_words


def cited(record: ClaimRecord, ref: str) -> CitedClaim:
    """A claim as it stands in a dossier's list, under a reference."""
    claim, source = record.claim, record.document.source
    chain = [words.speaker(s.value) for s in claim.claimants]
    parts = [source.publisher or "publisher not known", published(record), record.document.title or ""]
    decision = record.decision
    return CitedClaim(
        ref=ref,
        id=record.id,
        kind=words.label(claim.kind),
        said_by=", relying on ".join(chain) or "speaker not found",
        source=" · ".join(part for part in parts if part),
        item=record.document.sha256,
        engine=claim.engine,
        quotes=tuple(
            Cited(quote=s.quote, start=s.start, end=s.end, item=record.document.sha256) for s in claim.spans
        ),
        values=tuple(_values(record)),
        decision=f"{decision.verdict} by {decision.author}: {decision.reason}" if decision else "",
    )


def _values(record: ClaimRecord) -> Iterator[ValueRow]:
    for name, slots in claim_values(record):
        yield ValueRow(
            name=CLAIM_SLOTS[name],
            value=", ".join(in_words(name, s.value) for s in slots),
            words=tuple(dict.fromkeys(span.quote for s in slots for span in s.spans)),
        )


def published(record: ClaimRecord) -> str:
    """The day its document was published, in words."""
    day = record.document.source.published
    return days.day(day) if day else "day not known"


def answer(record: ClaimRecord) -> str:
    """A response in a few words: what it was, and whose."""
    claim = record.claim
    what = words.label(claim.type.value) if claim.type else "response"
    who = words.speaker(claim.actor.value) if claim.actor else "actor not found"
    return f"{words.capital(what)}: {who}"
