"""Who says, answers and acts: the choice among everybody present, on sentences of our own."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.rules.attribution import Target, choose, claimed_by
from corrobora.extract.rules.contexts import contexts
from corrobora.extract.rules.grammar import part
from corrobora.extract.rules.reading import Reading, read_mentions
from corrobora.extract.rules.responses import responses
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import ContextType, Kind, ResponseType

SHOT = {
    "en": "Nine captured soldiers were shot near the mill of Belmar on Monday, the governor said. ",
    "uk": "Дев'ятьох полонених військових розстріляли в понеділок біля млина, заявив голова області. ",
    "ru": "Девятерых пленных военных расстреляли в понедельник у мельницы, заявил глава области. ",
}


def read(content: str, language: str = "en", publisher: str | None = "The Upland Post") -> Reading:
    digest = hashlib.sha256(content.encode()).hexdigest()
    text = Text(sha256=digest, reader="test/1", content=content, language=language)
    source = Source(path="a.txt", publisher=publisher, published=date(2031, 5, 6))
    return read_mentions(analyse(Document(text=text, source=source)))


def speakers(content: str, language: str) -> set[str]:
    reading = read(content, language)
    return {s.speaker.value.name for s in reading.hearing.speeches if s.sort not in ("named", "figure")}


@pytest.mark.parametrize(
    ("language", "type_", "actor", "sentence"),
    [
        ("en", "conviction", "court in Belmar", "A court in Belmar convicted two soldiers of the killing."),
        ("en", "warrant", "International Criminal Court",
         "The International Criminal Court issued arrest warrants for two generals over the killing."),
        ("en", "no_comment", "defence ministry",
         "The defence ministry did not respond to questions about the shooting."),
        ("uk", "investigation_opened", "Обласна прокуратура", "Обласна прокуратура відкрила провадження."),
        ("ru", "denial", "Министерство обороны", "Министерство обороны отвергло обвинения в убийстве."),
    ],
)  # fmt: skip
def test_an_answer_is_laid_to_whoever_gives_it(language: str, type_: str, actor: str, sentence: str) -> None:
    found = responses(read(SHOT[language] + sentence, language))
    assert actor in [
        c.actor.value.name for c in found if c.actor and c.type and c.type.value is ResponseType(type_)
    ]


@pytest.mark.parametrize(
    ("language", "sentence", "speaker"),
    [
        ("uk", "Лещенко, коли його запитали про травень, відповів: «Вигадка».", "Лещенко"),
        ("uk", "Угруповання «Схід» відповіло: «Вогню там не вели».", "Угруповання «Схід»"),
        ("uk", "Третя штурмова офіційно заявила, що її там не було.", "Третя штурмова"),
        ("uk", "Уповноважений засуджує цей вчинок.", "Уповноважений"),
        ("uk", "Канал «Верхній шлях», який ведуть двоє, повідомив про бій.", "Канал «Верхній шлях»"),
        ("ru", "«Учителя без границ» требуют назвать виновных.", "Учителя без границ"),
        ("ru", "Её директор Фарид Абдул Гани требует суда.", "Фарид Абдул Гани"),
        ("ru", "Лещенко в обращении: «Мы найдём убийц»", "Лещенко"),
    ],
)
def test_speakers_are_heard_in_quotation_marks_insertions_and_labels(
    language: str, sentence: str, speaker: str
) -> None:
    assert speaker in speakers(sentence, language)


def test_a_genitive_after_a_title_is_no_name() -> None:
    assert "Палацу" not in speakers("Речник Палацу на брифінгу сказав, що нічого не бачив.", "uk")


def test_a_noun_that_can_be_a_verb_ends_a_name() -> None:
    reading = read("Областная прокуратура начала расследование убийства пленных.", "ru")
    assert "Областная прокуратура" in {s.speaker.value.name for s in reading.hearing.speeches}


def test_a_state_stands_in_the_text_by_its_seat() -> None:
    reading = read(SHOT["en"] + "There was no reaction from Moscow.")
    assert "Moscow" in {s.speaker.value.name for s in reading.hearing.speeches}


def test_candidates_share_one_probability_and_nobody_is_among_them() -> None:
    content = SHOT["en"] + "UN envoy Ilan Maro condemned the killing."
    reading = read(content)
    start = content.index("condemned")
    ranked = choose(reading, Target(start=start, end=start + 9, kind=Kind.STATEMENT, type="condemnation"))
    assert ranked[0].slot is not None
    assert ranked[0].slot.value.name == "Ilan Maro"
    assert sum(c.probability for c in ranked) == pytest.approx(1.0)
    assert any(c.slot is None for c in ranked)


def test_all_sentences_of_a_claim_are_weighed_for_its_speaker() -> None:
    content = (
        "The prosecutor's office reported on Monday that nine captives had been shot at the mill. "
        "The bodies were found in the reeds."
    )
    reading = read(content)
    found = claimed_by(reading, Kind.INCIDENT, [(s.start, s.end, 1.0) for s in reading.sentences])
    assert found[0].value.name == "prosecutor's office"
    assert len(found) <= 2


def test_who_speaks_where_the_deed_is_told_says_it_rather_than_who_checked_it() -> None:
    content = (
        "The ombudsman's office said that nine captives were shot at the mill on Monday. "
        "The Open Lens Collective said it had verified the clip and identified two of the dead by name."
    )
    reading = read(content)
    told, checked = reading.sentences
    for one, other, who in ((0.9, 0.2, "ombudsman's office"), (0.2, 0.9, "Open Lens Collective")):
        lines = [(told.start, told.end, one), (checked.start, checked.end, other)]
        assert claimed_by(reading, Kind.INCIDENT, lines)[0].value.name == who


@pytest.mark.parametrize(
    ("language", "content", "words", "name"),
    [
        ("en", "The court convicted two men.", "The court", "subject"),
        ("en", "Two men were convicted by the court.", "the court", "agent"),
        ("en", "There was no answer from the ministry.", "the ministry", "from"),
        ("uk", "Прокуратура відкрила справу.", "Прокуратура", "subject"),
        ("ru", "Двое осуждены судом.", "судом", "agent"),
    ],
)
def test_the_part_of_a_phrase_is_read_from_parse_or_case(
    language: str, content: str, words: str, name: str
) -> None:
    reading = read(content, language)
    start = content.index(words)
    inside = reading.tokens_within(start, start + len(words))
    assert part(reading.analysis, inside[0].index, inside[-1].index + 1).name == name


def test_an_area_held_is_a_figure_of_territorial_control() -> None:
    content = SHOT["en"] + (
        "The Ardan army said its troops had captured the village of Belmar and held 340 square kilometres."
    )
    held = [c for c in contexts(read(content)) if c.type and c.type.value is ContextType.TERRITORIAL_CONTROL]
    assert [[q.value.bounds for q in c.quantities] for c in held] == [[(340, 340)]]


def test_two_names_for_one_actor_are_one_claim() -> None:
    content = SHOT["en"] + (
        "The defence ministry of Velan denied that its troops had shot anyone. The road was closed. "
        "The defence ministry denied the accusation again on Tuesday."
    )
    denials = [c for c in responses(read(content)) if c.type and c.type.value is ResponseType.DENIAL]
    assert len(denials) == 1


@pytest.mark.parametrize(
    ("language", "content", "speaker"),
    [
        ("en", "16:40 Interior ministry in Korv: nine border guards were shot.", "Interior ministry in Korv"),
        (
            "en",
            "The office of Ostria's human rights defender said nine captives were shot. Varsk's Prosecutor's "
            "Office denied it. In a separate case, the defender's office reported a conscript's killing.",
            "office of Ostria's human rights defender",
        ),
        (
            "en",
            "After capturing them near Kandow village, Miyn township, on 26 April, a spokesperson for the "
            "Coast Watch told the agency that nine captives were shot.",
            "spokesperson for the Coast Watch",
        ),
        ("ru", SHOT["ru"] + "Министерство обороны Остры комментариев не дало.", "Министерство обороны Остры"),
        (
            "ru",
            SHOT["ru"] + "С начала операции «Северный ветер» обсерватория насчитала 72 убитых.",
            "обсерватория",
        ),
        (
            "uk",
            SHOT["uk"]
            + "Уповноважений Верховної Ради з прав людини Дмитро Маро повідомив, що звернувся до ООН.",
            "Дмитро Маро",
        ),
    ],
)
def test_a_speaker_has_its_own_words_and_no_others(language: str, content: str, speaker: str) -> None:
    names = {s.speaker.value.name for s in read(content, language).hearing.speeches}
    assert speaker in names
    wrong = ("16:40", "комментариев", "Северный", "до ООН", "township", "Prosecutor's Office reported")
    assert not [n for n in names if any(w in n for w in wrong)]


def test_who_does_it_is_the_pronoun_and_not_the_hamlet_beside_it() -> None:
    content = (
        SHOT["uk"] + "Командира роти Остапа Лунова підозрюють. "
        "У жовтні поблизу хутора Зелений Шлях він наказав підлеглим розстріляти полонених."
    )
    speakers_ = speakers(content, "uk")
    assert not [n for n in speakers_ if "Шлях" in n]


@pytest.mark.parametrize(
    "of", ["The defence argued that the accused knew nothing.", "The defence denied it."]
)
def test_the_defence_in_a_trial_is_no_force_of_that_name(of: str) -> None:
    content = SHOT["en"] + f"Members of the Upland Defence guarded them. {of}"
    assert "Upland Defence" not in {
        s.speaker.value.name for s in read(content).hearing.speeches if s.sort == "say"
    }
