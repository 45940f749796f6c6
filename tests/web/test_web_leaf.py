"""Pages of PDF files as they look: marked in place, with the claims beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from web_server import serving, serving_app

from corrobora.case import Case
from corrobora.model.rights import Right, Role
from corrobora.web.app import create_app
from line_engine import LineEngine
from pdf_pages import write_pdf
from people import Browser, enrol, quick

PAGES = (
    ["9 prisoners were shot at Oldmill on 2031-03-04"],
    ["Nothing is said here."],
    ["4 prisoners were shot at Newmill on 2031-03-05"],
)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("leaf")
    (folder / "plain.txt").write_text("7 prisoners were shot at Farmill on 2031-03-06\n")
    with quick(Case.create(folder / "case", actor="ann", engine=LineEngine())) as opened:
        opened.add([write_pdf(folder / "report.pdf", PAGES), folder / "plain.txt"])
        yield opened


@pytest.fixture(scope="module")
def client(case: Case) -> Iterator[httpx.Client]:
    with serving(case) as where, httpx.Client(base_url=where, timeout=60) as opened:
        yield opened


def named(case: Case, name: str) -> str:
    return next(d.sha256 for d in case.documents() if d.name == name)


def test_a_page_is_shown_with_its_claims_marked_and_beside_it(case: Case, client: httpx.Client) -> None:
    report = named(case, "report.pdf")
    text = client.get(f"/documents/{report}").text
    links = re.findall(rf'href="(/documents/{report}/pages/\d+#w\d+)"', text)
    assert [link.split("/pages/")[1].split("#")[0] for link in links] == ["1", "3"]
    for link, number, mill, other in zip(
        links, (1, 2), ("Oldmill", "Newmill"), ("Newmill", "Oldmill"), strict=True
    ):
        page = client.get(link).text
        assert f'id="{link.split("#")[1]}"' in page, "the link leads to the words"
        assert f'<a href="#note-{number}"' in page
        assert f'id="note-{number}"' in page
        assert mill in page.split('class="beside"')[1]
        assert other not in page, "that claim stands on another page"
        picture = client.get(re.findall(r'<image href="([^"]+)"', page)[0])
        assert picture.headers["content-type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
    assert "No claim on this page." in client.get(f"/documents/{report}/pages/2").text


def test_pages_lead_to_each_other_and_to_the_text(case: Case, client: httpx.Client) -> None:
    report = named(case, "report.pdf")
    page = client.get(f"/documents/{report}/pages/2").text
    for there in (f"/documents/{report}/pages/1", f"/documents/{report}/pages/3", f"/documents/{report}"):
        assert f'href="{there}"' in page
    assert 'rel="prev"' not in client.get(f"/documents/{report}/pages/1").text
    assert 'rel="next"' not in client.get(f"/documents/{report}/pages/3").text


def test_what_has_no_such_page_is_not_there(case: Case, client: httpx.Client) -> None:
    report, plain = named(case, "report.pdf"), named(case, "plain.txt")
    for path in (f"{report}/pages/4", f"{report}/pages/0", f"{report}/pages/-1", f"{plain}/pages/1"):
        for tail in ("", "/picture.png"):
            assert client.get(f"/documents/{path}{tail}").status_code == 404, path + tail
    assert "/pages/" not in client.get(f"/documents/{plain}").text
    assert client.get(f"/documents/{report}/pages/{'9' * 5000}").status_code in (400, 404)


def test_a_file_that_cannot_be_drawn_is_named(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as case:
        case.add([write_pdf(tmp_path / "report.pdf", PAGES)])
        report = named(case, "report.pdf")
        kept = case.vault.path(report)
        kept.chmod(0o600)
        kept.write_bytes(b"%PDF-1.7 no more")
        with serving(case) as where, httpx.Client(base_url=where, timeout=60) as client:
            for tail in ("", "/picture.png"):
                answer = client.get(f"/documents/{report}/pages/1{tail}")
                assert answer.status_code == 422
                assert "report.pdf: page 1: cannot be shown" in answer.text


def test_the_api_gives_the_same_and_hides_what_is_hidden(tmp_path: Path) -> None:
    with quick(Case.create(tmp_path / "case", actor="ann", engine=LineEngine())) as case:
        case.add([write_pdf(tmp_path / "report.pdf", PAGES)])
        report = named(case, "report.pdf")
        enrol(case, Role.VIEWER, Role.LEAD)
        paths = [f"/documents/{report}/pages/1{tail}" for tail in ("", "/picture.png")]
        calls = [f"/api/v1/documents/{report}/pages/1{tail}" for tail in ("", "/picture")]
        with serving_app(create_app(case, sign_in=True)) as where:
            tokens = {role: case.team.create_token(role.value, "t", [Right.READ])[1] for role in Role
                      if role in (Role.VIEWER, Role.LEAD)}  # fmt: skip
            browser = Browser(where)
            browser.sign_in("viewer")

            def asked(role: Role, path: str) -> httpx.Response:
                head = {"Authorization": f"Bearer {tokens[role]}"}
                return httpx.get(where + path, headers=head, timeout=60)

            found = asked(Role.VIEWER, calls[0]).json()
            carrying = [mark for mark in found["marks"] if mark["carries"]]
            assert [m["claim"] for m in carrying] == [
                c.id for c in case.document(report).claims if "Oldmill" in c.claim.spans[0].quote
            ]
            assert all(len(box) == 4 for mark in carrying for box in mark["boxes"])
            assert asked(Role.VIEWER, calls[1]).content.startswith(b"\x89PNG")
            assert asked(Role.VIEWER, calls[0].replace("/pages/1", "/pages/9")).status_code == 404
            assert [browser.get(path).status_code for path in paths] == [200, 200]
            case.decide_sensitive(report, sensitive=True, reason="a witness is named")
            assert [asked(Role.VIEWER, call).status_code for call in calls] == [404, 404]
            assert [browser.get(path).status_code for path in paths] == [404, 404]
            browser.close()
