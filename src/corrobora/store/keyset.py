"""Lists in portions after a key: each query walks an index and reads no more than it gives out."""

from __future__ import annotations

from sqlalchemy import Connection, select, tuple_

from corrobora.model.journal import Decision
from corrobora.model.vocabulary import Kind
from corrobora.store import decisions, veil
from corrobora.store import documents as papers
from corrobora.store.claims import IN_FORCE, Stored, by_ids
from corrobora.store.documents import Head
from corrobora.store.register import NumberedEvent, event_of
from corrobora.store.tables import claims, documents, incident_claims, incidents


def incidents_after(
    connection: Connection, number: int, limit: int
) -> tuple[tuple[NumberedEvent, ...], int | None]:
    """Incidents in force after a number, and the last number looked at if there may be more."""
    under = select(incident_claims.c.id).where(
        incident_claims.c.number == incidents.c.number, incident_claims.c.until.is_(None)
    )
    query = select(incidents).where(incidents.c.number > number, under.exists())
    rows = connection.execute(query.order_by(incidents.c.number).limit(limit)).all()
    more = rows[-1].number if len(rows) == limit else None
    return tuple(veil.events(connection, [event_of(row) for row in rows])), more


def claims_after(
    connection: Connection, key: tuple[str, int, str], limit: int, *, kind: Kind | None
) -> tuple[tuple[Stored, ...], tuple[str, int, str] | None]:
    """Claims in force after a document's hash, a place and an id, and the last such key looked at."""
    order = (claims.c.sha256, claims.c.start, claims.c.id)
    query = select(*order).where(tuple_(*order) > key, claims.c.state.in_(IN_FORCE))
    if kind is not None:
        query = query.where(claims.c.kind == kind.value)
    rows = connection.execute(query.order_by(*order).limit(limit)).all()
    found = by_ids(connection, [row.id for row in rows])
    last = rows[-1] if len(rows) == limit else None
    return (
        tuple(found[row.id] for row in rows if row.id in found),
        (last.sha256, last.start, last.id) if last else None,
    )


def decisions_after(connection: Connection, id: int, limit: int) -> tuple[tuple[Decision, ...], int | None]:
    """Decisions after one, superseded ones too, oldest first; and the last one looked at."""
    made = decisions.after(connection, id, limit)
    more = made[-1].id if len(made) == limit else None
    return tuple(veil.decisions(connection, made)), more


def documents_after(connection: Connection, sha256: str, limit: int) -> tuple[tuple[Head, ...], str | None]:
    """Documents after a hash, in the order of hashes."""
    query = select(documents.c.sha256).where(documents.c.sha256 > sha256)
    hashes = connection.execute(query.order_by(documents.c.sha256).limit(limit)).scalars().all()
    found = papers.heads_by_hash(connection, hashes)
    more = hashes[-1] if len(hashes) == limit else None
    return tuple(found[h] for h in hashes if h in found), more
