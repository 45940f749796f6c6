"""The API of grades, elements, accountability, letters and exports."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.case.weighed import account_json, elements_json, grades_json
from corrobora.model.rights import Right, Role
from corrobora.web.app import create_app
from corrobora.web.handing_over import KEPT, OUTBOX
from people import enrol, quick


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    with quick(sample_case(tmp_path, database=new_database())) as opened:
        enrol(opened, *Role)
        yield opened


@pytest.fixture
def as_(case: Case) -> Iterator[Callable[[Role], httpx.Client]]:
    clients = []
    with serving_app(create_app(case)) as where:

        def client(role: Role) -> httpx.Client:
            _, token = case.team.create_token(role.value, "test", Right)
            headers = {"Authorization": f"Bearer {token}"}
            clients.append(httpx.Client(base_url=f"{where}/api/v1", headers=headers, timeout=120))
            return clients[-1]

        yield client
        for opened in clients:
            opened.close()


def test_what_is_weighed_is_what_the_commands_print(case: Case, as_: Callable[[Role], httpx.Client]) -> None:
    viewer = as_(Role.VIEWER)
    assert viewer.get("/incidents/1/grades").json() == grades_json(case.grades(1))
    assert viewer.get("/incidents/1/elements").json() == elements_json("INC-0001", case.elements(1))
    assert viewer.get("/incidents/INC-0001/accountability").json() == account_json(case.account(1))
    methods = viewer.get("/grading").json()
    assert methods["chosen"] in {m["id"] for m in methods["methods"]}
    assert viewer.get("/incidents/99/grades").status_code == 404
    found, cursor = [], ""
    while cursor is not None:
        page = viewer.get("/accountability", params={"limit": 1, "cursor": cursor}).json()
        found += page["items"]
        cursor = page["next"]
    assert found == [account_json(account) for account in case.accounts().incidents]
    assert len(found) >= 2


def test_grades_are_decided_once_and_wait_where_the_case_demands_four_eyes(
    case: Case, as_: Callable[[Role], httpx.Client]
) -> None:
    analyst = as_(Role.ANALYST)
    claim = next(c for c in case.grades(1).claims if c.source)
    said = {"source": claim.source, "code": "B", "reason": "right before"}
    assert analyst.post("/sources/reliability", json={**said, "code": "Z"}).status_code == 422
    answers = [
        analyst.post("/sources/reliability", json=said, headers={"Idempotency-Key": "k"}) for _ in "12"
    ]
    assert [a.status_code for a in answers] == [201, 201]
    assert answers[0].text == answers[1].text
    better = {"code": "2", "reason": "has seen it"}
    assert analyst.post(f"/claims/{claim.claim}/credibility", json=better).status_code == 201
    assert next(c for c in case.grades(1).claims if c.claim == claim.claim).code == "B2"
    assert as_(Role.VIEWER).post(f"/claims/{claim.claim}/credibility", json=better).status_code == 403
    case.demand_four_eyes(True, reason="x")
    proof = {"code": "reasonable_grounds", "reason": "two independent"}
    waits = analyst.post("/incidents/1/proof", json=proof)
    assert (waits.status_code, waits.json()["pending"]) == (202, True)
    reviewer = as_(Role.REVIEWER)
    approved = reviewer.post(f"/proposals/{waits.json()['id']}/approve", json={"reason": "read"})
    assert approved.status_code == 201
    given = analyst.get("/incidents/1/grades").json()["proof"]
    assert (given["standard"], given["author"]) == ("reasonable_grounds", "analyst")
    assert [d.verdict for d in case.decisions() if d.verdict == "B"] == ["B"]


def test_letters_are_recorded_and_answered(case: Case, as_: Callable[[Role], httpx.Client]) -> None:
    analyst = as_(Role.ANALYST)
    form = analyst.get("/letters/forms").json()["items"][0]["id"]
    letter = {"form": form, "incident": "1", "to": "the mandate", "day": "2031-05-01"}
    sent = [analyst.post("/letters", json=letter, headers={"Idempotency-Key": "k"}).json() for _ in "12"]
    other = analyst.post("/letters", json={**letter, "to": "the committee"}).json()
    assert sent[0] == sent[1]
    assert [one.to for one in case.letters()] == ["the mandate", "the committee"]
    words = {"words": "will be looked into", "day": "2031-05-20"}
    answered = analyst.post(f"/letters/{sent[0]['id']}/answer", json=words).json()
    assert (answered["answered"], answered["answer"]) == ("2031-05-20", "will be looked into")
    first = analyst.get("/letters", params={"limit": 1}).json()
    assert first["items"] == [answered]
    rest = analyst.get("/letters", params={"limit": 1, "cursor": first["next"]}).json()
    assert rest == {"items": [other], "next": None}
    assert analyst.get("/incidents/1/accountability").json()["letters"] == [sent[0]["id"], other["id"]]
    for wrong in ({"day": "2031-02-30"}, {"day": "9999-12-31"}, {"form": "none"}, {"to": " "}):
        assert analyst.post("/letters", json={**letter, **wrong}).status_code == 422, wrong
    assert analyst.post("/letters", json={**letter, "incident": "99"}).status_code == 404
    too_early = {"words": "no", "day": "2031-04-01"}
    assert analyst.post(f"/letters/{other['id']}/answer", json=too_early).status_code == 422
    assert as_(Role.VIEWER).get("/letters").status_code == 403


def test_exports_are_files_and_sensitive_ones_wait_for_a_second_person(
    case: Case, as_: Callable[[Role], httpx.Client]
) -> None:
    lead = as_(Role.LEAD)
    formats = lead.get("/exports").json()["items"]
    assert {"bundle", "csv", "dossier.pdf", "letter"} <= {f["format"] for f in formats}
    before = len(case.journal(limit=1000))
    tables = lead.post("/exports", json={"format": "csv"})
    assert tables.headers["content-type"] == "application/octet-stream"
    assert "csv.zip" in tables.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(tables.content)) as archive:
        assert any(name.endswith("incidents.csv") for name in archive.namelist())
    assert [e.act for e in case.journal(limit=1000)[before:]] == ["export"]
    page = lead.post("/exports", json={"format": "dossier.html", "incident": "1"})
    assert b"INC-0001" in page.content
    form = next(f["form"] for f in formats if f["format"] == "letter")
    assert (
        lead.post("/exports", json={"format": "letter", "incident": "1", "form": form}).content[:2] == b"PK"
    )
    assert lead.post("/exports", json={"format": "letter", "incident": "1"}).status_code == 404
    assert lead.post("/exports", json={"format": "odt"}).status_code == 404
    assert as_(Role.VIEWER).post("/exports", json={"format": "csv"}).status_code == 403

    case.decide_sensitive(case.documents()[0].sha256, sensitive=True, reason="x")
    refused = lead.post("/exports", json={"format": "csv"})
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    asked = lead.post("/exports/proposals", json={"format": "csv", "reason": "for the court"})
    assert asked.status_code == 202
    admin = as_(Role.ADMIN)
    assert admin.post(f"/proposals/{asked.json()['id']}/approve", json={"reason": "x"}).status_code == 201
    assert lead.post("/exports", json={"format": "csv"}).status_code == 200
    assert lead.post("/exports", json={"format": "csv"}).status_code == 403, "approved once"
    assert lead.post("/exports/proposals", json={"format": "x", "reason": "x"}).status_code == 404


def test_an_export_sent_again_with_its_key_is_the_same_file_and_no_second_export(
    case: Case, as_: Callable[[Role], httpx.Client]
) -> None:
    lead, given, key = as_(Role.LEAD), {"format": "csv"}, {"Idempotency-Key": "one"}
    before = len(case.journal(limit=1000))
    first = lead.post("/exports", json=given, headers=key)
    again = lead.post("/exports", json=given, headers=key)
    assert first.headers.get("idempotent-replayed") is None
    assert again.headers["idempotent-replayed"] == "true"
    assert first.content == again.content
    assert first.headers["content-disposition"] == again.headers["content-disposition"]
    assert [e.act for e in case.journal(limit=1000)[before:]] == ["export"]
    assert lead.post("/exports", json={"format": "geojson"}, headers=key).status_code == 422, (
        "another request"
    )
    other = as_(Role.ADMIN).post("/exports", json=given, headers=key)
    assert other.headers.get("idempotent-replayed") is None, "a key is its person's own"

    (kept, _) = sorted((case.path / OUTBOX).iterdir(), key=lambda file: file.stat().st_mtime)
    old = time.time() - 2 * KEPT
    os.utime(kept, (old, old))
    lead.post("/exports", json=given, headers={"Idempotency-Key": "two"}).raise_for_status()
    gone = lead.post("/exports", json=given, headers=key)
    assert (gone.status_code, "not kept any more" in gone.json()["detail"]) == (422, True)
    assert case.verify().clean


def test_one_request_with_a_key_is_answered_at_a_time(
    case: Case, as_: Callable[[Role], httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(*_: Any) -> tuple[str, Callable[[Path], Path]]:
        def write(folder: Path) -> Path:
            begun.set()
            assert go_on.wait(30)
            (folder / "made").write_bytes(b"made")
            return folder / "made"

        return "made", write

    monkeypatch.setattr("corrobora.web.api.exports.maker", slow)
    lead, call = as_(Role.LEAD), {"json": {"format": "csv"}, "headers": {"Idempotency-Key": "one"}}
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lambda: lead.post("/exports", **call))
        assert begun.wait(30)
        assert lead.post("/exports", **call).status_code == 409
        go_on.set()
        assert first.result().content == b"made"
    assert lead.post("/exports", **call).headers["idempotent-replayed"] == "true"
