"""Pictures of every page of a case: light, dark, phone and paper.

    .venv/bin/python scripts/screenshots.py --case demo-case --out /tmp/pictures [--only incident]

    .venv/bin/python scripts/screenshots.py --case demo-case --docs docs/pictures

makes the pictures of the documentation: every screen in both themes, as WebP, together under 4 MB.

What is drawn is a copy of the case, to which people are added: signing in and their page need some.

Needs a Chromium (``--chromium``, by default the one on the path). Paper comes as PDF and, where
pdftoppm is there, as the picture of its first page.
"""

from __future__ import annotations

import argparse
import io
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from corrobora.case import Case
from corrobora.model.rights import Role
from corrobora.web.app import create_app
from corrobora.web.pages.beside import others

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: Most bytes of the documentation's pictures together, and pixels of a page's top that are shown.
MOST_BYTES, TALLEST = 4_000_000, 2200
#: What is printed to show a page of a PDF.
REPORT = Path(__file__).resolve().parent.parent / "examples/reports/10-prosecutors-fifty-four.txt"
#: Pages that are only shown where people sign in.
CLOSED = {"sign-in": "/sign-in", "people": "/people"}
#: Chromium must not look for updates or anything else while it draws testimony.
FLAGS = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    # the map that moves is drawn by software where there is no other way
    "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="where pictures in all forms go")
    parser.add_argument("--docs", type=Path, help="where the documentation's pictures go")
    parser.add_argument("--only", help="only the page of that name")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    options = parser.parse_args()
    if not options.chromium:
        print("no Chromium on the path; name one with --chromium", file=sys.stderr)
        return 2
    target: Path | None = options.out or options.docs
    if target is None:
        print("name a folder with --out or --docs", file=sys.stderr)
        return 2
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        copied = shutil.copytree(options.case, Path(folder) / "case")
        browser = playwright.chromium.launch(executable_path=options.chromium, args=list(FLAGS))
        with Case.open(copied) as case:
            open_ = {n: p for n, p in pages(case).items() if options.only in (None, n)}
            with serving(create_app(case)) as address:
                drawn(browser, address, open_, target, docs=options.docs is not None)
            closed = {n: p for n, p in CLOSED.items() if options.only in (None, n)}
            if closed:
                password = enrol(case)
                with serving(create_app(case, sign_in=True)) as address:
                    cookies = signed_in(browser, address, password) if "people" in closed else []
                    drawn(browser, address, closed, target, docs=options.docs is not None, cookies=cookies)
        paper = {}
        if options.only in (None, "leaf"):
            with Case.create(Path(folder) / "paper") as case:
                case.add([printed(REPORT, Path(folder) / "report.pdf")])
                paper = {"leaf": f"/documents/{case.documents()[0].sha256}/pages/1"}
                with serving(create_app(case)) as address:
                    drawn(browser, address, paper, target, docs=options.docs is not None)
        browser.close()
    wanted = {**open_, **closed, **paper}
    size = sum(p.stat().st_size for p in target.glob("*.webp"))
    print(f"{len(wanted)} pages in {target}")
    if options.docs and size > MOST_BYTES:
        print(f"they take {size:,} bytes, more than {MOST_BYTES:,}", file=sys.stderr)
        return 1
    return 0


def printed(report: Path, target: Path) -> Path:
    """A bundled report as PDF: the cases drawn hold none."""
    styles = getSampleStyleSheet()
    first, *rest = report.read_text(encoding="utf-8").strip().split("\n\n")
    flow = [Paragraph(first, styles["Title"])]
    for words in rest:
        flow += [Paragraph(words.replace("\n", " "), styles["BodyText"]), Spacer(0, 8)]
    SimpleDocTemplate(str(target), pagesize=A5).build(flow)
    return target


def drawn(
    browser: Browser,
    address: str,
    wanted: Mapping[str, str],
    target: Path,
    *,
    docs: bool,
    cookies: Sequence[Any] = (),
) -> None:
    """Every page wanted, for the documentation or in all forms; the page of signing in without cookies."""
    for name, path in wanted.items():
        shown = () if name == "sign-in" else cookies
        if docs:
            for theme in ("light", "dark"):
                picture(browser, address + path, target / f"{name}-{theme}.webp", theme, shown)
        else:
            draw(browser, address + path, target / name, shown)


def picture(browser: Browser, address: str, target: Path, theme: str, cookies: Sequence[Any]) -> None:
    """One page for the documentation, its top where it is long."""
    page = browser.new_page(viewport=WIDE, color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.context.add_cookies(list(cookies))
    page.goto(address, wait_until="networkidle")
    settled(page)
    shot = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    page.close()
    shot = shot.crop((0, 0, shot.width, min(shot.height, TALLEST)))
    shot.resize((shot.width * 3 // 4, shot.height * 3 // 4)).save(target, "WEBP", quality=72, method=6)


def settled(page: Page) -> None:
    """Wait until its letters are there, and its map if that moves."""
    page.evaluate("document.fonts.ready")
    if page.locator("[data-moving]").count():
        page.locator("figure.coming").wait_for(state="detached")
        page.wait_for_timeout(3000)  # its marks come with its first still picture


def pages(case: Case) -> dict[str, str]:
    """What to draw: every page, and of incidents and documents the one with most claims."""
    found = {"overview": "/", "review": "/review", "correct": "/review?slot=victims", "map": "/map"}
    found |= {"register": "/incidents"}
    if incidents := case.incidents():
        most = max(incidents, key=lambda h: (len(h.incident.claims), -h.incident.number))
        found["incident"] = f"/incidents/{most.incident.label}"
        found["grading"] = f"/incidents/{most.incident.label}/grading"
        found["elements"] = f"/incidents/{most.incident.label}/elements"
    found |= {"tallies": "/tallies", "statements": "/statements", "responses": "/responses"}
    found |= {"ledger": "/ledger", "actors": "/actors", "places": "/places", "changes": "/changes?since=1"}
    found |= {"accountability": "/accountability", "letters": "/letters", "exports": "/exports"}
    found |= {"footage": "/footage", "settings": "/settings", "approvals": "/approvals"}
    found["documents"] = "/documents"
    if documents := case.documents():
        fullest = max(documents, key=lambda d: (d.claims, d.sha256))
        word = (fullest.title or fullest.name).split()[0]
        found |= {"document": f"/documents/{fullest.sha256}", "search": f"/search?q={word}"}
        if near := others(case, case.document(fullest.sha256)):
            found["beside"] = near[0].href
    return found | {"journal": "/journal?check=1", "missing": "/nowhere"}


def enrol(case: Case) -> str:
    """Add one person for each role; the first password of the admin."""
    for name, role in (("Ines", Role.LEAD), ("Marko", Role.REVIEWER), ("Oksana", Role.ANALYST)):
        case.team.add(name, role)
    return case.team.add("Ada", Role.ADMIN)[1]


def signed_in(browser: Browser, address: str, first: str) -> list[Any]:
    """Cookies of an admin who signed in and chose a password."""
    page, own = browser.new_page(), "four grey herons wait"
    page.goto(f"{address}/sign-in")
    page.fill("#name", "Ada")
    page.fill("#password", first)
    page.click("main button")
    page.fill("#old", first)
    page.fill("#new", own)
    page.fill("#again", own)
    page.click("section[aria-labelledby=own-password] button")
    if page.locator("#password").count():  # a new password ends the session
        page.fill("#name", "Ada")
        page.fill("#password", own)
        page.click("main button")
    cookies = page.context.cookies()
    page.close()
    return list(cookies)


def draw(browser: Browser, address: str, target: Path, cookies: Sequence[Any]) -> None:
    """One page in all its forms."""
    for form, viewport, scheme in (
        ("light", WIDE, "light"),
        ("dark", WIDE, "dark"),
        ("phone", PHONE, "light"),
    ):
        page = browser.new_page(viewport=viewport, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.context.add_cookies(list(cookies))
        page.goto(address, wait_until="networkidle")
        settled(page)
        page.screenshot(path=f"{target}-{form}.png", full_page=True)
        if form == "light":
            page.pdf(path=f"{target}-paper.pdf", format="A4", prefer_css_page_size=True)
        page.close()
    if pdftoppm := shutil.which("pdftoppm"):
        command = [
            pdftoppm,
            "-png",
            "-r",
            "80",
            "-f",
            "1",
            "-singlefile",
            f"{target}-paper.pdf",
            f"{target}-paper",
        ]
        subprocess.run(command, check=True)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """An application's pages on a free port of the loopback address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
