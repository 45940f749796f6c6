"""What people decided on the claims of a case, as the compact model learns from it.

An accepted, corrected or added claim shows what its sentences carry and which words fill its slots; a
rejected one shows that its sentences do not carry it. What nobody decided on teaches nothing, nor does the
rest of the text, unless everything proposed for the document was decided on: then it was read, and sentences
without a claim have none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from corrobora.case import reading
from corrobora.case.records import ClaimRecord
from corrobora.case.sight import Sight
from corrobora.case.standing import ACCEPTED, REJECTED
from corrobora.extract.analysis import Analysis, analyse_all
from corrobora.model.claim import Claim
from corrobora.model.document import Document
from corrobora.model.span import Span
from corrobora.store import claims
from corrobora.store.claims import Stored

#: Act of the journal: decisions were taken out of the case to learn from them.
ACT = "train"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lessons:
    """What can be learned from a case.

    Attributes:
        documents: each with ``text``, ``sentences`` as characters ``[start, end)``, ``known`` sentences, and
            ``claims`` with the sentences they stand in and the characters of the words that fill each slot.
        hashes: of the same documents.
        accepted, rejected: how many claims teach.
        sensitive: documents left out because they, or something of theirs, are marked sensitive.
    """

    documents: tuple[dict[str, Any], ...]
    hashes: tuple[str, ...]
    accepted: int
    rejected: int
    sensitive: int

    def payload(self) -> Mapping[str, Any]:
        """What the journal records."""
        return {"documents": list(self.hashes), "accepted": self.accepted, "rejected": self.rejected}


def lessons(connection: Connection) -> Lessons:
    """What people's decisions in force teach. Documents with anything marked sensitive are left out whole:
    what was learned from them could not be taken back."""
    sight = Sight.of(connection)
    of: dict[str, list[Stored]] = {}
    for stored in claims.of_kind(connection):
        of.setdefault(stored.sha256, []).append(stored)
    found: list[tuple[str, tuple[ClaimRecord, ...]]] = []
    sensitive = 0
    for sha256, own in of.items():
        records = reading.claim_records(connection, own)
        if all(_verdict(r) is None for r in records):
            continue
        if sight and any(sight.sensitive(r.id, sha256, r.claim) for r in records):
            sensitive += 1
        else:
            found.append((sha256, records))
    texts = [_document(connection, sha256) for sha256, _ in found]
    documents = tuple(
        _lesson(sha256, analysis, records)
        for (sha256, records), analysis in zip(found, analyse_all(texts), strict=True)
    )
    verdicts = [_verdict(r) for _, records in found for r in records]
    return Lessons(
        documents=documents,
        hashes=tuple(sha256 for sha256, _ in found),
        accepted=verdicts.count(True),
        rejected=verdicts.count(False),
        sensitive=sensitive,
    )


def _verdict(record: ClaimRecord) -> bool | None:
    """Whether a person holds the claim right, holds it wrong, or said neither."""
    verdict = record.decision.verdict if record.decision else None
    if verdict == REJECTED:
        return False
    return True if verdict == ACCEPTED or record.proposed is not None or record.held else None


def _document(connection: Connection, sha256: str) -> Document:
    found = reading.document(connection, sha256)
    assert found is not None  # it has claims, so it was read
    return found.document


def _lesson(sha256: str, analysis: Analysis, records: Iterable[ClaimRecord]) -> dict[str, Any]:
    cut = [(s.start, s.end) for s in analysis.sentences]
    told, known, open_ = [], set[int](), set[int]()
    for record in records:
        verdict, here = _verdict(record), list(_touched(record.claim.spans, cut))
        (open_ if verdict is None else known).update(here)
        if verdict:
            told.append(_told(record, here))
    return {
        "name": sha256, "variant": 0, "text": analysis.text, "sentences": cut, "claims": told,
        "known": sorted(known - open_) if open_ else list(range(len(cut))),
    }  # fmt: skip


def _touched(spans: Iterable[Span], cut: list[tuple[int, int]]) -> Iterator[int]:
    places = [(s.start, s.end) for s in spans]
    yield from (n for n, (a, b) in enumerate(cut) if any(c < b and a < d for c, d in places))


def _told(record: ClaimRecord, sentences: list[int]) -> dict[str, Any]:
    claim, words = record.claim, dict[str, list[tuple[int, int]]]()
    for name, slot in claim.slots():
        words.setdefault(name, []).extend((s.start, s.end) for s in slot.spans)
    return {
        "kind": claim.kind.value, "optional": False, "sentences": sentences, "words": words,
        "incident": str(record.incident) if record.incident is not None else None,
        **{name: _named(claim, name) for name in ("act", "victim_status", "verification", "type")},
        "basis": [slot.value.value for slot in claim.basis],
        "filled": sorted(words),
    }  # fmt: skip


def _named(claim: Claim, name: str) -> str | None:
    slot = getattr(claim, name)
    return slot.value.value if slot else None
