from __future__ import annotations

from pathlib import Path

import pytest

from corrobora.case import Case, NotACase, NotThere
from corrobora.case.errors import BadDecision
from corrobora.case.settings import CaseSettings
from corrobora.count.ledger import grade
from corrobora.link.origins import Origins
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim, Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind
from line_engine import LineEngine
from link_claims import record
from reports import Reports


def first(case: Case) -> str:
    return case.incident(1).claims[0].id


def test_the_two_axes_stay_apart_and_people_overrule_the_rule(filled: Case) -> None:
    before = {g.claim: g.code for g in filled.grades(1).claims}
    assert set(before.values()) == {"F3"}  # the reports differ on the number; nobody judged the papers
    filled.decide_reliability("daily", "B", reason="right in nine of ten")
    filled.decide_credibility(first(filled), "2", reason="the number is of two counts")
    now = {g.claim: g for g in filled.grades(1).claims}
    assert now[first(filled)].code == "B2"
    assert now[first(filled)].proposed.code == "3"
    filled.decide_reliability("Daily", "C", reason="corrected twice since")
    assert {g.claim: g.reliability for g in filled.grades(1).claims}[first(filled)] == "C"
    assert filled.verify().clean


def test_nobody_can_say_1_without_another_origin(filled: Case) -> None:
    with pytest.raises(BadDecision, match="another origin"):
        filled.decide_credibility(first(filled), "1", reason="sure of it")


def test_what_does_not_fit_a_scale_is_refused(filled: Case) -> None:
    with pytest.raises(BadDecision, match="A, B, C"):
        filled.decide_reliability("Daily", "G", reason="x")
    with pytest.raises(NotThere):
        filled.decide_reliability("Gazette", "A", reason="x")
    with pytest.raises(BadDecision, match="reason"):
        filled.decide_proof("INC-0001", "reasonable_grounds", reason=" ")
    with pytest.raises(NotThere):
        filled.decide_proof("INC-0099", "reasonable_grounds", reason="x")


def test_a_standard_of_proof_is_people_s_and_is_superseded_not_overwritten(filled: Case) -> None:
    assert filled.grades(1).proof is None
    filled.decide_proof("INC-0001", "reasonable_suspicion", reason="one video")
    decided = filled.decide_proof("1", "reasonable_grounds", reason="a second witness")
    found = filled.grades(1).proof
    assert found is not None
    assert (found.verdict, found.supersedes) == ("reasonable_grounds", decided.supersedes)
    assert len([d for d in filled.decisions() if d.subject == ("proof:INC-0001",)]) == 2


def test_the_method_is_the_case_s_and_survives_reopening(filled: Case) -> None:
    filled.choose_grading("airwars", reason="our donors read it")
    assert filled.grades(1).method.id == "airwars"
    path = filled.path
    assert CaseSettings.read(path).grading == "airwars"
    assert "Corrobora case" in (path / "case.toml").read_text()
    with pytest.raises(NotACase, match="none of"):
        filled.choose_grading("stars", reason="x")
    assert [e.payload["method"] for e in filled.latest() if e.act == "grading"] == ["airwars"]
    assert filled.verify().clean


def test_a_method_is_added_to_a_file_that_names_none(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as case:
        toml = tmp_path / "case" / "case.toml"
        toml.write_text(toml.read_text().replace('[grading]\nmethod = "admiralty"\n', ""))
        case.choose_grading("proof", reason="a court reads it")
    assert CaseSettings.read(tmp_path / "case").grading == "proof"


def test_a_mission_on_a_country_is_no_admission_by_that_country(reports: Reports) -> None:
    def claimed(body: str) -> str:
        base = record("c1", perpetrator_side="UA")
        actor = Slot(
            value=Actor(name="it", sort=ActorSort.BODY, body=body, side="UA"),
            spans=(Span(start=0, end=2, quote="it"),), reader="test",
        )  # fmt: skip
        claim = Claim(
            kind=Kind.INCIDENT, spans=base.claim.spans, engine="test", claimants=(actor,),
            perpetrator_side=base.claim.perpetrator_side,
        )  # fmt: skip
        from dataclasses import replace

        none = Origins(sources=(), passed=(), roots=(), independent=(1, 1))
        return grade([replace(base, claim=claim)], none).value

    assert claimed("un-hrmmu") == "weak"
    assert claimed("ua-prosecutor-general") == "confirmed"
