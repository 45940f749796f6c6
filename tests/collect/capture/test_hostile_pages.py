"""Answers and pages nobody would send but to break something."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import IO, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from corrobora.collect.capture.errors import CaptureError
from corrobora.collect.capture.fetch import Exchange, Fetcher, Limits
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.collect.capture.verdict import Seen, judge
from corrobora.collect.capture.wacz import PageEntry, pack
from corrobora.collect.capture.warc import Archive
from websites import raw_server

LIMITS = Limits(bytes_each=4096, seconds_each=2, seconds_idle=0.5, seconds_total=5, redirects=2)
PIECES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n", b"HTTP/1.0 302\r\n", b"HTTP/9.9 \xff\r\n", b"Content-Length: 5\r\n",
        b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n", b"Location: http://\r\n", b"Location: //[::1\r\n", b"\0\x01",
        b"Content-Encoding: gzip\r\n", b" folded\r\n", b": \r\n", b"\r\n", b"5\r\nhello\r\n", b"ffffffff\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ]
)  # fmt: skip
HEADER_NAMES = st.text(alphabet="abcXYZ-0123456789", min_size=1, max_size=12)
LATIN = st.text(
    alphabet=st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f\x85\xa0"),
    max_size=40,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=12))
def test_no_answer_breaks_the_fetching(pieces: list[bytes]) -> None:
    def talk(connected: object) -> None:
        connected.recv(65536)  # type: ignore[attr-defined]
        connected.sendall(b"".join(pieces))  # type: ignore[attr-defined]

    with raw_server(talk) as url:
        fetcher = Fetcher(
            Guard(allowed=EVERYWHERE, resolver=lambda host, port: ["127.0.0.1"]), LIMITS, "test/1"
        )
        try:
            chain = fetcher.follow(url)
        except CaptureError:
            return
        for each in chain:
            assert len(each.body) <= LIMITS.bytes_each
            with suppress(CaptureError):
                assert len(each.unpacked(100)) <= 4096


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(HEADER_NAMES, LATIN), max_size=6),
    st.binary(max_size=300),
    LATIN,
    st.integers(100, 999),
    st.text(max_size=30),
)
def test_whatever_was_received_is_written_and_read_back(
    headers: list[tuple[str, str]], body: bytes, reason: str, status: int, title: str
) -> None:
    when = datetime(2031, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
    exchange = Exchange(
        url="http://h.test/a?b=c", method="GET", sent=(("Host", "h.test"),), sent_body=b"", status=status,
        reason=reason.strip(), headers=tuple(headers), body=body, started=when, remote="192.0.2.1:80",
        local="192.0.2.2:9",
    )  # fmt: skip
    out = cast("IO[bytes]", TemporaryFile())  # noqa: SIM115
    with out:
        archive = Archive(out, "test/1")
        archive.write(exchange)
        target = io.BytesIO()
        pack(archive, PageEntry(url=exchange.url, when=when, title=title), target)
        data = zipfile.ZipFile(target).read("archive/data.warc.gz")
    records = [
        (r.rec_type, r.content_stream().read(), r.rec_headers.get_header("WARC-Block-Digest"))
        for r in ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request"]
    for _, block, digest in records[1:]:
        assert digest == f"sha256:{hashlib.sha256(block).hexdigest()}"
    head, _, rest = records[1][1].partition(b"\r\n\r\n")
    assert rest == body
    assert head.split(b"\r\n")[1:] == [f"{n}: {v}".encode("latin-1") for n, v in headers]


@given(st.text(max_size=200), st.text(max_size=200), st.integers(0, 999), st.integers(0, 3000) | st.none())
def test_every_page_gets_a_verdict(text: str, markup: str, status: int, own: int | None) -> None:
    judged = judge(
        Seen(
            url="http://h.test/",
            final_url=f"http://h.test/{text[:5]}",
            status=status,
            text=text,
            markup=markup,
            own=own,
        )
    )
    assert judged.rule
