"""Who says what, on sentences of our own."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.rules.attribution import QUIET, attribute
from corrobora.extract.rules.cyrillic import cyrillic_phrase
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.model.actor import ActorSort
from corrobora.model.document import Document, Source, Text


def read(content: str, language: str = "en", publisher: str | None = None) -> Reading:
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = Text(sha256=digest, reader="test/1", content=content, language=language)
    source = Source(path="a.txt", publisher=publisher, published=date(2031, 5, 6))
    return read_mentions(analyse(Document(text=text, source=source)))


def said(content: str, words: str, language: str = "en", publisher: str | None = None) -> list[str]:
    reading = read(content, language, publisher)
    start = content.index(words)
    return [slot.value.name for slot in attribute(reading, start, start + len(words))]


@pytest.mark.parametrize(
    ("content", "words", "speaker"),
    [
        ("Governor Ilan Maro said that nine men were shot at the mill.", "nine men were shot", "Ilan Maro"),
        ("Nine men were shot at the mill, said Ilan Maro, the governor.", "Nine men were shot", "Ilan Maro"),
        (
            "Nine men were shot at the mill, according to the Harbour Police.",
            "Nine men were shot",
            "Harbour Police",
        ),
        ('"They shot nine men at the mill," Ilan Maro wrote on Telegram.', "shot nine men", "Ilan Maro"),
        ("The foreign ministry: nine men were shot at the mill.", "nine men were shot", "foreign ministry"),
        (
            '"Nine men were shot," a spokesman, al-Fadil Moran, told the agency by telephone.',
            "Nine men were shot",
            "al-Fadil Moran",
        ),
        (
            "The Tessaly Mission has verified that nine men were shot.",
            "nine men were shot",
            "Tessaly Mission",
        ),
    ],
)
def test_a_speaker_is_heard_in_his_own_sentence(content: str, words: str, speaker: str) -> None:
    assert said(content, words)[0] == speaker


@pytest.mark.parametrize(
    ("content", "words", "language", "speaker"),
    [
        (
            "Голова області Остап Мельник заявив, що біля млина розстріляли дев'ятьох.",
            "розстріляли",
            "uk",
            "Остап Мельник",
        ),
        (
            "За словами Остапа Мельника, біля млина розстріляли дев'ятьох.",
            "розстріляли",
            "uk",
            "Остапа Мельника",
        ),
        ("«Їх розстріляли біля млина», – сказав Остап Мельник.", "розстріляли", "uk", "Остап Мельник"),
        (
            "Глава области Павел Лесной заявил, что у мельницы расстреляли девятерых.",
            "расстреляли",
            "ru",
            "Павел Лесной",
        ),
        (
            "В министерстве сказали, что у мельницы расстреляли девятерых.",
            "расстреляли",
            "ru",
            "министерстве",
        ),
        ("У мельницы расстреляли девятерых, сообщила прокуратура.", "расстреляли", "ru", "прокуратура"),
    ],
)
def test_the_same_in_ukrainian_and_russian(content: str, words: str, language: str, speaker: str) -> None:
    assert said(content, words, language)[0] == speaker


def test_a_surname_leads_to_the_full_name() -> None:
    content = "Governor Ilan Maro came on Monday. Nine men were shot at the mill, Maro said."
    assert said(content, "Nine men")[0] == "Ilan Maro"


def test_a_pronoun_leads_to_the_speaker_before() -> None:
    content = "Governor Ilan Maro came on Monday. Nine men were shot at the mill, he said."
    assert said(content, "Nine men")[0] == "Ilan Maro"


def test_a_body_in_short_leads_to_its_full_name() -> None:
    content = "The Tessaly Monitoring Mission published a report. The mission said nine men were shot."
    assert said(content, "nine men were shot")[0] == "Tessaly Monitoring Mission"


def test_what_nobody_says_goes_to_the_publisher() -> None:
    content = "Tessaly Prosecutor's Office\n\nNine men were shot at the mill on Monday."
    assert said(content, "Nine men", publisher="Tessaly Prosecutor's Office") == [
        "Tessaly Prosecutor's Office"
    ]


def test_every_speaker_stands_in_the_text() -> None:
    content = "Governor Ilan Maro came. Nine men were shot, he said. The office, which counts them, agreed."
    reading = read(content, publisher="The Upland Post")
    assert reading.hearing.speeches
    for speech in reading.hearing.speeches:
        assert all(span.holds_in(content) for span in speech.speaker.spans)


def test_a_person_by_title_is_a_person() -> None:
    reading = read("Governor Ilan Maro said that nine men were shot at the mill.")
    (speaker, *_) = attribute(reading, 30, 40)
    assert speaker.value.sort is ActorSort.PERSON
    assert speaker.value.role == "Governor"


@pytest.mark.parametrize(
    ("content", "language", "speaker"),
    [
        ("The court, whose judges ordered his arrest, declined to comment.", "en", "court"),
        ("Source of the information: Regional Prosecutor's Office of Tarsk.", "en",
         "Regional Prosecutor's Office of Tarsk"),
        ("Джерело: Тарська обласна прокуратура.", "uk", "Тарська обласна прокуратура"),
        ("Источник: Тарская областная прокуратура.", "ru", "Тарская областная прокуратура"),
        ('"They were unarmed," a man addressed as "Birch" tells his unit.', "en", "Birch"),
        ("Командир на псевдо «Вовк» наказує стріляти.", "uk", "Вовк"),
        ("Командир по прозвищу «Волк» приказывает стрелять.", "ru", "Волк"),
        ("In the opinion of their head, Anna Dorn, it was no accident.", "en", "Anna Dorn"),
        ("One survivor, Hamid, told reporters he had played dead.", "en", "Hamid"),
        ("Як повідомили в Офісі генпрокурора, троє загинули.", "uk", "Офісі генпрокурора"),
        ("Lt. Gen. Ram Dev said nobody was shot.", "en", "Ram Dev"),
        ('"It began," Col. Rajesh Orn, a spokesman, said.', "en", "Rajesh Orn"),
        ("Our staff interviewed forty survivors.", "en", "Tessaly Mission"),
    ],
)  # fmt: skip
def test_a_speaker_is_named_as_the_text_names_him(content: str, language: str, speaker: str) -> None:
    hearing = read(content, language, "Tessaly Mission").hearing
    assert {s.speaker.value.name for s in hearing.speeches if s.sort not in QUIET} == {speaker}


def test_nobody_does_not_speak() -> None:
    hearing = read("No officer of that regiment has ever admitted it.").hearing
    assert not [s for s in hearing.speeches if s.sort not in QUIET]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("The footage was verified by the mission.", {"verified"}),
        ("The footage is being verified.", {"verified", "unverified"}),
    ],
)
def test_what_was_verified_is_not_called_unverified(content: str, found: set[str]) -> None:
    assert {m.value for m in read(content).family("verification")} == found


@pytest.mark.parametrize(
    "glued", ['x="Grid"y', 'f("Grid")', "a“Grid”b", 'https://news.example/"Grid"/y', '"Grid"']
)
def test_a_quotation_inside_a_word_is_nobody_and_breaks_nothing(glued: str) -> None:
    content = f"Governor Ilan Maro said that nine men were shot at the mill. See {glued} for more."
    assert said(content, "nine men were shot") == ["Ilan Maro"]


def test_a_text_of_nothing_but_capitals_is_no_phrase() -> None:
    analysis = read("Военнослужащие " * 300 + "заявили, что троих расстреляли.", "ru").analysis
    first, last = cyrillic_phrase(analysis, 150, len(analysis.tokens))
    assert last - first < 150
