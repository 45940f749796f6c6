"""Rows of tables: lines whose cells stand between marks, and what each column holds.

A row tells by its cells what running text tells by grammar: which number counts the victims, which day and
place are the event's, who says so. A line alone with such marks is no table (a dateline, the foot of a page).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corrobora.codebook.table_words import Column, load_table_words
from corrobora.extract.mention import Mention
from corrobora.model.when import Precision, When

READER = "rules/tables"
_MARK = re.compile(r"\|\|?|\t+")
#: Lines that may stand between two rows of one table (notes to a row).
_BETWEEN = 4
#: Cells from which a line can be a row.
_LEAST_CELLS = 3
_RULE = re.compile(r"[\s|:=+_-]*")
_NUMBER = re.compile(r"\d{1,5}")
_DAY = re.compile(r"(?:(?P<first>\d{1,2}) ?[–—-] ?)?(?P<day>\d{1,2})(?P<mark>[./])(?P<month>\d{1,2})\.?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
#: Share of a column's cells that must look alike for what it holds to be told without a header.
_ALIKE = 0.6
_LONGEST_HEADER = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row at characters ``[start, end)``.

    Attributes:
        cells: characters of each cell, without the white space around it.
        columns: what each cell's column holds; ``None`` where that is not told.
        table: number of its table in the document.
        header: whether it heads the table.
    """

    start: int
    end: int
    cells: tuple[tuple[int, int], ...]
    columns: tuple[Column | None, ...]
    table: int
    header: bool = False

    def cell(self, column: Column) -> tuple[int, int] | None:
        """Characters of its cell in a column, ``None`` where the table has none or the cell is empty."""
        return next((c for c, held in zip(self.cells, self.columns, strict=True)
                     if held is column and c[0] < c[1]), None)  # fmt: skip


def find_rows(text: str) -> tuple[Row, ...]:
    """Every row of every table of a text, in its order."""
    found: list[Row] = []
    for number, lines in enumerate(_tables(text)):
        width = max(len(cells) for _, cells in lines)
        head = _head(text, lines[0][1])
        columns = _columns(text, [cells for _, cells in lines], head, width)
        for n, ((start, end), cells) in enumerate(lines):
            found.append(
                Row(
                    start=start,
                    end=end,
                    cells=tuple(cells),
                    columns=columns[: len(cells)],
                    table=number,
                    header=n == 0 and bool(head),
                )
            )
    return tuple(found)


def cell_days(text: str, rows: Sequence[Row], anchor: date | None) -> Iterator[Mention[When]]:
    """Days that cells name by day and month alone ("02.10", "16–17.09"), in a column of days.

    The year is that of the table's header ("date (2024)"), else the latest whose day is not after the day of
    publication; without either the cell is left unread.
    """
    headed = {
        row.table: int(year.group())
        for row in rows
        if row.header and (year := _YEAR.search(text, row.start, row.end))
    }
    for row in rows:
        cell = row.cell(Column.DAY)
        said = _DAY.fullmatch(text, *cell) if cell and not row.header else None
        if said is None:
            continue
        last = _on(int(said["day"]), int(said["month"]), headed.get(row.table), anchor)
        first = last.replace(day=int(said["first"])) if last and said["first"] else last
        if first is not None and last is not None and first <= last:
            yield Mention(
                start=said.start(),
                end=said.end(),
                value=When(
                    first=first,
                    last=last,
                    precision=Precision.DAY if first == last else Precision.DAYS,
                    words=said.group(),
                    anchor=None if row.table in headed else anchor,
                ),
                reader=f"{READER}.day",
                confidence=0.9,
            )


def _on(day: int, month: int, year: int | None, anchor: date | None) -> date | None:
    years = [year] if year is not None else [anchor.year, anchor.year - 1] if anchor else []
    for y in years:
        try:
            found = date(y, month, day)
        except ValueError:
            return None
        if year is not None or (anchor is not None and found <= anchor):
            return found
    return None


_Line = tuple[tuple[int, int], list[tuple[int, int]]]


def _tables(text: str) -> Iterator[list[_Line]]:
    """Lines of cells that belong together: two at least, with much the same number of cells."""
    table: list[_Line] = []
    blank, start = 0, 0
    for line in text.split("\n"):
        at, start = start, start + len(line) + 1
        if _MARK.search(line) and _RULE.fullmatch(line):
            continue
        cells = _cells(line, at)
        if len(cells) < _LEAST_CELLS:
            blank += bool(line.strip())
            continue
        inside = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
        if table and (blank > _BETWEEN or abs(len(cells) - len(table[0][1])) > 1):
            if len(table) > 1:
                yield table
            table = []
        blank = 0
        table.append((inside, cells))
    if len(table) > 1:
        yield table


def _cells(line: str, at: int) -> list[tuple[int, int]]:
    cuts = [(m.start(), m.end()) for m in _MARK.finditer(line)]
    if not cuts:
        return []
    edges = [0, *(x for cut in cuts for x in cut), len(line)]
    cells = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        piece = line[first:last]
        begin = first + len(piece) - len(piece.lstrip())
        cells.append((at + begin, at + max(begin, first + len(piece.rstrip()))))
    if cells[0][0] == cells[0][1]:
        cells = cells[1:]
    if cells and cells[-1][0] == cells[-1][1]:
        cells = cells[:-1]
    return cells


def _head(text: str, cells: Sequence[tuple[int, int]]) -> dict[int, Column]:
    """What the cells of a first row head, by position; empty if it heads nothing."""
    found: dict[int, Column] = {}
    words = load_table_words()
    for n, (a, b) in enumerate(cells):
        said = re.sub(r"\(.*?\)|[№#:*]", " ", text[a:b].casefold()).strip()
        if len(said) > _LONGEST_HEADER:
            return {}
        for word in (said, " ".join(said.split()[:2]), said.split(" ")[0]):
            if word in words and words[word] not in found.values():
                found[n] = words[word]
                break
    return found if len(found) > 1 else {}


def _columns(
    text: str, lines: Sequence[Sequence[tuple[int, int]]], head: dict[int, Column], width: int
) -> tuple[Column | None, ...]:
    """What each column holds: by its header, else by what most of its cells look like."""
    found = [head.get(n) for n in range(width)]
    body = lines[1:] if head else lines
    for n in range(width):
        if found[n] is not None:
            continue
        cells = [text[a:b] for cells in body if n < len(cells) for a, b in (cells[n],)]
        alike = Counter(_looks(cell) for cell in cells if cell)
        sort, count = alike.most_common(1)[0] if alike else (None, 0)
        if sort is None or count < _ALIKE * len(cells) or sort in found:
            continue
        if sort is Column.VICTIMS and (head or [c for c in cells if c.isdigit()] == _counting(cells)):
            continue  # the rows' own numbers, or a headed table's column nobody named
        found[n] = sort
    return tuple(found)


def _looks(cell: str) -> Column | None:
    if _DAY.fullmatch(cell) or _YEAR.search(cell[-6:]):
        return Column.DAY
    return Column.VICTIMS if _NUMBER.fullmatch(cell) else None


def _counting(cells: Sequence[str]) -> list[str]:
    """What the cells would be if they number the rows."""
    digits = [c for c in cells if c.isdigit()]
    first = int(digits[0]) if digits else 0
    return [str(first + n) for n in range(len(digits))]
