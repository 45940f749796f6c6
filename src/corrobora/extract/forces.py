"""Armies, units and armed groups named in the text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from corrobora.codebook.conflicts import Force, load_conflicts
from corrobora.codebook.overlay import per_codebook
from corrobora.extract.analysis import Analysis
from corrobora.extract.mention import Mention
from corrobora.extract.names import Named, NameFinder
from corrobora.model.actor import Actor, ActorSort

READER = "rules/forces"


def find_forces(analysis: Analysis) -> list[Mention[Actor]]:
    """Every force of the codebook's conflicts that the text names, in the order of the text.

    ``body`` is the force's codebook id, ``side`` its country, ``None`` for a non-state force: those are no
    side but forces all the same. A name two forces share is given the side they share, if they do.
    """
    return [_mention(analysis, names) for names in force_names(analysis)]


@lru_cache(maxsize=8)  # the conflicts of a document ask too
def force_names(analysis: Analysis) -> tuple[tuple[Named, ...], ...]:
    """Names of forces; each with every force it can be."""
    grouped: list[list[Named]] = []
    for name in _finder(analysis.language).find(analysis):
        if grouped and grouped[-1][0].start == name.start:
            grouped[-1].append(name)
        else:
            grouped.append([name])
    return tuple(map(tuple, grouped))


def _mention(analysis: Analysis, names: Sequence[Named]) -> Mention[Actor]:
    day = analysis.document.source.published
    known = [forces()[n.id] for n in names]
    sides = {force.side_on(day) for force in known}
    actor = Actor(
        name=analysis.text[names[0].start : names[0].end],
        sort=ActorSort.FORCE,
        body=known[0].id,
        side=sides.pop() if len(sides) == 1 else None,
    )
    return Mention(start=names[0].start, end=names[0].end, value=actor, reader=READER, confidence=0.95)


@per_codebook
def forces() -> dict[str, Force]:
    """All forces by id."""
    return {force.id: force for conflict in load_conflicts() for force in conflict.forces}


@per_codebook
def _finder(language: str) -> NameFinder:
    return NameFinder([(f.id, f.names.get(language, ())) for f in forces().values()], language)
