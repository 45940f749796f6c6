"""Writing what was added, each effect with its journal entry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import StatementError

from corrobora.case.standing import bring_up
from corrobora.extract.gate import Extraction
from corrobora.model.document import Source
from corrobora.model.item import Item
from corrobora.model.journal import canonical
from corrobora.model.serial import claim_to_json
from corrobora.store import claims, documents, journal
from corrobora.store.database import Database
from corrobora.vault.store import Vault

T = TypeVar("T")
R = TypeVar("R")


#: Most documents that are put in force in one transaction, and seconds after which no more wait for it.
TOGETHER, AT_MOST = 32, 1.0


def gathered(stream: Iterable[T], keep: Callable[[list[T]], None]) -> None:
    """Have what comes kept some at a time; if the stream breaks off, what came before that too."""
    waiting: list[T] = []
    since = monotonic()
    try:
        for one in stream:
            waiting.append(one)
            if len(waiting) >= TOGETHER or monotonic() - since >= AT_MOST:
                now, waiting = waiting, []
                keep(now)
                since = monotonic()
    finally:
        keep(waiting)


def together(database: Database, things: Sequence[T], write: Callable[[Connection, T], R]) -> Iterator[R]:
    """Write things in one transaction; what came of each, once it is committed.

    If one of them cannot be written, each is in a transaction of its own, so that those before it are kept.
    """
    if not things:
        return
    try:
        with database.write() as connection:
            done = [write(connection, thing) for thing in things]
    except (StatementError, ValueError):
        if len(things) == 1:
            raise
    else:
        yield from done
        return
    for thing in things:
        yield from together(database, [thing], write)


@dataclass(slots=True)
class Keeping:
    """What keeps parts of an addition.

    Attributes:
        database, vault: of the case.
        actor: who adds.
        mark: called in each transaction with the hash of each item that was written.
    """

    database: Database
    vault: Vault
    actor: str
    mark: Callable[[Connection, str], None]


def write_item(connection: Connection, item: Item, *, actor: str) -> None:
    """Put an item in the case, with its journal entry."""
    entry = journal.append(connection, actor=actor, act="add", payload=item_payload(item))
    documents.insert_item(connection, item, entry=entry.seq)


def write_document(
    connection: Connection,
    extraction: Extraction,
    *,
    stated: dict[str, str | None],
    engine: str,
    actor: str,
) -> None:
    """Put a text, its source and its claims in force, with their journal entries."""
    document = extraction.document
    text, source = document.text, document.source
    read_entry = journal.append(
        connection,
        actor=actor,
        act="read",
        payload={
            "sha256": text.sha256,
            "reader": text.reader,
            "text": documents.digest(text.content),
            **source_payload(source),
        },
    )
    text_id = documents.insert_text(connection, text, entry=read_entry.seq)
    known, now = claims.states(connection, text.sha256), {id for id, _ in extraction.claims}
    entry = journal.append(
        connection,
        actor=actor,
        act="extract",
        payload={
            "sha256": text.sha256,
            "engine": engine,
            "claims": len(extraction.claims),
            "digest": claims_digest((id, claim_to_json(claim, id)) for id, claim in extraction.claims),
            "withdrawn": sorted(id for id, s in known.items() if s == claims.CURRENT and id not in now),
            "dropped": dict(extraction.dropped),
        },
    )
    documents.put_document(
        connection, document, text_id=text_id, stated=stated, engine=engine,
        dropped=extraction.dropped, entry=entry.seq,
    )  # fmt: skip
    claims.replace(connection, text.sha256, extraction.claims, known, text_id=text_id, entry=entry.seq)
    bring_up(connection, now.union(known), entry=entry.seq)


def item_payload(item: Item) -> dict[str, Any]:
    """What the journal records of an item."""
    return {
        "sha256": item.sha256,
        "size": item.size,
        "media_type": item.media_type,
        "name": item.name,
        "origin": item.origin,
        "received": item.received.isoformat(),
    }


def source_payload(source: Source) -> dict[str, Any]:
    """What the journal records of where a document comes from."""
    return {
        "path": source.path,
        "publisher": source.publisher,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
        "origins": dict(source.origins),
    }


def claims_digest(written: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """A hash over a document's claims, which the journal holds and `verify` recomputes."""
    content = [[id, data] for id, data in sorted(written, key=lambda pair: pair[0])]
    return hashlib.sha256(canonical({"claims": content}).encode()).hexdigest()
