"""What changed since an entry of the journal or a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection

from corrobora.case import reading, tallied
from corrobora.case.errors import CaseError
from corrobora.case.records import ClaimRecord
from corrobora.count.reconciliation import Contradiction
from corrobora.model.incident_serial import DERIVED
from corrobora.model.journal import Decision
from corrobora.model.vocabulary import Kind
from corrobora.store import claims, decisions, journal, register
from corrobora.store.register import Membership


class BadMoment(CaseError):
    """A moment is neither the number of a journal entry nor a day (2031-02-24)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedValue:
    """That a value of an incident is another one now.

    Attributes:
        number: the incident's.
        name: the value's name (``victims``).
        before, after: the value as ``incidents --json`` prints it; ``None`` or empty: not found.
    """

    number: int
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is otherwise than it was.

    Attributes:
        since: the journal entry compared with; 0: the empty case.
        until: the newest entry.
        claims: claims in force that were proposed first after it.
        withdrawn: ids of claims that stood then and are not proposed any more.
        new: numbers given since.
        merged: numbers that had claims then and have none now, and what stands for each (``None``: nothing).
        restored: numbers that had none then and have claims again.
        split: numbers whose claims of then stand under several numbers now, and those numbers.
        changed: values that are other ones now, of incidents that stood then and stand now.
        contradictions: sets of figures that cannot all hold, of which one came since.
        decisions: what people decided since.
    """

    since: int
    until: int
    claims: tuple[ClaimRecord, ...]
    withdrawn: tuple[str, ...]
    new: tuple[int, ...]
    merged: Mapping[int, int | None]
    restored: tuple[int, ...]
    split: Mapping[int, tuple[int, ...]]
    changed: tuple[ChangedValue, ...]
    contradictions: tuple[Contradiction, ...]
    decisions: tuple[Decision, ...]

    @property
    def none(self) -> bool:
        """Whether nothing changed that a reader of the register would see."""
        return not any(
            (self.claims, self.withdrawn, self.new, self.merged, self.restored, self.split, self.changed,
             self.decisions)
        )  # fmt: skip


def moment(connection: Connection, said: str) -> int:
    """The entry that a moment means: its number, or the last one before a day (UTC) began.

    Raises:
        BadMoment: if it is neither.
    """
    if said.isascii() and said.isdigit():
        number, newest = int(said), journal.last(connection)
        if newest is None or number > newest.seq:
            raise BadMoment(f"{said}: the journal ends with entry {newest.seq if newest else 0}")
        return number
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise BadMoment(
            f"{said!r} is neither the number of a journal entry nor a day (2031-02-24)"
        ) from error
    return journal.last_before(connection, datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat())


def changes(connection: Connection, since: int) -> Changes:
    """Compare the case with what it was at an entry.

    Args:
        connection: to the case.
        since: the entry.
    """
    history = register.memberships(connection)
    then, now = _standing(history, since), _standing(history, None)
    ever = {m.number for m in history if m.since <= since}
    gone = {e.number: e.merged_into for e in register.everything(connection) if e.number not in now}
    place = {claim: number for number, ids in now.items() for claim in ids}
    fresh = claims.since(connection, since)
    counted = [c.id for c in fresh if c.claim.kind is Kind.TALLY]
    last = journal.last(connection)
    return Changes(
        since=since,
        until=last.seq if last else 0,
        claims=reading.claim_records(connection, fresh),
        withdrawn=claims.withdrawn_since(connection, since),
        new=tuple(sorted(now.keys() - ever)),
        merged={n: gone[n] for n in sorted(then.keys() - now.keys())},
        restored=tuple(sorted((now.keys() & ever) - then.keys())),
        split={n: parts for n in sorted(then) if len(parts := _parts(then[n], place)) > 1},
        changed=tuple(_changed(connection, since, then.keys() & now.keys())),
        contradictions=tallied.contradictions(connection, counted) if counted else (),
        decisions=tuple(d for d in decisions.everything(connection) if d.id > since),
    )


def _standing(history: Sequence[Membership], at: int | None) -> dict[int, set[str]]:
    """Claims by number as they stood when an entry had been written, or now."""
    out: dict[int, set[str]] = defaultdict(set)
    for m in history:
        if m.now if at is None else m.since <= at and (m.until is None or m.until > at):
            out[m.number].add(m.claim)
    return dict(out)


def _parts(ids: set[str], place: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(sorted({place[id] for id in ids if id in place}))


def _changed(connection: Connection, since: int, numbers: set[int]) -> Iterator[ChangedValue]:
    before = register.values_at(connection, since)
    for event in register.everything(connection):
        earlier = before.get(event.number)
        if event.number not in numbers or earlier is None:
            continue
        for name in DERIVED:
            if earlier[name] != event.data[name]:
                yield ChangedValue(
                    number=event.number, name=name, before=earlier[name], after=event.data[name]
                )
