"""What another codebook would make of documents: claims that appear, change or vanish."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import tee

from corrobora.codebook.overlay import Codebook
from corrobora.extract import extract_all
from corrobora.extract.comparing import compare
from corrobora.extract.engine import EngineFailed
from corrobora.model.claim import Claim
from corrobora.model.document import Document

_NOW, _THEN = "now", "then"


class Sort(StrEnum):
    """What becomes of a claim."""

    APPEARS = "appears"
    CHANGES = "changes"
    VANISHES = "vanishes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A claim that two codebooks do not read alike.

    Attributes:
        sort: what becomes of it.
        claim: as it is read with the one that reads it; with the first, if both do.
        id: its id.
        slots: for one that changes, the slots that differ, each with its value now and then, or nothing.
    """

    sort: Sort
    claim: Claim
    id: str
    slots: tuple[tuple[str, tuple[object, ...], tuple[object, ...]], ...] = ()


def changes(documents: Iterable[Document], now: Codebook, then: Codebook) -> Iterator[tuple[Change, ...]]:
    """For each document, what changes from one codebook to the other, in the order of the text.

    Raises:
        BadCodebook: if a codebook cannot be used.
        EngineFailed: if a document could not be read with one of them.
    """
    first, second = tee(documents)
    for one, two in zip(extract_all(first, codebook=now), extract_all(second, codebook=then), strict=True):
        if broken := one.failures + two.failures:
            raise EngineFailed(f"{one.document.source.path}: {broken[0]}")
        sha256 = one.document.text.sha256
        told = [(_NOW, [c for _, c in one.claims]), (_THEN, [c for _, c in two.claims])]
        found = [c for claim in compare(told, sha256) if (c := _change(claim, sha256))]
        yield tuple(sorted(found, key=lambda c: (c.claim.spans[0], c.id)))


def _change(claim: Claim, sha256: str) -> Change | None:
    comparison = claim.comparison
    if comparison is None or not comparison.disputed:
        return None
    id = claim.id_in(sha256)
    if comparison.silent:
        sort = Sort.VANISHES if comparison.read_by == (_NOW,) else Sort.APPEARS
        return Change(sort=sort, claim=claim, id=id)
    slots = []
    for difference in comparison.differences:
        stands = tuple(slot.value for name, slot in claim.slots() if name == difference.slot)
        other = tuple(slot.value for slot in difference.values)
        now, then = (stands, other) if difference.engine == _THEN else (other, stands)
        slots.append((difference.slot, now, then))
    return Change(sort=Sort.CHANGES, claim=claim, id=id, slots=tuple(slots))
