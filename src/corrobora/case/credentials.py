"""What proves that somebody is who they say: a password, a time-based code, recovery codes.

Passwords are hashed with Argon2id at the parameters RFC 9106 recommends for machines with little memory
(64 MiB, three passes). Codes follow RFC 6238: six digits, thirty seconds, one step either way; no step is
taken twice. The secret behind the codes is encrypted under a key that lies in the case's folder, not in the
database. Recovery codes are 80 random bits each and kept as SHA-256.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken

from corrobora.case.errors import CaseError
from corrobora.model.journal import canonical

#: Fewest and most characters of a password (NIST SP 800-63B, 3.1.1.2, for passwords used alone).
SHORTEST, LONGEST = 15, 256
#: Seconds a code holds, and how many steps before and after now are taken.
STEP, DRIFT = 30, 1
#: Hashes worked out at once: each takes 64 MiB.
AT_ONCE = 4
RECOVERY_CODES = 10
KEY_FILE = Path("keys", "secrets.key")
_BLANK = "nobody has this password"


class BadCredentials(CaseError):
    """A new password or code cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What the store keeps of somebody's credentials.

    Attributes:
        password: its Argon2 hash; ``None``: they cannot sign in.
        temporary: whether it was given to them and has to be replaced first of all.
        secret: the encrypted secret of their codes; ``None``: they use none.
        recovery: hashes of the recovery codes not used yet.
    """

    password: str | None = None
    temporary: bool = False
    secret: str | None = None
    recovery: tuple[str, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Credentials:
        """Credentials from their JSON."""
        return cls(
            password=data["password"], temporary=data["temporary"], secret=data["secret"],
            recovery=tuple(data["recovery"]),
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """What is stored."""
        return {
            "password": self.password, "temporary": self.temporary, "secret": self.secret,
            "recovery": list(self.recovery),
        }  # fmt: skip

    @property
    def digest(self) -> str:
        """What the journal records of them: planted ones are found out, and who reads it learns nothing."""
        return hashlib.sha256(canonical(self.to_json()).encode()).hexdigest()

    def without(self, code: str) -> Credentials:
        """The same with a recovery code used up."""
        used = hashed(plain(code))
        return replace(self, recovery=tuple(c for c in self.recovery if c != used))


class Passwords:
    """Hashes passwords and checks them, in a time that does not tell whether there was one.

    Args:
        hasher: other parameters than RFC 9106's, for tests.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._blank = self._hasher.hash(_BLANK)
        self._room = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        """The hash of a new password."""
        with self._room:
            return self._hasher.hash(password)

    def checked(self, password: str, *, name: str) -> str:
        """The hash of a password somebody chose.

        Raises:
            BadCredentials: if it is too short, too long, or their own name.
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise BadCredentials(
                f"a password has {SHORTEST} to {LONGEST} characters; several words in a row are best"
            )
        if name.casefold() in password.casefold() and len(password) - len(name) < SHORTEST:
            raise BadCredentials("the password is little more than your name")
        if len(set(password)) < 6:
            raise BadCredentials("the password repeats too few characters")
        return self.hash(password)

    def match(self, hashed: str | None, password: str) -> bool:
        """Whether a password has that hash; without one, the same work is done for nothing."""
        with self._room:
            try:
                self._hasher.verify(hashed or self._blank, password[: 4 * LONGEST])
            except (VerificationError, InvalidHashError):
                return False
        return hashed is not None


class Codes:
    """Time-based codes of a case.

    Args:
        folder: the case's folder, which holds the key their secrets are encrypted under.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / KEY_FILE

    def new_secret(self) -> str:
        """A secret in base 32, to be put into an app."""
        return pyotp.random_base32()

    def address(self, secret: str, *, name: str, case: str) -> str:
        """The ``otpauth:`` address an app reads from a picture."""
        return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"Corrobora {case}")

    def seal(self, secret: str) -> str:
        """The secret as it is stored.

        Raises:
            BadCredentials: if the case's key cannot be used.
        """
        return self._key().encrypt(secret.encode()).decode()

    def step(self, sealed: str, code: str, *, now: float) -> int | None:
        """The time step a code is of, ``None`` if it is of none around now.

        Raises:
            BadCredentials: if the case's key cannot be used.
        """
        try:
            secret = self._key().decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise BadCredentials(
                f"{self._path}: is not the key the codes' secrets were sealed with; put the right one back, "
                "or reset the people with: corrobora people reset NAME"
            ) from error
        return step_of(secret, code, now=now)

    def _key(self) -> Fernet:
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(Fernet.generate_key())
            return Fernet(self._path.read_bytes().strip())
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else error
            raise BadCredentials(f"{self._path}: the key cannot be used: {reason}") from error


def step_of(secret: str, code: str, *, now: float) -> int | None:
    """The time step a code is of, ``None`` if it is of none around now; all are tried whatever matches."""
    totp, current, found = pyotp.TOTP(secret), int(now) // STEP, None
    for step in range(current - DRIFT, current + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found = step
    return found


def recovery_codes() -> tuple[str, ...]:
    """New recovery codes, as they are shown once: ``abcd-efgh-ijkl-mnop``."""
    return tuple(_grouped(_letters(10)) for _ in range(RECOVERY_CODES))


def first_password() -> str:
    """A password for somebody's first sign-in."""
    return _grouped(_letters(10))


def hashed(code: str) -> str:
    """What is kept of a random code."""
    return hashlib.sha256(code.encode()).hexdigest()


def plain(code: str) -> str:
    """A code as it is hashed and compared, however it was typed."""
    return "".join(code.split()).replace("-", "").lower()


def _letters(octets: int) -> str:
    return base64.b32encode(secrets.token_bytes(octets)).decode().lower()


def _grouped(letters: str) -> str:
    return "-".join(letters[n : n + 4] for n in range(0, len(letters), 4))
