"""From what the words say to days: against the day of writing and what the text named before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from corrobora.extract.dates import calendar as cal
from corrobora.extract.dates.calendar import Days
from corrobora.extract.dates.context import Context, Moment
from corrobora.extract.dates.shape import Base, Kind, Part, Shape, Unit
from corrobora.model.when import Precision

_PRECISION = {
    Unit.DAY: Precision.DAY,
    Unit.WEEK: Precision.WEEK,
    Unit.MONTH: Precision.MONTH,
    Unit.QUARTER: Precision.SPAN,
    Unit.HALF: Precision.SPAN,
    Unit.YEAR: Precision.YEAR,
}


def resolve(shape: Shape, context: Context) -> Moment | None:
    """The days an expression names; ``None`` where that would be a guess or it names none."""
    match shape.kind:
        case Kind.CALENDAR:
            return _calendar(shape, context)
        case Kind.SHIFT:
            return _shift(shape, context)
        case Kind.ROLLING:
            return _rolling(shape, context)
        case Kind.KNOWN:
            return _known(shape)
        case Kind.SAME:
            return _same(shape, context)
        case Kind.VAGUE if shape.word in ("present", "until_now") and context.anchor is not None:
            return Moment(
                first=context.anchor,
                last=context.anchor,
                precision=Precision.DAY,
                anchored=context.anchor,
                confidence=0.3,
            )
        case _:
            return None


def _base(shape: Shape, context: Context) -> tuple[date, date | None] | None:
    """The day a shift counts from, and the anchor if that was it."""
    if shape.base is Base.QUARTER:
        if context.quarter is not None:
            return context.quarter, context.anchor
        if context.anchor is None:
            return None
        over = cal.shifted(context.anchor, Unit.QUARTER, -1)
        return (over, context.anchor) if over else None
    if shape.base is Base.CONTEXT:
        last = (context.day if shape.unit in (Unit.DAY, Unit.WEEK) else None) or context.last
        if last is None:
            return None
        return (last.last if (shape.shift or 0) > 0 else last.first), last.anchored
    return None if context.anchor is None else (context.anchor, context.anchor)


def _moment(
    days: Days | None,
    precision: Precision,
    shape: Shape,
    anchored: date | None = None,
    confidence: float = 1.0,
    *,
    explicit: bool = False,
) -> Moment | None:
    if days is None:
        return None
    if shape.part is not None:
        days = cal.part_of(days, shape.part, shape.part_unit, shape.count)
        precision = Precision.MONTH_PART if precision is Precision.MONTH else Precision.SPAN
    elif shape.part_unit is Unit.WEEK:
        days, precision = cal.around(days[0], Unit.WEEK) or days, Precision.WEEK
    return Moment(
        first=days[0],
        last=days[1],
        precision=precision,
        anchored=anchored,
        confidence=min(confidence, shape.confidence),
        explicit=explicit,
    )


def _calendar(shape: Shape, context: Context) -> Moment | None:
    if shape.decade is not None:
        return _moment(cal.months(shape.decade, 1, 120), Precision.SPAN, shape, explicit=True)
    if shape.century is not None:
        return _moment(cal.months(shape.century * 100 - 99, 1, 1200), Precision.SPAN, shape, explicit=True)
    if shape.month is None and shape.day is not None:
        return _day_alone(shape, context)
    if shape.weekday is not None and shape.month is None and shape.nth is None:
        return _weekday(shape, context)
    days, precision = _of_year(shape)
    if shape.shift is not None:
        return _nearest(shape, context, days, precision)
    if shape.year is not None:
        return _moment(days(shape.year), precision, shape, explicit=True)
    if shape.year_shift is not None:
        base = _base(shape, context)
        if base is None:
            return None
        return _moment(days(base[0].year + shape.year_shift), precision, shape, base[1], explicit=True)
    return _latest(shape, context, days, precision)


def _of_year(shape: Shape) -> tuple[Callable[[int], Days | None], Precision]:
    """What the shape names in a given year."""
    month = shape.month
    if month is not None and shape.nth is not None:
        nth, weekday = shape.nth, shape.weekday or 0

        def the_nth(year: int) -> Days | None:
            first = cal.on(year, month, 1)
            day = cal.on(year, month, 1 + (weekday - first.weekday()) % 7 + 7 * (nth - 1)) if first else None
            return (day, day) if day else None

        return the_nth, Precision.DAY
    if month is not None and shape.day is not None:
        day, day_last = shape.day, shape.day_last

        def the_day(year: int) -> Days | None:
            first = cal.on(year, month, day)
            last = first if day_last is None else cal.on(year, month, day_last)
            return (first, last) if first and last else None

        return the_day, Precision.DAY if day_last is None else Precision.DAYS
    if month is not None:
        count = 1 if shape.month_last is None else (shape.month_last - month) % 12 + 1
        precision = Precision.MONTH if count == 1 else Precision.SPAN
        return lambda year: cal.months(year, month, count), precision
    if shape.season is not None:
        first_month = shape.season
        return lambda year: cal.season(year, first_month), Precision.SEASON
    if shape.quarter is not None:
        quarter = shape.quarter
        return lambda year: cal.months(year, quarter * 3 - 2, 3), Precision.SPAN
    if shape.half is not None:
        half = shape.half
        return lambda year: cal.months(year, half * 6 - 5, 6), Precision.SPAN
    return lambda year: cal.months(year, 1, 12), Precision.YEAR


#: A day without a year that lies so shortly before publication is news, whatever year the text told of.
_FRESH = timedelta(days=3)


def _latest(
    shape: Shape, context: Context, days: Callable[[int], Days | None], precision: Precision
) -> Moment | None:
    """No year is said: the one the words around set, else the latest that has begun by the anchor."""
    weekday = shape.weekday if shape.nth is None else None
    if context.not_before is not None:
        for year in (context.not_before.year, context.not_before.year + 1):
            found = days(year)
            if found and found[1] >= context.not_before:
                return _moment(found, precision, shape, context.anchor, 0.9)
    if context.not_after is not None:
        for year in (context.not_after.year, context.not_after.year - 1):
            found = days(year)
            if found and found[0] <= context.not_after:
                return _moment(found, precision, shape, context.anchor, 0.9)
    if context.ahead and context.anchor is not None:
        found = _coming(days, context.anchor, weekday)
        if found is not None:
            return _moment(found, precision, shape, context.anchor, 0.6)
    if context.anchor is not None and precision is Precision.DAY:
        latest = _begun(days, context.anchor, weekday)
        if latest and context.anchor - latest[0] <= _FRESH:
            return _moment(latest, precision, shape, context.anchor, 0.9)
    if context.year is not None:
        found = days(context.year)
        fits = found is not None and weekday in (None, found[0].weekday())
        if found is not None and fits and (context.anchor is None or found[0] <= context.anchor):
            return _moment(found, precision, shape, None, 0.8)
    if context.anchor is None:
        return None
    latest = _begun(days, context.anchor, weekday)
    coming = _coming(days, context.anchor, weekday) if context.nearest else None
    if (
        latest
        and coming
        and (context.anchor - latest[1]).days > _LONG_AGO
        and (coming[0] - context.anchor).days < _SOON
    ):
        return _moment(coming, precision, shape, context.anchor, 0.5)
    return _moment(latest, precision, shape, context.anchor, 0.9)


# A date of almost a year ago is written with its year; without one it is one of the months to come.
_LONG_AGO, _SOON = 240, 100


def _begun(days: Callable[[int], Days | None], anchor: date, weekday: int | None) -> Days | None:
    """The latest occurrence that has begun by the anchor; a weekday named with it must fit."""
    latest: Days | None = None
    for year in range(anchor.year, anchor.year - 9, -1):
        found = days(year)
        if found is None or found[0] > anchor:
            continue
        if weekday is None or found[0].weekday() == weekday:
            return found
        latest = latest or found
    return latest


def _coming(days: Callable[[int], Days | None], anchor: date, weekday: int | None) -> Days | None:
    """The first occurrence that is not over by the anchor, within the next ten months."""
    for year in (anchor.year, anchor.year + 1):
        found = days(year)
        if found and found[1] >= anchor and (found[0] - anchor).days < 300:
            return found if weekday in (None, found[0].weekday()) else None
    return None


def _nearest(
    shape: Shape, context: Context, days: Callable[[int], Days | None], precision: Precision
) -> Moment | None:
    """ "last November", "this May", "next summer": the nearest before, of, or after the anchor's year."""
    base = _base(shape, context)
    if base is None or shape.shift is None:
        return None
    day = base[0]
    if shape.shift == 0:
        return _moment(days(day.year), precision, shape, base[1])
    left = abs(shape.shift)
    years = range(day.year, day.year - 4, -1) if shape.shift < 0 else range(day.year, day.year + 4)
    for year in years:
        found = days(year)
        if found is None:
            continue
        if (shape.shift < 0 and found[1] < day) or (shape.shift > 0 and found[0] > day):
            left -= 1
            if not left:
                return _moment(found, precision, shape, base[1])
    return None


def _day_alone(shape: Shape, context: Context) -> Moment | None:
    """ "on the 17th", "the sixth of this month", "Thursday the 17th"."""
    day = shape.day or 1
    if shape.month_shift is not None:
        base = _base(shape, context)
        start = cal.shifted(base[0].replace(day=1), Unit.MONTH, shape.month_shift) if base else None
        if base is None or start is None:
            return None
        found = cal.on(start.year, start.month, day)
        last = found if shape.day_last is None else cal.on(start.year, start.month, shape.day_last)
        return _moment((found, last), Precision.DAY, shape, base[1]) if found and last else None
    anchor = context.anchor
    near = context.last.first if context.last else anchor
    if near is None:
        return None
    if context.last is not None and context.last.precision in _MONTH_KNOWN and shape.weekday is None:
        found = cal.on(near.year, near.month, day)
        if found is not None and (anchor is None or found <= anchor):
            return _moment((found, found), Precision.DAY, shape, context.last.anchored, 0.8)
    if anchor is None:
        return None
    for back in range(24):
        start = cal.shifted(anchor.replace(day=1), Unit.MONTH, -back)
        found = cal.on(start.year, start.month, day) if start else None
        if found and found <= anchor and shape.weekday in (None, found.weekday()):
            return _moment((found, found), Precision.DAY, shape, anchor, 0.7)
    return None


_MONTH_KNOWN = frozenset(
    (Precision.DAY, Precision.DAYS, Precision.MONTH, Precision.MONTH_PART, Precision.WEEK)
)


def _weekday(shape: Shape, context: Context) -> Moment | None:
    """The latest one up to the anchor, that day included; "last" leaves out the anchor itself."""
    base = _base(shape, context)
    if base is None:
        return None
    day, weekday = base[0], shape.weekday or 0
    back = (day.weekday() - weekday) % 7
    if shape.base is Base.CONTEXT:
        monday = cal.shifted(day, Unit.DAY, weekday - day.weekday() + 7 * (shape.shift or 0))
        return _moment((monday, monday), Precision.DAY, shape, base[1], 0.7) if monday else None
    if shape.shift == -1 and back == 0:
        back = 7
    elif shape.shift == 1 or (context.ahead and shape.shift is None and back):
        back = back - 7
    found = cal.shifted(day, Unit.DAY, -back)
    return _moment((found, found), Precision.DAY, shape, base[1]) if found else None


def _shift(shape: Shape, context: Context) -> Moment | None:
    base = _base(shape, context)
    unit = shape.unit or Unit.DAY
    if base is None:
        return None
    if unit in (Unit.HOUR, Unit.MINUTE, Unit.SECOND):
        found: date | None = base[0]
    else:
        found = cal.shifted(base[0], unit, shape.shift or 0)
    if found is None:
        return None
    if shape.weekday is not None:
        week = cal.around(found, Unit.WEEK)
        if week is None:
            return None
        day = week[0] + timedelta(days=shape.weekday)
        return _moment((day, day), Precision.DAY, replace(shape, part=None), base[1])
    if shape.weekend:
        return _weekend(shape, found, base[1])
    if shape.night:
        other = cal.shifted(found, Unit.DAY, shape.night)
        if other is None:
            return None
        days = (min(found, other), max(found, other))
        return _moment(days, Precision.DAYS, shape, base[1])
    if shape.exact and unit is Unit.YEAR and abs(shape.shift or 0) == 1 and context.quarter is not None:
        # "rose in the third quarter from 12 a year earlier"
        then = cal.shifted(context.quarter, Unit.YEAR, shape.shift or 0)
        said = _moment(cal.around(then, Unit.QUARTER), Precision.SPAN, shape, base[1], 0.6) if then else None
        return replace(said, grain=Unit.QUARTER) if said else None
    if shape.exact and unit is Unit.WEEK:
        return _moment((found, found), Precision.WEEK, shape, base[1], 0.9)
    confidence = 0.8 if shape.base is Base.CONTEXT else 1.0
    return _moment(cal.around(found, unit), _PRECISION.get(unit, Precision.SPAN), shape, base[1], confidence)


def _weekend(shape: Shape, day: date, anchored: date | None) -> Moment | None:
    """Saturday and Sunday; without a shift the latest weekend that has begun."""
    week = cal.around(day, Unit.WEEK)
    if week is None:
        return None
    saturday = week[0] + timedelta(days=5)
    if shape.shift == 0 and saturday > day:
        saturday -= timedelta(days=7)
    return _moment((saturday, saturday + timedelta(days=1)), Precision.DAYS, shape, anchored)


def _rolling(shape: Shape, context: Context) -> Moment | None:
    """ "the past six months" ends on the anchor."""
    base = _base(shape, context)
    if base is None or shape.amount is None or shape.unit is None or shape.amount == 0:
        return None
    if shape.unit in (Unit.HOUR, Unit.MINUTE, Unit.SECOND):
        back = cal.shifted(base[0], Unit.DAY, -((shape.amount + 23) // 24) if shape.unit is Unit.HOUR else 0)
    else:
        back = cal.shifted(base[0], shape.unit, shape.amount * (shape.shift or -1))
        if back is not None:
            back = cal.shifted(back, Unit.DAY, 1 if back < base[0] else -1)
    if back is None:
        return None
    days = (min(back, base[0]), max(back, base[0]))
    return _moment(days, Precision.SPAN, shape, base[1], 0.9)


def _same(shape: Shape, context: Context) -> Moment | None:
    """The range told last, or the same days of another year."""
    if context.span is None:
        return None
    span: Days | None = (context.span.first, context.span.last)
    if shape.year is not None and span is not None:
        moved = [cal.shifted(day, Unit.YEAR, shape.year - span[0].year) for day in span]
        span = (moved[0], moved[1]) if moved[0] and moved[1] else None
    return _moment(span, Precision.SPAN, shape, context.span.anchored, 0.6)


def _known(shape: Shape) -> Moment | None:
    if shape.at is None:
        return None
    if shape.part is Part.FIRST and shape.part_unit is not None:
        end = cal.shifted(shape.at, shape.part_unit, shape.count)
        if end is None:
            return None
        # of hours the first lie within the day itself
        days = (shape.at, max(shape.at, end - timedelta(days=1)))
        return _moment(days, Precision.SPAN, replace(shape, part=None), explicit=True)
    return _moment((shape.at, shape.at), Precision.DAY, shape, explicit=True)
