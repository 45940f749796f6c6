"""What went wrong with one input, said in one line, while the rest goes on."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def printable(words: str) -> str:
    """``words`` on one line, safe for any terminal and encodable.

    File names may hold line feeds, escape sequences, writing-direction overrides and bytes that are no
    UTF-8; each becomes its escape (``\\n``, ``\\x1b``).
    """
    return _CONTROL.sub(lambda m: m.group().encode("unicode_escape").decode("ascii"), words)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One input that could not be used.

    Attributes:
        path: the file, folder or address as the user gave it.
        place: where in it (``line 3, column published``, ``page 2``, ``byte 117``); empty for all of it.
        reason: what is wrong and what to do about it.
    """

    path: str
    place: str
    reason: str

    def __str__(self) -> str:
        parts = (self.path, self.place, self.reason)
        return ": ".join(printable(part) for part in parts if part)
