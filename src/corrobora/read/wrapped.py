"""Text whose lines an editor or a mail program broke at a fixed width."""

from __future__ import annotations

import re

from corrobora.read.reflow import STARTS_NEW

#: Widths at which programs wrap; longer lines are paragraphs, shorter ones verse or lists.
_NARROWEST, _WIDEST = 50, 132
#: So many pairs of lines it takes to be sure.
_PAIRS = 6
_SHARE = 0.7
_INDENTED = re.compile(r"[ \t]{2,}|\t|>|\|")


def unwrap(text: str) -> tuple[str, bool]:
    """``text`` with a space for each line end that only a fixed width made, and whether there was any.

    A line was wrapped if the first word of the next one would not have fitted on it. Only where nearly all
    lines that touch each other were, is any of them joined; list items, indented and quoted lines stay.
    Nothing moves: every character keeps its place.
    """
    lines = text.split("\n")
    width = max((len(line) for line in lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return text, False
    pairs = [i for i in range(len(lines) - 1) if lines[i].strip() and lines[i + 1].strip()]
    wrapped = {i for i in pairs if _wrapped(lines[i], lines[i + 1], width)}
    if len(wrapped) < _PAIRS or len(wrapped) < _SHARE * len(pairs):
        return text, False
    pieces: list[str] = []
    for i, line in enumerate(lines):
        pieces.append(line)
        if i < len(lines) - 1:
            pieces.append(" " if i in wrapped else "\n")
    return "".join(pieces), True


def _wrapped(line: str, following: str, width: int) -> bool:
    if STARTS_NEW.match(following.strip()) or _INDENTED.match(following) or _INDENTED.match(line):
        return False
    word = following.split(None, 1)[0]
    # the longest line need not be quite as long as the width it was wrapped at
    return len(line.rstrip()) + 1 + len(word) > width - 2
