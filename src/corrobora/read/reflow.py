"""Lines that a layout broke, put back into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, quantiles

_SENTENCE_END = re.compile(r"[.!?…:;]['\"”’»)\]]*$")
#: Beginnings of lines that never go on with the line before: list items, sections, capitals.
STARTS_NEW = re.compile(
    r"(?:[-*•–—▪◦·]\s|\(?\d{1,3}[.)]\s|\(?[a-zа-я][.)]\s|§|[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ\s]{12,}$)"
)
#: Stands for a hyphen at a line's end of which the layout does not tell whether it belongs to the word.
DIVIDED = "\ufffe"
_SOFT = "\u00ad"
_HYPHENS = _SOFT + DIVIDED
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_LAST_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*$")
_HEAD = re.compile(r"(?:^|[.!?…:][\"”’»)\]]*\s+)[\"“«(]*$")
# First parts of compounds that are written with a hyphen wherever they stand.
_COMPOUND = frozenset(
    "twenty thirty forty fifty sixty seventy eighty ninety well self non ex anti pro semi co half".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as laid out.

    Attributes:
        left, bottom, height: its place and the height of its letters in points; ``None`` if unknown.
    """

    words: str
    left: float | None = None
    bottom: float | None = None
    height: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines that belong together; ``height`` of its letters is that of its first line."""

    words: str
    height: float | None = None


def vocabulary(lines: Iterable[Line]) -> frozenset[str]:
    """The words of a document that no line end divides, in small letters; compounds with their hyphens."""
    return frozenset(
        match.group().casefold()
        for line in lines
        for match in _WORD.finditer(line.words)
        if match.end() < len(line.words) and line.words[match.end()] not in "-" + _HYPHENS
    )


def paragraphs(lines: Sequence[Line], known: Container[str] = frozenset()) -> list[Paragraph]:
    """Paragraphs of consecutive lines; a blank line always ends one.

    Where the places of lines are known, a wider gap, other letters or an indent start a paragraph. Else a
    line goes on with the one before, unless that one ended early (shorter than four fifths of the usual
    full line) or this one starts a list item or a heading. A word that the layout divided with a soft
    hyphen is put together; a plain hyphen at a line's end stays, for whether it belongs to the word cannot
    be known.
    """
    lengths = [len(line.words) for line in lines if line.words.strip()]
    full = quantiles(lengths, n=10)[8] if len(lengths) > 1 else 0
    usual = _usual_step(lines)
    result: list[Paragraph] = []
    last: Line | None = None
    for line in lines:
        words = " ".join(line.words.split())
        if not words:
            last = None
            continue
        if last is not None and _continues(last, line, words, full, usual):
            result[-1] = Paragraph(words=join(result[-1].words, words, known), height=result[-1].height)
        else:
            result.append(Paragraph(words=words, height=line.height))
        last = line
    return result


def join(one: str, other: str, known: Container[str] = frozenset()) -> str:
    """Two stretches of one paragraph; a divided word is put together.

    A soft hyphen at the line's end goes. A visible one stays where it can belong to the word: beside a
    capital or a figure, in a compound, and where the document writes the word with it elsewhere. Else it
    goes if both parts are words in small letters: it was the layout's.
    """
    if one.endswith(_SOFT):
        return one[:-1] + other
    if one.endswith("-"):
        return one + other
    if not one.endswith(DIVIDED):
        return f"{one} {other}"
    left = _LAST_WORD.search(one[:-1])
    right = _WORD.match(other)
    if left is None or right is None:
        return f"{one[:-1]}-{other}"
    first, second = left.group(), right.group()
    if f"{first}{second}".casefold() in known:
        return one[:-1] + other
    meant = not (first + second).isalpha() or not second.islower() or not first[-1].islower()
    meant = meant or first.casefold() in _COMPOUND or f"{first}-{second}".casefold() in known
    # a capital at a sentence's head says nothing of the word, within a sentence it makes a name
    named = first[0].isupper() and not _HEAD.search(one[: left.start()])
    return f"{one[:-1]}-{other}" if meant or named else one[:-1] + other


def runs_on(one: str, other: str) -> bool:
    """Whether a paragraph at a page's end goes on in the first one of the next page."""
    if one[-1:] and one[-1] in _HYPHENS:
        return True
    return not _SENTENCE_END.search(one[-8:]) and other[0].islower()


def _usual_step(lines: Sequence[Line]) -> float | None:
    steps = []
    for one, other in pairwise(lines):
        if (
            one.bottom is not None
            and other.bottom is not None
            and 0 < (step := one.bottom - other.bottom) < 100
        ):
            steps.append(step)
    return median(steps) if len(steps) > 2 else None


def _continues(last: Line, line: Line, words: str, full: float, usual: float | None) -> bool:
    before = last.words.strip()
    if before[-1] in _HYPHENS:
        return True
    if STARTS_NEW.match(words):
        return False
    if last.height and line.height and abs(last.height - line.height) > 0.12 * last.height:
        return False
    if usual and last.bottom is not None and line.bottom is not None:
        step = last.bottom - line.bottom
        if step > 1.25 * usual:
            return False
        if last.left is not None and line.left is not None and last.height:
            indented = line.left - last.left > 0.6 * last.height
            if indented and _SENTENCE_END.search(before) and step > 0:
                return False
    if len(before) < 0.8 * full:
        # a short line ends its paragraph, unless the sentence plainly runs on
        return not _SENTENCE_END.search(before) and words[0].islower()
    return True
