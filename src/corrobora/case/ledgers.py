"""The ledger of a scope in portions: its sums from the listing, and the incidents that are shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from corrobora.case import reading, sourcing
from corrobora.case.records import ClaimRecord
from corrobora.count.bars import month_of, place_of
from corrobora.count.ledger import Estimate, Ledger, LedgerRow
from corrobora.count.scope import Area, Relation, Scope
from corrobora.link.actors import Actors
from corrobora.store import claims, ledger, register
from corrobora.store.ledger import Counted, Line

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPart:
    """What a scope holds by one rule, with some of its incidents.

    Attributes:
        scope, rule: what was asked.
        incidents, victims: of all incidents of the scope.
        months, places: incidents that surely lie in it, by month and by name of the place.
        total: how many incidents lie in the scope or may.
        rows: some of them, by number.
        earlier, later: whether there are others before and after them.
    """

    scope: Scope
    rule: str
    incidents: Estimate
    victims: Estimate
    months: Mapping[str, int]
    places: Mapping[str, int]
    total: int
    rows: tuple[LedgerRow, ...]
    earlier: bool
    later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Which incidents are shown: at most so many, that come after, or just before, a number."""

    limit: int
    after: int | None = None
    before: int | None = None

    def cut(self, found: list[T]) -> tuple[list[T], bool, bool]:
        """Of one more than are shown, those that are; whether there is more before and after them."""
        more = len(found) > self.limit
        if self.before is not None:
            return found[-self.limit :], more, True
        return found[: self.limit], self.after is not None, more


def part(
    connection: Connection, scope: Scope, rule: str, edge: Edge, known: Actors
) -> tuple[LedgerPart, tuple[ClaimRecord, ...]]:
    """A scope counted from the listing, and the claims of the incidents that are shown.

    Args:
        connection: to the case.
        scope: what is counted.
        rule: one of `corrobora.store.ledger.RULES`.
        edge: which incidents are shown.
        known: whose the names are that claims give.
    """
    counted = asked(scope, rule, areas(connection) if scope.area else {})
    sums = ledger.sums(connection, counted)
    found = ledger.lines(connection, counted, limit=edge.limit + 1, after=edge.after, before=edge.before)
    lines, earlier, later = edge.cut(found)
    rows, records = _rows(connection, lines, known)
    return LedgerPart(
        scope=scope, rule=rule, incidents=sums.incidents, victims=sums.victims, months=sums.months,
        places=sums.places, total=sums.incidents.high or 0, rows=rows, earlier=earlier, later=later,
    ), records  # fmt: skip


def part_of(whole: Ledger, edge: Edge) -> LedgerPart:
    """The same of a ledger that was counted incident by incident."""
    sure = [row.incident for row in whole.rows if row.inside]
    after, before = edge.after or 0, edge.before
    found = [r for r in whole.rows if r.incident.number > after]
    if before is not None:
        found = [r for r in found if r.incident.number < before][-edge.limit - 1 :]
    rows, earlier, later = edge.cut(found)
    return LedgerPart(
        scope=whole.scope, rule=whole.rule, incidents=whole.incidents, victims=whole.victims,
        months=Counter(map(month_of, sure)), places=Counter(map(place_of, sure)), total=len(whole.rows),
        rows=tuple(rows), earlier=earlier, later=later,
    )  # fmt: skip


def areas(connection: Connection) -> dict[str, Area]:
    """The areas incidents were in, by what tells them apart in the listing."""
    named = ledger.areas(connection)
    incidents = {
        e.number: reading.incident(e) for e in register.by_numbers(connection, sorted(named.values()))
    }
    return {
        area: Area.of(place.value)
        for area, number in named.items()
        if number in incidents and (place := incidents[number].place) is not None
    }


def asked(scope: Scope, rule: str, areas: Mapping[str, Area]) -> Counted:
    """What is asked of the listing: how each area it knows stands to the scope's, the gazetteer says.

    Args:
        scope, rule: as `part`.
        areas: those of the listing; none are needed if the scope is not limited to one.
    """
    if scope.area is None:
        return Counted(scope=scope, rule=rule)
    relations = {key: area.to(scope.area) for key, area in areas.items()}
    inside = (Relation.SAME, Relation.INSIDE)
    return Counted(
        scope=scope, rule=rule,
        inside=[area for area, relation in relations.items() if relation in inside],
        possibly=[a for a, relation in relations.items() if relation not in (*inside, Relation.DISJOINT)],
    )  # fmt: skip


def _rows(
    connection: Connection, lines: list[Line], known: Actors
) -> tuple[tuple[LedgerRow, ...], tuple[ClaimRecord, ...]]:
    events = {e.number: e for e in register.by_numbers(connection, [line.number for line in lines])}
    stored = claims.by_ids(connection, (id for e in events.values() for id in e.claims))
    records = {r.id: r for r in reading.claim_records(connection, list(stored.values()))}
    rows = []
    for line in lines:
        event = events[line.number]
        own = [records[id] for id in event.claims if id in records]
        rows.append(
            LedgerRow(
                incident=reading.incident(event),
                inside=line.inside,
                victims=line.victims,
                grade=None,
                counts=True,
                independent=sourcing.origins_of(connection, own, known).independent,
                claims=tuple(
                    (r.id, r.claim.victims.value if r.claim.victims else None) for r in own if not r.rejected
                ),
            )
        )
    return tuple(rows), tuple(records.values())
