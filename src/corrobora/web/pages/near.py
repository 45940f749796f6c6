"""The part of a document that holds a claim's words."""

from __future__ import annotations

from collections.abc import Sequence

from corrobora.model.claim import Claim
from corrobora.model.document import Text
from corrobora.model.span import Span
from corrobora.web.passages import Marked, Passage, passages

#: Passages shown before and after those that hold the claim's words.
AROUND = 2


def near_passages(text: Text, claim: Claim) -> tuple[tuple[Passage, ...], bool]:
    """The passages that hold a claim's words and those around them, and whether these are all."""
    evidence = tuple(s for _, slot in claim.slots() for s in slot.spans)
    everything = passages(text, [Marked(number=1, kind=claim.kind, spans=claim.spans, evidence=evidence)])
    wanted = _holding(everything, (*claim.spans, *evidence))
    near = {n for w in wanted for n in range(w - AROUND, w + AROUND + 1)}
    shown = tuple(p for n, p in enumerate(everything) if n in near)
    return shown, len(shown) == len(everything)


def _holding(everything: Sequence[Passage], spans: Sequence[Span]) -> list[int]:
    found = []
    for number, passage in enumerate(everything):
        start = passage.pieces[0].start
        end = passage.pieces[-1].start + len(passage.pieces[-1].text)
        if any(s.start < end and start < s.end for s in spans):
            found.append(number)
    return found
