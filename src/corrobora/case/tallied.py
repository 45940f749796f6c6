"""Tallies in portions: what the figures shown make of each other, of other bodies' and of the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from corrobora.case import ledgers, reading
from corrobora.case.records import ClaimRecord
from corrobora.count.place import Placed
from corrobora.count.reconciliation import Contradiction, Reconciliation
from corrobora.count.register import Coverage, Held, covered_by
from corrobora.count.scope import Area, Relation, Scope
from corrobora.count.tally import Tally
from corrobora.model.document import Document
from corrobora.model.incident import label_of
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Unit
from corrobora.store import claims, documents, ledger, tallies
from corrobora.store.tallies import Figure

#: Most figures of one body that are held against each other while somebody waits for a page.
MOST_OF_BODY = 300
#: Of each figure, other bodies' scopes around its own: so many are looked at, those over the fewest days
#: first, and so many of the narrowest are named.
MOST_AROUND, MOST_NAMED = 60, 5
_WITHIN = (Relation.SAME, Relation.INSIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalliesPart:
    """Some tallies.

    Attributes:
        records: their claims, in order.
        others: claims of other figures that what follows rests on, by id.
        documents: the documents of the tallies shown, by hash.
        outcome: what they make of each other, of the other figures and of the register.
        total: how many tallies there are.
        bodies: how many bodies counted.
        earlier, later: whether there are tallies before and after these.
    """

    records: tuple[ClaimRecord, ...]
    others: Mapping[str, ClaimRecord]
    documents: Mapping[str, Document]
    outcome: Reconciliation
    total: int
    bodies: int
    earlier: bool
    later: bool


def part(
    connection: Connection,
    *,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    at: str | None = None,
    labels: int = 0,
) -> TalliesPart:
    """Some tallies, those of one body together.

    Args:
        connection: to the case.
        limit: most of them.
        after, before, at: they come after, just before, or begin with, the tally of this id.
        labels: of how many incidents inside each scope the numbers are given.
    """
    total, sizes = tallies.size(connection)
    ids = tallies.walk(connection, limit=limit + 1, after=after, before=before, at=at)
    more = len(ids) > limit
    ids = ids[-limit:] if before is not None else ids[:limit]
    figures = tallies.by_claims(connection, ids)
    shown = [figures[id] for id in ids if id in figures]
    outcome = _outcome(connection, shown, sizes, labels)
    beside = {id for d in outcome.derived for id in d.tallies} - set(ids)
    beside |= {id for r in outcome.revisions for id in (r.earlier, r.later, *r.also)} - set(ids)
    beside |= {id for c in outcome.contradictions for id in c.tallies} - set(ids)
    beside |= {f.tally.part_of for f in shown if f.tally.part_of} - set(ids)
    stored = claims.by_ids(connection, [*ids, *beside])
    records = {r.id: r for r in reading.claim_records(connection, list(stored.values()))}
    held = documents.held_by_hash(connection, {records[id].document.sha256 for id in ids if id in records})
    return TalliesPart(
        records=tuple(records[id] for id in ids if id in records),
        others={id: records[id] for id in beside if id in records},
        documents={h: one.document for h, one in held.items() if one.document is not None},
        outcome=outcome,
        total=total,
        bodies=len(sizes),
        earlier=more if before is not None else bool(ids) and (after or at) is not None,
        later=before is not None or more,
    )


def contradictions(connection: Connection, ids: Iterable[str]) -> tuple[Contradiction, ...]:
    """Sets of figures that cannot all hold, with one of these among them."""
    from corrobora.count.reconcile import reconcile_some  # brings in the linear solver

    shown = list(tallies.by_claims(connection, ids).values())
    bodies = tallies.bodies_of(connection, [f.tally.id for f in shown])
    beside = _beside(connection, shown, {*bodies.values()})
    return reconcile_some(
        [f.tally for f in shown],
        [f.tally for f in beside.values()],
        [f.placed for f in beside.values() if f.placed],
        {id: f.note for id, f in beside.items() if f.note},
    ).contradictions


def _beside(connection: Connection, shown: Sequence[Figure], bodies: Iterable[str]) -> dict[str, Figure]:
    """These figures with all of these bodies, and wholes they are stated parts of."""
    beside = {f.tally.id: f for f in shown}
    for body in sorted(bodies):
        beside.update({f.tally.id: f for f in tallies.of_body(connection, body)})
    wholes = {f.tally.part_of for f in beside.values() if f.tally.part_of} - beside.keys()
    return {**beside, **tallies.by_claims(connection, wholes)}


def _outcome(
    connection: Connection, shown: Sequence[Figure], sizes: Mapping[str, int], labels: int
) -> Reconciliation:
    from corrobora.count.reconcile import TOO_MANY, reconcile_some  # brings in the linear solver

    bodies = tallies.bodies_of(connection, [f.tally.id for f in shown])
    large = {body for body in bodies.values() if sizes[body] > MOST_OF_BODY}
    beside = _beside(connection, shown, {*bodies.values()} - large)
    notes = {id: f.note for id, f in beside.items() if f.note}
    notes.update({id: TOO_MANY for id, body in bodies.items() if body in large and id not in notes})
    return reconcile_some(
        [f.tally for f in shown],
        [f.tally for f in beside.values()],
        [f.placed for f in beside.values() if f.placed],
        notes,
        around=_around(connection, [f.placed for f in shown if f.placed]),
        register=_coverage(connection, [f.tally for f in shown], labels),
        most=MOST_NAMED,
    )


def _around(connection: Connection, parts: Sequence[Placed]) -> dict[str, list[Placed]]:
    """Figures of other bodies that may hold the scope of each of these."""
    areas = tallies.areas(connection) if any(p.scope.area for p in parts) else {}
    ids = {}
    for one in parts:
        own = one.scope.area
        holding = [key for key, area in areas.items() if own is not None and own.to(area) in _WITHIN]
        ids[one.tally.id] = tallies.around(connection, one, holding, MOST_AROUND)
    found = tallies.by_claims(connection, {id for some in ids.values() for id in some})
    return {
        part: [placed for id in some if (placed := found[id].placed) is not None]
        for part, some in ids.items()
    }  # fmt: skip


def _coverage(connection: Connection, stated: Sequence[Tally], labels: int) -> dict[str, Coverage]:
    """What the register holds of each of these, equal scopes asked for once."""
    areas: dict[str, Area] = ledgers.areas(connection) if any(t.scope.area for t in stated) else {}
    known: dict[Scope, tuple[Held, Held]] = {}
    found = {}
    for tally in stated:
        scope = replace(tally.scope, standard=None, as_of=None, coarse_start=False)
        if scope not in known:
            counted = ledgers.asked(scope, "stated-range", areas)
            numbers = ledger.numbers(connection, counted, labels) if labels else ([], [])
            sure, maybe = ledger.held(connection, counted)
            known[scope] = _held(sure, numbers[0]), _held(maybe, numbers[1])
        found[tally.id] = covered_by(tally, *known[scope])
    return found


def _held(held: ledger.Held, numbers: Sequence[int]) -> Held:
    return Held(
        number=held.incidents,
        persons=Quantity(low=held.low, high=held.high, unit=Unit.PERSONS),
        labels=tuple(map(label_of, numbers)),
    )
