"""Statements, responses and context, on sentences of our own."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from corrobora import extract
from corrobora.extract.analysis import analyse
from corrobora.extract.gate import admit
from corrobora.extract.rules.contexts import contexts
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.rules.responses import responses
from corrobora.extract.rules.statements import statements
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import Kind, ResponseType, StatementType

OPENING = {
    "en": "Nine captured soldiers were shot near the mill of Belmar on Monday, the governor said. ",
    "uk": "Дев'ятьох полонених військових розстріляли в понеділок біля млина, заявив голова області. ",
    "ru": "Девятерых пленных военных расстреляли в понедельник у мельницы, заявил глава области. ",
}


def read(content: str, language: str = "en") -> Reading:
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = Text(sha256=digest, reader="test/1", content=content, language=language)
    source = Source(path="a.txt", publisher="The Upland Post", published=date(2031, 5, 6))
    return read_mentions(analyse(Document(text=text, source=source)))


@pytest.mark.parametrize(
    ("language", "type_", "actor", "rest"),
    [
        ("en", "denial", "The defence ministry", "denied that its troops had shot anyone."),
        ("en", "no_comment", "The army's press office", "did not answer questions."),
        (
            "en",
            "investigation_opened",
            "The prosecutor's office",
            "opened an investigation into the killings.",
        ),
        ("uk", "denial", "Міністерство оборони", "заперечило, що його військові стріляли в полонених."),
        ("uk", "investigation_opened", "Обласна прокуратура", "розпочала розслідування вбивства полонених."),
        ("ru", "denial", "Министерство обороны", "отвергло обвинения в убийстве пленных."),
        ("ru", "investigation_opened", "Областная прокуратура", "начала расследование убийства пленных."),
    ],
)
def test_a_response_is_read_with_its_actor(language: str, type_: str, actor: str, rest: str) -> None:
    found = responses(read(f"{OPENING[language]}{actor} {rest}", language))
    assert (ResponseType(type_), actor.removeprefix("The ")) in [
        (c.type.value, c.actor.value.name) for c in found if c.type and c.actor
    ]


@pytest.mark.parametrize(
    ("language", "sentence", "type_"),
    [
        ("en", "UN envoy Ilan Maro condemned the killing of the prisoners as barbaric.", "condemnation"),
        ("en", "Ombudsman Vera Lind demanded that the commanders be tried.", "call_for_accountability"),
        ("en", "The UN mission said the killings were a policy, not isolated cases.", "assessment"),
        ("uk", "Посланник ООН Остап Мельник засудив убивство полонених.", "condemnation"),
        ("ru", "Посланник ООН Павел Лесной осудил убийство пленных.", "condemnation"),
    ],
)  # fmt: skip
def test_a_statement_is_read_with_its_type(language: str, sentence: str, type_: str) -> None:
    found = statements(read(OPENING[language] + sentence, language))
    assert StatementType(type_) in [c.type.value for c in found if c.type]


def test_an_actor_is_called_by_the_fullest_name_a_claim_has_for_it() -> None:
    content = (
        "Azerbaijan opens case over shooting of captives\n\n"
        "The Prosecutor General's Office of Azerbaijan has opened a criminal case over the "
        "shooting of nine captured soldiers, its press service said."
    )
    (claim,) = [
        c for c in responses(read(content)) if c.type and c.type.value is ResponseType.INVESTIGATION_OPENED
    ]
    assert claim.actor is not None
    assert claim.actor.value.name.endswith("Prosecutor General's Office of Azerbaijan")


def test_an_object_is_no_part_of_the_actor_s_name() -> None:
    content = OPENING["uk"] + "Міноборони РФ інформацію не коментувало."
    (claim,) = [
        c for c in responses(read(content, "uk")) if c.type and c.type.value is ResponseType.NO_COMMENT
    ]
    assert claim.actor is not None
    assert claim.actor.value.name == "Міноборони РФ"


def test_repetition_is_no_new_claim() -> None:
    text = OPENING["en"] + (
        "The defence ministry denied that its troops had shot anyone. The road was closed for two days. "
        "The defence ministry denied the accusation again on Tuesday."
    )
    denials = [c for c in responses(read(text)) if c.type and c.type.value is ResponseType.DENIAL]
    assert len(denials) == 1
    assert len(denials[0].spans) == 2


def test_a_football_match_says_nothing() -> None:
    text = (
        "The home side won 3-1 on Saturday. The coach said his players had deserved it and praised the fans."
    )
    reading = read(text)
    assert [*statements(reading), *responses(reading), *contexts(reading)] == []


def test_every_value_is_grounded() -> None:
    text = OPENING["en"] + (
        "The defence ministry denied it. UN envoy Ilan Maro condemned the killing. "
        "About 5,000 soldiers are concentrated near Belmar, the general staff said."
    )
    reading = read(text)
    proposals = [*statements(reading), *responses(reading), *contexts(reading)]
    assert len(proposals) >= 2
    assert not admit(reading.analysis.document, proposals).dropped


@pytest.mark.parametrize(
    "said",
    [
        "No court has issued an arrest warrant for the killing of the prisoners, the ombudsman said.",
        "“The execution of these prisoners must be investigated,” the ombudsman said.",
    ],
)
def test_a_deed_denied_or_demanded_is_no_response(said: str) -> None:
    found = [c for _, c in extract(text=said, published=date(2031, 3, 5)).claims if c.kind is Kind.RESPONSE]
    assert not found


def test_an_investigation_that_is_only_a_source_was_not_opened_by_that() -> None:
    said = OPENING["uk"] + "За даними слідства, полонені підняли руки."
    assert not [r for r in responses(read(said, "uk")) if r.type.value is ResponseType.INVESTIGATION_OPENED]


def test_people_who_were_taken_are_no_ground() -> None:
    assert (
        contexts(read(OPENING["en"] + "Troops behead two captured resistance fighters, burn village.")) == []
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("uk", "Речниця Марова назвала запис постановочним."), ("ru", "Представитель назвал видео монтажом.")],
)
def test_a_recording_called_staged_is_denied(language: str, sentence: str) -> None:
    found = responses(read(OPENING[language] + sentence, language))
    assert ResponseType.DENIAL in [r.type.value for r in found]
