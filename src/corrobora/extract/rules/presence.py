"""Who a document names without a word for speaking: candidates for what the syntax leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corrobora.extract.forces import find_forces
from corrobora.extract.rules import cyrillic, english
from corrobora.extract.rules.cast import Cast
from corrobora.extract.rules.parties import Nouns, party
from corrobora.model.actor import Actor, ActorSort

if TYPE_CHECKING:
    from corrobora.extract.rules.reading import Reading

#: Readers of sides that name a state or a force rather than say whose something is.
_STATES = frozenset({"rules/sides.names", "rules/sides.seats"})
#: What opens a phrase for nobody, or for somebody named before ("the court, whose judges …").
_NOBODY = frozenset("no whose".split())
#: How far before a word the name of a place can begin that it is part of, and from where on it is one surely.
_NAME, _SURE = 60, 0.6


def present(
    reading: Reading, nouns: Nouns, cast: Cast, quotes: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, Actor]]:
    """Characters and actor of every body, person, group, state or force named, in the order of the text.

    Of names that begin at one character the longest comes first.
    """
    found = [(n.start, n.end, n.actor) for _, n in cast.bodies]
    found += [
        (start, end, n.actor)
        for start, end, n in cast.whereabouts
        if not _lies_in_a_place(reading, start, end)
    ]
    found += _described(reading, nouns, cast)
    found += _states(reading)
    found += _callsigns(reading, quotes)
    things = [q for q in quotes if _names_a_thing(reading, q)]
    deeds = {m.start for m in reading.family("acts")}  # "shooting of prisoners" is nobody
    found = [f for f in found if f[0] not in deeds and not any(start <= f[0] < end for start, end in things)]
    return iter(sorted(found, key=lambda e: (e[0], -e[1])))


def _described(reading: Reading, nouns: Nouns, cast: Cast) -> Iterator[tuple[int, int, Actor]]:
    """Names the parser takes for organisations or people, acronyms, and people by role or as a group."""
    analysis = reading.analysis
    tokens, doc = analysis.tokens, analysis.doc
    found = [(e.start, e.end) for e in doc.ents if e.label_ in ("ORG", "PERSON")] if doc is not None else []
    sources = {m.start for m in reading.family("reporting") if m.value == "according"}
    for token in tokens:
        if _acronym(reading, token.index):
            found.append((token.index, token.index + 1))
        elif token.text.isascii() and token.text.isalpha() and token.text[0].isupper() and doc is None:
            last = token.index + 1
            while last < len(tokens) and tokens[last].text.isascii() and tokens[last].text.isalpha():
                last += 1
            found.append((token.index, last))
        elif nouns.of(token.index) & {"role", "group", "body"} and token.pos in ("NOUN", "PROPN"):
            if doc is not None:
                # those something is done to do not speak
                if doc[token.index].dep_ not in ("nsubjpass", "dobj", "attr"):
                    found.append(english.english_phrase(analysis, token.index))
            elif "body" not in nouns.of(token.index) or not reading.bodies.within(token.start, token.end):
                stop = analysis.sentences[token.sentence].last
                found.append(cyrillic.cyrillic_phrase(analysis, token.index, stop))
    for first, last in found:
        if tokens[first].pos == "NUM" or tokens[first].lower in _NOBODY or tokens[first].start in sources:
            continue  # "nine men" are spoken of, not speaking; "Source:" names another
        who = party(analysis, nouns, first, last)
        if who is None or who.pronoun or not tokens[who.name_first].text[0].isalnum():
            continue
        start, end = tokens[who.name_first].start, tokens[who.name_last - 1].end
        if not _lies_in_a_place(reading, start, end):
            yield start, end, cast.full(who)


def _lies_in_a_place(reading: Reading, start: int, end: int) -> bool:
    """Whether characters are (part of) the name of a place, which the tagger may take for a person's."""
    before = reading.places.within(max(0, start - _NAME), end)
    return any(p.start <= start and end <= p.end and p.confidence >= _SURE for p in before)


def _acronym(reading: Reading, index: int) -> bool:
    """Whether a word in capitals is a name rather than part of a heading in capitals."""
    tokens = reading.analysis.tokens
    text = tokens[index].text
    if not (text.isalpha() and text.isupper() and len(text) >= 2):
        return False
    sentence = reading.sentences[tokens[index].sentence]
    words = [t.text for t in reading.analysis.words(sentence) if t.text.isalpha() and len(t.text) > 1]
    return not (len(words) > 2 and sum(w.isupper() for w in words) > len(words) / 2)


def _states(reading: Reading) -> Iterator[tuple[int, int, Actor]]:
    """States by name or seat ("Moscow"), and the forces of the conflict, states' and others'."""
    for mention in reading.sides:
        if mention.reader in _STATES:
            name = reading.text[mention.start : mention.end]
            yield mention.start, mention.end, Actor(name=name, sort=ActorSort.STATE, side=mention.value)
    for force in find_forces(reading.analysis):
        name = reading.text[force.start : force.end]
        actor = Actor(name=name, sort=ActorSort.FORCE, body=force.value.body, side=force.value.side)
        yield force.start, force.end, actor


#: Families of nouns for somebody who can have a name in quotation marks.
_SOMEBODY = ("speakers", "offices", "people", "reporting")
#: Characters of the longest name in quotation marks.
_LONGEST_NAME = 40
#: Parts of speech that are not in a call sign.
_NO_NAME = ("VERB", "AUX", "PRON", "PART")


def _callsigns(reading: Reading, quotes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Actor]]:
    """One or two words in quotation marks that begin with a capital: call signs, channels, groups."""
    text = reading.text
    for start, end in quotes:
        inner = text[start + 1 : end - 1]
        if not (
            2 < len(inner) < _LONGEST_NAME
            and inner[0].isupper()
            and len(inner.split()) <= 3
            and inner[-1].isalpha()
        ):
            continue
        words = reading.tokens_within(start + 1, end - 1)
        if words and not any(t.pos in _NO_NAME for t in words) and words[0].pos != "NUM":
            yield start + 1, end - 1, Actor(name=inner)


def _names_a_thing(reading: Reading, quote: tuple[int, int]) -> bool:
    """Whether the noun before a quoted name says that it is nobody's: "operation «Source»"."""
    start, end = quote
    if end - start > _LONGEST_NAME:
        return False
    before = reading.tokens_within(max(0, start - _LONGEST_NAME), start)[-1:]
    if not before or before[0].pos != "NOUN" or not before[0].text[0].islower():
        return False
    return not any(reading.cued(family, before[0].start, before[0].end) for family in _SOMEBODY)
