"""The panel of captures on the page of a document, and what can be saved from it."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from web_server import serving

import clips
from corrobora.case import Case
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.model.capture import Capture, Mode, Role
from corrobora.publish.bundle.check import check_bundle
from corrobora.publish.bundle.write import write_bundle
from line_engine import LineEngine
from websites import Site, website

HOSTILE = "<script>alert(1)</script>"
STORY = "<title>News</title><article><h1>News</h1><p>9 prisoners were shot at Oldmill on 2024-05-03.</p>"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with website() as served:
        yield served


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory, site: Site) -> Iterator[Case]:
    photo = io.BytesIO()
    Image.fromarray(clips.picture(1)).save(photo, "PNG")
    site.file("/yard.png", photo.getvalue(), "image/png")
    pictures = "<img src=/gone.png><img src=/yard.png>"
    url = site.html("/news", STORY + "<p>Words. " * 60 + pictures, X_Note=HOSTILE)
    how = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
    with Case.create(tmp_path_factory.mktemp("captured") / "case", actor="ann", engine=LineEngine()) as case:
        case.add([url], capture=how)
        case.recapture([url], capture=how)
        yield case


@pytest.fixture(scope="module")
def client(captured: Case) -> Iterator[httpx.Client]:
    with serving(captured) as address, httpx.Client(base_url=address, timeout=30) as opened:
        yield opened


def last(case: Case) -> tuple[int, Capture]:
    stored = case.captures()[-1]
    return stored.entry.seq, stored.capture


def test_the_page_of_a_document_tells_how_it_was_captured(captured: Case, client: httpx.Client) -> None:
    entry, capture = last(captured)
    page = client.get(f"/documents/{capture.page}").text
    assert page.count("Verdict by rule") == 2
    for words in (
        capture.url,
        capture.tool,
        capture.machine,
        "content",
        "no-rule-holds",
        "X-Note",
        f"/captures/{entry}/archive",
    ):
        assert words in page
    assert HOSTILE not in page
    assert "not what the site sent to others" in page


def test_a_page_that_was_no_capture_has_no_panel(address: str, case: Case) -> None:
    page = httpx.get(f"{address}/documents/{case.documents()[0].sha256}").text
    assert "Captured from the web" not in page


@pytest.mark.parametrize("role", ["page", "archive"])
def test_what_was_kept_is_saved_whole_and_never_shown(
    captured: Case, client: httpx.Client, role: str
) -> None:
    entry, capture = last(captured)
    answer = client.get(f"/captures/{entry}/{role}")
    (sha256,) = [p.sha256 for p in capture.parts if p.role.value == role]
    assert hashlib.sha256(answer.content).hexdigest() == sha256
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/captures/1/page", "/captures/99/page", "/captures/x/page", "/captures/3/../../x"]
)
def test_what_was_not_kept_is_not_there(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (400, 404, 422)


def test_a_bundle_holds_archive_and_record_and_both_verifiers_pass(captured: Case, tmp_path: Path) -> None:
    write_bundle(captured, tmp_path / "bundle")
    assert check_bundle(tmp_path / "bundle").problems == ()
    done = subprocess.run(
        [shutil.which("python3") or "python3", "verify.py"],
        cwd=tmp_path / "bundle",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    crate = (tmp_path / "bundle" / "data" / "ro-crate-metadata.json").read_text()
    assert "https://specs.webrecorder.net/wacz/1.1.1/" in crate
    archive = last(captured)[1].part(Role.ARCHIVE)
    assert archive
    assert (tmp_path / "bundle" / "data" / "items" / archive[:2] / archive[2:]).is_file()


def test_a_page_leads_to_the_photos_it_shows_and_they_lead_back(captured: Case, client: httpx.Client) -> None:
    _, capture = last(captured)
    (footage,) = captured.footage()
    page = client.get(f"/documents/{capture.page}").text
    assert f'<a href="/footage/{footage.item.sha256}"><bdi>yard.png</bdi></a>' in page
    assert f'<a href="/documents/{capture.page}">' in client.get(f"/footage/{footage.item.sha256}").text


def test_a_page_leads_to_its_other_versions(captured: Case, client: httpx.Client, site: Site) -> None:
    _, before = last(captured)
    how = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
    url = site.html("/news", STORY + "<p>Other words. " * 60)
    captured.recapture([url], capture=how)
    _, after = last(captured)
    assert after.page != before.page
    for one, other in ((before, after), (after, before)):
        assert f'<a href="/documents/{other.page}">' in client.get(f"/documents/{one.page}").text
