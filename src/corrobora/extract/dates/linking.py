"""How time expressions hang together: relations in front of them, ranges of two, and what lies ahead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corrobora.extract.dates.lexicon import Relation, TimeWords
from corrobora.extract.dates.shape import Atom, Base, Kind, Shape, Unit
from corrobora.extract.numerals import Tokens


@dataclass(frozen=True, slots=True)
class Linked:
    """A time expression with the relation in front of it.

    Attributes:
        atom: the expression.
        relation: how the words in front bound it.
        outer: token those words begin at, else the expression's first.
        partner: whether the next expression is the end of the range this one begins.
    """

    atom: Atom
    relation: Relation
    outer: int
    partner: bool


def link_atoms(tokens: Tokens, atoms: list[Atom], words: TimeWords) -> Iterator[Linked]:
    """The expressions of a text in order, each with its relation, ranges recognised."""
    taken = 0
    ends_range = False
    for k, atom in enumerate(atoms):
        relation, outer = _relation(tokens, atom, words, taken)
        following = atoms[k + 1] if k + 1 < len(atoms) else None
        if atom.shape.since:
            yield Linked(atom, Relation.SINCE, atom.first, False)
        elif ends_range:
            yield Linked(atom, Relation.RANGE, atom.first, False)
            ends_range = False
        elif following is not None and _joined(tokens, atom, following, relation, words):
            yield Linked(atom, Relation.RANGE, outer, True)
            ends_range = True
        else:
            if relation is Relation.BETWEEN:
                relation = Relation.POINT
            elif relation is Relation.BY_DAY:
                relation = Relation.BY if _names_day(atom.shape) else Relation.POINT
            yield Linked(atom, relation, outer, False)
        taken = atom.last


def _relation(tokens: Tokens, atom: Atom, words: TimeWords, taken: int) -> tuple[Relation, int]:
    """The relation that the words in front of an atom say, and the token it begins at."""
    at = atom.first
    for _ in range(3):
        for phrase, relation in words.relations.get(tokens.word(at - 1), ()):
            start = at - len(phrase)
            if start >= taken and tuple(tokens.low[start:at]) == phrase:
                return relation, start
        before = tokens.word(at - 1)
        if at - 1 < taken or (before not in words.articles and before not in words.fillers):
            break
        at -= 1
    if atom.shape.kind is Kind.CALENDAR:
        return (
            _noun_relation(tokens, atom, words, taken)
            or _clause_relation(tokens, atom, words, taken)
            or (Relation.POINT, atom.first)
        )
    return Relation.POINT, atom.first


_NOUN_REACH = 7


def _noun_relation(tokens: Tokens, atom: Atom, words: TimeWords, taken: int) -> tuple[Relation, int] | None:
    """The relation with a noun before the day: "since the coup of 1 May", "after the truce in June"."""
    before = tokens.word(atom.first - 1)
    if tokens.language == "en" and before not in ("of", "in", "on"):
        return None
    for i in range(atom.first - 2, max(taken, atom.first - _NOUN_REACH) - 1, -1):
        word = tokens.low[i]
        if not word.isalpha() or word in words.behind:
            return None
        if word in words.with_noun:
            if tokens.language == "en" and tokens.word(i + 1) not in (
                "the",
                "a",
                "an",
                "its",
                "his",
                "their",
            ):
                return None
            found = next((r for phrase, r in words.relations.get(word, ()) if phrase == (word,)), None)
            return (found, i) if found else None
    return None


def _clause_relation(tokens: Tokens, atom: Atom, words: TimeWords, taken: int) -> tuple[Relation, int] | None:
    """Since a day told in the clause behind: "since the war began in May", «з початку війни у травні»."""
    if tokens.word(atom.first - 1) not in _AT:
        return None
    for i in range(atom.first - 2, max(taken, atom.first - _NOUN_REACH - 2) - 1, -1):
        for phrase in words.since_clause:
            if tuple(tokens.low[i : i + len(phrase)]) == phrase:
                return Relation.SINCE, i
        if not tokens.low[i].isalpha() and tokens.low[i] != ",":
            return None
    return None


_AT = frozenset("in on of у в".split())
_JOINED_KINDS = frozenset((Kind.CALENDAR, Kind.SHIFT, Kind.KNOWN))


def _names_day(shape: Shape) -> bool:
    if shape.kind is Kind.CALENDAR:
        return shape.weekday is None or shape.day is not None
    return shape.kind is Kind.SHIFT and shape.unit is Unit.DAY and shape.base is Base.ANCHOR


def _joined(tokens: Tokens, one: Atom, two: Atom, relation: Relation, words: TimeWords) -> bool:
    """Whether two atoms are the ends of one range."""
    if two.shape.kind not in _JOINED_KINDS or two.shape.since or two.first - one.last > 6:
        return False
    between = [tokens.word(i) for i in range(one.last, two.first)]
    if one.shape.kind is Kind.DURATION:
        plain = tuple(w for w in between if w not in words.articles)
        return (
            one.shape.amount is not None and one.shape.unit in WHOLE_UNITS and plain in words.duration_joiners
        )
    if one.shape.kind not in _JOINED_KINDS:
        return False
    between = [w for w in between if w not in words.articles and w not in words.fillers]
    if not 1 <= len(between) <= 2:
        return False
    joiner = tuple("-" if w in "–—" else w for w in between)
    if relation is Relation.BETWEEN:
        return joiner in words.between_joiners or joiner in words.range_joiners
    if joiner not in words.range_joiners:
        return False
    return joiner != ("-",) or _same_sort(one.shape, two.shape)


WHOLE_UNITS = frozenset((Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.YEAR, Unit.DECADE))


def _same_sort(one: Shape, two: Shape) -> bool:
    """A dash joins like to like: "May 2016 – April 2020", not "Friday - 12 March"."""
    return (one.day is None) == (two.day is None) and (one.month is None) == (two.month is None)


_REACH = 12


_CLAUSE_ENDS = frozenset((".", "!", "?", ";", "\n", ":", "”", "“", '"'))


def lies_ahead(tokens: Tokens, atom: Atom, words: TimeWords, *, narrated: bool) -> bool:
    """Whether the clause puts a day after the day of writing: "will meet on Monday".

    A possessive day ("Monday's vote") is one that was; ``narrated``: a year is being told of.
    """
    if tokens.word(atom.last) in words.behind:
        return False
    if tokens.word(atom.last) == "'" and tokens.word(atom.last + 1) == "s":
        return False
    for i in range(atom.first - 1, max(-1, atom.first - 1 - _REACH), -1):
        word = tokens.low[i]
        if word in _CLAUSE_ENDS:
            break
        if word in words.ahead or (word in words.ahead_weak and not narrated):
            return True
        past = word in words.behind or (
            tokens.language == "en" and len(word) > 4 and word.endswith("ed") and not tokens.capital(i)
        )
        if past and tokens.word(i - 1) not in words.passive:
            return False
    if tokens.word(atom.first - 1) == "as" and tokens.word(atom.first - 2) in ("early", "soon"):
        return True
    return tokens.word(atom.last) in words.ahead


def is_said_on(tokens: Tokens, atom: Atom, words: TimeWords) -> bool:
    """Whether something was said then: "the office said in April", «сообщила 3 марта»."""
    at = atom.first - 1
    if tokens.word(at) in _AT:
        at -= 1
    return tokens.word(at) in words.said
