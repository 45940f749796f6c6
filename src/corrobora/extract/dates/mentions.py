"""Days as claims need them: intervals with their words, precision and anchor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from corrobora.extract.dates.calendar import around, months, shifted
from corrobora.extract.dates.context import Moment
from corrobora.extract.dates.lexicon import Relation
from corrobora.extract.dates.reading import TimeReading, capped, night_to, read_times, start_of
from corrobora.extract.dates.shape import Kind, Unit
from corrobora.extract.mention import Mention
from corrobora.model.when import Precision, When

_OPEN_END = (Relation.SINCE, Relation.AFTER)
_OPEN_START = (Relation.AS_OF, Relation.BY, Relation.UNTIL, Relation.BEFORE)


def find_dates(
    text: str, language: str, anchor: date | None, known: Mapping[str, date] | None = None
) -> list[Mention[When]]:
    """Every day or period the text names, in its order.

    A weekday is the latest one up to ``anchor``, that day included; "last month" is the whole month;
    "early", "mid" and "late May" its days 1–10, 11–20, 21–31; "the past six months" ends on ``anchor``.
    "Since X" is open at its end and "as of", "by", "until X" at its start: the caller closes them. "From X
    to Y" is one mention. "The same day", "two days later" count from the day last named in the text.
    A day and month without a year take the year the text is in, else the latest that is not after
    ``anchor``. Without an anchor what needs one is left out: nothing is guessed.

    ``reader`` tells how it was said: ``dates/point``, ``dates/range``, ``dates/since``, ``dates/as_of``,
    ``dates/by``, ``dates/until``, ``dates/before``, ``dates/after``, ``dates/rolling``, ``dates/now``.

    Args:
        text: any text; nothing in it raises.
        language: ``en``, ``uk`` or ``ru``; any other is read as English.
        anchor: the day the text was published, ``None`` if unknown.
        known: phrases with the day they stand for, from the conflict's codebook.
    """
    found: list[Mention[When]] = []
    readings = read_times(text, language, anchor, known)
    k = 0
    while k < len(readings):
        reading = readings[k]
        if reading.partner:
            found.extend(_range(text, reading, readings[k + 1], anchor))
            k += 2
            continue
        mention = _single(text, reading, anchor)
        if mention is not None:
            found.append(mention)
        k += 1
    return found


def named_days(when: When) -> When:
    """The days its words themselves name, where ``when`` bounds a period with them.

    "Since Thursday" said of one event, not of a count, is Thursday; "since the autumn" that autumn; "by
    October" October. What is closed stays as it is.
    """
    if when.first is not None and when.last is not None:
        return when
    day = when.first or when.last
    if day is None:  # cannot be: a period has one end
        return when
    unit = _UNITS.get(when.precision, Unit.DAY)
    days = months(day.year, day.month, 3) if when.precision is Precision.SEASON else around(day, unit)
    if days is None or (when.first is None and when.precision is Precision.SEASON):
        return replace(when, first=day, last=day)
    return replace(when, first=days[0], last=days[1])


_UNITS = {Precision.WEEK: Unit.WEEK, Precision.MONTH: Unit.MONTH, Precision.YEAR: Unit.YEAR}


def _range(text: str, one: TimeReading, two: TimeReading, anchor: date | None) -> list[Mention[When]]:
    if one.moment is None or two.moment is None:
        return [m for m in (_single(text, one, anchor), _single(text, two, anchor)) if m is not None]
    first = start_of(one) or one.moment.first
    last = two.moment.last
    if first > last:
        return [m for m in (_single(text, one, anchor), _single(text, two, anchor)) if m is not None]
    confidence = min(one.moment.confidence, two.moment.confidence)
    anchored = one.moment.anchored or two.moment.anchored
    precision = Precision.DAYS if (last - first).days < 7 else Precision.SPAN
    when = When(first=first, last=last, precision=precision, words=text[one.outer : two.end], anchor=anchored)
    return [Mention(start=one.outer, end=two.end, value=when, reader="dates/range", confidence=confidence)]


def _single(text: str, reading: TimeReading, anchor: date | None) -> Mention[When] | None:
    moment = reading.moment
    if moment is None:
        return None
    relation = reading.relation
    if reading.shape.bare and relation is Relation.POINT:
        return None  # "the invasion" names an event; only "since the invasion" names its day
    if reading.shape.word == "until_now":
        reading, relation = replace(reading, relation=Relation.AS_OF), Relation.AS_OF
    if reading.shape.day_last is not None and relation in (Relation.SINCE, Relation.BETWEEN):
        reading, relation = replace(reading, relation=Relation.RANGE), Relation.RANGE
    if relation is Relation.NIGHT_TO:
        moment = night_to(moment)
    first, last = _bounds(reading, moment, anchor)
    if first is None and last is None:
        return None
    related = relation not in (Relation.POINT, Relation.BETWEEN)
    start = reading.outer if related else reading.start
    when = When(
        first=first,
        last=last,
        precision=moment.precision,
        words=text[start : reading.end],
        anchor=moment.anchored,
    )
    return Mention(
        start=start,
        end=reading.end,
        value=when,
        reader=f"dates/{_role(reading)}",
        confidence=moment.confidence,
    )


def _bounds(reading: TimeReading, moment: Moment, anchor: date | None) -> tuple[date | None, date | None]:
    match reading.relation:
        case Relation.SINCE:
            return start_of(reading), None
        case Relation.AFTER:
            return shifted(moment.last, Unit.DAY, 1), None
        case Relation.AS_OF | Relation.BY | Relation.UNTIL:
            return None, capped(moment, anchor).last
        case Relation.BEFORE:
            return None, shifted(moment.first, Unit.DAY, -1)
        case _:
            held = capped(moment, anchor)
            return held.first, held.last


def _role(reading: TimeReading) -> str:
    if reading.relation in _OPEN_END or reading.relation in _OPEN_START:
        return reading.relation.value
    if reading.shape.day_last is not None:
        return "range"
    if reading.shape.kind is Kind.ROLLING:
        return "rolling"
    return "now" if reading.shape.kind is Kind.VAGUE else "point"
