"""What was said about the acts in general, and what was answered or done about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from corrobora.case.records import ClaimRecord
from corrobora.case.shown import Shown
from corrobora.model.vocabulary import Kind, ResponseType, StatementType
from corrobora.publish import days, words
from corrobora.web.evidence import Quote, speakers, summary
from corrobora.web.pages.register import Choice
from corrobora.web.paging import Paged, portion_of

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


def sayings_page(
    shown: Shown,
    kind: Kind,
    *,
    path: str,
    only: str = "",
    after: str | None = None,
    before: str | None = None,
    position: int = 1,
) -> SayingsPage:
    """Statements or responses, newest first.

    Args:
        shown: the case, in portions.
        kind: which of them.
        path: address of the page.
        only: the type asked for; empty or unknown: all.
        after, before: the rows come after, or just before, the claim of this id.
        position: place of the first row, as the address says.
    """
    held = shown.saying_sizes(kind)
    only = only if only in held else ""
    types = [t for e in (StatementType, ResponseType) for t in e if t in held]
    portion = shown.sayings(kind, only, limit=SIZE, after=after, before=before)
    total = sum(held.values())
    return SayingsPage(
        rows=portion_of(
            portion,
            _saying,
            total=held[only] if only else total,
            position=position,
            size=SIZE,
            path=path,
            query={"type": only} if only else {},
        ),
        total=total,
        types=tuple(
            Choice(value=t, name=f"{words.label(t)} ({words.number(held[t])})", chosen=t == only)
            for t in types
        ),
        links={t.value: f"{path}?{urlencode({'type': t.value})}" for t in types},
    )


def _saying(record: ClaimRecord) -> Saying:
    claim, source = record.claim, record.document.source
    who = words.speaker(claim.actor.value) if claim.actor else ""
    by = [s for s in speakers(claim) if s != who]
    return Saying(
        when=days.day(source.published) if source.published else "",
        what=words.capital(words.label(claim.type.value if claim.type else None)),
        who=who,
        by=words.listed(by),
        source=source.publisher or "",
        title=record.document.title or record.document.name,
        quote=Quote(before="", words=claim.spans[0].quote, after="", href=summary(record).href),
    )
