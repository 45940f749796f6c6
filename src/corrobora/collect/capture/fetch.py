"""Fetching through the guard: each answer whole, within bounds, with all that is known of how it came."""

from __future__ import annotations

import hashlib
import http.client
import io
import threading
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from corrobora.collect.capture.address import WebAddress, web_address
from corrobora.collect.capture.errors import BadAddress, CaptureError, Refused, TooLarge, Unreachable
from corrobora.collect.capture.guard import Deadline, Guard, Wire
from corrobora.model.capture import Hop

REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: What is asked for, as a browser of its time does; nothing else could be unpacked here.
ENCODINGS = "gzip, deflate"

_CHUNK = 1 << 16
# set by the connection itself, or of no meaning to a server that is asked once
_OWN = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "te", "upgrade"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much and how long.

    Attributes:
        bytes_each: of one answer, also when unpacked.
        bytes_total: of all answers of one capture.
        seconds_each: for one answer.
        seconds_idle: without a byte.
        seconds_total: for one capture.
        redirects: followed one after another.
        requests: for sub-resources of one page.
    """

    bytes_each: int = 64 << 20
    bytes_total: int = 256 << 20
    seconds_each: float = 60
    seconds_idle: float = 20
    seconds_total: float = 240
    redirects: int = 10
    requests: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer.

    Attributes:
        url: what was asked for.
        method, sent: the request's method and headers.
        sent_body: what was posted.
        status, reason: the answer's first line.
        headers: the answer's, in their order.
        body: as it came, after chunks were put together: still packed if ``Content-Encoding`` says so.
        started: when the request was sent, in UTC.
        remote, local: network address and port of either end.
        certificate: SHA-256 of the certificate an https server showed.
    """

    url: str
    method: str
    sent: tuple[tuple[str, str], ...]
    sent_body: bytes
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    started: datetime
    remote: str
    local: str
    certificate: str | None = None

    def header(self, name: str) -> str:
        """The first header of that name, empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def media_type(self) -> str:
        """What the answer says it is, in lower case and without parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def location(self) -> str | None:
        """Where a redirect leads."""
        return (self.header("location") or None) if self.status in REDIRECTS else None

    @property
    def hop(self) -> Hop:
        """What the record of a capture says of it."""
        return Hop(
            url=self.url, status=self.status, address=self.remote,
            location=self.location, certificate=self.certificate,
        )  # fmt: skip

    def unpacked(self, limit: int) -> bytes:
        """The body without its packing.

        Raises:
            TooLarge: if it unpacks to more than the limit.
            Unreachable: if it cannot be unpacked.
        """
        body = self.body
        packing = [name.strip().lower() for name in self.header("content-encoding").split(",")]
        for name in reversed([n for n in packing if n and n != "identity"]):
            body = unpack(body, name, limit, self.url)
        return body


@dataclass(slots=True)
class Fetcher:
    """Fetches for one capture; safe to use from several threads.

    Attributes:
        guard: opens the connections.
        limits: what one capture may take.
        agent: what the requests call the program.
    """

    guard: Guard
    limits: Limits
    agent: str
    _deadline: Deadline = field(init=False)
    _taken: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._deadline = Deadline.within(self.limits.seconds_total)

    def follow(self, url: str, headers: Iterable[tuple[str, str]] = ()) -> tuple[Exchange, ...]:
        """The answers from an address to where its redirects lead, each checked like the first.

        Raises:
            CaptureError: if one of them cannot be had, or there are too many.
        """
        chain: list[Exchange] = []
        where = web_address(url)
        while True:
            found = self.fetch(where, headers=headers)
            chain.append(found)
            if found.location is None:
                return tuple(chain)
            if len(chain) > self.limits.redirects:
                raise Refused(f"{url}: redirects more than {self.limits.redirects} times")
            try:
                where = web_address(found.location, base=found.url)
            except BadAddress as error:
                raise Refused(f"{url}: redirects to what is not captured: {error}") from error

    def fetch(
        self,
        where: WebAddress,
        *,
        method: str = "GET",
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> Exchange:
        """One answer, redirects not followed.

        Raises:
            CaptureError: if it cannot be had whole within the limits.
        """
        limits = self.limits
        ends = min(self._deadline.at, Deadline.within(limits.seconds_each).at)
        started = datetime.now(UTC)
        wire = self.guard.connect(where, Deadline(ends), idle=limits.seconds_idle)
        try:
            connection = http.client.HTTPConnection(where.host, where.port)
            connection.sock = _Plug(wire)
            sent = self._request(where, method, headers, body)
            connection.putrequest(method, where.target, skip_host=True, skip_accept_encoding=True)
            for name, value in sent:
                connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            received = self._body(answer, where.url)
        except CaptureError:
            raise
        except http.client.IncompleteRead as error:
            reason = f"the connection was cut after {len(error.partial):,} more bytes of an unfinished answer"
            raise Unreachable(f"{where.url}: {reason}") from error
        except (http.client.HTTPException, OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or f"{type(error).__name__}: {error}"
            raise Unreachable(f"{where.url}: gave no proper answer: {reason}") from error
        finally:
            wire.close()
        return Exchange(
            url=where.url, method=method, sent=sent, sent_body=body, status=answer.status,
            reason=_line(answer.reason or ""),
            headers=tuple((_line(name), _line(value)) for name, value in answer.getheaders()),
            body=received, started=started, remote=wire.remote, local=wire.local,
            certificate=hashlib.sha256(wire.certificate).hexdigest() if wire.certificate else None,
        )  # fmt: skip

    def _request(
        self, where: WebAddress, method: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> tuple[tuple[str, str], ...]:
        given = [(name, value) for name, value in headers if name.lower() not in _OWN and name[:1] != ":"]
        known = {name.lower() for name, _ in given}
        own = [("Host", where.authority), ("Connection", "close"), ("Accept-Encoding", ENCODINGS)]
        if "user-agent" not in known:
            own.append(("User-Agent", self.agent))
        if "accept" not in known:
            own.append(("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"))
        if body or method not in ("GET", "HEAD"):
            own.append(("Content-Length", str(len(body))))
        return (*own, *given)

    def _body(self, answer: http.client.HTTPResponse, url: str) -> bytes:
        parts: list[bytes] = []
        size = 0
        expected = answer.length
        while part := answer.read(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.limits.bytes_each:
                raise TooLarge(f"{url}: is larger than {self.limits.bytes_each:,} bytes")
            with self._lock:
                self._taken += len(part)
                if self._taken > self.limits.bytes_total:
                    raise TooLarge(
                        f"{url}: with it, the page takes more than {self.limits.bytes_total:,} bytes"
                    )
        if expected is not None and size < expected:  # reading by portions, http.client does not complain
            raise Unreachable(f"{url}: the connection was cut after {size:,} of {expected:,} bytes")
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class _Plug:
    """What `http.client` takes for a socket; it closes it before the answer is read, and means it not."""

    wire: Wire

    def sendall(self, data: bytes) -> None:
        self.wire.sendall(data)

    def makefile(self, *_: object) -> io.BufferedReader:
        return io.BufferedReader(self.wire)

    def close(self) -> None:
        pass


def _line(words: str) -> str:
    """A header's words on one line: folded lines are one since RFC 9112."""
    return " ".join(words.split()) if "\n" in words or "\r" in words else words


def unpack(body: bytes, name: str, limit: int, url: str) -> bytes:
    """A body without one packing.

    Raises:
        TooLarge: if it unpacks to more than the limit.
        Unreachable: if it cannot be unpacked.
    """
    match name:
        case "gzip" | "x-gzip":
            windows = [zlib.MAX_WBITS | 16]
        case "deflate":  # RFC 9110 means zlib; some servers send the bare stream
            windows = [zlib.MAX_WBITS, -zlib.MAX_WBITS]
        case _:
            raise Unreachable(f"{url}: is packed as {name!r}, which was not asked for")
    wrong: zlib.error | None = None
    for window in windows:
        unpacker = zlib.decompressobj(window)
        try:
            data = unpacker.decompress(body, limit + 1)
        except zlib.error as error:
            wrong = error
            continue
        if len(data) > limit:
            raise TooLarge(f"{url}: unpacks to more than {limit:,} bytes")
        if not unpacker.eof:
            raise Unreachable(f"{url}: its packed body is cut short")
        return data
    raise Unreachable(f"{url}: cannot be unpacked: {cast('zlib.error', wrong)}") from wrong
