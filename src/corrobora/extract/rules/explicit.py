"""Sentences that tell an event in so many words: who was killed, how many, and where or on which day.

"Southern forces executed three prisoners in Lubna on 2 May" needs no weighing; weights learned from longer
accounts, which seldom say it so, could doubt it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from corrobora.extract.analysis import Token
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.pairs import entries
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
#: "катує та вбиває полоненого": what a recording shows is told in the present.
_PRESENT = ("є", "ють", "уть", "ять", "ет", "ют", "ит", "ят")
_PEOPLE = ("people.", "custody.")
_FINITE = ("VBD", "VBN")
#: Verbs of what recordings show.
_SHOWING = frozenset("show film record depict capture see appear".split())
#: Verbs that speak of deeds not done.
_UNREAL = frozenset("threaten demand urge plan prevent avert avoid prohibit ban".split())


class Telling(Enum):
    """How a sentence tells its deed: "executed three" is told, "the execution of three" is named."""

    TOLD = "told"
    NAMED = "named"


def told_in_so_many_words(reading: Reading, profile: Profile) -> Telling | None:
    """How a sentence says that a number of people were killed, and where or on which day, if it does."""
    sentence = profile.sentence
    numbers = [f for f in profile.figures if not f.implied or f.nearest.startswith("custody.captive")]
    if not numbers or sentence.sort is RegionSort.FURNITURE or reading.row_of(sentence):
        return None
    whens = reading.whens.within(sentence.start, sentence.end)
    places = reading.places.within(sentence.start, sentence.end)
    placed = any(not p.value.candidates or p.value.candidates[0].level not in _WIDE for p in places)
    entry = entries(reading)[sentence.index] is not None
    if not placed and not entry and not any(w.value.precision in _DAYS for w in whens):
        return None
    deeds = [
        deed
        for deed in cued_tokens(reading, _DEEDS, sentence.start, sentence.end)
        if any(True for _ in _suffer(reading, deed, numbers, short=entry))
    ]
    if any(_in_past_tense(reading, deed) for deed in deeds):
        return Telling.TOLD
    return Telling.NAMED if deeds else None


def _in_past_tense(reading: Reading, deed: Token) -> bool:
    if reading.analysis.doc is None:
        return deed.pos == "VERB" and deed.lower.endswith(_PAST)
    return reading.analysis.doc[deed.index].tag_ in _FINITE


def _suffer(reading: Reading, deed: Token, numbers: list[Figure], *, short: bool) -> Iterator[Figure]:
    """Numbers of those a deed was done to; none of a deed that is denied, demanded or only thought of.

    ``short``: whether verbs may be left out ("12 May. Two prisoners shot.").
    """
    doc = reading.analysis.doc
    if doc is None:
        yield from _cyrillic(reading, deed, numbers)
        return
    word = doc[deed.index]
    if word.pos_ == "VERB":
        done = _happened(word, short=short)
    else:
        done = word.pos_ == "NOUN" and not _only_thought_of(word)
    if not done:
        return
    # an execution of hens, a shooting of a film: a verb's object is doubted less
    sure = numbers if word.tag_ in _FINITE else [f for f in numbers if f.nearest.startswith(_PEOPLE)]
    for role, head in role_heads(word):
        if role == "victim":
            first, last = doc[min(head.left_edge.i, head.i)], head
            yield from (f for f in sure if first.idx <= f.start < last.idx + len(last))


def _happened(verb: Any, *, short: bool) -> bool:
    if any(c.dep_ == "neg" or (c.dep_ == "prt" and c.lower_ == "down") for c in verb.children):
        return False  # aircraft are shot down
    if verb.tag_ == "VBG":  # "accused of shooting", "footage shows soldiers executing"
        accused = verb.dep_ == "pcomp" and verb.head.lower_ == "of"
        shown = any(a.lemma_ in _SHOWING for a in verb.ancestors)
        return (accused or shown) and not _only_thought_of(verb)
    auxiliaries = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if any(a.tag_ in ("MD", "TO") for a in auxiliaries):
        return False
    if verb.tag_ in ("VBZ", "VBP"):  # what a recording shows is told in the present
        return any(t.lemma_ in _SHOWING for t in verb.sent if t.i < verb.i)
    # a participle for the past tense is the tagger's way with "forces executed at least three"
    finite = bool(auxiliaries) or any("subj" in c.dep_ for c in verb.children)
    return bool(verb.tag_ == "VBD" or (verb.tag_ == "VBN" and (finite or (short and _heads(verb)))))


def _heads(verb: Any) -> bool:
    """Whether a participle is all the verb a sentence has: "Three soldiers executed in a hospital."."""
    return bool(verb.dep_ == "ROOT" or (verb.dep_ == "acl" and verb.head.dep_ == "ROOT"))


def _only_thought_of(word: Any) -> bool:
    governing = list(word.ancestors)
    if any(a.lower_ == "for" and a.head.lemma_ == "call" for a in governing):
        return True
    return any(a.lemma_ in _UNREAL or a.tag_ == "MD" for a in governing) or any(
        c.dep_ == "neg" or c.tag_ == "MD" for a in governing for c in a.children
    )


def _cyrillic(reading: Reading, deed: Token, numbers: list[Figure]) -> Iterator[Figure]:
    tokens, sentence = reading.analysis.tokens, reading.sentences[deed.sentence]
    if not (deed.pos == "NOUN" or (deed.pos == "VERB" and deed.lower.endswith(_PAST + _PRESENT))):
        return
    if any(t.lower in NEGATIONS for t in tokens[max(sentence.first, deed.index - 2) : deed.index]):
        return
    behind = tokens[deed.index + 1 : min(sentence.last, deed.index + _REACH)]
    near = [t.start for t in behind]
    yield from (f for f in numbers if f.nearest.startswith(_PEOPLE) and f.start in near)
