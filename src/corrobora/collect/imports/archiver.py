"""What Bellingcat's auto-archiver wrote: ``metadata.json``, its CSV, and its table of links as CSV.

Each archived post is an item with its title and words, and a document if it has any; media that lie beside it
are items attached to it, their hashes recomputed. The tool replaces time zones instead of converting them, so
its ``timestamp`` is kept as it stands and its day is taken only where nothing better is known.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from corrobora.collect.capture.address import why_unusable
from corrobora.collect.imports.digests import compared_file
from corrobora.collect.imports.piece import Finding, Opened, Piece, Tie, Told
from corrobora.collect.manifest import ManifestRow
from corrobora.collect.problem import Problem
from corrobora.model.examination import ExaminationSort
from corrobora.model.journal import canonical
from corrobora.model.relation import RelationSort

#: First bytes of a post's item.
FORMAT = "archived-post/1"
TOOL = "auto-archiver import 1"
#: Bytes of a record, posts of a table and files of a post.
MAX_BYTES, MAX_ROWS, MAX_MEDIA = 50_000_000, 100_000, 500
_MAX_CELL = 5_000_000
_DEEPEST = 4
#: What makes a post the post it is.
_KEPT = ("url", "title", "content", "timestamp", "author", "id")
#: Headers of the tool's table of links, by what they hold.
_TABLE = {
    "link": "url", "url": "url", "upload title": "title", "text content": "content",
    "upload timestamp": "timestamp", "archive status": "status", "archive date": "archived",
    "archive location": "location", "hash": "hash", "wacz": "wacz", "screenshot": "screenshot",
}  # fmt: skip


def archiver_pieces(opened: Opened) -> Iterator[Piece | Told | Problem | str]:
    """The record or table, then each post with its media."""
    path = str(opened.path)
    finding = Finding(sort=ExaminationSort.EXPORT, tool=TOOL, data={"format": "auto-archiver"})
    yield Piece(name=opened.path.name, origin=path, content=opened.kept, findings=(finding,))
    try:
        records = list(_records(opened))
    except (ValueError, RecursionError, csv.Error) as error:
        yield Problem(path, "", f"is no record of auto-archiver: {str(error)[:200]}; it is kept")
        return
    left = 0
    missing: list[str] = []
    for place, record in records:
        said = record.get("metadata")
        words = isinstance(said, dict) and (said.get("title") or said.get("content"))
        if not words and not any(_media(record.get("media"), 0)):
            left += 1
            continue
        yield from _post(opened, place, record, missing)
    if left:
        yield f"{path}: {left} links of which the tool archived nothing are left out"
    if missing:
        some = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        yield f"{path}: {len(missing)} files are not beside it ({some})"


def _post(
    opened: Opened, place: str, record: Mapping[str, Any], missing: list[str]
) -> Iterator[Piece | Problem]:
    metadata = record.get("metadata")
    said = metadata if isinstance(metadata, dict) else {}
    kept = {key: said[key] for key in _KEPT if isinstance(said.get(key), str | int) and said.get(key) != ""}
    url = str(kept.get("url", ""))
    if not url and not kept:
        yield Problem(str(opened.path), place, "names no address and holds no words")
        return
    unusable = why_unusable(url) if url else ""
    if unusable:
        yield Problem(str(opened.path), place, f"is kept without an address: {unusable}")
    content = f'{{"format":"{FORMAT}","post":{canonical(kept)}}}'.encode("utf-8", "surrogatepass")
    sha256 = hashlib.sha256(content).hexdigest()
    told = {
        "url": url, "status": str(record.get("status", ""))[:200], "timestamp": said.get("timestamp"),
        "zone": "not to be relied on: the tool replaces zones", "archived": said.get("_processed_at"),
        **{key: said[key] for key in ("location", "hash", "wacz", "screenshot") if said.get(key)},
    }  # fmt: skip
    web = url if url and not unusable else None
    given = opened.row
    yield Piece(
        name=f"archived-{sha256[:12]}.json",
        origin=web or f"{opened.path}#{place}",
        content=content,
        reads=bool(str(kept.get("title", "")).strip() or str(kept.get("content", "")).strip()),
        row=ManifestRow(
            path=str(opened.path), line=0, url=web,
            publisher=given.publisher if given else None, published=given.published if given else None,
            language=given.language if given else None, by="auto-archiver",
        ),
        ties=(Tie(other=opened.sha256, sort=RelationSort.PART_OF, place=place),),
        findings=(
            Finding(
                sort=ExaminationSort.ARCHIVING, tool=TOOL, data=told, subject=f"post:{url}" if url else None,
                moment=_time(said.get("_processed_at")),
            ),
        ),
    )  # fmt: skip
    for medium in list(_media(record.get("media"), 0))[:MAX_MEDIA]:
        yield from _medium(opened, place, sha256, url, medium, missing)


def _medium(
    opened: Opened, place: str, post: str, url: str, medium: Mapping[str, Any], missing: list[str]
) -> Iterator[Piece | Problem]:
    filename = str(medium.get("filename", ""))
    # the tool writes the paths of the machine it ran on
    last = PurePosixPath(filename.replace("\\", "/")).name
    found = opened.beside(filename) or (opened.beside(last) if last else None)
    if found is None:
        missing.append(last or str(medium.get("_key", "unnamed")))
        return
    properties = medium.get("properties")
    stated = properties.get("hash") if isinstance(properties, dict) else None
    digest = compared_file(stated if isinstance(stated, str) else None, found)
    if digest == "differs":
        reason = f"{found.name}: is not the file whose hash the record states"
        yield Problem(str(opened.path), place, reason)
    told = {"url": url, "file": last, "media_type": medium.get("_mimetype"), "digest": digest}
    yield Piece(
        name=found.name,
        origin=f"{opened.path}#{place}/{last}",
        content=found,
        ties=(Tie(other=post, sort=RelationSort.ATTACHED_TO, place=last),),
        findings=(Finding(sort=ExaminationSort.ARCHIVING, tool=TOOL, data=told),),
    )


def _media(held: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Files of a post, and those the tool made of them, which stand in their properties."""
    if depth > _DEEPEST or not isinstance(held, list):
        return
    for medium in held:
        if isinstance(medium, dict):
            if medium.get("filename") or medium.get("_key"):
                yield medium
            properties = medium.get("properties")
            for value in properties.values() if isinstance(properties, dict) else ():
                yield from _media(value if isinstance(value, list) else [value], depth + 1)


def _records(opened: Opened) -> Iterator[tuple[str, dict[str, Any]]]:
    size = opened.kept.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"it has {size:,} bytes, more than {MAX_BYTES:,}")
    text = opened.kept.read_bytes().decode("utf-8-sig")
    if opened.path.suffix.lower() == ".csv":
        yield from _rows(text)
        return
    data = _json(text)
    for number, record in enumerate(data if isinstance(data, list) else [data], start=1):
        if not isinstance(record, dict):
            raise ValueError(f"record {number} is no object")
        yield f"record {number}", record


def _rows(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    csv.field_size_limit(_MAX_CELL)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    for number, row in enumerate(reader, start=1):
        if number > MAX_ROWS:
            raise ValueError(f"it has more than {MAX_ROWS:,} rows")
        cells = {str(k).strip().lower(): v for k, v in row.items() if k and isinstance(v, str) and v.strip()}
        place = f"line {reader.line_num}"
        if "metadata" in cells:
            metadata, media = _json(cells["metadata"]), _json(cells.get("media", "[]"))
            yield place, {"status": cells.get("status", ""), "metadata": metadata, "media": media}
        elif cells:
            named = {_TABLE[k]: v.strip() for k, v in cells.items() if k in _TABLE}
            status = named.pop("status", "not archived")
            archived = named.pop("archived", None)
            yield place, {"status": status, "metadata": {**named, "_processed_at": archived}, "media": []}


def _json(text: str) -> Any:
    def refuse(constant: str) -> Any:
        raise ValueError(f"it holds {constant}, which is no JSON")

    return json.loads(text, parse_constant=refuse)


def _time(words: Any) -> datetime | None:
    """When the tool ran, by its own clock, which is in UTC; ``None`` if it does not say."""
    if not isinstance(words, str):
        return None
    try:
        found = datetime.fromisoformat(words.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
