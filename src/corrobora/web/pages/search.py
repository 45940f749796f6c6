"""What was found for the words somebody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.case.records import Excerpt, IncidentHead, SearchHit
from corrobora.web import days
from corrobora.web.pages.register import Entry, Wanted, register_page

#: Most documents one answer lists.
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of an excerpt; ``found`` where the words asked for stand."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document in which the words stand."""

    title: str
    href: str
    source: str
    claims: int
    excerpts: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What the search page shows; without a query, only how to ask."""

    query: str
    incidents: tuple[Entry, ...]
    hits: tuple[Hit, ...]
    more: bool


def search_page(query: str, hits: Sequence[SearchHit], incidents: Sequence[IncidentHead]) -> SearchPage:
    """The answer to a query.

    Args:
        query: as asked.
        hits: documents found, best first; one more than `MOST` says there are others.
        incidents: all incidents, of which those are shown whose place, sides or sources hold the words.
    """
    found = register_page(incidents, Wanted(words=query)).rows.items if query else ()
    return SearchPage(
        query=query,
        incidents=found,
        hits=tuple(_hit(h) for h in hits[:MOST]),
        more=len(hits) > MOST,
    )


def _hit(hit: SearchHit) -> Hit:
    head = hit.document
    published = days.day(head.source.published) if head.source.published else "undated"
    return Hit(
        title=head.title or head.name,
        href=f"/documents/{head.sha256}",
        source=f"{head.source.publisher or 'publisher unknown'}, {published}",
        claims=head.claims,
        excerpts=tuple(_parts(e) for e in hit.excerpts),
    )


def _parts(excerpt: Excerpt) -> tuple[Part, ...]:
    parts, at = [], 0
    for start, end in sorted(excerpt.marks):
        if start >= at:
            parts += [
                Part(text=excerpt.text[at:start], found=False),
                Part(text=excerpt.text[start:end], found=True),
            ]
            at = end
    return tuple(p for p in (*parts, Part(text=excerpt.text[at:], found=False)) if p.text)
