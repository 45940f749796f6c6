"""Bytes as received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corrobora.model.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One set of bytes as received; the hash is its identity.

    Attributes:
        sha256: hex digest of the bytes, made before anything parsed them.
        size: number of bytes.
        media_type: as sniffed from the bytes and the name (``text/html``).
        name: file name as received, without folders.
        received: when, in UTC.
        received_by: who added it.
        origin: path or address it came from.
    """

    sha256: str
    size: int
    media_type: str
    name: str
    received: datetime
    received_by: str
    origin: str

    def __post_init__(self) -> None:
        if self.received.tzinfo is None:
            raise InvalidRecord(f"item {self.sha256[:12]}: the time received has no time zone")
