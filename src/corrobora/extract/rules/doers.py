"""Who does what a cue says: the subject of its verb, the agent of a passive, whoever "from" or "by" names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corrobora.extract.rules import cyrillic, english
from corrobora.extract.rules.hearing import QUIET
from corrobora.extract.rules.parties import Party, party
from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.span import Span

if TYPE_CHECKING:
    from corrobora.extract.rules.reading import Reading

_FROM = frozenset("from by for at von від з із у в от из с со".split())


def doer(reading: Reading, start: int, end: int) -> Slot[Actor] | None:
    """Who does what the words ``[start, end)`` say, ``None`` where the sentence leaves it out."""
    for found, how in proposals(reading, start, end):
        slot = resolved(reading, found, how) if found else None
        if slot is not None:
            return slot
    return None


def proposals(reading: Reading, start: int, end: int) -> Iterator[tuple[Party | None, str]]:
    """Phrases that can be the doer, surest first, each with how it was found: subject, agent, owner, from."""
    tokens = reading.tokens_within(start, end)
    if reading.hearing.nouns is None or not tokens:
        return
    first, last = tokens[0].index, tokens[-1].index + 1
    analysis, nouns = reading.analysis, reading.hearing.nouns
    assert nouns is not None
    doc = analysis.doc
    if doc is not None:
        verbs = [i for i in range(first, last) if doc[i].pos_ in ("VERB", "AUX")]
        for i in verbs:
            later = "" if i == verbs[0] else "later "
            subject = english.actor_of(doc[i])
            if subject is not None:
                phrase = english.english_phrase(analysis, subject.i)
                yield party(analysis, nouns, *phrase), f"{later}subject"
            for child in doc[i].children:
                if child.dep_ == "agent":
                    for agent in child.children:
                        if agent.dep_ == "pobj":
                            yield (
                                party(analysis, nouns, *english.english_phrase(analysis, agent.i)),
                                f"{later}agent",
                            )
        for i in range(first, last):
            owner = (
                english.owner_of(doc[i], prepositions=("by", "from", "at", "of"))
                if doc[i].pos_ in ("NOUN", "PROPN")
                else None
            )
            if owner is not None:
                yield party(analysis, nouns, *english.english_phrase(analysis, owner.i)), "owner"
    else:
        stop = analysis.sentences[tokens[0].sentence].last
        verbs = [i for i in range(first, last) if analysis.tokens[i].pos == "VERB"]
        for i in verbs:
            found = cyrillic.subject(analysis, nouns, i, i + 1)
            if found and first <= found.first < last:  # the cue's own noun is what is done
                found = cyrillic.subject_after(analysis, nouns, last, stop)
            yield found, "subject" if i == verbs[0] else "later subject"
        if not verbs:
            yield cyrillic.subject(analysis, nouns, first, last), "subject of no verb"
    sentence = analysis.sentences[analysis.tokens[first].sentence]
    for i in range(last, min(sentence.last, last + 3)):
        if analysis.tokens[i].lower in _FROM:
            if doc is not None:
                chunk = english.english_chunk_after(analysis, i + 1)
                yield (party(analysis, nouns, *chunk) if chunk else None), "from"
            else:
                yield cyrillic.nominal_after(analysis, nouns, i + 1, sentence.last), "from"


def resolved(reading: Reading, found: Party, reader: str) -> Slot[Actor] | None:
    """The actor a phrase or pronoun stands for; ``None`` where nobody can be told."""
    cast, tokens = reading.hearing.cast, reading.analysis.tokens
    assert cast is not None
    start, end = tokens[found.first].start, tokens[found.last - 1].end
    span = Span.of(reading.text, start, end)
    own = found.pronoun == "self" or cast.ours(found)
    if own and cast.owner and reading.hearing.quote_at(start) is None:
        actor, spans = cast.owner.value, (span, *cast.owner.spans)
        return Slot(value=actor, spans=spans, reader=f"rules/doers.{reader}", confidence=0.6)
    if found.pronoun:
        here = reading.analysis.sentence_at(start).index
        before = [s for s in reading.hearing.within(here - 20, here) if s.at < start and s.sort not in QUIET]
        named = cast.person_before(start) if found.pronoun == "person" else None
        if named is not None:
            return Slot(value=named.actor, spans=(span,), reader=f"rules/doers.{reader}", confidence=0.5)
        if found.pronoun in ("body", "many"):
            near = cast.body_before(start) or (before[-1].speaker.value if before else None)
            if near is not None:
                return Slot(value=near, spans=(span,), reader=f"rules/doers.{reader}", confidence=0.5)
        return None
    actor = cast.full(found)
    proper = any(t.text[0].isupper() for t in tokens[found.name_first : found.name_last])
    if actor.sort is None and not proper and not reading.sides.within(start, end):
        return None
    return Slot(value=actor, spans=(span,), reader=f"rules/doers.{reader}", confidence=0.8)
