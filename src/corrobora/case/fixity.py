"""Checking the kept bytes in slices, so that a large vault is gone through bit by bit on a schedule.

A round goes through all items in the order of their hashes. Each slice goes on where the one before ended and
is one journal entry, which says what it covered and which items were damaged; the journal is the only state,
and a slice that was killed is simply done again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import tee

from corrobora.case.custody import FIXITY, CustodyEvent
from corrobora.model.journal import Entry
from corrobora.store import documents, journal
from corrobora.store.database import Database
from corrobora.vault.store import Damage, Vault
from corrobora.vault.verify import verified


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What one slice of a fixity round found.

    Attributes:
        after: hash its items come after; empty for the first slice of a round.
        through: hash of its last item; empty if there was none to check.
        items, bytes: what it checked.
        damaged: items that are missing, unreadable or changed.
        round_began: when the round began that it belongs to; ``None``: with this slice.
        remaining: items of the round that are still to be checked.
    """

    after: str
    through: str
    items: int
    bytes: int
    damaged: tuple[Damage, ...]
    round_began: datetime | None
    remaining: int

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.damaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much one slice may check; without a bound, all that is left of the round.

    A slice has at least one item, and ends with the item at which a bound is reached.

    Attributes:
        time: how long.
        share: part of all bytes of the case, above 0, at most 1.
    """

    time: timedelta | None = None
    share: float | None = None


def check_slice(database: Database, vault: Vault, budget: Budget, *, actor: str) -> Slice:
    """Check the next slice of the vault and put it on record.

    Raises:
        StoreError: if the journal cannot be written; then the slice counts as not checked.
    """
    with database.read() as connection:
        before = journal.latest_by_act(connection, FIXITY)
        going_on = before is not None and before.payload["remaining"] > 0
        after = str(before.payload["through"]) if before and going_on else ""
        began = _began(before) if before and going_on else None
        found: list[Damage] = []
        checked, through, size = 0, "", 0
        within = _within(documents.sizes_after(connection, after), budget, documents.bytes_kept(connection))
        taken, same = tee(within)
        for (sha256, bytes_), damage in zip(taken, verified(vault, (h for h, _ in same)), strict=True):
            checked, through, size = checked + 1, sha256, size + bytes_
            if damage:
                found.append(damage)
        remaining = documents.number_after(connection, through) if through else 0
    result = Slice(
        after=after, through=through, items=checked, bytes=size, damaged=tuple(found), round_began=began,
        remaining=remaining,
    )  # fmt: skip
    with database.write() as connection:
        journal.append(connection, actor=actor, act=FIXITY, payload=_payload(result))
    return result


def _within(sizes: Iterator[tuple[str, int]], budget: Budget, whole: int) -> Iterator[tuple[str, int]]:
    ends = time.monotonic() + budget.time.total_seconds() if budget.time is not None else None
    most = budget.share * whole if budget.share is not None else None
    taken = 0
    for sha256, size in sizes:
        yield sha256, size
        taken += size
        if (ends is not None and time.monotonic() >= ends) or (most is not None and taken >= most):
            return


def _began(entry: Entry) -> datetime:
    said = entry.payload["round_began"]
    return datetime.fromisoformat(said) if said else entry.time


def _payload(result: Slice) -> dict[str, object]:
    return {
        "event": CustodyEvent.VERIFY.value,
        "after": result.after, "through": result.through, "items": result.items, "bytes": result.bytes,
        "damaged": [{"sha256": d.sha256, "reason": d.reason} for d in result.damaged],
        "round_began": result.round_began.isoformat() if result.round_began else None,
        "remaining": result.remaining,
    }  # fmt: skip
