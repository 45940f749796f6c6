"""Finding quoted words in a text: exactly, else with other white space, quotation marks and dashes."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

from corrobora.model.span import Span

_DOUBLE = "“”„‟«»″＂"
_SINGLE = "‘’‚‛`´ʼʹ′＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_MAP = {ord(c): '"' for c in _DOUBLE} | {ord(c): "'" for c in _SINGLE} | {ord(c): "-" for c in _DASHES}
#: Invisible characters that copying loses: soft hyphen, zero-width marks, joiners, byte-order mark.
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
#: Longest quote looked for.
LONGEST = 3000


class Aligner:
    """Looks quotes up in one text; a match never begins or ends inside a word."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._mapped, self._origins = _mapped(text)

    def find(self, quote: str, start: int, end: int, *, near: int | None = None) -> Span | None:
        """The place of a quote in characters ``[start, end)``, the nearest to ``near`` of several.

        Only if it does not stand there exactly, matches under the map of white space, quotes and dashes.
        """
        wanted = quote.strip()
        if not wanted or len(wanted) > LONGEST:
            return None
        found = list(self._exact(wanted, start, end)) or list(self._alike(wanted, start, end))
        if not found:
            return None
        if near is None:
            return found[0]
        return min(found, key=lambda s: max(s.start - near, near - s.end, 0))

    def _exact(self, wanted: str, start: int, end: int) -> Iterator[Span]:
        for at in _places(self._text, wanted, start, end):
            if self._whole(at, at + len(wanted)):
                yield Span.of(self._text, at, at + len(wanted))

    def _alike(self, wanted: str, start: int, end: int) -> Iterator[Span]:
        mapped = _mapped(wanted)[0].strip()
        if not mapped:
            return
        low, high = bisect_left(self._origins, start), bisect_left(self._origins, end)
        for at in _places(self._mapped, mapped, low, high):
            first, last = self._origins[at], self._origins[at + len(mapped) - 1] + 1
            if self._whole(first, last):
                yield Span.of(self._text, first, last)

    def _whole(self, first: int, last: int) -> bool:
        text = self._text
        inside_before = first > 0 and _wordy(text[first - 1]) and _wordy(text[first])
        inside_after = last < len(text) and _wordy(text[last]) and _wordy(text[last - 1])
        return not inside_before and not inside_after


def _places(text: str, wanted: str, start: int, end: int) -> Iterator[int]:
    at = text.find(wanted, start, end)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, end)


def _wordy(character: str) -> bool:
    return character.isalnum() or unicodedata.combining(character) != 0


def _mapped(text: str) -> tuple[str, list[int]]:
    """The text with one form of each mark, and for each of its characters where it stood."""
    out: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        if character in _NOTHING:
            continue
        mark = " " if character.isspace() else character.translate(_MAP)
        if mark == " " and (not out or out[-1] == " "):
            continue
        out.append(mark)
        origins.append(at)
    return "".join(out), origins
