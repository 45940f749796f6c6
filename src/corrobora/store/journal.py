"""The append-only, hash-chained journal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, text

from corrobora.model.journal import GENESIS, Entry
from corrobora.store.tables import journal

# Rows are fetched in portions of so many; an option of the statement, never of the connection.
_STREAMED = {"yield_per": 1000}

# Statements of every addition are made once: making one takes longer than carrying it out.
_INSERT = insert(journal)
#: Option of a connection, which lives for one transaction, alone among writers: the entry it wrote last.
_TAIL = "corrobora_tail"
_LAST = select(journal).order_by(journal.c.seq.desc()).limit(1)

#: Acts after which a case says what it said before.
QUIET = (
    "view",
    "sensitive-view",
    "sign-in",
    "lock",
    "person",
    "credentials",
    "token",
    "revoke",
    "verify",
    "fixity",
    "checkpoint",
    "timestamp",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first entry that is not what it should be.

    Attributes:
        seq: number of the entry, as stored.
        reason: what is wrong with it.
    """

    seq: int
    reason: str


def append(
    connection: Connection, *, actor: str, act: str, payload: Mapping[str, Any], time: datetime | None = None
) -> Entry:
    """Write the next entry in the transaction of its effect.

    Raises:
        InvalidRecord: if the time has no zone.
    """
    before: Entry | None = connection.get_execution_options().get(_TAIL) or last(connection)
    entry = Entry.after(before, time=time or datetime.now(UTC), actor=actor, act=act, payload=payload)
    row = {
        "seq": entry.seq, "time": entry.time.isoformat(), "actor": entry.actor, "act": entry.act,
        "payload": dict(entry.payload), "previous": entry.previous, "hash": entry.hash,
    }  # fmt: skip
    connection.execute(_INSERT, row)
    connection.execution_options(**{_TAIL: entry})
    return entry


def last(connection: Connection) -> Entry | None:
    """The newest entry."""
    row = connection.execute(_LAST).one_or_none()
    return _entry(row) if row else None


def last_change(connection: Connection) -> Entry | None:
    """The newest entry of an act that can change what a case says; looking and signing in cannot."""
    query = select(journal).where(journal.c.act.not_in(QUIET)).order_by(journal.c.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _entry(row) if row else None


def count(connection: Connection) -> int:
    """How many entries there are, by the number of the last: they have no gaps."""
    return connection.execute(select(func.max(journal.c.seq))).scalar_one() or 0


def page(connection: Connection, *, after: int, limit: int) -> tuple[Entry, ...]:
    """Entries after a number, oldest first."""
    query = select(journal).where(journal.c.seq > after).order_by(journal.c.seq).limit(limit)
    return tuple(_entry(row) for row in connection.execute(query))


def newest(connection: Connection, *, before: int | None, limit: int) -> tuple[Entry, ...]:
    """Entries before a number, newest first."""
    query = select(journal).order_by(journal.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(journal.c.seq < before)
    return tuple(_entry(row) for row in connection.execute(query))


def by_seq(connection: Connection, seq: int) -> Entry | None:
    """One entry."""
    row = connection.execute(select(journal).where(journal.c.seq == seq)).one_or_none()
    return _entry(row) if row else None


def last_before(connection: Connection, time: str) -> int:
    """Number of the last entry before a time (ISO 8601, UTC), 0 if there is none."""
    query = select(func.max(journal.c.seq)).where(journal.c.time < time)
    return connection.execute(query).scalar_one() or 0


def holds(connection: Connection, hash: str) -> bool:
    """Whether an entry has that hash."""
    return connection.execute(select(journal.c.seq).where(journal.c.hash == hash)).first() is not None


def latest_by_act(connection: Connection, act: str) -> Entry | None:
    """The newest entry of one act."""
    query = select(journal).where(journal.c.act == act).order_by(journal.c.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _entry(row) if row else None


def by_act(connection: Connection, act: str) -> Iterator[Entry]:
    """All entries of one act, oldest first."""
    query = select(journal).where(journal.c.act == act).order_by(journal.c.seq)
    for row in connection.execute(query):
        yield _entry(row)


def everything(connection: Connection) -> Iterator[Entry]:
    """All entries, oldest first."""
    query = select(journal).order_by(journal.c.seq)
    for row in connection.execute(query, execution_options=_STREAMED):
        yield _entry(row)


def first_fault(connection: Connection) -> Fault | None:
    """Recompute the chain; the first entry that is missing, moved or changed.

    The rows are read as they stand, without trusting that they hold valid JSON or times.
    """
    raw = text("SELECT seq, time, actor, act, payload, previous, hash FROM journal ORDER BY seq")
    previous = GENESIS
    for seq, row in enumerate(connection.execute(raw, execution_options=_STREAMED), start=1):
        if row.seq != seq:
            return Fault(seq=seq, reason=f"entry {seq} is missing (the next one found is {row.seq})")
        try:
            time, payload = datetime.fromisoformat(row.time), json.loads(row.payload)
        except ValueError:
            return Fault(seq=seq, reason=f"entry {seq} cannot be read: its time or content was damaged")
        entry = Entry(
            seq=seq, time=time, actor=row.actor, act=row.act, payload=payload,
            previous=row.previous, hash=row.hash,
        )  # fmt: skip
        if row.time != time.isoformat() or not isinstance(payload, dict) or entry.recomputed() != row.hash:
            return Fault(seq=seq, reason=f"entry {seq} ({row.act}) does not have its hash: it was changed")
        if row.previous != previous:
            return Fault(seq=seq, reason=f"entry {seq} ({row.act}) does not follow the entry before it")
        previous = row.hash
    return None


def by_seqs(connection: Connection, wanted: Select[Any]) -> tuple[Entry, ...]:
    """The entries whose numbers a query gives, oldest first."""
    query = select(journal).where(journal.c.seq.in_(wanted)).order_by(journal.c.seq)
    return tuple(_entry(row) for row in connection.execute(query))


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        seq=row.seq,
        time=datetime.fromisoformat(row.time),
        actor=row.actor,
        act=row.act,
        payload=row.payload,
        previous=row.previous,
        hash=row.hash,
    )
