"""Incidents, which claims stand under them, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, or_, select

from corrobora.store import veil
from corrobora.store.tables import claims as claims_table
from corrobora.store.tables import incident_claims, incident_versions, incidents, links

#: Data of a version that was forgotten with the testimony it rested on.
FORGOTTEN: Mapping[str, Any] = {}

# Statements of pages are made once: making one takes longer than carrying it out.
_BY_NUMBER = select(incidents).where(incidents.c.number == bindparam("number"))
_UNDER = select(incident_claims.c.claim).where(
    incident_claims.c.number == bindparam("number"), incident_claims.c.until.is_(None)
)
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_LINKS = (
    select(links)
    .where(or_(links.c.first.in_(_IDS), links.c.second.in_(_IDS)))
    .order_by(links.c.score.desc(), links.c.first, links.c.second)
)


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


def memberships_under(connection: Connection, numbers: Iterable[int]) -> tuple[Membership, ...]:
    """Every claim that stands or stood under one of these numbers, oldest first."""
    wanted = sorted(set(numbers))
    found: list[Row[Any]] = []
    for start in range(0, len(wanted), 500):
        here = incident_claims.c.number.in_(wanted[start : start + 500])
        found += connection.execute(select(incident_claims).where(here)).all()
    return tuple(
        Membership(number=r.number, claim=r.claim, since=r.since, until=r.until)
        for r in sorted(found, key=lambda r: r.id)
    )


def numbers_ever(connection: Connection, claims: Iterable[str]) -> set[int]:
    """Every number one of these claims stands or stood under."""
    wanted = sorted(set(claims))
    found: set[int] = set()
    for start in range(0, len(wanted), 500):
        here = incident_claims.c.claim.in_(wanted[start : start + 500])
        found.update(connection.execute(select(incident_claims.c.number).where(here)).scalars())
    return found


def numbers_now(connection: Connection, claims: Iterable[str]) -> dict[str, int]:
    """The number each of these claims stands under now; those under none are left out."""
    wanted, found = sorted(set(claims)), {}
    for start in range(0, len(wanted), 500):
        here = incident_claims.c.claim.in_(wanted[start : start + 500]) & incident_claims.c.until.is_(None)
        query = select(incident_claims.c.claim, incident_claims.c.number).where(here)
        found.update({row.claim: row.number for row in connection.execute(query)})
    return found


def highest(connection: Connection) -> int:
    """The highest number ever given, 0 if none."""
    return connection.execute(select(func.max(incidents.c.number))).scalar_one() or 0


def page(connection: Connection, *, offset: int = 0, limit: int | None = None) -> tuple[NumberedEvent, ...]:
    """Incidents in force, by number."""
    query = select(incidents).where(incidents.c.number.in_(in_force())).order_by(incidents.c.number)
    rows = connection.execute(query.offset(offset).limit(limit)).all()
    return tuple(veil.events(connection, map(event_of, rows)))


def count(connection: Connection) -> int:
    """How many incidents are in force."""
    if veil.of(connection) is not None:
        return len(page(connection))
    query = select(func.count()).select_from(incidents).where(incidents.c.number.in_(in_force()))
    return connection.execute(query).scalar_one()


def by_number(connection: Connection, number: int) -> NumberedEvent | None:
    """One incident, also one merged into another or emptied."""
    row = connection.execute(_BY_NUMBER, {"number": number}).one_or_none()
    if row is None:
        return None
    under = set(connection.execute(_UNDER, {"number": number}).scalars())
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


def stored(connection: Connection, numbers: Iterable[int]) -> dict[int, NumberedEvent]:
    """Incidents by number as they are stored, merged and emptied ones too."""
    wanted, found = sorted(set(numbers)), {}
    for start in range(0, len(wanted), 500):
        query = select(incidents).where(incidents.c.number.in_(wanted[start : start + 500]))
        found.update({row.number: event_of(row) for row in connection.execute(query)})
    return found


def redirects(connection: Connection) -> dict[int, int | None]:
    """Numbers without claims, and the number that stands for each, if one does."""
    query = select(incidents.c.number, incidents.c.merged_into).where(incidents.c.number.not_in(in_force()))
    return {row.number: row.merged_into for row in connection.execute(query.order_by(incidents.c.number))}


def values_at(connection: Connection, entry: int) -> dict[int, Mapping[str, Any]]:
    """The values of each incident there was at an entry, as JSON."""
    newest = (
        select(incident_versions.c.number, func.max(incident_versions.c.entry).label("entry"))
        .where(incident_versions.c.entry <= entry, incident_versions.c.data != FORGOTTEN)
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
    query = select(incident_versions).where(incident_versions.c.data != FORGOTTEN)
    query = query.order_by(incident_versions.c.number, incident_versions.c.entry)
    found: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
    for row in connection.execute(query):
        found.setdefault(row.number, []).append((row.entry, row.data))
    return found


def all_versions(connection: Connection) -> Iterator[tuple[int, int, str, Mapping[str, Any]]]:
    """Entry, number, digest and data of every version, forgotten ones too."""
    query = select(incident_versions).order_by(incident_versions.c.number, incident_versions.c.entry)
    for row in connection.execute(query, execution_options={"yield_per": 1000}):
        yield row.entry, row.number, row.digest, row.data


def links_among(connection: Connection, claims: Iterable[str]) -> tuple[StoredLink, ...]:
    """Links that touch any of these claims, best first."""
    ids = sorted(set(claims))
    rows = connection.execute(_LINKS, {"ids": ids})
    return tuple(_seen(connection, [stored_link(row) for row in rows]))


def _seen(connection: Connection, found: list[StoredLink]) -> list[StoredLink]:
    """The links whose claims may both be seen."""
    over = veil.of(connection)
    if over is None:
        return found
    ids = {id for link in found for id in (link.first, link.second)}
    query = select(claims_table.c.id, claims_table.c.sha256).where(claims_table.c.id.in_(ids))
    gone = {r.id for r in connection.execute(query) if over.hides(r.sha256)}
    gone |= {id for id in ids if over.hides_claim(id)}
    return [link for link in found if link.first not in gone and link.second not in gone]


def link_between(connection: Connection, first: str, second: str) -> StoredLink | None:
    """Why two claims were joined or kept apart, if the linker said."""
    query = select(links).where(links.c.first == first, links.c.second == second).limit(1)
    row = connection.execute(query).first()
    return stored_link(row) if row is not None else None


def linked(connection: Connection, claims: Sequence[str], scores: tuple[float, float]) -> list[str]:
    """Those of these claims that are the first of a link with a score between two."""
    query = select(links.c.first).where(links.c.first.in_(claims), links.c.score.between(*scores))
    return sorted(set(connection.execute(query).scalars()))


def all_links(connection: Connection) -> tuple[StoredLink, ...]:
    """Every link."""
    return tuple(stored_link(row) for row in connection.execute(select(links)))


def stored_link(row: Row[Any]) -> StoredLink:
    """A link from its row."""
    return StoredLink(
        first=row.first,
        second=row.second,
        joined=row.joined,
        score=row.score,
        data=row.data,
        linker=row.linker,
    )


def in_force() -> Any:
    """A query for the numbers claims stand under now."""
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
