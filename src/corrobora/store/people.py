"""People of a case, their sessions, failed sign-ins and tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from corrobora.model.rights import Role
from corrobora.store.tables import people, sessions, sign_in_attempts, tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPerson:
    """A person as the store keeps them.

    Attributes:
        name: as the journal names them.
        role: what they are.
        active: whether they may act at all.
        credentials: hashes and the encrypted secret, as `corrobora.case.credentials` makes them.
        entry, credentials_entry: the journal entries that set role and credentials last.
    """

    name: str
    role: Role
    active: bool
    credentials: Mapping[str, Any]
    entry: int
    credentials_entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Failed sign-ins under one name.

    Attributes:
        failures: how many since the last success.
        until: no attempt counts before this time (ISO 8601, UTC).
        step: the last time step whose code was used.
    """

    failures: int = 0
    until: str | None = None
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """That somebody is signed in, since when, and when they last asked for something (ISO 8601, UTC)."""

    person: str
    created: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredToken:
    """A token as the store keeps it, without what would let one use it."""

    id: str
    digest: str
    person: str
    name: str
    scopes: tuple[str, ...]
    created: str
    expires: str
    entry: int
    revoked: int | None = None


def everybody(
    connection: Connection, *, after: str = "", before: str | None = None, limit: int | None = None
) -> tuple[StoredPerson, ...]:
    """All people whose names come after, or just before, one, those who may not act any more too, by name."""
    name = people.c.name
    query = select(people).where(name > after if before is None else name < before)
    query = query.order_by(name if before is None else name.desc()).limit(limit)
    found = [_person(row) for row in connection.execute(query)]
    return tuple(found if before is None else found[::-1])


def count(connection: Connection) -> int:
    """How many people there are, those who may not act any more too."""
    return connection.execute(select(func.count()).select_from(people)).scalar_one()


def by_name(connection: Connection, name: str) -> StoredPerson | None:
    """One person."""
    row = connection.execute(select(people).where(people.c.name == name)).one_or_none()
    return _person(row) if row else None


def put(connection: Connection, person: StoredPerson) -> None:
    """Add a person, or make them what is said here."""
    values = {
        "role": person.role.value, "active": person.active, "credentials": dict(person.credentials),
        "entry": person.entry, "credentials_entry": person.credentials_entry,
    }  # fmt: skip
    changed = connection.execute(update(people).where(people.c.name == person.name).values(**values))
    if changed.rowcount == 0:
        connection.execute(insert(people).values(name=person.name, **values))


def attempts(connection: Connection, key: str) -> Attempts:
    """What is known of sign-ins under a name's hash."""
    row = connection.execute(select(sign_in_attempts).where(sign_in_attempts.c.key == key)).one_or_none()
    return Attempts(failures=row.failures, until=row.until, step=row.step) if row else Attempts()


def put_attempts(connection: Connection, key: str, found: Attempts, *, now: str) -> None:
    """Keep what is known of sign-ins under a name's hash."""
    values = {"failures": found.failures, "until": found.until, "step": found.step, "seen": now}
    here = update(sign_in_attempts).where(sign_in_attempts.c.key == key).values(**values)
    if connection.execute(here).rowcount == 0:
        connection.execute(insert(sign_in_attempts).values(key=key, **values))


def forget_attempts(connection: Connection, *, before: str) -> None:
    """Drop what is known of names nobody has tried since."""
    connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.seen < before))


def begin_session(connection: Connection, digest: str, person: str, *, now: str) -> None:
    """Keep that somebody signed in."""
    connection.execute(insert(sessions).values(digest=digest, person=person, created=now, seen=now))


def session(connection: Connection, digest: str) -> StoredSession | None:
    """Who is signed in under a hash."""
    row = connection.execute(select(sessions).where(sessions.c.digest == digest)).one_or_none()
    return StoredSession(person=row.person, created=row.created, seen=row.seen) if row else None


def touch_session(connection: Connection, digest: str, *, now: str) -> None:
    """Note that somebody asked for something."""
    connection.execute(update(sessions).where(sessions.c.digest == digest).values(seen=now))


def end_session(connection: Connection, digest: str) -> None:
    """Sign somebody out."""
    connection.execute(delete(sessions).where(sessions.c.digest == digest))


def end_sessions_of(connection: Connection, person: str) -> None:
    """Sign somebody out everywhere."""
    connection.execute(delete(sessions).where(sessions.c.person == person))


def end_sessions(connection: Connection, *, before: str) -> None:
    """Drop the sessions nobody used since."""
    connection.execute(delete(sessions).where(sessions.c.seen < before))


def add_token(connection: Connection, token: StoredToken) -> None:
    """Keep a new token."""
    connection.execute(
        insert(tokens).values(
            id=token.id, digest=token.digest, person=token.person, name=token.name,
            scopes=list(token.scopes), created=token.created, expires=token.expires, entry=token.entry,
        )
    )  # fmt: skip


def token(connection: Connection, digest: str) -> StoredToken | None:
    """The token of a hash, also a revoked one."""
    row = connection.execute(select(tokens).where(tokens.c.digest == digest)).one_or_none()
    return _token(row) if row else None


def tokens_of(connection: Connection, person: str | None = None) -> Sequence[StoredToken]:
    """Somebody's tokens or everybody's, oldest first."""
    query = select(tokens).order_by(tokens.c.entry)
    if person is not None:
        query = query.where(tokens.c.person == person)
    return [_token(row) for row in connection.execute(query)]


def revoke_token(connection: Connection, id: str, *, entry: int) -> None:
    """Make a token useless."""
    connection.execute(update(tokens).where(tokens.c.id == id).values(revoked=entry))


def _person(row: Row[Any]) -> StoredPerson:
    return StoredPerson(
        name=row.name, role=Role(row.role), active=bool(row.active), credentials=row.credentials,
        entry=row.entry, credentials_entry=row.credentials_entry,
    )  # fmt: skip


def _token(row: Row[Any]) -> StoredToken:
    return StoredToken(
        id=row.id, digest=row.digest, person=row.person, name=row.name, scopes=tuple(row.scopes),
        created=row.created, expires=row.expires, entry=row.entry, revoked=row.revoked,
    )  # fmt: skip
