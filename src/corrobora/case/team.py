"""The people of a case as its façade offers them: `Case.team`."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from corrobora.case import people as members
from corrobora.case.credentials import (
    BadCredentials,
    Codes,
    Credentials,
    Passwords,
    first_password,
    hashed,
    plain,
    recovery_codes,
    step_of,
)
from corrobora.case.errors import NotThere
from corrobora.case.people import BadPerson, Member
from corrobora.model.rights import LONGEST_NAME, Right, Role
from corrobora.store import journal, people
from corrobora.store.database import Database
from corrobora.store.people import StoredToken

#: How every token begins, so that one that was leaked is recognised.
PREFIX = "corrobora_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Adds people, changes them, and lets them change their own credentials.

    Attributes:
        database: the case's tables.
        actor: who acts.
        passwords, codes: what makes and checks credentials.
    """

    database: Database
    actor: str
    passwords: Passwords
    codes: Codes

    def members(
        self, *, after: str = "", before: str | None = None, limit: int | None = None
    ) -> tuple[Member, ...]:
        """Everybody who has or had a role and whose name comes after, or just before, this one, by name."""
        with self.database.read() as connection:
            found = people.everybody(connection, after=after, before=before, limit=limit)
        return tuple(map(members.member, found))

    def size(self) -> int:
        """How many have or had a role."""
        with self.database.read() as connection:
            return people.count(connection)

    def member(self, name: str) -> Member:
        """Somebody by name.

        Raises:
            NotThere: if nobody has it.
        """
        with self.database.read() as connection:
            return members.member(members.stored(connection, name))

    def add(self, name: str, role: Role) -> tuple[Member, str]:
        """Add somebody; they sign in first with the password given here, and choose one of their own.

        Raises:
            BadPerson: if the name cannot be used or somebody has it.
        """
        password = first_password()
        credentials = Credentials(password=self.passwords.hash(password), temporary=True)
        with self.database.write() as connection:
            return members.add(connection, name, role, credentials, actor=self.actor), password

    def change_role(self, name: str, role: Role) -> Member:
        """Give somebody another role; they are signed out everywhere.

        Raises:
            NotThere: if nobody has that name.
        """
        with self.database.write() as connection:
            return members.change_role(connection, name, role, actor=self.actor)

    def remove(self, name: str) -> Member:
        """Take every right from somebody; the name stays, as the journal holds it.

        Raises:
            NotThere: if nobody has that name.
        """
        with self.database.write() as connection:
            role = members.stored(connection, name).role
            return members.change_role(connection, name, role, actor=self.actor, active=False)

    def reset(self, name: str) -> str:
        """Replace somebody's credentials by a first password, without codes.

        Raises:
            NotThere: if nobody has that name.
        """
        password = first_password()
        credentials = Credentials(password=self.passwords.hash(password), temporary=True)
        self._set(name, credentials, what="reset")
        return password

    # -- tokens ----------------------------------------------------------------------------------

    def create_token(
        self, person: str, name: str, scopes: Iterable[Right], *, days: int = 90
    ) -> tuple[StoredToken, str]:
        """Make a token with which a program acts as somebody; it is shown once.

        Args:
            person: as whom.
            name: what it is for.
            scopes: rights it is limited to; it never gives more than the person's role does.
            days: how long it holds.

        Raises:
            NotThere: if nobody has that name.
            BadPerson: if it has no name, no scope, or holds for no day or more than a year.
        """
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise BadPerson(
                f"a token needs a name of 1 to {LONGEST_NAME} characters that says what it is for"
            )
        wanted = tuple(sorted({scope.value for scope in scopes}))
        if not wanted or not 1 <= days <= 366:
            raise BadPerson("a token needs at least one scope and holds for 1 to 366 days")
        secret, now = PREFIX + secrets.token_urlsafe(32), datetime.now(UTC)
        made = {
            "id": secrets.token_hex(6), "digest": hashed(secret), "person": person, "name": name.strip(),
            "scopes": list(wanted), "expires": (now + timedelta(days=days)).isoformat(),
        }  # fmt: skip
        with self.database.write() as connection:
            members.stored(connection, person)
            entry = journal.append(connection, actor=self.actor, act="token", payload=made)
            token = StoredToken(
                id=str(made["id"]), digest=str(made["digest"]), person=person, name=name.strip(),
                scopes=wanted, created=now.isoformat(), expires=str(made["expires"]), entry=entry.seq,
            )  # fmt: skip
            people.add_token(connection, token)
        return token, secret

    def tokens(self, person: str | None = None) -> tuple[StoredToken, ...]:
        """Somebody's tokens or everybody's, revoked ones too, oldest first."""
        with self.database.read() as connection:
            return tuple(people.tokens_of(connection, person))

    def revoke_token(self, id: str) -> None:
        """Make a token useless from now on.

        Raises:
            NotThere: if there is none of that id, or it was revoked.
        """
        with self.database.write() as connection:
            if not [t for t in people.tokens_of(connection) if t.id == id and t.revoked is None]:
                raise NotThere(f"{id}: no token of that id is in force")
            entry = journal.append(connection, actor=self.actor, act="revoke", payload={"id": id})
            people.revoke_token(connection, id, entry=entry.seq)

    # -- one's own -------------------------------------------------------------------------------

    def change_password(self, old: str, new: str) -> None:
        """Replace the password of who acts.

        Raises:
            NotThere: if they are nobody who signs in.
            BadCredentials: if the old one is not theirs or the new one cannot be taken.
        """
        held = self._own(old)
        if new == old:
            raise BadCredentials("the new password is the old one")
        password = self.passwords.checked(new, name=self.actor)
        self._set(self.actor, replace(held, password=password, temporary=False), what="password")

    def use_codes(self, password: str, secret: str, code: str) -> tuple[str, ...]:
        """Make who acts sign in with codes from now on; the recovery codes, which are shown once.

        Args:
            password: theirs.
            secret: the one their app was given.
            code: what the app shows, which proves that it was.

        Raises:
            NotThere: if they are nobody who signs in.
            BadCredentials: if the password or the code is wrong.
        """
        held = self._own(password)
        if len(secret) != len(self.codes.new_secret()) or not secret.isalnum():
            raise BadCredentials("the secret is not one that was given here; load the page anew")
        if step_of(secret, code.strip(), now=datetime.now(UTC).timestamp()) is None:
            raise BadCredentials(
                "the code is not the one the app should show; check the clock of both devices"
            )
        spare = recovery_codes()
        kept = tuple(hashed(plain(c)) for c in spare)
        self._set(self.actor, replace(held, secret=self.codes.seal(secret), recovery=kept), what="codes")
        return spare

    def drop_codes(self, password: str) -> None:
        """Let who acts sign in without codes again.

        Raises:
            NotThere: if they are nobody who signs in.
            BadCredentials: if the password is wrong.
        """
        self._set(self.actor, replace(self._own(password), secret=None, recovery=()), what="codes")

    def _own(self, password: str) -> Credentials:
        with self.database.read() as connection:
            held = Credentials.of(members.stored(connection, self.actor).credentials)
        if not self.passwords.match(held.password, password):
            raise BadCredentials("that is not your present password")
        return held

    def _set(self, name: str, credentials: Credentials, *, what: str) -> None:
        with self.database.write() as connection:
            members.set_credentials(connection, name, credentials, what=what, actor=self.actor)
