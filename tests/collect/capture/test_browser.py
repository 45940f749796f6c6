"""Pages shown in a real browser that itself reaches nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

import pytest

from corrobora.collect.capture.address import web_address
from corrobora.collect.capture.browser import find_browser
from corrobora.collect.capture.capture import CaptureSettings, capture
from corrobora.collect.capture.errors import NoBrowser
from corrobora.collect.capture.fetch import Limits
from corrobora.collect.capture.guard import Guard
from corrobora.model.capture import Mode
from websites import PIXEL, Site, website

ONE = Guard(allowed=(ipaddress.ip_network("127.0.0.1/32"),))
SETTINGS = CaptureSettings(mode=Mode.BROWSER, guard=ONE, limits=Limits(seconds_total=60))


@pytest.fixture(scope="module", autouse=True)
def browser() -> None:
    try:
        find_browser()
    except NoBrowser as error:
        pytest.skip(str(error))


@pytest.fixture
def site() -> Iterator[Site]:
    with website() as served:
        yield served


@pytest.fixture
def inner() -> Iterator[Site]:
    """A site inside the own network, at an address that was not allowed."""
    with website("127.0.0.2") as served:
        served.html("/secret", "<p>secret")
        served.file("/secret.png", PIXEL, "image/png")
        yield served


ESCAPES = """<title>Trap</title><h1>Words that stay</h1>
<img src="INNER/secret.png"><iframe src="INNER/secret"></iframe><link rel="prefetch" href="INNER/prefetch">
<link rel="preconnect" href="INNER"><link rel="dns-prefetch" href="INNER">
<object data="INNER/object"></object>
<script>
fetch("INNER/fetch", {mode: "no-cors"}).catch(() => 0);
navigator.sendBeacon("INNER/beacon", "x");
new Image().src = "/to-inner";
try { new WebSocket("WS/socket"); } catch (e) {}
try { new EventSource("INNER/events"); } catch (e) {}
try { new Worker(URL.createObjectURL(new Blob(["fetch('INNER/worker', {mode: 'no-cors'})"]))); } catch (e) {}
try { navigator.serviceWorker.register("/sw.js"); } catch (e) {}
const ice = {iceServers: [{urls: "stun:127.0.0.2:PORT"}]};
try { new RTCPeerConnection(ice).createDataChannel("x"); } catch (e) {}
try { window.open("INNER/popup"); } catch (e) {}
try { new WebTransport("https://127.0.0.2:PORT/transport"); } catch (e) {}
</script>"""


def test_a_page_cannot_reach_through_the_browser_what_the_guard_refuses(site: Site, inner: Site) -> None:
    port = inner.address.rpartition(":")[2]
    page = ESCAPES.replace("INNER", inner.address).replace("WS", inner.address.replace("http", "ws"))
    site.file("/sw.js", b"fetch('/x')", "text/javascript")
    site.redirect("/to-inner", inner.address + "/secret.png")
    url = site.html("/trap", page.replace("PORT", port))
    with capture(web_address(url), SETTINGS) as made:
        assert inner.asked == [], "nothing arrived"
        assert made.shown is not None
        assert "Words that stay" in made.shown.html
        refused = {failed for failed, _ in made.failed}
        assert inner.address + "/secret.png" in refused
        assert inner.address + "/fetch" in refused


def test_what_scripts_make_of_a_page_is_seen_and_kept(site: Site) -> None:
    site.file("/data.json", b'{"words": "Nine prisoners were shot at Oldmill."}', "application/json")
    script = "fetch('/data.json').then(r => r.json()).then(j => document.body.append(j.words))"
    url = site.html("/app", f"<title>App</title><body><script>{script}</script>")
    with capture(web_address(url), SETTINGS) as made:
        assert made.shown is not None
        assert "shot at Oldmill" in made.shown.html
        assert b"shot at Oldmill" not in made.body
        assert made.resources == 1
        assert made.shown.screenshot is not None
        assert made.shown.screenshot.startswith(b"\x89PNG")
        assert made.shown.pdf is not None
        assert made.shown.pdf.startswith(b"%PDF")
        assert "Chromium" in made.tool
        assert "Playwright" in made.tool
        assert made.why_plain == ""


def test_a_page_that_leads_on_by_script_ends_where_it_leads(site: Site) -> None:
    site.html("/end", "<title>End</title><p>arrived")
    url = site.html("/start", "<script>location = '/end'</script>")
    with capture(web_address(url), SETTINGS) as made:
        assert made.final_url == site.address + "/end"
        assert b"arrived" in made.body
        assert [e.url for e in made.chain] == [url, site.address + "/end"]


@pytest.mark.slow
def test_a_script_that_never_ends_does_not_keep_the_browser(site: Site) -> None:
    url = site.html("/loop", "<p>words<script>setTimeout(() => { for (;;); }, 50)</script>")
    limits = Limits(seconds_total=4)
    settings = CaptureSettings(mode=Mode.AUTO, guard=ONE, limits=limits)
    with capture(web_address(url), settings) as made:
        assert made.mode is Mode.HTTP
        assert "in time" in made.why_plain
        assert b"words" in made.body


def test_files_are_not_shown_in_a_browser(site: Site) -> None:
    url = site.file("/report.txt", b"Nine prisoners were shot.", "text/plain")
    with capture(web_address(url), SETTINGS) as made:
        assert made.mode is Mode.HTTP
        assert "no page but a file" in made.why_plain


def test_without_a_browser_the_record_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORROBORA_CHROMIUM", "/nowhere/chromium")
    url = site.html("/a", "<p>words")
    with capture(web_address(url), CaptureSettings(guard=ONE)) as made:
        assert made.mode is Mode.HTTP
        assert made.why_plain == "/nowhere/chromium: is no program"
    with pytest.raises(NoBrowser):
        capture(web_address(url), SETTINGS)
