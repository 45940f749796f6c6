"""Rows of a spreadsheet to claims: the cells are the words.

A row becomes a text of its own, a line a cell: ``column: cell``. What the mapping says for every row
stands there too, named as the mapping's. So every value points at words like any other claim's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from corrobora.codebook.bodies import BodySort, load_bodies
from corrobora.codebook.countries import load_countries
from corrobora.collect.mapping import Field, TableMapping
from corrobora.collect.spreadsheet import SheetRow
from corrobora.extract.numbers.quantities import find_quantities
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import LIST_SLOTS, SLOTS_OF_KIND, Claim, Slot
from corrobora.model.errors import CorroboraError, InvalidRecord
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.places.gazetteer import Gazetteer

#: Name and version claims carry.
NAME = "table/1"
E = TypeVar("E", bound=StrEnum)
_ENUMS: dict[str, type[StrEnum]] = {
    "act": Act, "victim_status": VictimStatus, "verification": Verification, "stance": Stance, "basis": Basis,
}  # fmt: skip
_TYPES: dict[Kind, type[StrEnum]] = {
    Kind.STATEMENT: StatementType, Kind.RESPONSE: ResponseType, Kind.CONTEXT: ContextType,
}  # fmt: skip
_UNITS = {"victims": Unit.PERSONS, "incidents": Unit.INCIDENTS, "statements": Unit.STATEMENTS}
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_RANGE = re.compile(r"(\d+)\s*[-–—]\s*(\d+)")


class BadRow(CorroboraError):
    """A row cannot become a claim; the message names the column, the cell and what to do."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A stretch of the row's text."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RowText:
    """A row as an immutable text.

    Attributes:
        content: a line a cell.
        cells: where each cell that is not empty stands in it, by column.
        constants: where what the mapping says stands in it, by slot.
    """

    content: str
    cells: dict[str, _Words]
    constants: dict[str, _Words]


def row_text(row: SheetRow, mapping: TableMapping) -> RowText:
    """The text of a row: the mapping's columns in their order, then what the mapping itself says."""
    lines: list[str] = []
    cells: dict[str, _Words] = {}
    constants: dict[str, _Words] = {}
    at = 0

    def add(label: str, words: str) -> _Words:
        nonlocal at
        start = at + len(label) + 2
        lines.append(f"{label}: {words}")
        at += len(lines[-1]) + 1
        return _Words(words, Span(start=start, end=start + len(words), quote=words))

    for column in mapping.columns():
        cell = row.cells.get(column, "").replace("\r\n", "\n").replace("\r", "\n")
        if cell:
            cells[column] = add(f"{column} in {mapping.name}" if column == mapping.id else column, cell)
    for slot, found in mapping.slots.items():
        if found.value is not None:
            constants[slot] = add(f"{slot}, by the mapping {mapping.name}", found.value)
    return RowText(content="\n".join(lines) + "\n", cells=cells, constants=constants)


def claim_of(text: RowText, mapping: TableMapping) -> Claim:
    """The claim a row makes.

    Raises:
        BadRow: naming the column and the cell that cannot be read.
    """
    filled: dict[str, Any] = {}
    kind = mapping.kind or _kind(text, str(mapping.kind_from))
    for name, field in mapping.slots.items():
        if name not in SLOTS_OF_KIND[kind]:
            continue
        slots = tuple(_slots(name, field, text, mapping, kind))
        if name in LIST_SLOTS:
            filled[name] = slots
        elif slots:
            filled[name] = slots[0]
    if not any(filled.values()):
        raise BadRow("none of the columns that the mapping reads is filled")
    whole = text.content.rstrip("\n")
    try:
        return Claim(kind=kind, spans=(Span(start=0, end=len(whole), quote=whole),), engine=NAME, **filled)
    except InvalidRecord as error:
        raise BadRow(str(error)) from error


def _kind(text: RowText, column: str) -> Kind:
    words = text.cells[column].text if column in text.cells else ""
    try:
        return Kind(words.casefold())
    except ValueError as error:
        raise BadRow(f"column {column}: {words!r} is none of {', '.join(Kind)}") from error


def _slots(name: str, field: Field, text: RowText, mapping: TableMapping, kind: Kind) -> Iterator[Slot[Any]]:
    reader = f"{NAME}/{mapping.name}"
    parts = {part: text.cells[column] for part, column in field.columns.items() if column in text.cells}
    if name in text.constants:
        parts = {"column": text.constants[name]}
    within = [text.cells[column] for column in field.within if column in text.cells]
    if not parts:
        return
    try:
        if name in ("place",):
            yield _slot(_where(parts, field, within, mapping), [*parts.values(), *within], reader)
        elif name in ("date", "period"):
            yield _slot(_when(parts, field), list(parts.values()), reader)
        elif name in (*_UNITS, "quantities"):
            yield _slot(_quantity(name, parts, mapping.language), list(parts.values()), reader)
        else:
            read = _reader(name, kind)
            for words in _split(parts["column"], field.split):
                meant = field.values.get(words.text.casefold(), words.text)
                if meant is not None:
                    yield _slot(read(meant), [words], reader)
    except (BadRow, InvalidRecord) as error:
        column = next(iter(field.columns.values()), "said by the mapping")
        raise BadRow(f"column {column}: {error}") from error
    except KeyError as error:
        raise BadRow(f"slot {name}: the mapping needs {error} as a column for it") from error


def _slot(value: Any, words: Sequence[_Words], reader: str) -> Slot[Any]:
    return Slot(value=value, spans=tuple(dict.fromkeys(w.span for w in words)), reader=reader)


def _split(words: _Words, separator: str | None) -> Iterator[_Words]:
    """The values in a cell, each with where it stands."""
    at = 0
    for piece in words.text.split(separator) if separator else [words.text]:
        stripped = piece.strip()
        if stripped:
            start = words.span.start + at + piece.index(stripped)
            yield _Words(stripped, Span(start=start, end=start + len(stripped), quote=stripped))
        at += len(piece) + len(separator or "")


def _reader(name: str, kind: Kind) -> Callable[[str], Any]:
    if name in ("victim_side", "perpetrator_side"):
        return _side
    if name in ("claimants", "verified_by", "actor"):
        return _actor
    allowed = _TYPES[kind] if name == "type" else _ENUMS[name]

    return lambda words: _member(allowed, words)


def _member(allowed: type[E], words: str) -> E:
    try:
        return allowed(words.casefold())
    except ValueError as error:
        named = ", ".join(m.value for m in allowed)
        raise BadRow(f"{words!r} is none of {named}; say under values what it means") from error


def _side(words: str) -> str:
    countries = load_countries()
    if words.upper() in countries:
        return words.upper()
    for code, country in countries.items():
        for said in country.words.values():
            if words.casefold() in (form.casefold() for form in (*said.names, *said.adjectives)):
                return code
    raise BadRow(f"{words!r} is no country; say under values which code it means")


def _actor(words: str) -> Actor:
    wanted = words.casefold()
    body = next(
        (
            b
            for b in load_bodies().values()
            for said in b.names.values()
            for n in said
            if n.casefold() == wanted
        ),
        None,
    )
    if body is None or body.national:
        return Actor(name=words)  # whose ministry it is, linking may know
    sort = ActorSort.OUTLET if body.sort is BodySort.OUTLET else ActorSort.BODY
    return Actor(name=words, sort=sort, body=body.id, side=body.country)


def _quantity(name: str, parts: dict[str, _Words], language: str) -> Quantity:
    unit = _member(Unit, parts["unit"].text) if "unit" in parts else _UNITS.get(name, Unit.OTHER)
    if "column" in parts:
        return _count(parts["column"].text, unit, language)
    low = _count(parts["low"].text, unit, language).low if "low" in parts else None
    high = _count(parts["high"].text, unit, language).high if "high" in parts else None
    return Quantity(low=low, high=high, unit=unit)


def _count(words: str, unit: Unit, language: str) -> Quantity:
    if words.isdecimal():
        return Quantity.exactly(int(words), unit)
    if match := _RANGE.fullmatch(words):
        return Quantity(low=int(match[1]), high=int(match[2]), unit=unit)
    found = find_quantities(words, language)
    if len(found) != 1:
        raise BadRow(f"{words!r} holds {'no' if not found else 'more than one'} number of them")
    read = found[0].value
    return Quantity(low=read.low, high=read.high, unit=unit, hedge=read.hedge)


def _when(parts: dict[str, _Words], field: Field) -> When:
    if "column" in parts:
        words = parts["column"].text
        first, last, precision = _days(words, field.format)
        return When(first=first, last=last, precision=precision, words=words)
    ends = {part: _days(parts[part].text, field.format) for part in ("first", "last") if part in parts}
    words = " to ".join(dict.fromkeys(parts[part].text for part in ends))
    start = ends["first"][0] if "first" in ends else None
    end = ends["last"][1] if "last" in ends else None
    if "precision" in parts:
        stated = _member(Precision, parts["precision"].text)
        return When(first=start, last=end, precision=stated, words=words)
    if start and start == end:
        return When(first=start, last=end, precision=Precision.DAY, words=words)
    length = (end - start).days if start and end else 400
    precision = Precision.DAYS if length < 6 else Precision.WEEK if length < 8 else Precision.SPAN
    return When(first=start, last=end, precision=precision, words=words)


def _days(words: str, format: str | None) -> tuple[date, date, Precision]:
    if format:
        try:
            day = datetime.strptime(words, format).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError as error:
            raise BadRow(f"{words!r} is no day written as {format}") from error
        return day, day, Precision.DAY
    match = _DAY.fullmatch(words)
    if match is None:
        raise BadRow(f"{words!r} is no day, month or year (2031-02-24, 2031-02, 2031); say its format")
    year, month, day_ = (int(x) if x else None for x in match.groups())
    try:
        if month is None:
            return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31), Precision.YEAR
        assert year is not None
        if day_ is None:
            following = date(year + month // 12, month % 12 + 1, 1)
            return date(year, month, 1), following - timedelta(days=1), Precision.MONTH
        return date(year, month, day_), date(year, month, day_), Precision.DAY
    except ValueError as error:
        raise BadRow(f"{words!r} is no date: {error}") from error


def _where(parts: dict[str, _Words], field: Field, within: list[_Words], mapping: TableMapping) -> Where:
    name = parts["column"].text
    wider = tuple(part for words in within for part in words.text.split(", "))
    if "lat" in parts or "lon" in parts:
        return Where(name=name, candidates=(_point(name, parts, mapping),), within=wider)
    found = Gazetteer.in_use().lookup(name, mapping.language)
    held = {words.casefold() for words in wider}
    shared = {c.id: len(held & {a.casefold() for a in (*c.admin, c.country)}) for c in found}
    most = max(shared.values(), default=0)
    return Where(name=name, candidates=tuple(c for c in found if shared[c.id] == most), within=wider)


def _point(name: str, parts: dict[str, _Words], mapping: TableMapping) -> Candidate:
    try:
        lat, lon = float(parts["lat"].text), float(parts["lon"].text)
    except ValueError as error:
        raise BadRow(f"{parts['lat'].text}, {parts['lon'].text}: is no latitude and longitude") from error
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadRow(f"{lat}, {lon}: lies on no globe")
    country = _side(parts["country"].text)
    id = f"{mapping.name}:{lat},{lon}"
    return Candidate(
        id=id, name=name, level=PlaceLevel.SETTLEMENT, country=country, lat=lat, lon=lon, score=1.0
    )
