"""A document's text cut into paragraphs and marked pieces, overlaps resolved here and not in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corrobora.model.document import RegionSort, Text
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind

#: Sorts of region that are blocks of their own on the page.
_HEADINGS = (RegionSort.TITLE, RegionSort.HEADING)
_BLOCKS = (*_HEADINGS, RegionSort.CAPTION, RegionSort.FURNITURE, RegionSort.TABLE)
_MARKS = re.compile(r"#{1,6}[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A claim to be shown in its text.

    Attributes:
        number: its number on the page, in the order of the text.
        kind: what sort of claim, which decides how it is underlined.
        spans: the words that carry it.
        evidence: the words its values were read from.
    """

    number: int
    kind: Kind
    spans: tuple[Span, ...]
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text that the same claims cover throughout.

    Attributes:
        text: the words.
        start: their first character in the whole text.
        anchor: ``w`` and the offset, where some span begins here; links from other pages lead to it.
        claims: numbers of the claims that cover it.
        kind: kind of the shortest claim that covers it, ``None`` where none does.
        evidence: whether a value was read from words here that no claim's own span covers.
        ends: numbers of the claims of which a span ends with this piece.
    """

    text: str
    start: int = 0
    anchor: str | None = None
    claims: tuple[int, ...] = ()
    kind: Kind | None = None
    evidence: bool = False
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph, heading or caption.

    Attributes:
        sort: what it is, ``None`` for running text.
        pieces: its text, in order and without loss except for blank lines around it and a heading's marks.
        begins: numbers of the claims whose first words stand here: their notes go beside it.
    """

    sort: RegionSort | None
    pieces: tuple[Piece, ...]
    begins: tuple[int, ...] = ()


def anchor(span: Span) -> str:
    """The fragment that leads to a span's first word."""
    return f"w{span.start}"


def passages(text: Text, claims: Sequence[Marked]) -> tuple[Passage, ...]:
    """The whole text as passages with the claims marked in it."""
    cuts = _cuts(claims)
    starts = {s.start for m in claims for s in (*m.spans, *m.evidence)}
    found = []
    for start, end in _blocks(text):
        shown = _past_marks(text, start, end, cuts)
        inside = [c for c in cuts if shown < c < end]
        edges = [shown, *inside, end]
        pieces = tuple(_piece(text.content, a, b, claims, starts) for a, b in pairwise(edges))
        begins = tuple(m.number for m in claims if start <= m.spans[0].start < end)
        found.append(Passage(sort=text.sort_at(start), pieces=pieces, begins=begins))
    return tuple(found)


def _past_marks(text: Text, start: int, end: int, cuts: Sequence[int]) -> int:
    """Where the words of a block begin: in a heading of Markdown behind its marks, if no span points there.

    The text itself keeps its marks: quotes are words of it.
    """
    if not text.reader.startswith("markdown/") or text.sort_at(start) not in _HEADINGS:
        return start
    marks = _MARKS.match(text.content, start, end)
    return marks.end() if marks and not any(start <= c < marks.end() for c in cuts) else start


def _cuts(claims: Iterable[Marked]) -> list[int]:
    """Every place at which some span begins or ends."""
    spans = [s for m in claims for s in (*m.spans, *m.evidence)]
    return sorted({s.start for s in spans} | {s.end for s in spans})


def _piece(content: str, start: int, end: int, claims: Sequence[Marked], starts: set[int]) -> Piece:
    over = [(s.end - s.start, m) for m in claims for s in m.spans if s.start <= start and end <= s.end]
    shortest = min(over, key=lambda pair: pair[0], default=None)
    return Piece(
        text=content[start:end],
        start=start,
        anchor=f"w{start}" if start in starts else None,
        claims=tuple(dict.fromkeys(m.number for _, m in over)),
        kind=shortest[1].kind if shortest else None,
        evidence=not over and any(s.start <= start and end <= s.end for m in claims for s in m.evidence),
        ends=tuple(m.number for m in claims if any(s.end == end and s.start <= start for s in m.spans)),
    )


def _blocks(text: Text) -> list[tuple[int, int]]:
    """Start and end of each paragraph, white space around it left out.

    Paragraphs are parted by blank lines; in a text without any, every line is one. Headings and
    captions are parted from what surrounds them in any case.
    """
    content = text.content
    blank = re.compile(r"\n[^\S\n]*\n\s*") if re.search(r"\n[^\S\n]*\n", content) else re.compile(r"\n+")
    edges = {0, len(content)}
    for gap in blank.finditer(content):
        edges |= {gap.start(), gap.end()}
    for region in text.regions:
        if region.sort in _BLOCKS:
            edges |= {region.start, region.end}
    ordered = sorted(edges)
    blocks = []
    for start, end in pairwise(ordered):
        words = content[start:end]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            blocks.append((start + lead, start + len(words.rstrip())))
    return blocks
