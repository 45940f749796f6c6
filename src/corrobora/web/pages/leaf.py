"""A page of a PDF as it looks, with the claims marked in place and beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corrobora.case.errors import NotThere
from corrobora.case.records import ClaimRecord, DocumentRecord
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.read.leaf import Box, Leaf, Leaves
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
        label: where the claim's number stands, in the margin; none for words of a value.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Words of a claim on a page: those that carry it, or those a value was read from.

    Attributes:
        number: the claim's on the page of its document.
        held: the claim.
        carries: whether they carry it.
        span: the words.
        boxes: where they stand on the picture; empty if they were not found there.
    """

    number: int
    held: ClaimRecord
    carries: bool
    span: Span
    boxes: tuple[Box, ...]


def located(record: DocumentRecord, page: int, *, leaves: Leaves, vault: Vault) -> tuple[Leaf, list[Located]]:
    """One page as it looks, and the words of claims on it: of all that carry a claim, then of their values.

    Raises:
        NotThere: if the document has no such page.
        UnreadableItem: if it cannot be shown.
    """
    _check(record, page)
    text, item = record.document.text, record.item
    start = text.pages[page - 1]
    end = text.pages[page] if page < len(text.pages) else len(text.content)
    here = [
        (number, held, carries, span)
        for carries in (True, False)
        for number, held in numbered(record)
        for span in (held.claim.spans if carries else evidence_of(held.claim))
        if span.start < end and start < span.end
    ]
    found = leaves.boxes(
        vault.path(item.sha256),
        name=item.name,
        number=page,
        text=text.content[start:end],
        stretches=[(max(s.start, start) - start, min(s.end, end) - start) for _, _, _, s in here],
    )
    return found, [
        Located(number=number, held=held, carries=carries, span=span, boxes=boxes)
        for (number, held, carries, span), boxes in zip(here, found.boxes, strict=True)
    ]


def leaf_page(record: DocumentRecord, number: int, *, leaves: Leaves, vault: Vault) -> LeafPage:
    """One page with its claims.

    Raises:
        NotThere: if the document has no such page.
        UnreadableItem: if it cannot be shown.
    """
    look, found = located(record, number, leaves=leaves, vault=vault)
    marks = [
        MarkedBoxes(
            anchor=anchor(p.span),
            claim=p.number,
            kind=p.held.claim.kind if p.carries else None,
            boxes=p.boxes,
        )
        for p in found
        if p.boxes
    ]
    page = document_page(record)
    count = len(record.document.text.pages)
    href = f"/documents/{record.item.sha256}"
    return LeafPage(
        eyebrow=page.eyebrow,
        title=page.title,
        language=page.language,
        href=href,
        number=number,
        count=count,
        before=f"{href}/pages/{number - 1}" if number > 1 else "",
        after=f"{href}/pages/{number + 1}" if number < count else "",
        picture=f"{href}/pages/{number}/picture.png",
        width=look.width,
        height=look.height,
        marks=tuple(_labelled(_anchored_once(marks))),
        notes=tuple(page.notes[n] for n in sorted({p.number for p in found})),
        lost=len({p.number for p in found if p.carries and not p.boxes}),
    )


def leaf_picture(record: DocumentRecord, number: int, *, leaves: Leaves, vault: Vault) -> bytes:
    """The picture of one page, as PNG.

    Raises:
        NotThere, UnreadableItem: as `located`.
    """
    _check(record, number)
    return leaves.picture(vault.path(record.item.sha256), name=record.item.name, number=number)


def _check(record: DocumentRecord, number: int) -> None:
    """Raises `NotThere` if a document has no such page to show."""
    if not paged(record):
        raise NotThere(_("this document has no pages that can be shown; read it as text"))
    count = len(record.document.text.pages)
    if not 1 <= number <= count:
        raise NotThere(_("this document has %(pages)s") % {"pages": words.plural(count, "page")})


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
