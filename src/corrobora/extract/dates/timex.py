"""Time expressions as TIMEX3 values (ISO-TimeML), for comparison with corpora annotated so."""

from __future__ import annotations

from corrobora.extract.dates.context import Moment
from corrobora.extract.dates.shape import Kind, Shape, Unit

_LETTER = {
    Unit.SECOND: "S",
    Unit.MINUTE: "M",
    Unit.HOUR: "H",
    Unit.DAY: "D",
    Unit.WEEK: "W",
    Unit.MONTH: "M",
    Unit.QUARTER: "Q",
    Unit.YEAR: "Y",
}
_CLOCK = frozenset((Unit.SECOND, Unit.MINUTE, Unit.HOUR))
_YEARS = {Unit.DECADE: 10, Unit.CENTURY: 100}
_SEASON = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


def timex_value(shape: Shape, moment: Moment | None) -> str | None:
    """The ``value`` attribute; ``None`` where the expression could not be resolved."""
    match shape.kind:
        case Kind.VAGUE:
            return f"{shape.word.upper()}_REF" if shape.word in ("past", "present", "future") else None
        case Kind.DURATION | Kind.SET | Kind.ROLLING:
            return _duration(shape.amount, shape.unit or Unit.DAY) + _half(shape)
        case _ if moment is None or shape.since:
            return None
        case _:
            return _date(shape, moment)


_HALVES = {Unit.YEAR: "6M", Unit.HOUR: "30M", Unit.MINUTE: "30S", Unit.DAY: "T12H"}


def _half(shape: Shape) -> str:
    return _HALVES.get(shape.unit or Unit.DAY, "") if shape.half_more else ""


def _duration(amount: int | None, unit: Unit) -> str:
    if unit in _YEARS:
        return "PXY" if amount is None else f"P{amount * _YEARS[unit]}Y"
    if unit is Unit.HALF:
        return "PXM" if amount is None else f"P{amount * 6}M"
    number = "X" if amount is None else str(amount)
    return f"P{'T' if unit in _CLOCK else ''}{number}{_LETTER[unit]}"


def _date(shape: Shape, moment: Moment) -> str:
    first = moment.first
    if shape.decade is not None:
        return f"{first.year // 10:03d}"
    if shape.century is not None:
        return f"{first.year // 100:02d}"
    if shape.season is not None:
        return f"{first.year:04d}-{_SEASON[shape.season]}"
    if shape.quarter is not None:
        return f"{first.year:04d}-Q{shape.quarter}"
    if shape.half is not None:
        return f"{first.year:04d}-H{shape.half}"
    if moment.grain is Unit.QUARTER:
        return f"{first.year:04d}-Q{(first.month + 2) // 3}"
    if shape.part_unit is Unit.WEEK and shape.part is None:
        year, week, _ = first.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if shape.weekend:
        year, week, _ = first.isocalendar()
        return f"{year:04d}-W{week:02d}-WE"
    if shape.kind is Kind.CALENDAR and shape.day is None and shape.weekday is None and not shape.nth:
        return f"{first.year:04d}" if shape.month is None else f"{first.year:04d}-{shape.month:02d}"
    if shape.kind is Kind.SHIFT and shape.weekday is None:
        year, week, _ = first.isocalendar()
        match shape.unit:
            case Unit.WEEK:
                return f"{year:04d}-W{week:02d}"
            case Unit.MONTH:
                return f"{first.year:04d}-{first.month:02d}"
            case Unit.QUARTER:
                return f"{first.year:04d}-Q{(first.month + 2) // 3}"
            case Unit.YEAR:
                return f"{first.year:04d}"
            case Unit.DECADE:
                return f"{first.year // 10:03d}"
            case _:
                pass
    day = moment.last if shape.night else first
    named = shape.clock and (shape.weekday is None or ":" in shape.clock)
    return f"{day.isoformat()}T{shape.clock}" if named else day.isoformat()
