"""Noun phrases that name somebody: where such a phrase begins and ends, and what actor it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corrobora.extract.analysis import Analysis, Token, morphology
from corrobora.extract.rules.cases import cases
from corrobora.model.actor import Actor, ActorSort

if TYPE_CHECKING:
    from corrobora.extract.rules.reading import Reading

#: Words before a name that belong to no name.
_ARTICLES = frozenset(
    "the a an this that these those its his her their our my your one another both all some even only "
    "цей ця ці той та ті його її їх їхній їхня наш наша мій моя інший сам сама само самі "
    "этот эта эти тот его её ее их наш наша мой моя другой сами".split()
)
_AND = frozenset("and та і й и".split())
_PARTICLES = frozenset("al el de del la le di da dos van von bin ibn ben bint ould ag abu der den du".split())
_LINKS = frozenset("of for in at from on against to and & 's ’s ' ’ the - – with".split())
CYRILLIC_LINKS = frozenset("з із зі в у по при на для від та і и с со о об от".split())
#: Marks of headings, rows, lists and threads: "##", "•", "8/"; and the hour of an entry, "16:40".
_MARK = re.compile(r"[#|*•]+|\d{1,3}[/.)]|\d{1,3}/\d{1,3}|\[?\d{1,2}[:.]\d\d\]?")
#: Pronouns and how to look for whom they stand for.
PRONOUNS = {
    word: sort
    for sort, words in {
        "person": "he she him her his hers він вона його її он она его её ее",
        "many": "they them their вони їх они их",
        "body": "it its воно оно",
        "self": "we us our i me my ми я нам нас наш мы мне нам нас",
        "relative": "who which that який яка яке які котрий котра котрі который которая которое которые",
    }.items()
    for word in words.split()
}


_RANKS = frozenset(
    "gen lt col maj capt sgt brig adm cpl pvt cmdr cdr dr prof rev sen gov amb mr mrs ms".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A phrase that names an actor.

    Attributes:
        first, last: its tokens ``[first, last)``, with titles and appositions.
        name_first, name_last: the tokens of the name proper.
        actor: who it stands for, as the phrase alone tells.
        pronoun: how to look for the antecedent, if the phrase is a pronoun.
    """

    first: int
    last: int
    name_first: int
    name_last: int
    actor: Actor
    pronoun: str | None = None


class Nouns:
    """What sort of actor a token stands for, by the codebook's nouns for speakers."""

    def __init__(self, reading: Reading) -> None:
        self._sorts: dict[int, set[str]] = {}
        tokens = reading.analysis.tokens
        starts = {t.start: t.index for t in tokens}
        for mention in reading.family("speakers"):
            index = starts.get(mention.start)
            while index is not None and index < len(tokens) and tokens[index].start < mention.end:
                self._sorts.setdefault(index, set()).add(mention.value)
                index += 1
        self._accounts = {
            starts[m.start] for m in reading.family("reporting") if m.value == "account" and m.start in starts
        }

    def of(self, index: int) -> set[str]:
        """``role``, ``body``, ``outlet``, ``group``: whichever the codebook says of the token."""
        return self._sorts.get(index, set())

    def account(self, index: int) -> bool:
        """Whether the token is a noun for words or figures that belong to somebody."""
        return index in self._accounts

    def any(self, first: int, last: int, *sorts: str) -> bool:
        """Whether a token of ``[first, last)`` is of one of the sorts."""
        return any(self.of(i) & set(sorts) for i in range(first, last))


def party(analysis: Analysis, nouns: Nouns, first: int, last: int) -> Party | None:
    """The actor named by tokens ``[first, last)``: the person, if one is named, else the description."""
    tokens = analysis.tokens
    if last - first == 1 and (pronoun := PRONOUNS.get(tokens[first].lower)):
        return Party(
            first=first, last=last, name_first=first, name_last=last,
            actor=Actor(name=tokens[first].text), pronoun=pronoun,
        )  # fmt: skip
    while first < last and (
        tokens[first].lower in _ARTICLES
        or tokens[first].pos in ("PUNCT", "SPACE", "ADP")
        or _MARK.fullmatch(tokens[first].text)
    ):
        first += 1
    while last > first and (tokens[last - 1].pos in ("PUNCT", "SPACE", "ADP", "CCONJ") or
                            tokens[last - 1].lower in ("'s", "'", "the")):  # fmt: skip
        if tokens[last - 1].text in '»"”)':
            break
        last -= 1
    if first >= last:
        return None
    pieces = list(_pieces(tokens, first, last))
    best = pieces[0]
    person = next((n for p in pieces if (n := _person(analysis, nouns, *p))), None)
    if person is None and len(pieces) > 1 and "role" in nouns.of(best[1] - 1):
        person = _apposed(analysis, nouns, *pieces[1])
    if person:
        role = _text(analysis, best[0], person[0]) if best[0] < person[0] else ""
        if not role and len(pieces) > 1 and pieces[0][0] <= person[0] < pieces[0][1]:
            role = _text(analysis, *pieces[1])
        sort = ActorSort.PERSON
        name = _text(analysis, *person)
        return Party(
            first=first, last=last, name_first=person[0], name_last=person[1],
            actor=Actor(name=name, sort=sort, role=role.strip(" ,") or None),
        )  # fmt: skip
    return Party(
        first=first, last=last, name_first=best[0], name_last=best[1],
        actor=Actor(name=_text(analysis, *best), sort=_sort(tokens, nouns, *best)),
    )  # fmt: skip


def _pieces(tokens: tuple[Token, ...], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The parts between commas; the first is the phrase, the others stand in apposition."""
    start = first
    for i in range(first, last):
        if tokens[i].text in (",", "(", ")", "–", "—", ";"):
            if i > start:
                yield start, i
            start = i + 1
    if last > start:
        yield start, last


def _person(analysis: Analysis, nouns: Nouns, first: int, last: int) -> tuple[int, int] | None:
    """The tokens of a person's name in a phrase: a run of capitalised words that no noun for a body is in.

    Two names joined by "and" after a title are one.
    """
    tokens = analysis.tokens
    while first < last and tokens[first].lower in _ARTICLES:
        first += 1
    end = last
    start = end
    while start > first and _name_like(tokens[start - 1], start - 1 == first):
        start -= 1
    while (
        start < end
        and tokens[start].lower in _PARTICLES
        and not tokens[start].text[0].isupper()
        and not _hyphened(tokens, start, end)
    ):
        start += 1
    while start < end and (
        nouns.of(start) & {"role", "body"} or tokens[start].text in "-." or is_rank(tokens[start])
    ):
        start += 1  # "Lieutenant-Colonel", "Lt. Gen."
    while end - start > 1 and start > first and _geographic(analysis, start):
        start += 1  # "Prosecutor General of a country" without "of"
    if end - start == 2 and start - 3 > first and tokens[start - 1].lower in _AND:
        pair = tokens[start - 3 : start - 1]
        if all(t.text[0].isupper() and not nouns.of(t.index) for t in pair):
            start -= 3
    if start == end or nouns.any(start, end, "body", "outlet"):
        return None
    titled = start > first and (
        nouns.any(first, start, "role") or any(is_rank(t) for t in tokens[first:start])
    )
    if titled and analysis.doc is None and not _agree(analysis, nouns, first, start):
        return None
    if titled and tokens[start - 1].lower not in _LINKS - {"'s"} | CYRILLIC_LINKS:
        return start, end
    if start == first and end - start >= 2 and not nouns.any(start, end, "role", "group"):
        return start, end
    return None


def is_rank(token: Token) -> bool:
    """Whether a word is a rank or form of address cut short: "Lt.", "Gen"."""
    return token.lower.rstrip(".") in _RANKS


def _hyphened(tokens: tuple[Token, ...], index: int, end: int) -> bool:
    """Whether a hyphen ties a word to the next, as an article to the name it begins: "al-Fatih"."""
    return index + 2 < end and tokens[index + 1].text == "-" and tokens[index].end == tokens[index + 1].start


def _apposed(analysis: Analysis, nouns: Nouns, first: int, last: int) -> tuple[int, int] | None:
    """A name of one word that stands in apposition to a role: "one survivor, Hamid,"."""
    token = analysis.tokens[first]
    single = last - first == 1 and token.pos == "PROPN" and token.text[0].isupper() and token.text.isalpha()
    return (first, last) if single and not nouns.of(first) else None


def _geographic(analysis: Analysis, index: int) -> bool:
    """Whether a Ukrainian or Russian word is the name of a place before anything else."""
    if analysis.doc is not None:
        return False
    return "Geox" in str(morphology(analysis.language).parse(analysis.tokens[index].lower)[0].tag)


def _agree(analysis: Analysis, nouns: Nouns, first: int, name: int) -> bool:
    """Whether a name stands in the case of the title before it: a genitive says whose office it is."""
    tokens, language = analysis.tokens, analysis.language
    titles = [i for i in range(first, name) if "role" in nouns.of(i)]
    mine, its = (cases(tokens[i].lower, language) for i in (name, titles[-1]))
    return not mine or not its or bool(mine & its)


def _name_like(token: Token, leads: bool) -> bool:
    text = token.text
    if token.lower in _PARTICLES:
        return True
    if not text[0].isupper() and not (text == "-" or re.match(r"[’']\w", text)):
        return text == "."
    return token.pos in ("PROPN", "NOUN", "ADJ", "X", "PUNCT", "VERB", "ADV", "PART", "INTJ") or leads


def _sort(tokens: Sequence[Token], nouns: Nouns, first: int, last: int) -> ActorSort | None:
    # "the prosecutor's office", "the office of its chief" are bodies, "the office's prosecutor" is a person
    of = next((i for i in range(first, last) if tokens[i].lower == "of"), last)
    owned = max((i + 1 for i in range(first, of - 1) if tokens[i].lower == "'s"), default=first)
    for i in range(owned, last):
        found = nouns.of(i)
        if "group" in found:
            return ActorSort.GROUP
        if "role" in found and "body" not in found:
            return ActorSort.PERSON
        if "body" in found:
            return ActorSort.BODY
        if "outlet" in found:
            return ActorSort.OUTLET
    return None


def _text(analysis: Analysis, first: int, last: int) -> str:
    tokens = analysis.tokens
    return re.sub(r"\s+", " ", analysis.text[tokens[first].start : tokens[last - 1].end])
