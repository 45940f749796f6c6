"""Names to actors, across scripts, titles and errors of the sources."""

from __future__ import annotations

from corrobora.link.actors import Actors, Mention, actors_of
from corrobora.model.actor import Actor, ActorSort

PERSON = ActorSort.PERSON


def known(*actors: Actor) -> tuple[Actors, list[Mention]]:
    mentions = [Mention(actor=a, claim=f"c{n}", document=f"d{n}") for n, a in enumerate(actors)]
    return actors_of(mentions), mentions


def test_a_person_is_one_in_both_scripts_and_by_surname_alone():
    found, mentions = known(
        Actor(name="Dmytro Lubinets", sort=PERSON, body="ua-ombudsperson"),
        Actor(name="Lubinets", sort=PERSON),
        Actor(name="Дмитро Лубінець", sort=PERSON),
        Actor(name="Лубинца", sort=PERSON),
    )
    assert len({found.of(m).id for m in mentions}) == 1
    assert found.of(mentions[1]).name in ("Dmytro Lubinets", "Дмитро Лубінець")
    assert found.of(mentions[1]).speaks_for == ("ua-ombudsperson",)


def test_a_person_speaks_with_the_voice_of_the_office():
    found, (person, office) = known(
        Actor(name="Dmytro Lubinets", sort=PERSON, body="ua-ombudsperson"),
        Actor(name="Ombudsman", sort=PERSON, body="ua-ombudsperson"),
    )
    assert found.voice(person) == found.voice(office) == "ua-ombudsperson"


def test_a_surname_that_two_people_have_stays_open():
    found, mentions = known(
        Actor(name="Olena Kovalenko", sort=PERSON),
        Actor(name="Petro Kovalenko", sort=PERSON),
        Actor(name="Kovalenko", sort=PERSON),
    )
    bare = found.of(mentions[2])
    assert set(bare.may_be) == {found.of(m).id for m in mentions[:2]}
    assert bare.id not in bare.may_be


def test_a_misnamed_body_is_found_and_the_error_is_flagged():
    found, (mention,) = known(Actor(name="U.S. human rights monitoring mission"))
    actor = found.of(mention)
    assert actor.id == "un-hrmmu"
    assert actor.names == (("U.S. human rights monitoring mission", 1),)
    assert "source's error" in actor.errors[0]


def test_a_right_name_is_no_error():
    found, (mention,) = known(Actor(name="UN Human Rights Monitoring Mission in Ukraine"))
    assert found.of(mention).id == "un-hrmmu"
    assert found.of(mention).errors == ()


def test_offices_of_two_countries_are_two_bodies():
    found, mentions = known(
        Actor(name="defence ministry", sort=ActorSort.BODY, side="UA"),
        Actor(name="Russian defence ministry", sort=ActorSort.BODY, side="RU", body="ru-mod"),
    )
    assert found.of(mentions[0]).id != found.of(mentions[1]).id


def test_groups_of_two_sides_are_two_actors():
    found, mentions = known(
        Actor(name="officials", sort=ActorSort.GROUP, side="XA"),
        Actor(name="officials", sort=ActorSort.GROUP, side="XB"),
    )
    assert found.of(mentions[0]).id != found.of(mentions[1]).id


def test_councils_of_a_village_and_of_a_city_are_two_bodies():
    names = ("village council", "city council")
    found, _ = known(*(Actor(name=name, sort=ActorSort.BODY) for name in names))
    assert len(found.known) == 2


def test_a_name_is_shown_without_the_space_a_text_has_in_it():
    found, (mention,) = known(Actor(name="Vexholm ’s  council", sort=ActorSort.BODY))
    assert found.of(mention).name == "Vexholm’s council"
