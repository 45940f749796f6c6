from __future__ import annotations

import pytest

from corrobora.link import PairJudgement, explain, link
from corrobora.model.errors import InvalidRecord
from corrobora.model.vocabulary import Judgement, Kind
from link_claims import days, place, record

MILL = place("Old Mill", 48.10, 31.20)
FORD = place("Stone Ford", 49.90, 36.10)
TENTH = days("2031-06-10")


def _clusters(records, judgements=()):
    return {frozenset(c) for c in link(records, judgements).clusters}


def test_two_reports_of_one_day_place_and_count_become_one_event():
    records = [
        record("a", "d1", victims=9, where=MILL, when=TENTH),
        record("b", "d2", victims=9, where=place("the Old Mill", 48.101, 31.2), when=TENTH),
        record("c", "d3", victims=9, where=FORD, when=TENTH),
    ]
    assert _clusters(records) == {frozenset("ab"), frozenset("c")}


def test_a_name_in_another_script_is_the_same_place():
    records = [
        record("a", "d1", victims=9, where=place("Kamianka"), when=TENTH),
        record("b", "d2", victims=9, where=place("Кам'янкою"), when=TENTH),
    ]
    assert _clusters(records) == {frozenset("ab")}


def test_a_different_count_of_the_same_event_in_one_document_joins_it():
    records = [
        record("a", victims=9, where=MILL, when=TENTH),
        record("b", victims=7, where=MILL, when=TENTH, start=300),
    ]
    assert _clusters(records) == {frozenset("ab")}


def test_two_days_at_one_place_are_two_events():
    records = [
        record("a", "d1", victims=2, where=MILL, when=TENTH),
        record("b", "d2", victims=2, where=MILL, when=days("2031-08-01"), published="2031-08-03"),
    ]
    assert _clusters(records) == {frozenset("a"), frozenset("b")}


def test_opposite_sides_are_not_joined_by_count_alone():
    a = record("a", "d1", victims=2, where=place("Ash Region"), when=days("2031-06-01", "2031-06-30"))
    b = record(
        "b", "d2", victims=2, where=None, when=TENTH, victim_side="XB", perpetrator_side="XA"
    )  # fmt: skip
    assert _clusters([a, b]) == {frozenset("a"), frozenset("b")}
    assert any("different sides" in veto for veto in explain(a, b).vetoes)


def test_a_claim_without_place_day_and_count_stays_alone():
    result = link([record("a", "d1"), record("b", "d2")])
    assert result.clusters == (("a",), ("b",))
    assert result.weak == {"a", "b"}


def test_tallies_and_statements_are_never_linked():
    records = [
        record("a", "d1", victims=9, where=MILL, when=TENTH),
        record("t", "d2", victims=9, where=MILL, when=TENTH, kind=Kind.TALLY),
    ]
    assert link(records).clusters == (("a",),)


def test_people_decide_against_the_score_in_both_directions():
    records = [
        record("a", "d1", victims=9, where=MILL, when=TENTH),
        record("b", "d2", victims=9, where=MILL, when=TENTH),
        record("c", "d3", victims=4, where=FORD, when=days("2031-01-02")),
    ]
    apart = PairJudgement(a="a", b="b", judgement=Judgement.DIFFERENT)
    together = PairJudgement(a="b", b="c", judgement=Judgement.SAME)
    assert _clusters(records, [apart, together]) == {frozenset("a"), frozenset("bc")}


def test_different_holds_through_a_third_claim_that_fits_both():
    records = [record(x, f"d{x}", victims=9, where=MILL, when=TENTH) for x in "abc"]
    found = _clusters(records, [PairJudgement(a="a", b="b", judgement=Judgement.DIFFERENT)])
    assert not any({"a", "b"} <= c for c in found)
    assert any("c" in c and len(c) == 2 for c in found)


def test_the_last_judgement_on_a_pair_counts():
    records = [record(x, f"d{x}", victims=9, where=MILL, when=TENTH) for x in "ab"]
    first = PairJudgement(a="a", b="b", judgement=Judgement.DIFFERENT)
    later = PairJudgement(a="b", b="a", judgement=Judgement.UNSURE)
    assert _clusters(records, [first, later]) == {frozenset("ab")}


def test_a_claim_cannot_be_judged_against_itself():
    with pytest.raises(InvalidRecord, match="itself"):
        PairJudgement(a="a", b="a", judgement=Judgement.SAME)


def test_why_two_claims_were_joined_can_be_read():
    a = record("a", "d1", victims=9, where=MILL, when=TENTH)
    b = record("b", "d2", victims=9, where=MILL, when=TENTH)
    (pair,) = link([a, b]).pairs
    assert (pair.a, pair.b) == ("a", "b")
    assert pair.score > 0.5
    words = " | ".join(f.words for f in pair.features)
    assert "one place: “Old Mill” and “Old Mill”" in words
    assert "the same count: 9" in words
    assert "the same days: 2031-06-10 and 2031-06-10" in words
    assert all(f.contribution == pytest.approx(f.value * f.weight, abs=1e-3) for f in pair.features)


def test_the_order_of_the_records_does_not_change_the_groups():
    records = [
        record(
            f"{n}", f"d{n}", victims=2 + n % 3, where=(MILL, FORD)[n % 2], when=days(f"2031-06-{10 + n % 4}")
        )
        for n in range(12)
    ]
    assert _clusters(records) == _clusters(records[::-1])
