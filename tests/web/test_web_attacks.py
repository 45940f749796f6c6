"""Attacks on a served case; docs/security.md lists them with what came of them."""

from __future__ import annotations

import io
import re
import socket
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import httpx
import pytest
from argon2 import PasswordHasher
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.case.credentials import Passwords
from corrobora.case.signing_in import Limits, Refused
from corrobora.model.rights import Right, Role
from corrobora.web.app import create_app
from corrobora.web.door import COOKIE
from corrobora.web.security import MOST
from people import PASSWORD, Browser, enrol, quick

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str | None]) -> Iterator[Case]:
    with quick(sample_case(tmp_path_factory.mktemp("attacked"), database=new_database())) as opened:
        enrol(opened, Role.ANALYST, Role.LEAD, Role.ADMIN)
        yield opened


@pytest.fixture(scope="module")
def where(case: Case) -> Iterator[str]:
    with serving_app(create_app(case, sign_in=True)) as address:
        yield address


@pytest.fixture(scope="module")
def analyst(case: Case, where: str) -> Iterator[httpx.Client]:
    _, token = case.team.create_token("analyst", "attacks", Right)
    bearer = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{where}/api/v1", headers=bearer, timeout=120) as client:
        yield client


def raw(where: str, request: bytes) -> bytes:
    """What a server answers to exactly these bytes."""
    parts = urlsplit(where)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        connection.sendall(request)
        answer = b""
        while portion := connection.recv(65536):
            answer += portion
    return answer


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/case/case.py",
        "/static//etc/passwd",
        "/static/..\\..\\app.py", "/documents/..%2f..%2fcase.toml", "/captures/1/..%2f..%2fkeys",
        "/footage/../../keys/secrets.key/clear.jpg", "/api/v1/documents/..%2f..%2fcase.toml",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(where: str, path: str) -> None:
    host = urlsplit(where).netloc
    answer = raw(where, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    assert re.match(rb"HTTP/1.1 (303|400|401|404)", answer), answer[:80]
    assert b"root:" not in answer
    assert b"def create_app" not in answer
    assert b"[case]" not in answer


@pytest.mark.parametrize("length", ["999999999999", "-1", "1e3"])
def test_a_request_that_says_it_is_too_large_is_refused_before_it_is_read(where: str, length: str) -> None:
    host = urlsplit(where).netloc
    head = f"POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    assert re.match(rb"HTTP/1.1 4(00|13)", raw(where, head.encode()))


def test_a_request_that_lies_about_its_length_is_cut_off(where: str) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(MOST // 65536 + 50):
            yield b"x" * 65536

    with httpx.Client(base_url=where, timeout=60) as client:
        headers = {"Origin": where, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = client.post("/sign-in", content=endless(), headers=headers)
        except httpx.HTTPError:
            return  # the connection was closed on it
        assert answer.status_code in (400, 413)


def bomb() -> bytes:
    """A document of Word that unpacks to a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        with archive.open("word/document.xml", "w", force_zip64=True) as file:
            for _ in range(1024):
                file.write(b"A" * (1 << 20))
    return packed.getvalue()


@pytest.mark.slow
def test_a_zip_bomb_is_kept_and_not_unpacked(case: Case, analyst: httpx.Client) -> None:
    begun = time.monotonic()
    answer = analyst.post("/documents", files={"file": ("bomb.docx", bomb())})
    assert answer.status_code in (201, 422)
    assert time.monotonic() - begun < 60
    assert answer.status_code == 422 or answer.json()["problems"] or answer.json()["unread"]
    assert case.verify().clean


def test_entities_that_grow_or_read_files_do_neither(case: Case, analyst: httpx.Client) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "lol">{lol}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        "<html><body><p>Four prisoners were shot &l11; &f; on 4 May 2031, the council said.</p></body></html>"
    )
    answer = analyst.post("/documents", files={"file": ("x.html", page.encode())})
    assert answer.status_code in (201, 422)
    for head in case.documents():
        assert "root:" not in case.document(head.sha256).document.text.content


def test_scripts_in_names_reasons_and_queries_come_back_as_words(
    case: Case, where: str, analyst: httpx.Client
) -> None:
    words = f"# {SCRIPT}\n\nTwo prisoners were shot near {SCRIPT} on 2 May 2031, {SCRIPT} said.".encode()
    added = analyst.post("/documents", files={"file": (f"{SCRIPT.replace('/', '')}.txt", words)})
    assert added.status_code == 201
    analyst.post("/decisions", json={"subject": ["INC-0001"], "verdict": "unsure", "reason": SCRIPT})
    admin = Browser(where)
    admin.sign_in("admin")
    admin.post("/people", {"name": SCRIPT[:70], "role": "viewer"})
    pages = [
        "/", "/incidents", "/incidents/1", "/documents", "/journal", "/people", "/review", "/actors",
        f"/search?{httpx.QueryParams({'q': SCRIPT})}",
        f"/incidents?{httpx.QueryParams({'q': SCRIPT, 'act': SCRIPT})}",
        f"/sign-in?{httpx.QueryParams({'next': SCRIPT})}", f"/{SCRIPT}",
        *(f"/{page}?{httpx.QueryParams({'after': SCRIPT, 'before': SCRIPT, 'at': SCRIPT})}"
          for page in ("tallies", "people", "documents", "places")),
        *(f"/documents/{d.sha256}" for d in case.documents()),
    ]  # fmt: skip
    for page in pages:
        text = admin.get(page).text
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
    answer = analyst.get("/search", params={"q": "alert"})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    admin.close()


@pytest.mark.parametrize(
    "asked",
    [
        {"format": "../csv"}, {"format": "csv/../../keys"}, {"format": "csv\r\nX-Evil: 1"},
        {"format": "/etc"}, {"format": "dossier.html", "incident": "../../keys"},
        {"format": "dossier.html", "incident": "1/../2"},
        {"format": "letter", "incident": "1", "form": "../../case.toml"}, {"format": SCRIPT},
    ],
)  # fmt: skip
def test_an_export_is_named_by_the_program_alone(case: Case, where: str, asked: dict[str, str]) -> None:
    before = {path for path in case.path.rglob("*") if "corrobora.db" not in path.name}
    _, token = case.team.create_token("lead", "exports", Right)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "../../evil"}
    answer = httpx.post(f"{where}/api/v1/exports", json=asked, headers=headers, timeout=60)
    assert answer.status_code in (404, 422)
    assert "x-evil" not in answer.headers
    assert answer.headers["content-type"].startswith("application/")
    assert {path for path in case.path.rglob("*") if "corrobora.db" not in path.name} == before
    assert not (case.path.parents[0] / "evil").exists()


def test_a_key_that_is_a_path_names_no_file(case: Case, where: str) -> None:
    _, token = case.team.create_token("lead", "exports", Right)
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "../../evil.csv"}
    answer = httpx.post(f"{where}/api/v1/exports", json={"format": "csv"}, headers=headers, timeout=120)
    assert answer.status_code == 200
    assert not list(case.path.parents[1].rglob("evil*"))
    assert all(re.fullmatch(r"[0-9a-f]{32}", path.name) for path in (case.path / "outbox").iterdir())


@pytest.mark.parametrize(
    "wish",
    [
        "en\r\nSet-Cookie: x=planted",
        '"><script>alert(1)</script>',
        "../../keys",
        "uk; Path=/x",
        "é" * 40,
    ],
)
def test_how_pages_are_shown_is_chosen_from_what_there_is(where: str, wish: str) -> None:
    browser = Browser(where)
    browser.sign_in("analyst")
    signed_in = browser.session
    answer = browser.post("/settings/shown", {"language": wish, "theme": wish, "graphic": wish, "keys": wish})
    assert answer.status_code == 303
    cookies = answer.headers.get_list("set-cookie")
    assert not [c for c in cookies if "planted" in c or "script" in c or "Path=/x" in c]
    page = browser.get("/settings")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert browser.session == signed_in
    browser.close()
    cookie = f"shown={quote(urlencode(dict.fromkeys(('language', 'theme', 'graphic'), wish)))}"
    with httpx.Client(base_url=where, headers={"Cookie": cookie}) as client:
        shown = client.get("/sign-in")
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text


def test_ids_and_sessions_of_one_case_open_nothing_in_another(case: Case, where: str, tmp_path: Path) -> None:
    browser = Browser(where)
    browser.sign_in("admin")
    with quick(sample_case(tmp_path)) as other:
        enrol(other, Role.ADMIN)
        other.add([_secret(tmp_path)])
        hidden = [d.sha256 for d in other.documents() if d.name == "secret.txt"]
        for path in (f"/documents/{hidden[0]}", f"/api/v1/documents/{hidden[0]}", "/incidents/INC-0044"):
            assert browser.get(path).status_code == 404, path
        with serving_app(create_app(other, sign_in=True)) as elsewhere:
            stranger = httpx.Client(base_url=elsewhere, headers={"Cookie": f"{COOKIE}={browser.session}"})
            assert stranger.get("/incidents").status_code == 303
            _, token = case.team.create_token("admin", "x", Right)
            guess = stranger.get("/api/v1/incidents", headers={"Authorization": f"Bearer {token}"})
            assert guess.status_code == 401
            stranger.close()
    browser.close()


def _secret(folder: Path) -> Path:
    path = folder / "secret.txt"
    path.write_text("Only this case holds it: three prisoners were shot on 1 May 2031.", "utf-8")
    return path


def test_tokens_of_sessions_and_the_api_cannot_be_guessed_by_their_beginning(where: str) -> None:
    for guess in ("x", "corrobora_", "a" * 43, "' OR 1=1 --", "é"):
        answer = httpx.get(f"{where}/api/v1/me", headers={"Authorization": f"Bearer {guess}".encode()})
        assert answer.status_code == 401, guess


@pytest.mark.slow
def test_signing_in_takes_as_long_whether_or_not_somebody_has_the_name(tmp_path: Path) -> None:
    with sample_case(tmp_path) as case:
        case.hash_with(Passwords(PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)))
        enrol(case, Role.ANALYST, Role.ADMIN)
        entrance = case.sign_in(Limits(failures=1000))
        locked = case.sign_in(Limits(failures=1))
        with pytest.raises(Refused):
            locked.sign_in("admin", "wrong", "")
        kinds = {"known": "analyst", "unknown": "nobody", "locked": "admin"}
        taken: dict[str, list[float]] = {kind: [] for kind in kinds}
        for n in range(60):
            for kind, name in kinds.items():
                begun = time.process_time()
                with pytest.raises(Refused):
                    entrance.sign_in(name, "wrong" if kind != "locked" else PASSWORD, str(n))
                taken[kind].append(time.process_time() - begun)
        medians = {kind: statistics.median(times) for kind, times in taken.items()}
        assert max(medians.values()) / min(medians.values()) < 1.15, medians
