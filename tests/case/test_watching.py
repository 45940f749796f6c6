"""Feeds are asked politely, and what they newly name is captured once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.case.watching import Answered, Watching
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.collect.feeds.entries import BadFeed, read_feed
from corrobora.collect.feeds.schedule import Schedule, ScheduleUnusable
from corrobora.model.capture import Mode
from websites import Site, website

FILLER = " ".join(["The council met again in the evening and spoke of it at length."] * 12)


@pytest.fixture
def site() -> Iterator[Site]:
    with website() as running:
        yield running


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2031, 3, 6, 10, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    def later(self, **time: float) -> None:
        self.time += timedelta(**time)


def watching(case: Case, clock: Clock, *, delay: float = 0) -> Watching:
    settings = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
    found = case.watching(settings, every=timedelta(minutes=15), delay=delay)
    found.now, found.sleep = clock.now, clock.slept.append
    return found


def page(site: Site, number: int) -> str:
    shot = f"{number} prisoners were shot at Oldmill on 2031-03-0{number}"
    return site.html(
        f"/{number}", f"<html><title>N {number}</title><article><p>{shot}. {FILLER}</article></html>"
    )


def rss(site: Site, *numbers: int, **headers: str) -> str:
    items = "".join(
        f"<item><title>N {n}</title><link>{page(site, n)}</link><guid>{n}</guid>"
        f"<pubDate>Thu, 0{n} Mar 2031 10:00:00 +0200</pubDate></item>"
        for n in numbers
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'
    site.pages["/feed"] = (200, {"Content-Type": "application/rss+xml", **headers}, body.encode())
    return site.address + "/feed"


def asked(site: Site, path: str) -> list[dict[str, str]]:
    return [headers for _, where, headers in site.asked if where == path]


def test_new_entries_are_captured_once_and_the_feed_is_kept(case: Case, site: Site) -> None:
    clock = Clock()
    feed = rss(site, 4, 3)
    visit = watching(case, clock).visit(feed)
    assert (visit.answered, visit.problems) == (Answered.READ, ())
    assert [url.rpartition("/")[2] for url in visit.new] == ["3", "4"], "oldest first"
    assert case.stats().documents == 2
    rss(site, 5, 4, 3)
    clock.later(minutes=16)
    again = watching(case, clock).visit(feed)
    assert [url.rpartition("/")[2] for url in again.new] == ["5"]
    assert len(asked(site, "/3")) == 1
    kept = [e.payload for e in case.journal(limit=500) if e.act == "add" and e.payload["name"] == "feed.xml"]
    assert len(kept) == 2
    assert case.unread() == ()
    assert case.verify().clean


def test_a_feed_is_asked_only_when_it_is_due_and_only_for_changes(case: Case, site: Site) -> None:
    clock = Clock()
    feed = rss(site, 3, ETag='"one"', **{"Last-Modified": "Thu, 06 Mar 2031 09:00:00 GMT"})
    assert watching(case, clock).visit(feed).answered is Answered.READ
    assert watching(case, clock).visit(feed).answered is Answered.NOT_DUE
    assert len(asked(site, "/feed")) == 1
    site.pages["/feed"] = (304, {}, b"")
    clock.later(minutes=15)
    entries = case.stats().entries
    assert watching(case, clock).visit(feed).answered is Answered.UNCHANGED
    conditions = asked(site, "/feed")[1]
    assert conditions["If-None-Match"] == '"one"'
    assert conditions["If-Modified-Since"] == "Thu, 06 Mar 2031 09:00:00 GMT"
    assert conditions["User-Agent"].startswith("corrobora/")
    assert case.stats().entries == entries


def test_failures_make_the_pauses_longer_and_retry_after_is_heard(case: Case, site: Site) -> None:
    clock = Clock()
    feed = site.html("/feed", "busy", status=503)
    pauses = []
    for _ in range(4):
        visit = watching(case, clock).visit(feed)
        assert visit.answered is Answered.FAILED
        assert visit.due is not None
        pauses.append(visit.due - clock.now())
        clock.time = visit.due
    assert pauses == [timedelta(minutes=15 * 2**n) for n in range(4)]
    site.html("/feed", "busy", status=429, Retry_After="36000")
    visit = watching(case, clock).visit(feed)
    assert visit.due is not None
    assert visit.due - clock.now() == timedelta(hours=10)


def test_a_feed_this_machine_may_not_reach_is_named_and_asked_at_once_when_it_may(
    case: Case, site: Site
) -> None:
    feed = rss(site, 1)
    refusing = case.watching(CaptureSettings(mode=Mode.HTTP), every=timedelta(minutes=15), delay=0)
    refused = refusing.visit(feed)
    assert (refused.answered, refused.due) == (Answered.FAILED, None)
    assert "--allow-private" in refused.problems[0].reason
    assert watching(case, Clock()).visit(feed).answered is Answered.READ


def test_an_entry_that_fails_is_tried_three_times(case: Case, site: Site) -> None:
    clock = Clock()
    feed = rss(site, 3, 4, ETag='"one"')

    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf")

    site.pages["/3"] = cut
    for number in range(5):
        visit = watching(case, clock).visit(feed)
        assert ([url.rpartition("/")[2] for url in visit.new] == ["4"]) is (number == 0)
        clock.later(minutes=16)
    assert len(asked(site, "/3")) == 3


def test_a_host_is_left_to_rest_and_its_robots_txt_is_heard(case: Case, site: Site) -> None:
    clock = Clock()
    rules = b"User-agent: *\nDisallow: /4\nCrawl-delay: 20\n"
    site.file("/robots.txt", rules, "text/plain")
    visit = watching(case, clock, delay=5).visit(rss(site, 3, 4))
    assert [p.path.rpartition("/")[2] for p in visit.problems] == ["4"]
    assert "robots.txt" in visit.problems[0].reason
    assert asked(site, "/4") == []
    assert clock.slept
    assert max(clock.slept) > 15


def test_a_run_that_was_killed_goes_on_where_it_was(case: Case, site: Site) -> None:
    clock = Clock()
    feed = rss(site, 3, 4)
    broken = watching(case, clock)
    add, calls = broken.add, []

    def once(urls: object) -> object:
        calls.append(urls)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return add(urls)  # type: ignore[arg-type]

    broken.add = once  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        broken.visit(feed)
    visit = watching(case, clock).visit(feed)
    assert [url.rpartition("/")[2] for url in visit.new] == ["4"]
    assert len(asked(site, "/3")) == 1


def test_an_atom_feed_with_relative_addresses_is_read() -> None:
    atom = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A</title>
      <entry><title>One</title><link href="../one"/><id>1</id>
        <updated>2031-03-06T10:00:00+02:00</updated></entry>
      <entry><title>Nowhere</title><link href="javascript:alert(1)"/><id>2</id></entry></feed>"""
    feed = read_feed(atom, "https://news.example/feeds/atom")
    (entry,) = feed.entries
    assert (entry.url, feed.left) == ("https://news.example/one", 1)
    assert entry.published == datetime(2031, 3, 6, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "data", [b"", b"<html><p>no feed", b"\x00\xff\xfe", b"file:///etc/passwd", b"{}" * 50]
)
def test_what_is_no_feed_is_named(data: bytes) -> None:
    with pytest.raises(BadFeed, match=r"no RSS or Atom|cannot be read"):
        read_feed(data, "https://news.example/feed")


def test_entities_that_multiply_are_not_expanded() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "' + "x" * 1000 + '">' + "".join(
        f'<!ENTITY {b} "{("&" + a + ";") * 30}">' for a, b in zip("abcdef", "bcdefg", strict=True)
    ) + "]><rss version='2.0'><channel><title>&g;</title></channel></rss>"  # fmt: skip
    try:
        feed = read_feed(bomb.encode(), "https://news.example/feed")
    except BadFeed:
        return
    assert len(feed.title) <= 2_000


def test_a_damaged_memory_of_feeds_is_named(tmp_path: Path) -> None:
    (tmp_path / "feeds.json").write_text('{"x": {"etag": 5}}')
    with pytest.raises(ScheduleUnusable, match=r"feeds\.json"):
        Schedule(tmp_path / "feeds.json")
