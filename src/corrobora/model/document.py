"""A text that can be quoted, and what is known about where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class RegionSort(StrEnum):
    """What a stretch of a text is, where it is not plain running text."""

    TITLE = "title"
    HEADING = "heading"
    CAPTION = "caption"
    FURNITURE = "furniture"  # site furniture that stayed in the text; no claim is read from it
    TABLE = "table"
    LIST = "list"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A stretch ``[start, end)`` of the text that is of a particular sort."""

    start: int
    end: int
    sort: RegionSort


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Immutable text read from an item by a named reader version.

    Attributes:
        sha256: hash of the item's bytes.
        reader: reader and version (``html/1``).
        content: the text; all offsets count its code points. Line ends are ``\\n``.
        regions: stretches that are not plain running text, in order, possibly nested.
        language: ISO 639-1 code, ``None`` if undetermined.
        title: the document's title if it has one.
        pages: where each page starts, for paged formats.
        notices: what was left out or replaced in reading, one sentence each.
    """

    sha256: str
    reader: str
    content: str
    regions: tuple[Region, ...] = ()
    language: str | None = None
    title: str | None = None
    pages: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()

    def sort_at(self, position: int) -> RegionSort | None:
        """The innermost region sort at a character, ``None`` for running text."""
        found = None
        for region in self.regions:
            if region.start <= position < region.end:
                found = region.sort
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known about where a document comes from, and from where that is known.

    Attributes:
        path: the path or address the user gave.
        publisher: outlet or body that published it.
        published: day of publication; ``None``: unknown, relative dates stay unresolved.
        url: address it was published at.
        origins: for each filled field, where the value was read (``manifest``, ``meta
            article:published_time``, ``JSON-LD datePublished``, ``url``).
        sensitive: whether a person marked it as not to leave this machine; a decision, no property of the
            source, and so no part of what makes two sources equal.
    """

    path: str
    publisher: str | None = None
    published: date | None = None
    url: str | None = None
    origins: dict[str, str] = field(default_factory=dict)
    sensitive: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its source: what an engine reads."""

    text: Text
    source: Source
