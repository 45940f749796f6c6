"""Rows of a spreadsheet, as text cells by column: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from corrobora.collect.problem import Problem
from corrobora.model.errors import CorroboraError

MOST_BYTES = 100 * 2**20
MOST_UNPACKED = 500 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_CELL = 20_000

#: What zipfile and openpyxl were seen to raise over damaged workbooks.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, LookupError, ValueError, TypeError,
    AttributeError, ArithmeticError, RuntimeError,
)  # fmt: skip


class UnreadableSheet(CorroboraError):
    """A spreadsheet cannot be read; the message names the file, the place and what to do."""

    def __init__(self, path: object, place: str, reason: str) -> None:
        super().__init__(str(Problem(str(path), place, reason)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row.

    Attributes:
        line: its number as a spreadsheet shows it; of a CSV row, the line it starts on.
        cells: text by column, white space at the ends taken off; empty ones too.
    """

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with a header.

    Attributes:
        columns: names in their order.
        rows: all that are not blank.
    """

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def read_sheet(path: Path, data: bytes, *, sheet: str | None = None) -> Sheet:
    """Read a table whose first row that is not blank names the columns.

    Args:
        path: its name, for messages; the ending says what it is.
        data: its bytes.
        sheet: name of a worksheet; ``None``: the first.

    Raises:
        UnreadableSheet: if it is none of these formats, damaged, too large, or its header is no header.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableSheet(path, "", f"is larger than {MOST_BYTES:,} bytes; split it")
    match path.suffix.lower():
        case ".xlsx":
            lines = _xlsx(path, data, sheet)
        case ".csv" | ".tsv" | ".txt":
            lines = _csv(path, data)
        case _:
            raise UnreadableSheet(path, "", "is no .csv, .tsv or .xlsx; save it as one of these")
    return _with_header(path, lines)


def _with_header(path: Path, lines: Iterable[tuple[int, Sequence[str]]]) -> Sheet:
    filled = iter((n, cells) for n, cells in lines if any(cells))
    first = next(filled, None)
    if first is None:
        raise UnreadableSheet(path, "", "is empty; the first row names the columns")
    line, header = first
    columns = list(header)
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MOST_COLUMNS:
        raise UnreadableSheet(path, f"line {line}", f"has more than {MOST_COLUMNS} columns")
    for name in columns:
        if not name:
            raise UnreadableSheet(path, f"line {line}", "has a column without a name")
        if columns.count(name) > 1:
            raise UnreadableSheet(path, f"line {line}, column {name}", "stands there twice")
    rows: list[SheetRow] = []
    for number, cells in filled:
        if len(rows) >= MOST_ROWS:
            raise UnreadableSheet(path, f"line {number}", f"has more than {MOST_ROWS:,} rows; split it")
        if any(cells[len(columns) :]):
            raise UnreadableSheet(path, f"line {number}", "has more cells than the header")
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        named = dict(zip(columns, padded, strict=False))
        long = next((name for name, cell in named.items() if len(cell) > MOST_CELL), None)
        if long is not None:
            place = f"line {number}, column {long}"
            raise UnreadableSheet(path, place, f"holds more than {MOST_CELL:,} characters")
        rows.append(SheetRow(line=number, cells=named))
    return Sheet(columns=tuple(columns), rows=tuple(rows))


def _csv(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSheet(path, f"byte {error.start}", "is not UTF-8; save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableSheet(path, "", "holds null characters, so it is no CSV")
    header = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=max((",", ";", "\t"), key=header.count), strict=True
    )
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableSheet(path, f"line {line}", f"is no proper CSV row: {error}") from error
        yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _xlsx(path: Path, data: bytes, sheet: str | None) -> Iterator[tuple[int, list[str]]]:
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(info.file_size for info in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableSheet(path, "", f"unpacks to more than {MOST_UNPACKED:,} bytes")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except _DAMAGED as error:
        raise UnreadableSheet(path, "", f"is no readable workbook: {error}") from error
    try:
        if sheet is not None and sheet not in book.sheetnames:
            named = ", ".join(book.sheetnames)
            raise UnreadableSheet(path, "", f"has no worksheet {sheet!r}; there are {named}")
        page = book[sheet] if sheet is not None else book.worksheets[0]
        page.reset_dimensions()  # what a file says of its own size is not trusted
        for number, row in enumerate(page.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
            cells = [_text(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            yield number, cells
    except _DAMAGED as error:
        raise UnreadableSheet(path, "", f"is no readable workbook: {error}") from error
    finally:
        book.close()


def _text(value: Any) -> str:
    """A cell as text: days as ISO days, whole numbers without a point."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
            return value.date().isoformat() if midnight else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()
