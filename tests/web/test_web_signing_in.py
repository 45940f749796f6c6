"""Signing in over HTTP, as a browser would."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pyotp
import pytest
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.rights import Role
from corrobora.web.app import create_app
from corrobora.web.door import COOKIE
from people import PASSWORD, Browser, enrol, quick

Open = Callable[[], Browser]


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str | None]
) -> Iterator[Case]:
    """A case served to others."""
    with quick(sample_case(tmp_path_factory.mktemp("shared"), database=new_database())) as case:
        enrol(case, *Role)
        yield case


@pytest.fixture(scope="module")
def served(shared: Case) -> Iterator[str]:
    with serving_app(create_app(shared, sign_in=True)) as address:
        yield address


@pytest.fixture
def browser(served: str) -> Iterator[Browser]:
    opened = Browser(served)
    yield opened
    opened.close()


def test_without_signing_in_every_page_leads_to_the_form_and_says_nothing(browser: Browser) -> None:
    for path in ("/", "/incidents", "/documents", "/search?q=Old+Mill", "/journal", "/settings", "/people"):
        answer = browser.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in?next=")
    form = browser.get("/sign-in").text
    assert "Old Mill" not in form, "not even the case's name"
    assert browser.get("/nowhere").status_code == 404
    assert "Old Mill" not in browser.get("/nowhere").text


def test_after_signing_in_one_is_where_one_wanted_to_be(browser: Browser) -> None:
    answer = browser.sign_in("analyst", next="/incidents?order=date")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/incidents?order=date"
    page = browser.get("/incidents").text
    assert "analyst" in page
    assert "Journal" not in page, "what the role may not see is not offered"
    assert browser.get("/journal").status_code == 403


def test_the_cookie_is_for_this_host_over_tls_and_not_for_scripts(browser: Browser) -> None:
    cookie = browser.sign_in("viewer").headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert COOKIE.startswith("__Host-")
    for said in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert said in cookie
    assert "Domain" not in cookie


def test_a_session_given_by_somebody_else_is_never_taken_on(browser: Browser) -> None:
    browser.session = "planted-by-an-attacker"
    browser.client.headers["Origin"] = browser.address
    answer = browser.client.post(
        "/sign-in",
        data={"name": "viewer", "password": PASSWORD},
        headers={"Cookie": f"{COOKIE}=planted-by-an-attacker"},
    )
    assert "planted" not in answer.headers["set-cookie"]
    assert browser.get("/").status_code == 303, "the planted one opens nothing"


def test_signing_in_again_ends_the_session_before(served: str, browser: Browser) -> None:
    browser.sign_in("viewer")
    first, csrf = browser.session, browser.token()
    browser.post("/sign-in", {"name": "analyst", "password": PASSWORD}, csrf=csrf)
    assert browser.session != first
    other = Browser(served)
    other.session = first
    assert other.get("/").status_code == 303
    other.close()


def test_one_sessions_token_is_no_use_in_another(served: str, browser: Browser) -> None:
    browser.sign_in("analyst")
    other = Browser(served)
    other.sign_in("analyst")
    assert browser.post("/sign-out", csrf=other.token()).status_code == 403
    assert browser.get("/").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/").status_code == 303
    other.close()


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_cannot_sign_anybody_in(served: str, headers: dict[str, str]) -> None:
    answer = httpx.post(f"{served}/sign-in", data={"name": "viewer", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example/", "/\\evil.example", "/\tx", "evil"]
)
def test_signing_in_leads_nowhere_else(browser: Browser, next: str) -> None:
    assert browser.sign_in("viewer", next=next).headers["location"] == "/"


def test_a_wrong_password_is_refused_and_the_name_comes_back_escaped(browser: Browser) -> None:
    answer = browser.sign_in('"><script>alert(1)</script>', "wrong")
    assert answer.status_code == 403
    assert "<script" not in answer.text
    assert "too many attempts" in answer.text
    assert "set-cookie" not in answer.headers


def test_codes_are_set_up_and_asked_for(shared: Case, served: str, browser: Browser) -> None:
    shared.team.add("coded", Role.VIEWER)
    first = shared.team.reset("coded")
    browser.sign_in("coded", first)
    assert browser.get("/incidents").headers["location"] == "/settings", "the first password has to go first"
    wrong = browser.post("/settings/password", {"old": first, "new": PASSWORD, "again": "other"})
    assert wrong.status_code == 422
    before = browser.session
    browser.post("/settings/password", {"old": first, "new": PASSWORD, "again": PASSWORD})
    assert browser.session != before
    assert browser.get("/incidents").status_code == 200
    page = browser.get("/settings?codes=1").text
    assert "<svg" in page
    assert " style=" not in page
    secret = re.search(r'name="secret" value="([A-Z2-7]+)"', page)[1]  # type: ignore[index]
    given = {"password": PASSWORD, "secret": secret}
    assert browser.post("/settings/codes", given | {"code": "000000"}).status_code == 422
    done = browser.post("/settings/codes", given | {"code": pyotp.TOTP(secret).now()})
    spare = re.findall(r"<li><code>([a-z2-7-]{19})</code>", done.text)
    assert len(spare) == 10
    browser.post("/sign-out")
    assert browser.sign_in("coded").status_code == 403
    assert browser.sign_in("coded", code=spare[3]).status_code == 303
    assert browser.post("/settings/codes/drop", {"password": "wrong"}).status_code == 422
    assert browser.post("/settings/codes/drop", {"password": PASSWORD}).status_code == 303
    browser.post("/sign-out")
    assert browser.sign_in("coded").status_code == 303


def test_an_admin_adds_changes_and_removes_others_but_not_themselves(browser: Browser) -> None:
    browser.sign_in("admin")
    added = browser.post("/people", {"name": "Ida <b>Berg</b>", "role": "analyst"})
    assert added.status_code == 200
    assert "Ida &lt;b&gt;Berg" in added.text
    assert browser.post("/people", {"name": "Ida <b>Berg</b>", "role": "analyst"}).status_code == 422
    assert browser.post("/people", {"name": "Ada", "role": "emperor"}).status_code == 422
    change = {"name": "Ida <b>Berg</b>", "role": "reviewer"}
    assert browser.post("/people/change", change | {"what": "role"}).status_code == 303
    assert browser.post("/people/change", change | {"what": "reset"}).status_code == 200
    assert browser.post("/people/change", change | {"what": "remove"}).status_code == 303
    own = {"name": "admin", "role": "viewer", "what": "role"}
    assert browser.post("/people/change", own).status_code == 422
    browser.post("/sign-out")
    browser.sign_in("lead")
    assert browser.get("/people").status_code == 403
    assert browser.post("/people", {"name": "Eve", "role": "admin"}).status_code == 403
