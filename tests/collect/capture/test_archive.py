"""WARC and WACZ as other tools read them, and what a page is made of."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from corrobora.collect.capture.address import web_address
from corrobora.collect.capture.capture import Captured, CaptureSettings, capture, file_name
from corrobora.collect.capture.fetch import Limits
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.collect.capture.page_links import page_links, style_links
from corrobora.collect.capture.warc import surt
from corrobora.model.capture import Mode
from websites import PIXEL, Site, website

PAGE = (
    "<title>News</title><link rel=stylesheet href=s.css><img src=a.png><img srcset='b.png 1x, c.png 2x'>"
    "<script src=x.js></script><video poster=p.png><source src=v.mp4></video><a href=other>elsewhere</a>"
)
HTTP = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE), limits=Limits(seconds_total=20))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with website() as served:
        served.html("/news", PAGE)
        served.redirect("/go", "/news")
        served.file("/s.css", b"@import 'n.css'; p {background: url(\"bg.png\")}", "text/css")
        served.file("/n.css", b"p {color: red}", "text/css")
        for name in ("a.png", "b.png", "c.png", "p.png", "bg.png"):
            served.file(f"/{name}", PIXEL, "image/png")
        served.file("/x.js", b"1", "text/javascript")
        yield served


@pytest.fixture(scope="module")
def captured(site: Site) -> Iterator[Captured]:
    with capture(web_address(site.address + "/go"), HTTP) as made:
        yield made


@pytest.fixture(scope="module")
def wacz(captured: Captured) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(captured.archive("News").read()))


def test_a_page_is_captured_with_what_it_loads_and_nothing_else(site: Site, captured: Captured) -> None:
    asked = {path for _, path, _ in site.asked}
    assert asked >= {
        "/go",
        "/news",
        "/s.css",
        "/n.css",
        "/a.png",
        "/b.png",
        "/c.png",
        "/p.png",
        "/bg.png",
        "/x.js",
    }
    assert "/other" not in asked, "links are not followed"
    assert captured.final_url == site.address + "/news"
    assert captured.mode is Mode.HTTP
    assert captured.why_plain == "plain HTTP was asked for"


def test_every_file_in_the_archive_has_the_hash_it_names(wacz: zipfile.ZipFile) -> None:
    described = json.loads(wacz.read("datapackage.json"))
    assert described["wacz_version"] == "1.1.1"
    assert {r["path"] for r in described["resources"]} == {
        "archive/data.warc.gz", "indexes/index.cdx", "pages/pages.jsonl",
    }  # fmt: skip
    for resource in described["resources"]:
        data = wacz.read(resource["path"])
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
    digest = json.loads(wacz.read("datapackage-digest.json"))
    assert digest["hash"] == f"sha256:{hashlib.sha256(wacz.read('datapackage.json')).hexdigest()}"


def test_the_digests_in_the_records_pass_another_tools_check(wacz: zipfile.ZipFile) -> None:
    checked = []
    for record in ArchiveIterator(io.BytesIO(wacz.read("archive/data.warc.gz")), check_digests=True):
        record.content_stream().read()
        checked.append(record.digest_checker.passed)
        assert record.digest_checker.problems == []
    assert all(checked[1:])


def test_the_index_leads_to_each_record(site: Site, wacz: zipfile.ZipFile) -> None:
    archive = wacz.read("archive/data.warc.gz")
    assert wacz.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
    lines = wacz.read("indexes/index.cdx").decode().splitlines()
    assert lines == sorted(lines)
    for line in lines:
        row = json.loads(line.split(" ", 2)[2])
        piece = archive[int(row["offset"]) : int(row["offset"]) + int(row["length"])]
        (record,) = list(ArchiveIterator(io.BytesIO(piece)))[:1] or [None]
        assert record.rec_headers.get_header("WARC-Target-URI") == row["url"]
        assert record.http_headers.get_statuscode() == row["status"]


def test_requests_and_answers_belong_together(wacz: zipfile.ZipFile) -> None:
    records = [
        (
            r.rec_type,
            r.rec_headers.get_header("WARC-Record-ID"),
            r.rec_headers.get_header("WARC-Concurrent-To"),
        )
        for r in ArchiveIterator(io.BytesIO(wacz.read("archive/data.warc.gz")))
    ]
    assert records[0][0] == "warcinfo"
    assert [kind for kind, _, _ in records[1:]] == ["response", "request"] * (len(records) // 2)
    assert all(records[n + 1][2] == records[n][1] for n in range(1, len(records), 2))


def test_the_pages_name_the_page(site: Site, wacz: zipfile.ZipFile) -> None:
    head, page = wacz.read("pages/pages.jsonl").decode().splitlines()
    assert json.loads(head)["format"] == "json-pages-1.0"
    assert json.loads(page)["url"] == site.address + "/news"
    assert json.loads(page)["title"] == "News"


def test_what_cannot_be_had_is_listed_and_the_rest_is_kept(captured: Captured, site: Site) -> None:
    with capture(
        web_address(site.html("/half", "<img src=http://127.0.0.1:1/no.png><img src=a.png>")), HTTP
    ) as made:
        assert made.resources == 1
        assert [url for url, _ in made.failed] == ["http://127.0.0.1:1/no.png"]
        assert "refused" in made.failed[0][1]


def test_a_page_that_asks_without_end_is_cut(site: Site) -> None:
    url = site.html("/many", "".join(f"<img src=a.png?{n}>" for n in range(100)))
    settings = CaptureSettings(mode=Mode.HTTP, guard=HTTP.guard, limits=Limits(requests=20))
    with capture(web_address(url), settings) as made:
        assert made.resources < 20
        assert "more than 20" in made.failed[-1][1]


def test_addresses_in_pages_are_found_where_they_load() -> None:
    page = """<base href="/deep/"><img src='a&amp;b.png' alt="x > y"><div style="background:url(c.png)">
    <link rel="alternate" href="feed.xml"><link rel='shortcut icon' href=i.ico>
    <source srcset="d.png 2x,e.png"><IMG SRC=data:image/png;base64,xx><script src="javascript:1"></script>
    <img src="//cdn.test/f.png">"""
    found = list(page_links(page, "https://h.test/x/"))
    names = ("a&b.png", "i.ico", "d.png", "e.png", "c.png")
    assert sorted(found) == sorted([f"https://h.test/deep/{n}" for n in names] + ["https://cdn.test/f.png"])


@pytest.mark.parametrize(
    "piece",
    [
        "<img ",
        '<img "',
        "<img src='",
        '<img a="',
        "url(",
        "@import '",
        "<a" * 9,
        "<img srcset=',",
        "<svg><use ",
    ],
)
def test_pages_made_to_be_slow_are_looked_through_in_little_time(piece: str) -> None:
    list(page_links(piece * (2_000_000 // len(piece)), "http://h.test/"))


@given(st.text(alphabet="<>='\"/ imgsrcuthlk(){}@,;:.\n", max_size=300))
def test_no_page_breaks_the_search_for_links(page: str) -> None:
    for url in (*page_links(page, "http://h.test/a/"), *style_links(page, "http://h.test/a/")):
        assert web_address(url).url == url


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A?b=C", "org,example)/a?b=c"),
        ("http://example.org:8080", "org,example:8080)/"),
        ("http://127.0.0.1/x", "1,0,0,127)/x"),
    ],
)
def test_keys_of_the_index_begin_with_the_end_of_the_host(url: str, key: str) -> None:
    assert surt(url) == key


@pytest.mark.parametrize(
    ("url", "media", "name"),
    [
        ("https://h.test/", "text/html", "h.test.html"),
        ("https://h.test/news/2", "text/html", "h.test_news_2.html"),
        ("https://h.test/../../etc/x y.pdf?a=/b", "application/pdf", "h.test_etc_x-y.pdf"),
        ("https://h.test/%2e%2e%2fpasswd", "text/html", "h.test_..-passwd.html"),
    ],
)
def test_names_of_files_tell_where_they_are_from_and_hold_no_path(url: str, media: str, name: str) -> None:
    found = file_name(url, media)
    assert "/" not in found
    assert found == name or found.startswith("h.test_")
