"""Bytes to a document: immutable text, its regions, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from corrobora.collect.manifest import ManifestRow
from corrobora.model.document import Document, Text
from corrobora.read import media
from corrobora.read.docx import read_docx
from corrobora.read.errors import UnreadableItem
from corrobora.read.facts import Fact, combine, day_written, first
from corrobora.read.furniture import VERSION as FURNITURE_VERSION
from corrobora.read.furniture import mark_furniture
from corrobora.read.html import read_html
from corrobora.read.language import detect
from corrobora.read.limits import MAX_BYTES, check_text
from corrobora.read.mail import read_mail
from corrobora.read.media import media_type
from corrobora.read.pdf import read_pdf
from corrobora.read.plain import read_markdown, read_plain
from corrobora.read.reading import Reading

__all__ = ["UnreadableItem", "media_type", "read"]

_READERS: Mapping[str, Callable[[bytes, str], Reading]] = {
    media.TEXT: read_plain,
    media.MARKDOWN: read_markdown,
    media.HTML: read_html,
    media.PDF: read_pdf,
    media.DOCX: read_docx,
    media.MAIL: read_mail,
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
    reader = _READERS.get(kind)
    if reader is None:
        raise UnreadableItem(name, "", f"is {kind}; no reader for it")
    reading = reader(data, name)
    if not reading.content.strip():
        raise UnreadableItem(name, "", "holds no text")
    check_text(name, reading.content)
    regions, found = mark_furniture(reading.content, reading.regions)
    facts = [fact for raw in (*found, *reading.facts) if (fact := _usable(raw))]
    if language := detect(reading.content):
        # words tell more than what a page's template says about its language
        facts.insert(0, Fact(field="language", value=language, origin="words of the text"))
    if row and row.language:
        facts.insert(0, Fact(field="language", value=row.language, origin="manifest"))
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
