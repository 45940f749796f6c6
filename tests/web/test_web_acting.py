"""Who acts in a request, and what a form must carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import httpx
import pytest
from fastapi import Response
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.rights import RIGHTS, Person, Right, Role
from corrobora.web.acting import Deciding, Managing, Reading, done, own_path
from corrobora.web.app import create_app
from corrobora.web.security import HEADERS


@pytest.fixture(scope="module")
def here(case: Case) -> Iterator[httpx.Client]:
    """The sample case with routes that only say who acts."""
    app = create_app(case)

    @app.get("/who")
    def name(acting: Reading) -> Response:
        return Response(f"{acting.person.name} {acting.person.role} {acting.csrf_field}")

    @app.post("/act")
    def act(acting: Deciding) -> Response:
        return done("/who")

    @app.get("/people-only")
    def managed(acting: Managing) -> Response:
        return Response("yes")

    @app.get("/broken")
    def broken(acting: Reading) -> Response:
        raise ZeroDivisionError

    with serving_app(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def token(client: httpx.Client) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', client.get("/who").text)
    assert found
    return found[1]


def test_on_this_machine_one_acts_as_the_lead_without_signing_in(here: httpx.Client) -> None:
    assert here.get("/who").text.startswith("ana lead ")


def test_a_form_of_this_case_is_taken_and_leads_to_the_page_that_shows_it(here: httpx.Client) -> None:
    answer = here.post("/act", data={"csrf": token(here)})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/who"
    assert here.post("/act", headers={"X-CSRF-Token": token(here)}).status_code == 303


@pytest.mark.parametrize("given", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "ф"}])
def test_a_form_without_the_token_is_refused(here: httpx.Client, given: dict[str, str]) -> None:
    answer = here.post("/act", data=given)
    assert answer.status_code == 403
    assert "That form cannot be taken" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_sends_is_refused_even_with_the_token(
    here: httpx.Client, headers: dict[str, str]
) -> None:
    assert here.post("/act", data={"csrf": token(here)}, headers=headers).status_code == 403


def test_what_the_role_does_not_allow_is_refused_in_words(here: httpx.Client) -> None:
    answer = here.get("/people-only")
    assert answer.status_code == 403
    assert "right to people" in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_who_comes_through_a_proxy_is_not_on_this_machine(here: httpx.Client, header: str) -> None:
    answer = here.get("/who", headers={header: "203.0.113.9"})
    assert "lead" not in answer.text


def test_a_fault_of_the_program_tells_nothing_and_keeps_the_headers(here: httpx.Client) -> None:
    answer = here.get("/broken")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "", "x", "/a\r\nX: y"]
)
def test_no_redirect_leads_elsewhere(path: str) -> None:
    assert own_path(path) == "/"


def test_each_role_may_do_what_the_one_before_it_may() -> None:
    given = [RIGHTS[role] for role in Role]
    assert all(a < b for a, b in pairwise(given))
    assert Person(name="v", role=Role.VIEWER).may(Right.READ)
    assert not Person(name="v", role=Role.VIEWER).may(Right.DECIDE)
