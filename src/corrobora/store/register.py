"""Incidents, which claims stand under them, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from corrobora.store import veil
from corrobora.store.tables import claims as claims_table
from corrobora.store.tables import incident_claims, incident_versions, incidents, links


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That a claim stands or stood under a number.

    Attributes:
        number: the incident's.
        claim: the claim's id.
        since, until: the journal entries with which it began and ended; ``until`` is empty now.
    """

    number: int
    claim: str
    since: int
    until: int | None = None

    @property
    def now(self) -> bool:
        """Whether it still does."""
        return self.until is None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedEvent:
    """One incident as the store keeps it.

    Attributes:
        number: its permanent number.
        claims: ids of its claims, in the order they are shown.
        data: its derived values as JSON.
        first_day, last_day: ISO days it can have happened on, for sorting.
        merged_into: the number that stands for it now; then it has no claims.
    """

    number: int
    claims: tuple[str, ...]
    data: Mapping[str, Any]
    first_day: str | None = None
    last_day: str | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLink:
    """Why two claims were joined or kept apart.

    Attributes:
        first, second: the claims' ids.
        joined: whether both stand under one number.
        score: 0..1.
        data: the linker's explanation as JSON.
        linker: its name and version.
    """

    first: str
    second: str
    joined: bool
    score: float
    data: Mapping[str, Any]
    linker: str


def memberships(connection: Connection) -> tuple[Membership, ...]:
    """Every claim's numbers, past and present, oldest first."""
    rows = connection.execute(select(incident_claims).order_by(incident_claims.c.id))
    return tuple(Membership(number=r.number, claim=r.claim, since=r.since, until=r.until) for r in rows)


def highest(connection: Connection) -> int:
    """The highest number ever given, 0 if none."""
    return connection.execute(select(func.max(incidents.c.number))).scalar_one() or 0


def put(
    connection: Connection, events: Sequence[NumberedEvent], merged: Mapping[int, int | None], *, entry: int
) -> None:
    """Make these the register; what stays as it is is not written.

    Args:
        events: incidents that have claims now.
        merged: numbers that have none now, and the number that stands for each, if any; they keep
            what was last known of them.
        entry: the journal entry of the linking.
    """
    known = {e.number: e for e in everything(connection)}
    changed = [
        e for e in sorted(events, key=lambda e: e.number)
        if e.number not in known or known[e.number].data != e.data
    ]  # fmt: skip
    back = [e for e in events if e.number in known and known[e.number].merged_into is not None]
    for event in {e.number: e for e in (*changed, *back)}.values():
        values = {
            "data": dict(event.data), "first_day": event.first_day, "last_day": event.last_day,
            "merged_into": event.merged_into, "entry": entry,
        }  # fmt: skip
        if event.number in known:
            connection.execute(update(incidents).where(incidents.c.number == event.number).values(**values))
        else:
            connection.execute(insert(incidents).values(number=event.number, **values))
    if changed:
        rows = [{"number": e.number, "entry": entry, "data": dict(e.data)} for e in changed]
        connection.execute(insert(incident_versions), rows)
    for number, into in merged.items():
        if number in known and known[number].merged_into == into:
            continue
        connection.execute(update(incidents).where(incidents.c.number == number).values(merged_into=into))
    _move_claims(connection, {claim: e.number for e in events for claim in e.claims}, entry=entry)


def _move_claims(connection: Connection, wanted: Mapping[str, int], *, entry: int) -> None:
    now = {m.claim: m.number for m in memberships(connection) if m.now}
    ended = [claim for claim, number in now.items() if wanted.get(claim) != number]
    for start in range(0, len(ended), 500):
        some = incident_claims.c.claim.in_(ended[start : start + 500])
        still = incident_claims.c.until.is_(None)
        connection.execute(update(incident_claims).where(some, still).values(until=entry))
    begun = [
        {"claim": claim, "number": number, "since": entry}
        for claim, number in wanted.items()
        if now.get(claim) != number
    ]
    if begun:
        connection.execute(insert(incident_claims), begun)


def put_links(connection: Connection, found: Iterable[StoredLink], *, entry: int) -> None:
    """Replace the explanations by those of the newest linking; those that stay as they are stay."""
    known = {(row.first, row.second): row for row in connection.execute(select(links))}
    rows, gone = [], {pair: row.id for pair, row in known.items()}
    for link in found:
        row = known.get((link.first, link.second))
        if row is not None and _stored_link(row) == replace(link, data=dict(link.data)):
            gone.pop((link.first, link.second), None)
            continue
        rows.append({
            "first": link.first, "second": link.second, "joined": link.joined, "score": link.score,
            "data": dict(link.data), "linker": link.linker, "since": entry,
        })  # fmt: skip
    ids = sorted(gone.values())
    for start in range(0, len(ids), 500):
        connection.execute(delete(links).where(links.c.id.in_(ids[start : start + 500])))
    if rows:
        connection.execute(insert(links), rows)


def page(connection: Connection, *, offset: int = 0, limit: int | None = None) -> tuple[NumberedEvent, ...]:
    """Incidents in force, by number."""
    query = select(incidents).where(incidents.c.number.in_(_in_force())).order_by(incidents.c.number)
    rows = connection.execute(query.offset(offset).limit(limit)).all()
    return tuple(veil.events(connection, map(event_of, rows)))


def count(connection: Connection) -> int:
    """How many incidents are in force."""
    if veil.of(connection) is not None:
        return len(page(connection))
    query = select(func.count()).select_from(incidents).where(incidents.c.number.in_(_in_force()))
    return connection.execute(query).scalar_one()


def by_number(connection: Connection, number: int) -> NumberedEvent | None:
    """One incident, also one merged into another or emptied."""
    row = connection.execute(select(incidents).where(incidents.c.number == number)).one_or_none()
    if row is None:
        return None
    now = select(incident_claims.c.claim).where(
        incident_claims.c.number == number, incident_claims.c.until.is_(None)
    )
    under = set(connection.execute(now).scalars())
    event = event_of(row)
    event = replace(event, claims=tuple(claim for claim in event.claims if claim in under))
    return next(veil.events(connection, [event]), None)


def by_numbers(connection: Connection, numbers: Iterable[int]) -> tuple[NumberedEvent, ...]:
    """Incidents by their numbers, in that order; with the claims that stand under them now."""
    wanted = list(numbers)
    found: dict[int, NumberedEvent] = {}
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        now = select(incident_claims.c.claim).where(
            incident_claims.c.number.in_(some), incident_claims.c.until.is_(None)
        )
        under = set(connection.execute(now).scalars())
        for row in connection.execute(select(incidents).where(incidents.c.number.in_(some))):
            event = event_of(row)
            found[row.number] = replace(event, claims=tuple(c for c in event.claims if c in under))
    return tuple(veil.events(connection, [found[n] for n in wanted if n in found]))


def everything(connection: Connection) -> tuple[NumberedEvent, ...]:
    """All numbers ever given, merged and emptied ones too."""
    return tuple(event_of(row) for row in connection.execute(select(incidents).order_by(incidents.c.number)))


def redirects(connection: Connection) -> dict[int, int | None]:
    """Numbers without claims, and the number that stands for each, if one does."""
    query = select(incidents.c.number, incidents.c.merged_into).where(incidents.c.number.not_in(_in_force()))
    return {row.number: row.merged_into for row in connection.execute(query.order_by(incidents.c.number))}


def values_at(connection: Connection, entry: int) -> dict[int, Mapping[str, Any]]:
    """The values of each incident there was at an entry, as JSON."""
    newest = (
        select(incident_versions.c.number, func.max(incident_versions.c.entry).label("entry"))
        .where(incident_versions.c.entry <= entry)
        .group_by(incident_versions.c.number)
        .subquery()
    )
    query = select(incident_versions.c.number, incident_versions.c.data).join(
        newest,
        (incident_versions.c.number == newest.c.number) & (incident_versions.c.entry == newest.c.entry),
    )
    return {row.number: row.data for row in connection.execute(query)}


def versions(connection: Connection) -> dict[int, list[tuple[int, Mapping[str, Any]]]]:
    """Every version of every incident with the entry it came with, oldest first, by number."""
    query = select(incident_versions).order_by(incident_versions.c.number, incident_versions.c.entry)
    found: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.number, []).append((row.entry, row.data))
    return found


def links_among(connection: Connection, claims: Iterable[str]) -> tuple[StoredLink, ...]:
    """Links that touch any of these claims, best first."""
    ids = sorted(set(claims))
    query = select(links).where(or_(links.c.first.in_(ids), links.c.second.in_(ids)))
    rows = connection.execute(query.order_by(links.c.score.desc(), links.c.first, links.c.second))
    return tuple(_seen(connection, [_stored_link(row) for row in rows]))


def _seen(connection: Connection, found: list[StoredLink]) -> list[StoredLink]:
    """The links whose claims may both be seen."""
    over = veil.of(connection)
    if over is None:
        return found
    ids = {id for link in found for id in (link.first, link.second)}
    query = select(claims_table.c.id, claims_table.c.sha256).where(claims_table.c.id.in_(ids))
    gone = {r.id for r in connection.execute(query) if over.hides(r.sha256)} | over.hidden_claims()
    return [link for link in found if link.first not in gone and link.second not in gone]


def link_between(connection: Connection, first: str, second: str) -> StoredLink | None:
    """Why two claims were joined or kept apart, if the linker said."""
    query = select(links).where(links.c.first == first, links.c.second == second).limit(1)
    row = connection.execute(query).first()
    return _stored_link(row) if row is not None else None


def linked(connection: Connection, claims: Sequence[str], scores: tuple[float, float]) -> list[str]:
    """Those of these claims that are the first of a link with a score between two."""
    query = select(links.c.first).where(links.c.first.in_(claims), links.c.score.between(*scores))
    return sorted(set(connection.execute(query).scalars()))


def all_links(connection: Connection) -> tuple[StoredLink, ...]:
    """Every link."""
    return tuple(_stored_link(row) for row in connection.execute(select(links)))


def _stored_link(row: Row[Any]) -> StoredLink:
    return StoredLink(
        first=row.first,
        second=row.second,
        joined=row.joined,
        score=row.score,
        data=row.data,
        linker=row.linker,
    )


def _in_force() -> Any:
    return select(incident_claims.c.number).where(incident_claims.c.until.is_(None))


def event_of(row: Row[Any]) -> NumberedEvent:
    """An incident from its row."""
    return NumberedEvent(
        number=row.number,
        claims=tuple(row.data["claims"]) if row.merged_into is None else (),
        data=row.data,
        first_day=row.first_day,
        last_day=row.last_day,
        merged_into=row.merged_into,
    )
