"""People decide: recorded with author and reason, reversible, never overwritten."""

from __future__ import annotations

import pytest

from corrobora.case import BadDecision, Case, NotThere
from corrobora.model.vocabulary import Judgement, Kind
from reports import OFFICE, Reports


def groups(case: Case) -> dict[str, int]:
    """How many claims stand under each label."""
    return {head.incident.label: len(head.incident.claims) for head in case.incidents()}


def test_incidents_judged_the_same_become_one_and_the_other_number_points_to_it(filled: Case) -> None:
    decision = filled.decide(["INC-0001", "2"], judgement=Judgement.SAME, reason="one village, two names")
    assert decision.subject == ("INC-0001", "INC-0002")
    assert (decision.author, decision.reason) == ("ann", "one village, two names")
    assert groups(filled) == {"INC-0001": 3}
    assert filled.incident("INC-0002").incident.merged_into == 1
    assert filled.incident("INC-0002").claims == ()
    assert filled.verify().clean


def test_a_merge_is_undone_by_a_later_decision_and_both_stay_readable(filled: Case) -> None:
    before = groups(filled)
    first = filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village")
    second = filled.decide(["INC-0002", "INC-0001"], judgement=Judgement.DIFFERENT, reason="two villages")
    assert groups(filled) == before
    assert filled.incident(2).incident.merged_into is None
    assert second.supersedes == first.id
    assert [d.reason for d in filled.decisions()] == ["one village", "two villages"]
    assert [d.reason for d in filled.incident(2).decisions] == ["one village", "two villages"]
    assert filled.verify().clean


def test_unsure_leaves_it_to_the_score_again(filled: Case) -> None:
    before = groups(filled)
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village")
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.UNSURE, reason="cannot say")
    assert groups(filled) == before


def test_claims_judged_different_are_split_and_the_rest_keeps_the_number(filled: Case) -> None:
    one, other = filled.incident(1).claims
    filled.decide([one.id, other.id], judgement=Judgement.DIFFERENT, reason="two raids on one day")
    assert sorted(groups(filled).values()) == [1, 1, 1]
    assert {"INC-0001", "INC-0002", "INC-0003"} == set(groups(filled))
    links = filled.incident(1).links
    assert any(link.pair.judgement is Judgement.DIFFERENT and not link.joined for link in links)


def test_decisions_hold_when_more_is_added(filled: Case, three: Reports) -> None:
    filled.decide(["INC-0001", "INC-0002"], judgement=Judgement.SAME, reason="one village")
    three.write("again.txt", "Later, " + OFFICE)
    filled.add([three.folder])
    assert groups(filled)["INC-0001"] >= 3
    assert filled.incident(2).incident.merged_into == 1


def test_a_rejected_claim_counts_nowhere_but_stays_readable(filled: Case) -> None:
    claim = filled.incident(2).claims[0]
    filled.decide([claim.id], verdict="rejected", reason="a film set")
    assert groups(filled) == {"INC-0001": 2}
    record = filled.claim(claim.id)
    assert record.rejected
    assert record.decision is not None
    assert record.decision.reason == "a film set"
    filled.decide([claim.id], verdict="accepted", reason="no film after all")
    assert groups(filled) == {"INC-0001": 2, "INC-0002": 1}


def test_a_rejected_tally_is_left_out_of_the_reconciliation(filled: Case) -> None:
    (tally,) = filled.tallies()
    assert [placed.tally.id for placed in filled.reconcile().tallies] == [tally.id]
    filled.decide([tally.id], verdict="rejected", reason="misread")
    assert filled.reconcile().tallies == ()


def test_a_verdict_on_an_incident_is_shown_with_it(filled: Case) -> None:
    filled.decide(["INC-0001"], verdict="accepted", reason="seen the footage")
    decision = filled.incidents()[0].decision
    assert decision is not None
    assert decision.verdict == "accepted"


@pytest.mark.parametrize(
    ("subject", "judgement", "verdict", "reason", "said"),
    [
        (["INC-0001", "INC-0002"], Judgement.SAME, None, "  ", "needs a reason"),
        (["INC-0001"], Judgement.SAME, None, "why", "on 2 records, 1 were named"),
        (["INC-0001", "INC-0002"], None, "accepted", "why", "on 1 record, 2 were named"),
        (["INC-0001"], None, "doubtful", "why", "no verdict"),
        (["INC-0001"], None, None, "why", "either a judgement"),
        (["INC-0001", "1"], Judgement.SAME, None, "why", "one and the same"),
    ],
)
def test_what_does_not_fit_is_refused_and_not_recorded(
    filled: Case, subject: list[str], judgement: Judgement | None, verdict: str | None, reason: str, said: str
) -> None:
    before = filled.stats().entries
    with pytest.raises(BadDecision, match=said):
        filled.decide(subject, judgement=judgement, verdict=verdict, reason=reason)
    assert filled.stats().entries == before


def test_only_claims_of_incidents_can_be_joined(filled: Case) -> None:
    tally = filled.tallies()[0].id
    with pytest.raises(BadDecision, match="is a tally"):
        filled.decide([tally, "INC-0001"], judgement=Judgement.SAME, reason="why")


@pytest.mark.parametrize("name", ["INC-0099", "c000000000000000", "nonsense"])
def test_unknown_records_are_named(filled: Case, name: str) -> None:
    with pytest.raises(NotThere, match=name):
        filled.decide([name], verdict="accepted", reason="why")


def test_claims_of_every_kind_can_be_accepted(filled: Case) -> None:
    for kind in (Kind.TALLY, Kind.RESPONSE, Kind.STATEMENT):
        claim = filled.claims(kind)[0]
        assert filled.decide([claim.id], verdict="accepted", reason="why").subject == (claim.id,)
