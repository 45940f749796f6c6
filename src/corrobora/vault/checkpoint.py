"""Checkpoints of the journal: its length and Merkle root, signed (C2SP tlog-checkpoint).

A checkpoint that was published, mailed or timestamped binds everything before it: whoever holds it can tell
if an entry was changed, dropped or cut off later (https://c2sp.org/tlog-checkpoint).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from corrobora.vault.note import BadNote, Signer, VerifierKey, unbase64

_SIZE = re.compile(r"0|[1-9]\d{0,17}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log was at one moment.

    Attributes:
        origin: name of the log, which is also the name its key signs under.
        size: number of entries.
        root: Merkle root over them (RFC 6962), 32 bytes.
    """

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, signer: Signer) -> str:
        """The checkpoint as a signed note.

        Raises:
            BadNote: if the signer's name is not the origin.
        """
        if signer.name != self.origin:
            raise BadNote(f"a checkpoint of {self.origin} is not for {signer.name} to sign")
        return signer.sign(self.text)

    @classmethod
    def open(cls, note: str, key: VerifierKey) -> Checkpoint:
        """The checkpoint in a note this key signed.

        Raises:
            BadNote: if it is none, is of another log, or its signature does not hold.
        """
        lines = key.open(note).split("\n")
        if len(lines) != 4 or lines[0] != key.name or not _SIZE.fullmatch(lines[1]):
            raise BadNote(f"is no checkpoint of {key.name}")
        root = unbase64(lines[2])
        if len(root) != 32:
            raise BadNote("a checkpoint's root has 32 bytes")
        return cls(origin=lines[0], size=int(lines[1]), root=root)
