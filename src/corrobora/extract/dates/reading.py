"""All time expressions of a document: recognised, joined to ranges, resolved in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corrobora.extract.dates.calendar import shifted
from corrobora.extract.dates.context import Context, Moment
from corrobora.extract.dates.english import english
from corrobora.extract.dates.items import Items, itemise
from corrobora.extract.dates.lexicon import Relation, TimeWords, time_words
from corrobora.extract.dates.linking import WHOLE_UNITS, Linked, is_said_on, lies_ahead, link_atoms
from corrobora.extract.dates.resolve import resolve
from corrobora.extract.dates.shape import Atom, Base, Kind, Part, Shape, Unit
from corrobora.extract.dates.slavic import slavic
from corrobora.extract.numerals import Tokens
from corrobora.model.when import Precision


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
    linked = list(link_atoms(tokens, atoms, time_words(tokens.language)))
    return list(_resolve_all(tokens, linked, Context(anchor=anchor, nearest=nearest)))


def recognise(text: str, language: str, known: Mapping[str, date] | None = None) -> tuple[Items, list[Atom]]:
    """The items of a text and its time expressions before they are resolved."""
    items = itemise(text, language, known)
    grammar = english() if items.tokens.language == "en" else slavic()
    return items, grammar.atoms(items)


#: Tokens over which "a year earlier" is said of the quarter named before.
_NEAR = 150
#: Tokens over which, in news, a year told of the past holds for days without one.
_YEAR_NEAR = 30


def _resolve_all(tokens: Tokens, linked: list[Linked], context: Context) -> Iterator[TimeReading]:
    words = time_words(tokens.language)
    anchor = context.anchor
    k, quarter_at, year_at = 0, -_NEAR, 0
    while k < len(linked):
        link = linked[k]
        if link.partner:
            one, two = _resolve_range(link.atom.shape, linked[k + 1].atom.shape, context)
            yield _reading(tokens, link, one)
            yield _reading(tokens, linked[k + 1], two)
            context = _moved(context, linked[k + 1].atom.shape, two or one, Relation.RANGE)
            if one is not None and two is not None and one.first < two.last:
                context = replace(context, span=replace(two, first=one.first, last=two.last))
            k += 2
            continue
        shape = link.atom.shape
        if link.atom.shape.offset and k + 1 < len(linked):
            moment = _from_next(tokens, link.atom, linked[k + 1].atom, context, words)
            yield _reading(tokens, link, moment)
            k += 1
            continue
        if link.atom.first - quarter_at > _NEAR:
            context = replace(context, quarter=None)
        if context.nearest and link.atom.first - year_at > _YEAR_NEAR:
            context = replace(context, year=None)
        open_year = _yearless(shape) or (shape.weekday is not None and shape.shift is None)
        narrated = context.year is not None
        ahead = open_year and anchor is not None and lies_ahead(tokens, link.atom, words, narrated=narrated)
        here = replace(context, ahead=True) if ahead else context
        if open_year and anchor is not None and is_said_on(tokens, link.atom, words):
            here = replace(here, year=None)
        moment = resolve(shape, here)
        yield _reading(tokens, link, moment)
        context = _moved(context, link.atom.shape, moment, link.relation)
        if moment is not None and context.year == moment.first.year:
            year_at = link.atom.first
        if shape.quarter is not None or shape.base is Base.QUARTER or (moment and moment.grain):
            quarter_at = link.atom.first
        k += 1


def _reading(tokens: Tokens, link: Linked, moment: Moment | None) -> TimeReading:
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


def _from_next(
    tokens: Tokens, length: Atom, date_: Atom, context: Context, words: TimeWords
) -> Moment | None:
    """The day that "two days after" names with the date that follows it."""
    between = tokens.low[length.last : date_.first]
    amount, unit = length.shape.amount, length.shape.unit
    if amount is None or unit not in WHOLE_UNITS or unit is None or len(between) > 2:
        return None
    if any(word not in words.articles and word not in words.fillers for word in between):
        return None
    moment = resolve(date_.shape, context)
    if moment is None:
        return None
    found = shifted(moment.first, unit, amount * length.shape.offset)
    return None if found is None else replace(moment, first=found, last=found, confidence=0.8)


def _back_from(end: Moment, length: Shape) -> Moment | None:
    """The day a length that ends with a date began: "the twelve months to the end of August"."""
    start = shifted(end.last, length.unit or Unit.DAY, -(length.amount or 1))
    start = None if start is None else shifted(start, Unit.DAY, 1)
    if start is None:
        return None
    return replace(end, first=start, last=max(start, end.last))


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
    if one.kind is Kind.DURATION:
        end = resolve(two, context)
        return (None if end is None else _back_from(end, one)), end
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
    if shape.exact and shape.unit is Unit.YEAR and (shape.shift or 0) < -1:
        year = moment.first.year  # "twenty years ago, on 5 March"
    day = moment if moment.precision in (Precision.DAY, Precision.DAYS) else context.day
    long = moment.precision in (Precision.SPAN, Precision.DAYS) or relation is Relation.RANGE
    span = moment if long and moment.first < moment.last else context.span
    last = moment
    if relation in (Relation.SINCE, Relation.AS_OF) and context.last is not None:
        day, last = context.day, context.last  # background, not what the text goes on from
    return replace(context, last=last, year=year, day=day, span=span, not_before=None, not_after=None)


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
