"""Items as received, texts read from them, and what is known of their sources."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from corrobora.model.document import Document, Region, RegionSort, Source, Text
from corrobora.model.item import Item
from corrobora.store import veil
from corrobora.store.captures import unread_parts
from corrobora.store.errors import NotFound, StoreError
from corrobora.store.tables import claims, documents, examinations, items, texts

# Rows are fetched in portions of so many; an option of the statement, never of the connection.
_STREAMED = {"yield_per": 50}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What the store holds of one set of bytes.

    Attributes:
        item: the bytes as received.
        document: the text in force with its source; ``None`` if the item could not be read.
        text_id: number of that text.
        stated: what a manifest said about it when it was last read.
        engine: who extracted its claims.
        dropped: what the gate refused, counted.
        claims: number of its claims in force.
    """

    item: Item
    document: Document | None = None
    text_id: int | None = None
    stated: Mapping[str, str | None] | None = None
    engine: str | None = None
    dropped: Mapping[str, int] | None = None
    claims: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A document without its text, for lists.

    Attributes:
        sha256: the item's hash.
        name: file name as received.
        source: where it comes from.
        title: its title, if it has one.
        language: ISO 639-1 code, if known.
        size: bytes of the item.
        characters: length of the text.
        claims: number of its claims in force.
    """

    sha256: str
    name: str
    source: Source
    title: str | None
    language: str | None
    size: int
    characters: int
    claims: int


def digest(content: str) -> str:
    """The hash a text's content is checked by."""
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def insert_item(connection: Connection, item: Item, *, entry: int) -> None:
    """Keep what is known about bytes as received."""
    row = {
        "sha256": item.sha256, "size": item.size, "media_type": item.media_type, "name": item.name,
        "received": item.received.isoformat(), "received_by": item.received_by, "origin": item.origin,
        "entry": entry,
    }  # fmt: skip
    connection.execute(_INSERT_ITEM, row)


def insert_text(connection: Connection, text: Text, *, entry: int) -> int:
    """Keep a text, unless the same reader already read the same words; its number."""
    hashed = digest(text.content)
    same = {"sha256": text.sha256, "reader": text.reader, "digest": hashed}
    found: int | None = connection.execute(_SAME_TEXT, same).scalar_one_or_none()
    if found is not None:
        return found
    regions = [[r.start, r.end, r.sort.value] for r in text.regions]
    row = {
        **same,
        "content": text.content,
        "regions": regions,
        "language": text.language,
        "title": text.title,
        "pages": list(text.pages),
        "notices": list(text.notices),
        "entry": entry,
    }
    made = connection.execute(_INSERT_TEXT, row)
    made_key = made.inserted_primary_key
    if made_key is None:
        raise StoreError("the database did not number a new text")
    return int(made_key[0])


def put_document(
    connection: Connection,
    document: Document,
    *,
    text_id: int,
    stated: Mapping[str, str | None],
    engine: str,
    dropped: Mapping[str, int],
    entry: int,
) -> None:
    """Put a text and its source in force for an item."""
    source = document.source
    values = {
        "text_id": text_id, "path": source.path, "publisher": source.publisher,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url, "origins": dict(source.origins), "stated": dict(stated),
        "engine": engine, "dropped": dict(dropped), "entry": entry,
    }  # fmt: skip
    sha256 = document.text.sha256
    if connection.execute(_PUT_DOCUMENT, {**values, "of": sha256}).rowcount == 0:
        connection.execute(_INSERT_DOCUMENT, {**values, "sha256": sha256})


def held(connection: Connection, sha256: str) -> Held | None:
    """What is held under one hash."""
    row = connection.execute(_HELD[_sees(connection)], {"sha256": sha256}).one_or_none()
    if row is None or veil.hidden(connection, sha256):
        return None
    return _veiled(connection, _held(row))


def holds(connection: Connection, sha256: str) -> bool:
    """Whether these bytes are an item of the case, whoever asks."""
    return connection.execute(_HOLDS, {"sha256": sha256}).first() is not None


def _veiled(connection: Connection, found: Held) -> Held:
    if found.document is None or veil.of(connection) is None:
        return found
    sha256, text = found.item.sha256, found.document.text
    seen = replace(
        text, content=veil.words(connection, sha256, text.content),
        title=veil.words(connection, sha256, text.title) if text.title else text.title,
    )  # fmt: skip
    return replace(found, document=replace(found.document, text=seen))


def held_by_hash(connection: Connection, hashes: Iterable[str]) -> dict[str, Held]:
    """What is held under these hashes; those nothing is held under are left out."""
    wanted, found = sorted(set(hashes)), {}
    query = _HELD_ALL[_sees(connection)]
    for start in range(0, len(wanted), 500):
        for row in connection.execute(query, {"hashes": wanted[start : start + 500]}).all():
            if not veil.hidden(connection, row.sha256):
                found[row.sha256] = _veiled(connection, _held(row))
    return found


def heads(connection: Connection, *, offset: int = 0, limit: int | None = None) -> tuple[Head, ...]:
    """The documents, oldest publication first, undated ones last."""
    query = _HEADS[_sees(connection)].order_by(*_BY_DAY).offset(offset).limit(limit)
    return tuple(_seen(connection, map(_head, connection.execute(query).all())))


def heads_by_hash(connection: Connection, hashes: Iterable[str]) -> dict[str, Head]:
    """Documents by hash; hashes no document has are left out."""
    wanted, found = sorted(set(hashes)), {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(_HEADS_OF[_sees(connection)], {"hashes": wanted[start : start + 500]}).all()
        found.update({head.sha256: head for head in _seen(connection, map(_head, rows))})
    return found


def newest(connection: Connection, limit: int) -> tuple[str, ...]:
    """Hashes of documents, the last published first, undated ones last."""
    seen = veil.documents_seen(connection, documents.c.sha256)
    dated = select(documents.c.sha256).where(documents.c.published.is_not(None), seen)
    order = dated.order_by(documents.c.published.desc(), documents.c.sha256).limit(limit)
    found = list(connection.execute(order).scalars())
    if len(found) < limit:
        rest = select(documents.c.sha256).where(documents.c.published.is_(None), seen)
        query = rest.order_by(documents.c.sha256).limit(limit - len(found))
        found += connection.execute(query).scalars()
    return tuple(found)


def publishers(connection: Connection, hashes: Iterable[str]) -> dict[str, str]:
    """Who published documents, by hash; those nobody is known to have published are left out."""
    wanted, found = sorted(set(hashes)), {}
    for start in range(0, len(wanted), 500):
        here = documents.c.sha256.in_(wanted[start : start + 500])
        query = select(documents.c.sha256, documents.c.publisher).where(here)
        found.update({r.sha256: r.publisher for r in connection.execute(query) if r.publisher})
    return found


def unread(connection: Connection) -> tuple[Item, ...]:
    """Items that are kept but could not be read; footage, exports and the like are no texts to be read."""
    joined = items.outerjoin(documents, documents.c.sha256 == items.c.sha256)
    query = (
        select(items)
        .select_from(joined)
        .where(documents.c.sha256.is_(None), items.c.sha256.not_in(select(examinations.c.sha256)))
        .where(items.c.sha256.not_in(unread_parts()))
        .order_by(items.c.entry)
    )
    found = map(_item, connection.execute(query).all())
    return tuple(item for item in found if not veil.hidden(connection, item.sha256))


def _seen(connection: Connection, found: Iterable[Head]) -> Iterator[Head]:
    """The documents that may be seen, with titles as they may be."""
    for head in found:
        if not veil.hidden(connection, head.sha256):
            title = veil.words(connection, head.sha256, head.title) if head.title else head.title
            yield head if title == head.title else replace(head, title=title)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A document's words and who published them when, for linking.

    Attributes:
        sha256: the item's hash.
        publisher: who published it.
        published: the day.
        title: its title.
        content: the text in force.
    """

    sha256: str
    publisher: str | None
    published: date | None
    title: str | None
    content: str


def told(connection: Connection, hashes: Iterable[str]) -> Iterator[Told]:
    """These documents' texts in force, one at a time."""
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), 500):
        query = (
            select(documents.c.sha256, documents.c.publisher, documents.c.published,
                   texts.c.title, texts.c.content)
            .join_from(documents, texts)
            .where(documents.c.sha256.in_(wanted[start : start + 500]))
        )  # fmt: skip
        for row in connection.execute(query.order_by(documents.c.sha256), execution_options=_STREAMED):
            if not veil.hidden(connection, row.sha256):
                yield Told(
                    sha256=row.sha256,
                    publisher=row.publisher,
                    published=date.fromisoformat(row.published) if row.published else None,
                    title=row.title,
                    content=veil.words(connection, row.sha256, row.content),
                )


def count(connection: Connection) -> tuple[int, int]:
    """Number of items, and of those that could be read."""
    all_items = connection.execute(select(func.count()).select_from(items)).scalar_one()
    read = connection.execute(select(func.count()).select_from(documents)).scalar_one()
    if veil.of(connection) is not None:
        held = select(func.count()).select_from(items).where(items.c.sha256.in_(veil.marks()))
        was_read = select(func.count()).select_from(documents).where(documents.c.sha256.in_(veil.marks()))
        all_items -= connection.execute(held).scalar_one()
        read -= connection.execute(was_read).scalar_one()
    return all_items, read


def by_prefix(connection: Connection, prefix: str) -> str:
    """The full hash that begins so.

    Raises:
        NotFound: if none or several do.
    """
    column, sought = items.c.sha256, prefix.lower()
    if len(sought) == 64:
        query = select(column).where(column == sought)
    else:  # hashes are hexadecimal, so "g" comes after all that begin so; LIKE would use no index
        query = select(column).where(column >= sought, column < f"{sought}g").limit(2)
    query = query.where(veil.documents_seen(connection, items.c.sha256))
    found = connection.execute(query).scalars().all()
    if len(found) != 1:
        raise NotFound(
            f"{prefix!r}: {'several items have' if found else 'no item has'} a hash that begins so"
        )
    return str(found[0])


def all_items(connection: Connection) -> Iterator[tuple[Item, int]]:
    """Every item with the journal entry it came with, in that order."""
    for row in connection.execute(select(items).order_by(items.c.entry, items.c.sha256)):
        yield _item(row), row.entry


def sizes_after(connection: Connection, sha256: str) -> Iterator[tuple[str, int]]:
    """Hash and number of bytes of every item after a hash, in the order of hashes."""
    query = select(items.c.sha256, items.c.size).where(items.c.sha256 > sha256).order_by(items.c.sha256)
    for row in connection.execute(query, execution_options=_STREAMED):
        yield row.sha256, row.size


def number_after(connection: Connection, sha256: str) -> int:
    """How many items there are after a hash, in the order of hashes."""
    return connection.execute(
        select(func.count()).select_from(items).where(items.c.sha256 > sha256)
    ).scalar_one()


def bytes_kept(connection: Connection) -> int:
    """Number of bytes of all items."""
    return int(connection.execute(select(func.coalesce(func.sum(items.c.size), 0))).scalar_one())


def all_texts(connection: Connection) -> Iterator[tuple[int, str, str, str, int]]:
    """Number, item, content, stored digest and journal entry of every text, one at a time."""
    query = select(texts.c.id, texts.c.sha256, texts.c.content, texts.c.digest, texts.c.entry)
    for row in connection.execute(query.order_by(texts.c.id), execution_options=_STREAMED):
        yield row.id, row.sha256, row.content, row.digest, row.entry


def content(connection: Connection, text_id: int) -> str:
    """The content of one text; empty if there is none of that number."""
    found = connection.execute(select(texts.c.content).where(texts.c.id == text_id)).scalar_one_or_none()
    return found or ""


def content_of(connection: Connection, sha256: str) -> str:
    """The content of a document's text in force."""
    query = select(texts.c.content).join_from(documents, texts).where(documents.c.sha256 == sha256)
    return veil.words(connection, sha256, str(connection.execute(query).scalar_one()))


def contents_of(connection: Connection, hashes: Iterable[str]) -> dict[str, str]:
    """Contents of documents' texts in force, by hash."""
    wanted, found = sorted(set(hashes)), {}
    for start in range(0, len(wanted), 500):
        here = documents.c.sha256.in_(wanted[start : start + 500])
        query = select(documents.c.sha256, texts.c.content).join_from(documents, texts).where(here)
        found.update({r.sha256: r.content for r in connection.execute(query).all()})
    return {sha256: veil.words(connection, sha256, content) for sha256, content in found.items()}


def text_in_force(connection: Connection, sha256: str) -> int:
    """Number of a document's text in force."""
    return int(
        connection.execute(select(documents.c.text_id).where(documents.c.sha256 == sha256)).scalar_one()
    )


def digests_in_force(connection: Connection) -> Iterator[tuple[str, str]]:
    """For each document, its item and the digest of the text in force."""
    query = select(documents.c.sha256, texts.c.digest).join_from(documents, texts)
    for row in connection.execute(query):
        yield row.sha256, row.digest


def heads_with_entries(connection: Connection) -> Iterator[tuple[Head, int]]:
    """Every document with the journal entry that put it in force."""
    query = _HEADS[_sees(connection)].add_columns(documents.c.entry).order_by(items.c.sha256)
    for row in connection.execute(query).all():
        yield _head(row), row.entry


def _sees(connection: Connection) -> int:
    """Which of two statements is for the connection's reader."""
    return int(veil.of(connection) is not None)


_BY_DAY = (documents.c.published.is_(None), documents.c.published, items.c.sha256)

_COUNTING = (
    select(func.count())
    .select_from(claims)
    .where(claims.c.sha256 == items.c.sha256, claims.c.state.in_(("current", "held")))
)
#: How many claims a document has, for those who may see everything, and for the others.
_COUNTED = _COUNTING.scalar_subquery().label("claims")
_COUNTED_SEEN = _COUNTING.where(veil.claims_unmarked(claims.c.id)).scalar_subquery().label("claims")


_HEAD: Select[Any] = select(
    items.c.sha256, items.c.name, items.c.size,
    documents.c.path, documents.c.publisher, documents.c.published, documents.c.url, documents.c.origins,
    texts.c.title, texts.c.language, func.length(texts.c.content).label("characters"),
).select_from(items.join(documents).join(texts, texts.c.id == documents.c.text_id))  # fmt: skip

_DOCUMENT: Select[Any] = select(
    items,
    documents.c.text_id, documents.c.path, documents.c.publisher, documents.c.published, documents.c.url,
    documents.c.origins, documents.c.stated, documents.c.engine, documents.c.dropped,
    texts.c.reader, texts.c.content, texts.c.regions, texts.c.language, texts.c.title,
    texts.c.pages, texts.c.notices,
).select_from(
    items.outerjoin(documents, documents.c.sha256 == items.c.sha256).outerjoin(
        texts, texts.c.id == documents.c.text_id
    )
)  # fmt: skip


# Statements of every addition are made once: making one takes longer than carrying it out.
# Of each two the second is for those who may not see everything.
_AMONG = items.c.sha256.in_(bindparam("hashes", expanding=True))
_HEADS = tuple(_HEAD.add_columns(counted) for counted in (_COUNTED, _COUNTED_SEEN))
_WHOLE = tuple(_DOCUMENT.add_columns(counted) for counted in (_COUNTED, _COUNTED_SEEN))
_HEADS_OF = tuple(heads.where(_AMONG) for heads in _HEADS)
_HELD_ALL = tuple(whole.where(_AMONG) for whole in _WHOLE)
_HELD = tuple(whole.where(items.c.sha256 == bindparam("sha256")) for whole in _WHOLE)
_HOLDS = select(items.c.sha256).where(items.c.sha256 == bindparam("sha256"))
_SAME_TEXT = select(texts.c.id).where(
    texts.c.sha256 == bindparam("sha256"), texts.c.reader == bindparam("reader"),
    texts.c.digest == bindparam("digest"),
)  # fmt: skip
_INSERT_ITEM, _INSERT_TEXT, _INSERT_DOCUMENT = insert(items), insert(texts), insert(documents)
_PUT_DOCUMENT = (
    update(documents)
    .where(documents.c.sha256 == bindparam("of"))
    .values({c.name: bindparam(c.name) for c in documents.c if c.name != "sha256"})
)


def _item(row: Row[Any]) -> Item:
    return Item(
        sha256=row.sha256, size=row.size, media_type=row.media_type, name=row.name,
        received=datetime.fromisoformat(row.received), received_by=row.received_by, origin=row.origin,
    )  # fmt: skip


def _held(row: Row[Any]) -> Held:
    item = _item(row)
    if row.text_id is None:
        return Held(item=item)
    text = Text(
        sha256=row.sha256,
        reader=row.reader,
        content=row.content,
        regions=tuple(Region(start=a, end=b, sort=RegionSort(sort)) for a, b, sort in row.regions),
        language=row.language,
        title=row.title,
        pages=tuple(row.pages),
        notices=tuple(row.notices),
    )
    return Held(
        item=item, document=Document(text=text, source=_source(row)), text_id=row.text_id, stated=row.stated,
        engine=row.engine, dropped=row.dropped, claims=row.claims,
    )  # fmt: skip


def _head(row: Row[Any]) -> Head:
    return Head(
        sha256=row.sha256, name=row.name, source=_source(row), title=row.title, language=row.language,
        size=row.size, characters=row.characters, claims=row.claims,
    )  # fmt: skip


def _source(row: Row[Any]) -> Source:
    return Source(
        path=row.path,
        publisher=row.publisher,
        published=date.fromisoformat(row.published) if row.published else None,
        url=row.url,
        origins=row.origins,
    )
