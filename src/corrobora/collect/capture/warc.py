"""Exchanges as WARC 1.1 records (ISO 28500), each in a gzip member of its own, with an index to them."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import IO, Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from corrobora.collect.capture.fetch import Exchange

#: Name of the WARC file inside a WACZ.
NAME = "data.warc.gz"

# what http.client has already undone; kept under another name so that a player does not undo it again
_UNDONE = frozenset({"transfer-encoding"})


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio publishes no types
    """The head of a message with the bytes it came with, which need not be ASCII."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        self.headers_buff = self.to_bytes(header_filter, encoding="latin-1")


@dataclass(slots=True)
class Archive:
    """A WARC file that is being written; safe to use from several threads.

    Attributes:
        out: where it is written.
        software: program and version, for the first record.
    """

    out: IO[bytes]
    software: str
    _writer: WARCWriter = field(init=False)
    _lines: list[tuple[str, str, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._writer = WARCWriter(self.out, gzip=True, warc_version="1.1")
        info = {"software": self.software, "format": "WARC File Format 1.1"}
        self._writer.write_record(self._writer.create_warcinfo_record(NAME, info))

    def write(self, exchange: Exchange) -> None:
        """The answer and the request it was given to."""
        headers = [
            (f"X-Archive-Orig-{name}" if name.lower() in _UNDONE else name, value)
            for name, value in exchange.headers
        ]
        status = f"{exchange.status} {exchange.reason}".rstrip()
        with self._lock:
            offset = self.out.tell()
            answer = self._record(exchange, "response", _Head(status, headers, "HTTP/1.1"), exchange.body)
            self._writer.write_record(answer)
            length = self.out.tell() - offset
            target = urlsplit(exchange.url)
            line = f"{exchange.method} {target.path or '/'}{'?' + target.query if target.query else ''}"
            asked = _Head(f"{line} HTTP/1.1", list(exchange.sent), is_http_request=True)
            request = self._record(
                exchange, "request", asked, exchange.sent_body,
                concurrent=answer.rec_headers.get_header("WARC-Record-ID"),
            )  # fmt: skip
            self._writer.write_record(request)
        if exchange.method == "GET":
            self._lines.append(_line(exchange, offset, length))

    def _record(
        self,
        exchange: Exchange,
        kind: str,
        head: StatusAndHeaders,
        body: bytes,
        concurrent: str | None = None,
    ) -> Any:
        head.compute_headers_buffer()
        named = {
            "WARC-Date": _date(exchange.started),
            "WARC-Payload-Digest": f"sha256:{hashlib.sha256(body).hexdigest()}",
            "WARC-Block-Digest": f"sha256:{hashlib.sha256(head.headers_buff + body).hexdigest()}",
            "WARC-IP-Address": exchange.remote.rpartition(":")[0].strip("[]"),
        }
        if concurrent:
            named["WARC-Concurrent-To"] = concurrent
        return self._writer.create_warc_record(
            exchange.url, kind, payload=BytesIO(body), length=len(body), http_headers=head,
            warc_headers_dict=named,
        )  # fmt: skip

    def index(self) -> bytes:
        """The CDXJ index, in order: key, time, and where the record lies."""
        return "".join(f"{key} {when} {rest}\n" for key, when, rest in sorted(self._lines)).encode()


def _line(exchange: Exchange, offset: int, length: int) -> tuple[str, str, str]:
    rest: Mapping[str, str] = {
        "url": exchange.url, "mime": exchange.media_type or "unk", "status": str(exchange.status),
        "digest": f"sha256:{hashlib.sha256(exchange.body).hexdigest()}",
        "length": str(length), "offset": str(offset), "filename": NAME,
    }  # fmt: skip
    return surt(exchange.url), exchange.started.strftime("%Y%m%d%H%M%S%f")[:17], json.dumps(rest)


def surt(url: str) -> str:
    """The key an index is sorted by: the host's name from its end, then path and query, in lower case.

    Sort-friendly URI Reordering Transform as pywb and the WACZ tools (cdxj-indexer) write it.
    """
    parts = urlsplit(url.lower())
    host = (parts.hostname or "").removeprefix("www.")
    name = ",".join(reversed(host.rstrip(".").split(".")))  # network addresses too
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{name}{port}){parts.path or '/'}{query}"


def _date(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
