"""Datelines: where, when and by which agency, before the dash with which a report begins.

"KYIV, Oct 18 (Agency) -", "Goma, DR Congo (AFP) —", «КИЇВ, 3 травня –». What follows the dash is a sentence
of its own; read as one with the dateline, a parser takes the town for whoever speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEAD = re.compile(r"^(?=\S)([^\n–—]{2,100}?)[ \t]+[-–—]{1,2}[ \t]+(?=\S)", re.MULTILINE)
_AGENCY = re.compile(r",? ?\(([^()]{2,40})\)$")
#: An age alone is no day.
_DAY = re.compile(r"\d[.\s]+\w|[^\W\d]\s+\d")
_WORD = re.compile(r"[^\s/,]+")


def datelines(text: str) -> Iterator[tuple[int, int]]:
    """Where datelines stand, ``[start, end)`` with the dash and the space behind it."""
    for found in _HEAD.finditer(text):
        if _is_dateline(found[1]):
            yield found.span()


def _is_dateline(words: str) -> bool:
    agency = _AGENCY.search(words)
    town, *rest = words[: agency.start() if agency else None].split(",")
    if not _proper(town) or not all(_proper(part) for part in rest):
        return False
    if town.isupper() and len(town) > 2:
        return True
    return agency is not None or any(_DAY.search(part) for part in rest)


def _proper(part: str) -> bool:
    """Whether all words are capitalised or numbers, or months after one."""
    before = ""
    found = _WORD.findall(part)
    for word in found:
        after_number = word[0].isalpha() and before[:1].isdigit()  # "3 травня 2023 року"
        if not (word[0].isupper() or word[0].isdigit() or after_number):
            return False
        before = word
    return bool(found)
