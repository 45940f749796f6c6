from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from corrobora.assess.grading import Agreement, compare, credibilities
from corrobora.assess.indicators import Said
from corrobora.assess.verification import histories
from corrobora.codebook.entries import BadCodebook
from corrobora.codebook.gradings import methods, read_methods
from corrobora.link.actors import Mention, actors_of
from corrobora.link.origins import Origins, origins
from corrobora.link.records import ClaimRecord
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim, Slot
from corrobora.model.journal import Decision
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, Stance, Unit, Verification
from corrobora.model.when import Precision, When


def slot(value: Any, words: str = "The") -> Slot[Any]:
    return Slot(value=value, spans=(Span(start=0, end=len(words), quote=words),), reader="test")


def said(
    id: str, *, victims: int | None = 9, day: str = "2031-05-03", by: str | None = None, sort: str = "body",
    publisher: str = "", **values: Any,
) -> Said:  # fmt: skip
    at = date.fromisoformat(day)
    claim = Claim(
        kind=Kind.INCIDENT, spans=(Span(start=0, end=3, quote="The"),), engine="test",
        act=slot(Act.EXECUTION),
        victims=slot(Quantity.exactly(victims, Unit.PERSONS)) if victims else None,
        date=slot(When(first=at, last=at, precision=Precision.DAY, words=day)),
        claimants=(slot(Actor(name=by, sort=ActorSort(sort))),) if by else (),
        **{name: slot(value) for name, value in values.items()},
    )  # fmt: skip
    return Said(id=id, claim=claim, document=id * 32, publisher=publisher or f"Paper {id}", language="en")


def from_whom(*claims: Said) -> Origins:
    records = [
        ClaimRecord(
            id=s.id, document=s.document, claim=s.claim, published=None, publisher=s.publisher,
            text_sha256=s.document, context="",
        )
        for s in claims
    ]  # fmt: skip
    mentions = [
        Mention(actor=a.value, claim=s.id, document=s.document) for s in claims for a in s.claim.claimants
    ]
    return origins(records, {}, actors_of(mentions))


def codes(*claims: Said) -> list[str]:
    return [c.code for c in credibilities(claims, from_whom(*claims))]


def test_only_a_claim_with_another_origin_confirms() -> None:
    assert codes(said("c1", by="Ministry of Oreland"), said("c2", by="Relief Union")) == ["1", "1"]
    assert codes(said("c1", by="Ministry of Oreland"), said("c2", by="Ministry of Oreland")) == ["2", "2"]


def test_who_names_no_speaker_or_only_a_group_confirms_nothing() -> None:
    assert codes(said("c1"), said("c2")) == ["2", "2"]
    assert codes(said("c1", by="Ministry of Oreland"), said("c2")) == ["2", "2"]
    assert codes(said("c1", by="Ministry"), said("c2", by="witnesses", sort="group")) == ["2", "2"]


def test_a_description_or_a_person_beside_a_body_may_be_the_same_source() -> None:
    assert codes(said("c1", by="Ministry of Oreland"), said("c2", by="Orelandic project")) == ["2", "2"]
    person = said("c2", by="Ann Merrow", sort="person")
    assert codes(said("c1", by="Ministry of Oreland"), person) == ["2", "2"]


def test_what_differs_in_part_is_possibly_true_and_what_all_contradict_improbable() -> None:
    assert codes(said("c1", by="A Office"), said("c2", victims=7, by="B Union")) == ["3", "3"]
    denial = said("c3", by="C Staff", stance=Stance.DENIED)
    assert codes(said("c1", by="A Office"), said("c2", by="B Union"), denial) == ["3", "3", "5"]


def test_what_stands_alone_or_in_one_document_cannot_be_judged() -> None:
    assert codes(said("c1")) == ["6"]
    one = said("c1", by="A Office")
    twice = Said(id="c2", claim=one.claim, document=one.document, publisher="Paper", language="en")
    assert codes(one, twice) == ["6", "6"]


def test_one_act_alone_bears_nothing_out() -> None:
    bare = Claim(
        kind=Kind.INCIDENT, spans=(Span(start=0, end=3, quote="The"),), engine="t", act=slot(Act.EXECUTION)
    )
    assert compare(bare, bare) is Agreement.SILENT


def test_a_history_holds_what_documents_say_and_what_people_decided_in_order() -> None:
    one = said("c1", verification=Verification.VERIFIED)
    two = said("c2")
    decision = Decision(
        id=7, time=datetime(2031, 7, 1, tzinfo=UTC), author="ann", reason="seen", subject=("c1",),
        verdict="accepted",
    )  # fmt: skip
    found = histories([one, two], {one.document: date(2031, 6, 1)}, [decision])
    assert [(s.what, s.by) for s in found["c1"]] == [("verified", None), ("accepted", "ann")]
    assert found["c1"][0].words
    assert found["c2"] == ()  # never passed on to another claim


def test_every_level_has_its_meaning_and_every_scale_its_source() -> None:
    found = methods()
    assert set(found) == {"admiralty", "airwars", "proof"}
    scales = [s for m in found.values() for s in m.scales]
    assert [list(s.levels) for s in scales][:2] == [list("ABCDEF"), list("123456")]
    for scale in scales:
        assert len(scale.source) > 20
        assert all(level.means.endswith(".") for level in scale.levels.values())
    with pytest.raises(BadCodebook, match=r"proof\.by"):
        read_methods("scales: {proof: {of: claim, by: luck, wording: read}}\nmethods: {}")
