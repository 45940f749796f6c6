"""Web archives (WARC 1.0 and 1.1, ISO 28500): each page, document and picture becomes an item.

The archive is kept whole. Scripts, style sheets, fonts and small pictures stay in it; so do redirects and
errors. Every digest a record states is recomputed.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from corrobora.collect.capture.address import is_web_address, why_unusable
from corrobora.collect.imports.digests import compared
from corrobora.collect.imports.http_body import BadBodyError, Response, response
from corrobora.collect.imports.piece import Finding, Opened, Piece, Tie, Told
from corrobora.collect.manifest import ManifestRow
from corrobora.collect.problem import Problem
from corrobora.model.examination import ExaminationSort
from corrobora.model.relation import RelationSort

TOOL = "web archive import 1"
#: Records of an archive, and bytes of one record, that are looked at.
MAX_RECORDS = 1_000_000
MAX_BLOCK = 150_000_000
#: Pictures below this size are buttons and counters; they stay in the archive.
MIN_PICTURE = 8_000
_MAX_LINE = 64_000

_SORTS = frozenset(
    {"warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation"}
)
_TEXTS = {
    "text/html": ".html", "application/xhtml+xml": ".xhtml", "application/pdf": ".pdf", "text/plain": ".txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "message/rfc822": ".eml",
}  # fmt: skip
_FOOTAGE = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif",
    "video/mp4": ".mp4", "video/webm": ".webm", "video/quicktime": ".mov", "video/x-matroska": ".mkv",
}  # fmt: skip
_UNSAFE = re.compile(r"[^\w.\-]+")


class _Reader(DecompressingBufferedReader):  # type: ignore[misc]
    """Lines of headers are bounded: a bomb may unpack to one line without end."""

    def readline(self, length: int | None = None) -> bytes:
        found: bytes = super().readline(min(length or _MAX_LINE, _MAX_LINE))
        return found


@dataclass(slots=True)
class WarcReader:
    """The records of one archive file.

    Attributes:
        opened: the container it is, or lies in.
        inside: its name within the container; empty if it is the container.
    """

    opened: Opened
    inside: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    _payloads: dict[str, str] = field(default_factory=dict)
    _records: dict[str, str] = field(default_factory=dict)
    _urls: dict[str, str] = field(default_factory=dict)

    def pieces(self, file: IO[bytes]) -> Iterator[Piece | Told | Problem]:
        """The pieces of an archive; what comes after a broken record cannot be found and is named as lost."""
        records = ArchiveIterator(file, no_record_parse=True)
        records.reader = _Reader(records.fh, block_size=16_384)
        number = 0
        try:
            while (record := _next(records)) is not None:
                number += 1
                if number > MAX_RECORDS:
                    yield self._problem("", f"holds more than {MAX_RECORDS:,} records; the rest is not read")
                    return
                yield from self._record(record, records.offset)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, IndexError, AttributeError) as error:
            # warcio's parsers of headers fail in several ways on what is no header
            reason = f"cannot be read further: {str(error).strip()[:200] or type(error).__name__}"
            yield self._problem(f"after record {number}", reason)
        if not number:
            yield self._problem("", "holds no records")

    def _record(self, record: ArcWarcRecord, offset: int) -> Iterator[Piece | Told | Problem]:
        sort = str(record.rec_type or "")
        place = f"{self.inside} record at byte {offset}".strip()
        if sort not in _SORTS:
            self._count("of unknown sort")
            reason = f"is of no sort WARC knows ({sort[:40]!r}): damaged or cut; it stays in the archive"
            yield self._problem(place, reason)
            return
        self._count(sort)
        if sort not in ("response", "resource", "revisit"):
            return
        block = _read(record, MAX_BLOCK + 1)
        if len(block) > MAX_BLOCK:
            yield self._problem(place, f"is larger than {MAX_BLOCK:,} bytes and stays in the archive")
            return
        headers = {str(k).lower(): str(v) for k, v in record.rec_headers.headers}
        stated = headers.get("content-length", "").strip()
        if stated.isascii() and stated.isdigit() and int(stated) > len(block):
            reason = f"is cut short: {len(block):,} of {stated} bytes are there"
            yield self._problem(place, reason)
            return
        url, when = headers.get("warc-target-uri", "").strip("<> "), _time(headers.get("warc-date", ""))
        block_digest = compared(headers.get("warc-block-digest"), ("block", block))
        if sort == "revisit":
            yield from self._revisit(headers, block, url, when, place, block_digest)
            return
        if sort == "resource":
            answer = Response(
                status=200, headers=(("content-type", headers.get("content-type", "")),), stored=block,
                sent=block, body=block,
            )  # fmt: skip
        else:
            try:
                answer = response(block)
            except BadBodyError as error:
                yield self._problem(place, f"{url}: {error}; it stays in the archive")
                return
        payload = compared(
            headers.get("warc-payload-digest"), ("payload as stored", answer.stored),
            ("payload without its transfer coding", answer.sent), ("payload unpacked", answer.body),
        )  # fmt: skip
        for what, result in (("block", block_digest), ("payload", payload)):
            if result == "differs":
                reason = f"{url}: its {what} was changed, or the digest that the record states is wrong"
                yield self._problem(place, reason)
        told = _told(sort, headers, answer, {"block": block_digest, "payload": payload})
        yield from self._item(url, when, place, answer, told, headers)

    def _item(
        self,
        url: str,
        when: datetime | None,
        place: str,
        answer: Response,
        told: dict[str, Any],
        headers: Mapping[str, str],
    ) -> Iterator[Piece | Problem]:
        kind = answer.media_type
        suffix = _TEXTS.get(kind) or (_FOOTAGE.get(kind) if len(answer.body) >= MIN_PICTURE else None)
        if not 200 <= answer.status < 300 or suffix is None or not answer.body:
            self._count("left in the archive")
            return
        sha256 = hashlib.sha256(answer.body).hexdigest()
        self._remember(headers, url, when, sha256)
        unusable = why_unusable(url) if is_web_address(url) else ""
        if unusable:
            yield self._problem(place, f"is kept without an address: {unusable}")
        yield Piece(
            name=file_name(url, suffix),
            origin=url if url and not unusable else f"{self.opened.path}#{place}",
            content=answer.body,
            reads=kind in _TEXTS,
            row=self._row("" if unusable else url),
            ties=(Tie(other=self.opened.sha256, sort=RelationSort.PART_OF, place=place),),
            findings=(_finding(told, url, when),),
        )

    def _revisit(
        self,
        headers: Mapping[str, str],
        block: bytes,
        url: str,
        when: datetime | None,
        place: str,
        digest: str,
    ) -> Iterator[Told | Problem]:
        """The address was seen again with a payload that an earlier record holds."""
        refers = headers.get("warc-refers-to", "").strip("<> ")
        target = headers.get("warc-refers-to-target-uri", "").strip("<> ")
        date = headers.get("warc-refers-to-date", "").strip()
        sha256 = (
            self._records.get(refers)
            or self._urls.get(f"{target} {date}")
            or self._payloads.get(headers.get("warc-payload-digest", "").strip())
        )
        if sha256 is None:
            self._count("revisits of what is not in this archive, or stays in it")
            return
        try:
            answer = response(block) if block.strip() else None
        except BadBodyError:
            answer = None
        told = _told("revisit", headers, answer, {"block": digest})
        told["refers_to"] = {"record": refers or None, "url": target or None, "date": date or None}
        yield Told(sha256=sha256, findings=(_finding(told, url, when),))

    def _remember(self, headers: Mapping[str, str], url: str, when: datetime | None, sha256: str) -> None:
        if identifier := headers.get("warc-record-id", "").strip("<> "):
            self._records[identifier] = sha256
        if payload := headers.get("warc-payload-digest", "").strip():
            self._payloads[payload] = sha256
        if date := headers.get("warc-date", "").strip():
            self._urls[f"{url} {date}"] = sha256

    def _row(self, url: str) -> ManifestRow:
        given = self.opened.row
        return ManifestRow(
            path=url or str(self.opened.path),
            line=0,
            publisher=given.publisher if given else None,
            published=given.published if given else None,
            url=url if is_web_address(url) else None,
            language=given.language if given else None,
            by="web archive",
        )

    def _problem(self, place: str, reason: str) -> Problem:
        where = place if place.startswith(self.inside) else f"{self.inside} {place}".strip()
        return Problem(str(self.opened.path), where, reason)

    def _count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1


def warc_pieces(opened: Opened) -> Iterator[Piece | Told | Problem | str]:
    """The archive, then what its records hold."""
    yield Piece(
        name=opened.path.name, origin=str(opened.path), content=opened.kept,
        findings=(Finding(sort=ExaminationSort.EXPORT, tool=TOOL, data={"format": "WARC"}),),
    )  # fmt: skip
    reader = WarcReader(opened)
    with opened.kept.open("rb") as file:
        yield from reader.pieces(file)
    yield summary(opened, reader.counts)


def summary(opened: Opened, counts: Mapping[str, int]) -> str:
    """How many records of which sort there were, as a notice."""
    return f"{opened.path}: " + (
        ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "no records"
    )


def file_name(url: str, suffix: str) -> str:
    """A file name for what stood at an address."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        path = ""
    last = _UNSAFE.sub("-", path.rstrip("/").rpartition("/")[2])[-80:].strip("-.") or "index"
    return last if last.lower().endswith(suffix) else f"{last}{suffix}"


def _finding(told: dict[str, Any], url: str, when: datetime | None) -> Finding:
    return Finding(
        sort=ExaminationSort.EXCHANGE, tool=TOOL, data=told, subject=url[:2_000] or None, moment=when
    )


def _told(
    sort: str, headers: Mapping[str, str], answer: Response | None, digests: dict[str, str]
) -> dict[str, Any]:
    return {
        "record": sort,
        "record_id": headers.get("warc-record-id"),
        "url": headers.get("warc-target-uri"),
        "date": headers.get("warc-date"),
        "ip": headers.get("warc-ip-address"),
        "truncated": headers.get("warc-truncated"),
        "status": answer.status if answer else None,
        "headers": [list(pair) for pair in answer.headers] if answer else None,
        "digests": digests,
    }


def _next(records: ArchiveIterator) -> ArcWarcRecord | None:
    """The next record; what warcio would print about it, raw bytes of strangers among it, goes nowhere."""
    with redirect_stderr(io.StringIO()):
        return next(records, None)


def _read(record: ArcWarcRecord, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    with redirect_stderr(io.StringIO()):
        while size < limit and (part := record.raw_stream.read(min(1 << 16, limit - size))):
            parts.append(part)
            size += len(part)
    return b"".join(parts)


def _time(words: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)  # WARC-Date is in UTC
