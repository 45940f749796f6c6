"""Records only named people can open: encrypted with age for their X25519 keys (age-encryption.org/v1).

A commitment says, without telling what a record holds, that it held this and nothing else: SHA-256 over a
random salt and the record. The salt lies inside the record, so that who opens it can check the commitment,
and nobody else can guess at its content.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import pyrage

from corrobora.model.errors import CorroboraError

FORMAT = "corrobora.sealed/1"
#: Records are filled up to a multiple of so many bytes: their length tells nothing of a name's.
_BLOCK = 4096
_SALT = 32


class SealError(CorroboraError):
    """A record cannot be sealed or opened; the message says why, and never what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is sealed.

    Attributes:
        subject: pseudonym of whom it is about.
        sort: what sort of record it is.
        version: of its sort, counted from 1.
        content: what it holds.
        salt: random bytes the commitment is made with.
    """

    subject: str
    sort: str
    version: int
    content: bytes
    salt: bytes

    @classmethod
    def new(cls, *, subject: str, sort: str, version: int, content: bytes) -> Record:
        """A record with a salt of its own."""
        return cls(
            subject=subject, sort=sort, version=version, content=content, salt=secrets.token_bytes(_SALT)
        )

    @property
    def commitment(self) -> str:
        """What binds to the record without telling what it holds."""
        head = json.dumps([FORMAT, self.subject, self.sort, self.version]).encode()
        return hashlib.sha256(head + b"\n" + self.salt + self.content).hexdigest()

    def sealed(self, recipients: Sequence[str]) -> bytes:
        """The record, encrypted for each of the recipients' public keys.

        Raises:
            SealError: if there are none, or one is no key.
        """
        if not recipients:
            raise SealError("nobody is named who could open the record; name somebody with --to NAME=age1…")
        keys = [public_key(words) for words in recipients]
        fields = {
            "format": FORMAT, "subject": self.subject, "sort": self.sort, "version": self.version,
            "salt": base64.b64encode(self.salt).decode(), "content": base64.b64encode(self.content).decode(),
        }  # fmt: skip
        plain = json.dumps(fields).encode()
        return bytes(pyrage.encrypt(plain + b" " * (-len(plain) % _BLOCK), keys))


def opened(data: bytes, secret: str) -> Record:
    """A sealed record.

    Args:
        data: as `Record.sealed` gave it.
        secret: ``AGE-SECRET-KEY-1…`` of one of those it was sealed for, other lines of its file included.

    Raises:
        SealError: if the key does not open it, or what it opens is no such record.
    """
    keys = [line.strip() for line in secret.splitlines() if line.strip().startswith("AGE-SECRET-KEY-1")]
    if not keys:
        raise SealError("the file holds no secret key of age (AGE-SECRET-KEY-1…)")
    try:
        plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(key) for key in keys])
    except pyrage.IdentityError as error:
        raise SealError("the file holds no secret key of age (AGE-SECRET-KEY-1…)") from error
    except pyrage.DecryptError as error:
        raise SealError(
            "this key does not open the record: it was sealed for others, or is damaged"
        ) from error
    try:
        fields = json.loads(plain)
        if fields["format"] != FORMAT:
            raise SealError(f"the record has the form {fields['format']!r}, this program knows {FORMAT}")
        return Record(
            subject=str(fields["subject"]), sort=str(fields["sort"]), version=int(fields["version"]),
            salt=base64.b64decode(fields["salt"], validate=True),
            content=base64.b64decode(fields["content"], validate=True),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise SealError("what the key opens is no sealed record") from error


def public_key(words: str) -> pyrage.x25519.Recipient:
    """A recipient's key from its words.

    Raises:
        SealError: if it is none; a secret key given by mistake is not repeated.
    """
    if "SECRET" in words.upper():
        raise SealError("that is a secret key; give the public one, age1…")
    try:
        return pyrage.x25519.Recipient.from_str(words.strip())
    except pyrage.RecipientError as error:
        raise SealError(f"{words[:80]!r} is no public key of age (age1…)") from error


def new_key() -> tuple[str, str]:
    """A new pair of keys: the secret one and the public one."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())
