"""A real browser that asks nobody by itself, and axe-core in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(__file__).parents[2] / ".tools/npm/node_modules/axe-core/axe.min.js"
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

with_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
with_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="axe-core is not there: scripts/build_assets.py could not bring it"
)


@contextmanager
def launched(*arguments: str) -> Iterator[Browser]:
    """The browser, with further arguments of its command line."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *arguments])
        yield browser
        browser.close()


def violations(page: Page, *rules: str) -> list[tuple[str, str]]:
    """What axe finds on a page whose policy is lifted, for policy keeps axe out too: rule and element.

    Args:
        page: of a context with ``bypass_csp``.
        rules: tags or ids of rules; WCAG 2.2 A and AA and good practice unless given.
    """
    page.add_script_tag(path=AXE)
    asked = rules or ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
    found = page.evaluate("asked => axe.run({runOnly: asked, resultTypes: ['violations']})", list(asked))
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found["violations"]]
