"""Lines that a layout broke, put back into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import quantiles

_SENTENCE_END = re.compile(r"[.!?…:;]['\"”»)\]]*$")
_STARTS_NEW = re.compile(
    r"(?:[-*•–—▪◦·]\s|\(?\d{1,3}[.)]\s|\(?[a-zа-я][.)]\s|§|[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ\s]{12,}$)"
)
_HYPHENS = "\u00ad\u0002\ufffe"


def paragraphs(lines: Sequence[str]) -> list[str]:
    """Paragraphs of consecutive layout lines; a blank line always ends one.

    A line continues the one before unless that one ended early (shorter than four fifths of the usual full
    line) or this one starts a list item or a heading. A word that the layout divided with a soft hyphen is
    put together; a plain hyphen at a line's end stays, for whether it belongs to the word cannot be known.
    """
    lengths = [len(line) for line in lines if line.strip()]
    full = quantiles(lengths, n=10)[8] if len(lengths) > 1 else 0
    result: list[str] = []
    current = ""
    last = ""
    for raw in lines:
        line = " ".join(raw.split())
        if not line:
            if current:
                result.append(current)
            current = last = ""
            continue
        if current and _continues(last, line, full):
            if current[-1] in _HYPHENS:
                current = current[:-1] + line
            elif current.endswith("-"):
                current += line
            else:
                current += " " + line
        else:
            if current:
                result.append(current)
            current = line
        last = line
    if current:
        result.append(current)
    return [re.sub(f"[{_HYPHENS}]", "", paragraph) for paragraph in result]


def _continues(last: str, line: str, full: float) -> bool:
    if last[-1] in _HYPHENS:
        return True
    if _STARTS_NEW.match(line):
        return False
    if len(last) < 0.8 * full:
        # a short line ends its paragraph, unless the sentence plainly runs on
        return not _SENTENCE_END.search(last) and line[0].islower()
    return True
