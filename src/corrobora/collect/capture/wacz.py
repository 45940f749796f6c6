"""WARC files packed with their index and a list of pages: WACZ 1.1.1 (specs.webrecorder.net/wacz/1.1.1)."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any
from uuid import uuid4

from corrobora.collect.capture.warc import NAME, Archive

VERSION = "1.1.1"
MEDIA_TYPE = "application/wacz"

_CHUNK = 1 << 20
_PAGES = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """The page an archive was made of.

    Attributes:
        url: its address after redirects.
        when: when it was fetched, in UTC.
        title: its title, may be empty.
    """

    url: str
    when: datetime
    title: str


def pack(archive: Archive, page: PageEntry, target: IO[bytes]) -> None:
    """Write the WACZ of a finished WARC to a file.

    What is packed already is stored as it is, so that a player reads single records without unpacking.

    Args:
        archive: the WARC; its file is read from the start.
        page: the page to show first.
        target: an empty file.
    """
    resources: list[dict[str, Any]] = []
    with zipfile.ZipFile(target, "w", allowZip64=True) as packed:
        resources.append(_copied(packed, f"archive/{NAME}", archive.out, page.when))
        resources.append(
            _written(packed, "indexes/index.cdx", archive.index(), page.when, zipfile.ZIP_STORED)
        )
        resources.append(_written(packed, "pages/pages.jsonl", _pages(page), page.when))
        described = _described(resources, archive.software, page)
        _written(packed, "datapackage.json", described, page.when)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
        _written(packed, "datapackage-digest.json", _json(digest), page.when)


def _described(resources: list[dict[str, Any]], software: str, page: PageEntry) -> bytes:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _json(
        {
            "profile": "data-package", "wacz_version": VERSION, "software": software,
            "title": page.title or page.url, "created": now, "modified": now,
            "mainPageUrl": page.url, "mainPageDate": page.when.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "resources": resources,
        }
    )  # fmt: skip


def _pages(page: PageEntry) -> bytes:
    row = {
        "id": uuid4().hex, "url": page.url, "ts": page.when.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "title": page.title,
    }  # fmt: skip
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (_PAGES, row)).encode(
        "utf-8", "replace"
    )


def _written(
    packed: zipfile.ZipFile, path: str, data: bytes, when: datetime, how: int = zipfile.ZIP_DEFLATED
) -> dict[str, Any]:
    entry = _entry(path, when)
    entry.compress_type = how
    packed.writestr(entry, data)
    return _resource(path, hashlib.sha256(data).hexdigest(), len(data))


def _copied(packed: zipfile.ZipFile, path: str, source: IO[bytes], when: datetime) -> dict[str, Any]:
    source.seek(0)
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]  # a real file
    size = source.tell()
    source.seek(0)
    entry = _entry(path, when)
    entry.file_size = size
    with packed.open(entry, "w", force_zip64=size > 1 << 30) as out:
        shutil.copyfileobj(source, out, _CHUNK)
    return _resource(path, digest, size)


def _entry(path: str, when: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, date_time=(max(when.year, 1980), *when.timetuple()[1:6]))
    entry.external_attr = 0o644 << 16
    return entry


def _resource(path: str, sha256: str, size: int) -> dict[str, Any]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{sha256}", "bytes": size}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")
