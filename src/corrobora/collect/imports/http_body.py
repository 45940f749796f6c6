"""An HTTP response as a web archive holds it: its head, and its body with its codings undone."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

#: Bytes a body may unpack to.
MAX_BODY = 100_000_000
_MAX_HEAD = 200_000
_MAX_HEADERS = 500


class BadBodyError(ValueError):
    """The response cannot be taken apart; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response.

    Attributes:
        status: its HTTP status.
        headers: names and values, in their order.
        stored: the body as it stands in the archive.
        sent: the body without its transfer coding, still packed.
        body: the body unpacked.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    stored: bytes
    sent: bytes
    body: bytes

    def header(self, name: str) -> str:
        """The first header of that name; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def media_type(self) -> str:
        """What the server said it is, without parameters, in small letters."""
        return self.header("content-type").partition(";")[0].strip().lower()


def response(block: bytes) -> Response:
    """The response in a record's block.

    Raises:
        BadBodyError: if it is none, or its body cannot be unpacked within bounds.
    """
    at = min((p for p in (block.find(b"\r\n\r\n"), block.find(b"\n\n")) if p >= 0), default=-1)
    if at < 0 or at > _MAX_HEAD:
        raise BadBodyError("has no HTTP head")
    head, stored = block[:at], block[at + (4 if block[at : at + 1] == b"\r" else 2) :]
    lines = head.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    words = lines[0].split(None, 2)
    if len(words) < 2 or not words[0].startswith("HTTP/") or not words[1].isascii() or not words[1].isdigit():
        raise BadBodyError("has no HTTP status")
    headers = [
        (name.strip(), value.strip())
        for name, colon, value in (line.partition(":") for line in lines[1 : _MAX_HEADERS + 1])
        if colon
    ]
    given = {name.lower(): value for name, value in reversed(headers)}
    chunked = "chunked" in given.get("transfer-encoding", "").lower()
    sent = dechunked(stored) if chunked else stored
    # some archivers undo the coding and leave the header: then the body is no longer packed
    body = unpacked(sent, given.get("content-encoding", ""))
    return Response(status=int(words[1][:3]), headers=tuple(headers), stored=stored, sent=sent, body=body)


def dechunked(data: bytes) -> bytes:
    """A body without its chunk lengths (RFC 9112, section 7.1); as it is, if it holds none."""
    parts: list[bytes] = []
    at = 0
    while True:
        end = data.find(b"\r\n", at, at + 1_000)
        digits = data[at:end].partition(b";")[0].strip() if end >= 0 else b""
        try:
            size = int(digits, 16) if digits.isalnum() else -1
        except ValueError:
            size = -1
        if size < 0:
            if not parts and at == 0:
                return data  # the archiver took the lengths out and left the header
            raise BadBodyError(f"has no chunk length at byte {at:,} of its body")
        if size == 0:
            return b"".join(parts)
        part = data[end + 2 : end + 2 + size]
        if len(part) < size:
            raise BadBodyError("ends within a chunk: it was cut short")
        parts.append(part)
        at = end + 2 + size
        at += 2 if data[at : at + 2] == b"\r\n" else 0


def unpacked(data: bytes, coding: str) -> bytes:
    """A body without its content codings; as it is, if it is not packed in spite of them."""
    for name in reversed([part.strip().lower() for part in coding.split(",")]):
        match name:
            case "" | "identity":
                continue
            case "gzip" | "x-gzip":
                data = _inflated(data, 31) if data[:2] == b"\x1f\x8b" else data
            case "deflate":
                try:
                    data = _inflated(data, 15)
                except BadBodyError:
                    data = _inflated(data, -15)
            case _:
                raise BadBodyError(f"is packed with {name[:40]!r}, which is not unpacked here")
    return data


def _inflated(data: bytes, bits: int) -> bytes:
    parts: list[bytes] = []
    size, rest = 0, data
    try:
        while rest:
            unpacker = zlib.decompressobj(bits)
            while not unpacker.eof:
                part = unpacker.decompress(rest, 1 << 20)
                rest = unpacker.unconsumed_tail
                size += len(part)
                parts.append(part)
                if size > MAX_BODY:
                    raise BadBodyError(f"unpacks to more than {MAX_BODY:,} bytes")
                if not part and not rest and not unpacker.eof:
                    raise BadBodyError("is cut short: what it is packed in does not end")
            rest = unpacker.unused_data if unpacker.unused_data[:2] == b"\x1f\x8b" else b""
    except zlib.error as error:
        raise BadBodyError(f"cannot be unpacked: {error}") from error
    return b"".join(parts)
