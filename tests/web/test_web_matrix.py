"""Every address with every role and without signing in: a new route without an entry here fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Mount
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.rights import Person, Right, Role
from corrobora.web.app import create_app
from people import Browser, enrol, quick

#: Whoever asks, and whoever signed in, whatever their role.
OPEN, ANYBODY = "open", "anybody"
#: What each address needs. A page may be open to more than its acts.
NEEDS: dict[str, str] = {
    "GET /sign-in": OPEN, "POST /sign-in": OPEN, "POST /sign-out": ANYBODY,
    "GET /settings": ANYBODY, "POST /settings/password": ANYBODY, "POST /settings/codes": ANYBODY,
    "POST /settings/codes/drop": ANYBODY,
    "GET /": Right.READ, "GET /incidents": Right.READ, "GET /documents": Right.READ,
    "GET /ledger": Right.READ, "GET /tallies": Right.READ, "GET /statements": Right.READ,
    "GET /responses": Right.READ, "GET /incidents/{number}": Right.READ,
    "GET /documents/{sha256}": Right.READ, "GET /documents/{sha256}/beside/{other}": Right.READ,
    "GET /documents/{sha256}/pages/{number}": Right.READ,
    "GET /documents/{sha256}/pages/{number}/picture.png": Right.READ,
    "GET /api/v1/documents/{sha256}/pages/{number}": Right.READ,
    "GET /api/v1/documents/{sha256}/pages/{number}/picture": Right.READ,
    "GET /search": Right.READ, "GET /map": Right.READ, "GET /footage": Right.READ, "GET /actors": Right.READ,
    "GET /map/tiles": Right.READ,
    "GET /places": Right.READ, "GET /elements": Right.READ, "GET /incidents/{number}/elements": Right.READ,
    "GET /footage/{sha256}": Right.READ, "GET /footage/{sha256}/recording": Right.READ,
    "GET /api/v1/footage/{sha256}/recording": Right.READ,
    "POST /footage/{sha256}/show": Right.READ, "GET /footage/{sha256}/{copy}/blurred.jpg": Right.READ,
    "GET /footage/{sha256}/{copy}/clear.jpg": Right.READ, "POST /settings/shown": ANYBODY,
    "GET /captures/{entry}/{role}": Right.READ, "POST /views": Right.DECIDE,
    "POST /incidents/decide": Right.DECIDE,
    "GET /journal": Right.AUDIT, "GET /changes": Right.AUDIT,
    "GET /people": Right.PEOPLE, "POST /people": Right.PEOPLE, "POST /people/change": Right.PEOPLE,
    "GET /approvals": Right.APPROVE, "POST /approvals/{proposal}/approve": Right.APPROVE,
    "POST /approvals/{proposal}/refuse": Right.DECIDE,
    "GET /review": Right.DECIDE, "POST /review/verdict": Right.DECIDE, "POST /review/judgement": Right.DECIDE,
    "POST /review/undo": Right.DECIDE, "POST /review/correct": Right.DECIDE,
    "POST /documents/{sha256}/claims": Right.DECIDE,
    "GET /incidents/{number}/grading": Right.READ, "POST /incidents/{number}/grading": Right.DECIDE,
    "GET /accountability": Right.READ, "GET /incidents/{number}/accountability": Right.READ,
    "GET /letters": Right.DECIDE, "POST /letters/sent": Right.DECIDE, "POST /letters/answered": Right.DECIDE,
    "GET /exports": Right.EXPORT, "POST /exports": Right.EXPORT, "POST /exports/ask": Right.EXPORT,
    "GET /api/v1/me": ANYBODY,
    "GET /api/v1/incidents": Right.READ, "GET /api/v1/incidents/{number}": Right.READ,
    "GET /api/v1/claims": Right.READ, "GET /api/v1/claims/{id}": Right.READ,
    "GET /api/v1/documents": Right.READ, "GET /api/v1/documents/{sha256}": Right.READ,
    "GET /api/v1/search": Right.READ, "GET /api/v1/reconciliation": Right.READ,
    "GET /api/v1/ledger": Right.READ, "GET /api/v1/actors": Right.READ, "GET /api/v1/sources": Right.READ,
    "GET /api/v1/decisions": Right.READ, "GET /api/v1/proposals": Right.APPROVE,
    "GET /api/v1/journal": Right.AUDIT, "GET /api/v1/verification": Right.AUDIT,
    "GET /api/v1/people": Right.PEOPLE, "POST /api/v1/people": Right.PEOPLE,
    "POST /api/v1/decisions": Right.DECIDE, "POST /api/v1/decisions/{id}/undo": Right.DECIDE,
    "POST /api/v1/claims/{id}/corrections": Right.DECIDE,
    "POST /api/v1/documents/{sha256}/claims": Right.DECIDE, "POST /api/v1/documents": Right.DECIDE,
    "POST /api/v1/documents/{sha256}/sensitivity": Right.MARK,
    "POST /api/v1/claims/{id}/sensitivity": Right.MARK,
    "GET /api/v1/waiting": Right.DECIDE, "GET /api/v1/changes": Right.AUDIT, "GET /api/v1/places": Right.READ,
    "GET /api/v1/map": Right.READ,
    "GET /api/v1/footage": Right.READ, "GET /api/v1/footage/{sha256}": Right.READ,
    "POST /api/v1/footage/{sha256}/view": Right.READ,
    "GET /api/v1/footage/{sha256}/pictures/{copy}": Right.READ,
    "GET /api/v1/settings/shown": ANYBODY, "POST /api/v1/settings/shown": ANYBODY,
    "POST /api/v1/people/{name}/role": Right.PEOPLE, "POST /api/v1/people/{name}/reset": Right.PEOPLE,
    "POST /api/v1/people/{name}/remove": Right.PEOPLE,
    "GET /api/v1/views": Right.READ, "POST /api/v1/views": Right.DECIDE,
    "GET /api/v1/grading": Right.READ, "GET /api/v1/incidents/{number}/grades": Right.READ,
    "POST /api/v1/incidents/{number}/proof": Right.DECIDE,
    "POST /api/v1/claims/{id}/credibility": Right.DECIDE,
    "POST /api/v1/sources/reliability": Right.DECIDE, "GET /api/v1/incidents/{number}/elements": Right.READ,
    "GET /api/v1/accountability": Right.READ, "GET /api/v1/incidents/{number}/accountability": Right.READ,
    "GET /api/v1/letters": Right.DECIDE, "GET /api/v1/letters/forms": Right.DECIDE,
    "POST /api/v1/letters": Right.DECIDE, "POST /api/v1/letters/{id}/answer": Right.DECIDE,
    "GET /api/v1/exports": Right.EXPORT, "POST /api/v1/exports": Right.EXPORT,
    "POST /api/v1/exports/proposals": Right.EXPORT,
    "POST /api/v1/proposals/{id}/approve": Right.APPROVE, "POST /api/v1/proposals/{id}/refuse": Right.DECIDE,
}  # fmt: skip


def addresses(app: FastAPI, prefix: str = "") -> Iterator[str]:
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield from (f"{method} {prefix}{route.path}" for method in sorted(route.methods))
        elif isinstance(route, Mount) and isinstance(route.app, FastAPI):
            yield from addresses(route.app, prefix + route.path)


@pytest.fixture(scope="module")
def matrix(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str | None]
) -> Iterator[tuple[Case, FastAPI, str]]:
    with quick(sample_case(tmp_path_factory.mktemp("matrix"), database=new_database())) as case:
        enrol(case, *Role)
        app = create_app(case, sign_in=True)
        with serving_app(app) as where:
            yield case, app, where


def filled(address: str, case: Case) -> tuple[str, str]:
    """Method and path with values in place of parameters, some of them real."""
    method, _, path = address.partition(" ")
    sha256 = case.documents()[0].sha256
    real = {"number": "1", "sha256": sha256, "other": sha256, "id": "1", "proposal": "1"}
    return method, re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: real.get(m[1], "1"), path)


def test_every_address_has_an_entry_and_every_entry_an_address(matrix: tuple[Case, FastAPI, str]) -> None:
    assert set(addresses(matrix[1])) == set(NEEDS)


def test_nobody_gets_anything_without_signing_in(matrix: tuple[Case, FastAPI, str]) -> None:
    case, _, where = matrix
    with httpx.Client(base_url=where, timeout=60) as client:
        for address, needs in NEEDS.items():
            method, path = filled(address, case)
            answer = client.request(method, path, headers={"Origin": where})
            if needs == OPEN:
                assert answer.status_code in (200, 403), address
            elif method == "GET" and not path.startswith("/api/"):
                assert answer.status_code == 303, address
                assert answer.headers["location"].startswith("/sign-in"), address
            else:
                assert answer.status_code == 401, address
            assert "Old Mill" not in answer.text, address


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_what_its_rights_give_and_no_more(
    matrix: tuple[Case, FastAPI, str], role: Role
) -> None:
    case, _, where = matrix
    browser = Browser(where)
    browser.sign_in(role.value)
    _, token = case.team.create_token(role.value, "matrix", Right)
    bearer = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=where, timeout=60) as client:
        for address, needs in NEEDS.items():
            if needs == OPEN or address == "POST /sign-out":
                continue
            method, path = filled(address, case)
            if path.startswith("/api/"):
                answer = client.request(method, path, headers=bearer)
            else:
                answer = browser.get(path) if method == "GET" else browser.post(path)
            allowed = needs == ANYBODY or Person(name="x", role=role).may(Right(needs))
            assert answer.status_code < 500, address
            assert (answer.status_code not in (401, 403)) == allowed, (address, answer.status_code)
    browser.close()


def test_a_form_without_its_token_is_refused_at_every_address(matrix: tuple[Case, FastAPI, str]) -> None:
    case, _, where = matrix
    browser = Browser(where)
    browser.sign_in("admin")
    for address in NEEDS:
        method, path = filled(address, case)
        if method == "POST":
            assert browser.post(path, csrf="0" * 64).status_code == 403, address
    browser.close()


def test_a_token_gives_no_more_than_its_scopes(matrix: tuple[Case, FastAPI, str]) -> None:
    case, _, where = matrix
    made, token = case.team.create_token("admin", "reader", [Right.READ])
    with httpx.Client(base_url=where, headers={"Authorization": f"Bearer {token}"}, timeout=60) as client:
        assert client.get("/api/v1/me").json()["rights"] == ["read"]
        assert client.get("/api/v1/incidents").status_code == 200
        assert client.get("/api/v1/journal").status_code == 403
        assert client.post("/api/v1/people", json={"name": "x", "role": "admin"}).status_code == 403
        assert client.get("/incidents").status_code == 303, "a token is for the API alone"
        case.team.revoke_token(made.id)
        assert client.get("/api/v1/incidents").status_code == 401
    assert token not in repr([e.payload for e in case.journal(limit=1000)])
    assert case.verify().clean
