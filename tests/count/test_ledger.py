"""Counting incidents and victims by named rules, as low, best and high."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corrobora.codebook.rules import rules
from corrobora.count.ledger import Grade, Ledger, NoSuchRule, ledger
from corrobora.count.scope import Scope, Standard
from corrobora.link import ClaimRecord
from corrobora.link.actors import Mention, actors_of
from corrobora.link.derive import derive
from corrobora.link.origins import origins
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Stance, Unit, Verification
from link_claims import days, place, record, slot

MILL = place("Old Mill", 48.1, 31.2)
JUNE = days("2031-06-10")


def said(id: str, count: Quantity | int | None, speaker: str, **more: object) -> ClaimRecord:
    made = record(id, f"d-{id}", victims=None, where=MILL, when=JUNE)
    value = Quantity.exactly(count, Unit.PERSONS) if isinstance(count, int) else count
    filled = {
        "victims": slot(value, "number") if value else None,
        "claimants": (slot(Actor(name=speaker, sort=ActorSort.BODY), speaker),),
        **{k: slot(v, k) for k, v in more.items()},
    }
    return replace(made, claim=replace(made.claim, **filled), publisher=f"Outlet {id}")


def counted(*events: list[ClaimRecord], scope: Scope | None = None, rule: str = "stated-range") -> Ledger:
    claims = {c.id: c for event in events for c in event}
    mentions = [
        Mention(actor=s.value, claim=c.id, document=c.document)
        for c in claims.values()
        for s in c.claim.claimants
    ]
    actors = actors_of(mentions)
    known = {n: origins(event, {}, actors) for n, event in enumerate(events, 1)}
    incidents = [derive(n, event) for n, event in enumerate(events, 1)]
    return ledger(scope or Scope(), incidents, claims, known, rule)


def numbers(found: Ledger) -> tuple[int, int | None, int | None]:
    return found.victims.low, found.victims.best, found.victims.high


def test_low_best_and_high_are_the_lowest_the_most_and_the_highest_stated():
    found = counted([said("a", 5, "One"), said("b", 7, "Two"), said("c", 5, "Three")])
    assert numbers(found) == (5, 5, 7)


def test_at_least_stays_open_above_through_the_sum():
    open_ = Quantity(low=91, high=None, unit=Unit.PERSONS)
    found = counted([said("a", open_, "One")], [said("b", 2, "Two")])
    assert numbers(found) == (93, 93, None)
    assert found.incidents.best == 2


def test_incidents_that_only_may_lie_inside_count_in_the_high_total():
    unsaid = said("b", 3, "Two")
    unsaid = replace(unsaid, claim=replace(unsaid.claim, date=None))
    june = Scope(first=date(2031, 6, 1), last=date(2031, 6, 30))
    found = counted([said("a", 2, "One")], [unsaid], scope=june)
    assert (found.incidents.low, found.incidents.high) == (1, 2)
    assert numbers(found) == (2, 2, 5)
    assert [r.inside for r in found.rows] == [True, False]


def test_what_lies_outside_the_scope_is_not_in_the_ledger():
    found = counted([said("a", 2, "One")], scope=Scope(last=date(2031, 5, 1)))
    assert found.rows == ()
    assert numbers(found) == (0, 0, 0)


def test_each_row_opens_to_its_claims_with_what_they_state():
    (row,) = counted([said("a", 5, "One"), said("b", None, "Two")]).rows
    assert [(id, q and q.bounds) for id, q in row.claims] == [("a", (5, 5)), ("b", None)]


def test_by_ucdp_the_lower_figure_is_best_where_sources_are_equal():
    event = [said("a", 6, "One"), said("b", 4, "Two"), said("c", 6, "Three")]
    assert numbers(counted(event, rule="ucdp-ged")) == (4, 4, 6)


def test_by_ucdp_a_verified_figure_is_best():
    event = [said("a", 4, "One"), said("b", 6, "Two", verification=Verification.VERIFIED)]
    assert numbers(counted(event, rule="ucdp-ged")) == (4, 6, 6)


def test_by_ucdp_low_is_nought_where_the_killing_is_denied_and_not_verified():
    event = [said("a", 4, "One"), said("b", None, "Two", stance=Stance.DENIED)]
    assert numbers(counted(event, rule="ucdp-ged")) == (0, 4, 4)


def test_by_airwars_one_source_is_weak_and_counts_in_high_alone():
    found = counted([said("a", 9, "One")], rule="airwars")
    assert found.rows[0].grade is Grade.WEAK
    assert numbers(found) == (0, 0, 9)


def test_by_airwars_two_origins_are_fair_and_two_blamed_sides_contested():
    fair = [said("a", 9, "One"), said("b", 8, "Two")]
    contested = [said("c", 5, "Three", perpetrator_side="XA"), said("d", 5, "Four", perpetrator_side="XB")]
    found = counted(fair, contested, rule="airwars")
    assert [r.grade for r in found.rows] == [Grade.FAIR, Grade.CONTESTED]
    assert found.rows[1].victims.low == 0
    assert numbers(found) == (8, 8, 14)


def test_by_airwars_what_everybody_denies_counts_nowhere():
    found = counted([said("a", 9, "One", stance=Stance.DENIED)], rule="airwars")
    assert found.rows[0].grade is Grade.DISCOUNTED
    assert numbers(found) == (0, 0, 0)


def test_a_standard_leaves_out_what_nobody_verified():
    verified = Scope(act=Act.EXECUTION, standard=Standard.VERIFIED)
    event = [said("a", 4, "One", verification=Verification.VERIFIED)]
    found = counted(event, [said("b", 2, "Two")], scope=verified)
    assert [r.incident.number for r in found.rows] == [1]


def test_an_unknown_rule_is_named_with_those_there_are():
    with pytest.raises(NoSuchRule, match="stated-range, ucdp-ged, airwars"):
        counted([said("a", 1, "One")], rule="guess")


def test_rules_of_others_name_their_source():
    assert all(rules()[name].source for name in ("ucdp-ged", "airwars"))
