"""An analyst's day in a real browser, from import to export, with a script and without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from web_browser import DESK, launched, with_chromium
from web_sample import sample_case
from web_server import serving

from corrobora.case import Case
from corrobora.model.vocabulary import Judgement
from corrobora.publish.data.case_tables import case_tables as tables

pytestmark = with_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    """A case with three reports just imported."""
    with sample_case(tmp_path, database=new_database()) as opened:
        yield opened


@pytest.fixture
def desk(browser: Browser, case: Case) -> Iterator[tuple[Page, str]]:
    """A page with scripts, and where the case is."""
    with serving(case) as address:
        page = browser.new_page(viewport=DESK, reduced_motion="reduce")  # type: ignore[arg-type]
        wrong: list[str] = []
        page.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: wrong.append(str(e)))
        yield page, address
        page.close()
        assert wrong == []


def press(page: Page, key: str) -> None:
    """Press a key once the page's script is there."""
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press(key)


def select(page: Page, words: str) -> None:
    """Select words of the text as a mouse would."""
    found = page.evaluate(
        """words => {
          for (const root of document.querySelectorAll("[data-text]")) {
            const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            for (let node = walk.nextNode(); node; node = walk.nextNode()) {
              const at = node.data.indexOf(words);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(node, at); range.setEnd(node, at + words.length);
              const selection = document.getSelection();
              selection.removeAllRanges(); selection.addRange(range);
              return true;
            }
          }
          return false;
        }""",
        words,
    )
    assert found, words


def test_with_keys_and_selections(case: Case, desk: tuple[Page, str]) -> None:
    page, address = desk
    page.goto(address + "/")
    page.get_by_role("link", name="claims differ").click()
    assert page.get_by_role("heading", level=1).inner_text() == "3 things to decide"
    one = case.waiting()[0].key

    select(page, "at least 41 captured soldiers")
    press(page, "1")  # the value that differs stands first
    page.wait_for_url("**slot=victims**")
    assert page.get_by_label("Words of the text that say it").input_value() == "at least 41 captured soldiers"
    page.get_by_role("button", name="Correct", exact=True).click()
    assert page.get_by_text("proposed was").is_visible()
    held = case.claim(one).claim
    assert held.victims is not None
    assert held.victims.value.bounds == (41, None)
    assert held.victims.spans[0].quote == "at least 41 captured soldiers"

    press(page, "a")
    page.get_by_text("Accepted").wait_for()
    assert case.claim(one).decision is not None
    press(page, "z")
    page.get_by_text("Taken back").wait_for()
    assert case.claim(one).decision is None
    press(page, "u")
    page.get_by_text("unsure", exact=False).first.wait_for()
    assert case.decisions()[-1].verdict == "unsure"

    page.goto(address + "/documents")
    page.get_by_role("link", name="Commission counts").click()
    page.get_by_text("Add a claim nobody proposed").click()
    select(page, "its report says")
    page.get_by_label("What sort of claim").select_option("statement")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**/review?at=c**")
    assert [d.verdict for d in case.decisions()][-1] == "added"

    page.goto(address + "/incidents")
    page.wait_for_load_state("load")
    for box in page.get_by_role("checkbox", name="Choose").all():
        box.check()
    assert page.locator("[data-chosen]").inner_text() == "2"
    page.get_by_label("Reason, for the journal").fill("one raid")
    page.get_by_role("button", name="Join into one").click()
    page.wait_for_url("**/incidents")
    assert page.get_by_role("heading", level=1).inner_text() == "1 incident"
    page.get_by_role("link", name="INC-0001").click()
    page.get_by_role("button", name="Undo").last.click()  # the newest decision stands last
    page.wait_for_load_state("networkidle")
    assert len(case.incidents()) == 2
    _handed_over(case)


@pytest.mark.slow
def test_without_a_script(browser: Browser, case: Case) -> None:
    with serving(case) as address:
        context = browser.new_context(java_script_enabled=False, viewport=DESK)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address + "/review")
        one = case.waiting()[0].key
        page.locator("[data-correct]").first.click()  # the value that differs stands first
        page.get_by_label("Words of the text that say it").fill("no such words")
        page.get_by_role("button", name="Correct", exact=True).click()
        assert page.get_by_role("alert").inner_text().startswith("“no such words” does not stand in the text")
        page.get_by_label("Words of the text that say it").fill("at least 41")
        page.locator("#correct-reason").fill("further down")
        page.get_by_role("button", name="Correct", exact=True).click()
        assert case.claim(one).claim.victims is not None
        assert case.decisions()[-1].reason == "further down"
        page.get_by_label("Reason, for the journal").first.fill("read twice")
        page.get_by_role("button", name="Accept").click()
        assert case.claim(one).decision is not None
        page.get_by_role("button", name="Undo").click()
        assert case.claim(one).decision is None

        page.goto(address + "/incidents/INC-0001")
        page.get_by_role("button", name="Different").first.click()
        assert case.decisions()[-1].judgement is Judgement.DIFFERENT
        assert len(case.incidents()) == 3
        page.goto(address + "/incidents?order=date")
        page.get_by_text("Save this view").click()
        page.get_by_label("Name of the view").fill("Newest")
        page.get_by_role("button", name="Save").click()
        assert page.get_by_role("navigation", name="Saved views").get_by_role("link").inner_text() == "Newest"
        page.goto(address + "/settings")
        page.get_by_label("Language").select_option("uk")
        page.get_by_label("Light or dark").select_option("dark")
        page.get_by_role("button", name="Save").click()
        assert page.locator("html").get_attribute("lang") == "uk"
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
        page.goto(address + "/map")
        assert page.get_by_role("heading", level=1).inner_text() == "3 інциденти"
        context.close()
    _handed_over(case)


def _handed_over(case: Case) -> None:
    """What leaves the case says what was decided, and the case holds."""
    (incidents, claims, *_) = tables(case)
    assert len(incidents.rows) == len(case.incidents())
    assert len(claims.rows) == len(case.claims())
    assert case.verify().clean
