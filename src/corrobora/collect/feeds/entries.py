"""The entries of a feed."""

from __future__ import annotations

import io
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from corrobora.model.errors import CorroboraError

#: Entries of one feed that are looked at.
MAX_ENTRIES = 500
_LONGEST = 2_000


class BadFeed(CorroboraError):
    """What was fetched is no feed; the message names the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a feed.

    Attributes:
        url: where it leads.
        title: what it is called, may be empty.
        published: when, by the feed's word, in UTC.
        id: what the feed knows it by.
    """

    url: str
    title: str
    published: datetime | None
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as fetched once.

    Attributes:
        title: what it is called, may be empty.
        entries: those that lead to an address of the web, each address once, in the feed's order.
        left: how many entries lead nowhere, or are beyond `MAX_ENTRIES`.
    """

    title: str
    entries: tuple[Entry, ...]
    left: int


def read_feed(data: bytes, url: str) -> Feed:
    """The feed in some bytes.

    Args:
        data: the bytes.
        url: where they came from; entries may name their addresses relative to it.

    Raises:
        BadFeed: if they are no feed.
    """
    # a stream, for feedparser takes text or bytes that look like an address for one and fetches it
    try:
        parsed: Any = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError) as error:
        raise BadFeed(f"{url}: is no feed that can be read: {error!r}"[:300]) from error
    if not parsed.get("version") and not parsed.entries:
        raise BadFeed(f"{url}: is no RSS or Atom feed")
    entries: dict[str, Entry] = {}
    for raw in parsed.entries[:MAX_ENTRIES]:
        entry = _entry(raw, url)
        if entry and entry.url not in entries:
            entries[entry.url] = entry
    return Feed(
        title=_line(parsed.feed.get("title")),
        entries=tuple(entries.values()),
        left=len(parsed.entries) - len(entries),
    )


def _entry(raw: Any, base: str) -> Entry | None:
    link = raw.get("link")
    try:
        url = urljoin(base, str(link).strip()) if link else ""
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")) or len(url) > _LONGEST:
        return None
    return Entry(
        url=url,
        title=_line(raw.get("title")),
        # past feedparser's own mapping of one to the other, which is going away
        published=_time(dict.get(raw, "published_parsed") or dict.get(raw, "updated_parsed")),
        id=_line(raw.get("id")) or url,
    )


def _time(parts: Any) -> datetime | None:
    """A time that feedparser has converted to UTC."""
    try:
        return datetime.fromtimestamp(timegm(parts), UTC) if parts else None
    except (ValueError, OverflowError, TypeError, OSError):
        return None


def _line(value: Any) -> str:
    return " ".join(str(value).split())[:_LONGEST] if value else ""
