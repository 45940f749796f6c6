from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from bundles import fill
from corrobora.case import Case
from corrobora.model.actor import Actor, ActorSort
from corrobora.publish.files import NotExported
from corrobora.publish.public import UNNAMED, WITHHELD, public_name
from corrobora.publish.redaction import Leaked
from corrobora.publish.site.write import write_site

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with fill(tmp_path) as filled:
        yield filled


@pytest.fixture
def published(case: Case) -> Case:
    case.decide_public("1", approve=True, reason="two of us read it")
    case.decide_public("tallies", approve=True, reason="all published")
    return case


def pages(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*.html")}


def test_only_what_the_lead_approved_is_shown(case: Case, tmp_path: Path) -> None:
    write_site(case, tmp_path / "site")
    assert "Nothing has been approved" in (tmp_path / "site" / "index.html").read_text()
    assert not (tmp_path / "site" / "incidents").exists()
    assert "not been approved" in (tmp_path / "site" / "tallies.html").read_text()
    case.decide_public("1", approve=True, reason="read")
    assert write_site(case, tmp_path / "site").incidents == 1
    shown = pages(tmp_path / "site")
    assert "incidents/INC-0001.html" in shown
    assert all("Redbridge" not in page for page in shown.values())


def test_every_link_leads_somewhere_and_nothing_is_asked_of_other_hosts(
    published: Case, tmp_path: Path
) -> None:
    write_site(published, tmp_path / "site", url="https://record.example.org")
    for name, page in pages(tmp_path / "site").items():
        tree = html.fromstring(page)
        assert not tree.xpath("//script")
        assert not tree.xpath("//*[@style]")
        policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'")
        for target in tree.xpath("//a/@href | //link/@href"):
            if target.startswith("http"):
                continue
            path, _, anchor = target.partition("#")
            found = (tmp_path / "site" / name).parent / path if path else tmp_path / "site" / name
            assert found.is_file(), f"{name}: {target}"
            assert not anchor or f'id="{anchor}"' in found.read_text()
    assert not re.search(r"url\((?!fonts/)", (tmp_path / "site" / "style.css").read_text())


def test_downloads_say_what_the_pages_say_and_no_more(published: Case, tmp_path: Path) -> None:
    write_site(published, tmp_path / "site", url="https://record.example.org")
    folder = tmp_path / "site" / "downloads"
    rows = list(csv.DictReader((folder / "incidents.csv").open()))
    assert [(r["incident"], r["victims_low"], r["victims_high"]) for r in rows] == [("INC-0001", "8", "9")]
    assert len(list(csv.DictReader((folder / "claims.csv").open()))) == 2
    package = json.loads((folder / "datapackage.json").read_text())
    assert [r["name"] for r in package["resources"]] == ["incidents", "claims", "tallies"]
    assert json.loads((folder / "incidents.geojson").read_text())["features"][0]["id"] == "INC-0001"
    assert len(json.loads((folder / "claimreview.json").read_text())["@graph"]) == 2
    shown = html.fromstring((tmp_path / "site" / "downloads.html").read_text()).xpath("//main//a/@href")
    held = {str(p.relative_to(tmp_path / "site")) for p in folder.iterdir()}
    assert set(shown) == held | {"SHA256SUMS.txt"}


@pytest.mark.parametrize("url", ["record", "javascript:alert(1)", "https://", "ftp://record.example.org"])
def test_what_is_no_address_of_the_web_is_refused(published: Case, tmp_path: Path, url: str) -> None:
    with pytest.raises(NotExported, match="no address of the web"):
        write_site(published, tmp_path / "site", url=url)
    assert not (tmp_path / "site").exists()


def test_no_words_of_documents_and_no_names_of_persons_are_public(published: Case, tmp_path: Path) -> None:
    write_site(published, tmp_path / "site", url="https://record.example.org")
    everything = "\n".join(
        p.read_text() for p in (tmp_path / "site").rglob("*") if p.suffix not in (".woff2",) and p.is_file()
    )
    for record in published.claims():
        assert all(span.quote not in everything for span in record.claim.spans)
    assert public_name(Actor(name="Ivan P.", sort=ActorSort.PERSON)) == WITHHELD
    assert public_name(Actor(name="relatives of Ivan P.", sort=ActorSort.GROUP)) == UNNAMED
    assert public_name(Actor(name="Ivan P.")) == WITHHELD
    assert public_name(Actor(name="Relief Union", sort=ActorSort.BODY)) == "Relief Union"
    assert "HRMMU" in public_name(Actor(name="Ann M.", sort=ActorSort.PERSON, body="un-hrmmu"))


def test_a_withdrawn_or_changed_incident_keeps_its_page_and_says_so(published: Case, tmp_path: Path) -> None:
    published.decide([published.incident(1).claims[0].id], verdict="rejected", reason="a mistake")
    written = write_site(published, tmp_path / "site")
    assert written.waiting == ("INC-0001",)
    page = (tmp_path / "site" / "incidents" / "INC-0001.html").read_text()
    assert "the change is being checked" in page
    assert "Oldmill" not in page
    published.decide_public("1", approve=True, reason="one report fewer")
    write_site(published, tmp_path / "site")
    log = (tmp_path / "site" / "corrections.html").read_text()
    assert "published again" in log
    assert "victims" in log
    published.decide_public("1", approve=False, reason="The paper withdrew it.")
    write_site(published, tmp_path / "site")
    page = (tmp_path / "site" / "incidents" / "INC-0001.html").read_text()
    assert "It was withdrawn. The paper withdrew it." in page


def test_a_record_replaces_a_record_and_nothing_else(published: Case, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(NotExported, match="there already"):
        write_site(published, tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "keep me"
    write_site(published, tmp_path / "site")
    (tmp_path / "site" / "incidents" / "INC-0777.html").write_text("old")
    write_site(published, tmp_path / "site")
    assert not (tmp_path / "site" / "incidents" / "INC-0777.html").exists()
    assert not list(tmp_path.glob(".site*"))
    assert published.verify().clean


def test_the_same_case_gives_the_same_site(published: Case, tmp_path: Path) -> None:
    from corrobora.publish.site.content import site

    assert site(published) == site(published)
    assert site(published).incidents[0].approved.time.date() <= date.max


def test_protected_terms_of_the_case_never_become_public(published: Case, tmp_path: Path) -> None:
    (published.path / "protected.txt").write_text("# a village of nine houses\nOldmill\n")
    write_site(published, tmp_path / "site", url="https://record.example.org")
    for path in (tmp_path / "site").rglob("*"):
        if path.is_file():
            assert b"Oldmill" not in path.read_bytes(), path
    (published.path / "protected.txt").write_text("Corrections\n")
    with pytest.raises(Leaked):
        write_site(published, tmp_path / "site2")
    assert not (tmp_path / "site2").exists()


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_record_works_from_a_folder_without_scripts(published: Case, tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    write_site(published, tmp_path / "site")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--disable-background-networking"]
        )
        page = browser.new_context(java_script_enabled=False).new_page()
        wrong: list[str] = []
        page.on("console", lambda m: wrong.append(m.text))
        page.on("requestfailed", lambda r: wrong.append(r.url))
        page.on("request", lambda r: None if r.url.startswith("file:") else wrong.append(r.url))
        page.goto((tmp_path / "site" / "index.html").as_uri())
        assert page.locator("h1").evaluate("e => getComputedStyle(e).fontSize") == "31px"
        page.get_by_role("link", name="INC-0001").click()
        assert page.locator("h1").inner_text()
        page.get_by_role("link", name="Corrections", exact=True).click()
        assert "two of us read it" in page.locator("main").inner_text()
        browser.close()
    assert wrong == []
