"""What was found for the words somebody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.case.records import Excerpt, IncidentHead, SearchHit
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.web.pages.register import Entry, Wanted, register_page

#: Most documents one answer lists.
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of an excerpt; ``found`` where the words asked for stand."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An excerpt, and whether the text goes on before and after it."""

    parts: tuple[Part, ...]
    before: bool
    after: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document in which the words stand."""

    title: str
    href: str
    source: str
    claims: int
    excerpts: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What the search page shows; without a query, only how to ask."""

    query: str
    incidents: tuple[Entry, ...]
    hits: tuple[Hit, ...]
    more: bool

    @property
    def outcome(self) -> str:
        """How much was found, in words; empty for nothing."""
        held = ((len(self.incidents), "incident"), (len(self.hits), "document"))
        return words.listed([words.plural(n, noun) for n, noun in held if n])


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
    published = days.day(head.source.published) if head.source.published else _("undated")
    publisher = head.source.publisher or _("publisher unknown")
    return Hit(
        title=head.title or head.name,
        href=f"/documents/{head.sha256}",
        source=f"{publisher}, {published}",
        claims=head.claims,
        excerpts=tuple(
            Found(parts=_parts(e), before=e.start > 0, after=e.end < head.characters) for e in hit.excerpts
        ),
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
