"""Which files are containers: exports and archives that hold many items."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

#: Bytes looked at to tell one JSON file from another.
_HEAD = 4_000


class Container(StrEnum):
    """What sort of container a file is."""

    TELEGRAM = "a Telegram export"
    ARCHIVER = "a record of auto-archiver"
    WARC = "a web archive"
    WACZ = "a packed web archive"


#: Suffixes among which containers are sought.
SUFFIXES = frozenset({".json", ".csv", ".warc", ".gz", ".wacz"})

_MESSAGES = re.compile(rb'"(?:messages|date_unixtime|left_chats)"\s*:|"chats"\s*:\s*\{')


def container(path: Path) -> Container | None:
    """What sort of container a file is, by its name and first bytes; ``None`` if it is none.

    Raises:
        OSError: if it cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".wacz":
        return Container.WACZ
    if path.name.lower().endswith((".warc", ".warc.gz")):
        return Container.WARC
    if suffix not in (".json", ".csv"):
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if _is_record(head, path):
        return Container.ARCHIVER
    if suffix == ".csv":
        return None
    telegram = path.name.lower().startswith("result") or b'"messages"' in head or b'"chats"' in head
    return Container.TELEGRAM if telegram and _MESSAGES.search(head) else None


def _is_record(head: bytes, path: Path) -> bool:
    """Whether a JSON or CSV file's first bytes are those of auto-archiver's records."""
    if path.suffix.lower() == ".csv":
        first = head.splitlines()[0].decode("utf-8", "replace").lower() if head.strip() else ""
        names = {cell.strip().strip('"\ufeff') for cell in first.split(",")}
        return {"metadata", "media"} <= names or {"archive status", "archive location"} <= names
    return b'"metadata"' in head and b'"status"' in head and head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in b"[{"
