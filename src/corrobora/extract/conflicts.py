"""Which armed conflicts a document is about, and the days they give a name to."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corrobora.codebook.conflicts import Conflict, load_conflicts
from corrobora.codebook.overlay import per_codebook
from corrobora.extract.analysis import Analysis, morphology
from corrobora.extract.countries import find_countries
from corrobora.extract.forces import force_names
from corrobora.extract.names import NameFinder

_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_OBLIQUE = {*_CASES[1:], "voct"}  # the Ukrainian dictionary leaves some nominatives unmarked
#: What one piece of evidence counts, by sort.
_COUNTRY, _SIDE, _FORCE, _WORD, _PHRASE = 1.0, 0.5, 2.0, 1.5, 3.0
_OUT_OF_TIME = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictFound:
    """A conflict the document shows evidence of.

    Attributes:
        conflict: its codebook entry.
        weight: its share of all evidence found, 0..1.
    """

    conflict: Conflict
    weight: float


@lru_cache(maxsize=8)  # sides, places and bodies of one document all ask
def conflicts_in(analysis: Analysis) -> tuple[ConflictFound, ...]:
    """Conflicts by evidence in the document, strongest first.

    Evidence: forces by name, days with a name, words that only fit this conflict, the countries it is
    fought in and its sides. A document published before a conflict began cannot be about it.
    """
    published = analysis.document.source.published
    countries = Counter(m.value for m in find_countries(analysis))
    forces = Counter(name.id for names in force_names(analysis) for name in names)
    words = Counter(name.id for name in _words(analysis.language).find(analysis))
    scores: dict[str, float] = {}
    for conflict in load_conflicts():
        if published and published < conflict.start:
            continue
        score = _FORCE * sum(forces[force.id] for force in conflict.forces)
        score += _WORD * words[f"evidence {conflict.id}"] + _PHRASE * words[f"day {conflict.id}"]
        score += _COUNTRY * sum(countries[code] for code in conflict.countries)
        score += _SIDE * sum(countries[code] for code in conflict.sides if code not in conflict.countries)
        if published and conflict.end and published.year > conflict.end.year + 5:
            score *= _OUT_OF_TIME
        if score >= 1:
            scores[conflict.id] = score
    total = sum(scores.values())
    found = [
        ConflictFound(conflict=conflict, weight=round(scores[conflict.id] / total, 4))
        for conflict in load_conflicts()
        if conflict.id in scores
    ]
    return tuple(sorted(found, key=lambda f: (-f.weight, f.conflict.id)))


def known_days(
    found: Sequence[ConflictFound], language: str, published: datetime.date | None = None
) -> dict[str, datetime.date]:
    """Phrases, in every case, with the day they stand for: what `find_dates` takes as ``known``.

    A phrase two conflicts share belongs to the one with more evidence. A day after ``published`` is not
    meant.
    """
    phrases: dict[str, datetime.date] = {}
    for each in found:
        for phrase, day in _phrases(each.conflict.id, language).items():
            if published is None or day <= published:
                phrases.setdefault(phrase, day)
    return phrases


@per_codebook
def _phrases(id: str, language: str) -> Mapping[str, datetime.date]:
    conflict = next(c for c in load_conflicts() if c.id == id)
    return {
        form: named.day
        for named in conflict.days
        for phrase in named.phrases.get(language, ())
        for form in inflected(phrase, language)
    }


def inflected(phrase: str, language: str) -> tuple[str, ...]:
    """A Ukrainian or Russian noun phrase in all cases; complements after its head noun stay as they are."""
    if language == "en":
        return (phrase,)
    words = phrase.split()
    forms: list[dict[str, str]] = []
    for word in words:
        reading = _nominative(word, language)
        if reading is None:
            break
        forms.append(_cases(reading))
        if reading.tag.POS == "NOUN":
            break
    rest = words[len(forms) :]
    found = (
        " ".join([*(f.get(case, w) for f, w in zip(forms, words, strict=False)), *rest]) for case in _CASES
    )
    return tuple(dict.fromkeys((phrase, *found)))


def _nominative(word: str, language: str) -> Any:
    readings = [
        reading
        for reading in morphology(language).parse(word)
        if reading.tag.POS in ("NOUN", "ADJF", "PRTF") and not _grammemes(reading) & _OBLIQUE
    ]
    return min(readings, key=lambda reading: "plur" in _grammemes(reading), default=None)


def _cases(reading: Any) -> dict[str, str]:
    """The word in each case, its gender and number kept."""
    same = _grammemes(reading) - {"nomn"}
    found: dict[str, str] = {}
    for form in reading.lexeme:
        for case in {*_CASES} & _grammemes(form):
            if same <= _grammemes(form):
                found.setdefault(case, str(form.word))
    return found


def _grammemes(reading: Any) -> set[str]:
    return set(re.split(r"[ ,]", str(reading.tag)))


@per_codebook
def _words(language: str) -> NameFinder:
    names = []
    for conflict in load_conflicts():
        names.append((f"evidence {conflict.id}", conflict.evidence.get(language, ())))
        phrases = tuple(p for day in conflict.days for p in day.phrases.get(language, ()))
        names.append((f"day {conflict.id}", phrases))
    return NameFinder(names, language)
