"""Dates as intervals, anchored and in context."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.extract.dates import find_dates

#: A Wednesday.
ANCHOR = date(2031, 11, 19)
KNOWN = {"landing": date(2029, 4, 3), "start of the war": date(2029, 4, 3)}


def read(text: str, language: str = "en", anchor: date | None = ANCHOR) -> list[tuple[str, str, str]]:
    return [
        (
            text[m.start : m.end],
            f"{m.value.first or ''}..{m.value.last or ''}",
            m.reader.removeprefix("dates/"),
        )
        for m in find_dates(text, language, anchor, KNOWN)
    ]


EN = [
    ("They came on Monday.", "2031-11-17..2031-11-17"),
    ("They came on Wednesday.", "2031-11-19..2031-11-19"),
    ("last Wednesday", "2031-11-12..2031-11-12"),
    ("Tuesday of last week", "2031-11-11..2031-11-11"),
    ("yesterday", "2031-11-18..2031-11-18"),
    ("the day before yesterday", "2031-11-17..2031-11-17"),
    ("overnight", "2031-11-18..2031-11-19"),
    ("12 May 2030", "2030-05-12..2030-05-12"),
    ("on the 3rd of June 2030", "2030-06-03..2030-06-03"),
    ("June 3, 2030", "2030-06-03..2030-06-03"),
    ("2030-06-03", "2030-06-03..2030-06-03"),
    ("03.06.2030", "2030-06-03..2030-06-03"),
    ("on 24 December", "2030-12-24..2030-12-24"),
    ("on 18 November", "2031-11-18..2031-11-18"),
    ("12–14 March 2030", "2030-03-12..2030-03-14"),
    ("between 4 and 30 March 2030", "2030-03-04..2030-03-30"),
    ("from 24 February until 6 April 2030", "2030-02-24..2030-04-06"),
    ("between March 2029 and August 2030", "2029-03-01..2030-08-31"),
    ("from late December to the middle of January", "2030-12-21..2031-01-20"),
    ("early October", "2031-10-01..2031-10-10"),
    ("mid-December 2029", "2029-12-11..2029-12-20"),
    ("at the end of August", "2031-08-21..2031-08-31"),
    ("in May", "2031-05-01..2031-05-31"),
    ("last month", "2031-10-01..2031-10-31"),
    ("last year", "2030-01-01..2030-12-31"),
    ("this year", "2031-01-01..2031-11-19"),
    ("the past six months", "2031-05-20..2031-11-19"),
    ("last summer", "2031-06-01..2031-08-31"),
    ("in the winter of 2029", "2029-12-01..2030-02-28"),
    ("a week ago", "2031-11-12..2031-11-12"),
    ("the first half of this year", "2031-01-01..2031-06-30"),
    ("the third quarter of 2030", "2030-07-01..2030-09-30"),
    ("since the end of August", "2031-08-31.."),
    ("since 2028", "2028-01-01.."),
    ("since the start of the war", "2029-04-03.."),
    ("in the first twelve months of the landing", "2029-04-03..2030-04-02"),
    ("as of 18 October", "..2031-10-18"),
    ("by Monday", "..2031-11-17"),
    ("before 3 June", "..2031-06-02"),
    ("after 3 June", "2031-06-04.."),
]


@pytest.mark.parametrize(("text", "days"), EN)
def test_english_words_name_these_days(text: str, days: str) -> None:
    assert [d for _, d, _ in read(text)] == [days]


@pytest.mark.parametrize(
    "text", ["on Monday", "last month", "yesterday", "in May", "on 24 December", "two weeks ago", "this year"]
)
def test_without_an_anchor_nothing_is_guessed(text: str) -> None:
    assert read(text, anchor=None) == []


def test_without_an_anchor_whole_dates_and_their_years_still_count() -> None:
    found = read("On 12 March 1987 they marched. On 14 March they were back.", anchor=None)
    assert [d for _, d, _ in found] == ["1987-03-12..1987-03-12", "1987-03-14..1987-03-14"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("On 3 June they left. The next day they returned.", "2031-06-04..2031-06-04"),
        ("On 3 June they left. That day it rained.", "2031-06-03..2031-06-03"),
        ("On 3 June they left. Two days later it rained.", "2031-06-05..2031-06-05"),
        ("In 1987 they met. In June of that year it rained.", "1987-06-01..1987-06-30"),
    ],
)
def test_a_day_counts_from_the_one_named_before(text: str, days: str) -> None:
    assert read(text)[-1][1] == days


@pytest.mark.parametrize("text", ["She may go.", "They march on.", "a second man", "the 37-year-old baker"])
def test_ordinary_words_are_no_dates(text: str) -> None:
    assert read(text) == []


@settings(max_examples=200, deadline=None)
@given(
    st.text(),
    st.sampled_from(["en", "uk", "ru", "fr", ""]),
    st.one_of(st.none(), st.dates()),
)
def test_any_text_is_read_and_spans_hold(text: str, language: str, anchor: date | None) -> None:
    for mention in find_dates(text, language, anchor, KNOWN):
        assert mention.value.words == text[mention.start : mention.end]


PIECES = st.lists(
    st.sampled_from(
        "on the 5 31 12th of May March 2024 0001 9998 1999 last next this first year month week day century "
        "to and from since until - – , . / Friday ago later early end 999999999 two years 31.02.2024 "
        "30/8 summer 80s s з до ночі на 29 лютого року минулого с по февраля года в ночь landing \n".split(
            " "
        )
    ),
    max_size=14,
)


@settings(max_examples=400, deadline=None)
@given(PIECES, st.sampled_from(["en", "uk", "ru"]), st.one_of(st.none(), st.dates()))
def test_any_sequence_of_time_words_is_read(pieces: list[str], language: str, anchor: date | None) -> None:
    find_dates(" ".join(pieces), language, anchor, KNOWN)


@pytest.mark.parametrize(
    "piece", ["7", "12.", "from 1 to ", "last ", "the first ", "May ", "5 and 6 and ", "years ago ", "a "]
)
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.process_time()
        find_dates(text, "en", ANCHOR)
        return time.process_time() - begin

    small, large = seconds(10_000), seconds(80_000)
    assert large < 24 * max(small, 0.01)
