"""What part a noun phrase plays in its sentence: subject, agent, owner, object or behind which preposition.

English shows it by the parse; Ukrainian and Russian by case, preposition and the verb nearest in the clause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corrobora.extract.analysis import Analysis
from corrobora.extract.rules.cases import cases

#: Prepositions that tell parts apart; others are one part.
_TOLD = frozenset("of in at from by to for on with against about among after before under".split())
_CASES = {"nomn": "subject", "ablt": "agent", "gent": "of", "datv": "to", "accs": "object", "loct": "in"}
_ENDS = frozenset(".;:!?—–»”")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A phrase's part in its sentence.

    Attributes:
        name: ``subject``, ``passive``, ``agent``, ``owner``, ``object``, a preposition, ``alone`` …
        verb: index of the verb it belongs to; ``None`` if there is none.
    """

    name: str
    verb: int | None


UNKNOWN = Part(name="other", verb=None)


def part(analysis: Analysis, first: int, last: int) -> Part:
    """The part of the phrase of tokens ``[first, last)``."""
    if analysis.doc is not None:
        return _parsed(analysis.doc, first, last)
    return _by_case(analysis, first, last)


def _parsed(doc: Any, first: int, last: int) -> Part:
    head = next((t for t in doc[first:last] if not first <= t.head.i < last), doc[last - 1])
    for _ in range(3):
        if head.dep_ in ("conj", "appos", "compound", "nmod") and head.head.pos_ in ("NOUN", "PROPN", "PRON"):
            head = head.head
        else:
            break
    match head.dep_:
        case "nsubj" | "csubj":
            return Part(name="subject", verb=head.head.i)
        case "nsubjpass":
            return Part(name="passive", verb=head.head.i)
        case "poss":
            return Part(name="owner", verb=_verb(head))
        case "dobj" | "dative" | "iobj":
            return Part(name="object", verb=head.head.i)
        case "pobj":
            prep = head.head
            if prep.dep_ == "agent":
                return Part(name="agent", verb=prep.head.i)
            word = prep.lower_ if prep.lower_ in _TOLD else "prep"
            return Part(name=word, verb=_verb(prep))
        case "ROOT":
            return Part(name="alone", verb=None)
        case _:
            return Part(name="other", verb=_verb(head))


def _verb(token: Any) -> int | None:
    return next((a.i for a in token.ancestors if a.pos_ in ("VERB", "AUX")), None)


def _by_case(analysis: Analysis, first: int, last: int) -> Part:
    tokens = analysis.tokens
    head = next((i for i in range(first, last) if tokens[i].pos in ("NOUN", "PROPN", "X")), first)
    sentence = analysis.sentences[tokens[first].sentence]
    verb = _nearest_verb(analysis, sentence.first, sentence.last, first, last)
    before = first - 1
    while before >= sentence.first and (
        tokens[before].pos == "ADJ" or tokens[before].text in ("«", "“", "„", '"')
    ):
        before -= 1
    if before >= sentence.first and tokens[before].pos == "ADP":
        return Part(name=f"prep {tokens[before].lower}", verb=verb)
    found = cases(tokens[head].lower, analysis.language)
    owned = before >= sentence.first and tokens[before].pos == "NOUN" and tokens[before].index == first - 1
    order = (
        ("gent", "nomn", "ablt", "datv", "accs", "loct")
        if owned
        else ("nomn", "ablt", "gent", "datv", "accs")
    )
    name = next((_CASES[c] for c in order if c in found), "subject" if not found else "other")
    return Part(name="alone" if verb is None and name == "subject" else name, verb=verb)


def _nearest_verb(analysis: Analysis, begin: int, end: int, first: int, last: int) -> int | None:
    """The verb after a phrase in its clause, else the one before it, else any in the sentence."""
    tokens = analysis.tokens
    for i in range(last, end):
        if tokens[i].text in _ENDS:
            break
        if tokens[i].pos == "VERB":
            return i
    for i in range(first - 1, begin - 1, -1):
        if tokens[i].text in _ENDS:
            break
        if tokens[i].pos == "VERB":
            return i
    return None
