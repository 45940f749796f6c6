"""The answer of a reconciliation, and how it is written as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corrobora.count.register import Coverage
from corrobora.count.scope import Body, Scope
from corrobora.count.tally import Tally
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Unit

Json = dict[str, Any]
Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedTally:
    """A tally with what the others make of it.

    Attributes:
        tally: as published.
        implied: by unit, the bounds that all figures of its body together leave for it; missing
            where it has no place in time or is part of a contradiction.
        register: what the register holds of its scope, ``None`` if there is no register.
        note: why it has no place, if it has none.
    """

    tally: Tally
    implied: dict[Unit, Bounds]
    register: Coverage | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedFigure:
    """A figure nobody published that follows from published ones.

    Attributes:
        kind: ``rest`` (of a whole less its part), ``added`` (to a count between two days of
            knowledge), ``remainder`` (of a whole less all its parts), ``beyond`` (of overlapping periods),
            ``across`` (one body's figure inside another's scope).
        body: whose figures it follows from; both, for ``across``.
        scope: what it counts, in words.
        value: its bounds; for ``across`` the contained figure.
        tallies: the figures it follows from: the wider one first.
        why: the arithmetic in words.
        condition: what has to be so for it to follow, ``None`` if nothing.
        differs: for ``across``: the part is larger than what the other body counts in all.
    """

    kind: str
    body: tuple[Body, ...]
    scope: str
    value: Quantity
    tallies: tuple[str, ...]
    why: str
    condition: str | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later figure for an earlier period that the body's earlier figures did not know.

    Attributes:
        kind: ``late_registration`` or ``restated``.
        earlier, later: ids of the two tallies.
        also: ids of further earlier tallies that the later one exceeds.
        change: how much the count grew or shrank, at least and at most; ``shrank`` says which.
    """

    kind: str
    body: Body
    unit: Unit
    earlier: str
    later: str
    change: Bounds
    why: str
    shrank: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Figures that cannot all hold; without any one of them the rest can."""

    tallies: tuple[str, ...]
    body: Body
    unit: Unit
    why: str

    def to_json(self) -> Json:
        """One contradiction as ``reconcile --json`` prints it."""
        return {
            "tallies": list(self.tallies),
            "body": self.body.name,
            "unit": self.unit.value,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Every tally in its place, what follows, what changed, and what cannot all be true."""

    tallies: tuple[PlacedTally, ...]
    derived: tuple[DerivedFigure, ...]
    revisions: tuple[Revision, ...]
    contradictions: tuple[Contradiction, ...]

    def to_json(self) -> Json:
        """What ``corrobora reconcile --json`` prints."""
        return {
            "tallies": [_placed(p) for p in self.tallies],
            "derived": [_derived(d) for d in self.derived],
            "revisions": [_revision(r) for r in self.revisions],
            "contradictions": [c.to_json() for c in self.contradictions],
        }


def scope_to_json(scope: Scope) -> Json:
    """A scope as JSON; ``words`` says the same for people."""
    return {
        "act": scope.act.value if scope.act else None,
        "victim_side": scope.victim_side,
        "victim_status": scope.victim_status.value if scope.victim_status else None,
        "perpetrator_side": scope.perpetrator_side,
        "area": scope.area.name if scope.area else None,
        "period": [scope.first.isoformat() if scope.first else None,
                   scope.last.isoformat() if scope.last else None],
        "standard": scope.standard.value if scope.standard else None,
        "as_of": scope.as_of.isoformat() if scope.as_of else None,
        "words": scope.words(),
    }  # fmt: skip


def _placed(placed: PlacedTally) -> Json:
    tally, held = placed.tally, placed.register
    return {
        "id": tally.id,
        "body": tally.body.name,
        "scope": scope_to_json(tally.scope),
        "stated": {unit.value: list(q.bounds) for unit, q in tally.figures.items()},
        "implied": {unit.value: list(b) for unit, b in placed.implied.items()},
        "register": None if held is None else {
            "covered": _inside(held.sizes[0], held.covered, held.persons),
            "possibly": _inside(held.sizes[1], held.possibly, held.possible_persons),
            "words": held.words,
        },
        "missing": None if held is None else {u.value: list(q.bounds) for u, q in held.missing.items()},
        "part_of": tally.part_of,
        "published": tally.published.isoformat() if tally.published else None,
        "words": tally.words,
        "url": tally.url,
        "note": placed.note,
    }  # fmt: skip


def _inside(size: int, labels: Sequence[str], persons: Quantity) -> Json:
    return {"count": size, "incidents": list(labels), "persons": list(persons.bounds)}


def _derived(figure: DerivedFigure) -> Json:
    return {
        "kind": figure.kind,
        "body": [b.name for b in figure.body],
        "scope": figure.scope,
        "unit": figure.value.unit.value,
        "value": list(figure.value.bounds),
        "tallies": list(figure.tallies),
        "why": figure.why,
        "condition": figure.condition,
        "differs": figure.differs,
    }


def _revision(revision: Revision) -> Json:
    return {
        "kind": revision.kind,
        "body": revision.body.name,
        "unit": revision.unit.value,
        "earlier": revision.earlier,
        "later": revision.later,
        "tallies": [revision.earlier, revision.later, *revision.also],
        "change": list(revision.change),
        "shrank": revision.shrank,
        "why": revision.why,
    }
