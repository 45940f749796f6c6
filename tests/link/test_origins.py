"""Who got it from whom, and how many independent origins that leaves."""

from __future__ import annotations

from dataclasses import replace

from corrobora.link import ClaimRecord
from corrobora.link.actors import Mention, actors_of
from corrobora.link.copies import copies
from corrobora.link.origins import Origins, Passing, origins
from corrobora.model.actor import Actor, ActorSort
from link_claims import record, slot

STORY = (
    "The ford was quiet that morning, the guard says, and the men had put their weapons on the stones before "
    "they walked up the bank with their hands raised; nobody fired until the last had sat down in the wet "
    "grass, and then the shooting lasted less than a minute."
)


def said(id: str, document: str, outlet: str, *speakers: Actor, text: str = "") -> tuple[ClaimRecord, str]:
    made = record(id, document, victims=9)
    slots = tuple(slot(a, a.name, max(0, text.find(a.name))) for a in speakers)
    return replace(
        made, claim=replace(made.claim, claimants=slots), publisher=outlet
    ), text or f"{id} {document}"


def found(*made: tuple[ClaimRecord, str], footage: dict[str, frozenset[str]] | None = None) -> Origins:
    records = [r for r, _ in made]
    mentions = [
        Mention(actor=s.value, claim=r.id, document=r.document) for r in records for s in r.claim.claimants
    ]
    return origins(records, {r.document: t for r, t in made}, actors_of(mentions), footage)


POST = Actor(name="Map Project", sort=ActorSort.BODY)
BRIGADE = Actor(name="9th Brigade", sort=ActorSort.FORCE)


def test_outlets_that_quote_one_speaker_are_one_origin():
    answer = found(*(said(f"c{n}", f"d{n}", f"Outlet {n}", POST) for n in range(10)))
    assert answer.independent == (1, 1)
    assert [s.name for s in answer.sources if s.id in answer.roots] == ["Map Project"]


def test_two_speakers_of_two_reports_are_two_origins():
    answer = found(said("a", "d1", "Daily", POST), said("b", "d2", "Weekly", BRIGADE))
    assert answer.independent == (2, 2)


def test_whom_a_speaker_cites_is_the_origin():
    text = "The Map Project, citing the 9th Brigade, reported nine dead."
    answer = found(said("a", "d1", "Daily", POST, BRIGADE, text=text), said("b", "d2", "Weekly", BRIGADE))
    assert answer.independent == (1, 1)
    assert Passing.CITED in {p.how for p in answer.passed}


def test_whether_two_speakers_of_a_claim_have_it_from_each_other_stays_open():
    answer = found(
        said("a", "d1", "Daily", POST, BRIGADE, text="The Map Project and the 9th Brigade reported.")
    )
    assert answer.independent == (1, 2)


def test_a_report_run_by_two_outlets_is_one_origin():
    one, other = said("a", "d1", "Daily", text=STORY), said("b", "d2", "Weekly", text="(Agency) " + STORY)
    assert found(one, other).independent == (1, 1)
    assert [p.how for p in found(one, other).passed] == [Passing.COPIED]


def test_outlets_of_their_own_are_origins():
    answer = found(said("a", "d1", "Daily", text=STORY), said("b", "d2", "Weekly", text="Quite other words."))
    assert answer.independent == (2, 2)


def test_unnamed_witnesses_of_two_reports_may_be_the_same_people():
    witnesses = Actor(name="witnesses", sort=ActorSort.GROUP)
    answer = found(said("a", "d1", "Daily", witnesses), said("b", "d2", "Weekly", witnesses))
    assert answer.independent == (1, 2)


def test_a_description_of_two_reports_may_mean_the_same_people():
    project = Actor(name="Freedonian project", sort=ActorSort.BODY)
    local = Actor(name="Ukrainian project", sort=ActorSort.BODY)
    answer = found(
        said("a", "d1", "Daily", local), said("b", "d2", "Weekly", local), said("c", "d3", "Post", POST)
    )
    assert answer.independent == (1, 3), "whoever the project is, it may be the one that is named"
    assert found(said("a", "d1", "Daily", project), said("b", "d2", "Weekly", POST)).independent == (2, 2)


def test_outlets_told_apart_by_a_word_that_places_share_are_two():
    assert len(found(said("a", "d1", "Village Voice"), said("b", "d2", "Border Voice")).sources) == 2


def test_two_outlets_that_show_one_recording_have_it_from_there():
    shown = {"d1": frozenset({"ab" * 32}), "d2": frozenset({"ab" * 32})}
    answer = found(said("a", "d1", "Daily"), said("b", "d2", "Weekly"), footage=shown)
    assert answer.independent == (1, 1)


def test_those_who_cite_each_other_in_a_circle_are_one():
    one = said(
        "a", "d1", "Daily", POST, BRIGADE, text="The Map Project, citing the 9th Brigade, reported it."
    )
    back = said(
        "b", "d2", "Weekly", BRIGADE, POST, text="The 9th Brigade, citing the Map Project, reported it."
    )
    assert found(one, back).independent == (1, 1)


def test_different_reports_of_one_event_are_no_copies():
    other = (
        "Nine captives were shot at the ford after they had laid down arms, said a guard who saw it happen. "
        * 3
    )
    assert copies({"a": STORY, "b": other}, ["a", "b"]) == {}
