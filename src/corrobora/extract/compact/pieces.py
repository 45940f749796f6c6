"""Text cut into the pieces the compact model knows, each with its characters.

A unigram vocabulary (Kudo 2018, arXiv 1804.10959): every word is cut into the pieces whose log probabilities
sum highest. Words are cut one by one and remembered, so that a document costs little more than its
different words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

#: Stands for the white space before a word.
SPACE = "▁"
BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
_WORD = re.compile(r"\S+")
#: Longer runs without a space are cut: the search is quadratic in a word's length at worst.
_LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: its number in the vocabulary and its characters ``[start, end)`` in the text."""

    id: int
    start: int
    end: int


class Vocabulary:
    """The pieces with their log probabilities.

    Args:
        pieces: ``(piece, log probability)`` in the order of their numbers; the first four stand for
            beginning, padding, end and anything unknown.
    """

    def __init__(self, pieces: Iterable[tuple[str, float]]) -> None:
        listed = list(pieces)
        self._ids = {piece: id for id, (piece, _) in enumerate(listed) if id > UNKNOWN}
        self._scores = [score for _, score in listed]
        self._unknown = min(self._scores, default=0.0) - 10.0
        self._most = max((len(p) for p in self._ids), default=1)
        self._of_word = lru_cache(maxsize=100_000)(self._cut)

    def __len__(self) -> int:
        return len(self._scores)

    @classmethod
    def from_lines(cls, lines: Iterable[str]) -> Vocabulary:
        """From lines of ``piece TAB log probability``.

        Raises:
            ValueError: if a line has another shape.
        """
        pieces = []
        for line in lines:
            piece, _, score = line.rstrip("\n").rpartition("\t")
            pieces.append((piece, float(score)))
        return cls(pieces)

    def cut(self, text: str, start: int = 0, end: int | None = None) -> list[Piece]:
        """The pieces of the characters ``[start, end)``."""
        found: list[Piece] = []
        for word in _WORD.finditer(text, start, len(text) if end is None else end):
            for at in range(word.start(), word.end(), _LONGEST_WORD):
                run = text[at : min(word.end(), at + _LONGEST_WORD)]
                found += (Piece(id, at + a, at + b) for id, a, b in self._of_word(run))
        return found

    def _cut(self, word: str) -> tuple[tuple[int, int, int], ...]:
        letters, origin = [SPACE], [0]
        for index, character in enumerate(word):
            for part in unicodedata.normalize("NFKC", character):
                letters.append(SPACE if part == " " else part)
                origin.append(index)
        origin.append(len(word))
        plain, count = "".join(letters), len(letters)
        best = [0.0] + [float("-inf")] * count
        step: list[tuple[int, int]] = [(0, UNKNOWN)] * (count + 1)
        for i in range(count):
            if best[i] + self._unknown > best[i + 1]:
                best[i + 1], step[i + 1] = best[i] + self._unknown, (i, UNKNOWN)
            for j in range(i + 1, min(count, i + self._most) + 1):
                id = self._ids.get(plain[i:j])
                if id is not None and best[i] + self._scores[id] > best[j]:
                    best[j], step[j] = best[i] + self._scores[id], (i, id)
        cut: list[tuple[int, int, int]] = []
        at = count
        while at > 0:
            before, id = step[at]
            cut.append((id, origin[before], max(origin[before] + 1, origin[at])))
            at = before
        return tuple(reversed([(id, min(a, len(word) - 1), min(b, len(word))) for id, a, b in cut]))
