"""Whom the grammar makes victim and perpetrator: sides by their place around a deed.

"Execution of nine Ardan soldiers by Velan forces", "Velan troops killed …", "… were shot by the Velan
army": what stands after *of*, as object or as subject of a passive suffered it; what stands after *by* or as
subject of an active verb did it. Ukrainian and Russian show the same by case: the genitive after a noun of
killing, the instrumental of who did it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from corrobora.extract.analysis import Token
from corrobora.extract.mention import Mention
from corrobora.extract.rules.reading import Reading

Role = Literal["victim", "perpetrator"]

#: Families and entries whose words are deeds done to somebody.
_DEEDS = {
    "acts": frozenset(
        "execution torture ill_treatment mutilation enforced_disappearance deportation".split()
    ),
    "deaths": frozenset({"kill", "shoot"}),
    "custody": frozenset({"captive", "detained"}),
}
_OBJECTS = frozenset({"dobj", "obj"})
_PASSIVE_SUBJECTS = frozenset({"nsubjpass", "nsubj:pass"})
#: Relations a side's name can stand in to the noun it belongs to.
_INSIDE = frozenset("amod compound nmod poss nummod det appos conj flat".split())
_FURTHEST = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRole:
    """A side's name in a role beside a deed."""

    role: Role
    mention: Mention[str]


def side_roles(reading: Reading, start: int, end: int) -> list[SideRole]:
    """Sides with the role the grammar of ``[start, end)`` gives them, in the order of the text."""
    found: dict[tuple[str, int], SideRole] = {}
    for deed in _deeds(reading, start, end):
        roles = _by_parse(reading, deed) if reading.analysis.doc is not None else _by_case(reading, deed)
        for role in roles:
            if start <= role.mention.start < end:
                found.setdefault((role.role, role.mention.start), role)
    return sorted(found.values(), key=lambda r: r.mention.start)


def _deeds(reading: Reading, start: int, end: int) -> Iterator[Token]:
    seen = set()
    for family, wanted in _DEEDS.items():
        for cue in reading.family(family).within(start, end):
            if cue.value not in wanted:
                continue
            for token in reading.tokens_within(cue.start, cue.end):
                if token.pos in ("VERB", "NOUN", "ADJ", "AUX") and token.index not in seen:
                    seen.add(token.index)
                    yield token


def _side_in(reading: Reading, first: int, last: int) -> Mention[str] | None:
    """The first side named among tokens ``[first, last)``."""
    tokens = reading.analysis.tokens
    within = reading.sides.within(tokens[first].start, tokens[last - 1].end) if last > first else ()
    return within[0] if within else None


def _by_parse(reading: Reading, deed: Token) -> Iterator[SideRole]:
    doc = reading.analysis.doc
    assert doc is not None  # callers check
    token = doc[deed.index]
    verb = token.pos_ in ("VERB", "AUX")
    if verb:
        passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in token.children)
        for child in _arguments(token):
            role = _role_of(child, passive)
            if role:
                yield from _named(reading, child, role)
    for child in token.children:
        if child.dep_ in ("agent", "prep") and child.lower_ in ("by", "of", "against", "at"):
            for inner in child.children:
                if inner.dep_ != "pobj":
                    continue
                if child.lower_ == "by":
                    yield from _named(reading, inner, "perpetrator")
                elif child.lower_ in ("of", "against") and not verb:
                    yield from _named(reading, inner, "victim")
    if not verb:
        yield from _around_noun(reading, token)


def _arguments(token: Any) -> Iterator[Any]:
    """Subjects and objects of a verb; a verb without a subject shares that of the verb it is joined to."""
    own = [c for c in token.children if "subj" in c.dep_ or c.dep_ in _OBJECTS]
    yield from own
    if (
        not any("subj" in c.dep_ for c in own)
        and token.dep_ in ("conj", "xcomp")
        and token.head.pos_ == "VERB"
    ):
        yield from (c for c in token.head.children if "subj" in c.dep_)
    if token.dep_ == "relcl" and not any(c.dep_ in _OBJECTS for c in own):
        yield from (c for c in own if c.lower_ in ("who", "which", "that"))


def _role_of(argument: Any, passive: bool) -> Role | None:
    if argument.dep_ in _PASSIVE_SUBJECTS:
        return "victim"
    if "subj" in argument.dep_:
        return "victim" if passive else "perpetrator"
    return "victim" if argument.dep_ in _OBJECTS else None


def _around_noun(reading: Reading, token: Any) -> Iterator[SideRole]:
    """ "Ardan POW executions": a side in front of the deed suffered it unless *by* or *of* said otherwise."""
    for child in token.lefts:
        if child.dep_ in ("compound", "nmod") and child.i + 1 <= token.i:
            yield from _named(reading, child, "victim")


def _named(reading: Reading, head: Any, role: Role) -> Iterator[SideRole]:
    """The side that names the noun phrase of a head: of the head itself or right before it."""
    first = head.i
    for child in head.lefts:
        if child.dep_ in _INSIDE:
            first = min(first, child.left_edge.i)
    mention = _side_in(reading, max(first, head.i - _FURTHEST), head.i + 1)
    if mention is None:
        of = next((c for c in head.children if c.dep_ == "prep" and c.lower_ in ("of", "from")), None)
        inner = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
        if inner is not None:
            yield from _named(reading, inner, role)
        return
    yield SideRole(role=role, mention=mention)


#: Endings of adjectives and nouns in the plural, by the case they show.
_GENITIVE = ("их", "ых", "ів", "їв", "ов", "ев", "ого", "его", "ян", "ан", "ців")
_NOMINATIVE = ("і", "ї", "ие", "ые", "ы", "и", "не", "ий", "ый", "а", "я")
_PASSIVE = ("но", "то", "ний", "ні", "ны", "на", "ный", "ные", "тий", "ті", "ты", "тый", "тые", "вших")


def _by_case(reading: Reading, deed: Token) -> Iterator[SideRole]:
    """Roles by the case of the side's name near the deed, in Ukrainian and Russian."""
    sentence = reading.sentences[deed.sentence]
    start = reading.analysis.tokens[max(sentence.first, deed.index - _FURTHEST)].start
    end = reading.analysis.tokens[min(sentence.last, deed.index + _FURTHEST) - 1].end
    passive = deed.pos == "VERB" and deed.lower.endswith(_PASSIVE)
    for mention in reading.sides.within(start, end):
        word = reading.text[mention.start : mention.end].lower().split()[0]
        after = mention.start > deed.start
        if word.endswith(("ими", "ыми", "ами", "ями")):
            yield SideRole(role="perpetrator", mention=mention)
        elif after and word.endswith(_GENITIVE) and mention.start - deed.end < 60:
            yield SideRole(role="victim", mention=mention)
        elif not after and deed.pos == "VERB" and word.endswith(_NOMINATIVE):
            yield SideRole(role="victim" if passive else "perpetrator", mention=mention)
