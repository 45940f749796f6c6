"""Tallies from claims."""

from __future__ import annotations

from dataclasses import replace

from corrobora.count.tally import body_id, tallies_of
from corrobora.model.actor import Actor
from corrobora.model.vocabulary import Kind
from link_claims import place, record, slot

CITY = place("Valdor", 48.1, 31.2)


def test_a_city_that_counts_is_who_and_not_where():
    made = record("t", victims=9, kind=Kind.TALLY)
    speaker = slot(Actor(name="Valdor"), "Valdor", start=40)
    where = replace(made.claim, claimants=(speaker,), place=slot(CITY, "Valdor", start=40))
    (tally,) = tallies_of([replace(made, claim=where)])
    assert tally.scope.area is None
    elsewhere = replace(made.claim, claimants=(speaker,), place=slot(CITY, "Valdor", start=90))
    (tally,) = tallies_of([replace(made, claim=elsewhere)])
    assert tally.scope.area is not None


def test_a_body_is_one_under_every_name_and_where_a_source_misnames_it():
    names = ("HRMMU", "UN Human Rights Monitoring Mission in Ukraine", "U.S. human rights monitoring mission")
    assert {body_id(name) for name in names} == {"un-hrmmu"}
