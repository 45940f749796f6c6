"""Sides: which country a word speaks of, by name, by force, or by what one side calls the other."""

from __future__ import annotations

from corrobora.codebook.conflicts import load_conflicts
from corrobora.codebook.overlay import per_codebook
from corrobora.extract.analysis import Analysis
from corrobora.extract.conflicts import conflicts_in
from corrobora.extract.countries import READER, find_countries
from corrobora.extract.forces import find_forces
from corrobora.extract.mention import Mention
from corrobora.extract.names import NameFinder

#: Share of the document's evidence from which its first conflict decides who "the occupiers" are.
_ENOUGH = 0.5


def find_sides(analysis: Analysis) -> list[Mention[str]]:
    """Mentions of sides as ISO 3166-1 alpha-2 codes, in the order of the text, none overlapping.

    Readers: ``rules/sides.adjectives``, ``.people``, ``.names``, ``.seats`` (see `find_countries`),
    ``rules/sides.forces`` for forces that belong to a country, ``rules/sides.words`` for words that mean
    one side of the conflict the document is about. Forces without a country are in `find_forces` only.
    """
    forces = find_forces(analysis)
    # "the Islamic State of Iraq and the Levant" is no side
    stateless = [(f.start, f.end) for f in forces if not f.value.side]
    found = [c for c in find_countries(analysis) if not any(a <= c.start < b for a, b in stateless)]
    for force in forces:
        if force.value.side:
            found.append(
                Mention(
                    start=force.start,
                    end=force.end,
                    value=force.value.side,
                    reader=f"{READER}.forces",
                    confidence=force.confidence,
                )
            )
    found += _by_words(analysis)
    found.sort(key=lambda m: (m.start, -m.end))
    kept: list[Mention[str]] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _by_words(analysis: Analysis) -> list[Mention[str]]:
    conflicts = conflicts_in(analysis)
    if not conflicts or conflicts[0].weight < _ENOUGH or not conflicts[0].conflict.words:
        return []
    return [
        Mention(start=n.start, end=n.end, value=n.id, reader=f"{READER}.words", confidence=0.8)
        for n in _finder(conflicts[0].conflict.id, analysis.language).find(analysis)
    ]


@per_codebook
def _finder(conflict: str, language: str) -> NameFinder:
    (words,) = [c.words for c in load_conflicts() if c.id == conflict]
    return NameFinder([(side, given.get(language, ())) for side, given in words.items()], language)
