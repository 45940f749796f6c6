from __future__ import annotations

from corrobora.link.blocking import candidate_pairs
from corrobora.link.facts import all_facts
from link_claims import days, place, record


def _pairs(records, cap=60):
    return candidate_pairs(all_facts(records), cap)


def test_claims_that_share_nothing_never_meet():
    records = [
        record(
            "a", "d1", victims=2, where=place("Old Mill", 48.1, 31.2), when=days("2031-01-10"), published=None
        ),
        record(
            "b",
            "d2",
            victims=9,
            where=place("Stone Ford", 44.9, 36.1),
            when=days("2031-08-10"),
            published=None,
        ),
    ]
    assert _pairs(records) == []


def test_one_place_in_one_month_brings_claims_together_whatever_else_they_say():
    records = [
        record(
            "a", "d1", victims=2, where=place("Old Mill", 48.1, 31.2), when=days("2031-06-10"), words="x" * 9
        ),
        record(
            "b", "d2", victims=9, where=place("Mlyn", 48.11, 31.21), when=days("2031-06-12"), words="y" * 9
        ),
    ]
    assert _pairs(records) == [(0, 1)]


def test_a_claim_that_names_no_day_meets_those_at_its_place_in_any_month():
    records = [
        record("a", "d1", where=place("Old Mill"), published=None, words="x" * 9),
        record("b", "d2", where=place("Old Mill"), when=days("2019-06-12"), words="y" * 9),
    ]
    assert _pairs(records) == [(0, 1)]


def test_a_trait_that_everything_shares_costs_a_bounded_number_of_pairs():
    records = [
        record(str(n), f"d{n}", victims=2, when=days("2031-06-10"), words=f"word{n}") for n in range(400)
    ]
    assert len(_pairs(records, cap=40)) < 400 * 12
