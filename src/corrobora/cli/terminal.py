"""Printing for people and for programs.

Words of documents and file names come from strangers: what is printed for people holds no control
characters and is never read as markup.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from corrobora.collect.problem import Problem, printable

if TYPE_CHECKING:
    from rich.console import Console

#: Columns of a table that goes to a file or another program.
UNLIMITED = 200


def complain(message: str) -> None:
    """One line on standard error."""
    print(f"corrobora: {printable(message)}", file=sys.stderr)


def note(message: str) -> None:
    """One line on standard error about what is not wrong."""
    print(printable(message), file=sys.stderr)


def complain_of(problems: Iterable[Problem]) -> None:
    """One line for each input that could not be used."""
    for problem in problems:
        complain(str(problem))


def say(line: str = "") -> None:
    """One line on standard output."""
    print(printable(line))


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """JSON on standard output; the same value always prints the same."""
    print(json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """A table on standard output, as wide as the terminal.

    Args:
        columns: their headings.
        rows: cells, as many a row as there are columns.
        right: headings of columns set to the right (numbers).
    """
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console().print(table)


def console() -> Console:
    """Standard output."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else max(UNLIMITED, shutil.get_terminal_size().columns)
    return Console(width=width, highlight=False, soft_wrap=False)
