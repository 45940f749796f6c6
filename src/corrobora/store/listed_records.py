"""Reading the listings of documents, statements, responses, places and names: portions by key, and sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select, tuple_

from corrobora.store.listed import view_of
from corrobora.store.listing import PLACE, PUBLISHER, UNDATED
from corrobora.store.listing_tables import (
    listed_documents,
    listed_elements,
    listed_incidents,
    listed_sayings,
    mentions,
    sizes,
)
from corrobora.store.tables import claims as claims_table
from corrobora.store.tables import documents as documents_table
from corrobora.store.tables import incident_claims

#: Columns documents can be sorted by, upwards, by the name of the order.
DOCUMENT_ORDERS: Mapping[str, tuple[str, ...]] = {
    "published": ("day_key", "sha256"),
    "publisher": ("publisher_key", "day_key", "sha256"),
    "claims": ("claims_key", "day_key", "sha256"),
}
#: What stands for a publisher that is not known.
NOBODY = "\uffff"
_SAID = ("day_key", "sha256", "start", "claim")


def documents(
    connection: Connection, order: str, *, limit: int, after: str | None = None, before: str | None = None
) -> list[str]:
    """Hashes of documents in an order of `DOCUMENT_ORDERS`.

    Args:
        connection: to the case.
        order: its name.
        limit: most of them.
        after, before: they come after, or just before, the document of this hash.
    """
    t = listed_documents
    here = [t.c.view == view_of(connection)]
    by = [t.c[name] for name in DOCUMENT_ORDERS[order]]
    return _walk(connection, t.c.sha256, here, by, limit=limit, after=after, before=before)


def sayings(
    connection: Connection,
    kind: str,
    type: str = "",
    *,
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> list[str]:
    """Ids of statements or responses, the last published first.

    Args:
        connection: to the case.
        kind: ``statement`` or ``response``.
        type: only of this type; empty: of any.
        limit: most of them.
        after, before: they come after, or just before, the claim of this id.
    """
    t = listed_sayings
    here = [t.c.view == view_of(connection), t.c.kind == kind, *([t.c.type == type] if type else [])]
    by = [t.c[name] for name in _SAID]
    return _walk(connection, t.c.claim, here, by, limit=limit, after=after, before=before)


def places(
    connection: Connection, *, limit: int, after: str | None = None, before: str | None = None
) -> dict[str, int]:
    """Places, those in doubt first, then by name: what tells them apart, and how many incidents are there.

    Args:
        connection: to the case.
        limit: most of them.
        after, before: they come after, or just before, this one.
    """
    here = [*_of_sort(connection, PLACE), sizes.c.key != ""]
    found = _walk(connection, sizes.c.key, here, [sizes.c.key], limit=limit, after=after, before=before)
    query = select(sizes.c.key, sizes.c.size).where(*here, sizes.c.key.in_(found))
    held = {row.key: row.size for row in connection.execute(query)}
    return {key: held[key] for key in found}


def numbers_at(connection: Connection, keys: Sequence[str], *, most: int) -> dict[str, list[int]]:
    """The first incidents at each of these places, by their numbers."""
    t = listed_incidents
    nth = func.row_number().over(partition_by=t.c.place, order_by=t.c.number).label("nth")
    here = (t.c.view == view_of(connection)) & t.c.place.in_(keys)
    numbered = select(t.c.place, t.c.number, nth).where(here).subquery()
    query = select(numbered.c.place, numbered.c.number).where(numbered.c.nth <= most)
    found: dict[str, list[int]] = {}
    for row in connection.execute(query.order_by(numbered.c.number)):
        found.setdefault(row.place, []).append(row.number)
    return found


def place_sizes(connection: Connection) -> tuple[int, int, int]:
    """How many places there are, of how many it is open which one is meant, and incidents without any."""
    c, here = sizes.c, _of_sort(connection, PLACE)
    query = select(
        func.count().filter(c.key != ""),
        func.count().filter(c.key.startswith("0")),
        func.coalesce(func.sum(c.size).filter(c.key == ""), 0),
    ).where(*here)
    named, doubtful, without = connection.execute(query).one()
    return int(named), int(doubtful), int(without)


def document_sizes(connection: Connection) -> tuple[int, int, int]:
    """How many documents there are, how many publishers, and how many documents have no day."""
    c = sizes.c
    of = select(func.coalesce(func.sum(c.size), 0), func.count().filter(c.key != NOBODY))
    total, publishers = connection.execute(of.where(*_of_sort(connection, PUBLISHER))).one()
    undated = connection.execute(select(c.size).where(*_of_sort(connection, UNDATED))).scalar()
    return int(total), int(publishers), undated or 0


def publishers(connection: Connection) -> list[str]:
    """Names of those who published documents, casefolded and cut as the listing has them."""
    query = select(sizes.c.key).where(*_of_sort(connection, PUBLISHER), sizes.c.key != NOBODY)
    return list(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSource:
    """A publisher: how many documents, claims and incidents come from it, and its first and last ISO day."""

    publisher: str | None
    documents: int
    claims: int
    incidents: int
    first: str | None
    last: str | None


def sources(
    connection: Connection, *, limit: int, after: tuple[int, str] | None = None
) -> tuple[list[ListedSource], tuple[int, str] | None]:
    """Publishers, those with most documents first, and the place to go on from, if there may be more.

    Names that the listing does not tell apart are counted as one for the order, and stand together.

    Args:
        connection: to the case.
        limit: most places in the order.
        after: they come after this one: number of documents, and the name as the listing has it.
    """
    c, d, t = sizes.c, documents_table, listed_documents
    query = select(c.size, c.key).where(*_of_sort(connection, PUBLISHER))
    if after is not None:
        size, key = after
        query = query.where((c.size < size) | ((c.size == size) & (c.key > key)))
    order = connection.execute(query.order_by(c.size.desc(), c.key).limit(limit)).all()
    places = {row.key: n for n, row in enumerate(order)}
    here = [t.c.view == view_of(connection), t.c.publisher_key.in_(list(places))]
    by = (t.c.publisher_key, d.c.publisher)
    told = (
        select(*by, func.count().label("documents"), func.sum(-t.c.claims_key).label("claims"),
               func.min(d.c.published).label("first"), func.max(d.c.published).label("last"))
        .join_from(t, d, d.c.sha256 == t.c.sha256).where(*here).group_by(*by)
    )  # fmt: skip
    under = (
        select(*by, func.count(incident_claims.c.number.distinct()).label("incidents"))
        .join_from(t, d, d.c.sha256 == t.c.sha256)
        .join(claims_table, claims_table.c.sha256 == t.c.sha256)
        .join(incident_claims, incident_claims.c.claim == claims_table.c.id)
        .where(*here, incident_claims.c.until.is_(None))
        .group_by(*by)
    )
    incidents = {(r.publisher_key, r.publisher): r.incidents for r in connection.execute(under)}
    rows = sorted(
        connection.execute(told),
        key=lambda r: (places[r.publisher_key], -r.documents, r.publisher is None, r.publisher or ""),
    )
    found = [
        ListedSource(
            publisher=r.publisher, documents=r.documents, claims=int(r.claims),
            incidents=incidents.get((r.publisher_key, r.publisher), 0), first=r.first, last=r.last,
        )
        for r in rows
    ]  # fmt: skip
    return found, (order[-1].size, order[-1].key) if len(order) == limit else None


def saying_sizes(connection: Connection, kind: str) -> dict[str, int]:
    """How many statements, or responses, there are of each type; under the empty text those without one."""
    query = select(sizes.c.key, sizes.c.size).where(*_of_sort(connection, kind))
    return {row.key: row.size for row in connection.execute(query)}


def elements(connection: Connection, most: int) -> list[tuple[str, int, list[int]]]:
    """What is found on elements of crimes: of how many incidents the same, and the first of their numbers."""
    t = listed_elements
    here = t.c.view == view_of(connection)
    query = select(t.c.found, func.count()).where(here).group_by(t.c.found)
    counts = connection.execute(query.order_by(t.c.found)).all()
    nth = func.row_number().over(partition_by=t.c.found, order_by=t.c.number).label("nth")
    numbered = select(t.c.found, t.c.number, nth).where(here).subquery()
    first: dict[str, list[int]] = {}
    named = select(numbered.c.found, numbered.c.number).where(numbered.c.nth <= most)
    for row in connection.execute(named.order_by(numbered.c.number)):
        first.setdefault(row.found, []).append(row.number)
    return [(found, number, first[found]) for found, number in counts]


def named_in(connection: Connection, names: Sequence[str]) -> tuple[int, int]:
    """In how many documents and claims one of these names stands, as ``mentions`` has them."""
    t = mentions
    query = select(func.count(t.c.sha256.distinct()), func.count(t.c.claim.distinct()))
    documents, claims = connection.execute(
        query.where(t.c.view == view_of(connection), t.c.actor.in_(names))
    ).one()
    return int(documents), int(claims)


def claims_naming(connection: Connection, names: Sequence[str], most: int) -> list[str]:
    """Ids of the first claims in which one of these names stands, by their documents."""
    t = mentions
    here = (t.c.view == view_of(connection), t.c.actor.in_(names))
    query = select(t.c.sha256, t.c.claim).where(*here).distinct().order_by(t.c.sha256, t.c.claim)
    return [row.claim for row in connection.execute(query.limit(most))]


def _of_sort(connection: Connection, sort: str) -> list[ColumnElement[bool]]:
    return [sizes.c.view == view_of(connection), sizes.c.sort == sort]


def _walk(
    connection: Connection,
    column: ColumnElement[Any],
    here: Sequence[ColumnElement[bool]],
    by: Sequence[ColumnElement[Any]],
    *,
    limit: int,
    after: str | None,
    before: str | None,
) -> list[str]:
    """Values of a column in an order, after or just before the row that has one of them."""
    query: Select[Any] = select(column).where(*here)
    for value, beyond in ((after, tuple_(*by).__gt__), (before, tuple_(*by).__lt__)):
        if value is not None:
            edge = connection.execute(select(*by).where(*here, column == value)).one_or_none()
            if edge is not None:
                query = query.where(beyond(tuple(edge)))
    query = query.order_by(*(c.desc() if before is not None else c for c in by))
    found = [str(value) for value in connection.execute(query.limit(limit)).scalars()]
    return found[::-1] if before is not None else found
