"""Signing in, staying signed in, and being locked out.

Whether the name, the password or the code was wrong, or the name is locked, or nobody has it: the answer and
the work done for it are the same. A session is 256 random bits in the browser and their SHA-256 here; it
is made anew at every sign-in and ends when it was not used for a while, after a day's work, and whenever
the person's credentials or role change.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from corrobora.case import people as members
from corrobora.case.credentials import Codes, Credentials, Passwords, hashed, plain
from corrobora.case.errors import CaseError
from corrobora.model.rights import LONGEST_NAME, Person, Right
from corrobora.store import journal, people
from corrobora.store.database import Database
from corrobora.store.people import Attempts

#: A secret nobody's app has: what is checked for people without one takes the same time.
_NO_SECRET = "A" * 32


class Refused(CaseError):
    """Nobody was signed in; the message does not say which part was wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long things last.

    Attributes:
        idle: a session that was not used for so long ends.
        whole: no session lasts longer.
        failures: failed sign-ins under a name before it is locked.
        first_lock, longest_lock: how long it is locked then; each further failure doubles it.
    """

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)
    failures: int = 5
    first_lock: timedelta = timedelta(seconds=30)
    longest_lock: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Somebody who is signed in.

    Attributes:
        person: who, with the role they have now.
        temporary: whether they have to choose a password before anything else.
    """

    person: Person
    temporary: bool


class SignIn:
    """Signs people in and out of a case.

    Args:
        database: the case's tables.
        passwords: checks passwords.
        codes: checks codes.
        limits: how long things last.
    """

    def __init__(
        self, database: Database, passwords: Passwords, codes: Codes, limits: Limits | None = None
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._codes = codes
        self._blank = codes.seal(_NO_SECRET)
        self.limits = limits or Limits()

    def sign_in(self, name: str, password: str, code: str, *, now: datetime | None = None) -> str:
        """Sign somebody in; what their browser keeps.

        Args:
            name, password: theirs.
            code: from their app, or a recovery code; empty if they use none.
            now: the time, for tests.

        Raises:
            Refused: if they cannot be signed in.
        """
        now = now or datetime.now(UTC)
        name = " ".join(name[: 4 * LONGEST_NAME].split())
        key = hashlib.sha256(name.casefold().encode("utf-8", "surrogatepass")).hexdigest()
        with self._database.read() as connection:
            found = people.by_name(connection, name) if name.isprintable() else None
        held = Credentials.of(found.credentials) if found else Credentials()
        # all of this is worked out whatever comes of it, outside any transaction
        right = self._passwords.match(held.password, password)
        step = self._codes.step(held.secret or self._blank, code.strip(), now=now.timestamp())
        spare = hashed(plain(code)) in held.recovery
        token = secrets.token_urlsafe(32)
        with self._database.write() as connection:
            known = people.attempts(connection, key)
            fresh = found is not None and people.by_name(connection, name) == found
            proven = held.secret is None or (step is not None and step > known.step) or spare
            open_ = known.until is None or known.until <= now.isoformat()
            passed = right and proven and open_ and fresh and found is not None and found.active
            after = self._after(
                known, passed=passed, open_=open_, step=step if held.secret else None, now=now
            )
            people.put_attempts(connection, key, after, now=now.isoformat())
            if passed and found is not None:
                if held.secret is not None and spare and (step is None or step <= known.step):
                    members.use_recovery_code(connection, found, held.without(code))
                self._tidy(connection, now)
                people.begin_session(connection, _digest(token), found.name, now=now.isoformat())
                journal.append(
                    connection, actor=found.name, act="sign-in", payload={"codes": bool(held.secret)}
                )
            elif found is not None and after.until != known.until and after.until is not None:
                payload = {"person": found.name, "failures": after.failures, "until": after.until}
                journal.append(connection, actor=found.name, act="lock", payload=payload)
        if not passed:
            raise Refused(
                "name, password or code is not right, or there were too many attempts; after several, wait "
                f"up to {int(self.limits.longest_lock.total_seconds() // 60)} minutes"
            )
        return token

    def who(self, token: str, *, now: datetime | None = None) -> SignedIn | None:
        """Who is signed in with what a browser keeps; ``None``: nobody any more."""
        now, digest = now or datetime.now(UTC), _digest(token)
        with self._database.read() as connection:
            held = people.session(connection, digest)
            found = people.by_name(connection, held.person) if held else None
        if held is None or found is None:
            return None
        seen, created = datetime.fromisoformat(held.seen), datetime.fromisoformat(held.created)
        if now - seen > self.limits.idle or now - created > self.limits.whole or not found.active:
            with self._database.write() as connection:
                people.end_session(connection, digest)
            return None
        if now - seen > min(timedelta(minutes=1), self.limits.idle / 4):  # not a write with every page
            with self._database.write() as connection:
                people.touch_session(connection, digest, now=now.isoformat())
        return SignedIn(
            person=Person(name=found.name, role=found.role),
            temporary=Credentials.of(found.credentials).temporary,
        )

    def bearer(self, token: str, *, now: datetime | None = None) -> tuple[Person, frozenset[Right]] | None:
        """As whom a program with an API token acts, and what the token is limited to; ``None``: as nobody."""
        with self._database.read() as connection:
            held = people.token(connection, _digest(token))
            found = people.by_name(connection, held.person) if held else None
        if held is None or found is None or held.revoked is not None or not found.active:
            return None
        if held.expires <= (now or datetime.now(UTC)).isoformat():
            return None
        scopes = frozenset(Right(scope) for scope in held.scopes)
        return Person(name=found.name, role=found.role), scopes

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._database.write() as connection:
            people.end_session(connection, _digest(token))

    def renew(self, name: str) -> str:
        """A new session for somebody whose old ones ended with a change they made themselves."""
        token = secrets.token_urlsafe(32)
        with self._database.write() as connection:
            now = datetime.now(UTC).isoformat()
            people.begin_session(connection, _digest(token), name, now=now)
        return token

    def _after(
        self, known: Attempts, *, passed: bool, open_: bool, step: int | None, now: datetime
    ) -> Attempts:
        if passed:
            return Attempts(step=max(known.step, step or 0))
        if not open_:  # what is tried while locked counts no further, or a stranger could lock for ever
            return known
        failures, until = known.failures + 1, None
        if failures >= self.limits.failures:
            wait = min(
                self.limits.first_lock * 2 ** min(failures - self.limits.failures, 16),
                self.limits.longest_lock,
            )
            until = (now + wait).isoformat()
        return replace(known, failures=failures, until=until)

    def _tidy(self, connection: Connection, now: datetime) -> None:
        people.end_sessions(connection, before=(now - self.limits.whole).isoformat())
        people.forget_attempts(connection, before=(now - timedelta(days=1)).isoformat())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
