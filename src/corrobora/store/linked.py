"""What a linking writes, and what the next one looks up."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, delete, insert, select, union, update

from corrobora.link.blocking import Sort, Trait
from corrobora.model import digest_tree
from corrobora.model.journal import canonical
from corrobora.store import register
from corrobora.store.register import NumberedEvent, StoredLink
from corrobora.store.tables import claims as claims_table
from corrobora.store.tables import (
    documents,
    incident_claims,
    incident_versions,
    incidents,
    link_names,
    link_near,
    link_traits,
    links,
    register_nodes,
)

EVENTS, REASONS = "events", "reasons"
_PORTION, _AT_ONCE = 500, 5000

P = TypeVar("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be written of a register.

    Attributes:
        events: incidents that are new, other ones now, or in force again.
        versions: number, digest and data of those whose values are new or other ones.
        merged: numbers that have no claims now or are passed on to another one than before.
        begun, ended: claims and the number they come to stand, or cease to stand, under.
        fresh, stale: reasons for links to be written, and those to be removed.
    """

    events: Sequence[NumberedEvent]
    versions: Sequence[tuple[int, str, Mapping[str, Any]]]
    merged: Mapping[int, int | None]
    begun: Sequence[tuple[str, int]]
    ended: Sequence[tuple[str, int]]
    fresh: Sequence[StoredLink]
    stale: Sequence[StoredLink]

    @property
    def empty(self) -> bool:
        """Whether all is written already."""
        return not any((self.events, self.merged, self.begun, self.ended, self.fresh, self.stale))


def digest(data: Mapping[str, Any]) -> str:
    """The digest of an incident's values, which is kept of every version."""
    return hashlib.sha256(canonical(data).encode("utf-8", "surrogatepass")).hexdigest()


def plan(
    connection: Connection,
    events: Sequence[NumberedEvent],
    merged: Mapping[int, int | None],
    gone: Collection[str],
    found: Sequence[StoredLink],
    explained: Collection[str] | None,
) -> Plan:
    """Compare what is to be with what is written.

    Args:
        events: incidents as they are now; those left out stay as they are.
        merged: numbers without claims, and the number that stands for each, if any.
        gone: claims that stand under no number any more.
        found: reasons for links, of which one claim at least is among those explained.
        explained: claims all of whose reasons are given anew; ``None``: all there are.
    """
    known = register.stored(connection, (*(e.number for e in events), *merged))
    wanted = {claim: event.number for event in events for claim in event.claims}
    now = register.numbers_now(connection, (*wanted, *gone))
    changed = [e for e in events if e.number not in known or known[e.number].data != e.data]
    back = [e for e in events if e.number in known and known[e.number].merged_into is not None]
    held = {(link.first, link.second): link for link in _links(connection, explained)}
    kept = {(link.first, link.second): link for link in found}
    emptied = set(now.values()) - set(wanted.values())
    return Plan(
        events=sorted({e.number: e for e in (*changed, *back)}.values(), key=lambda e: e.number),
        versions=[(e.number, digest(e.data), e.data) for e in sorted(changed, key=lambda e: e.number)],
        merged={
            n: into for n, into in sorted(merged.items()) if n in emptied or known[n].merged_into != into
        },
        begun=sorted((claim, n) for claim, n in wanted.items() if now.get(claim) != n),
        ended=sorted((claim, n) for claim, n in now.items() if wanted.get(claim) != n),
        fresh=[link for pair, link in sorted(kept.items()) if held.get(pair) != link],
        stale=[link for pair, link in sorted(held.items()) if kept.get(pair) != link],
    )


def write(connection: Connection, changes: Plan, *, entry: int) -> None:
    """Write what was planned, with the journal entry that records it."""
    for event in changes.events:
        values = {
            "data": dict(event.data), "first_day": event.first_day, "last_day": event.last_day,
            "merged_into": None, "entry": entry,
        }  # fmt: skip
        where = incidents.c.number == event.number
        if connection.execute(update(incidents).where(where).values(**values)).rowcount == 0:
            connection.execute(insert(incidents).values(number=event.number, **values))
    _insert(
        connection, incident_versions,
        ({"number": n, "entry": entry, "digest": of, "data": dict(data)} for n, of, data in changes.versions),
    )  # fmt: skip
    for number, into in changes.merged.items():
        connection.execute(update(incidents).where(incidents.c.number == number).values(merged_into=into))
    for some in _portions(claim for claim, _ in changes.ended):
        there = incident_claims.c.claim.in_(some) & incident_claims.c.until.is_(None)
        connection.execute(update(incident_claims).where(there).values(until=entry))
    begun = ({"claim": claim, "number": number, "since": entry} for claim, number in changes.begun)
    _insert(connection, incident_claims, begun)
    for link in changes.stale:
        pair = (links.c.first == link.first) & (links.c.second == link.second)
        connection.execute(delete(links).where(pair))
    rows = (
        {
            "first": link.first, "second": link.second, "joined": link.joined, "score": link.score,
            "data": dict(link.data), "linker": link.linker, "since": entry,
            "leaf": digest_tree.link_key(link.first),
        }
        for link in changes.fresh
    )  # fmt: skip
    _insert(connection, links, rows)


def roots(connection: Connection, changes: Plan, *, anew: bool) -> dict[str, str]:
    """Bring the digests of the register's parts up to what is planned; the root of each part.

    Args:
        connection: where nothing of the plan is written yet.
        changes: the plan.
        anew: whether all digests are made anew, not only those of the leaves it touches.
    """
    numbers = (*(event.number for event in changes.events), *changes.merged)
    events = None if anew else {digest_tree.event_key(number) for number in numbers}
    reasons = (
        None if anew else {digest_tree.link_key(link.first) for link in (*changes.fresh, *changes.stale)}
    )
    return {
        EVENTS: _root(connection, EVENTS, events, _event_records(connection, changes, events)),
        REASONS: _root(connection, REASONS, reasons, _link_records(connection, changes, reasons)),
    }


def _root(
    connection: Connection,
    part: str,
    touched: set[str] | None,
    records: Iterable[tuple[str, Mapping[str, Any]]],
) -> str:
    leaves = digest_tree.leaves(records)
    if touched is None:
        connection.execute(delete(register_nodes).where(register_nodes.c.part == part))
        nodes = digest_tree.nodes(leaves)
        _insert(connection, register_nodes, _node_rows(part, {**leaves, **nodes}))
        return digest_tree.node(nodes)
    above = {key[:2] for key in touched}
    known = _nodes(connection, part, [f"{name}{n:02x}" for name in above for n in range(256)])
    below = {key: of for key, of in known.items() if key not in touched} | leaves
    nodes = {name: of for name, of in _nodes(connection, part, _TOP).items() if name not in above}
    fresh = {**leaves, **digest_tree.nodes(below)}
    for names in _portions(touched | above):
        here = (register_nodes.c.part == part) & register_nodes.c.node.in_(names)
        connection.execute(delete(register_nodes).where(here))
    _insert(connection, register_nodes, _node_rows(part, fresh))
    return digest_tree.node(nodes | {name: of for name, of in fresh.items() if len(name) == 2})


_TOP = [f"{n:02x}" for n in range(256)]


def _node_rows(part: str, digests: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    return ({"part": part, "node": name, "digest": of} for name, of in digests.items())


def _nodes(connection: Connection, part: str, names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in _portions(names):
        query = select(register_nodes.c.node, register_nodes.c.digest)
        query = query.where(register_nodes.c.part == part, register_nodes.c.node.in_(some))
        found.update({row.node: row.digest for row in connection.execute(query)})
    return found


def all_nodes(connection: Connection, part: str) -> dict[str, str]:
    """Every digest that is kept of a part of the register."""
    query = select(register_nodes).where(register_nodes.c.part == part)
    return {row.node: row.digest for row in connection.execute(query)}


def _event_records(
    connection: Connection, changes: Plan, leaves: set[str] | None
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Incidents and redirects as they will be, in the order they are exported."""
    planned = {event.number: event for event in changes.events}
    top = max(register.highest(connection), *planned, 0)
    if leaves is None:
        numbers: Iterable[int] = range(1, top + 1)
    else:
        numbers = sorted(n for leaf in leaves for n in range(int(leaf, 16), top + 1, digest_tree.LEAVES) if n)
    for some in _portions(numbers):
        held = register.stored(connection, some)
        standing = select(incident_claims.c.number).where(
            incident_claims.c.number.in_(some), incident_claims.c.until.is_(None)
        )
        in_force = set(connection.execute(standing).scalars()) - changes.merged.keys()
        for number in some:
            event = planned.get(number) or held.get(number)
            if event is not None and (number in planned or number in in_force):
                yield digest_tree.event_key(number), {"event": dict(event.data)}
            elif event is not None:
                into = changes.merged.get(number, event.merged_into)
                yield digest_tree.event_key(number), {"merged": [number, into]}


def _link_records(
    connection: Connection, changes: Plan, leaves: set[str] | None
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Reasons for links as they will be, in order."""
    held: list[StoredLink] = []
    for some in [None] if leaves is None else _portions(leaves):
        query = select(links) if some is None else select(links).where(links.c.leaf.in_(some))
        held += [register.stored_link(row) for row in connection.execute(query)]
    after = {(link.first, link.second): link for link in held}
    for link in changes.stale:
        after.pop((link.first, link.second), None)
    after.update({(link.first, link.second): link for link in changes.fresh})
    for _, link in sorted(after.items()):
        yield digest_tree.link_key(link.first), {"link": link_row(link)}


def link_row(link: StoredLink) -> list[Any]:
    """A link as it is hashed and exported."""
    return [link.first, link.second, link.joined, link.score, dict(link.data), link.linker]


def _links(connection: Connection, claims: Collection[str] | None) -> list[StoredLink]:
    if claims is None:
        return list(register.all_links(connection))
    found = {}
    for some in _portions(claims):
        for column in (links.c.first, links.c.second):
            for row in connection.execute(select(links).where(column.in_(some))):
                found[row.id] = register.stored_link(row)
    return list(found.values())


# What the next linking looks up


def remember(
    connection: Connection,
    *,
    traits: Mapping[str, Iterable[Trait]],
    names: Mapping[int, int],
    near: Mapping[tuple[str, str], float],
    gone: Iterable[str] = (),
    far: Iterable[tuple[str, str]] = (),
    anew: bool = False,
) -> None:
    """Keep what a linking leaves for the next one.

    Args:
        traits: of claims; they replace those the claims had.
        names: in how many documents names stand, by key; 0: nowhere any more.
        near: pairs that came close, and their scores.
        gone: claims that are linked no more.
        far: pairs that do not come close any more.
        anew: whether this is all there is to be kept.
    """
    if anew:
        for table in (link_traits, link_names, link_near):
            connection.execute(delete(table))
    else:
        for some in _portions([*traits, *gone]):
            connection.execute(delete(link_traits).where(link_traits.c.claim.in_(some)))
        for keys in _portions(names):
            connection.execute(delete(link_names).where(link_names.c.key.in_(keys)))
        for first, second in far:
            pair = (link_near.c.first == first) & (link_near.c.second == second)
            connection.execute(delete(link_near).where(pair))
    held = (
        {"key": t.key, "day": t.day, "claim": claim, "sort": int(t.sort)}
        for claim, own in traits.items()
        for t in own
    )
    _insert(connection, link_traits, held)
    _insert(connection, link_names, ({"key": k, "documents": n} for k, n in names.items() if n))
    _insert(connection, link_near, ({"first": a, "second": b, "score": v} for (a, b), v in near.items()))


def traits_of(connection: Connection, claims: Iterable[str]) -> dict[str, set[Trait]]:
    """What each of these claims can share with others."""
    found: dict[str, set[Trait]] = {}
    for some in _portions(claims):
        query = select(link_traits).where(link_traits.c.claim.in_(some))
        for row in connection.execute(query):
            found.setdefault(row.claim, set()).add(Trait(row.key, Sort(row.sort), row.day))
    return found


def members(connection: Connection, keys: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    """Day and id of the claims that have each of these traits, in that order."""
    found: dict[int, list[tuple[int, str]]] = {}
    for some in _portions(keys):
        query = select(link_traits.c.key, link_traits.c.day, link_traits.c.claim)
        for row in connection.execute(query.where(link_traits.c.key.in_(some))):
            found.setdefault(row.key, []).append((row.day, row.claim))
    return {key: sorted(block) for key, block in found.items()}


def documents_with(connection: Connection, names: Iterable[int]) -> dict[int, int]:
    """In how many documents each of these names stands."""
    found: dict[int, int] = {}
    for some in _portions(names):
        rows = connection.execute(select(link_names).where(link_names.c.key.in_(some)))
        found.update({row.key: row.documents for row in rows})
    return found


def names_between(connection: Connection, low: float, high: float) -> set[int]:
    """Names that stand in more than ``low`` and in up to ``high`` documents."""
    between = (link_names.c.documents > low) & (link_names.c.documents <= high)
    return set(connection.execute(select(link_names.c.key).where(between)).scalars())


def near(connection: Connection, claims: Iterable[str]) -> dict[tuple[str, str], float]:
    """Pairs that came close, of which one is among these claims."""
    found: dict[tuple[str, str], float] = {}
    for some in _portions(claims):
        for column in (link_near.c.first, link_near.c.second):
            rows = connection.execute(select(link_near).where(column.in_(some)))
            found.update({(row.first, row.second): row.score for row in rows})
    return found


def changed_documents(connection: Connection, entry: int) -> set[str]:
    """Documents of which anything was read, extracted or corrected after an entry."""
    read = select(documents.c.sha256).where(documents.c.entry > entry)
    claimed = select(claims_table.c.sha256).where(claims_table.c.entry > entry)
    return set(connection.execute(union(read, claimed)).scalars())


def _portions(things: Iterable[P]) -> Iterator[list[P]]:
    iterator = iter(things)
    while some := list(islice(iterator, _PORTION)):
        yield some


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    iterator = iter(rows)
    while some := list(islice(iterator, _AT_ONCE)):
        connection.execute(insert(table), some)
