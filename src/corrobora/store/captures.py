"""Visits to addresses of the web, found by address or by what they kept."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, or_, select

from corrobora.model.capture import Capture, Role
from corrobora.model.journal import Entry
from corrobora.store import journal, veil
from corrobora.store.tables import capture_parts, captures, documents

#: What is read; the other parts are kept beside it.
_READ = (Role.PAGE.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCapture:
    """A capture with the journal entry that recorded it."""

    entry: Entry
    capture: Capture


def put(connection: Connection, capture: Capture, *, entry: int) -> None:
    """Make a capture findable."""
    connection.execute(
        insert(captures).values(
            entry=entry, url_digest=digest(capture.url), final_digest=digest(capture.final_url)
        )
    )
    for part in capture.parts:
        connection.execute(
            insert(capture_parts).values(entry=entry, role=part.role.value, sha256=part.sha256)
        )


def of_url(connection: Connection, url: str) -> tuple[StoredCapture, ...]:
    """Captures that asked for an address or were led to it, oldest first."""
    wanted = digest(url)
    query = select(captures.c.entry).where(
        or_(captures.c.url_digest == wanted, captures.c.final_digest == wanted)
    )
    return _stored(connection, query)


def of_item(connection: Connection, sha256: str) -> tuple[StoredCapture, ...]:
    """Captures that kept an item, in whatever role, oldest first."""
    query = select(capture_parts.c.entry).where(capture_parts.c.sha256 == sha256).distinct()
    return _stored(connection, query)


def addresses(connection: Connection, hashes: Collection[str]) -> dict[str, str]:
    """For items that were captured, the address that answered last."""
    found: dict[str, str] = {}
    for start in range(0, len(hashes), 500):
        some = sorted(hashes)[start : start + 500]
        query = select(capture_parts.c.entry).where(capture_parts.c.sha256.in_(some)).distinct()
        for stored in _stored(connection, query):
            found[stored.capture.page] = stored.capture.final_url
    return found


def everything(connection: Connection) -> tuple[StoredCapture, ...]:
    """All captures, oldest first."""
    return _stored(connection, select(captures.c.entry))


def by_entry(connection: Connection, entry: int) -> StoredCapture | None:
    """The capture a journal entry recorded."""
    found = _stored(connection, select(captures.c.entry).where(captures.c.entry == entry))
    return found[0] if found else None


def rows(connection: Connection) -> Iterator[tuple[int, str, str, tuple[tuple[str, str], ...]]]:
    """Entry, digests of both addresses, and role and hash of each part, as stored."""
    parts: dict[int, list[tuple[str, str]]] = {}
    for row in connection.execute(select(capture_parts)):
        parts.setdefault(row.entry, []).append((row.role, row.sha256))
    for row in connection.execute(select(captures).order_by(captures.c.entry)):
        yield row.entry, row.url_digest, row.final_digest, tuple(sorted(parts.pop(row.entry, ())))
    for entry, left in parts.items():
        yield entry, "", "", tuple(sorted(left))


def unread_parts() -> Select[Any]:
    """Hashes of items that were kept beside a page and are not read for themselves."""
    pages = select(capture_parts.c.sha256).where(capture_parts.c.role.in_(_READ))
    return select(capture_parts.c.sha256).where(
        capture_parts.c.role.not_in(_READ), capture_parts.c.sha256.not_in(pages)
    )


def unread(connection: Connection) -> frozenset[str]:
    """The same, as hashes, without those somebody also added as files."""
    query = unread_parts().where(capture_parts.c.sha256.not_in(select(documents.c.sha256)))
    return frozenset(connection.execute(query).scalars())


def digest(url: str) -> str:
    """What an address is found by."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def _stored(connection: Connection, wanted: Select[Any]) -> tuple[StoredCapture, ...]:
    found = journal.by_seqs(connection, wanted)
    made = (StoredCapture(entry=e, capture=Capture.from_json(e.payload)) for e in found)
    return tuple(c for c in made if not any(veil.hidden(connection, p.sha256) for p in c.capture.parts))
