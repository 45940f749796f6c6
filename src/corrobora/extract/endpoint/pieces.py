"""A long text cut into overlapping pieces at the ends of paragraphs and sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from corrobora.model.document import RegionSort, Text

#: Where a text is cut, best first.
_ENDS = ("\n\n", "\n", ". ", "! ", "? ", "… ", " ")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``[start, end)`` of a document, sent as they stand."""

    start: int
    end: int
    content: str

    @property
    def sha256(self) -> str:
        """The hash of its words."""
        return hashlib.sha256(self.content.encode("utf-8", "surrogatepass")).hexdigest()

    def halves(self) -> tuple[Piece, Piece]:
        """The same in two, cut near the middle."""
        middle = _cut(self.content, len(self.content) // 4, len(self.content) // 2)
        return (
            Piece(self.start, self.start + middle, self.content[:middle]),
            Piece(self.start + middle, self.end, self.content[middle:]),
        )


def pieces(text: Text, most: int, overlap: int) -> Iterator[Piece]:
    """Pieces of at most ``most`` characters; site furniture is left out.

    Each begins ``overlap`` characters before the one before it ended, at the end of a sentence where there is
    one, so that what is said across a cut stands whole in one of them.
    """
    for start, end in _stretches(text):
        at = start
        while at < end:
            cut = end if end - at <= most else at + _cut(text.content[at : at + most], most // 2, most)
            content = text.content[at:cut]
            if content.strip():
                yield Piece(at, cut, content)
            if cut >= end:
                break
            back = text.content[cut - overlap : cut]
            at = max(at + 1, cut - overlap + _begin(back)) if overlap else cut


def _stretches(text: Text) -> Iterator[tuple[int, int]]:
    at = 0
    for region in sorted((r for r in text.regions if r.sort is RegionSort.FURNITURE), key=lambda r: r.start):
        if region.start > at:
            yield at, region.start
        at = max(at, region.end)
    if at < len(text.content):
        yield at, len(text.content)


def _cut(content: str, least: int, most: int) -> int:
    for mark in _ENDS:
        at = content.rfind(mark, least, most)
        if at >= 0:
            return at + len(mark)
    return most


def _begin(content: str) -> int:
    """Where the first whole sentence of an overlap begins; its first whole word, if there is none."""
    for marks in (_ENDS[:-1], _ENDS[-1:]):
        found = [at + len(m) for m in marks if 0 <= (at := content.find(m)) < len(content) - len(m)]
        if found:
            return min(found)
    return 0
