"""The cells that scopes cut: smallest groups of victims that no figure tells apart.

Each dimension of the scopes is cut into atoms, and an atom is known by the tallies that include
it: a set of tallies, held as the bits of a number. A cell is one atom of each dimension, so its set is the
intersection of theirs; cells with the same set are one. Time is cut at the ends of periods, knowledge
at the days figures were given: what a body has registered by one day it still has at a later one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from corrobora.count.scope import Area, Relation, Scope, Standard, interval, standard_relation
from corrobora.model.errors import CorroboraError
from corrobora.model.vocabulary import VictimStatus

#: Most cells one system of tallies may have.
MOST_CELLS = 200_000

_WITHIN = (Relation.SAME, Relation.INSIDE)


class TooManyCells(CorroboraError):
    """The tallies' scopes cut more cells than can be worked through; reconcile fewer at once."""


def cells(scopes: Sequence[Scope], vintages: Sequence[int]) -> list[int]:
    """Every possible cell as the set of scopes (bits by position) that count it.

    Args:
        scopes: placed scopes (their end is known).
        vintages: for each scope the day of knowledge as an ordinal.

    Raises:
        TooManyCells: if there are more than `MOST_CELLS`.
    """
    everything = (1 << len(scopes)) - 1
    found = {everything}
    for atoms in (*_dimensions(scopes), _times_and_vintages(scopes, vintages)):
        found = {cell & atom for cell in found for atom in atoms} - {0}
        if len(found) > MOST_CELLS:
            raise TooManyCells(f"{len(scopes)} tallies cut over {MOST_CELLS} cells: reconcile fewer at once")
    return sorted(found)


def _dimensions(scopes: Sequence[Scope]) -> Iterable[set[int]]:
    for name in ("act", "victim_side", "perpetrator_side"):
        yield _plain([getattr(s, name) for s in scopes])
    yield _statuses([s.victim_status for s in scopes])
    yield _areas([s.area for s in scopes])
    yield _standards([s.standard for s in scopes])


def _bits(members: Iterable[int]) -> int:
    return sum(1 << i for i in members)


def _plain(stated: Sequence[object]) -> set[int]:
    """One atom a value, counted by the scopes that state it or state nothing; one for all the rest."""
    anything = _bits(i for i, v in enumerate(stated) if v is None)
    return {anything | _bits(i for i, v in enumerate(stated) if v == x) for x in {*stated, None}}


def _statuses(stated: Sequence[VictimStatus | None]) -> set[int]:
    """As `_plain`, and one atom for those whom one body calls captured and another hors de combat."""
    atoms = _plain(stated)
    both = (VictimStatus.POW, VictimStatus.HORS_DE_COMBAT)
    if set(both) <= set(stated):
        atoms.add(_bits(i for i, v in enumerate(stated) if v is None or v in both))
    return atoms


def _standards(stated: Sequence[Standard | None]) -> set[int]:
    """One atom for each way of being held to some of the standards."""

    def counts(level: Standard | None, by: Standard | None) -> bool:
        return by is None or (level is not None and standard_relation(level, by) in _WITHIN)

    ladder: list[Standard | None] = [Standard.VERIFIED, Standard.RECORDED, Standard.ALLEGED, None]
    atoms = set()
    for level in ladder:
        monitored = _bits(i for i, by in enumerate(stated) if counts(level, by))
        atoms.add(monitored)
        investigated = _bits(i for i, by in enumerate(stated) if by is Standard.UNDER_INVESTIGATION)
        atoms.add(monitored | investigated)
    return atoms


def _areas(stated: Sequence[Area | None]) -> set[int]:
    """One atom for each area outside what it contains, and for overlaps that cannot be ruled out."""
    anywhere = _bits(i for i, a in enumerate(stated) if a is None)
    named = [a for a in stated if a is not None]

    def holding(test: Callable[[Area], bool]) -> int:
        return anywhere | _bits(i for i, a in enumerate(stated) if a is not None and test(a))

    atoms = {anywhere}
    for area in named:
        own = holding(lambda a, area=area: area.to(a) in _WITHIN)  # type: ignore[misc]
        atoms.add(own)
        for other in named:
            if area.to(other) is Relation.POSSIBLY:
                theirs = holding(lambda a, o=other: o.to(a) in _WITHIN)  # type: ignore[misc]
                atoms.add(own | theirs)
    return atoms


def _times_and_vintages(scopes: Sequence[Scope], vintages: Sequence[int]) -> set[int]:
    """Atoms of "happened in this stretch and first registered by that day"."""
    spans = [interval(s) for s in scopes]
    cuts = sorted({s for s, _ in spans} | {e + 1 for _, e in spans})
    known = sorted(set(vintages))
    later = {v: _bits(i for i, w in enumerate(vintages) if w >= v) for v in known}
    atoms = set()
    for start in cuts[:-1]:
        during = _bits(i for i, (s, e) in enumerate(spans) if s <= start <= e)
        if during:
            atoms |= {during & later[v] for v in known if during & later[v]}
    return atoms
