"""What the register was, entry by entry: versions of incidents, and which claims stood under which number.

Every linking records the digest of what it changed; the first that did so, one over all there was before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from corrobora.model.journal import canonical
from corrobora.store import journal, linked, register
from corrobora.store.register import FORGOTTEN


def history_digest(
    versions: Iterable[tuple[int, str, object]],
    begun: Iterable[tuple[str, int]],
    ended: Iterable[tuple[str, int]],
) -> str:
    """The digest of what one linking changed.

    Args:
        versions: number and digest of each incident whose values are new or other ones; the rest is not used.
        begun, ended: claims and the number each came to stand, or ceased to stand, under.
    """
    return _hash(
        versions=sorted([number, digest] for number, digest, _ in versions),
        begun=sorted([claim, number] for claim, number in begun),
        ended=sorted([claim, number] for claim, number in ended),
    )


def before_digest(connection: Connection, entry: int | None = None) -> str:
    """The digest of all there was before an entry, or is now."""
    versions = [
        [at, number, digest]
        for at, number, digest, _ in register.all_versions(connection)
        if entry is None or at < entry
    ]
    stood = [
        [m.since, m.until if entry is None or (m.until or entry) < entry else None, m.claim, m.number]
        for m in register.memberships(connection)
        if entry is None or m.since < entry
    ]
    return _hash(versions=versions, stood=stood)


def faults(connection: Connection, forgettable: Collection[int]) -> Iterator[str]:
    """Where the history is not what the journal recorded.

    Args:
        connection: the case.
        forgettable: numbers whose earlier values may have been forgotten, because testimony stood under them.
    """
    versions: dict[int, list[tuple[int, str, object]]] = {}
    newest: dict[int, Mapping[str, Any]] = {}
    for entry, number, digest, data in register.all_versions(connection):
        versions.setdefault(entry, []).append((number, digest, data))
        newest[number] = data
        if data == FORGOTTEN:
            if number not in forgettable:
                yield f"incident {number}: what it was from journal entry {entry} on is missing"
        elif linked.digest(data) != digest:
            yield f"incident {number}: what it was from journal entry {entry} on was changed"
    begun: dict[int, list[tuple[str, int]]] = {}
    ended: dict[int, list[tuple[str, int]]] = {}
    standing: set[int] = set()
    for m in register.memberships(connection):
        begun.setdefault(m.since, []).append((m.claim, m.number))
        if m.until is not None:
            ended.setdefault(m.until, []).append((m.claim, m.number))
        else:
            standing.add(m.number)
    for event in register.everything(connection):
        if event.number in standing and newest.get(event.number) != event.data:
            yield f"incident {event.number}: its newest version is not what it is now"
    first = 0
    for recorded in journal.by_act(connection, "link"):
        if "history" not in recorded.payload:
            continue
        seq = recorded.seq
        first = first or seq
        found = history_digest(versions.pop(seq, ()), begun.pop(seq, ()), ended.pop(seq, ()))
        if found != recorded.payload["history"]:
            yield f"what journal entry {seq} changed of the register is not what it recorded"
        if "before" in recorded.payload and recorded.payload["before"] != before_digest(connection, seq):
            yield f"the register's history before journal entry {seq} is not what it recorded"
    late = [seq for part in (versions, begun, ended) for seq in part if first and seq >= first]
    if late:
        yield f"the register has changes of journal entry {min(late)}, which recorded none"


def _hash(**content: object) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()
