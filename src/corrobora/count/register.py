"""What the register holds of a figure's scope: covered, possibly covered, missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corrobora.count.scope import Area, Relation, Scope, combined
from corrobora.count.tally import Tally
from corrobora.model.incident import Derived, Incident
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Unit, VictimStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The register's incidents inside a scope.

    Attributes:
        covered: labels of incidents that lie inside by everything the scope limits; of many, the first.
        possibly: labels of incidents that may lie inside: something is unsaid or wider; of many, the first.
        sizes: how many there are of both.
        persons: victims of the covered ones.
        possible_persons: victims of the possibly covered ones.
        missing: by unit, how much of the figure is not in the register.
        words: the same for people.
    """

    covered: tuple[str, ...]
    possibly: tuple[str, ...]
    sizes: tuple[int, int]
    persons: Quantity
    possible_persons: Quantity
    missing: dict[Unit, Quantity]
    words: str


def coverage(tally: Tally, incidents: Sequence[Incident]) -> Coverage:
    """What the register holds of the tally's scope.

    The standard a body holds its cases to is left aside: the register keeps an incident whoever verified it.
    What is missing is counted with everything that may be inside taken as inside, so "at least" is meant.
    """
    covered, possibly = [], []
    for incident in incidents:
        if incident.merged_into is not None:
            continue
        relation = incident_relation(incident, tally.scope)
        if relation in (Relation.SAME, Relation.INSIDE):
            covered.append(incident)
        elif relation is not Relation.DISJOINT:
            possibly.append(incident)
    sure = Held(number=len(covered), persons=_persons(covered), labels=tuple(i.label for i in covered))
    maybe = Held(number=len(possibly), persons=_persons(possibly), labels=tuple(i.label for i in possibly))
    return covered_by(tally, sure, maybe)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How many incidents lie in a scope, their victims, and the labels of the first of them."""

    number: int
    persons: Quantity
    labels: tuple[str, ...] = ()


def covered_by(tally: Tally, sure: Held, maybe: Held) -> Coverage:
    """What the register holds of a tally, from what surely lies in its scope and what may."""
    persons, possible = sure.persons, maybe.persons
    missing: dict[Unit, Quantity] = {}
    stated = tally.figures.get(Unit.PERSONS)
    if stated:
        missing[Unit.PERSONS] = _missing(stated, persons, possible)
    counted = tally.figures.get(Unit.INCIDENTS)
    if counted:
        inside = Quantity.exactly(sure.number, Unit.INCIDENTS)
        missing[Unit.INCIDENTS] = _missing(counted, inside, Quantity.exactly(maybe.number, Unit.INCIDENTS))
    return Coverage(
        covered=sure.labels,
        possibly=maybe.labels,
        sizes=(sure.number, maybe.number),
        persons=persons,
        possible_persons=possible,
        missing=missing,
        words=_words(tally, persons, sure.number, possible, maybe.number, missing),
    )


def incident_relation(incident: Incident, scope: Scope) -> Relation:
    """Whether an incident lies inside a scope: inside, possibly, or disjoint."""
    return combined(
        [
            _value(incident.act, scope.act),
            _value(incident.victim_side, scope.victim_side),
            _status(incident.victim_status, scope.victim_status),
            _value(incident.perpetrator_side, scope.perpetrator_side),
            _area(incident, scope.area),
            _days(incident, scope),
        ]
    )


def _value(derived: Derived[object] | None, wanted: object) -> Relation:
    if wanted is None:
        return Relation.INSIDE
    if derived is None:
        return Relation.POSSIBLY
    if derived.value == wanted:
        return Relation.INSIDE
    return Relation.POSSIBLY if derived.differs else Relation.DISJOINT


def _status(derived: Derived[VictimStatus] | None, wanted: VictimStatus | None) -> Relation:
    near = (VictimStatus.POW, VictimStatus.HORS_DE_COMBAT)
    if derived is not None and derived.value != wanted and derived.value in near and wanted in near:
        return Relation.POSSIBLY  # see `scope._status`
    return _value(derived, wanted)


def _area(incident: Incident, wanted: Area | None) -> Relation:
    if wanted is None:
        return Relation.INSIDE
    if incident.place is None:
        return Relation.POSSIBLY
    relation = Area.of(incident.place.value).to(wanted)
    if relation is Relation.SAME:
        return Relation.INSIDE
    return Relation.POSSIBLY if relation is Relation.CONTAINS else relation


def _days(incident: Incident, scope: Scope) -> Relation:
    if scope.first is None and scope.last is None:
        return Relation.INSIDE
    if incident.date is None:
        return Relation.POSSIBLY
    first, last = incident.date.value.first, incident.date.value.last
    start, end = scope.first or date.min, scope.last or date.max
    if (last is not None and last < start) or (first is not None and first > end):
        return Relation.DISJOINT
    if (first or date.min) >= start and (last or date.max) <= end:
        return Relation.INSIDE
    return Relation.POSSIBLY


def _persons(incidents: Sequence[Incident]) -> Quantity:
    total = Quantity.exactly(0, Unit.PERSONS)
    for incident in incidents:
        stated = incident.victims.value if incident.victims else None
        low, high = stated.bounds if stated else (0, None)
        total = total.plus(Quantity(low=low or 0, high=high, unit=Unit.PERSONS))
    return total


def _missing(stated: Quantity, sure: Quantity, possible: Quantity) -> Quantity:
    """Bounds of what is not in the register: least if everything possible is inside, most if nothing is."""
    held_most = None if sure.high is None or possible.high is None else sure.high + possible.high
    low = 0 if stated.low is None or held_most is None else max(0, stated.low - held_most)
    high = None if stated.high is None else max(0, stated.high - (sure.low or 0))
    return Quantity(low=low, high=high, unit=stated.unit)


def number(quantity: Quantity) -> str:
    """A quantity for people: "79", "at least 91", "up to 25", "7 to 9"."""
    low, high = quantity.bounds
    if high is None:
        return f"at least {low}"
    if low is None:
        return f"up to {high}"
    return str(low) if low == high else f"{low} to {high}"


def figures(tally: Tally) -> str:
    """A tally's figures for people: "79 in 24", "57 in 8 proceedings", "at least 3 statements"."""
    persons = tally.figures.get(Unit.PERSONS)
    others = [q for u, q in tally.figures.items() if u is not Unit.PERSONS]
    said = [
        number(q) if persons and q.unit is Unit.INCIDENTS else f"{number(q)} {q.unit.value}" for q in others
    ]
    return " in ".join([number(persons), *said] if persons else said)


def _words(
    tally: Tally,
    persons: Quantity,
    covered: int,
    possible: Quantity,
    maybe: int,
    missing: dict[Unit, Quantity],
) -> str:
    text = f"{figures(tally)} stated; the register holds {number(persons)} in {covered} inside that scope"
    if maybe:
        text += f" and {number(possible)} in {maybe} that may be inside"
    least = missing.get(Unit.PERSONS)
    cases = missing.get(Unit.INCIDENTS)
    gone = []
    if least and least.low:
        gone.append(f"{least.low} persons")
    if cases and cases.low:
        gone.append(f"{cases.low} incidents")
    if gone:
        return f"{text}: at least {' in '.join(gone)} are not in it"
    stated = tally.figures.get(Unit.PERSONS)
    if stated and stated.high is not None and persons.low is not None and persons.low > stated.high:
        return f"{text}: at least {persons.low - stated.high} persons more than the figure"
    return f"{text}: nothing is certainly missing"
