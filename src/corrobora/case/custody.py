"""Custody of items: who did what with which bytes, when and why (ISO/IEC 27037, section 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from corrobora.case.errors import BadCustody, NotThere
from corrobora.model.journal import Entry
from corrobora.store import documents, journal
from corrobora.store.errors import NotFound

#: Act of the journal entry of a fixity check of some items, named by the range of their hashes.
FIXITY = "fixity"

_OF_ALL = frozenset({"export", "checkpoint", "timestamp", "verify"})


class CustodyEvent(StrEnum):
    """What can happen to an item outside the program, recorded by the person who did it.

    Acquisition, reading, checkpoints and exports are journalled by the program itself.
    """

    VERIFY = "verify"
    COPY = "copy"
    TRANSFORM = "transform"
    VIEW = "view"
    TRANSFER = "transfer"
    SEAL = "seal"


def record(
    connection: Connection, prefix: str, event: CustodyEvent, *, reason: str, to: str | None, actor: str
) -> Entry:
    """Write an event of an item's custody.

    Args:
        connection: an open transaction.
        prefix: the item's hash, or the beginning of it.
        event: what was done.
        reason: why, and under what authority.
        to: who or what received it; needed for a transfer or copy.
        actor: who did it.

    Raises:
        NotThere: if there is no such item, or several begin so.
        BadCustody: if the reason, or the receiver of a transfer or copy, is missing.
    """
    if not reason.strip():
        raise BadCustody("an event of custody needs a reason: why, and under what authority")
    if event in (CustodyEvent.TRANSFER, CustodyEvent.COPY) and not (to or "").strip():
        raise BadCustody(f"a {event.value} needs to say to whom or where")
    payload = {"sha256": _item(connection, prefix), "event": event.value, "reason": reason, "to": to}
    return journal.append(connection, actor=actor, act="custody", payload=payload)


def chain(connection: Connection, prefix: str) -> Iterator[Entry]:
    """Every journal entry about an item, oldest first, with the exports and checkpoints that covered it.

    Raises:
        NotThere: if there is no such item, or several begin so.
    """
    sha256, since = _item(connection, prefix), 0
    for entry in journal.everything(connection):
        if entry.payload.get("sha256") == sha256:
            since = since or entry.seq
            yield entry
        elif since and (entry.act in _OF_ALL or (entry.act == FIXITY and _covers(entry, sha256))):
            yield entry


def viewed(
    connection: Connection, prefix: str, actor: str, *, within: timedelta = timedelta(hours=12)
) -> bool:
    """Whether somebody recorded lately that they looked at an item.

    Raises:
        NotThere: if there is no such item, or several begin so.
    """
    sha256, since = _item(connection, prefix), datetime.now(UTC) - within
    return any(
        entry.actor == actor and entry.time >= since and entry.payload.get("event") == CustodyEvent.VIEW.value
        for entry in journal.by_act(connection, "custody")
        if entry.payload.get("sha256") == sha256
    )


def _covers(entry: Entry, sha256: str) -> bool:
    after, through = entry.payload["after"], entry.payload["through"]
    return bool(after < sha256 <= through)


def _item(connection: Connection, prefix: str) -> str:
    try:
        return documents.by_prefix(connection, prefix)
    except NotFound as error:
        raise NotThere(str(error)) from error
