"""Turning stored rows into the records a case answers with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from corrobora.case.linking import pair_from_json
from corrobora.case.records import (
    ClaimRecord,
    DocumentHead,
    DocumentRecord,
    Excerpt,
    IncidentHead,
    IncidentRecord,
    LinkRecord,
    SourceRecord,
)
from corrobora.link.records import ClaimRecord as Linkable
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import incident_from_json
from corrobora.model.journal import UNDONE, Decision
from corrobora.store import claims, decisions, documents, register
from corrobora.store.claims import Stored
from corrobora.store.documents import Head, Held
from corrobora.store.listed_records import ListedSource
from corrobora.store.register import NumberedEvent
from corrobora.store.search import words

#: Excerpts shown for one hit, and characters shown before and after the words found.
EXCERPTS, AROUND = 3, 90
#: Above so many records, all decisions are read at once.
_ONE_BY_ONE = 2_000


def head(stored: Head) -> DocumentHead:
    """A document for lists."""
    return DocumentHead(
        sha256=stored.sha256, name=stored.name, source=stored.source, title=stored.title,
        language=stored.language, size=stored.size, characters=stored.characters, claims=stored.claims,
    )  # fmt: skip


def heads_of(connection: Connection, hashes: Iterable[str]) -> dict[str, DocumentHead]:
    """Documents for lists, by hash."""
    return {sha256: head(stored) for sha256, stored in documents.heads_by_hash(connection, hashes).items()}


def head_of(held: Held) -> DocumentHead | None:
    """The same of a document that is held whole; ``None`` if it could not be read."""
    if held.document is None:
        return None
    text = held.document.text
    return DocumentHead(
        sha256=held.item.sha256, name=held.item.name, source=held.document.source, title=text.title,
        language=text.language, size=held.item.size, characters=len(text.content), claims=held.claims,
    )  # fmt: skip


def claim_records(
    connection: Connection, stored: Sequence[Stored], known: Mapping[str, DocumentHead] | None = None
) -> tuple[ClaimRecord, ...]:
    """Claims with their documents and what was decided on them.

    Args:
        connection: to the case.
        stored: the claims.
        known: their documents by hash, where they were read already.
    """
    heads = known if known is not None else heads_of(connection, (c.sha256 for c in stored))
    decided = decided_alone(connection, (c.id for c in stored))
    return tuple(
        ClaimRecord(
            id=c.id,
            claim=c.claim,
            document=heads[c.sha256],
            current=c.current,
            incident=c.incident,
            decision=decided.get(c.id),
            held=c.held,
            proposed=c.proposed,
        )
        for c in stored
    )


def linkable(record: ClaimRecord) -> Linkable:
    """A claim as linking and counting read it."""
    source = record.document.source
    return Linkable(
        id=record.id,
        document=record.document.sha256,
        claim=record.claim,
        published=source.published,
        publisher=source.publisher,
        text_sha256=record.document.sha256,
    )


def decided_alone(connection: Connection, names: Iterable[str] | None = None) -> dict[str, Decision]:
    """The decision in force on each single record, by claim id or incident label.

    Args:
        connection: to the case.
        names: records that are asked for; ``None``: all.
    """
    wanted = None if names is None else set(names)
    if wanted is None or len(wanted) > _ONE_BY_ONE:
        made = decisions.in_force(connection)
    else:
        made = decisions.in_force_on(connection, wanted)
    return {d.subject[0]: d for d in made if len(d.subject) == 1 and d.verdict != UNDONE}


def document(connection: Connection, prefix: str) -> DocumentRecord | None:
    """A document by the first digits of its hash; ``None`` if the item could not be read.

    Raises:
        NotFound: if no item, or several, have such a hash.
    """
    held = documents.held(connection, documents.by_prefix(connection, prefix))
    if held is None or held.document is None:
        return None
    return DocumentRecord(
        item=held.item,
        document=held.document,
        claims=claim_records(connection, claims.of_document(connection, held.item.sha256)),
        engine=held.engine or "",
        dropped=held.dropped or {},
    )


def incident(event: NumberedEvent) -> Incident:
    """An incident from its row; one that was merged or emptied names no claims."""
    data = {**event.data, "merged_into": event.merged_into, "claims": list(event.claims)}
    return incident_from_json(data)


def incident_heads(connection: Connection, events: Sequence[NumberedEvent]) -> tuple[IncidentHead, ...]:
    """Incidents for lists, with the sources each rests on."""
    hashes = claims.documents_of(connection, (claim for e in events for claim in e.claims))
    heads = documents.heads_by_hash(connection, hashes.values())
    decided = decided_alone(connection, (f"INC-{e.number:04d}" for e in events))
    out = []
    for event in events:
        under = {hashes[claim] for claim in event.claims}
        named = {heads[sha256].source.publisher for sha256 in under}
        built = incident(event)
        out.append(
            IncidentHead(
                incident=built,
                documents=len(under),
                publishers=tuple(sorted(name for name in named if name)),
                decision=decided.get(built.label),
            )
        )
    return tuple(out)


def incident_record(connection: Connection, event: NumberedEvent) -> IncidentRecord:
    """An incident whole."""
    built = incident(event)
    stored = claims.by_ids(connection, event.claims)
    ids = [claim for claim in event.claims if claim in stored]
    about = decisions.about(connection, (built.label, *ids))
    return IncidentRecord(
        incident=built,
        claims=claim_records(connection, [stored[id] for id in ids]),
        links=links(connection, ids),
        decisions=about,
    )


def links(connection: Connection, ids: Iterable[str]) -> tuple[LinkRecord, ...]:
    """Why these claims were joined, and which others came close."""
    return tuple(
        LinkRecord(pair=pair_from_json(link), joined=link.joined, linker=link.linker)
        for link in register.links_among(connection, ids)
    )


def named(document: DocumentHead, query: str) -> bool:
    """Whether a document's title holds a word of the query."""
    title = (document.title or "").casefold()
    return any(word.casefold() in title for word in words(query))


def source(listed: ListedSource) -> SourceRecord:
    """A publisher from its row."""
    first, last = (date.fromisoformat(day) if day else None for day in (listed.first, listed.last))
    return SourceRecord(
        publisher=listed.publisher, documents=listed.documents, claims=listed.claims,
        incidents=listed.incidents, first=first, last=last,
    )  # fmt: skip


def excerpts(content: str, query: str) -> tuple[Excerpt, ...]:
    """The first stretches of a text that hold words of the query, each on one line."""
    asked = words(query)
    if not asked:
        return ()
    pattern = re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, asked)) + r")[^\W_]*", re.IGNORECASE)
    out: list[Excerpt] = []
    for match in pattern.finditer(content):
        if out and match.start() < out[-1].end:
            continue
        line_start = content.rfind("\n", 0, match.start()) + 1
        line_end = content.find("\n", match.end())
        start = max(line_start, match.start() - AROUND)
        end = min(len(content) if line_end < 0 else line_end, match.end() + AROUND)
        text = content[start:end]
        marks = tuple((m.start(), m.end()) for m in pattern.finditer(text))
        out.append(Excerpt(start=start, end=end, text=text, marks=marks))
        if len(out) == EXCERPTS:
            break
    return tuple(out)
