"""Pages of the web on the command line: added, listed, captured again, compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from secure_site import https
from websites import Site, website

Run = Callable[..., Any]
HOW = ("--allow-private", "--capture", "http")
STORY = "<title>News</title><article><h1>News</h1><p>{}</p>" + "<p>The road to the village is long. </p>" * 30


@pytest.fixture
def site() -> Iterator[Site]:
    with website() as served:
        yield served


def test_a_page_is_added_listed_captured_again_and_compared(run: Run, tmp_path: Path, site: Site) -> None:
    case = ("--case", tmp_path / "case")
    url = site.html("/news", STORY.format("Nine prisoners were shot in Kharkiv."))
    gone = site.address + "/gone"
    added = run("add", *HOW, *case, url, gone, tmp_path / "missing.txt")
    assert added.code == 1
    assert f"note: {url}: content (no-rule-holds), captured by plain HTTP" in added.out
    assert len(added.complaints) == 2
    assert (
        f"{gone}: is kept, but not read: what was shown is no content but “empty” (gone: “HTTP 404”)"
        in added.err
    )
    assert "unchanged" in run("add", *HOW, *case, url).out
    listed = run("captures", *case, "--json").json["captures"]
    assert [(c["url"], c["verdict"]) for c in listed] == [(url, "content"), (gone, "empty")]
    assert run("diff", *case, url).code == 2
    site.html("/news", STORY.format("Eleven prisoners were shot in Kharkiv."))
    assert "changed (words-differ)" in run("recapture", *HOW, *case, listed[0]["sha256"][:10]).out
    shown = run("diff", *case, url)
    assert shown.code == 0
    assert "- Nine prisoners were shot in Kharkiv." in shown.out
    assert "+ Eleven prisoners were shot in Kharkiv." in shown.out
    found = run("diff", *case, url, "--json").json
    assert [line["sign"] for line in found["lines"]] == ["-", "+"]
    assert found["after"]["previous"] == found["before"]["entry"]
    assert run("verify", *case).code == 0


@pytest.mark.slow
def test_a_site_certified_by_an_authority_of_its_own_is_captured_where_that_is_trusted(
    run: Run, tmp_path: Path
) -> None:
    case = ("--case", tmp_path / "case")
    with https(tmp_path) as (site, authority):
        (tmp_path / "ministry.pem").write_text(authority)
        url = site.address + "/news"
        refused = run("add", *HOW, *case, url)
        assert refused.code == 2
        assert "its certificate does not hold: unable to get local issuer certificate" in refused.err
        assert run("add", *HOW, "--ca", tmp_path / "ministry.pem", *case, url).code == 0
    (told,) = run("captures", *case, "--json").json["captures"]
    assert told["hops"][0]["certificate"]
    assert "was trusted beside those of the machine" in told["notes"][0]


def test_a_manifest_of_addresses_is_enough_to_add(run: Run, tmp_path: Path, site: Site) -> None:
    url = site.html("/news", STORY.format("Nine prisoners were shot in Kharkiv."))
    (tmp_path / "m.csv").write_text(f"path,publisher\n{url},Harbour Post\n")
    case = ("--case", tmp_path / "case")
    assert run("add", *HOW, *case, "--manifest", tmp_path / "m.csv").code == 0
    assert "Harbour Post" in run("documents", *case).out
    assert "is an address; capture it" in run("extract", "--manifest", tmp_path / "m.csv", tmp_path).err
    nothing = run("add", *case)
    assert (nothing.code, "name files, folders or addresses" in nothing.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--capture", "telepathy", "https://example.org/"), "there is no way to capture called 'telepathy'"),
        (("--ca", "no-such.pem", "https://example.org/"), "no-such.pem: No such file"),
        (("http://127.0.0.1:1/",), "is not captured: 127.0.0.1 is this machine itself"),
        (("http://ann:secret@example.org/",), "http://…@example.org/"),
    ],
)
def test_what_cannot_be_captured_is_one_clear_line(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    done = run("add", "--case", tmp_path / "case", *arguments)
    assert done.code == 2
    assert len(done.complaints) == 1
    assert complaint in done.err
    assert "secret" not in done.err
