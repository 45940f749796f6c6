"""Pages that hand over and weigh: exports, grades, letters, accountability; with rights and four eyes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.rights import Role
from corrobora.web.app import create_app
from people import Browser, enrol, quick


@pytest.fixture
def case(tmp_path: Path, new_database: Callable[[], str | None]) -> Iterator[Case]:
    with quick(sample_case(tmp_path, database=new_database())) as opened:
        enrol(opened, Role.VIEWER, Role.ANALYST, Role.LEAD, Role.ADMIN)
        yield opened


@pytest.fixture
def where(case: Case) -> Iterator[str]:
    with serving_app(create_app(case, sign_in=True)) as address:
        yield address


def signed_in(where: str, name: str) -> Browser:
    browser = Browser(where)
    browser.sign_in(name)
    return browser


def test_an_export_comes_as_a_file_and_is_an_entry_of_the_journal(case: Case, where: str) -> None:
    lead = signed_in(where, "lead")
    answer = lead.post("/exports", {"format": "csv"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {"csv/incidents.csv", "csv/claims.csv"} <= set(archive.namelist())
    assert answer.headers["content-disposition"] == 'attachment; filename="csv.zip"'
    page = lead.post("/exports", {"format": "dossier.html", "incident": "1"})
    assert b"INC-0001" in page.content
    entries = [e for e in case.journal(limit=1000) if e.act == "export"]
    assert [(e.actor, e.payload["format"]) for e in entries] == [("lead", "csv"), ("lead", "dossier.html")]
    assert lead.post("/exports", {"format": "../csv"}).status_code == 422
    assert lead.post("/exports", {"format": "dossier.html", "incident": "INC-9999"}).status_code == 404


def test_a_bundle_is_whole(case: Case, where: str, tmp_path: Path) -> None:
    from corrobora.publish.bundle.check import check_bundle

    answer = signed_in(where, "lead").post("/exports", {"format": "bundle"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path / "got")
    assert check_bundle(tmp_path / "got" / "bundle").problems == ()


def test_an_export_of_what_is_sensitive_is_approved_by_somebody_else_and_made_once(
    case: Case, where: str
) -> None:
    case.decide_sensitive(case.documents()[0].sha256, sensitive=True, reason="x")
    lead, admin = signed_in(where, "lead"), signed_in(where, "admin")
    refused = lead.post("/exports", {"format": "csv"})
    assert refused.status_code == 403
    assert 'name="format" value="csv"' in refused.text
    lead.post("/exports/ask", {"format": "csv", "reason": "for the mission"})
    (proposal,) = case.proposals()
    lead.post(f"/approvals/{proposal.id}/approve", {"reason": "mine"})
    assert lead.post("/exports", {"format": "csv"}).status_code == 403, "nobody approves their own"
    admin.post(f"/approvals/{proposal.id}/approve", {"reason": "read"})
    assert lead.post("/exports", {"format": "csv"}).status_code == 200
    assert lead.post("/exports", {"format": "csv"}).status_code == 403, "an approval is for one export"


def test_grades_are_decided_on_their_page_with_a_reason_and_by_four_eyes_where_demanded(
    case: Case, where: str
) -> None:
    analyst = signed_in(where, "analyst")
    claim = next(c for c in case.grades(1).claims if c.source)
    path = "/incidents/1/grading"
    page = analyst.get(path).text
    assert "reliability cannot be judged" in page
    assert claim.claim in page
    graded = {"what": "reliability", "subject": str(claim.source), "code": "B", "reason": "right before"}
    assert analyst.post(path, graded).status_code == 303
    assert "usually reliable" in analyst.get(path).text
    assert analyst.post(path, {**graded, "code": "Z"}).status_code == 422
    assert analyst.post(path, {**graded, "reason": " "}).status_code == 422
    assert analyst.post(path, {**graded, "subject": "Nobody Known"}).status_code == 422
    assert signed_in(where, "viewer").post(path, graded).status_code == 403
    case.demand_four_eyes(True, reason="x")
    decided = {"what": "proof", "code": "reasonable_grounds", "reason": "two independent"}
    assert analyst.post(path, decided).headers["location"].endswith("?waits=1")
    assert case.grades(1).proof is None
    (proposal,) = case.proposals()
    signed_in(where, "admin").post(f"/approvals/{proposal.id}/approve", {"reason": "read"})
    proof = case.grades(1).proof
    assert proof is not None
    assert (proof.author, proof.verdict) == ("analyst", "reasonable_grounds")


def test_a_letter_is_written_recorded_reminded_of_and_answered(case: Case, where: str) -> None:
    analyst, lead = signed_in(where, "analyst"), signed_in(where, "lead")
    assert lead.post("/exports", {"format": "letter", "form": "newsroom", "incident": "1"}).status_code == 200
    sent = {"form": "newsroom", "incident": "1", "to": "The Courier", "day": "2031-04-02"}
    assert analyst.post("/letters/sent", {**sent, "day": "yesterday"}).status_code == 422
    analyst.post("/letters/sent", sent)
    (letter,) = case.letters()
    assert (letter.to, letter.recorded_by, letter.incident) == ("The Courier", "analyst", "INC-0001")
    assert "The Courier" in analyst.get("/accountability").text
    early = {"letter": letter.id, "words": "No comment", "day": "2031-03-01"}
    assert analyst.post("/letters/answered", early).status_code == 422
    analyst.post("/letters/answered", {**early, "day": "2031-04-09"})
    assert "No comment" in analyst.get("/incidents/1/accountability").text
    assert signed_in(where, "viewer").get("/letters").status_code == 403


def test_who_may_not_see_an_incident_learns_nothing_of_letters_about_it(case: Case, where: str) -> None:
    case.record_letter("icrc", "INC-0001", to="Delegate Orly", sent=case.settings.created.date())
    for sha256 in {c.document.sha256 for c in case.incident(1).claims}:
        case.decide_sensitive(sha256, sensitive=True, reason="x")
    for path in ("/letters", "/accountability"):
        assert "Delegate Orly" not in signed_in(where, "analyst").get(path).text
        assert "Delegate Orly" in signed_in(where, "lead").get(path).text


def test_accountability_tells_what_was_done_and_where_there_is_silence(where: str) -> None:
    page = signed_in(where, "viewer").get("/accountability").text
    assert "Denials" in page
    assert "No proceedings of anybody were found" in page
    assert "Ivo Brandt" in page
