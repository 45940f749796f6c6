from __future__ import annotations

import pytest

from corrobora.model.actor import Actor
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.publish import words


def count(low: int | None, high: int | None, hedge: str | None = None, unit: Unit = Unit.PERSONS) -> Quantity:
    return Quantity(low=low, high=high, unit=unit, hedge=hedge)


@pytest.mark.parametrize(
    ("quantity", "said"),
    [
        (count(9, 9), "9"),
        (count(9, None, "at least"), "9 or more"),
        (count(None, 25), "up to 25"),
        (count(8, 9), "8 to 9"),
        (count(40, 40, "about"), "40 (“about”)"),
        (count(25000, None), "25,000 or more"),
        (count(0, 0), "0"),
    ],
)
def test_a_count_is_never_more_exact_than_it_was_said(quantity: Quantity, said: str) -> None:
    assert words.quantity(quantity) == said


def test_a_unit_agrees_with_its_number() -> None:
    assert words.counted(count(1, 1)) == "1 person"
    assert words.counted(count(1, None)) == "1 or more persons"
    assert words.counted(count(24, 24, unit=Unit.INCIDENTS)) == "24 incidents"
    assert words.plural(1, "body", "bodies") == "1 body"


def test_an_open_end_stays_open_in_a_sum() -> None:
    assert words.together([count(9, 9), count(2, None)]) == "11 or more"
    assert words.together([count(None, 5), count(2, 2)]) == "2 to 7"
    assert words.together([]) == ""


def test_victims_are_named_with_their_country_by_its_adjective() -> None:
    assert words.victims(count(9, 9), VictimStatus.POW, "NO") == "nine Norwegian prisoners of war"
    assert words.victims(count(1, 1), VictimStatus.CIVILIAN, None) == "one civilian"
    assert words.victims(count(13, None), None, "XA") == "13 or more persons from XA"
    assert words.victims(None, VictimStatus.POW, None) == "prisoners of war, number not found"


@pytest.mark.parametrize(
    "enum",
    [Kind, Act, VictimStatus, Basis, Verification, Stance, StatementType, ResponseType, ContextType, Unit],
)
def test_every_member_of_the_vocabulary_has_words(enum: type[Kind]) -> None:
    for member in enum:
        assert "_" not in words.label(member)


def test_every_slot_has_a_name() -> None:
    assert set(words.SLOTS) == {*SINGLE_SLOTS, *LIST_SLOTS}


def place(name: str, *admin: str, score: float = 0.9, level: PlaceLevel = PlaceLevel.SETTLEMENT) -> Candidate:
    return Candidate(id=f"x:{admin}", name=name, level=level, country="NO", admin=admin, score=score)


def test_a_place_of_which_there_are_two_is_not_put_anywhere() -> None:
    two = Where(name="Mill", candidates=(place("Mill", "East"), place("Mill", "West", score=0.88)))
    assert words.containing(two) == ""
    assert words.place_doubt(two) == "2 places of that name"
    one = Where(name="Mill", candidates=(place("Mill", "East", "Ford"), place("Mill", "West", score=0.3)))
    assert words.containing(one) == "Ford, East, Norway"
    assert words.place_doubt(one) is None
    assert words.place_doubt(Where(name="Nowhere")) == "not in the gazetteer"
    assert (
        words.containing(Where(name="Norway", candidates=(place("Norway", level=PlaceLevel.COUNTRY),))) == ""
    )


def test_a_role_is_not_said_twice() -> None:
    assert words.speaker(Actor(name="Maren Holt", role="ombudsman")) == "Maren Holt, ombudsman"
    assert words.speaker(Actor(name="the Ombudsman", role="ombudsman")) == "the Ombudsman"


def test_names_are_listed() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


def test_a_score_never_claims_certainty() -> None:
    assert words.percent(0.999) == "over 99 %"
    assert words.percent(0.001) == "under 1 %"
    assert words.percent(0.551) == "55 %"


def test_characters_that_deceive_are_shown_as_what_they_are() -> None:
    assert words.visible("abc\u202etxt.exe\u0000") == "abc⟨U+202E⟩txt.exe⟨U+0000⟩"
    assert words.visible("שלום і привіт\n\tтут") == "שלום і привіт\n\tтут"


def test_reasons_of_other_rooms_read_like_the_page() -> None:
    given = (
        "9 (executions of NO prisoners by IS, 2031-01-01 to 2031-02-31) [c0123456789abcde]; by drone_video"
    )
    said = "9 (executions of Norwegian prisoners by Iceland, 1 Jan 2031 to 2031-02-31); by drone video"
    assert words.readable(given).replace("\u00a0", " ") == said
    assert words.readable("same side of the victims: XA") == "same side of the victims: XA"
