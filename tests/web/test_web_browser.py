"""The pages in a real browser; skipped where no Chromium is to be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from web_browser import DESK, PHONE, launched, with_chromium
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.rights import Role
from corrobora.web.app import create_app
from people import PASSWORD, enrol, quick

pytestmark = with_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page, and everything that went wrong on it or left this machine."""
    wrong: list[str] = []
    page = browser.new_page(viewport=DESK, reduced_motion="reduce")  # type: ignore[arg-type]
    page.on(
        "console", lambda m: wrong.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda e: wrong.append(f"error: {e}"))
    # what is still under way when the next page is asked for is aborted; that is no failure
    page.on(
        "requestfailed",
        lambda r: None if r.failure == "net::ERR_ABORTED" else wrong.append(f"failed: {r.url}"),
    )
    page.on(
        "request",
        lambda r: wrong.append(f"left: {r.url}") if urlsplit(r.url).hostname != "127.0.0.1" else None,
    )
    yield page, wrong
    page.close()


def test_no_page_breaks_its_policy_logs_an_error_or_asks_another_host(
    watched: tuple[Page, list[str]], address: str, addresses: tuple[str, ...]
) -> None:
    page, wrong = watched
    for path in addresses:
        page.goto(address + path, wait_until="load")
        page.evaluate("document.fonts.ready")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("fonts", ["own", "system"])
def test_no_page_is_wider_than_a_phone(
    watched: tuple[Page, list[str]], address: str, addresses: tuple[str, ...], fonts: str
) -> None:
    page, _ = watched
    if fonts == "system":
        page.route("**/vendor/**", lambda route: route.abort())
    for width in (390, 320):  # 320: WCAG 2.2, 1.4.10
        page.set_viewport_size({"width": width, "height": 844})
        for path in addresses:
            page.goto(address + path)
            page.evaluate("document.fonts.ready")
            widest = page.evaluate("document.documentElement.scrollWidth")
            assert widest <= width, f"{path} is {widest} wide on {width}"


def test_on_a_phone_every_value_keeps_the_name_of_its_source(
    watched: tuple[Page, list[str]], address: str
) -> None:
    page, _ = watched
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(address + "/incidents/INC-0001")
    cells = page.locator(".claims tbody td")
    assert cells.count() > 10
    for n in range(cells.count()):
        assert cells.nth(n).locator(".src").is_visible()
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert not cells.first.locator(".src").is_visible()


def test_the_keyboard_reaches_the_content_the_navigation_and_the_evidence(
    watched: tuple[Page, list[str]], address: str
) -> None:
    page, _ = watched
    page.goto(address + "/incidents/INC-0001")
    focused = "document.activeElement"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{focused}.className") == "skip"
    box = page.locator(".skip").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate(f"{focused}.id") == "main"
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(f"{focused}.getAttribute('href') || {focused}.tagName"))
        if seen[-1] and seen[-1].startswith("/documents/") and "#w" in seen[-1]:
            break
    assert seen[-1].startswith("/documents/"), seen
    outline = page.evaluate(f"getComputedStyle({focused}).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    assert page.locator(":target").count() == 1
    page.goto(address + "/")
    for _ in range(22):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(f"{focused}.getAttribute('href')"))
        if page.evaluate(f"{focused}.tagName") == "SUMMARY":
            page.keyboard.press("Enter")  # the entries used less open below it
    assert {"/incidents", "/tallies", "/statements", "/responses", "/documents", "/journal"} <= set(seen)


def test_a_mark_leads_to_its_note_and_the_note_back(watched: tuple[Page, list[str]], address: str) -> None:
    page, _ = watched
    page.goto(address + "/documents")
    page.get_by_role("link", name="Captives shot at Old Mill").click()
    page.locator("sup a").first.click()
    assert page.locator(".note:target").count() == 1
    page.locator(".note:target .ref").click()
    assert page.locator("mark:target").inner_text().startswith("Nine soldiers")


def test_the_register_is_narrowed_and_ordered_by_its_form(
    watched: tuple[Page, list[str]], address: str
) -> None:
    page, _ = watched
    page.goto(address + "/incidents")
    page.get_by_label("Status").select_option(label="hors de combat")
    page.get_by_role("button", name="Show").click()
    assert page.locator("h1").inner_text() == "1 of 2 incidents"
    assert page.get_by_role("rowheader").count() == 1
    page.get_by_role("link", name="Show all").click()
    page.get_by_role("link", name="Day").click()
    assert page.locator("th[aria-sort]").inner_text().startswith("Day")


def test_a_page_as_it_looks_breaks_no_policy_and_leads_between_marks_and_notes(
    watched: tuple[Page, list[str]], fuller: Case
) -> None:
    page, wrong = watched
    pdf = next(d.sha256 for d in fuller.documents() if d.name == "report.pdf")
    with serving_app(create_app(fuller)) as where:
        page.goto(f"{where}/documents/{pdf}")
        page.get_by_role("link", name="page 1", exact=True).click()
        drawn = "document.querySelector('.leaf image').getBBox().width"
        assert page.evaluate(drawn) > 1000
        mark, note = page.locator(".leaf svg a").first, page.locator("#note-1")
        paper, marked = page.locator(".leaf svg").bounding_box(), mark.bounding_box()
        assert paper is not None
        assert marked is not None
        assert paper["x"] < marked["x"] < marked["x"] + marked["width"] < paper["x"] + paper["width"]
        mark.focus()
        page.keyboard.press("Enter")
        assert page.url.endswith("#note-1")
        assert note.evaluate("n => n.matches(':target')")
        note.locator(".ref").click()
        assert mark.evaluate("n => n.matches(':target')")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert wrong == []


def test_a_recording_plays_silently_once_it_is_asked_for(
    watched: tuple[Page, list[str]], fuller: Case
) -> None:
    page, wrong = watched
    (item,) = [r.item.sha256 for r in fuller.footage()]
    with serving_app(create_app(fuller)) as where:
        page.goto(f"{where}/footage/{item}")
        assert page.locator("video").count() == 0
        page.get_by_role("button", name="Show the pictures").click()
        video = page.locator("video")
        if not video.evaluate("v => v.canPlayType('video/mp4; codecs=\"avc1.42E01E\"')"):
            pytest.skip("this Chromium plays no H.264")
        assert video.evaluate("v => v.paused && v.muted && v.readyState === 0")
        far = "new Promise(done => v.addEventListener('timeupdate', () => v.currentTime > 0.2 && done()))"
        video.evaluate(f"v => v.play().then(() => {far})")
        assert video.evaluate("v => v.videoWidth") > 0
    assert wrong == []


def test_pages_work_without_javascript_and_without_the_vendored_fonts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.route("**/vendor/**", lambda route: route.abort())
    page.goto(address + "/incidents")
    page.get_by_role("link", name="INC-0001").click()
    assert page.get_by_role("heading", level=1).inner_text().endswith("Old Mill")
    page.get_by_text("How these values follow from the claims").click()
    assert page.get_by_text("From the lowest to the highest number").is_visible()
    context.close()


def test_somebody_signs_in_and_out_with_a_keyboard_and_no_script_runs(
    browser: Browser, tmp_path: Path
) -> None:
    with quick(sample_case(tmp_path)) as case:
        enrol(case, Role.ANALYST)
        with serving_app(create_app(case, sign_in=True)) as where:
            page = browser.new_page(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
            page.goto(f"{where}/incidents")
            page.get_by_label("Name").fill("analyst")
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/incidents")
            (cookie,) = page.context.cookies()
            assert (cookie["httpOnly"], cookie["secure"], cookie["sameSite"]) == (True, True, "Lax")
            page.goto(f"{where}/settings")
            page.get_by_role("button", name="Sign out").press("Enter")
            page.wait_for_url("**/sign-in**")
            page.goto(f"{where}/incidents")
            assert urlsplit(page.url).path == "/sign-in"
            page.close()
