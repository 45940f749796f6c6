"""Who may do what in a case: people are added, given roles, and never deleted, as the journal names them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from corrobora.case.credentials import Credentials
from corrobora.case.errors import CaseError, NotThere
from corrobora.model.rights import LONGEST_NAME, Person, Role
from corrobora.store import journal, people
from corrobora.store.people import StoredPerson


class BadPerson(CaseError):
    """Somebody cannot be added or changed so; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who has, or had, a role in a case.

    Attributes:
        person: name and role.
        active: whether they may act.
        password: whether they can sign in.
        temporary: whether they have yet to choose a password of their own.
        codes: whether they sign in with a code too.
        recovery: how many recovery codes they have left.
    """

    person: Person
    active: bool
    password: bool
    temporary: bool
    codes: bool
    recovery: int


def add(connection: Connection, name: str, role: Role, credentials: Credentials, *, actor: str) -> Member:
    """Add somebody.

    Raises:
        BadPerson: if the name cannot be used or somebody has it.
    """
    wanted = _name(name)
    taken = [p.name for p in people.everybody(connection) if p.name.casefold() == wanted.casefold()]
    if taken:
        raise BadPerson(f"{taken[0]} is in this case already; change the role with: corrobora people role")
    return _put(connection, wanted, role, True, credentials, actor=actor)


def change_role(connection: Connection, name: str, role: Role, *, actor: str, active: bool = True) -> Member:
    """Give somebody another role, or take every right from them; they are signed out everywhere.

    Raises:
        NotThere: if nobody has that name.
    """
    found = stored(connection, name)
    people.end_sessions_of(connection, found.name)
    return _put(connection, found.name, role, active, None, actor=actor)


def set_credentials(
    connection: Connection, name: str, credentials: Credentials, *, what: str, actor: str
) -> Member:
    """Put credentials in force; who was signed in with the old ones is signed out.

    Args:
        connection: an open transaction.
        name: whose they are.
        credentials: the new ones.
        what: what changed, as the journal says it: ``password``, ``codes``, ``recovery``, ``reset``.
        actor: who does it.

    Raises:
        NotThere: if nobody has that name.
    """
    found = stored(connection, name)
    people.end_sessions_of(connection, found.name)
    return _credentials(connection, found, credentials, what=what, actor=actor)


def use_recovery_code(connection: Connection, found: StoredPerson, credentials: Credentials) -> None:
    """Put credentials with one recovery code less in force."""
    _credentials(connection, found, credentials, what="recovery", actor=found.name)


def stored(connection: Connection, name: str) -> StoredPerson:
    """Somebody, by name.

    Raises:
        NotThere: if nobody has it.
    """
    found = people.by_name(connection, name)
    if found is None:
        raise NotThere(f"{name}: nobody of that name is in this case")
    return found


def member(found: StoredPerson) -> Member:
    """Somebody as pages and commands show them."""
    held = Credentials.of(found.credentials)
    return Member(
        person=Person(name=found.name, role=found.role), active=found.active,
        password=held.password is not None, temporary=held.temporary, codes=held.secret is not None,
        recovery=len(held.recovery),
    )  # fmt: skip


def _put(
    connection: Connection,
    name: str,
    role: Role,
    active: bool,
    credentials: Credentials | None,
    *,
    actor: str,
) -> Member:
    payload = {"person": name, "role": role.value, "active": active}
    entry = journal.append(connection, actor=actor, act="person", payload=payload)
    before = people.by_name(connection, name)
    held = credentials or (Credentials.of(before.credentials) if before else Credentials())
    latest = entry.seq
    if before is None:
        latest = journal.append(
            connection, actor=actor, act="credentials",
            payload={"person": name, "what": "first", "digest": held.digest},
        ).seq  # fmt: skip
    kept = StoredPerson(
        name=name, role=role, active=active, credentials=held.to_json(), entry=entry.seq,
        credentials_entry=before.credentials_entry if before else latest,
    )  # fmt: skip
    people.put(connection, kept)
    return member(kept)


def _credentials(
    connection: Connection, found: StoredPerson, credentials: Credentials, *, what: str, actor: str
) -> Member:
    payload = {"person": found.name, "what": what, "digest": credentials.digest}
    entry = journal.append(connection, actor=actor, act="credentials", payload=payload)
    kept = StoredPerson(
        name=found.name, role=found.role, active=found.active, credentials=credentials.to_json(),
        entry=found.entry, credentials_entry=entry.seq,
    )  # fmt: skip
    people.put(connection, kept)
    return member(kept)


def _name(name: str) -> str:
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or not wanted.isprintable():
        raise BadPerson(f"{name!r}: a name has 1 to {LONGEST_NAME} characters that can be printed")
    return wanted
