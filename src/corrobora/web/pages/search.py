"""What was found for the words somebody asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.case.records import Excerpt, SearchHit
from corrobora.case.shown import Shown
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.web.pages.register import Entry, Wanted, entry

#: Most documents and most incidents one answer lists.
MOST, MOST_INCIDENTS = 50, 8


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
    incidents_found: int
    hits: tuple[Hit, ...]
    more: bool

    @property
    def outcome(self) -> str:
        """How much was found, in words; empty for nothing."""
        held = ((self.incidents_found, "incident"), (len(self.hits), "document"))
        return words.listed([words.plural(n, noun) for n, noun in held if n])


def search_page(query: str, hits: Sequence[SearchHit], shown: Shown) -> SearchPage:
    """The answer to a query.

    Args:
        query: as asked.
        hits: documents found, best first; one more than `MOST` says there are others.
        shown: the register, of which incidents are shown whose place, sides or sources hold the words.
    """
    asked = Wanted(words=query).asked()
    portion = shown.register(asked, limit=MOST_INCIDENTS) if asked.words else None
    return SearchPage(
        query=query,
        incidents=tuple(map(entry, portion.heads)) if portion else (),
        incidents_found=shown.figures(asked).incidents if portion else 0,
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
