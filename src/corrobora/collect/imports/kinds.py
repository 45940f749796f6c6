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
    WARC = "a web archive"
    WACZ = "a packed web archive"


#: Suffixes among which containers are sought.
SUFFIXES = frozenset({".json", ".warc", ".gz", ".wacz"})

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
    if suffix != ".json":
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    telegram = path.name.lower().startswith("result") or b'"messages"' in head or b'"chats"' in head
    return Container.TELEGRAM if telegram and _MESSAGES.search(head) else None
