"""Sentences that tell an event in so many words: who was killed, how many, and where or on which day.

"Southern forces executed three prisoners in Lubna on 2 May" needs no weighing; weights learned from longer
accounts, which seldom say it so, could doubt it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corrobora.extract.analysis import Token
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.roles import cued_tokens, role_heads
from corrobora.extract.rules.weighing import NEGATIONS
from corrobora.model.document import RegionSort
from corrobora.model.when import Precision
from corrobora.model.where import PlaceLevel

_DEEDS = {"acts": frozenset({"execution"}), "deaths": frozenset({"kill", "shoot"})}
_WIDE = (PlaceLevel.COUNTRY, PlaceLevel.FIRST)
_DAYS = (Precision.DAY, Precision.DAYS)
#: Words between a Ukrainian or Russian verb and the number of those it was done to.
_REACH = 6
_PAST = ("в", "ла", "ло", "ли", "л", "но", "то", "ні", "ны")
_PEOPLE = ("people.", "custody.")


def told_in_so_many_words(reading: Reading, profile: Profile) -> bool:
    """Whether a sentence says that a number of people were killed, and where or on which day."""
    sentence = profile.sentence
    numbers = [f for f in profile.figures if not f.implied]
    if not numbers or sentence.sort is RegionSort.FURNITURE or reading.row_of(sentence):
        return False
    whens = reading.whens.within(sentence.start, sentence.end)
    places = reading.places.within(sentence.start, sentence.end)
    placed = any(not p.value.candidates or p.value.candidates[0].level not in _WIDE for p in places)
    if not placed and not any(w.value.precision in _DAYS for w in whens):
        return False
    return any(
        counted
        for deed in cued_tokens(reading, _DEEDS, sentence.start, sentence.end)
        for counted in _suffer(reading, deed, numbers)
    )


def _suffer(reading: Reading, deed: Token, numbers: list[Figure]) -> Iterator[Figure]:
    """Numbers of those a deed was done to; none of a deed that is denied, demanded or only thought of."""
    doc = reading.analysis.doc
    if doc is None:
        yield from _cyrillic(reading, deed, numbers)
        return
    verb = doc[deed.index]
    if verb.pos_ != "VERB" or not _happened(verb):
        return
    for role, head in role_heads(verb):
        if role == "victim":
            first, last = doc[min(head.left_edge.i, head.i)], head
            yield from (f for f in numbers if first.idx <= f.start < last.idx + len(last))


def _happened(verb: Any) -> bool:
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if any(c.dep_ == "neg" for c in verb.children) or any(a.tag_ in ("MD", "TO") for a in auxiliaries):
        return False
    # a participle for the past tense is the tagger's way with "forces executed at least three"
    finite = bool(auxiliaries) or any("subj" in c.dep_ for c in verb.children)
    return verb.tag_ == "VBD" or (verb.tag_ == "VBN" and finite)


def _cyrillic(reading: Reading, deed: Token, numbers: list[Figure]) -> Iterator[Figure]:
    tokens, sentence = reading.analysis.tokens, reading.sentences[deed.sentence]
    if deed.pos != "VERB" or not deed.lower.endswith(_PAST):
        return
    if any(t.lower in NEGATIONS for t in tokens[max(sentence.first, deed.index - 2) : deed.index]):
        return
    behind = tokens[deed.index + 1 : min(sentence.last, deed.index + _REACH)]
    near = [t.start for t in behind]
    yield from (f for f in numbers if f.nearest.startswith(_PEOPLE) and f.start in near)
