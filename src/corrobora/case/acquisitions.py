"""When items came into a case, and what vouches for that: checkpoints, and timestamps over them."""

from __future__ import annotations

import base64
import bisect
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from corrobora.model.journal import Entry
from corrobora.store import journal
from corrobora.vault import timestamp
from corrobora.vault.timestamp import TimestampError


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A timestamp (RFC 3161) over a checkpoint.

    Attributes:
        authority: who was asked.
        entry: number of the journal entry that holds the token.
        time: what the token vouches for; ``None``: it does not hold.
        fault: why not.
    """

    authority: str
    entry: int
    time: datetime | None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """A signed checkpoint of the journal.

    Attributes:
        entry: number of the journal entry that holds it.
        size: how many entries it covers, from the first on.
        made: when, by this machine's clock.
        note: the signed note itself, which anybody can keep.
        stamps: timestamps over it, in the order of the journal.
    """

    entry: int
    size: int
    made: datetime
    note: str
    stamps: tuple[Stamp, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition:
    """How an item came into the case.

    Attributes:
        sha256: of its bytes.
        entry: the journal entry that recorded it, before anything read the bytes.
        covered: the first checkpoint over that entry with a timestamp that holds, else the first over it;
            ``None``: there is none.
    """

    sha256: str
    entry: Entry
    covered: Covering | None


def acquisitions(connection: Connection, items: Iterable[str]) -> dict[str, Acquisition]:
    """How items came in, by hash; those that are not held are left out.

    Args:
        connection: an open connection.
        items: SHA-256 of each.
    """
    wanted = set(items)
    made = _checkpoints(connection)
    sizes = [c.size for c in made]
    found: dict[str, Acquisition] = {}
    for entry in journal.by_act(connection, "add"):
        sha256 = entry.payload["sha256"]
        if sha256 in wanted and sha256 not in found:
            over = made[bisect.bisect_left(sizes, entry.seq) :]
            stamped = next((c for c in over if any(s.time for s in c.stamps)), None)
            covered = stamped or next(iter(over), None)
            found[sha256] = Acquisition(sha256=sha256, entry=entry, covered=covered)
    return found


def _checkpoints(connection: Connection) -> list[Covering]:
    """Every checkpoint by how much it covers, with the timestamps over it."""
    entries = {e.payload["size"]: e for e in reversed(list(journal.by_act(connection, "checkpoint")))}
    stamps: dict[int, list[Stamp]] = {}
    for entry in journal.by_act(connection, "timestamp"):
        size = entry.payload["size"]
        if size in entries:
            stamps.setdefault(size, []).append(_stamp(entry, entries[size].payload["note"]))
    return [
        Covering(
            entry=entry.seq, size=size, made=entry.time, note=entry.payload["note"],
            stamps=tuple(stamps.get(size, ())),
        )
        for size, entry in sorted(entries.items())
    ]  # fmt: skip


def _stamp(entry: Entry, note: str) -> Stamp:
    authority = entry.payload["authority"]
    try:
        token = base64.b64decode(entry.payload["token"], validate=True)
        time = timestamp.verify(token, note.encode(), entry.payload["root"])
    except (TimestampError, ValueError) as error:
        return Stamp(authority=authority, entry=entry.seq, time=None, fault=str(error))
    return Stamp(authority=authority, entry=entry.seq, time=time)
