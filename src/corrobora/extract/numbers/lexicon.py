"""The words around a number that say what it is, loaded from the codebook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corrobora.extract.numerals.lexicon import load, words


class Hedge(StrEnum):
    """Which bound a hedge sets."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    ABOUT = "about"


#: A phrase as the words it is made of; a word ending in ``*`` stands for all words it begins.
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountWords:
    """What one language says around numbers; the codebook files explain each list."""

    before: dict[str, tuple[tuple[Phrase, Hedge], ...]]
    after: dict[str, tuple[tuple[Phrase, Hedge], ...]]
    fillers: frozenset[str]
    particle_verbs: frozenset[str]
    between: dict[str, frozenset[str]]
    from_to: dict[str, frozenset[str]]
    plain_ranges: tuple[Phrase, ...]
    change_verbs: frozenset[str]
    percent: frozenset[str]
    percent_phrases: tuple[Phrase, ...]
    currency_marks: frozenset[str]
    currency: frozenset[str]
    measure_adjectives: frozenset[str]
    measures: frozenset[str]
    age_before: frozenset[str]
    age_person: frozenset[str]
    age_phrases: tuple[Phrase, ...]
    references: frozenset[str]
    named_references: frozenset[str]
    strong: frozenset[str]
    one_pronoun_next: frozenset[str]
    one_pronoun_before: frozenset[str]


def _phrases(entries: Iterable[str] | None) -> tuple[Phrase, ...]:
    found = {tuple(str(entry).split()) for entry in entries or ()}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def _hedges(data: dict[str, list[str]], key: int) -> dict[str, tuple[tuple[Phrase, Hedge], ...]]:
    """Phrases by their last (``key`` -1) or first (0) word, longest first."""
    table: dict[str, list[tuple[Phrase, Hedge]]] = {}
    for hedge, entries in data.items():
        for phrase in _phrases(entries):
            table.setdefault(phrase[key], []).append((phrase, Hedge(hedge)))
    return {word: tuple(sorted(found, key=lambda x: -len(x[0]))) for word, found in table.items()}


def _pairs(entries: Iterable[list[str]]) -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for opening, joining in entries:
        table.setdefault(opening, set()).add(joining)
    return {opening: frozenset(joining) for opening, joining in table.items()}


@cache
def count_words(language: str) -> CountWords:
    """The words around numbers in ``en``, ``uk`` or ``ru``."""
    data = load("counts", language)
    plain = {
        key: words(data[key])
        for key in (
            "fillers particle_verbs change_verbs percent currency_marks currency measure_adjectives measures "
            "age_before age_person references named_references strong one_pronoun_next one_pronoun_before"
        ).split()
    }
    return CountWords(
        before=_hedges(data["before"], -1),
        after=_hedges(data["after"], 0),
        between=_pairs(data["ranges"]["between"]),
        from_to=_pairs(data["ranges"]["from"]),
        plain_ranges=_phrases(data["ranges"]["plain"]),
        percent_phrases=_phrases(data["percent_phrases"]),
        age_phrases=_phrases(data["age_phrases"]),
        **plain,
    )
