"""Every sort of page before axe-core, in either theme; skipped where Chromium or axe is not to be had."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from web_browser import DESK, launched, violations, with_axe, with_chromium
from web_server import serving_app

from corrobora.case import Case
from corrobora.web.app import create_app
from people import PASSWORD

pytestmark = [with_chromium, with_axe]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.mark.slow
def test_axe_finds_nothing_on_any_page_in_either_theme(
    browser: Browser, address: str, kinds_of_page: tuple[str, ...]
) -> None:
    assert axe_findings(browser, address, kinds_of_page) == []


@pytest.mark.slow
def test_axe_finds_nothing_on_pages_of_footage_captures_people_and_what_is_handed_over(
    browser: Browser, fuller: Case
) -> None:
    documents, (item,) = [d.sha256 for d in fuller.documents()], [r.item.sha256 for r in fuller.footage()]
    captured = fuller.captures()[-1].capture.page
    pdf = next(d.sha256 for d in fuller.documents() if d.name == "report.pdf")
    paths = (
        f"/documents/{pdf}", f"/documents/{pdf}/pages/1",
        f"/documents/{documents[0]}/beside/{documents[1]}", "/footage", f"/footage/{item}",
        f"/documents/{captured}", "/people", "/approvals", "/incidents/1/grading", "/accountability",
        "/incidents/1/accountability", "/letters", "/exports", "/elements",
    )  # fmt: skip
    with serving_app(create_app(fuller, sign_in=True)) as where:
        assert axe_findings(browser, where, paths, sign_in="admin") == []


def axe_findings(
    browser: Browser, address: str, paths: tuple[str, ...], *, sign_in: str = ""
) -> list[tuple[str, str, str]]:
    context = browser.new_context(bypass_csp=True, viewport=DESK)  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    if sign_in:
        page.goto(f"{address}/sign-in")
        page.get_by_label("Name").fill(sign_in)
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
    for path in paths:
        page.emulate_media(color_scheme="light")
        answer = page.goto(address + path)
        assert answer is not None
        assert answer.status in (200, 404), path
        found += [(path, *seen) for seen in violations(page)]
        page.emulate_media(color_scheme="dark")
        found += [(path, *seen) for seen in violations(page, "color-contrast")]
    context.close()
    return found
