"""The documents of a case, and one of them with its claims marked in its words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from corrobora.case.records import ClaimRecord, DocumentHead, DocumentRecord
from corrobora.case.shown import Shown
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, SLOTS_OF_KIND, Claim
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.publish.language import noop
from corrobora.read.media import PDF
from corrobora.web.evidence import Summary, Value, summary, values
from corrobora.web.pages.beside import Other
from corrobora.web.pages.register import Choice
from corrobora.web.paging import Paged, portion_of
from corrobora.web.passages import Marked, Passage, passages

SIZE = 100
ORDERS = {
    "published": noop("newest first"), "publisher": noop("publisher"), "claims": noop("most claims first"),
}  # fmt: skip
_LANGUAGES = {"en": noop("English"), "uk": noop("Ukrainian"), "ru": noop("Russian")}
#: Fields of a source, as pages name them.
_ORIGINS = {"publisher": noop("Publisher"), "published": noop("Published"), "url": noop("Address")}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document in the list."""

    href: str
    title: str
    publisher: str
    published: str
    language: str
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsPage:
    """What the list of documents shows."""

    rows: Paged[DocumentRow]
    orders: tuple[Choice, ...]
    publishers: int
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Something known about a document, and from where."""

    term: str
    text: str
    origin: str = ""
    code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A claim beside the text it is made in.

    Attributes:
        number: its number on the page, the same as the mark's.
        summary: the claim in three lines.
        kind: what sort of claim, in words.
        slots: every value found, by what its slot is called.
        silent: slots a claim of this kind can have and for which no words were found.
        whole: the claim this one is a stated part of, on the same page; 0 for none.
        decided: what a person decided on it, may be empty.
        page: the page of a PDF its words begin on; 0 where there are none.
    """

    number: int
    summary: Summary
    kind: str
    slots: tuple[tuple[str, tuple[Value, ...]], ...]
    silent: tuple[str, ...]
    whole: int = 0
    decided: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """What the page of one document shows.

    Attributes:
        eyebrow: publisher, day, number of claims.
        title: its title or, without one, its file name.
        passages: the whole text; without its own title, where no claim is marked in that.
        notes: claims by their number on the page.
        known: what is known about it and from where.
        kinds: which kinds of claims it holds, for the key to the marks.
        refused: how many proposals the gate refused because no words stood behind them.
        sha256: the document's hash.
        addable: kinds of claims a person can add.
        others: documents that speak of the same incidents.
        leaves: how many pages it has that can be shown as they look; 0 unless it is a PDF.
        typed, problem: what was typed into the form that adds one, and what was wrong with it.
    """

    eyebrow: str
    title: str
    language: str | None
    passages: tuple[Passage, ...]
    notes: dict[int, Note]
    known: tuple[Known, ...]
    kinds: tuple[tuple[Kind, int], ...]
    refused: int = 0
    sha256: str = ""
    addable: tuple[Choice, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    others: tuple[Other, ...] = ()
    leaves: int = 0


def documents_page(
    shown: Shown,
    *,
    order: str = "published",
    after: str | None = None,
    before: str | None = None,
    position: int = 1,
) -> DocumentsPage:
    """The list of documents in one of `ORDERS`; an unknown order is the first.

    Args:
        shown: the case, in portions.
        order: name of the order.
        after, before: the rows come after, or just before, the document of this hash.
        position: place of the first row, as the address says.
    """
    order = order if order in ORDERS else "published"
    portion = shown.documents(order, limit=SIZE, after=after, before=before)
    total, publishers, undated = shown.document_sizes()
    return DocumentsPage(
        rows=portion_of(
            portion,
            row,
            total=total,
            position=position,
            size=SIZE,
            path="/documents",
            query={} if order == "published" else {"order": order},
        ),
        orders=tuple(Choice(value=v, name=_(n), chosen=v == order) for v, n in ORDERS.items()),
        publishers=publishers,
        undated=undated,
    )


def document_page(
    record: DocumentRecord,
    *,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
    others: Sequence[Other] = (),
) -> DocumentPage:
    """A document with its claims numbered in the order of its text.

    Args:
        record: the document.
        typed: what was typed into the form that adds a claim.
        problem: what was wrong with it.
        others: documents that speak of the same incidents.
    """
    document, item = record.document, record.item
    claims = numbered(record)
    numbers = {c.id: n for n, c in claims}
    marked = [
        Marked(number=n, kind=c.claim.kind, spans=c.claim.spans, evidence=tuple(evidence_of(c.claim)))
        for n, c in claims
    ]
    title = document.text.title or item.name
    publisher = document.source.publisher or _("publisher unknown")
    published = days.day(document.source.published) if document.source.published else _("undated")
    kinds = [c.claim.kind for _, c in claims]
    return DocumentPage(
        eyebrow=f"{publisher} · {published} · {words.plural(len(claims), 'claim')}",
        title=title,
        language=document.text.language,
        passages=_below(title, passages(document.text, marked)),
        notes={n: _note(n, c, record, numbers) for n, c in claims},
        known=tuple(_known(record)),
        kinds=tuple((k, kinds.count(k)) for k in Kind if k in kinds),
        refused=sum(record.dropped.values()),
        sha256=document.text.sha256,
        addable=tuple(
            Choice(value=k.value, name=words.label(k), chosen=(typed or {}).get("kind") == k.value)
            for k in Kind
        ),
        typed=typed or {},
        problem=problem,
        others=tuple(others),
        leaves=len(document.text.pages) if paged(record) else 0,
    )


def paged(record: DocumentRecord) -> bool:
    """Whether a document has pages that can be shown as they look."""
    return record.item.media_type == PDF and bool(record.document.text.pages)


def _page_of(record: DocumentRecord, position: int) -> int:
    """The page, from 1, a character stands on; 0 where a document has none."""
    return max(1, bisect_right(record.document.text.pages, position)) if paged(record) else 0


def _below(title: str, whole: tuple[Passage, ...]) -> tuple[Passage, ...]:
    """The passages that stand below the page's own heading: not the same words once more, unless marked."""
    if whole and not whole[0].begins and len(whole[0].pieces) == 1:
        first = whole[0].pieces[0]
        if first.anchor is None and not first.claims and first.text.lstrip("# ").strip() == title.strip():
            return whole[1:]
    return whole


def row(head: DocumentHead) -> DocumentRow:
    """A document as a row."""
    return DocumentRow(
        href=f"/documents/{head.sha256}",
        title=head.title or head.name,
        publisher=head.source.publisher or "",
        published=days.day(head.source.published) if head.source.published else "",
        language=_(_LANGUAGES.get(head.language, head.language)) if head.language else "",
        claims=head.claims,
    )


def numbered(record: DocumentRecord) -> list[tuple[int, ClaimRecord]]:
    """The claims of a document with their numbers on its page, in the order of its text."""
    return list(enumerate(sorted(record.claims, key=lambda c: c.claim.spans[0].start), start=1))


def evidence_of(claim: Claim) -> Iterable[Span]:
    """The words a claim's values were read from."""
    for _name, slot in claim.slots():
        yield from slot.spans


def _note(number: int, held: ClaimRecord, record: DocumentRecord, numbers: dict[str, int]) -> Note:
    claim = held.claim
    filled, silent = [], []
    for name in ("claimants", *SINGLE_SLOTS, *LIST_SLOTS[1:]):
        if name in SLOTS_OF_KIND[claim.kind]:
            found = values(name, claim, record.document)
            if found:
                filled.append((words.slot(name), found))
            else:
                silent.append(words.slot(name).lower())
    decided = words.decision(held.decision) if held.decision else ""
    return Note(
        number=number,
        summary=summary(held),
        kind=words.label(claim.kind),
        slots=tuple(filled),
        silent=tuple(silent),
        whole=numbers.get(claim.part_of or "", 0),
        decided=decided,
        page=_page_of(record, claim.spans[0].start),
    )


def _known(record: DocumentRecord) -> Iterable[Known]:
    source, item, text = record.document.source, record.item, record.document.text
    given = {
        "publisher": source.publisher,
        "published": days.day(source.published) if source.published else None,
        "url": source.url,
    }
    for name, value in given.items():
        yield Known(term=_(_ORIGINS[name]), text=value or _("not found"), origin=source.origins.get(name, ""))
    language = _(_LANGUAGES.get(text.language, text.language)) if text.language else _("not found")
    yield Known(term=_("Language"), text=language)
    yield Known(term=_("File"), text=f"{item.name}, {words.bytes_of(item.size)}, {item.media_type}")
    received = {"time": days.moment(item.received), "name": item.received_by}
    yield Known(term=_("Received"), text=_("%(time)s, by %(name)s") % received, origin=item.origin)
    read = {"reader": text.reader, "engine": record.engine}
    yield Known(term=_("Read by"), text=_("%(reader)s; claims by %(engine)s") % read)
    yield Known(term=_("SHA-256 of the bytes"), text=item.sha256, code=True)
