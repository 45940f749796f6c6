"""Archives of other tools read here, and ours judged by them: warcio's recorder, py-wacz, cdxj-indexer.

Slow, and only where WACZ_PYTHON names the interpreter of an environment with ``wacz`` and ``requests``: one
of its own, because py-wacz brings in a package under the AGPL.
"""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from corrobora.case import Case
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.model.capture import Mode, Role
from line_engine import LineEngine
from websites import PIXEL, website

pytestmark = pytest.mark.slow

STORY = (
    "<title>News</title><article><h1>News</h1><p>9 prisoners were shot at Oldmill on 2024-05-03.</p>"
    + "<p>More words of the road. " * 60
    + "<img src=/a.png></article>"
)
PYTHON = Path(os.environ.get("WACZ_PYTHON", "none"))
RECORD = """
import sys
from warcio.capture_http import capture_http
import requests  # after it: what is imported before is not recorded
with capture_http(sys.argv[1]):
    for url in sys.argv[2:]:
        requests.get(url)
"""


def theirs(*command: object) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    if not PYTHON.is_file():
        pytest.skip("WACZ_PYTHON names no interpreter with py-wacz")


def test_ours_is_valid_for_others_and_theirs_is_read_here(tmp_path: Path) -> None:
    tool = PYTHON.parent
    with website() as site:
        urls = [site.html("/news/1", STORY), site.file("/a.png", PIXEL, "image/png")]
        plain = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
        with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as case:
            case.add(urls[:1], capture=plain)
            (stored,) = case.captures()
            ours = tmp_path / "ours.wacz"
            ours.write_bytes(case.vault.read(stored.capture.part(Role.ARCHIVE) or "", 10**8))
        theirs(PYTHON, "-c", RECORD, tmp_path / "theirs.warc.gz", *urls)
    assert "is valid" in theirs(tool / "wacz", "validate", "-f", ours)
    with zipfile.ZipFile(ours) as package:
        package.extractall(tmp_path / "ours")
    archive = tmp_path / "ours/archive/data.warc.gz"
    assert "digest pass" in theirs(tool / "warcio", "check", "-v", archive)
    index = (tmp_path / "ours/indexes/index.cdx").read_text().splitlines()
    again = theirs(tool / "cdxj-indexer", archive).splitlines()
    assert {line.split()[0] for line in index} == {line.split()[0] for line in again}, "the same keys"
    theirs(
        tool / "wacz", "create", "-f", tmp_path / "theirs.warc.gz", "-o", tmp_path / "theirs.wacz",
        "--hash-type", "sha256",
    )  # fmt: skip
    for name in ("theirs.warc.gz", "theirs.wacz"):
        with Case.create(tmp_path / f"of-{name}", actor="ann", engine=LineEngine()) as case:
            report = case.add([tmp_path / name])
            assert report.problems == ()
            (head,) = case.documents()
            assert (head.source.url, head.title, head.claims) == (urls[0], "News", 1)
            assert case.verify().clean
            if name.endswith(".wacz"):
                assert any("hashes hold" in notice for notice in report.notices)
