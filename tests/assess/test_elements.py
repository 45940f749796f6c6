from __future__ import annotations

from typing import Any

import pytest

from corrobora.assess.elements import Support, matrix
from corrobora.assess.indicators import Facts, Said
from corrobora.codebook.elements import law, read_law
from corrobora.codebook.entries import BadCodebook
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, ResponseType, Stance, VictimStatus


def slot(value: Any) -> Slot[Any]:
    return Slot(value=value, spans=(Span(start=0, end=3, quote="The"),), reader="test")


def incident(text: str, *, language: str = "en", **values: Any) -> Said:
    claim = Claim(
        kind=Kind.INCIDENT, spans=(Span(start=0, end=len(text), quote=text),), engine="test",
        act=slot(Act.EXECUTION), **{name: slot(value) for name, value in values.items()},
    )  # fmt: skip
    return Said(id="c1", claim=claim, document="d" * 64, publisher="Daily", language=language)


def response(type: ResponseType, side: str | None = None) -> Said:
    claim = Claim(
        kind=Kind.RESPONSE,
        spans=(Span(start=0, end=9, quote="It denied"),),
        engine="test",
        type=slot(type),
        actor=slot(Actor(name="Ministry", side=side)),
    )
    return Said(id="c2", claim=claim, document="d" * 64, publisher="Daily", language="en")


def support(facts: Facts, crime: str, element: str) -> Support:
    (table,) = (t for t in matrix(facts, law()) if t.crime.id == crime)
    (row,) = (r for r in table.elements if r.element.id == element)
    return row.support


def facts(*claims: Said, responses: tuple[Said, ...] = ()) -> Facts:
    return Facts(incident=claims, responses=responses, statements=())


def test_an_element_with_nothing_found_is_a_gap_and_says_what_to_look_for() -> None:
    made = facts(incident("Five men were killed."))
    assert support(made, "wilful_killing", "protected") is Support.GAP
    (table,) = (t for t in matrix(made, law()) if t.crime.id == "wilful_killing")
    assert "who guarded the victims" in list(table.next())


def test_words_and_slots_support_and_contrary_words_contest() -> None:
    made = facts(incident("Five men were killed after they surrendered.", victim_status=VictimStatus.POW))
    assert support(made, "wilful_killing", "protected") is Support.SUPPORTED
    made = facts(incident("They surrendered, then one threw a grenade and they were killed."))
    assert support(made, "wilful_killing", "protected") is Support.CONTESTED


@pytest.mark.parametrize(
    ("language", "text"),
    [("uk", "Бійці здалися в полон, їх розстріляли."), ("ru", "Солдаты сдались в плен, их расстреляли.")],
)
def test_words_are_looked_for_in_the_documents_language(language: str, text: str) -> None:
    assert (
        support(facts(incident(text, language=language)), "wilful_killing", "protected") is Support.SUPPORTED
    )
    assert support(facts(incident(text, language="en")), "wilful_killing", "protected") is Support.GAP


def test_a_denial_contests_and_is_named() -> None:
    made = facts(incident("Five men were killed."), responses=(response(ResponseType.DENIAL),))
    assert support(made, "wilful_killing", "killed") is Support.CONTESTED


def test_who_denies_the_event_speaks_for_none_of_it() -> None:
    made = facts(incident("No prisoner was killed, it said.", stance=Stance.DENIED))
    (table,) = (t for t in matrix(made, law()) if t.crime.id == "wilful_killing")
    killed = table.elements[0]
    assert killed.supporting == ()
    assert killed.support is Support.CONTESTED


@pytest.mark.parametrize(
    ("side", "found"), [("XB", Support.CONTESTED), ("XA", Support.GAP), (None, Support.GAP)]
)
def test_only_the_blamed_side_s_own_proceedings_speak_against_a_superior_s_failure(
    side: str | None, found: Support
) -> None:
    made = facts(
        incident("Five were killed.", victim_side="XA", perpetrator_side="XB"),
        responses=(response(ResponseType.INVESTIGATION_OPENED, side),),
    )
    assert support(made, "command_responsibility", "failed") is found


def test_the_character_of_the_conflict_follows_from_the_sides() -> None:
    two = facts(incident("Five were killed.", victim_side="XA", perpetrator_side="XB"))
    assert support(two, "wilful_killing", "conflict") is Support.SUPPORTED
    assert support(two, "murder_internal", "conflict") is Support.CONTESTED
    one = facts(incident("Five were killed.", victim_side="XA", perpetrator_side="XA"))
    assert support(one, "wilful_killing", "conflict") is Support.CONTESTED


def test_only_crimes_the_act_makes_worth_looking_at_are_shown() -> None:
    shown = {t.crime.id for t in matrix(facts(incident("Five were killed.")), law())}
    assert "wilful_killing" in shown
    assert "deportation" not in shown


def test_every_crime_of_the_codebook_names_provision_elements_and_indicators() -> None:
    for crime in law().crimes.values():
        assert crime.provision.startswith("Rome Statute")
        assert crime.behind
        assert all(e.facts and e.supporting for e in crime.elements)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("indicators: {a: {says: x, slot: nose, is: any}}\ncrimes: {}", "no slot 'nose'"),
        ("indicators: {a: {says: x, slot: act, is: any, words: {en: [b]}}}\ncrimes: {}", "one of"),
        ("indicators: {a: {says: x, derived: moon}}\ncrimes: {}", "nothing that is computed"),
        ("indicators: {a: {says: x, words: {xx: [b]}}}\ncrimes: {}", "unknown language"),
        ("indicators: {}\ncrimes: {c: {name: n, provision: p, behind: [5]}}", "list of texts"),
        ("indicators: {a: {says: x, slot: act, is: any, of: blamed}}\ncrimes: {}", "goes with response"),
        ("indicators: [", "not valid YAML"),
        ("crimes: {}", "indicators"),
    ],
)  # fmt: skip
def test_a_wrong_codebook_is_refused_with_its_place(text: str, reason: str) -> None:
    with pytest.raises(BadCodebook, match=reason):
        read_law(text)
