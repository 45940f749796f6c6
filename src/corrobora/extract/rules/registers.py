"""Tables that list events, a row each: which rows tell of one, and what their cells say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from corrobora.codebook.table_words import Column
from corrobora.extract.mention import Mention
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.weighing import VIOLATIONS
from corrobora.extract.tables import Row
from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Unit
from corrobora.model.when import Precision, When
from corrobora.model.where import Where

READER = "rules/tables"
#: Characters before a table in which its caption stands.
_CAPTION = 500
#: Words from which a cell tells what happened, where no header says so.
_TELLING = 4
#: Share of a cell that a name fills, and of a column's cells that names fill, where names are its sources.
_MOST = 0.6
#: A day or stretch that tells one event from the others.
_EXACT = (Precision.DAY, Precision.DAYS, Precision.WEEK, Precision.MONTH_PART, Precision.MONTH)


@lru_cache(maxsize=8)  # every decision about a document's sentences asks
def event_rows(reading: Reading) -> Mapping[int, Row]:
    """The rows that each tell of one event, by the index of their sentence.

    Such a row names a place or an exact day; what happened stands in its cells or, where the cells hold days,
    places and numbers alone, before the table. Rows that give several sources' figures of one event name no
    place.
    """
    told = [(s.index, row) for s in reading.sentences if (row := reading.row_of(s))]
    first = {row.table: row.start for _, row in reversed(told)}
    return {index: row for index, row in told if _tells_event(reading, row, first[row.table])}


def harmless(reading: Reading, row: Row) -> bool:
    """Whether a row has no word of violence of its own."""
    return not _violent(reading, row.start, row.end)


def _tells_event(reading: Reading, row: Row, table: int) -> bool:
    placed = place(reading, row) is not None
    dated = any(w.value.precision in _EXACT for w in reading.whens.within(row.start, row.end))
    if not (placed or dated) or (Column.SOURCE in row.columns and not placed):
        return False
    if Column.TOLD in row.columns or any(_tells(reading, row, n) for n in range(len(row.cells))):
        return _violent(reading, row.start, row.end)
    return victims(reading, row) is not None and _violent(reading, max(0, table - _CAPTION), row.end)


def _violent(reading: Reading, start: int, end: int) -> bool:
    return any(reading.family(family).within(start, end) for family in VIOLATIONS)


def _tells(reading: Reading, row: Row, cell: int) -> bool:
    if row.columns[cell] is not None:
        return False
    start, end = row.cells[cell]
    return len(reading.text[start:end].split()) >= _TELLING


def place(reading: Reading, row: Row) -> Mention[Where] | None:
    """The place of a row: that of its column, known to the gazetteer or not, else the first named."""
    cell = row.cell(Column.PLACE)
    if cell is None:
        return next(iter(reading.places.within(row.start, row.end)), None)
    named = next(iter(reading.places.within(*cell)), None)
    if named is not None:
        return named
    name = reading.text[slice(*cell)].split("(")[0].split(",")[0].strip()
    if not any(c.isalpha() for c in name):
        return None
    return Mention(
        start=cell[0],
        end=cell[0] + len(name),
        value=Where(name=name),
        reader=f"{READER}.place",
        confidence=0.6,
    )


def day(reading: Reading, row: Row) -> Mention[When] | None:
    """The day of a row: that of its column, unless a cell that tells what happened names one."""
    cell = row.cell(Column.DAY)
    named = reading.whens.within(row.start, row.end)
    own = [w for w in named if cell and cell[0] <= w.start < cell[1]]
    told = [w for w in named if w not in own and w.value.precision in _EXACT]
    return next(iter(told if told and not own else own), None)


def victims(reading: Reading, row: Row) -> Slot[Quantity] | None:
    """How many its column of victims counts, or the cell that opens with a number of persons."""
    cell = row.cell(Column.VICTIMS) or _persons(reading, row)
    if cell is None:
        return None
    counted = next(iter(reading.quantities.within(*cell)), None)
    if counted is not None:
        start, end, value = counted.start, counted.end, counted.value
    elif reading.text[slice(*cell)].isdecimal():
        start, end, value = *cell, Quantity.exactly(int(reading.text[slice(*cell)]), Unit.PERSONS)
    else:
        return None
    span = Span.of(reading.text, start, end)
    return Slot(value=value, spans=(span,), reader=f"{READER}.victims", confidence=0.9)


def _persons(reading: Reading, row: Row) -> tuple[int, int] | None:
    """The cell that tells what happened, or of no known column, that opens with a number of persons:
    "29 villagers"."""
    for (start, end), held in zip(row.cells, row.columns, strict=True):
        counted = next(iter(reading.quantities.within(start, start + 1)), None)
        people = reading.family("people").within(start, end) or reading.family("custody").within(start, end)
        if (
            held in (None, Column.TOLD)
            and counted is not None
            and people
            and not reading.text[start:end].isdecimal()
        ):
            return start, end
    return None


def perpetrators(reading: Reading, row: Row) -> frozenset[str] | None:
    """Countries of those its column of perpetrators names, none for a group without one.

    ``None`` where the row does not tell.
    """
    cell = row.cell(Column.PERPETRATOR)
    return frozenset(m.value for m in reading.sides.within(*cell)) if cell else None


def claimants(reading: Reading, row: Row) -> tuple[Slot[Actor], ...] | None:
    """Who says it by its column of sources, else the body whose table it is.

    Without a header a column of sources is one whose cells each hold somebody's name and little else.
    ``None`` where neither is told.
    """
    cell = row.cell(Column.SOURCE) or next(
        (c for n, c in enumerate(row.cells) if _names(reading, row, n)), None
    )
    if cell is None:
        owner = reading.hearing.owner
        return (owner,) if owner and Column.SOURCE not in row.columns else None
    start, end = cell
    for mark in (";", ",", "("):
        at = reading.text.find(mark, start, end)
        end = at if at > start else end
    name = reading.text[start:end].strip()
    if not any(c.isalpha() for c in name):
        return None
    span = Span.of(reading.text, start, start + len(name))
    return (Slot(value=Actor(name=name), spans=(span,), reader=f"{READER}.source", confidence=0.8),)


def _names(reading: Reading, row: Row, column: int) -> bool:
    """Whether a column of no known sort names who says it: in this row, and in most others of its table."""
    return row.columns[column] is None and (row.start, column) in _sources(reading)


@lru_cache(maxsize=8)
def _sources(reading: Reading) -> frozenset[tuple[int, int]]:
    """Starts of rows and columns of the cells that hold a name, where most of their column's cells do."""
    named: dict[tuple[int, int], list[int]] = {}
    cells: Counter[tuple[int, int]] = Counter()
    for row in reading.rows:
        for column in range(0 if row.header else len(row.cells)):
            cells[row.table, column] += 1
            if _is_name(reading, row, column):
                named.setdefault((row.table, column), []).append(row.start)
    return frozenset(
        (start, column)
        for (table, column), starts in named.items()
        for start in starts
        if cells[table, column] > 1 and len(starts) >= _MOST * cells[table, column]
    )


def _is_name(reading: Reading, row: Row, column: int) -> bool:
    """Whether a cell holds the name of a body, a force or a person, and little else."""
    start, end = row.cells[column]
    index = reading.analysis.sentence_at(start).index
    return any(
        start <= span.start and span.end <= end and span.end - span.start >= _MOST * (end - start)
        for speech in reading.hearing.within(index, index)
        if speech.speaker.value.sort is not None
        for span in speech.speaker.spans[:1]
    )
