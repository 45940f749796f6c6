"""All time expressions of a document: recognised, joined to ranges, resolved in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corrobora.extract.dates.english import english
from corrobora.extract.dates.items import Items, itemise
from corrobora.extract.dates.lexicon import Relation, TimeWords, time_words
from corrobora.extract.dates.resolve import Context, Moment, resolve
from corrobora.extract.dates.shape import Atom, Base, Kind, Part, Shape, Unit
from corrobora.extract.dates.slavic import slavic
from corrobora.extract.numerals import Tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeReading:
    """One time expression with the words that relate it to what is said.

    Attributes:
        start, end: characters of the expression itself.
        outer: where the relation word in front of it begins, else ``start``.
        relation: how those words bound it; ``RANGE`` for both halves of a range.
        shape: what the words say.
        moment: the days, ``None`` where they cannot be known or it names none (a duration).
        partner: whether the next reading is the end of the range this one begins.
    """

    start: int
    end: int
    outer: int
    relation: Relation
    shape: Shape
    moment: Moment | None
    partner: bool = False


@dataclass(frozen=True, slots=True)
class _Linked:
    atom: Atom
    relation: Relation
    outer: int
    partner: bool


def read_times(
    text: str,
    language: str,
    anchor: date | None,
    known: Mapping[str, date] | None = None,
    *,
    nearest: bool = False,
) -> list[TimeReading]:
    """Every time expression of the text in its order, durations and vague references included.

    Args:
        text: any text; nothing in it raises.
        language: ``en``, ``uk`` or ``ru``; any other is read as English.
        anchor: the day the text was published, ``None`` if unknown: relative words then stay unresolved.
        known: phrases with the day they stand for ("the landing" -> 1991-04-03).
        nearest: let a day and month without a year lie in the two months after the anchor if they were last
            over nine months ago: right for news with its announcements, wrong for reports of what happened.
    """
    items, atoms = recognise(text, language, known)
    tokens = items.tokens
    linked = list(_link(tokens, atoms, time_words(tokens.language)))
    return list(_resolve_all(tokens, linked, Context(anchor=anchor, nearest=nearest)))


def recognise(text: str, language: str, known: Mapping[str, date] | None = None) -> tuple[Items, list[Atom]]:
    """The items of a text and its time expressions before they are resolved."""
    items = itemise(text, language, known)
    grammar = english() if items.tokens.language == "en" else slavic()
    return items, grammar.atoms(items)


def _link(tokens: Tokens, atoms: list[Atom], words: TimeWords) -> Iterator[_Linked]:
    taken = 0
    ends_range = False
    for k, atom in enumerate(atoms):
        relation, outer = _relation(tokens, atom, words, taken)
        following = atoms[k + 1] if k + 1 < len(atoms) else None
        if ends_range:
            yield _Linked(atom, Relation.RANGE, atom.first, False)
            ends_range = False
        elif following is not None and _joined(tokens, atom, following, relation, words):
            yield _Linked(atom, Relation.RANGE, outer, True)
            ends_range = True
        else:
            if relation is Relation.BETWEEN:
                relation = Relation.POINT
            elif relation is Relation.BY_DAY:
                relation = Relation.BY if _names_day(atom.shape) else Relation.POINT
            yield _Linked(atom, relation, outer, False)
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
    return Relation.POINT, atom.first


_JOINED_KINDS = frozenset((Kind.CALENDAR, Kind.SHIFT, Kind.KNOWN))


def _names_day(shape: Shape) -> bool:
    if shape.kind is Kind.CALENDAR:
        return shape.weekday is None or shape.day is not None
    return shape.kind is Kind.SHIFT and shape.unit is Unit.DAY and shape.base is Base.ANCHOR


def _joined(tokens: Tokens, one: Atom, two: Atom, relation: Relation, words: TimeWords) -> bool:
    """Whether two atoms are the ends of one range."""
    if one.shape.kind not in _JOINED_KINDS or two.shape.kind not in _JOINED_KINDS:
        return False
    between = [tokens.word(i) for i in range(one.last, two.first)]
    between = [w for w in between if w not in words.articles and w not in words.fillers]
    if not 1 <= len(between) <= 2:
        return False
    joiner = tuple("-" if w in "–—" else w for w in between)
    if relation is Relation.BETWEEN:
        return joiner in words.between_joiners or joiner in words.range_joiners
    if joiner not in words.range_joiners:
        return False
    return joiner != ("-",) or _same_sort(one.shape, two.shape)


def _same_sort(one: Shape, two: Shape) -> bool:
    """A dash joins like to like: "May 2016 – April 2020", not "Friday - 12 March"."""
    return (one.day is None) == (two.day is None) and (one.month is None) == (two.month is None)


_REACH = 12
#: Tokens over which "a year earlier" is said of the quarter named before.
_NEAR = 150
_CLAUSE_ENDS = frozenset((".", "!", "?", ";", "\n", ":", "”", "“", '"'))


def _lies_ahead(tokens: Tokens, atom: Atom, words: TimeWords, *, narrated: bool) -> bool:
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


def _resolve_all(tokens: Tokens, linked: list[_Linked], context: Context) -> Iterator[TimeReading]:
    words = time_words(tokens.language)
    anchor = context.anchor
    k, quarter_at = 0, -_NEAR
    while k < len(linked):
        link = linked[k]
        if link.partner:
            one, two = _resolve_range(link.atom.shape, linked[k + 1].atom.shape, context)
            yield _reading(tokens, link, one)
            yield _reading(tokens, linked[k + 1], two)
            context = _moved(context, linked[k + 1].atom.shape, two or one, Relation.RANGE)
            k += 2
            continue
        shape = link.atom.shape
        if link.atom.first - quarter_at > _NEAR:
            context = replace(context, quarter=None)
        open_year = _yearless(shape) or (shape.weekday is not None and shape.shift is None)
        narrated = context.year is not None
        ahead = open_year and anchor is not None and _lies_ahead(tokens, link.atom, words, narrated=narrated)
        moment = resolve(shape, replace(context, ahead=True) if ahead else context)
        yield _reading(tokens, link, moment)
        context = _moved(context, link.atom.shape, moment, link.relation)
        if shape.quarter is not None or shape.base is Base.QUARTER or (moment and moment.grain):
            quarter_at = link.atom.first
        k += 1


def _reading(tokens: Tokens, link: _Linked, moment: Moment | None) -> TimeReading:
    atom = link.atom
    return TimeReading(
        start=tokens.start[atom.first],
        end=tokens.end[atom.last - 1],
        outer=tokens.start[link.outer],
        relation=link.relation,
        shape=atom.shape,
        moment=moment,
        partner=link.partner,
    )


def _yearless(shape: Shape) -> bool:
    return (
        shape.kind is Kind.CALENDAR
        and shape.year is None
        and shape.year_shift is None
        and shape.shift is None
        and (shape.month is not None or shape.season is not None)
    )


def _resolve_range(one: Shape, two: Shape, context: Context) -> tuple[Moment | None, Moment | None]:
    """Both ends of a range; each may lend the other its year or month."""
    if one.month is None and one.day is not None and two.month is not None:
        one = replace(one, month=two.month)
    if _yearless(one) and not _yearless(two):
        end = resolve(two, context)
        bound = None if end is None else replace(context, not_after=end.last, year=None)
        start = resolve(one, context if bound is None else bound)
    elif _yearless(one) and context.year is None:
        end = resolve(two, context)
        bound = None if end is None else replace(context, not_after=end.last)
        start = resolve(one, context if bound is None else bound)
    else:
        start = resolve(one, context)
        after = (
            context
            if start is None
            else _moved(replace(context, not_before=start.first), one, start, Relation.RANGE)
        )
        end = resolve(two, after)
    if start is not None and end is not None and start.first > end.last:
        return (start, None)
    return start, end


def _moved(context: Context, shape: Shape, moment: Moment | None, relation: Relation) -> Context:
    """The context after an expression was read.

    A dated event sets the year the narrative is in; a bare year, the start of a period ("since March
    2022") and a known day are background and do not. "Yesterday" or "on Monday" bring it back to the day of
    writing.
    """
    if moment is None or shape.kind in (Kind.VAGUE, Kind.ROLLING, Kind.DURATION, Kind.SET):
        return replace(context, not_before=None, not_after=None)
    if shape.quarter is not None or (shape.base is Base.QUARTER and shape.shift == 0):
        context = replace(context, quarter=moment.first)
    year = context.year
    dated = shape.month is not None or context.anchor is None
    if shape.kind is Kind.CALENDAR and shape.year is not None:
        if dated and relation in (Relation.POINT, Relation.RANGE, Relation.NIGHT_TO):
            year = moment.first.year
    elif moment.anchored is not None and shape.base is Base.ANCHOR and not _yearless(shape):
        year = None
    return replace(context, last=moment, year=year)


def start_of(reading: TimeReading) -> date | None:
    """The first day of something that is said to run since then.

    "Since the end of August" starts on its last day, everything else on its first.
    """
    moment = reading.moment
    if moment is None:
        return None
    return moment.last if reading.shape.part is Part.END else moment.first


def night_to(moment: Moment) -> Moment:
    """The night that ends with a day: "in the night to Friday"."""
    if moment.first != moment.last or moment.first == date.min:
        return moment
    return replace(moment, first=moment.first - timedelta(days=1))


def capped(moment: Moment, anchor: date | None) -> Moment:
    """What happened happened by the anchor: "this year" ends there."""
    if anchor is None or not moment.first <= anchor < moment.last:
        return moment
    return replace(moment, last=anchor)
