"""Overlapping lists as counts of capture patterns."""

from __future__ import annotations

import csv
import itertools
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corrobora.model.errors import CorroboraError

#: More lists than this make 2^t cells unwieldy for everything but latent classes.
MOST_LISTS = 30

#: Words that mean "on the list" and "not on the list" in published tables.
_ON = frozenset("1 true yes y obs observed x".split())
_OFF = frozenset("0 false no n un unobserved".split()) | {""}


class UnreadableLists(CorroboraError):
    """A table of lists cannot be used; the message names the file, the place and the reason."""


@dataclass(frozen=True, eq=False)
class Lists:
    """Who is on which list.

    Attributes:
        names: the lists, in order.
        patterns: shape (p, t), 0/1: the distinct patterns observed, none all zero.
        counts: shape (p,), how many were seen with each pattern, each > 0.
    """

    names: tuple[str, ...]
    patterns: NDArray[np.int8]
    counts: NDArray[np.int64]

    @classmethod
    def of(cls, names: tuple[str, ...], rows: NDArray[np.int8], counts: NDArray[np.int64]) -> Lists:
        """Pattern rows with their counts, repeated and empty ones brought together.

        Rows of all zeros (the cell nobody can count) are left out.
        """
        seen = (rows.sum(axis=1) > 0) & (counts > 0)
        patterns, inverse = np.unique(rows[seen], axis=0, return_inverse=True)
        totals = np.bincount(inverse.ravel(), weights=counts[seen], minlength=len(patterns))
        return cls(names, patterns.astype(np.int8), totals.astype(np.int64))

    @property
    def observed(self) -> int:
        """Number of persons on at least one list."""
        return int(self.counts.sum())

    @property
    def size(self) -> int:
        """Number of lists."""
        return len(self.names)

    @cached_property
    def cells(self) -> NDArray[np.int8]:
        """All 2^t − 1 patterns, shape (2^t − 1, t)."""
        grid = np.array(list(itertools.product((0, 1), repeat=self.size)), dtype=np.int8)
        return grid[1:]

    @cached_property
    def table(self) -> NDArray[np.float64]:
        """Counts in the order of `cells`, zeros included."""
        weights = 1 << np.arange(self.size - 1, -1, -1, dtype=np.int64)
        out = np.zeros(2**self.size - 1)
        out[self.patterns.astype(np.int64) @ weights - 1] = self.counts
        return out

    def by_times_seen(self) -> NDArray[np.int64]:
        """How many persons are on exactly 1, 2, … t lists."""
        return np.bincount(self.patterns.sum(axis=1), weights=self.counts, minlength=self.size + 1)[
            1:
        ].astype(np.int64)

    def on(self, *lists: int) -> int:
        """How many persons are on all of these lists (by index)."""
        return int(self.counts[(self.patterns[:, lists] == 1).all(axis=1)].sum())


def read_lists(path: Path, count: str | None = None) -> Lists:
    """Read a CSV with one 0/1 column a list.

    Args:
        path: the file; the header names the lists.
        count: column that says how many persons a row stands for; without it each row is one person.

    Raises:
        UnreadableLists: if the file, its header or a cell cannot be used.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            header = [h.strip() for h in next(reader, [])]
            rows = [(reader.line_num, row) for row in reader if any(c.strip() for c in row)]
    except OSError as error:
        raise UnreadableLists(f"{path}: cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableLists(f"{path}: is no CSV in UTF-8: {error}") from error
    if not header or len(set(header)) != len(header):
        raise UnreadableLists(f"{path}: line 1: needs a header with a different name for each list")
    if count is not None and count not in header:
        raise UnreadableLists(f"{path}: line 1: no column {count!r}; there are {', '.join(header)}")
    at = header.index(count) if count is not None else None
    names = tuple(h for i, h in enumerate(header) if i != at)
    if not 1 <= len(names) <= MOST_LISTS:
        raise UnreadableLists(f"{path}: line 1: {len(names)} lists; between 1 and {MOST_LISTS} can be used")
    patterns, counts = [], []
    for line, row in rows:
        if len(row) != len(header):
            raise UnreadableLists(f"{path}: line {line}: {len(row)} cells under {len(header)} headings")
        counts.append(1 if at is None else _whole(row[at], path, line, header[at]))
        patterns.append([_flag(c, path, line, header[i]) for i, c in enumerate(row) if i != at])
    if not patterns:
        raise UnreadableLists(f"{path}: holds no rows")
    return Lists.of(names, np.array(patterns, dtype=np.int8), np.array(counts, dtype=np.int64))


def _flag(cell: str, path: Path, line: int, column: str) -> int:
    word = cell.strip().casefold()
    if word in _ON:
        return 1
    if word in _OFF:
        return 0
    raise UnreadableLists(
        f"{path}: line {line}, column {column!r}: {cell!r} is neither on (1) nor off (0) the list"
    )


def _whole(cell: str, path: Path, line: int, column: str) -> int:
    try:
        number = float(cell) if cell.strip() else 0.0
    except ValueError:
        number = -1.0
    if number < 0 or number != int(number) or number > 10**12:
        raise UnreadableLists(f"{path}: line {line}, column {column!r}: {cell!r} is no count")
    return int(number)
