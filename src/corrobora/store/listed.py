"""Reading the listings: portions in an order, counts and sums, each by an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
    tuple_,
    union,
    union_all,
)
from sqlalchemy import true as always

from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Basis, Unit
from corrobora.store import veil
from corrobora.store.listing import Queued, portions
from corrobora.store.listing_tables import (
    VEILED,
    WHOLE,
    listed_bases,
    listed_counts,
    listed_incidents,
    listed_points,
    listed_tallies,
    names,
    queue,
    queue_counts,
)

#: Columns the register can be sorted by, upwards, by the name of the order; numbers come after each.
ORDERS = {
    "number": "number", "date": "day_key", "victims": "victims_key", "place": "place_key",
    "claims": "claims_key", "day": "first_key", "differences": "differences_key",
}  # fmt: skip
_search = table("incidents_search", column("rowid"))
_FACTS = ("act", "victim_status", "victim_side", "perpetrator_side", "verification")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the register; empty: everything.

    Attributes:
        words: for each word, itself and the values of ``act`` it is a name of.
        act, victim_status, victim_side, perpetrator_side, verification: values as they are stored.
        basis: an evidence base.
        unit: code of a first-level unit.
        since, until: ISO days; only incidents that can have happened between them.
        differs: only incidents whose claims differ on something.
    """

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    act: str = ""
    victim_status: str = ""
    victim_side: str = ""
    perpetrator_side: str = ""
    verification: str = ""
    basis: str = ""
    unit: str = ""
    since: str = ""
    until: str = ""
    differs: bool = False

    @property
    def counted(self) -> bool:
        """Whether the kept counts answer how many there are."""
        return not (self.words or self.basis or self.unit or self.since or self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An incident in a portion: its number, how many documents it stands in and who published them."""

    number: int
    documents: int
    publishers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What all incidents asked for amount to.

    Attributes:
        incidents: how many.
        victims: their victims together, ``None`` where no number is known or they are not one kind of thing:
            one act by one side against one side.
    """

    incidents: int
    victims: Quantity | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Incidents of one kind, counted.

    Attributes:
        act, victim_side, perpetrator_side: what it is; empty where not found.
        incidents: how many.
        numbered: how many of them have a number of victims.
        victims: all of those together.
    """

    act: str
    victim_side: str
    perpetrator_side: str
    incidents: int
    numbered: int
    victims: Quantity | None


def view_of(connection: Connection) -> int:
    """The view a connection's reader may see."""
    return WHOLE if veil.of(connection) is None else VEILED


def page(
    connection: Connection,
    asked: Asked,
    order: str,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
) -> list[Listed]:
    """Incidents in an order.

    Args:
        connection: to the case.
        asked: which.
        order: one of `ORDERS`.
        limit: most of them.
        after: number of the incident they come after.
        before: number of the incident they come before; the last of them are given.
    """
    t = listed_incidents
    by = tuple(dict.fromkeys((t.c[ORDERS[order]], t.c.number)))
    query = select(t.c.number, t.c.documents, t.c.publishers).where(*_where(connection, asked))
    for number, beyond in ((after, tuple_(*by).__gt__), (before, tuple_(*by).__lt__)):
        if number is not None:
            edge = select(*by).where(t.c.view == view_of(connection), t.c.number == number)
            held = connection.execute(edge).one_or_none()
            if held is not None:
                query = query.where(beyond(tuple(held)))
    query = query.order_by(*(c.desc() if before is not None else c for c in by))
    rows = connection.execute(query.limit(limit)).all()
    found = [Listed(number=r.number, documents=r.documents, publishers=r.publishers) for r in rows]
    return found[::-1] if before is not None else found


def by_numbers(connection: Connection, numbers: Sequence[int]) -> list[Listed]:
    """Incidents by their numbers."""
    t = listed_incidents
    query = select(t.c.number, t.c.documents, t.c.publishers).where(t.c.view == view_of(connection))
    return [
        Listed(number=r.number, documents=r.documents, publishers=r.publishers)
        for some in portions(numbers)
        for r in connection.execute(query.where(t.c.number.in_(some)).order_by(t.c.number))
    ]


def figures(connection: Connection, asked: Asked) -> Figures:
    """How many there are of those asked for, and their victims."""
    if asked.counted:
        t: Any = listed_counts
        kind = [t.c[name] for name in _FACTS[:1] + _FACTS[2:4]]
        query = select(
            func.coalesce(func.sum(t.c.incidents), 0), func.coalesce(func.sum(t.c.numbered), 0),
            func.sum(t.c.lows), func.sum(t.c.low), func.sum(t.c.opens), func.sum(t.c.high),
            *(func.min(c) == func.max(c) for c in kind),
        ).where(t.c.view == view_of(connection), *_facts(t, asked))  # fmt: skip
    else:
        t = listed_incidents
        kind = [t.c[name] for name in _FACTS[:1] + _FACTS[2:4]]
        numbered = t.c.victims_key <= 0
        query = select(
            func.count(), func.count().filter(numbered), func.count(t.c.low), func.sum(t.c.low),
            func.count().filter(and_(numbered, t.c.high.is_(None))), func.sum(t.c.high),
            *(func.min(c) == func.max(c) for c in kind),
        ).where(*_where(connection, asked))  # fmt: skip
    incidents, numbered, lows, low, opens, high, *same = connection.execute(query).one()
    together = _together(numbered, lows, low, opens, high) if all(same) else None
    if together is not None and numbered == 1:
        hedge = select(listed_incidents.c.hedge).where(
            *_where(connection, asked), listed_incidents.c.victims_key <= 0
        )
        together = Quantity(
            low=together.low, high=together.high, unit=together.unit,
            hedge=connection.execute(hedge.limit(1)).scalar(),
        )  # fmt: skip
    return Figures(incidents=int(incidents), victims=together)


def _together(
    numbered: int, lows: int | None, low: int | None, opens: int | None, high: int | None
) -> Quantity | None:
    """Counts of different persons added up, as `Quantity.plus` does it."""
    if not numbered:
        return None
    least = int(low or 0) if lows else None
    most = None if opens else int(high or 0)
    return Quantity(low=0 if least is None and most is None else least, high=most, unit=Unit.PERSONS)


def kinds(connection: Connection) -> tuple[Kind, ...]:
    """Incidents by act and sides, the most frequent kind first."""
    t = listed_counts
    by = (t.c.act, t.c.victim_side, t.c.perpetrator_side)
    sums = [func.sum(t.c[n]).label(n) for n in ("incidents", "numbered", "lows", "low", "opens", "high")]
    query = select(*by, *sums).where(t.c.view == view_of(connection)).group_by(*by)
    rows = connection.execute(query.order_by(func.sum(t.c.incidents).desc(), *by)).all()
    return tuple(
        Kind(
            act=r.act, victim_side=r.victim_side, perpetrator_side=r.perpetrator_side,
            incidents=int(r.incidents), numbered=int(r.numbered),
            victims=_together(int(r.numbered), int(r.lows), int(r.low), int(r.opens), int(r.high)),
        )
        for r in rows
    )  # fmt: skip


def values(connection: Connection) -> dict[str, tuple[str, ...]]:
    """For each slot the register is narrowed by, the values it holds, sorted."""
    view = view_of(connection)
    t = listed_counts
    found: dict[str, tuple[str, ...]] = {}
    rows = connection.execute(select(*(t.c[n] for n in _FACTS)).where(t.c.view == view).distinct()).all()
    for position, name in enumerate(_FACTS):
        found[name] = tuple(sorted({row[position] for row in rows} - {""}))
    held = [
        exists().where(listed_bases.c.view == view, listed_bases.c.basis == b.value).label(b.name)
        for b in Basis
    ]
    there = connection.execute(select(*held)).one()
    found["basis"] = tuple(sorted(b.value for b, yes in zip(Basis, there, strict=True) if yes))
    return found


def count(connection: Connection) -> int:
    """How many incidents are in force."""
    t = listed_counts
    query = select(func.coalesce(func.sum(t.c.incidents), 0)).where(t.c.view == view_of(connection))
    return int(connection.execute(query).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point with what is there.

    Attributes:
        several: whether it is one of several places of that name.
        km: how far off it can be at most.
        name: of the place, as the gazetteer has it for the first of them.
        incidents: how many.
        number: the first of them.
    """

    lat: float
    lon: float
    several: bool
    km: float
    name: str
    incidents: int
    number: int


#: West, south, east, north, in degrees; west of east unless it crosses 180°.
Box = tuple[float, float, float, float]


def spots(
    connection: Connection,
    asked: Asked,
    *,
    limit: int,
    box: Box | None = None,
    after: tuple[int, float, float, int] | None = None,
) -> tuple[Spot, ...]:
    """Points narrower than a first-level unit, those with most incidents first.

    Args:
        connection: to the case.
        asked: of which incidents.
        limit: most of them.
        box: only those inside.
        after: what comes after the spot of so many incidents, this latitude, longitude and ``several``.
    """
    p = listed_points
    by = (p.c.lat, p.c.lon, p.c.several)
    count = func.count().label("incidents")
    query = select(*by, func.max(p.c.km).label("km"), count, func.min(p.c.number).label("number"))
    query = query.where(p.c.level != "first", *_at(connection, asked), *_inside(box)).group_by(*by)
    if after is not None:
        query = query.having(
            or_(func.count() < after[0], and_(func.count() == after[0], tuple_(*by) > after[1:]))
        )
    found = query.order_by(count.desc(), *by).limit(limit).subquery()
    # names only of those given out: all else stands in one index
    name = select(func.min(p.c.name)).where(
        p.c.view == view_of(connection), p.c.number == found.c.number, p.c.lat == found.c.lat,
        p.c.lon == found.c.lon, p.c.several == found.c.several,
    )  # fmt: skip
    named = select(found, name.scalar_subquery().label("name"))
    rows = connection.execute(named.order_by(found.c.incidents.desc(), *(found.c[c.key] for c in by))).all()
    return tuple(
        Spot(
            lat=r.lat, lon=r.lon, several=bool(r.several), km=r.km, name=r.name, incidents=r.incidents,
            number=r.number,
        )
        for r in rows
    )  # fmt: skip


def _inside(box: Box | None) -> list[ColumnElement[bool]]:
    if box is None:
        return []
    west, south, east, north = box
    lat, lon = listed_points.c.lat, listed_points.c.lon
    across = and_ if west <= east else or_
    return [lat.between(south, north), across(lon >= west, lon <= east)]


def units(connection: Connection, asked: Asked) -> dict[str, int]:
    """How many incidents surely lie in each first-level unit."""
    t = listed_incidents
    query = select(t.c.unit, func.count()).where(*_where(connection, asked), t.c.unit != "")
    return {row[0]: row[1] for row in connection.execute(query.group_by(t.c.unit))}


def vague(connection: Connection, asked: Asked) -> dict[str, tuple[int, int]]:
    """For units that are all that is known of some incidents: how many, and the first of them."""
    p, t = listed_points, listed_incidents
    at = select(p.c.number).where(p.c.view == view_of(connection), p.c.level == "first")
    # the unit as an expression, which no index holds: else SQLite goes through all that lie in a unit
    query = select(t.c.unit, func.count(), func.min(t.c.number)).where(
        t.c.number.in_(at), t.c.unit.concat("") != "", *_where(connection, asked)
    )
    return {unit: (n, first) for unit, n, first in connection.execute(query.group_by(t.c.unit))}


def placed(connection: Connection, asked: Asked) -> int:
    """How many of the incidents have a point."""
    query = select(listed_points.c.number).where(*_at(connection, asked)).distinct().subquery()
    return connection.execute(select(func.count()).select_from(query)).scalar_one()


def stretches(connection: Connection, asked: Asked) -> tuple[tuple[str, str, int], ...]:
    """First and last ISO day of incidents that have one, and how many have just these."""
    t = listed_incidents
    by = (t.c.first_day, t.c.last_day)
    query = select(*by, func.count()).where(*_where(connection, asked), t.c.day_key <= 0).group_by(*by)
    return tuple((first, last, n) for first, last, n in connection.execute(query.order_by(*by)))


def _at(connection: Connection, asked: Asked) -> list[ColumnElement[bool]]:
    """That a point is one of the incidents asked for."""
    found = [listed_points.c.view == view_of(connection)]
    if asked != Asked():
        numbers = select(listed_incidents.c.number).where(*_where(connection, asked))
        found.append(listed_points.c.number.in_(numbers))
    return found


def _facts(table: Any, asked: Asked) -> list[ColumnElement[bool]]:
    found = [table.c[name] == getattr(asked, name) for name in _FACTS if getattr(asked, name)]
    return [*found, table.c.differs == 1] if asked.differs else found


def _where(connection: Connection, asked: Asked) -> list[ColumnElement[bool]]:
    t, view = listed_incidents, view_of(connection)
    found = [t.c.view == view, *_facts(t, asked)]
    if asked.unit:
        found.append(t.c.unit == asked.unit)
    if asked.since or asked.until:
        found += [
            t.c.last_day >= (asked.since or "0001-01-01"),
            t.c.first_day <= (asked.until or "9999-12-31"),
        ]
    if asked.basis:
        held = select(listed_bases.c.number).where(
            listed_bases.c.view == view, listed_bases.c.basis == asked.basis
        )
        found.append(t.c.number.in_(held))
    return found + [_says(connection, word, acts) for word, acts in asked.words]


def _says(connection: Connection, word: str, acts: Collection[str]) -> ColumnElement[bool]:
    """That an incident is found by words that begin so, or is of an act of that name."""
    t = listed_incidents
    if connection.dialect.name == "sqlite":
        found = literal_column("incidents_search").op("MATCH")(f'"{word}"*')
        matching: Any = select(_search.c.rowid).where(found)
    else:
        asked = func.to_tsquery(text("'simple'"), f"{word}:*")
        matching = select(t.c.id).where(func.to_tsvector(text("'simple'"), t.c.words).op("@@")(asked))
    if acts:
        view = view_of(connection)
        matching = union(matching, select(t.c.id).where(t.c.view == view, t.c.act.in_(sorted(acts))))
    return t.c.id.in_(matching)


# -- the queue --------------------------------------------------------------------------------------

_QUEUE_ORDER = tuple(queue.c[n] for n in ("why", "unplaced", "incident", "sha256", "start", "key"))


def queued(
    connection: Connection,
    *,
    why: int | None = None,
    below: int | None = None,
    after: Queued | None = None,
    skip: int = 0,
    limit: int,
) -> tuple[Queued, ...]:
    """What waits, most pressing first.

    Args:
        connection: to the case.
        why: only for this reason, by its rank.
        below: only for reasons that press more than this one.
        after: what comes after this.
        skip: how many are left out.
        limit: most of them.
    """
    query = select(queue).where(queue.c.view == view_of(connection), _for(why, below))
    by = _order(why)
    if after is not None:
        query = query.where(tuple_(*by) > _place(after, by))
    rows = connection.execute(query.order_by(*by).offset(skip or None).limit(limit)).all()
    return tuple(_queued(row) for row in rows)


def queued_before(
    connection: Connection, item: Queued, *, why: int | None, below: int | None, most: int
) -> int:
    """How many come before it, counted to ``most``."""
    query = select(queue.c.key).where(queue.c.view == view_of(connection), _for(why, below))
    by = _order(why)
    before = query.where(tuple_(*by) < _place(item, by)).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(before)).scalar_one()


def queued_by_key(connection: Connection, key: str) -> Queued | None:
    """What waits under a key, if it does."""
    row = connection.execute(
        select(queue).where(queue.c.view == view_of(connection), queue.c.key == key)
    ).one_or_none()
    return _queued(row) if row is not None else None


def queue_sizes(connection: Connection) -> dict[int, int]:
    """How many wait for each reason, by its rank."""
    query = select(queue_counts.c.why, queue_counts.c.size).where(queue_counts.c.view == view_of(connection))
    return {row.why: row.size for row in connection.execute(query)}


def _for(why: int | None, below: int | None) -> ColumnElement[bool]:
    if why is not None:
        return queue.c.why == why
    return queue.c.why < below if below is not None else always()


def _order(why: int | None) -> tuple[ColumnElement[Any], ...]:
    """What the queue is sorted by: for one reason not by it, or SQLite reads all that comes before."""
    return _QUEUE_ORDER if why is None else _QUEUE_ORDER[1:]


def _place(item: Queued, by: Sequence[ColumnElement[Any]]) -> tuple[Any, ...]:
    return tuple(getattr(item, str(c.key)) for c in by)


def _queued(row: Any) -> Queued:
    return Queued(**{f.name: getattr(row, f.name) for f in fields(Queued)})


# -- names and tallies ------------------------------------------------------------------------------


def named(connection: Connection) -> tuple[tuple[str, int], ...]:
    """Everybody claims name, as they are named, and how often."""
    query = select(names.c.actor, names.c.mentions).where(
        names.c.view == view_of(connection), names.c.actor != ""
    )
    return tuple((r.actor, r.mentions) for r in connection.execute(query.order_by(names.c.actor)))


_NAMES = select(
    func.count(), func.coalesce(func.sum(names.c.mentions), 0),
    select(names.c.mentions)
    .where(names.c.view == bindparam("view"), names.c.actor == "")
    .scalar_subquery(),
).where(names.c.view == bindparam("view"))  # fmt: skip


def names_stamp(connection: Connection) -> str:
    """What is another one when names have changed."""
    view = view_of(connection)
    number, times, changed = connection.execute(_NAMES, {"view": view}).one()
    return f"{view}:{changed or 0}:{number}:{times}"


def tallies_about(
    connection: Connection,
    *,
    acts: Sequence[str],
    sides: Sequence[str],
    by: Sequence[str],
    first_day: str,
    last_day: str,
    limit: int,
) -> tuple[str, ...]:
    """Ids of tallies whose limits leave room for an incident, those that count longest first.

    Args:
        connection: to the case.
        acts, sides, by: values a tally may be limited to; empty: any.
        first_day, last_day: days of which the tally counts at least one.
        limit: most of them.
    """
    asked = {
        "view": view_of(connection), "first_day": first_day, "last_day": last_day, "most": limit,
        "sides": ["", *sides], "by": ["", *by], **{f"act{n}": act for n, act in enumerate(("", *acts))},
    }  # fmt: skip
    query = _about(len(acts), narrowed=(bool(sides), bool(by)))
    return tuple(connection.execute(query, asked).scalars())


@cache
def _about(acts: int, *, narrowed: tuple[bool, bool]) -> Select[Any]:
    """The statement for so many acts, and whether sides are given; made once, which takes longer than it."""
    t = listed_tallies
    limit = bindparam("most", type_=Integer)
    sides = ((t.c.victim_side, "sides"), (t.c.perpetrator_side, "by"))
    wanted = [
        t.c.view == bindparam("view"), t.c.last_day >= bindparam("first_day"),
        t.c.first_day <= bindparam("last_day"),
        *(column.in_(bindparam(name, expanding=True))
          for (column, name), some in zip(sides, narrowed, strict=True) if some),
    ]  # fmt: skip

    def longest(*conditions: ColumnElement[bool]) -> Select[Any]:
        query = select(t.c.claim, t.c.last_day).where(*wanted, *conditions)
        return query.order_by(t.c.last_day.desc(), t.c.claim.desc()).limit(limit)

    # act by act, each walks the index from its end and stops when it has enough
    each = [longest(t.c.act == bindparam(f"act{n}")) for n in range(acts + 1)] if acts else [longest()]
    found = union_all(*(select(one.subquery()) for one in each)).subquery()
    best = select(found.c.claim).order_by(found.c.last_day.desc(), found.c.claim.desc())
    return best.limit(limit)
