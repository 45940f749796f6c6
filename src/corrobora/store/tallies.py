"""Reading the listing of tallies: portions by key, figures of bodies, and scopes around a figure's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select, tuple_

from corrobora.count.place import Placed
from corrobora.count.scope import Area
from corrobora.count.tally import Tally, tally_from_json
from corrobora.model.vocabulary import Unit
from corrobora.store.listed import view_of
from corrobora.store.listing import BODY, portions
from corrobora.store.listing_tables import listed_tallies as t
from corrobora.store.listing_tables import sizes

_ORDER = (t.c.body_key, t.c.act, t.c.last_day, t.c.first_day, t.c.claim)
_UNITS = tuple(Unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A tally as it is listed.

    Attributes:
        tally: as published.
        placed: as it is held against others; ``None``: it has no place in time.
        note: why not.
    """

    tally: Tally
    placed: Placed | None
    note: str


def bits(units: Iterable[Unit]) -> int:
    """Units as ``listed_tallies.units`` has them."""
    return sum(1 << _UNITS.index(unit) for unit in units)


def size(connection: Connection) -> tuple[int, dict[str, int]]:
    """How many tallies there are, and how many figures each body gave."""
    query = select(sizes.c.key, sizes.c.size).where(sizes.c.view == view_of(connection), sizes.c.sort == BODY)
    held = {row.key: row.size for row in connection.execute(query)}
    return sum(held.values()), {body: n for body, n in held.items() if body}


def walk(
    connection: Connection,
    *,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    at: str | None = None,
) -> list[str]:
    """Ids of tallies, those of one body together, by what they count and until when; figureless ones last.

    Args:
        connection: to the case.
        limit: most of them.
        after, before, at: they come after, just before, or begin with, the tally of this id.
    """
    here = t.c.view == view_of(connection)
    query: Select[Any] = select(t.c.claim).where(here)
    key = tuple_(*_ORDER)
    for claim, beyond in ((after, key.__gt__), (before, key.__lt__), (at, key.__ge__)):
        edge = (
            connection.execute(select(*_ORDER).where(here, t.c.claim == claim)).one_or_none()
            if claim is not None
            else None
        )
        if edge is not None:
            query = query.where(beyond(tuple(edge)))
    query = query.order_by(*(c.desc() if before is not None else c for c in _ORDER))
    found = [str(id) for id in connection.execute(query.limit(limit)).scalars()]
    return found[::-1] if before is not None else found


def of_body(connection: Connection, body: str) -> list[Figure]:
    """Every figure a body gave."""
    return _figures(connection, t.c.body == body)


def by_claims(connection: Connection, claims: Iterable[str]) -> dict[str, Figure]:
    """Figures by the ids of their claims; claims without a figure are left out."""
    found: dict[str, Figure] = {}
    for some in portions(claims):
        found.update({f.tally.id: f for f in _figures(connection, t.c.claim.in_(some), t.c.data != "")})
    return found


def bodies_of(connection: Connection, claims: Sequence[str]) -> dict[str, str]:
    """Who gave these figures, as the listing tells bodies apart, by the ids of their claims."""
    found: dict[str, str] = {}
    for some in portions(claims):
        here = (t.c.view == view_of(connection), t.c.claim.in_(some), t.c.body != "")
        rows = connection.execute(select(t.c.claim, t.c.body).where(*here))
        found.update({row.claim: row.body for row in rows})
    return found


def areas(connection: Connection) -> dict[str, Area]:
    """The areas tallies are limited to, by what tells them apart in the listing."""
    query = select(t.c.area, func.min(t.c.claim)).where(t.c.view == view_of(connection), t.c.area != "")
    one = {claim: key for key, claim in connection.execute(query.group_by(t.c.area))}
    found = by_claims(connection, one)
    return {key: area for id, key in one.items() if (area := found[id].tally.scope.area) is not None}


def around(connection: Connection, part: Placed, areas: Sequence[str], most: int) -> list[str]:
    """Ids of other bodies' tallies that may hold all of a figure's scope, those over the fewest days first.

    The standard is left aside.

    Args:
        connection: to the case.
        part: the figure.
        areas: the areas of the listing that hold its own.
        most: most of them.
    """
    scope = part.scope

    def within(column: ColumnElement[str], value: str | None) -> ColumnElement[bool]:
        return column.in_(["", *([value] if value else [])])

    query = select(t.c.claim).where(
        t.c.view == view_of(connection),
        within(t.c.act, scope.act),
        t.c.placed_last >= (scope.last or date.max).isoformat(),
        t.c.placed_first <= (scope.first.isoformat() if scope.first else ""),
        within(t.c.victim_side, scope.victim_side), within(t.c.victim_status, scope.victim_status),
        within(t.c.perpetrator_side, scope.perpetrator_side), t.c.area.in_(["", *areas]),
        t.c.body != part.tally.body.id[:200], t.c.units.op("&")(bits(part.tally.figures)) != 0,
    )  # fmt: skip
    return list(connection.execute(query.order_by(t.c.days, t.c.claim).limit(most)).scalars())


def _figures(connection: Connection, *where: ColumnElement[bool]) -> list[Figure]:
    columns = [t.c[name] for name in ("claim", "data", "placed_first", "placed_last", "known", "note")]
    query = select(*columns).where(t.c.view == view_of(connection), *where).order_by(t.c.claim)
    return [_figure(row) for row in connection.execute(query)]


def _figure(row: Row[Any]) -> Figure:
    tally = tally_from_json(row.claim, json.loads(row.data))
    placed = None
    if row.placed_last:
        scope = replace(
            tally.scope,
            first=date.fromisoformat(row.placed_first) if row.placed_first else None,
            last=date.fromisoformat(row.placed_last),
        )
        placed = Placed(tally=tally, scope=scope, known=row.known)
    return Figure(tally=tally, placed=placed, note=row.note)
