"""What was said about the acts in general, and what was answered or done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corrobora.case.records import ClaimRecord
from corrobora.model.document import Document
from corrobora.model.vocabulary import ResponseType, StatementType
from corrobora.publish import days, words
from corrobora.web.evidence import Quote, quote, speakers
from corrobora.web.pages.register import Choice
from corrobora.web.paging import Paged, paged

SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A statement or a response.

    Attributes:
        when: the day it was published.
        what: its type in words.
        who: who said, answered or acted, empty if no words were found for it.
        by: who reports it, where somebody else does; may be empty.
        source: outlet it was published by.
        title: title of the document.
        quote: its words.
    """

    when: str
    what: str
    who: str
    by: str
    source: str
    title: str
    quote: Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class SayingsPage:
    """What the page of statements, or of responses, shows."""

    rows: Paged[Saying]
    total: int
    types: tuple[Choice, ...]
    links: Mapping[str, str]


def chosen(records: Sequence[ClaimRecord], only: str) -> tuple[ClaimRecord, ...]:
    """The records of one type, all of them for an empty or unknown one."""
    if only not in {m.value for e in (StatementType, ResponseType) for m in e}:
        return tuple(records)
    return tuple(r for r in records if r.claim.type and r.claim.type.value.value == only)


def sayings_page(
    records: Sequence[ClaimRecord],
    documents: Mapping[str, Document],
    *,
    path: str,
    only: str = "",
    page: int = 1,
) -> SayingsPage:
    """Statements or responses, newest first.

    Args:
        records: all of them.
        documents: the documents they stand in, by hash.
        path: address of the page.
        only: the type asked for, empty for all.
        page: number of the page, from 1.
    """
    shown = sorted(chosen(records, only), key=_newest)
    held = [r.claim.type.value for r in records if r.claim.type]
    types = [t for e in (StatementType, ResponseType) for t in e if t in held]
    return SayingsPage(
        rows=paged(
            [_saying(r, documents[r.document.sha256]) for r in shown],
            page=page,
            size=SIZE,
            path=path,
            query={"type": only} if only else {},
        ),
        total=len(records),
        types=tuple(
            Choice(value=t, name=f"{words.label(t)} ({held.count(t)})", chosen=t == only) for t in types
        ),
        links={t.value: f"{path}?{urlencode({'type': t.value})}" for t in types},
    )


def _newest(record: ClaimRecord) -> tuple[bool, int, str, int]:
    published = record.document.source.published
    newest = -published.toordinal() if published else 0
    return (published is None, newest, record.document.sha256, record.claim.spans[0].start)


def _saying(record: ClaimRecord, document: Document) -> Saying:
    claim = record.claim
    who = words.speaker(claim.actor.value) if claim.actor else ""
    by = [s for s in speakers(claim) if s != who]
    return Saying(
        when=days.day(document.source.published) if document.source.published else "",
        what=words.capital(words.label(claim.type.value if claim.type else None)),
        who=who,
        by=words.listed(by),
        source=document.source.publisher or "",
        title=document.text.title or record.document.name,
        quote=quote(document, claim.spans[0]),
    )
