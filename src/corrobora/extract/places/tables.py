"""Columns of tables written with bars: which of them hold places."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

#: What heads a column of places.
_HEADS = frozenset(
    "place location where site village town settlement locality "
    "де місце населений пункт село где место населённый".split()
)
_LEAST_CELLS = 3
_SMALL_WORD = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell at characters ``[start, end)`` of the text, in a column of a block of rows."""

    start: int
    end: int
    block: int
    column: int


class Tables:
    """The cells of a text's tables: consecutive lines with two bars or more."""

    def __init__(self, text: str) -> None:
        self._cells = tuple(_cells(text))
        self._starts = [cell.start for cell in self._cells]
        self._text = text
        self._headed = {(c.block, c.column) for c in self._cells if self._words(c) & _HEADS}

    def __bool__(self) -> bool:
        return bool(self._cells)

    def cell_at(self, position: int) -> Cell | None:
        """The cell a character lies in, ``None`` outside tables."""
        at = bisect_right(self._starts, position) - 1
        return self._cells[at] if at >= 0 and position < self._cells[at].end else None

    def opens(self, start: int) -> bool:
        """Whether a name at this character is the first thing of its cell, but for one small word."""
        cell = self.cell_at(start)
        return cell is not None and len(self._text[cell.start : start].strip()) <= _SMALL_WORD

    def is_headed(self, cell: Cell) -> bool:
        """Whether the column's head says that it holds places."""
        return (cell.block, cell.column) in self._headed

    def _words(self, cell: Cell) -> set[str]:
        words = self._text[cell.start : cell.end].lower().split()
        return set(words) if len(words) <= 3 else set()


def _cells(text: str) -> list[Cell]:
    found: list[Cell] = []
    block, within = 0, False
    start = 0
    for line in text.split("\n"):
        marks = line.replace("||", " |")
        pieces = marks.split("|")
        if len(pieces) >= _LEAST_CELLS:
            block += not within
            within = True
            at = start
            for column, piece in enumerate(pieces):
                found.append(Cell(at, at + len(piece), block, column))
                at += len(piece) + 1
        elif line.strip():
            within = False
        start += len(line) + 1
    return found
