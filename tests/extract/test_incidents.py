"""Events and tallies read from whole documents, all of them invented."""

from __future__ import annotations

from datetime import date

import pytest

from corrobora.extract import extract
from corrobora.extract.analysis import analyse
from corrobora.extract.rules.explicit import Telling, told_in_so_many_words
from corrobora.extract.rules.profile import profiles
from corrobora.extract.rules.reading import read_mentions
from corrobora.model.claim import Claim
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import Act, Kind, VictimStatus


def document(content: str, language: str = "en", published: date | None = date(2024, 11, 20)) -> Document:
    text = Text(sha256="b" * 64, reader="text/1", content=content, language=language)
    return Document(text=text, source=Source(path="x.txt", published=published))


def claims(content: str, language: str = "en", published: date | None = date(2024, 11, 20)) -> list[Claim]:
    return [claim for _, claim in extract(document(content, language, published)).claims]


def of(kind: Kind, found: list[Claim]) -> list[Claim]:
    return [c for c in found if c.kind is kind]


PLAIN = (
    "Russian soldiers shot dead four Ukrainian prisoners of war near Kupiansk on 12 November, "
    "the regional prosecutor's office said.\n"
    "The four had laid down their weapons and were kneeling with their hands tied when they were executed.\n"
    "The office opened an investigation."
)


def test_a_plain_report_gives_one_incident_with_its_values() -> None:
    (incident,) = of(Kind.INCIDENT, claims(PLAIN))
    assert incident.act is not None
    assert incident.act.value is Act.EXECUTION
    assert incident.victims is not None
    assert incident.victims.value.bounds == (4, 4)
    assert incident.victim_status is not None
    assert incident.victim_status.value is VictimStatus.POW
    assert incident.perpetrator_side is not None
    assert incident.perpetrator_side.value == "RU"
    assert incident.victim_side is not None
    assert incident.victim_side.value == "UA"


def test_every_span_and_every_slot_stands_in_the_text() -> None:
    for claim in claims(PLAIN):
        assert all(span.holds_in(PLAIN) for span in claim.all_spans())


def test_a_repeated_mention_is_a_further_span_of_the_same_claim() -> None:
    (incident,) = of(Kind.INCIDENT, claims(PLAIN))
    assert len(incident.spans) >= 2


def test_a_figure_over_a_period_is_a_tally_that_ends_on_the_day_of_publication() -> None:
    found = claims(
        "Since the beginning of 2023 the prosecutor general's office has recorded the execution of at least "
        "130 captured Ukrainian soldiers by Russian forces in 41 separate incidents."
    )
    (tally,) = of(Kind.TALLY, found)
    assert tally.victims is not None
    assert tally.victims.value.bounds == (130, None)
    assert tally.incidents is not None
    assert tally.incidents.value.bounds == (41, 41)
    assert tally.period is not None
    assert (tally.period.value.first, tally.period.value.last) == (date(2023, 1, 1), date(2024, 11, 20))


@pytest.mark.parametrize(
    "content",
    [
        "The home side won 3-1 after two late goals. Eleven thousand people watched.",
        "The two countries exchanged 95 prisoners each on Saturday. They returned home by bus.",
        "",
        "\n\n\n",
        "42",
    ],
)
def test_what_is_no_violation_gives_no_claim(content: str) -> None:
    found = claims(content)
    assert of(Kind.INCIDENT, found) == []
    assert of(Kind.TALLY, found) == []


@pytest.mark.parametrize(
    ("language", "content"),
    [
        ("uk", "Російські військові розстріляли трьох українських військовополонених "
               "поблизу Куп'янська 12 листопада, "
               "повідомила обласна прокуратура. Бійці склали зброю і стояли на колінах."),
        ("ru", "Российские военные расстреляли трёх украинских военнопленных "
               "возле Купянска 12 ноября, сообщила "
               "областная прокуратура. Бойцы сложили оружие и стояли на коленях."),
    ],
)  # fmt: skip
def test_ukrainian_and_russian_give_the_same_claim(language: str, content: str) -> None:
    (incident,) = of(Kind.INCIDENT, claims(content, language))
    assert incident.victims is not None
    assert incident.victims.value.bounds == (3, 3)
    assert incident.act is not None
    assert incident.act.value is Act.EXECUTION
    assert incident.perpetrator_side is not None
    assert incident.perpetrator_side.value == "RU"


def test_without_a_day_of_publication_relative_days_stay_unresolved() -> None:
    found = claims(PLAIN.replace("on 12 November", "on Sunday"), published=None)
    assert all(c.date is None for c in of(Kind.INCIDENT, found))


LINES = (
    "Ardania: killings of prisoners reported this month\n"
    "- Stara Hora, 3 November: two captured soldiers shot by Velan troops, the prosecutor's office said\n"
    "- Nova Dacha, 7 November: five soldiers who had surrendered were executed by Velan forces; drone video\n"
    "- Dolna Banka, 12 November: a wounded prisoner killed by Velan soldiers, the ombudsman said\n"
)


def test_lines_of_a_list_are_events_of_their_own() -> None:
    found = of(Kind.INCIDENT, claims(LINES))
    assert {c.victims.value.bounds for c in found if c.victims} == {(2, 2), (5, 5), (1, 1)}
    assert all(len(c.spans) == 1 for c in found)


def test_another_place_and_day_open_another_event() -> None:
    found = of(
        Kind.INCIDENT,
        claims(
            "Russian soldiers shot dead three captured Ukrainian soldiers near Pokrovsk on 2 October. "
            "The three had laid down their weapons.\n"
            "In a separate case, five Ukrainian prisoners of war were executed near Kupiansk on 19 October, "
            "the prosecutor's office said."
        ),
    )
    assert sorted(c.victims.value.bounds for c in found if c.victims) == [(3, 3), (5, 5)]


def test_the_killed_are_counted_and_not_those_who_killed_or_were_hurt() -> None:
    (incident,) = of(
        Kind.INCIDENT,
        claims(
            "Two Russian soldiers shot dead six captured Ukrainian soldiers near Kupiansk on 12 November; "
            "three more were wounded, prosecutors said."
        ),
    )
    assert incident.victims is not None
    assert incident.victims.value.bounds == (6, 6)


@pytest.mark.parametrize(
    ("language", "content"),
    [
        ("en", "A captured Ukrainian soldier was shot dead by Russian troops near Kupiansk on 12 November."),
        ("uk", "Російські військові розстріляли полоненого українського бійця біля Куп'янська 12 листопада."),
        ("ru", "Российские военные расстреляли пленного украинского бойца под Купянском 12 ноября."),
    ],
)
def test_a_single_victim_needs_no_number(language: str, content: str) -> None:
    (incident,) = of(Kind.INCIDENT, claims(content, language))
    assert incident.victims is not None
    assert incident.victims.value.bounds == (1, 1)
    assert incident.victims.spans[0].quote in content


MANUAL = (
    "The captive portal was opened once. "
    + "A region is pushed onto the stack twice; the second has two rows and four columns. " * 40
    + "In the following example a region with 4 rows is pushed with its two parents (see Figure 3). "
    "The file starts with a header, and the order of the checks is denied by the office."
)


def test_nothing_is_claimed_far_from_any_word_of_violations() -> None:
    assert claims(MANUAL) == []


@pytest.mark.parametrize(
    ("sentence", "victims", "place"),
    [
        ("Southern forces executed at least three prisoners in Lubna on 2 May.", (3, None), "Lubna"),
        ("Two captured scouts were shot by the brigade near Kandow on 2 May.", (2, 2), "Kandow"),
        ("Солдаты бригады расстреляли троих пленных у деревни Малиновка 2 мая.", (3, 3), "Малиновка"),
    ],
)
def test_a_sentence_that_tells_an_event_in_so_many_words_is_one_wherever_it_stands(
    sentence: str, victims: tuple[int, int | None], place: str
) -> None:
    before = (
        "The Commission documented the killing of 43 persons in 11 incidents from 1 March to 30 June 2024.\n"
        "The Commission wrote to the authorities on 3 July; it received no reply.\n"
    )
    language = "en" if sentence.isascii() else "ru"
    found = of(Kind.INCIDENT, claims((before if language == "en" else "") + sentence, language))
    told = [
        (c.victims.value.bounds, c.place.value.name)
        for c in found
        if c.victims and c.place and c.spans[0].quote == sentence
    ]
    assert told == [(victims, place)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Southern forces did not execute three prisoners in Lubna on 2 May.",
        "Southern forces would have executed three prisoners in Lubna on 2 May.",
        "The commander called for the execution of three prisoners in Lubna on 2 May.",
        "The commander threatened the execution of three prisoners in Lubna on 2 May.",
        "Gunners of the northern army said they shot down three drones near Lubna on 2 May.",
        "The court in Lubna ordered the execution of 11,000 hens on 2 May.",
    ],
)
def test_a_deed_denied_or_thought_of_is_not_told_in_so_many_words(sentence: str) -> None:
    reading = read_mentions(analyse(document(sentence)))
    (profile,) = profiles(reading)
    assert not told_in_so_many_words(reading, profile)


@pytest.mark.parametrize(
    ("sentence", "how"),
    [
        ("Southern forces executed three prisoners in Lubna.", Telling.TOLD),
        ("The ministry accused southern forces of shooting three prisoners near Lubna.", Telling.NAMED),
        ("A clip of 2 May shows southern soldiers executing six captives.", Telling.NAMED),
        ("He called the killing of five prisoners at Lubna a crime.", Telling.NAMED),
        ("Judges dealt with the killing of five prisoners at Lubna.", Telling.NAMED),
        ("Командование обвинило боевиков в казни девяти пленных под Лубной.", Telling.NAMED),
        ("28 липня з'явилося відео, на якому солдат вбиває полоненого.", Telling.NAMED),
    ],
)
def test_a_deed_can_be_told_or_named(sentence: str, how: Telling) -> None:
    language = "en" if sentence.isascii() else "uk" if "липня" in sentence else "ru"
    reading = read_mentions(analyse(document(sentence, language)))
    (profile,) = profiles(reading)
    assert told_in_so_many_words(reading, profile) is how


def test_numbers_at_places_of_their_own_are_events_of_their_own() -> None:
    found = of(
        Kind.INCIDENT,
        claims(
            "In Mosul, fighters of the group killed 17 captured policemen, the monitors said on Friday.\n"
            "Nine detainees were shot in their cells in Baqubah on the night of 16 November."
        ),
    )
    told = {(c.victims.value.low, c.place.value.name) for c in found if c.victims and c.place}
    assert told == {(17, "Mosul"), (9, "Baqubah")}


def test_deeds_of_the_two_sides_are_apart() -> None:
    found = of(
        Kind.INCIDENT,
        claims(
            "Armenian soldiers shot a captured Azerbaijani officer, a video of October shows.\n"
            "In October Azerbaijani soldiers executed two Armenian prisoners, another video shows."
        ),
    )
    told = {
        (c.victims.value.low, c.perpetrator_side.value) for c in found if c.victims and c.perpetrator_side
    }
    assert told == {(1, "AM"), (2, "AZ")}


def test_how_many_went_at_a_time_is_no_number_of_victims() -> None:
    (incident,) = of(
        Kind.INCIDENT,
        claims(
            "On 20 November, in groups of ten to twenty, the prisoners were driven to a ravine and shot.\n"
            "The chamber found that 194 of them were killed there."
        ),
    )
    assert incident.victims is not None
    assert incident.victims.value.bounds == (194, 194)


def test_a_further_number_is_laid_to_who_gives_it() -> None:
    found = of(
        Kind.INCIDENT,
        claims(
            "Fighters of the front killed at least 15 unarmed men taken prisoner outside Oldtown on Sunday, "
            "the Harbour Doctors Network said.\nThe army accused the front of executing 40 men there."
        ),
    )
    by = {c.victims.value.bounds: [w.value.name for w in c.claimants] for c in found if c.victims}
    assert by[15, None][0] == "Harbour Doctors Network"
    assert by[40, 40] == ["army"]


def test_one_by_one_is_no_number_of_victims() -> None:
    found = of(
        Kind.INCIDENT,
        claims(
            "On 5 November soldiers led 34 unarmed men from Oldtown and shot them one by one, a witness said."
        ),
    )
    assert {c.victims.value.bounds for c in found if c.victims} == {(34, 34)}


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("They shot four at a checkpoint in Oldtown.", {(4, 4)}),
        ("They shot nine after the surrender.", {(9, 9)}),
        ("They shot them two at a time.", set()),
        ("They shot them one after the other.", set()),
    ],
)
def test_how_many_at_a_time_counts_nobody(sentence: str, counted: set[tuple[int, int]]) -> None:
    (profile,) = profiles(read_mentions(analyse(document(sentence))))
    assert {f.quantity.bounds for f in profile.figures if not f.implied} == counted


def test_a_part_of_cases_is_cases() -> None:
    found = of(
        Kind.TALLY,
        claims(
            "Всего центр зарегистрировал 113 случаев внесудебных казней, из них 38 в Тарском районе.", "ru"
        ),
    )
    assert {c.incidents.value.bounds for c in found if c.incidents} == {(113, 113), (38, 38)}
    assert not any(c.victims for c in found)
