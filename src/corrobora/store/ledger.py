"""Counting the ledger from its listing: how many incidents lie in a scope, and their victims by a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, func, literal, or_, select

from corrobora.count.bars import NOWHERE, SEVERAL, UNKNOWN
from corrobora.count.ledger import Estimate
from corrobora.count.scope import Scope, Standard
from corrobora.model.vocabulary import Verification, VictimStatus
from corrobora.store.listed import view_of
from corrobora.store.listing import SEVERAL_MONTHS
from corrobora.store.listing_tables import listed_ledger

#: Columns of the rules that ask for claims alone, by the names of the rules.
RULES: Mapping[str, str] = {"stated-range": "stated", "ucdp-ged": "ucdp"}
_NEAR = (VictimStatus.POW.value, VictimStatus.HORS_DE_COMBAT.value)
_t: Any = listed_ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What is counted.

    Attributes:
        scope: whom, where, when.
        rule: a name of `RULES`.
        inside, possibly: where the scope has an area, the areas of the listing that lie in it, and that may.
    """

    scope: Scope
    rule: str
    inside: Sequence[str] = ()
    possibly: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What a scope holds.

    Attributes:
        incidents, victims: as low, best and high.
        months, places: incidents that surely lie in it, by month and by name of the place.
    """

    incidents: Estimate
    victims: Estimate
    months: Mapping[str, int]
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An incident of a scope: whether it surely lies in it, and its victims by the rule."""

    number: int
    inside: bool
    victims: Estimate


def areas(connection: Connection) -> dict[str, int]:
    """The areas incidents were in, each with the number of one that was."""
    query = select(_t.c.area, func.min(_t.c.number)).where(_t.c.view == view_of(connection), _t.c.area != "")
    return {row[0]: row[1] for row in connection.execute(query.group_by(_t.c.area))}


def sums(connection: Connection, counted: Counted) -> Sums:
    """What a scope holds, of all its incidents."""
    found = _found(connection, counted)
    by = (found.c.inside,)
    query = select(
        *by, func.count(), func.sum(found.c.low), func.sum(func.coalesce(found.c.best, 0)),
        func.sum(case((found.c.high.is_(None), 1), else_=0)), func.sum(found.c.high),
    ).group_by(*by)  # fmt: skip
    incidents, low, best, high, opens = {0: 0, 1: 0}, 0, 0, 0, 0
    for inside, number, lows, bests, unknown, highs in connection.execute(query):
        incidents[inside] = int(number)
        high, opens = high + int(highs or 0), opens + int(unknown)
        if inside:
            low, best = int(lows), int(bests)
    sure = incidents[1]
    return Sums(
        incidents=Estimate(low=sure, best=sure, high=sum(incidents.values())),
        victims=Estimate(low=low, best=best, high=None if opens else high),
        months=_by(connection, found, "month", {"": UNKNOWN, SEVERAL_MONTHS: SEVERAL}),
        places=_by(connection, found, "place", {"": NOWHERE}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many incidents, and their victims as the incidents themselves have them; ``high``: open."""

    incidents: int = 0
    low: int = 0
    high: int | None = 0


def held(connection: Connection, counted: Counted) -> tuple[Held, Held]:
    """What surely lies in a scope, and what may."""
    found = _found(connection, counted, columns=("victims_low", "victims_high"))
    query = select(
        found.c.inside, func.count(), func.sum(found.c.victims_low),
        func.sum(case((found.c.victims_high.is_(None), 1), else_=0)), func.sum(found.c.victims_high),
    ).group_by(found.c.inside)  # fmt: skip
    sums = {
        inside: Held(incidents=int(number), low=int(low), high=None if opens else int(high))
        for inside, number, low, opens, high in connection.execute(query)
    }
    return sums.get(1, Held()), sums.get(0, Held())


def numbers(connection: Connection, counted: Counted, most: int) -> tuple[list[int], list[int]]:
    """The first incidents that surely lie in a scope, and the first of those that may."""
    found = _found(connection, counted)
    both = []
    for inside in (1, 0):
        query = select(found.c.number).where(found.c.inside == inside).order_by(found.c.number)
        both.append(list(connection.execute(query.limit(most)).scalars()))
    return both[0], both[1]


def lines(
    connection: Connection,
    counted: Counted,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
) -> list[Line]:
    """Incidents of a scope, by number.

    Args:
        connection: to the case.
        counted: what is counted.
        limit: most of them.
        after, before: they come after, or just before, this number.
    """
    found = _found(connection, counted, after=after, before=before)
    number = found.c.number
    query = select(found).order_by(number.desc() if before is not None else number).limit(limit)
    rows = [
        Line(
            number=r.number, inside=bool(r.inside), victims=Estimate(low=r.low, best=r.best, high=r.high)
        )
        for r in connection.execute(query)
    ]  # fmt: skip
    return rows[::-1] if before is not None else rows


def _by(connection: Connection, found: FromClause, name: str, called: Mapping[str, str]) -> dict[str, int]:
    column = found.c[name]
    query = select(column, func.count()).where(found.c.inside == 1).group_by(column)
    return {called.get(value, value): int(number) for value, number in connection.execute(query)}


def _found(
    connection: Connection,
    counted: Counted,
    *,
    after: int | None = None,
    before: int | None = None,
    columns: Sequence[str] | None = None,
) -> FromClause:
    """Incidents that lie in the scope or may: as `corrobora.count.register.incident_relation` has it."""
    scope, rule = counted.scope, RULES[counted.rule]
    shown = [_t.c[name] for name in columns or ()] or [
        _t.c.month, _t.c.place, *(_t.c[f"{rule}_{end}"].label(end) for end in ("low", "best", "high")),
    ]  # fmt: skip
    sure: list[ColumnElement[bool]] = []
    possible: list[ColumnElement[bool]] = []
    for name in ("act", "victim_side", "perpetrator_side", "victim_status"):
        wanted = getattr(scope, name)
        if wanted is not None:
            column = _t.c[name]
            sure.append(column == str(wanted))
            near = _NEAR if name == "victim_status" and wanted in _NEAR else ()
            possible.append(or_(column.in_(["", str(wanted), *near]), _t.c[f"{name}_open"] == 1))
    if scope.area is not None:
        sure.append(_t.c.area.in_(counted.inside))
        possible.append(_t.c.area.in_(["", *counted.inside, *counted.possibly]))
    if scope.first is not None or scope.last is not None:
        first, last = ((scope.first or date.min).isoformat(), (scope.last or date.max).isoformat())
        sure.append(and_(_t.c.first_day >= first, _t.c.last_day <= last))
        possible.append(or_(_t.c.first_day.is_(None), and_(_t.c.last_day >= first, _t.c.first_day <= last)))
    if scope.standard is Standard.VERIFIED:
        possible.append(_t.c.verification == Verification.VERIFIED.value)
    if scope.standard is Standard.UNDER_INVESTIGATION:
        sure.append(literal(1) == 0)  # which incident a proceeding is about is seldom said
    number = _t.c.number
    edge = [number > after] if after is not None else [number < before] if before is not None else []
    inside = case((and_(*sure), 1), else_=0) if sure else literal(1)
    return (
        select(number, inside.label("inside"), *shown)
        .where(_t.c.view == view_of(connection), *possible, *edge)
        .subquery()
    )
