"""Can all figures be true, what follows from them, and what does the register lack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from corrobora.count import deduce
from corrobora.count.cells import TooManyCells, cells
from corrobora.count.place import Placed, place
from corrobora.count.reconciliation import (
    Bounds,
    Contradiction,
    DerivedFigure,
    PlacedTally,
    Reconciliation,
    Revision,
)
from corrobora.count.register import Coverage, coverage, number
from corrobora.count.tally import Tally
from corrobora.model.incident import Incident
from corrobora.model.vocabulary import Unit


def reconcile(tallies: Sequence[Tally], incidents: Sequence[Incident] | None = None) -> Reconciliation:
    """Put every tally in its place.

    One body's figures in one unit have to fit each other: they are constraints over the cells their
    scopes cut, what a body once registered staying registered. Figures of different bodies are never added or
    held against each other as contradictions: each body counts what it knows. Where one lies in
    the other's scope, that is said.

    Args:
        tallies: in any order; ids must be unique.
        incidents: the register; ``None``: there is none to compare with.
    """
    placed, notes = place(tallies)
    found = _found(tallies, placed, notes)
    for unit in Unit:
        counting = [p for p in placed if unit in p.tally.figures]
        found.derived += deduce.across(counting, counting, unit)
    out = tuple(
        PlacedTally(
            tally=t,
            implied=found.implied.get(t.id, {}),
            register=None if incidents is None else coverage(t, incidents),
            note=notes.get(t.id),
        )
        for t in tallies
    )
    return Reconciliation(
        tallies=out,
        derived=tuple(found.derived),
        revisions=tuple(found.revisions),
        contradictions=tuple(found.contradictions),
    )


def reconcile_some(
    shown: Sequence[Tally],
    beside: Sequence[Tally],
    placed: Sequence[Placed],
    notes: dict[str, str],
    *,
    around: Mapping[str, Sequence[Placed]] | None = None,
    register: Mapping[str, Coverage] | None = None,
    most: int | None = None,
) -> Reconciliation:
    """The same of some figures: what they and the others of their bodies make of each other.

    Args:
        shown: the figures it is about.
        beside: all figures of their bodies, and wholes they are stated parts of.
        placed: those of them that have a place in time.
        notes: why the others have none, by id; one that has a place and a note is not held against those of
            its body.
        around: for each figure shown, those of other bodies that may hold its scope; ``None``: they are left
            aside.
        register: what the register holds of each figure shown; ``None``: that is left aside.
        most: for each of them, most figures of other bodies that are named as holding it.
    """
    found = _found(beside, placed, notes)
    wanted = {t.id for t in shown}
    for unit in Unit:
        for part in placed:
            if part.tally.id in wanted and unit in part.tally.figures:
                wholes = [w for w in (around or {}).get(part.tally.id, ()) if unit in w.tally.figures]
                found.derived += deduce.across([part], wholes, unit, most=most)
    return Reconciliation(
        tallies=tuple(
            PlacedTally(
                tally=t,
                implied=found.implied.get(t.id, {}),
                register=(register or {}).get(t.id),
                note=notes.get(t.id),
            )
            for t in shown
        ),
        derived=tuple(d for d in found.derived if wanted & {*d.tallies}),
        revisions=tuple(r for r in found.revisions if wanted & {r.earlier, r.later, *r.also}),
        contradictions=tuple(c for c in found.contradictions if wanted & {*c.tallies}),
    )


def _found(tallies: Sequence[Tally], placed: Sequence[Placed], notes: dict[str, str]) -> _Found:
    """What each body's figures make of each other; why some could not be worked through is noted."""
    found = _Found()
    placed = sorted(placed, key=_in_time)  # the order says which of contradicting figures stand
    apart = {p.tally.body.id for p in placed if p.tally.id in notes}
    for (body, unit), group in _groups(placed).items():
        if body in apart:
            continue
        try:
            _one_system(group, unit, found)
        except TooManyCells:
            notes.update({p.tally.id: TOO_MANY for p in group})
    found.contradictions += _impossible_alone(placed)
    found.contradictions += _larger_parts(tallies, found.contradictions)
    return found


def _in_time(placed: Placed) -> tuple[date, date, str, str]:
    tally = placed.tally
    return placed.scope.last or date.max, tally.published or date.max, tally.document, tally.id


#: Why figures have no bounds from the others of their body.
TOO_MANY = "its body’s figures are too many to be held against each other"


@dataclass
class _Found:
    implied: dict[str, dict[Unit, Bounds]] = field(default_factory=lambda: defaultdict(dict))
    derived: list[DerivedFigure] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)


def _groups(placed: Sequence[Placed]) -> dict[tuple[str, Unit], list[Placed]]:
    out: dict[tuple[str, Unit], list[Placed]] = defaultdict(list)
    for p in placed:
        for unit in p.tally.figures:
            out[p.tally.body.id, unit].append(p)
    return out


def _one_system(group: list[Placed], unit: Unit, found: _Found) -> None:
    from corrobora.count.system import System  # scipy takes a second to load, and few commands reconcile

    revised = deduce.revisions(group, unit)
    found.revisions += revised
    # A figure that its body itself took back for the very same scope no longer stands beside the new one.
    withdrawn = {r.earlier for r in revised if r.kind == "restated" and r.shrank}
    group = [p for p in group if p.tally.id not in withdrawn]
    figures = [p.tally.figures[unit] for p in group]
    system = System(cells([p.scope for p in group], [p.known for p in group]), figures)
    standing = list(range(len(group)))
    while conflict := system.irreducible(standing):
        members = [group[i] for i in conflict]
        highs, lows = system.roles(conflict)
        found.contradictions.append(
            Contradiction(
                tallies=tuple(p.tally.id for p in members),
                body=members[0].tally.body,
                unit=unit,
                why=_why([group[i] for i in highs], [group[i] for i in lows], unit),
            )
        )
        gaps = system.violations(standing)
        worst = max(conflict, key=lambda i: gaps.get(i, 0.0))
        standing.remove(worst)
    for i, bounds in system.implied(standing).items():
        found.implied[group[i].tally.id][unit] = bounds
    found.derived += deduce.deduce([group[i] for i in standing], unit)


def _why(highs: Sequence[Placed], lows: Sequence[Placed], unit: Unit) -> str:
    def said(p: Placed) -> str:
        given = f"given {p.scope.as_of}" if p.scope.as_of else "day unknown"
        return f"{number(p.tally.figures[unit])} ({p.scope.words()}; {given}) [{p.tally.id}]"

    least = " and ".join(said(p) for p in lows)
    most = " and ".join(said(p) for p in highs)
    together = " together" if len(lows) > 1 else ""
    return f"{least}{together} cannot fit into {most}, in {unit.value}"


def _impossible_alone(placed: Sequence[Placed]) -> list[Contradiction]:
    """Figures that contradict themselves: more incidents than victims, where each incident has a victim."""
    out = []
    for p in placed:
        persons, counted = p.tally.figures.get(Unit.PERSONS), p.tally.figures.get(Unit.INCIDENTS)
        if persons and counted and persons.high is not None and (counted.low or 0) > persons.high:
            why = f"{number(counted)} incidents cannot have only {number(persons)} victims [{p.tally.id}]"
            out.append(Contradiction(tallies=(p.tally.id,), body=p.tally.body, unit=Unit.INCIDENTS, why=why))
    return out


def _larger_parts(tallies: Sequence[Tally], known: Sequence[Contradiction]) -> list[Contradiction]:
    """Stated parts ("109 of them") that are larger than their whole."""
    by_id = {t.id: t for t in tallies}
    said = {(frozenset(c.tallies), c.unit) for c in known}
    out = []
    for part in tallies:
        whole = by_id.get(part.part_of or "")
        if whole is None:
            continue
        for unit in part.figures.keys() & whole.figures.keys():
            large, small = whole.figures[unit], part.figures[unit]
            if large.high is None or (small.low or 0) <= large.high:
                continue
            if (frozenset((part.id, whole.id)), unit) in said:
                continue
            why = f"{number(small)} [{part.id}] is stated as a part of {number(large)} [{whole.id}]"
            out.append(Contradiction(tallies=(whole.id, part.id), body=whole.body, unit=unit, why=why))
    return out
