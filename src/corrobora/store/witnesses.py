"""What is left of claims and incidents after their testimony was withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select, update

from corrobora.model.vocabulary import Kind
from corrobora.store.register import FORGOTTEN
from corrobora.store.tables import claims, incident_claims, incident_versions, incidents


def claims_of(connection: Connection, sha256: str) -> tuple[tuple[str, Kind], ...]:
    """Ids and kinds of every claim an item ever made."""
    query = select(claims.c.id, claims.c.kind).where(claims.c.sha256 == sha256).order_by(claims.c.id)
    return tuple((row.id, Kind(row.kind)) for row in connection.execute(query))


def blank_claim(connection: Connection, id: str, data: Mapping[str, Any], *, text_id: int) -> None:
    """Put other words in the place of a claim's, over another text."""
    values = {"data": dict(data), "text_id": text_id, "start": 0, "type": None, "act": None}
    connection.execute(update(claims).where(claims.c.id == id).values(**values))


def blank_incidents(connection: Connection, gone: Collection[str]) -> Iterator[int]:
    """Forget what incidents were while they rested on these claims; numbers that stand for nothing now."""
    query = select(incident_claims.c.number).where(incident_claims.c.claim.in_(gone)).distinct()
    numbers = list(connection.execute(query).scalars()) if gone else []
    for number in numbers:
        versions = select(incident_versions.c.entry, incident_versions.c.data).where(
            incident_versions.c.number == number
        )
        for row in connection.execute(versions).all():
            if set(row.data.get("claims", ())) & set(gone):
                connection.execute(
                    update(incident_versions)
                    .where(incident_versions.c.number == number, incident_versions.c.entry == row.entry)
                    .values(data=FORGOTTEN)
                )
        now = select(incident_claims.c.id).where(
            incident_claims.c.number == number, incident_claims.c.until.is_(None)
        )
        if connection.execute(now.limit(1)).first() is None:
            yield number


def blank_incident(connection: Connection, number: int, data: Mapping[str, Any]) -> None:
    """Put an empty incident in the place of one."""
    values = {"data": dict(data), "first_day": None, "last_day": None}
    connection.execute(update(incidents).where(incidents.c.number == number).values(**values))
