"""What a document is mainly about, beside its claims."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from corrobora.codebook.entries import LANGUAGES, BadCodebook
from corrobora.codebook.violations import perpetrators, read_violations, violations
from corrobora.extract import extract
from corrobora.extract.analysis import analyse
from corrobora.extract.main_event import MainEvent, PerpetratorSort, main_event
from corrobora.extract.main_event.marks import marks_of
from corrobora.extract.rules.reading import read_mentions
from corrobora.model.claim import Slot
from corrobora.model.document import Document, Region, RegionSort, Source, Text
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act

STORY = """Police arrest editor Ana Torve in Nairobi
Kenyan police arrested newspaper editor Ana Torve in Nairobi on 4 March 2024, her lawyers said.
Officers detained Torve at the office of her paper and took her to a police station. The authorities in
Kenya have jailed several journalists this year. Torve is in detention, charged with sedition.
"""


def document(text: str, language: str = "en") -> Document:
    title = text.split("\n", 1)[0]
    return Document(
        text=Text(
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            reader="test",
            content=text,
            regions=(Region(start=0, end=len(title), sort=RegionSort.TITLE),),
            language=language,
            title=title,
        ),
        source=Source(path="story.txt", published=date(2024, 3, 6)),
    )


def test_an_arrest_is_read_with_who_did_it_where_and_to_whom() -> None:
    event = main_event(read_mentions(analyse(document(STORY))))
    assert "arbitrary_detention" in [s.value for s in event.violations]
    assert event.perpetrator is not None
    assert event.perpetrator.value is PerpetratorSort.STATE
    assert event.country is not None
    assert event.country.value == "KE"
    assert "Ana Torve" in [s.value.name for s in event.victims]


def test_every_value_stands_on_words_of_the_text() -> None:
    event = main_event(read_mentions(analyse(document(STORY))))
    spans = [span for row in event.slots().values() for slot in row for span in slot.spans]
    assert spans
    assert all(STORY[s.start : s.end] == s.quote for s in spans)


def test_a_value_whose_words_do_not_stand_there_is_dropped() -> None:
    invented = Slot(value="KE", spans=(Span(start=0, end=5, quote="Kenya"),), reader="test")
    assert MainEvent(country=invented).held_in(STORY) == MainEvent()


def test_a_text_that_tells_of_no_deed_has_no_main_event() -> None:
    assert main_event(read_mentions(analyse(document("The garden\nRoses bloom in May.\n")))) == MainEvent()


def test_extraction_shows_it_beside_the_claims() -> None:
    shown = extract(document(STORY)).to_json()["main_event"]
    assert shown["country"] == "KE"
    assert shown["evidence"]["country"][0]["quote"] in STORY


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_of_the_violations_and_perpetrators_is_found(language: str) -> None:
    for entry in [*(v.entry for v in violations()), *perpetrators()]:
        marks = marks_of(read_mentions(analyse(document(entry.examples[language], language))))
        found = [m.value for m in (*marks.violations, *marks.perpetrators)]
        assert entry.id in found, (entry.family, entry.id, language)


def test_a_violation_names_the_act_it_is_where_there_is_one() -> None:
    acts = {v.id: v.act for v in violations()}
    assert acts["torture"] is Act.TORTURE
    assert acts["killing"] is None


def test_an_unknown_act_is_named_with_its_entry() -> None:
    with pytest.raises(BadCodebook, match=r"v.yaml, entry 1: the act 'theft' is none of execution"):
        read_violations("- {id: theft, act: theft}", file="v.yaml")
