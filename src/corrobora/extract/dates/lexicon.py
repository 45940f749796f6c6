"""The words that say when, loaded from the codebook, as tags a grammar can match."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from corrobora.extract.dates.shape import Part, Unit
from corrobora.extract.numerals.lexicon import load, words

#: One letter a meaning; the grammars are regular expressions over these letters.
#: M month, W weekday, U unit, X weekend, S season, a adjective of one, T part of the day, E early/mid/late,
#: L last/this/next, Y yesterday/today, Z last year in one word, R ago/earlier/later, l before last,
#: F "in" before a duration, Q some,
#: A one ("a week"), G now/recently, V daily, P of, I to/until, & and/or, K known phrase, D day of the month,
#: J between the days a night joins, B overnight, d decade, H since then, e the same period,
#: h a day with a name, u one that is never resolved, C fiscal, f fortnight, p a.m./p.m.
Tag = str


class Relation(StrEnum):
    """How the words in front of an expression bound it; ``BY_DAY`` is ``BY`` where a day is named."""

    POINT = "point"
    SINCE = "since"
    AS_OF = "as_of"
    BY = "by"
    BY_DAY = "by_day"
    UNTIL = "until"
    BEFORE = "before"
    AFTER = "after"
    NIGHT_TO = "night_to"
    BETWEEN = "between"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase, its tag and what it stands for."""

    phrase: tuple[str, ...]
    tag: Tag
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWords:
    """The time words of one language.

    Attributes:
        entries: by first word; longest phrases first.
        ambiguous: month and weekday names that are ordinary words too.
        lower_only: month names that with a capital are names of something else ("Октябрьский").
        articles: words skipped between others.
        year_before, day_before, month_before: words that make a lone number or name a date.
        relations: phrases in front of an expression by their last word, longest first.
        range_joiners, between_joiners: what joins two expressions to one range.
        duration_joiners: what joins a length to its end ("the six months to June").
        with_noun: relations that may have a noun before the expression ("since the coup of 1 May").
        since_clause: what runs since a day told in the clause behind it ("since the war began in May").
        event_nouns, event_qualifiers: see `corrobora.extract.dates.known`.
        fillers: words that may stand between a relation and its expression.
        ahead, behind: words that put a day after or before the day of writing; ``passive`` words take
            the past out of a participle behind them; ``ahead_weak`` words yield to a year told of.
        unit_adjectives: words that may stand between a number and its unit.
    """

    entries: dict[str, tuple[Entry, ...]]
    ambiguous: frozenset[str]
    lower_only: frozenset[str]
    articles: frozenset[str]
    year_before: frozenset[str]
    day_before: frozenset[str]
    month_before: frozenset[str]
    relations: dict[str, tuple[tuple[tuple[str, ...], Relation], ...]]
    range_joiners: frozenset[tuple[str, ...]]
    between_joiners: frozenset[tuple[str, ...]]
    duration_joiners: frozenset[tuple[str, ...]]
    with_noun: frozenset[str]
    since_clause: tuple[tuple[str, ...], ...]
    event_nouns: frozenset[str]
    event_qualifiers: frozenset[str]
    fillers: frozenset[str]
    ahead: frozenset[str]
    ahead_weak: frozenset[str]
    unit_adjectives: frozenset[str]
    behind: frozenset[str]
    passive: frozenset[str]
    said: frozenset[str]


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}


def _phrases(entries: str | Iterable[str] | None) -> list[tuple[str, ...]]:
    """A string is a list of words, a list is a list of phrases."""
    if entries is None:
        return []
    if isinstance(entries, str):
        return [(word,) for word in entries.split()]
    return [tuple(str(entry).split()) for entry in entries]


def _entries(data: dict[str, Any]) -> Iterable[Entry]:
    def each(key: str, tag: Tag, values: dict[Any, Any] | None = None) -> Iterable[Entry]:
        section = data.get(key)
        if isinstance(section, dict):
            for name, phrases in section.items():
                value = values[name] if values else name
                yield from (Entry(phrase, tag, value) for phrase in _phrases(phrases))
        else:
            yield from (Entry(phrase, tag, key) for phrase in _phrases(section))

    yield from each("months", "M")
    yield from _month_adjectives(data)
    yield from each("weekdays", "W")
    yield from each("units", "U", {u.value: u for u in Unit})
    yield from each("weekend", "X")
    yield from each("fortnight", "f")
    yield from each("seasons", "S", _SEASONS)
    yield from each("season_adjectives", "a", _SEASONS)
    yield from each("dayparts", "T")
    yield from each("parts", "E", {p.value: p for p in Part})
    yield from each("shifts", "L")
    yield from each("offsets", "Y")
    yield from each("years", "Z")
    yield from each("overnight", "B")
    yield from each("tonight", "B")
    yield from each("decades", "d")
    yield from each("holidays", "h")
    yield from each("unresolved", "u")
    for key in ("ago", "earlier", "later"):
        yield from each(key, "R")
    yield from each("before_last", "l")
    yield from each("in_front", "F")
    yield from each("quantifiers", "Q")
    yield from each("vague", "G")
    yield from each("sets", "V", {u.value: u for u in Unit})
    yield from each("of", "P")
    yield from each("to", "I")
    yield from each("night_joiner", "J")
    yield from each("and", "&")
    yield from each("day_word", "D")
    yield from each("then", "H")
    yield from each("same_span", "e")
    yield from each("fiscal", "C")
    yield from each("am_pm", "p")


def _month_adjectives(data: dict[str, Any]) -> Iterable[Entry]:
    """ "The February report": adjectives made of the months, by stem and ending."""
    for month, stem in (data.get("month_adjective_stems") or {}).items():
        yield from (Entry((stem + ending,), "M", month) for ending in data["month_adjective_endings"].split())


def _relations(
    data: dict[str, list[str]],
) -> dict[str, tuple[tuple[tuple[str, ...], Relation], ...]]:
    table: dict[str, list[tuple[tuple[str, ...], Relation]]] = {}
    for name, entries in data.items():
        for phrase in _phrases(entries):
            table.setdefault(phrase[-1], []).append((phrase, Relation(name)))
    return {word: tuple(sorted(found, key=lambda x: -len(x[0]))) for word, found in table.items()}


@cache
def time_words(language: str) -> TimeWords:
    """The time words of ``en``, ``uk`` or ``ru``."""
    data = load("dates", language)
    table: dict[str, list[Entry]] = {}
    for entry in _entries(data):
        table.setdefault(entry.phrase[0], []).append(entry)
    return TimeWords(
        entries={
            word: tuple(sorted(found, key=lambda entry: -len(entry.phrase))) for word, found in table.items()
        },
        ambiguous=words(data["ambiguous"]),
        lower_only=frozenset(entry.phrase[0] for entry in _month_adjectives(data)),
        articles=words(data["articles"]),
        year_before=words(data["year_before"]),
        day_before=words(data["day_before"]),
        month_before=words(data["month_before"]),
        relations=_relations(data["relations"]),
        range_joiners=frozenset(_phrases(data["joiners"]["range"])),
        between_joiners=frozenset(_phrases(data["joiners"]["between"])),
        duration_joiners=frozenset(_phrases(data["joiners"]["duration"])),
        with_noun=words(data["with_noun"]),
        since_clause=tuple(_phrases(data["since_clause"])),
        event_nouns=words(data["event_nouns"]),
        event_qualifiers=words(data["event_qualifiers"]),
        fillers=words(data["fillers"]),
        ahead=words(data["ahead"]),
        ahead_weak=words(data["ahead_weak"]),
        unit_adjectives=words(data["unit_adjectives"]),
        behind=words(data["behind"]),
        passive=words(data["passive"]),
        said=words(data["said"]),
    )
