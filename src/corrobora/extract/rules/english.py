"""Noun phrases, subjects and what is said in English, by the parse."""

from __future__ import annotations

from typing import Any

from corrobora.extract.analysis import Analysis
from corrobora.extract.rules.parties import Nouns, Party, party


def english_phrase(analysis: Analysis, head: int) -> tuple[int, int]:
    """Tokens ``[first, last)`` of the noun phrase around a head, by the parse; relative clauses left out."""
    assert analysis.doc is not None
    doc = analysis.doc
    token = doc[head]
    while (
        token.dep_ in ("compound", "flat", "nmod")
        and token.head.pos_ in ("PROPN", "NOUN")
        and token.head.i - token.i < 6
    ):
        token = token.head
    first, last = token.i, token.i + 1
    for child in token.lefts:
        if child.dep_ in (
            "det",
            "amod",
            "compound",
            "nmod",
            "poss",
            "nummod",
            "quantmod",
            "predet",
            "advmod",
        ):
            first = min(first, child.left_edge.i)
    for child in token.rights:
        if child.i > last + 1 and not (child.dep_ == "appos" and doc[last].text == ","):
            continue
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "in", "at", "from", "on", "against"):
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None:
                last = max(last, english_phrase(analysis, inner.i)[1]) if inner.i < child.i + 12 else last
        elif child.dep_ in ("compound", "flat", "nummod", "case"):
            last = max(last, child.i + 1)
        elif child.dep_ == "appos":
            last = max(last, english_phrase(analysis, child.i)[1])
    return first, last


_POSSESSIVES = frozenset("his her its their our my your".split())


def english_chunk_after(analysis: Analysis, index: int) -> tuple[int, int] | None:
    """The noun phrase that begins at or just after a token."""
    assert analysis.doc is not None
    tokens = analysis.tokens
    at = index
    stop = min(len(tokens) - 1, index + 12)
    while at < stop and (
        tokens[at].pos in ("DET", "ADJ", "ADV", "NUM", "PART")
        or tokens[at].lower in ("'s", "what")
        or (tokens[at].lower in _POSSESSIVES and tokens[at + 1].pos in ("NOUN", "PROPN", "ADJ"))
    ):
        at += 1
    while (
        at + 1 < stop
        and (tokens[at].pos in ("NOUN", "PROPN", "ADJ") or tokens[at].lower in ("'s", "’s"))
        and (tokens[at + 1].pos in ("NOUN", "PROPN", "ADJ") or tokens[at + 1].lower in ("'s", "’s"))
    ):
        at += 1
    if at >= stop or tokens[at].pos not in ("NOUN", "PROPN", "PRON", "X"):
        return None
    first, last = english_phrase(analysis, at)
    return min(max(first, index), at), last


def surface_phrase_before(analysis: Analysis, index: int) -> tuple[int, int] | None:
    """The noun phrase that ends right before a token, by the look of the words alone."""
    tokens = analysis.tokens
    sentence = analysis.sentences[tokens[index].sentence]
    last = index
    while last > sentence.first and (
        tokens[last - 1].pos in ("ADV", "AUX", "PART") and tokens[last - 1].lower != "'s"
    ):
        last -= 1
    first = last
    while first > sentence.first:
        token = tokens[first - 1]
        if token.pos in ("NOUN", "PROPN", "ADJ", "NUM", "DET", "X") or token.lower in (
            "of",
            "for",
            "'s",
            "-",
            "’s",
        ):
            first -= 1
        elif token.pos == "PRON" and first == last:
            first -= 1
            break
        else:
            break
    return (first, last) if first < last else None


def subject_of(verb: Any) -> Any | None:
    """The token that is the subject of a verb, its own or inherited; ``None`` in the passive.

    Where the parser sees several, the nearest before the verb is it.
    """
    for _ in range(4):
        own = [c for c in verb.children if c.dep_ == "nsubj"]
        if own:
            return max((c for c in own if c.i < verb.i), key=lambda c: c.i, default=own[0])
        if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
            return None
        if verb.dep_ == "acl":
            return verb.head if verb.tag_ == "VBG" else None
        if verb.dep_ not in ("conj", "xcomp", "advcl", "ccomp") or verb.head.pos_ not in ("VERB", "AUX"):
            return None
        if verb.dep_ == "ccomp" and verb.head.i > verb.i:
            return None
        verb = verb.head
    return None


def actor_of(verb: Any) -> Any | None:
    """The subject of a verb; of a relative clause whom it is about ("the court, whose judges ordered").

    ``None`` for the passive and for nobody ("no officer has admitted").
    """
    subject = subject_of(verb)
    if subject is None or subject.lower_ in _NOBODY or any(c.lower_ == "no" for c in subject.children):
        return None
    clause = next((t for t in (verb, verb.head) if t.dep_ == "relcl"), None)
    relative = subject.lower_ in _RELATIVES or any(c.lower_ == "whose" for c in subject.children)
    return clause.head if relative and clause is not None else subject


_RELATIVES = frozenset("who which that".split())
_NOBODY = frozenset("none nobody nothing noone".split())


def said_by(analysis: Analysis, verb: Any, subject: int) -> tuple[int, int] | None:
    """Characters of what is said: the clause that depends on the verb, or that it is put into."""
    tokens = analysis.tokens
    for child in verb.children:
        if child.dep_ not in ("ccomp", "parataxis") or child.pos_ not in (
            "VERB",
            "AUX",
            "NOUN",
            "ADJ",
            "PROPN",
        ):
            continue
        left, right = child.left_edge.i, child.right_edge.i
        if left <= subject <= right or left <= verb.i <= right:
            # the verb stands inside what is said ("Nine, he said, were shot")
            if child.i < verb.i:
                return tokens[left].start, tokens[max(child.i, min(right, verb.i))].end
            continue
        return tokens[left].start, tokens[right].end
    return None


def owner_of(noun: Any, *, prepositions: tuple[str, ...] = ("of", "by", "from")) -> Any | None:
    """The token of whoever an account belongs to: "the mission's report", "a report by the mission"."""
    owner = next((c for c in noun.children if c.dep_ == "poss"), None)
    if owner is None:
        prep = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ in prepositions), None)
        if prep is not None:
            owner = next((c for c in prep.children if c.dep_ == "pobj"), None)
    return owner


def speakers(
    analysis: Analysis, nouns: Nouns, sort: str, first: int, last: int
) -> list[tuple[Party, tuple[int, int] | None]]:
    """Who speaks by a reporting cue at tokens ``[first, last)``, and what is said where the parse tells."""
    doc = analysis.doc
    assert doc is not None
    found = None
    content = None
    match sort:
        case "according":
            chunk = english_chunk_after(analysis, last)
            found = party(analysis, nouns, *chunk) if chunk else None
        case "account":
            found = _account(analysis, nouns, doc[first])
        case _:
            verb = next((doc[i] for i in range(first, last) if doc[i].pos_ in ("VERB", "AUX")), None)
            if verb is None or verb.dep_ in ("amod", "compound"):
                return []
            subject = actor_of(verb)
            if subject is None:
                return []
            content = said_by(analysis, verb, subject.i)
            if nouns.account(subject.i) and not nouns.of(subject.i) & {"role", "body"}:
                subject = owner_of(subject)
                if subject is None:
                    return []
            found = party(analysis, nouns, *english_phrase(analysis, subject.i))
            if found and sort == "find" and content is None and not _known(analysis, nouns, found):
                return []
    return [(found, content)] if found else []


def _account(analysis: Analysis, nouns: Nouns, noun: Any) -> Party | None:
    owner = owner_of(noun) if noun.pos_ in ("NOUN", "PROPN") else None
    if owner is None or not (owner.pos_ in ("PROPN", "PRON") or nouns.of(owner.i)):
        return None
    return party(analysis, nouns, *english_phrase(analysis, owner.i))


def _known(analysis: Analysis, nouns: Nouns, found: Party) -> bool:
    tokens = analysis.tokens
    return bool(found.pronoun or found.actor.sort) or any(
        tokens[i].pos == "PROPN" or nouns.of(i) for i in range(found.first, found.last)
    )
