"""Whose the names in a case are, and from whom its incidents are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from corrobora.case import reading
from corrobora.case.records import ClaimRecord
from corrobora.link.actors import Actors, Mention, actors_of
from corrobora.link.origins import Origins, origins
from corrobora.model.examination import ExaminationSort
from corrobora.store import claims, documents, findings, register


def actors(connection: Connection) -> Actors:
    """Every name of every claim in force, given to its actor."""
    mentions: list[Mention] = []
    for stored in claims.of_kind(connection):
        claim = stored.claim
        slots = (*claim.claimants, *claim.verified_by, *((claim.actor,) if claim.actor else ()))
        mentions += [Mention(actor=s.value, claim=stored.id, document=stored.sha256) for s in slots]
    return actors_of(mentions)


def origins_of(connection: Connection, records: Sequence[ClaimRecord], known: Actors) -> Origins:
    """The sources behind one incident's claims."""
    hashes = {record.document.sha256 for record in records}
    texts = {sha256: documents.content_of(connection, sha256) for sha256 in hashes}
    forwards = {
        finding.sha256: whose
        for finding in findings.of_items(connection, hashes, ExaminationSort.MESSAGE)
        if isinstance(whose := finding.data.get("forwarded_from"), str) and whose.strip()
    }
    linkable = [reading.linkable(record) for record in records]
    return origins(linkable, texts, known, forwards=forwards)


def all_origins(connection: Connection, known: Actors) -> Iterator[tuple[int, Origins]]:
    """The sources behind every incident in force, by number."""
    for event in register.page(connection):
        stored = claims.by_ids(connection, event.claims)
        records = reading.claim_records(connection, [stored[id] for id in event.claims if id in stored])
        yield event.number, origins_of(connection, records, known)
