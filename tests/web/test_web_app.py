from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from web_sample import ScriptedEngine
from web_server import every_page, serving

from corrobora.case import Case
from corrobora.web.app import create_app
from corrobora.web.security import HEADERS, UnknownHost


class Tags(HTMLParser):
    """Every start tag with its attributes, and the text outside tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.tags if "id" in a]

    def links(self) -> list[str]:
        return [a["href"] or "" for t, a in self.tags if t == "a"]


def test_every_page_answers_with_html_and_every_security_header(
    client: httpx.Client, addresses: tuple[str, ...]
) -> None:
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (address, name)


def test_pages_load_nothing_from_anywhere_else_and_hold_no_inline_code_or_style(
    client: httpx.Client, addresses: tuple[str, ...]
) -> None:
    for address in (*addresses, "/nowhere"):
        for tag, given in Tags(client.get(address).text).tags:
            assert tag not in {"style", "iframe", "object", "embed"}, address
            if tag == "script":
                assert given.get("type") == "module", address
                assert (given.get("src") or "").startswith("/static/"), address
            assert "style" not in given, (address, tag)
            assert not [a for a in given if a.startswith("on")], (address, tag)
            for name in ("href", "src", "action", "srcset", "data", "poster"):
                assert (given.get(name) or "/").startswith(("/", "#")), (address, tag, given)


def test_stylesheets_name_no_other_host(client: httpx.Client) -> None:
    sheets = {
        h for _, a in Tags(client.get("/").text).tags if (h := a.get("href") or "").startswith("/static/")
    }
    assert any("style.css" in s for s in sheets)
    for sheet in sheets:
        answer = client.get(sheet)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert (
            not re.search(r"(?:https?:)?//|@import", re.sub(r"/\*.*?\*/", "", answer.text)) or "svg" in sheet
        )


def test_every_link_and_fragment_on_every_page_leads_somewhere(
    client: httpx.Client, addresses: tuple[str, ...]
) -> None:
    pages = {a: Tags(client.get(a).text) for a in addresses}
    for address, page in pages.items():
        assert len(page.ids()) == len(set(page.ids())), f"an id twice on {address}"
        for link in page.links():
            path, _, fragment = link.partition("#")
            target = page if not path else pages.get(path) or Tags(client.get(path).raise_for_status().text)
            assert not fragment or fragment in target.ids(), f"{address} links to {link}"


def test_a_value_links_to_its_exact_words_in_the_document(client: httpx.Client) -> None:
    html = client.get("/incidents/INC-0001").text
    href, words = re.search(
        r'<a class="quote" href="([^"]+)"><bdi>“[^<]*<em>(Nine soldiers)</em>', html
    ).groups()  # type: ignore[union-attr]
    path, _, anchor = href.partition("#")
    assert re.search(rf'<mark [^>]*id="{anchor}"[^>]*>{words}</mark>', client.get(path).text)


def test_an_incident_shows_claims_side_by_side_with_what_is_not_found_and_who_answered(
    client: httpx.Client,
) -> None:
    text = re.sub(r"\s+", " ", Tags(client.get("/incidents/INC-0001").text).text)
    for said in (
        "Maren Holt, ombudsman", "Two survivors", "9 or more", "≠ differs", "unsure, 40 %", "not found",
        "linker’s score", "The Courier could not independently verify the footage", "No comment", "Denial",
        "Ivo Brandt, spokesman", "41 or more persons", "Not found in any of these claims: verified by.",
    ):  # fmt: skip
        assert said in text, said


def test_a_number_is_found_by_label_and_without_its_zeros(client: httpx.Client) -> None:
    assert client.get("/incidents/INC-0002").text == client.get("/incidents/2").text


@pytest.mark.parametrize(
    "path", ["/nowhere", "/incidents/INC-9999", "/incidents/x", "/documents/zz", "/static/no"]
)
def test_what_is_not_there_is_said_on_a_page_of_the_same_make(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Not in this case" in answer.text
    assert answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/incidents?after=x", "/journal?before=x", "/search?q=" + "a" * 500])
def test_a_parameter_nobody_can_read_is_an_error_of_the_request_with_a_page(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert "That address cannot be read" in answer.text


def test_nothing_can_be_changed_through_the_pages(client: httpx.Client, addresses: tuple[str, ...]) -> None:
    for address in addresses:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert client.request(method, address).status_code == 405


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""])
def test_a_request_that_names_another_host_is_refused(client: httpx.Client, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code in (400, 421)
    assert "Old Mill" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8787", "LOCALHOST", "[::1]:8787"])
def test_a_request_that_names_this_machine_is_answered(client: httpx.Client, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"]


def test_a_host_with_a_scheme_or_port_is_not_accepted_as_a_name(case: Case) -> None:
    for wrong in ("http://desk.example", "desk.example:80", ""):
        with pytest.raises(UnknownHost):
            create_app(case, hosts=[wrong])


HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)>',
    "javascript:alert(3)//' onmouseover='alert(4)",
    "\u202egnp.tropér\u202c \u0007 bell",
    "W" * 300,
    "{{ 7919 * 7927 }} {% raw %} ${7919*7927}",
)


#: What no address can hold.
_ADDRESS = re.compile(r"[\s\x00-\x1f\u202a-\u202e]")


@pytest.fixture
def hostile_case(tmp_path: Path) -> Case:
    reports = tmp_path / "reports"
    reports.mkdir()
    rows = ["path,publisher,published,url,language"]
    for n, hostile in enumerate(HOSTILE):
        quoted = hostile.replace('"', '""')
        (reports / f"r{n}.txt").write_text(
            f"# {hostile}\n\nIn {hostile} nine were shot, {hostile} said.\n", "utf-8"
        )
        rows.append(
            f'r{n}.txt,"{quoted}",2031-06-0{n + 1},"https://e.example/?{_ADDRESS.sub("+", quoted)}",en'
        )
    (reports / "manifest.csv").write_text("\n".join(rows), "utf-8")
    engine = ScriptedEngine({"": _hostile_claims})
    opened = Case.create(tmp_path / "case", actor=HOSTILE[0], name=HOSTILE[0], engine=engine)
    opened.add([reports], reports / "manifest.csv", workers=1)
    return opened


def _hostile_claims(reader):  # type: ignore[no-untyped-def]
    from web_sample import persons

    from corrobora.model.actor import Actor
    from corrobora.model.vocabulary import Act, Kind, ResponseType
    from corrobora.model.where import Where

    name = reader.text.split("\n")[0].removeprefix("# ")
    who = Actor(name=name, role=name, sort=None)
    common = {"claimants": (reader.slot(who, name, nth=1),), "act": reader.slot(Act.EXECUTION, "shot")}
    place = reader.slot(Where(name=name, within=(name,)), name, nth=1)
    yield reader.claim(
        Kind.INCIDENT, "nine were shot", victims=reader.slot(persons(9, 9), "nine"), place=place, **common
    )
    yield reader.claim(
        Kind.TALLY, "were shot", victims=reader.slot(persons(9, 9), "nine"), place=place, **common
    )
    kind = reader.slot(ResponseType.DENIAL, "said")
    yield reader.claim(Kind.RESPONSE, "said", type=kind, actor=reader.slot(who, name))


def test_hostile_words_in_every_field_stay_words(hostile_case: Case) -> None:
    with hostile_case, serving(hostile_case) as address, httpx.Client(base_url=address, timeout=30) as client:
        asked = [f"/search?q={httpx.QueryParams({'q': h})}" for h in HOSTILE]
        asked += [str(httpx.URL("/incidents", params={"q": h, "act": h, "since": h})) for h in HOSTILE]
        for page in (*every_page(hostile_case), *asked):
            answer = client.get(page)
            assert answer.status_code == 200, page
            read = Tags(answer.text)
            own = [a for t, a in read.tags if t == "script" and set(a) == {"type", "src"}]
            assert all((a["src"] or "").startswith("/static/") for a in own), page
            assert len([t for t, _ in read.tags if t in ("script", "img")]) == len(own), page
            assert not [a for _, given in read.tags for a in given if a.startswith("on")], page
            assert not [x for x in read.links() if not x.startswith(("/", "#"))], page
            assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", answer.text), page
            assert "62773913" not in read.text, f"a template in imported text ran on {page}"
        assert "⟨U+202E⟩" in client.get("/responses").text
