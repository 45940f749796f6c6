"""Bytes to a document: immutable text, its regions, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import cast

from corrobora.collect.manifest import ManifestRow
from corrobora.model.document import Document, Text
from corrobora.read import media
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact, combine, day_written, first
from corrobora.read.furniture import VERSION as FURNITURE_VERSION
from corrobora.read.furniture import mark_furniture
from corrobora.read.language import detect
from corrobora.read.limits import MAX_BYTES, check_text
from corrobora.read.media import media_type
from corrobora.read.reading import Reading

__all__ = ["UnreadableItem", "media_type", "read"]

# Module and function by media type. Loaded when the first such item comes: parsers of pages take a second,
# which a run over text files need not wait.
_READERS = {
    media.TEXT: ("plain", "read_plain"),
    media.MARKDOWN: ("plain", "read_markdown"),
    media.HTML: ("html", "read_html"),
    media.PDF: ("pdf", "read_pdf"),
    media.DOCX: ("docx", "read_docx"),
    media.MAIL: ("mail", "read_mail"),
    media.TELEGRAM: ("telegram", "read_telegram"),
    media.ARCHIVED: ("archived", "read_archived"),
}


def read(data: bytes, *, sha256: str, name: str, row: ManifestRow | None, path: str) -> Document:
    """The document in an item's bytes.

    The same bytes, name and row always give the same document under one reader version. Letters, quotes and
    dashes stay as they stand (no Unicode normalisation); offsets count code points; lines end in ``\\n``.
    What is site furniture, a caption or a heading is marked by regions.

    Args:
        sha256: hash of ``data``, as the vault gave it.
        name: file name; its suffix decides where the bytes do not.
        row: the manifest's row; what it says comes first.
        path: path or address the user gave.

    Raises:
        UnreadableItem: naming the item, the place and the reason.
    """
    if not data:
        raise UnreadableItem(name, "", "is empty: 0 bytes")
    if len(data) > MAX_BYTES:
        raise UnreadableItem(name, "", f"is larger than {MAX_BYTES:,} bytes and is kept, but not read")
    kind = media_type(data, name)
    if kind not in _READERS:
        raise UnreadableItem(name, "", f"is {kind}; no reader for it")
    reading = _reader(kind)(data, name)
    if not reading.content.strip():
        raise UnreadableItem(name, "", "holds no text")
    check_text(name, reading.content)
    regions, found = mark_furniture(reading.content, reading.regions)
    facts = [fact for raw in (*found, *reading.facts) if (fact := _usable(raw))]
    if language := detect(reading.content):
        # words tell more than what a page's template says about its language
        facts.insert(0, Fact(field="language", value=language, origin="words of the text"))
    if row and row.language:
        facts.insert(0, Fact(field="language", value=row.language, origin=row.by))
    text = Text(
        sha256=sha256,
        reader=f"{reading.reader}.{FURNITURE_VERSION}",
        content=reading.content,
        regions=regions,
        language=first(facts, "language"),
        title=first(facts, "title"),
        pages=reading.pages,
        notices=reading.notices,
    )
    return Document(text=text, source=combine(path, row, facts))


@cache
def _reader(kind: str) -> Callable[[bytes, str], Reading]:
    module, function = _READERS[kind]
    return cast(
        "Callable[[bytes, str], Reading]", getattr(import_module(f"corrobora.read.{module}"), function)
    )


def _usable(fact: Fact) -> Fact | None:
    """A fact whose value can be what its field holds, in the form it is kept in."""
    match fact.field:
        case "published":
            day = day_written(fact.value)
            return replace(fact, value=day.isoformat()) if day else None
        case "url":
            return fact if fact.value.startswith(("http://", "https://")) else None
        case "language":
            return fact if re.fullmatch("[a-z]{2,3}", fact.value) else None
        case _:
            return fact if fact.value.strip() else None
