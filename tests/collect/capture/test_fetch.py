"""Fetching through the guard, from servers that are honest, slow, broken or hostile."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import time
import zlib
from collections.abc import Callable, Iterator

import pytest

from corrobora.collect.capture.address import web_address
from corrobora.collect.capture.errors import Refused, TooLarge, TooSlow, Unreachable
from corrobora.collect.capture.fetch import Exchange, Fetcher, Limits
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from websites import Site, raw_server, website

SMALL = Limits(
    bytes_each=100_000, bytes_total=250_000, seconds_each=2, seconds_idle=1, seconds_total=4, redirects=3
)


def fetcher(limits: Limits = SMALL, guard: Guard | None = None) -> Fetcher:
    return Fetcher(guard or Guard(allowed=EVERYWHERE), limits, "test/1")


def get(url: str, limits: Limits = SMALL) -> Exchange:
    return fetcher(limits).follow(url)[-1]


@pytest.fixture
def site() -> Iterator[Site]:
    with website() as served:
        yield served


def saying(words: bytes, *, pause: float = 0) -> Callable[[socket.socket], None]:
    """Answers every request with these bytes, one at a time where there is to be a pause."""

    def talk(connected: socket.socket) -> None:
        connected.recv(65536)
        if pause:
            for byte in words:
                connected.sendall(bytes([byte]))
                time.sleep(pause)
        else:
            connected.sendall(words)

    return talk


def test_an_answer_comes_whole_with_what_is_known_of_it(site: Site) -> None:
    url = site.html("/a", "<p>words", X_Powered_By="tests")
    found = get(url)
    assert (found.status, found.body, found.media_type) == (200, b"<p>words", "text/html")
    assert found.header("x-powered-by") == "tests"
    assert found.remote == site.address.removeprefix("http://")
    assert found.local.startswith("127.0.0.1:")
    assert found.started.utcoffset() is not None
    assert site.asked[0][2]["User-Agent"] == "test/1"


def test_this_machine_is_not_reached_unless_asked(site: Site) -> None:
    with pytest.raises(Refused, match="this machine itself"):
        fetcher(guard=Guard()).follow(site.html("/a", "x"))
    assert site.asked == []


@pytest.mark.parametrize(
    "spelling", ["localhost", "2130706433", "0x7f000001", "127.1", "0177.0.0.1", "[::ffff:7f00:1]"]
)
def test_no_spelling_of_this_machine_is_reached(site: Site, spelling: str) -> None:
    site.html("/a", "x")
    port = site.address.rpartition(":")[2]
    with pytest.raises((Refused, Unreachable)):
        fetcher(guard=Guard()).follow(f"http://{spelling}:{port}/a")
    assert site.asked == []


def test_a_redirect_to_an_address_that_is_refused_is_not_followed(site: Site) -> None:
    with website("127.0.0.2") as inner:
        secret = inner.html("/secret", "x")
        url = site.redirect("/out", secret)
        guard = Guard(allowed=(ipaddress.ip_network("127.0.0.1/32"),))
        with pytest.raises(Refused, match=r"127\.0\.0\.2"):
            fetcher(guard=guard).follow(url)
        assert inner.asked == []


def test_a_name_is_resolved_once_and_connected_to_where_it_was_checked(site: Site) -> None:
    site.html("/a", "x")
    port = int(site.address.rpartition(":")[2])
    answers = [["127.0.0.1"], ["127.0.0.2"]]
    guard = Guard(allowed=(ipaddress.ip_network("127.0.0.1/32"),), resolver=lambda host, port: answers.pop(0))
    assert fetcher(guard=guard).follow(f"http://rebinding.test:{port}/a")[-1].status == 200
    assert len(answers) == 1, "asked once"
    assert site.asked[0][2]["Host"] == f"rebinding.test:{port}"
    with pytest.raises(Refused):
        fetcher(guard=guard).follow(f"http://rebinding.test:{port}/a")


def test_a_name_with_one_refused_address_among_others_is_refused() -> None:
    guard = Guard(resolver=lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        guard.addresses(web_address("http://mixed.test/"))


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://example.org/", "http://a:b@example.org/"])
def test_redirects_lead_to_the_web_only(site: Site, to: str) -> None:
    with pytest.raises(Refused, match="redirects to what is not captured"):
        get(site.redirect("/r", to))


def test_redirects_end(site: Site) -> None:
    with pytest.raises(Refused, match="more than 3 times"):
        get(site.redirect("/r", "/r"))


def test_redirects_are_followed_and_all_answers_kept(site: Site) -> None:
    site.html("/end", "here")
    site.redirect("/two", "end", 307)
    chain = fetcher().follow(site.redirect("/one", "/two"))
    assert [e.status for e in chain] == [302, 307, 200]
    assert [e.hop.location for e in chain] == ["/two", "end", None]


def test_an_answer_larger_than_the_limit_is_refused(site: Site) -> None:
    with pytest.raises(TooLarge, match="100,000"):
        get(site.file("/big", b"x" * 100_001, "text/plain"))


def test_all_answers_together_have_a_limit(site: Site) -> None:
    url = site.file("/a", b"x" * 90_000, "text/plain")
    visitor = fetcher()
    visitor.follow(url)
    visitor.follow(url)
    with pytest.raises(TooLarge, match="250,000"):
        visitor.follow(url)


@pytest.mark.parametrize("name", ["gzip", "deflate", "bare deflate", "gzip twice"])
def test_a_packed_answer_is_kept_packed_and_unpacked_within_bounds(site: Site, name: str) -> None:
    def packed(data: bytes) -> tuple[str, bytes]:
        bare = zlib.compressobj(wbits=-15)
        return {
            "gzip": ("gzip", gzip.compress(data)),
            "deflate": ("deflate", zlib.compress(data)),
            "bare deflate": ("deflate", bare.compress(data) + bare.flush()),
            "gzip twice": ("gzip, gzip", gzip.compress(gzip.compress(data))),
        }[name]

    coding, body = packed(b"words " * 100)
    site.pages["/a"] = (200, {"Content-Encoding": coding}, body)
    found = get(site.address + "/a")
    assert found.body == body
    assert found.unpacked(10_000) == b"words " * 100
    coding, bomb = packed(b"\0" * 20_000_000)
    site.pages["/bomb"] = (200, {"Content-Encoding": coding}, bomb)
    with pytest.raises(TooLarge, match="unpacks to more"):
        get(site.address + "/bomb").unpacked(100_000)


@pytest.mark.parametrize(
    ("coding", "body"),
    [("br", b"x"), ("gzip", b"no gzip"), ("gzip", gzip.compress(b"x" * 99)[:-9])],
    ids=["br", "no gzip", "cut gzip"],
)
def test_what_cannot_be_unpacked_is_one_clear_error(site: Site, coding: str, body: bytes) -> None:
    site.pages["/a"] = (200, {"Content-Encoding": coding}, body)
    with pytest.raises(Unreachable, match=r"unpacked|packed as|cut short"):
        get(site.address + "/a").unpacked(1000)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (b"", "gave no proper answer"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "gave no proper answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "cut after 4 of 100 bytes"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "cut after"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "proper answer|cut after"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: " + b"b" * 70_000, "proper answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200, "proper answer"),
        (b"HTTP/1.1 999999 OK\r\n\r\n", "proper answer"),
        (b"\0" * 5000, "proper answer"),
    ],
)
def test_broken_answers_are_one_clear_error(words: bytes, complaint: str) -> None:
    with raw_server(saying(words)) as url, pytest.raises(Unreachable, match=complaint):
        get(url)


def test_an_answer_that_trickles_ends_by_the_deadline() -> None:
    begun = time.monotonic()
    limits = Limits(seconds_each=1, seconds_idle=0.5, seconds_total=4)
    with (
        raw_server(saying(b"HTTP/1.1 200 OK\r\nA: " + b"b" * 1000, pause=0.05)) as url,
        pytest.raises(TooSlow),
    ):
        get(url, limits)
    assert time.monotonic() - begun < 20  # read to its end it would be 50


def test_a_server_that_says_nothing_is_left() -> None:
    with raw_server(lambda connected: time.sleep(5)) as url, pytest.raises(TooSlow, match="sent nothing"):
        get(url, Limits(seconds_each=2, seconds_idle=0.3))


def test_nobody_there_is_one_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match="refused"):
        get(f"http://127.0.0.1:{port}/")
    with pytest.raises(Unreachable, match="there is no host"):
        get("http://no-such-host.invalid/")
