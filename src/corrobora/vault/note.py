"""Signed notes (C2SP signed-note) with Ed25519: a text somebody vouches for, readable and checkable anywhere.

A note is its text, an empty line, and lines of signatures::

    — NAME BASE64(4 bytes of key id, 64 bytes of signature)

The key id is the start of SHA-256 over ``NAME``, a line feed, the algorithm's byte and the public key; so
keys can be told apart and named in public (https://c2sp.org/signed-note).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from corrobora.model.errors import CorroboraError

_ED25519 = b"\x01"
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
#: No note of ours is longer; anything longer is refused unread.
LONGEST = 1_000_000


class BadNote(CorroboraError):
    """A note or key is not in its format, or its signature does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """The public half of a key, with the name it signs under.

    Attributes:
        name: without white space or plus sign.
        public: 32 bytes.
    """

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public) != 32:
            raise BadNote(f"{self.name!r}: not the name or length of an Ed25519 key")

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys apart."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in hex: what is compared over another channel."""
        return hashlib.sha256(self.public).hexdigest()

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def parse(cls, written: str) -> VerifierKey:
        """The key in the form of ``str(key)``.

        Raises:
            BadNote: if it is not in that form, or its id is not its own.
        """
        parts = written.split("+", 2)
        if len(parts) != 3:
            raise BadNote("a public key is written NAME+ID+BASE64")
        data = unbase64(parts[2])
        if data[:1] != _ED25519:
            raise BadNote(f"{parts[0]!r}: is no Ed25519 key")
        key = cls(name=parts[0], public=data[1:])
        if key.id.hex() != parts[1]:
            raise BadNote(f"{parts[0]!r}: the key's id is not that of its bytes")
        return key

    def open(self, note: str) -> str:
        """The text of a note that this key signed.

        Raises:
            BadNote: if it is no note, this key did not sign it, or the signature does not hold.
        """
        text, signatures = parse(note)
        for name, id, signature in signatures:
            if name == self.name and id == self.id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
                except (InvalidSignature, ValueError) as error:
                    raise BadNote(f"the signature of {name} does not hold") from error
                return text
        raise BadNote(f"is not signed by {self.name} (key {self.id.hex()})")


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs.

    Attributes:
        name: without white space or plus sign.
        private: 32 bytes; never written into a case's tables, journal or exports.
    """

    name: str
    private: bytes

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"

    @property
    def public(self) -> VerifierKey:
        """The half others check with."""
        key = Ed25519PrivateKey.from_private_bytes(self.private).public_key()
        return VerifierKey(name=self.name, public=key.public_bytes_raw())

    def sign(self, text: str) -> str:
        """The text as a note signed by this key.

        Raises:
            BadNote: if the text does not end in a line feed or holds control characters.
        """
        _check(text)
        signature = Ed25519PrivateKey.from_private_bytes(self.private).sign(text.encode())
        return f"{text}\n— {self.name} {base64.b64encode(self.public.id + signature).decode()}\n"


def parse(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text of a note and its signatures as name, key id and signature, unchecked.

    Raises:
        BadNote: if it is not in the format.
    """
    if len(note) > LONGEST:
        raise BadNote(f"is longer than {LONGEST:,} characters")
    text, separator, tail = note.rpartition("\n\n")
    if not separator or not tail.endswith("\n"):
        raise BadNote("is no signed note: no empty line before its signatures, or cut short")
    text += "\n"
    _check(text)
    signatures = []
    for line in tail[:-1].split("\n"):
        match = _SIGNATURE.fullmatch(line)
        data = unbase64(match.group(2)) if match else b""
        if match is None or len(data) != 68:
            raise BadNote(f"{line[:60]!r} is no line of a signature")
        signatures.append((match.group(1), data[:4], data[4:]))
    return text, signatures


def _check(text: str) -> None:
    if not text.endswith("\n"):
        raise BadNote("the text of a note ends in a line feed")
    if any(c != "\n" and (ord(c) < 32 or ord(c) == 127) for c in text):
        raise BadNote("the text of a note holds a control character")


def unbase64(written: str) -> bytes:
    """Bytes of standard base64; only the one canonical spelling of them is accepted."""
    try:
        data = base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("is not base64") from error
    if base64.b64encode(data).decode() != written:
        raise BadNote("is not written in canonical base64")
    return data
