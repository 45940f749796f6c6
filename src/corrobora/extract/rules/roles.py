"""Whom the grammar makes victim and perpetrator: sides by their place around a deed.

"Execution of nine Ardan soldiers by Velan forces", "Velan troops killed …", "… were shot by the Velan
army": what stands after *of*, as object or as subject of a passive suffered it; what stands after *by* or as
subject of an active verb did it. Ukrainian and Russian show the same by case: the genitive after a noun of
killing, the instrumental of who did it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from corrobora.extract.analysis import Token
from corrobora.extract.mention import Mention

if TYPE_CHECKING:
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
#: Custody cues for the state people are in: whoever is in it did not do the deed.
_STATES = frozenset({"surrender", "bound", "unarmed", "hors_de_combat"})
_OBJECTS = frozenset({"dobj", "obj"})
#: Relations a side's name can stand in to the noun it belongs to.
_INSIDE = frozenset("amod compound nmod poss nummod det appos conj flat".split())
_FURTHEST = 14
_OWNERS = frozenset({"its", "their"})
_RELATIVE = frozenset({"who", "whom", "which", "that"})
#: Whoever's these are keeps the prisoners.
_KEEPING = frozenset({"custody", "captivity", "detention"})
#: "men in Ardan uniform": what tells whose men they are.
_DRESS = frozenset({"uniform", "uniforms", "fatigues", "camouflage"})


#: Cues for people a deed is done by or to, whose country the words leave open.
_PEOPLE = {
    "groups": frozenset({"armed_group", "state_force"}),
    "people": frozenset({"soldier", "civilian"}),
    "custody": frozenset({"captive"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Who has a part in a deed: a side by its code, or people by the name of their cue.

    Attributes:
        start: where the words stand.
        side: whether ``who`` is the code of a country.
    """

    role: Role
    start: int
    who: str
    side: bool


def parts(reading: Reading) -> tuple[Part, ...]:
    """Every part the grammar gives a side or people in a deed of the document, in the order of the text."""
    found: dict[tuple[str, int, str], Part] = {}
    whole = 0, len(reading.text)
    phrases = [p for deed in cued_tokens(reading, _DEEDS, *whole) for p in _phrases(reading, deed)]
    for state in cued_tokens(reading, {"custody": _STATES}, *whole):
        phrases += [("victim", first, last) for first, last in _sufferers(reading, state)]
    for role, first, last in phrases:
        start, end = reading.analysis.tokens[first].start, reading.analysis.tokens[last - 1].end
        side = next(iter(reading.sides.within(start, end)), None) or _whose(reading, first, last)
        if side is not None:
            part = Part(role=role, start=side.start, who=side.value, side=True)
            found.setdefault((role, part.start, part.who), part)
        for family, wanted in _PEOPLE.items():
            for cue in reading.family(family).within(start, end):
                if cue.value in wanted:
                    part = Part(role=role, start=cue.start, who=cue.value, side=False)
                    found.setdefault((role, part.start, part.who), part)
    return tuple(sorted(found.values(), key=lambda p: (p.start, p.role, p.who)))


def _whose(reading: Reading, first: int, last: int) -> Mention[str] | None:
    """The side an owner leads back to ("the Velan army said its men shot …"), where it is one alone."""
    tokens = reading.analysis.tokens
    after = tokens[last : last + 2]  # "members of its 6th corps"
    inside = [*tokens[first:last], *(after[1:] if after and after[0].lower == "of" else ())]
    owner = next((t for t in inside if t.lower in _OWNERS), None)
    if owner is None:
        return None
    before = reading.sides.within(reading.sentences[owner.sentence].start, owner.start)
    return before[0] if len({m.value for m in before}) == 1 else None


def _phrases(reading: Reading, deed: Token) -> Iterator[tuple[Role, int, int]]:
    """Roles with the tokens ``[first, last)`` of who has them."""
    if reading.analysis.doc is not None:
        for role, head in role_heads(reading.analysis.doc[deed.index]):
            first = min([head.i, *(c.left_edge.i for c in head.lefts if c.dep_ in _INSIDE)])
            yield role, max(first, head.i - _FURTHEST), head.i + 1
            for preposition in head.children:
                if preposition.dep_ == "prep" and preposition.lower_ in ("of", "from", "in"):
                    for inner in preposition.children:
                        if inner.dep_ == "pobj" and (preposition.lower_ != "in" or inner.lower_ in _DRESS):
                            yield role, min(inner.left_edge.i, inner.i), inner.i + 1
        if (struck := _struck(reading, deed)) is not None:
            yield "victim", deed.index + 1, struck
        return
    tokens = reading.analysis.tokens
    sentence = reading.sentences[deed.sentence]
    passive = deed.pos == "VERB" and deed.lower.endswith(_PASSIVE)
    for index in range(
        max(sentence.first, deed.index - _FURTHEST), min(sentence.last, deed.index + _FURTHEST)
    ):
        found = _case_role(tokens[index].lower, index > deed.index, deed.pos == "VERB", passive)
        if found and tokens[index].pos in ("NOUN", "ADJ", "PROPN", "X", "VERB") and index != deed.index:
            # "военнослужащих ВСУ"
            after = tokens[index + 1 : min(index + 2, sentence.last)]
            yield found, index, index + 1 + any(t.text.isupper() and len(t.text) > 1 for t in after)
    relative = next(
        (i for i in range(deed.index - 1, max(sentence.first, deed.index - _FURTHEST), -1)
         if tokens[i].lower in _WHOM), None,
    )  # fmt: skip
    if relative is not None and not passive:
        # "двох росіян, яких розстріляли": those before the pronoun suffered it
        yield "victim", max(sentence.first, relative - 5), relative


def _struck(reading: Reading, deed: Token) -> int | None:
    """Where those behind a verb end whom the parser does not see: "killed at least 91 wounded men"."""
    verb = reading.analysis.doc[deed.index] if reading.analysis.doc is not None else None
    if verb is None or verb.pos_ != "VERB" or _is_passive(verb):
        return None
    told = any(c.dep_ in _OBJECTS and c.pos_ != "NUM" for c in verb.children)
    if told or not any(c.dep_ == "nsubj" for c in verb.children):
        return None
    tokens, stop = reading.analysis.tokens, reading.sentences[deed.sentence].last
    for i in range(deed.index + 1, min(deed.index + _FURTHEST, stop)):
        token = tokens[i]
        if token.pos in ("NOUN", "PROPN") and (i + 1 >= stop or tokens[i + 1].pos not in ("NOUN", "PROPN")):
            return i + 1
        hedge = token.pos == "ADP" and i + 1 < stop and tokens[i + 1].lower in ("least", "most")
        if token.pos in ("PUNCT", "ADP", "CCONJ", "PRON", "AUX", "SCONJ") and not hedge:
            return None
    return None


def _case_role(word: str, after: bool, verb: bool, passive: bool) -> Role | None:
    if word.endswith(("ими", "ыми", "ами", "ями")):
        return "perpetrator"
    if after and word.endswith(_GENITIVE):
        return "victim"
    if not after and verb and word.endswith(_NOMINATIVE):
        return "victim" if passive else "perpetrator"
    return None


def role_heads(token: Any) -> Iterator[tuple[Role, Any]]:
    """Heads of who the parse makes do or suffer the deed a token is, each with its role."""
    verb = token.pos_ in ("VERB", "AUX")
    if verb:
        passive = _is_passive(token)
        for child in _arguments(token):
            role = _role_of(child, passive)
            if role and child.lower_ in _RELATIVE and token.dep_ == "relcl":
                yield role, token.head
            elif role:
                yield role, child
        if token.dep_ == "acl":
            yield ("victim" if token.tag_ == "VBN" else "perpetrator"), token.head
    for child in token.children:
        if child.dep_ in ("agent", "prep") and child.lower_ in ("by", "of", "against"):
            for inner in child.children:
                if inner.dep_ == "pobj" and child.lower_ == "by":
                    yield "perpetrator", inner
                elif inner.dep_ == "pobj" and not verb:
                    yield "victim", inner
    if not verb:
        for child in token.lefts:
            if child.dep_ in ("compound", "nmod", "amod"):
                yield "perpetrator" if token.lower_ in _KEEPING else "victim", child
            if child.dep_ == "poss":
                done_to = any(c.dep_ == "prep" and c.lower_ == "of" for c in token.rights)
                yield "perpetrator" if done_to or token.lower_ in _KEEPING else "victim", child


def _sufferers(reading: Reading, state: Token) -> Iterator[tuple[int, int]]:
    """Tokens ``[first, last)`` of those who are in a state: "wounded Ardans", "Ardans who surrendered"."""
    if reading.analysis.doc is None:
        if state.pos != "VERB":
            yield state.index + 1, min(state.index + 3, reading.sentences[state.sentence].last)
        else:
            first = reading.sentences[state.sentence].first
            yield max(first, state.index - 5), state.index
        return
    token = reading.analysis.doc[state.index]
    heads = [c for c in token.children if "subj" in c.dep_]
    if token.dep_ in ("amod", "acl", "relcl") and not any(c.lower_ not in _RELATIVE for c in heads):
        heads = [token.head]
    elif token.dep_ == "conj" and not heads:
        heads = [c for c in token.head.children if "subj" in c.dep_]
    for head in heads:
        first = min([head.i, *(c.left_edge.i for c in head.lefts if c.dep_ in _INSIDE)])
        yield max(first, head.i - _FURTHEST), head.i + 1


def cued_tokens(
    reading: Reading, families: Mapping[str, frozenset[str]], start: int, end: int
) -> Iterator[Token]:
    """Words of the cues of some entries between two characters, each once."""
    seen = set()
    for family, wanted in families.items():
        for cue in reading.family(family).within(start, end):
            if cue.value not in wanted:
                continue
            for token in reading.tokens_within(cue.start, cue.end):
                if token.pos in ("VERB", "NOUN", "ADJ", "AUX") and token.index not in seen:
                    seen.add(token.index)
                    yield token


def _is_passive(verb: Any) -> bool:
    """Whether the subject suffers the deed; the parser takes "two men tied up and shot by …" for active."""
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return True
    done_by = any(c.dep_ in ("agent", "prep") and c.lower_ == "by" for c in verb.rights)
    return done_by and not any(c.dep_ in _OBJECTS for c in verb.children)


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
        yield from (c for c in own if c.lower_ in _RELATIVE)


def _role_of(argument: Any, passive: bool) -> Role | None:
    if "subj" in argument.dep_:
        return "victim" if passive else "perpetrator"
    return "victim" if argument.dep_ in _OBJECTS else None


_WHOM = frozenset("яких якого яку кого которых которого которую".split())
#: Endings of adjectives and nouns in the plural, by the case they show.
_GENITIVE = ("их", "ых", "ів", "їв", "ов", "ев", "ого", "его", "ян", "ан", "ців")
_NOMINATIVE = ("і", "ї", "ие", "ые", "ы", "и", "не", "ий", "ый", "а", "я")
_PASSIVE = ("но", "то", "ний", "ні", "ны", "на", "ный", "ные", "тий", "ті", "ты", "тый", "тые", "вших")
