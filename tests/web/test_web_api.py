"""The API: pages by cursor, acts once, errors in one form, four eyes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.case.errors import NotAllowed
from corrobora.model.rights import Person, Right, Role
from corrobora.publish.files import export_file
from corrobora.web.app import create_app
from people import enrol, quick


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    with quick(sample_case(tmp_path, database=new_database())) as opened:
        enrol(opened, *Role)
        yield opened


@pytest.fixture
def where(case: Case) -> Iterator[str]:
    with serving_app(create_app(case)) as address:
        yield f"{address}/api/v1"


def as_(case: Case, where: str, role: Role) -> httpx.Client:
    _, token = case.team.create_token(role.value, "test", Right)
    return httpx.Client(base_url=where, headers={"Authorization": f"Bearer {token}"}, timeout=60)


@pytest.mark.parametrize("what", ["incidents", "claims", "documents", "decisions", "journal", "actors"])
def test_a_list_read_in_pages_of_one_is_the_list(case: Case, where: str, what: str) -> None:
    case.decide(["INC-0001"], verdict="accepted", reason="x")
    case.decide(["INC-0002"], verdict="accepted", reason="x")
    with as_(case, where, Role.REVIEWER) as client:
        whole = client.get(f"/{what}", params={"limit": 200}).json()["items"]
        found, cursor = [], ""
        while cursor is not None:
            page = client.get(f"/{what}", params={"limit": 1, "cursor": cursor}).json()
            found += page["items"]
            cursor = page["next"]
    assert found == whole
    assert len(whole) >= 2


def test_what_the_api_gives_is_what_the_commands_print(case: Case, where: str) -> None:
    from corrobora.case.output import record_json

    with as_(case, where, Role.VIEWER) as client:
        given = {c["id"]: c for c in client.get("/claims").json()["items"]}
        for record in case.claims():
            assert given[record.id] == record_json(record)
            assert client.get(f"/claims/{record.id}").json() == record_json(record)
        sha256 = case.documents()[0].sha256
        document = client.get(f"/documents/{sha256}").json()
        assert document["document"]["sha256"] == sha256
        assert document["text"] == case.document(sha256).document.text.content
        assert client.get("/incidents/INC-0001").json()["incident"]["number"] == 1
        assert client.get("/ledger", params={"act": "execution"}).json()["incidents"]["low"] >= 1
        assert client.get("/search", params={"q": "ombudsman"}).json()["items"]


def test_a_request_sent_again_is_done_once_and_answered_the_same(case: Case, where: str) -> None:
    body = {"subject": ["INC-0001"], "verdict": "accepted", "reason": "read it"}
    with as_(case, where, Role.ANALYST) as client:
        answers = []

        def send() -> None:
            answers.append(client.post("/decisions", json=body, headers={"Idempotency-Key": "k1"}))

        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {a.status_code for a in answers} == {201}
        assert len({a.text for a in answers}) == 1
        assert sorted(a.headers.get("idempotent-replayed", "") for a in answers) == ["", *["true"] * 5]
        other = client.post(
            "/decisions", json=body | {"verdict": "rejected"}, headers={"Idempotency-Key": "k1"}
        )
        assert other.status_code == 422
        failed = client.post(
            "/decisions", json=body | {"subject": ["INC-0099"]}, headers={"Idempotency-Key": "k2"}
        )
        assert failed.status_code == 404
    assert [d.verdict for d in case.decisions()] == ["accepted"]
    assert case.verify().clean


def test_every_error_is_a_problem(case: Case, where: str) -> None:
    with as_(case, where, Role.ANALYST) as client:
        for method, path, status in (
            ("GET", "/nowhere", 404), ("GET", "/incidents/a%0Ab", 404),
            ("GET", "/incidents/x", 404), ("GET", "/incidents?limit=0", 422),
            ("GET", "/incidents?cursor=%C3%A9", 422), ("GET", "/claims?cursor=WzFd", 422),
            ("DELETE", "/incidents", 405), ("POST", "/decisions", 422), ("GET", "/journal", 403),
        ):  # fmt: skip
            answer = client.request(method, path)
            assert (answer.status_code, answer.headers["content-type"]) == (
                status, "application/problem+json",
            ), path  # fmt: skip
            assert answer.json().keys() >= {"title", "status", "detail"}
    wrong = httpx.get(f"{where}/incidents", headers={"Authorization": "Bearer corrobora_x"})
    assert wrong.status_code == 401
    assert "Bearer" in wrong.headers["www-authenticate"]


def test_on_this_machine_the_api_needs_no_token_but_other_sites_cannot_use_it(where: str) -> None:
    assert httpx.get(f"{where}/me").json()["role"] == "lead"
    body = {"subject": ["INC-0001"], "verdict": "accepted", "reason": "x"}
    assert httpx.post(f"{where}/decisions", json=body).status_code == 403
    foreign = httpx.get(f"{where}/incidents", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in foreign.headers


@pytest.mark.parametrize(
    "name",
    ["../../evil.txt", "..\\..\\evil.txt", "/etc/evil.txt", "a\x00b.txt", "<script>alert(1)</script>.txt"],
)
def test_an_uploaded_file_lands_under_its_last_name_and_nowhere_else(
    case: Case, where: str, name: str, tmp_path: Path
) -> None:
    before = {p for p in tmp_path.rglob("*") if p.name.startswith("evil")}
    with as_(case, where, Role.ANALYST) as client:
        words = b"Four prisoners were shot near Greyford on 4 May 2031, the council said."
        answer = client.post("/documents", files={"file": (name, words, "text/plain")})
        assert answer.status_code == 201, answer.text
        (added,) = answer.json()["added"]
        assert "/" not in added
        assert client.post("/documents", files={"file": (name, words)}).json()["unchanged"]
    assert {p for p in tmp_path.rglob("*") if p.name.startswith("evil")} == before
    assert case.verify().clean


def test_an_upload_sent_again_is_answered_the_same_and_its_key_is_for_no_other(
    case: Case, where: str
) -> None:
    words = b"Four prisoners were shot near Greyford on 4 May 2031, the council said."
    with as_(case, where, Role.ANALYST) as client:

        def send(content: bytes, name: str = "a.txt") -> httpx.Response:
            return client.post(
                "/documents", files={"file": (name, content)}, headers={"Idempotency-Key": "u1"}
            )

        first, again = send(words), send(words)
        assert first.json()["added"] == ["a.txt"]
        assert (again.text, again.headers["idempotent-replayed"]) == (first.text, "true")
        assert "idempotent-replayed" not in first.headers
        assert send(words + b" More.").status_code == 422
        assert send(words, "b.txt").status_code == 422
    assert case.verify().clean


def test_with_four_eyes_nobody_approves_their_own_admins_included(case: Case, where: str) -> None:
    case.demand_four_eyes(True, reason="the commission's rules")
    body = {"subject": ["INC-0001"], "verdict": "accepted", "reason": "read it"}
    with as_(case, where, Role.ADMIN) as admin, as_(case, where, Role.REVIEWER) as reviewer:
        made = admin.post("/decisions", json=body)
        assert made.status_code == 202
        number = made.json()["id"]
        assert case.decisions()[-1].verdict == "demanded", "nothing is decided yet"
        own = admin.post(f"/proposals/{number}/approve", json={"reason": "mine"})
        assert own.status_code == 403
        assert "another person" in own.json()["detail"]
        done = reviewer.post(f"/proposals/{number}/approve", json={"reason": "read it too"})
        assert done.status_code == 201
        assert done.json()["author"] == "admin"
        again = reviewer.post(f"/proposals/{number}/approve", json={"reason": "again"})
        assert again.status_code == 422
        lifted = as_(case, where, Role.LEAD)
    lead = case.acting(Person(name="lead", role=Role.LEAD))
    off = lead.demand_four_eyes(False, reason="no more")
    assert off.pending
    with pytest.raises(NotAllowed):
        lead.approve(off.id, reason="mine")
    lead.refuse(off.id, reason="withdrawn")
    assert case.decide(["INC-0002"], verdict="accepted", reason="x").pending
    assert case.verify().clean
    lifted.close()


def test_what_cannot_be_done_any_more_is_not_approved_and_stays_open(case: Case) -> None:
    case.demand_four_eyes(True, reason="x")
    analyst = case.acting(Person(name="analyst", role=Role.ANALYST))
    held = analyst.decide(["INC-0001"], verdict="accepted", reason="x")
    case.team.remove("analyst")
    reviewer = case.acting(Person(name="reviewer", role=Role.REVIEWER))
    with pytest.raises(NotAllowed):
        reviewer.approve(held.id, reason="y")
    assert [p.id for p in reviewer.proposals()] == [held.id]
    assert case.verify().clean


def test_an_export_of_what_is_sensitive_needs_a_second_person_each_time(case: Case, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    export_file(case, target, b"{}", {"format": "geojson"})
    case.decide_sensitive(case.documents()[0].sha256, sensitive=True, reason="x")
    with pytest.raises(NotAllowed, match="second person"):
        export_file(case, target, b"{}", {"format": "geojson"})
    asked = case.propose_export("geojson", reason="for the mission")
    with pytest.raises(NotAllowed):
        case.approve(asked.id, reason="mine")
    case.acting(Person(name="reviewer", role=Role.REVIEWER)).approve(asked.id, reason="seen")
    export_file(case, target, b"{}", {"format": "geojson"})
    with pytest.raises(NotAllowed):
        export_file(case, target, b"{}", {"format": "geojson"})
    assert case.verify().clean
