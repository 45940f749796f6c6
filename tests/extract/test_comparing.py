"""Engines side by side: agreement is marked, differences are kept with their words."""

from __future__ import annotations

import json

import pytest

from corrobora.extract import extract_all
from corrobora.extract.comparing import ComparedEngines
from corrobora.extract.engine import EngineFailed
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document, Source, Text
from corrobora.model.quantity import Quantity
from corrobora.model.serial import claim_from_json, claim_to_json
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, Unit

TEXT = (
    "The office said nine prisoners were shot. Villagers spoke of eight prisoners shot. A union condemned it."
)
DOCUMENT = Document(text=Text(sha256="a" * 64, reader="plain/1", content=TEXT), source=Source(path="a.txt"))


def at(words):
    start = TEXT.index(words)
    return Span(start, start + len(words), words)


def said(words, engine, **slots):
    read = {
        name: Slot(value=value, spans=(at(quote),), reader=f"{engine}.{name}")
        for name, (value, quote) in slots.items()
    }
    return Claim(kind=Kind.INCIDENT, spans=(at(words),), engine=engine, **read)


def persons(number):
    return Quantity.exactly(number, Unit.PERSONS)


class Saying:
    """Says what it is told to."""

    def __init__(self, name, *claims):
        self.name, self.claims = name, claims

    def propose(self, document):
        return [said(words, self.name, **slots) for words, slots in self.claims]


class Failing:
    name = "failing/1"

    def propose(self, document):
        raise EngineFailed("the endpoint is away")


def joined(*engines):
    (extraction,) = extract_all([DOCUMENT], ComparedEngines(engines))
    return extraction


NINE = {"victims": (persons(9), "nine prisoners"), "act": (Act.EXECUTION, "shot")}


def test_what_all_read_alike_is_agreed():
    one, two = Saying("a/1", ("nine prisoners were shot", NINE)), Saying("b/1", ("nine prisoners", NINE))
    ((_, claim),) = joined(one, two).claims
    assert claim.engine == "a/1"
    assert claim.comparison.read_by == claim.comparison.engines == ("a/1", "b/1")
    assert set(claim.comparison.agreed) == {"victims", "act"}
    assert not claim.comparison.disputed


def test_a_claim_keeps_the_id_the_first_engine_gives_it():
    one, two = Saying("a/1", ("nine prisoners were shot", NINE)), Saying("b/1", ("nine prisoners", NINE))
    (alone,) = extract_all([DOCUMENT], one)
    assert [id for id, _ in joined(one, two).claims] == [id for id, _ in alone.claims]


def test_where_they_differ_both_values_are_kept_with_their_words():
    eight = NINE | {"victims": (persons(8), "eight prisoners")}
    one, two = Saying("a/1", ("nine prisoners were shot", NINE)), Saying("b/1", ("nine prisoners", eight))
    ((_, claim),) = joined(one, two).claims
    assert claim.victims.value == persons(9)
    (difference,) = claim.comparison.differences
    assert (difference.slot, difference.engine) == ("victims", "b/1")
    assert difference.values[0].value == persons(8)
    assert difference.values[0].spans[0].holds_in(TEXT)
    assert claim.comparison.agreed == ("act",)
    assert claim.comparison.disputed


def test_a_slot_only_the_second_fills_is_filled_and_marked():
    one = Saying("a/1", ("nine prisoners were shot", {"act": NINE["act"]}))
    two = Saying("b/1", ("nine prisoners", NINE))
    ((_, claim),) = joined(one, two).claims
    assert claim.victims.reader == "b/1.victims"
    (difference,) = claim.comparison.differences
    assert (difference.slot, difference.engine, difference.values) == ("victims", "a/1", ())


def test_a_claim_only_one_reads_stays_and_says_who_did_not():
    one = Saying("a/1", ("nine prisoners were shot", NINE))
    two = Saying("b/1", ("eight prisoners shot", {"victims": (persons(8), "eight prisoners")}))
    found = joined(one, two).claims
    assert [claim.comparison.silent for _, claim in found] == [("b/1",), ("a/1",)]


def test_of_two_claims_in_the_same_words_the_one_alike_is_matched():
    whole = "nine prisoners were shot. Villagers spoke of eight prisoners shot"
    eight = {"victims": (persons(8), "eight prisoners")}
    one = Saying("a/1", (whole, NINE), (whole, eight))
    two = Saying("b/1", (whole, eight), (whole, NINE))
    found = joined(one, two).claims
    assert len(found) == 2
    assert not any(claim.comparison.disputed for _, claim in found)


def test_three_engines_are_compared_as_two_are():
    eight = NINE | {"victims": (persons(8), "eight prisoners")}
    said_nine = ("nine prisoners were shot", NINE)
    engines = Saying("a/1", said_nine), Saying("b/1", (said_nine[0], eight)), Saying("c/1", said_nine)
    ((_, claim),) = joined(*engines).claims
    assert [d.engine for d in claim.comparison.differences] == ["b/1"]
    assert claim.comparison.read_by == ("a/1", "b/1", "c/1")


def test_if_one_fails_the_others_claims_stand_uncompared_and_the_failure_is_told():
    extraction = joined(Saying("a/1", ("nine prisoners were shot", NINE)), Failing())
    ((_, claim),) = extraction.claims
    assert claim.comparison is None
    assert extraction.failures == ("the endpoint is away",)
    assert not extraction.unread


def test_if_all_fail_the_document_is_unread():
    assert joined(Failing(), Failing()).unread


@pytest.mark.parametrize("other", [8, 9])
def test_a_comparison_survives_json(other):
    eight = NINE | {"victims": (persons(other), "eight prisoners")}
    one, two = Saying("a/1", ("nine prisoners were shot", NINE)), Saying("b/1", ("nine prisoners", eight))
    ((id, claim),) = joined(one, two).claims
    assert claim_from_json(json.loads(json.dumps(claim_to_json(claim, id)))) == claim


def test_the_gate_drops_another_engines_words_that_do_not_stand_in_the_text():
    import dataclasses

    from corrobora.extract.gate import admit

    eight = NINE | {"victims": (persons(8), "eight prisoners")}
    one, two = Saying("a/1", ("nine prisoners were shot", NINE)), Saying("b/1", ("nine prisoners", eight))
    ((_, claim),) = joined(one, two).claims
    (difference,) = claim.comparison.differences
    forged = dataclasses.replace(difference.values[0], spans=(Span(0, 5, "forty"),))
    comparison = dataclasses.replace(
        claim.comparison, differences=(dataclasses.replace(difference, values=(forged,)),)
    )
    ((_, kept),) = admit(DOCUMENT, [dataclasses.replace(claim, comparison=comparison)]).claims
    assert kept.comparison.differences == ()
