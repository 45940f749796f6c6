"""A page of a PDF as it looks, with the claims marked in place and beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corrobora.case.errors import NotThere
from corrobora.case.records import DocumentRecord
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.read.leaf import Box, Leaves
from corrobora.vault.store import Vault
from corrobora.web.pages.documents import Note, document_page, evidence_of, numbered, paged
from corrobora.web.passages import anchor

#: Pixels a number in the margin takes, in both directions.
_LABEL = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedBoxes:
    """Words marked on the page.

    Attributes:
        anchor: the fragment that leads to their first word, the same as in the text.
        claim: number of the claim they carry, or whose value they are; its note has the same.
        kind: what sort of claim; ``None`` for the words of a value.
        boxes: where they stand.
        label: where the claim's number stands: in the margin, beside their first line; none for words of a value.
    """

    anchor: str
    claim: int
    kind: Kind | None
    boxes: tuple[Box, ...]
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafPage:
    """What the page that shows a page of a PDF holds.

    Attributes:
        eyebrow, title, language: as on the document's page.
        href: of the document's page.
        number, count: which of how many pages.
        before, after: addresses of the pages beside it, empty where there is none.
        picture: address of its picture, and how large that is.
        marks: words of claims, then words of values; those nowhere found are not among them.
        notes: the claims that speak from this page.
        lost: how many of these have words that could not be found on the picture.
    """

    eyebrow: str
    title: str
    language: str | None
    href: str
    number: int
    count: int
    before: str
    after: str
    picture: str
    width: int
    height: int
    marks: tuple[MarkedBoxes, ...]
    notes: tuple[Note, ...]
    lost: int


def leaf_page(record: DocumentRecord, number: int, *, leaves: Leaves, vault: Vault) -> LeafPage:
    """One page with its claims.

    Raises:
        NotThere: if the document has no such page.
        UnreadableItem: if it cannot be shown.
    """
    text, item = record.document.text, record.item
    checked(record, number)
    start = text.pages[number - 1]
    end = text.pages[number] if number < len(text.pages) else len(text.content)
    wanted = list(_wanted(record, start, end))
    found = leaves.boxes(
        vault.path(item.sha256),
        name=item.name,
        number=number,
        text=text.content[start:end],
        stretches=[(max(s.start, start) - start, min(s.end, end) - start) for _, _, s in wanted],
    )
    marks = [
        MarkedBoxes(anchor=anchor(span), claim=claim, kind=kind, boxes=boxes)
        for (claim, kind, span), boxes in zip(wanted, found.boxes, strict=True)
    ]
    page = document_page(record)
    href = f"/documents/{text.sha256}"
    here = sorted({m.claim for m in marks})
    return LeafPage(
        eyebrow=page.eyebrow,
        title=page.title,
        language=page.language,
        href=href,
        number=number,
        count=len(text.pages),
        before=f"{href}/pages/{number - 1}" if number > 1 else "",
        after=f"{href}/pages/{number + 1}" if number < len(text.pages) else "",
        picture=f"{href}/pages/{number}/picture.png",
        width=found.width,
        height=found.height,
        marks=tuple(_labelled(_anchored_once([m for m in marks if m.boxes]))),
        notes=tuple(page.notes[n] for n in here),
        lost=len({m.claim for m in marks if m.kind is not None and not m.boxes}),
    )


def checked(record: DocumentRecord, number: int) -> None:
    """Raises `NotThere` if a document has no such page to show."""
    if not paged(record):
        raise NotThere(_("this document has no pages that can be shown; read it as text"))
    count = len(record.document.text.pages)
    if not 1 <= number <= count:
        raise NotThere(_("this document has %(pages)s") % {"pages": words.plural(count, "page")})


def _wanted(record: DocumentRecord, start: int, end: int) -> Sequence[tuple[int, Kind | None, Span]]:
    """Words of claims on a stretch of the text, then words their values were read from."""
    told: list[tuple[int, Kind | None, Span]] = []
    filled: list[tuple[int, Kind | None, Span]] = []
    for number, held in numbered(record):
        told += [(number, held.claim.kind, s) for s in held.claim.spans if s.start < end and start < s.end]
        filled += [(number, None, s) for s in evidence_of(held.claim) if s.start < end and start < s.end]
    return told + filled


def _anchored_once(marks: Sequence[MarkedBoxes]) -> Sequence[MarkedBoxes]:
    """The same marks, each anchor with the first alone: a page names a place once."""
    taken: set[str] = set()
    once = []
    for mark in marks:
        once.append(replace(mark, anchor="") if mark.anchor in taken else mark)
        taken.add(mark.anchor)
    return once


def _labelled(marks: Sequence[MarkedBoxes]) -> Iterator[MarkedBoxes]:
    """The same marks with the numbers of claims in the margin, side by side where several share a line."""
    left = min((box.x for mark in marks for box in mark.boxes), default=0)
    lines: list[float] = []
    for mark in marks:
        if mark.kind is None:
            yield mark
            continue
        y = mark.boxes[0].y + mark.boxes[0].height
        beside = sum(abs(y - line) < _LABEL for line in lines)
        lines.append(y)
        yield replace(mark, label=(max(left - 10 - beside * _LABEL, _LABEL), y))
