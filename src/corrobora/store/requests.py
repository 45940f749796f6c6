"""Requests that were answered, so that the same request sent again has no second effect."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from corrobora.store.tables import idempotent_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A request by its digest, and what it was answered."""

    request: str
    status: int
    answer: str


def answered(connection: Connection, person: str, key: str) -> Answered | None:
    """What somebody's request of that key was answered."""
    query = select(idempotent_requests).where(
        idempotent_requests.c.person == person, idempotent_requests.c.key == key
    )
    row = connection.execute(query).one_or_none()
    return Answered(request=row.request, status=row.status, answer=row.answer) if row else None


def keep(connection: Connection, person: str, key: str, answer: Answered, *, now: str) -> None:
    """Keep what a request was answered."""
    connection.execute(
        insert(idempotent_requests).values(
            person=person, key=key, request=answer.request, status=answer.status, answer=answer.answer,
            created=now,
        )
    )  # fmt: skip


def forget(connection: Connection, *, before: str) -> None:
    """Drop what was answered before a time (ISO 8601, UTC)."""
    connection.execute(delete(idempotent_requests).where(idempotent_requests.c.created < before))
