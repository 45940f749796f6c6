"""Counts, hedges and ranges in three languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.extract.numbers import NumberSort, find_numbers, find_quantities

EN = [
    ("They buried nine men.", "nine", (9, 9)),
    ("At least 91 people were held.", "At least 91", (91, None)),
    ("No fewer than 5,200 names are known.", "No fewer than 5,200", (5200, None)),
    ("A minimum of 50 were taken away.", "A minimum of 50", (50, None)),
    ("Over 100 guards were questioned.", "Over 100", (101, None)),
    ("more than two hundred and six letters", "more than two hundred and six", (207, None)),
    ("Up to 25 people may be missing.", "Up to 25", (None, 25)),
    ("fewer than 200 inhabitants stayed", "fewer than 200", (None, 199)),
    ("About 40 stayed behind.", "About 40", (40, 40)),
    ("eighty or so farmers", "eighty or so", (80, 80)),
    ("some three hundred-odd prisoners", "some three hundred-odd", (300, 300)),
    ("between 35 and 40 bodies", "between 35 and 40", (35, 40)),
    ("12–15 riders came", "12–15", (12, 15)),
    ("4,000 to 5,000 men crossed", "4,000 to 5,000", (4000, 5000)),
    ("two or three shots", "two or three", (2, 3)),
    ("35+ wounded", "35+", (35, None)),
    ("eleven or more were seen", "eleven or more", (11, None)),
    ("a hundred and two cows", "a hundred and two", (102, 102)),
    ("half a dozen vans", "half a dozen", (6, 6)),
    ("a dozen eggs", "a dozen", (12, 12)),
    ("1.5 million refugees", "1.5 million", (1_500_000, 1_500_000)),
    ("Six thousand four hundred and two persons", "Six thousand four hundred and two", (6402, 6402)),
    ("at least another 12 are sought", "at least another 12", (12, None)),
    ("dozens of houses", "dozens", (24, None)),
    ("tens of thousands of people", "tens of thousands", (20_000, None)),
    ("a three-man crew", "three", (3, 3)),
]
UK = [
    ("Щонайменше 93 людини зникли.", "Щонайменше 93", (93, None)),
    ("понад триста п’ятдесят сіл", "понад триста п’ятдесят", (351, None)),
    ("не менш як шість тисяч", "не менш як шість тисяч", (6000, None)),
    ("до 70 тисяч мешканців", "до 70 тисяч", (None, 70_000)),
    ("близько сорока осіб", "близько сорока", (40, 40)),
    ("від 10 до 15 тисяч", "від 10 до 15 тисяч", (10_000, 15_000)),
    ("двадцятьох сімох рибалок", "двадцятьох сімох", (27, 27)),
    ("троє косарів", "троє", (3, 3)),
    ("двоє-троє сусідів", "двоє-троє", (2, 3)),
    ("19 546 дітей", "19 546", (19_546, 19_546)),
    ("кілька сотень листів", "кілька сотень", (200, None)),
    ("півтора десятка хат", "півтора десятка", (15, 15)),
]
RU = [
    ("Не менее сорока рыбаков", "Не менее сорока", (40, None)),
    ("по меньшей мере четырнадцать лодок", "по меньшей мере четырнадцать", (14, None)),
    ("свыше 13 тысяч дел", "свыше 13 тысяч", (13_001, None)),
    ("до двадцати пяти", "до двадцати пяти", (None, 25)),
    ("около 1500 жителей", "около 1500", (1500, 1500)),
    ("от 5 до 13 тысяч", "от 5 до 13 тысяч", (5000, 13_000)),
    ("четырёхсот писем", "четырёхсот", (400, 400)),
    ("троих пастухов", "троих", (3, 3)),
    ("6 000 детей и больше", "6 000 детей и больше", (6000, None)),
]


@pytest.mark.parametrize(
    ("language", "text", "words", "bounds"),
    [("en", *row) for row in EN] + [("uk", *row) for row in UK] + [("ru", *row) for row in RU],
)
def test_a_count_is_read_with_its_hedge(
    language: str, text: str, words: str, bounds: tuple[int | None, int | None]
) -> None:
    found = [(text[m.start : m.end], m.value.bounds) for m in find_quantities(text, language)]
    assert found == [(words, bounds)]


@pytest.mark.parametrize(
    ("language", "text", "sort"),
    [
        ("en", "Article 438", NumberSort.REFERENCE),
        ("en", "No. 7", NumberSort.REFERENCE),
        ("en", "the FAB-500 bomb", NumberSort.REFERENCE),
        ("en", "the 155th Brigade", NumberSort.ORDINAL),
        ("en", "a 37-year-old baker", NumberSort.AGE),
        ("en", "Ada Crewe, 44, of the mill", NumberSort.AGE),
        ("en", "a man of 62", NumberSort.AGE),
        ("en", "12.5% of them", NumberSort.PERCENTAGE),
        ("en", "five per cent", NumberSort.PERCENTAGE),
        ("en", "$3 million", NumberSort.MONEY),
        ("en", "20 km away", NumberSort.MEASURE),
        ("en", "a two-storey house", NumberSort.MODIFIER),
        ("en", "\n2. The second point", NumberSort.REFERENCE),
        ("en", "they won 3–1", NumberSort.REFERENCE),
        ("en", "\n4/ The fourth post", NumberSort.REFERENCE),
        ("en", "at 10 p.m.", NumberSort.DATE),
        ("en", "in 1996", NumberSort.DATE),
        ("en", "on 24 January", NumberSort.DATE),
        ("uk", "статті 438", NumberSort.REFERENCE),
        ("uk", "35-річний коваль", NumberSort.AGE),
        ("uk", "15 км", NumberSort.MEASURE),
        ("ru", "70-летний лодочник", NumberSort.AGE),
        ("ru", "20 рублей", NumberSort.MONEY),
    ],
)
def test_a_number_that_counts_nothing_is_told_apart(language: str, text: str, sort: NumberSort) -> None:
    assert find_numbers(text, language)[0].value.sort is sort
    assert sort in (NumberSort.COUNT,) or not find_quantities(text, language)


def test_a_change_is_two_counts_and_no_range() -> None:
    found = [m.value.bounds for m in find_quantities("The number rose from 9 to 12.", "en")]
    assert found == [(9, 9), (12, 12)]


def test_spread_over_is_no_hedge() -> None:
    found = [m.value.bounds for m in find_quantities("There were 300 hens over 53 farms.", "en")]
    assert found == [(300, 300), (53, 53)]


def test_handed_over_is_no_hedge() -> None:
    found = find_quantities("The guards handed over 502 parcels.", "en")
    assert [m.value.bounds for m in found] == [(502, 502)]


def test_a_pronoun_is_less_sure_than_a_count() -> None:
    pronoun = find_quantities("one of them", "en")[0]
    count = find_quantities("one soldier", "en")[0]
    assert pronoun.confidence < count.confidence


@settings(max_examples=150, deadline=None)
@given(st.text(), st.sampled_from(["en", "uk", "ru", "fr", ""]))
def test_any_text_is_read_and_spans_hold(text: str, language: str) -> None:
    for mention in find_numbers(text, language):
        assert 0 <= mention.start < mention.end <= len(text)


PIECES = st.lists(
    st.sampled_from(
        "at least over up to no fewer than 5 12 nineteen hundred and a half dozen dozens - – , . + or more % "
        "1,000 20.5 не менее від до понад двадцять один тисяч сто 3 000 21st one both \n №".split(" ")
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(PIECES, st.sampled_from(["en", "uk", "ru"]), st.sampled_from(["", " "]))
def test_any_sequence_of_number_words_is_read(pieces: list[str], language: str, glue: str) -> None:
    text = glue.join(pieces)
    ends = 0
    for mention in find_numbers(text, language):
        assert mention.start >= ends
        ends = mention.end


@pytest.mark.parametrize(
    "piece", ["7", "1,234", "at least ", "one hundred and ", "12-", "from 1 to ", "тисяч ", "a ", "\n1. "]
)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.process_time()
        find_numbers(text, "ru" if "т" in piece else "en")
        return time.process_time() - begin

    # eight times the text; the best of three, since the machine may be busy: quadratic would be 64 times
    small, large = (min(seconds(size) for _ in range(3)) for size in (6_000, 48_000))
    assert large < 32 * max(small, 0.01)
