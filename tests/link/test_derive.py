from __future__ import annotations

import pytest

from corrobora.codebook.rules import rules
from corrobora.link.derive import derive
from corrobora.model.errors import InvalidRecord
from corrobora.model.vocabulary import Act, Basis, Kind, Verification
from link_claims import days, place, record

MILL = place("Old Mill", 48.10, 31.20)


def test_counts_run_from_the_lowest_to_the_highest_stated():
    incident = derive(
        3, [record("a", "d1", victims=7), record("b", "d2", victims=9), record("c", "d3", victims=8)]
    )
    assert incident.victims is not None
    assert incident.victims.value.bounds == (7, 9)
    assert incident.victims.claims == ("a", "b")
    assert incident.victims.differs


def test_an_open_end_stays_open():
    incident = derive(3, [record("a", "d1", victims=7), record("b", "d2", victims=(5, None))])
    assert incident.victims is not None
    assert incident.victims.value.bounds == (5, None)
    assert not incident.victims.differs


def test_counts_of_another_act_are_left_aside():
    records = [
        record("a", "d1", victims=17),
        record("b", "d2", victims=17),
        record("c", "d2", victims=3, act=Act.ILL_TREATMENT),
    ]
    incident = derive(3, records)
    assert incident.act is not None
    assert incident.act.differs
    assert incident.victims is not None
    assert incident.victims.value.bounds == (17, 17)


def test_verification_stays_with_the_claim_that_says_it():
    verified = record("a", "d1", verification=Verification.VERIFIED, verified_by="The Lab")
    silent = record("b", "d2")
    doubting = record("c", "d3", verification=Verification.UNVERIFIED)
    incident = derive(1, [verified, silent, doubting])
    assert incident.verification is not None
    assert incident.verification.value is Verification.VERIFIED
    assert incident.verification.claims == ("a",)
    assert incident.verification.differs
    assert silent.claim.verification is None
    assert incident.verified_by is not None
    assert [x.name for x in incident.verified_by.value] == ["The Lab"]


def test_the_day_all_claims_allow_is_shown():
    incident = derive(
        1,
        [
            record("a", "d1", when=days("2031-06-01", "2031-06-30")),
            record("b", "d2", when=days("2031-06-10")),
        ],
    )
    assert incident.date is not None
    assert (incident.date.value.first, incident.date.rule) == (days("2031-06-10").first, "days-all-allow")
    assert incident.date.claims == ("b",)
    assert not incident.date.differs


def test_days_that_do_not_meet_are_spanned_and_differ():
    incident = derive(
        1, [record("a", "d1", when=days("2031-06-03")), record("b", "d2", when=days("2031-06-05"))]
    )
    assert incident.date is not None
    assert incident.date.differs
    assert (incident.date.value.first, incident.date.value.last) == (
        days("2031-06-03").first,
        days("2031-06-05").first,
    )


def test_the_narrowest_place_is_shown_and_a_region_does_not_differ_from_it():
    wide = record("a", "d1", where=place("Ash Region"))
    narrow = record("b", "d2", where=place("Old Mill", 48.1, 31.2, within=("Ash Region",)))
    incident = derive(1, [wide, narrow])
    assert incident.place is not None
    assert incident.place.value.name == "Old Mill"
    assert not incident.place.differs


def test_two_villages_differ():
    incident = derive(1, [record("a", "d1", where=MILL), record("b", "d2", where=place("Reed", 48.4, 31.2))])
    assert incident.place is not None
    assert incident.place.differs


def test_evidence_is_everything_stated():
    incident = derive(
        1,
        [
            record("a", "d1", basis=(Basis.WITNESS,)),
            record("b", "d2", basis=(Basis.DRONE_VIDEO, Basis.WITNESS)),
        ],
    )
    assert incident.basis is not None
    assert incident.basis.value == (Basis.DRONE_VIDEO, Basis.WITNESS)


def test_claims_are_listed_oldest_document_first():
    incident = derive(
        1, [record("a", "d1", published="2031-07-01"), record("b", "d2", published="2031-06-01")]
    )
    assert incident.claims == ("b", "a")


def test_every_rule_used_has_its_text():
    incident = derive(
        1,
        [
            record("a", "d1", victims=7, where=MILL, when=days("2031-06-03"), basis=(Basis.BODY,),
                   verification=Verification.UNVERIFIED, verified_by="The Lab"),
            record("b", "d2", when=days("2031-06-05")),
        ],
    )  # fmt: skip
    names = {getattr(incident, n).rule for n in incident.__slots__ if hasattr(getattr(incident, n), "rule")}
    assert len(names) >= 5
    assert names <= set(rules())


def test_only_incident_claims_make_an_incident():
    with pytest.raises(InvalidRecord, match="is a tally"):
        derive(1, [record("t", kind=Kind.TALLY)])
    with pytest.raises(InvalidRecord, match="no claims"):
        derive(1, [])
