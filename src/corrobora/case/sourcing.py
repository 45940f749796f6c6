"""Whose the names in a case are, and from whom its incidents are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from corrobora.case import reading
from corrobora.case.keys import actor_of
from corrobora.case.records import ClaimRecord
from corrobora.link.actors import Actors, Mention, actors_of
from corrobora.link.origins import Origins, origins
from corrobora.model.examination import ExaminationSort
from corrobora.store import captures, claims, documents, findings, listed, register


def actors(connection: Connection) -> Actors:
    """Every name of every claim in force, given to its actor."""
    mentions: list[Mention] = []
    for stored in claims.of_kind(connection):
        claim = stored.claim
        slots = (*claim.claimants, *claim.verified_by, *((claim.actor,) if claim.actor else ()))
        mentions += [Mention(actor=s.value, claim=stored.id, document=stored.sha256) for s in slots]
    return actors_of(mentions)


def voices(connection: Connection) -> Actors:
    """The same from the names alone: whose each is, not in which claims it stands."""
    named = listed.named(connection)
    return actors_of(
        [Mention(actor=actor_of(key), claim="", document="", times=times) for key, times in named]
    )


def origins_of(
    connection: Connection,
    records: Sequence[ClaimRecord],
    known: Actors,
    texts: Mapping[str, str] | None = None,
) -> Origins:
    """The sources behind one incident's claims.

    Args:
        connection: to the case.
        records: the claims.
        known: whose the names are that they give.
        texts: their documents' texts by hash, where they were read already.
    """
    hashes = {record.document.sha256 for record in records}
    texts = texts if texts is not None else documents.contents_of(connection, hashes)
    forwards = {
        finding.sha256: whose
        for finding in findings.of_items(connection, hashes, ExaminationSort.MESSAGE)
        if isinstance(whose := finding.data.get("forwarded_from"), str) and whose.strip()
    }
    linkable = [reading.linkable(record) for record in records]
    addresses = captures.addresses(connection, hashes)
    return origins(
        linkable, texts, known, footage=_shared(connection, hashes), forwards=forwards, addresses=addresses
    )


def _shared(connection: Connection, hashes: Collection[str]) -> dict[str, frozenset[str]]:
    """For documents that show a recording that another of them shows too, the recording.

    A recording is called by the smallest hash of those that look like it.
    """
    shown = dict(sorted(findings.attached(connection, hashes).items()))
    attached = sorted({item for items in shown.values() for item in items})
    if len(attached) < 2 and sum(map(len, shown.values())) < 2:
        return {}
    from corrobora.link.footage import Recording, groups  # brings in numpy

    known = {
        f.sha256: Recording.of_finding(f.sha256, f.data)
        for f in findings.of_items(connection, attached, ExaminationSort.PDQ)
    }
    called = {item: group[0] for group in groups(list(known.values())) for item in group}
    named = {document: {called.get(item, item) for item in items} for document, items in shown.items()}
    times = Counter(recording for recordings in named.values() for recording in recordings)
    return {
        document: frozenset(r for r in recordings if times[r] > 1) for document, recordings in named.items()
    }


def all_origins(connection: Connection, known: Actors) -> Iterator[tuple[int, Origins]]:
    """The sources behind every incident in force, by number."""
    for event in register.page(connection):
        stored = claims.by_ids(connection, event.claims)
        records = reading.claim_records(connection, [stored[id] for id in event.claims if id in stored])
        yield event.number, origins_of(connection, records, known)
