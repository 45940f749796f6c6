"""Dates as intervals, anchored and in context."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corrobora.extract.dates import find_dates, named_days, read_times, timex_value

#: A Wednesday.
ANCHOR = date(2031, 11, 19)
KNOWN = {
    "landing": date(2029, 4, 3),
    "start of the war": date(2029, 4, 3),
    "island uprising": date(2028, 2, 1),
    "велике повстання": date(2028, 2, 1),
}


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
    ("since the truce of 3 June 2030", "2030-06-03.."),
    ("the twelve months to the end of August", "2030-09-01..2031-08-31"),
    ("in the first days of March", "2031-03-01..2031-03-10"),
    ("the year to date", "2031-01-01..2031-11-19"),
    ("so far", "..2031-11-19"),
    ("the week of 6 March 2030", "2030-03-04..2030-03-10"),
    ("the last half of 1989", "1989-07-01..1989-12-31"),
    ("Friday the seventh of this month", "2031-11-07..2031-11-07"),
    ("the court will meet on Friday", "2031-11-21..2031-11-21"),
    ("the court met on Friday", "2031-11-14..2031-11-14"),
    ("as soon as Friday", "2031-11-21..2031-11-21"),
    ("noon on New Year’s Eve 2029", "2029-12-31..2029-12-31"),
    ("last Oct. 23", "2031-10-23..2031-10-23"),
]


@pytest.mark.parametrize(("text", "days"), EN)
def test_english_words_name_these_days(text: str, days: str) -> None:
    assert [d for _, d, _ in read(text)] == [days]


UK = [
    ("у понеділок", "2031-11-17..2031-11-17"),
    ("минулої п’ятниці", "2031-11-14..2031-11-14"),
    ("позавчора", "2031-11-17..2031-11-17"),
    ("24 лютого 2029 року", "2029-02-24..2029-02-24"),
    ("двадцять четвертого лютого", "2031-02-24..2031-02-24"),
    ("третього березня двадцять дев’ятого року", "2029-03-03..2029-03-03"),
    ("24.02.2029", "2029-02-24..2029-02-24"),
    ("08.10", "2031-10-08..2031-10-08"),
    ("12–14 березня 2030 року", "2030-03-12..2030-03-14"),
    ("у ніч на 29 липня 2029 року", "2029-07-28..2029-07-29"),
    ("у ніч на неділю", "2031-11-15..2031-11-16"),
    ("з 27 лютого по 31 березня", "2031-02-27..2031-03-31"),
    ("з четвертого на п’яте березня", "2031-03-04..2031-03-05"),
    ("наприкінці серпня цього року", "2031-08-21..2031-08-31"),
    ("серпень, десь у середині", "2031-08-11..2031-08-20"),
    ("у липні торік", "2030-07-01..2030-07-31"),
    ("торік у липні", "2030-07-01..2030-07-31"),
    ("лютневий звіт", "2031-02-01..2031-02-28"),
    ("влітку 2029-го", "2029-06-01..2029-08-31"),
    ("за вересень–листопад", "2031-09-01..2031-11-30"),
    ("за перше півріччя поточного року", "2031-01-01..2031-06-30"),
    ("у першому кварталі 2030 року", "2030-01-01..2030-03-31"),
    ("за весь минулий рік", "2030-01-01..2030-12-31"),
    ("за останні шість місяців", "2031-05-20..2031-11-19"),
    ("два дні тому", "2031-11-17..2031-11-17"),
    ("від початку року", "2031-01-01.."),
    ("з 2014 року", "2014-01-01.."),
    ("станом на 1 листопада", "..2031-11-01"),
    ("до 6 жовтня", "..2031-10-06"),
]
RU = [
    ("во вторник", "2031-11-18..2031-11-18"),
    ("на прошлой неделе", "2031-11-10..2031-11-16"),
    ("24 февраля 2029 года", "2029-02-24..2029-02-24"),
    ("шестого января", "2031-01-06..2031-01-06"),
    ("март двадцать девятого, четвёртое число", "2029-03-04..2029-03-04"),
    ("16–17.09", "2031-09-16..2031-09-17"),
    ("в ночь на 14 сентября 2029-го", "2029-09-13..2029-09-14"),
    ("с марта 2028-го по август этого года", "2028-03-01..2031-08-31"),
    ("сентябрь 2028 – декабрь 2030", "2028-09-01..2030-12-31"),
    ("декабрь, январь и февраль", "2030-12-01..2031-02-28"),
    ("прошлым летом", "2031-06-01..2031-08-31"),
    ("в последних числах августа", "2031-08-21..2031-08-31"),
    ("3 или 4 октября", "2031-10-03..2031-10-04"),
    ("двадцать два года назад", "2009-01-01..2009-12-31"),
    ("с 24.02.2029 по 10.10.2031", "2029-02-24..2031-10-10"),
    ("по состоянию на 1 ноября", "..2031-11-01"),
    ("с осени", "2031-09-01.."),
    ("за 2030 год", "2030-01-01..2030-12-31"),
]


@pytest.mark.parametrize(
    ("language", "text", "days"), [("uk", *row) for row in UK] + [("ru", *row) for row in RU]
)
def test_ukrainian_and_russian_words_name_these_days(language: str, text: str, days: str) -> None:
    assert [d for _, d, _ in read(text, language)] == [days]


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("uk", "3 червня вони пішли. Наступного дня повернулися.", "2031-06-04..2031-06-04"),
        ("uk", "3 червня вони пішли. Того ж дня дощило.", "2031-06-03..2031-06-03"),
        ("uk", "3 червня вони пішли. Через два дні дощило.", "2031-06-05..2031-06-05"),
        ("ru", "3 июня они ушли. На другой день вернулись.", "2031-06-04..2031-06-04"),
        ("ru", "3 июня они ушли. Двумя днями раньше шёл дождь.", "2031-06-01..2031-06-01"),
    ],
)
def test_a_day_counts_from_the_one_named_before_in_every_language(
    language: str, text: str, days: str
) -> None:
    assert read(text, language)[-1][1] == days


@pytest.mark.parametrize(
    "text", ["on Monday", "last month", "yesterday", "in May", "on 24 December", "two weeks ago", "this year"]
)
def test_without_an_anchor_nothing_is_guessed(text: str) -> None:
    assert read(text, anchor=None) == []


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "since the uprising began", "2028-02-01.."),
        ("en", "in the uprising's first year", "2028-02-01..2029-01-31"),
        ("en", "from the first morning of the landing until yesterday", "2029-04-03..2031-11-18"),
        ("en", "in the first hours of the landing", "2029-04-03..2029-04-03"),
        ("uk", "у перші години повстання", "2028-02-01..2028-02-01"),
        ("uk", "у перші години травня", "2031-05-01..2031-05-01"),
        ("ru", "в последние часы марта", "2031-03-31..2031-03-31"),
        ("uk", "від початку великого повстання", "2028-02-01.."),
        ("uk", "за перший рік повстання", "2028-02-01..2029-01-31"),
    ],
)
def test_a_known_phrase_is_found_in_every_case_and_by_its_noun(language: str, text: str, days: str) -> None:
    assert [d for _, d, _ in read(text, language)] == [days]


@pytest.mark.parametrize("text", ["the island uprising", "since the uprising in the hills"])
def test_an_event_alone_or_another_one_is_no_day(text: str) -> None:
    assert read(text) == []


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
        ("On 3 June 1987 they left. Since then nothing.", "1987-06-03.."),
        ("From March to June 1987 it rained. In the same months of 1988 not.", "1988-03-01..1988-06-30"),
        ("It began on 12 May 1987. On 14 June it was over.", "1987-06-14..1987-06-14"),
        ("It began on 12 May 1987. Yesterday, on 14 June, it was told again.", "2031-06-14..2031-06-14"),
    ],
)
def test_a_day_counts_from_the_one_named_before(text: str, days: str) -> None:
    assert read(text)[-1][1] == days


@pytest.mark.parametrize(
    "text",
    [
        "She may go.",
        "They march on.",
        "a second man",
        "the 37-year-old baker",
        "on Easter Sunday",
        "\n2/11 The second post",
        "Dec Roe and Jan Doe",
        "the minister, Jan Doe, left",
        "after the fall of the town",
        "in the last months of the war",
        "the last two weeks of the siege",
    ],
)
def test_ordinary_words_are_no_dates(text: str) -> None:
    assert read(text) == []


def test_what_was_said_on_a_day_without_a_year_was_said_before_the_day_of_writing() -> None:
    told = read("He was shot in January 2029. The panel said in April that nobody was tried.")
    assert [days for _, days, _ in told] == ["2029-01-01..2029-01-31", "2031-04-01..2031-04-30"]
    told = read("Его убили в январе 2029 года. Прокуратура сообщила 3 марта, что дела нет.", "ru")
    assert [days for _, days, _ in told] == ["2029-01-01..2029-01-31", "2031-03-03..2031-03-03"]


@pytest.mark.parametrize(
    ("text", "days"),
    [("since Monday", "2031-11-17..2031-11-17"), ("from the autumn", "2031-09-01..2031-11-30"),
     ("by May", "2031-05-01..2031-05-31"), ("in 2029", "2029-01-01..2029-12-31")],
)  # fmt: skip
def test_the_days_a_period_is_bounded_with_can_be_had(text: str, days: str) -> None:
    when = named_days(find_dates(text, "en", ANCHOR)[0].value)
    assert f"{when.first}..{when.last}" == days


@pytest.mark.parametrize(
    ("text", "value"),
    [("12 May 2030", "2030-05-12"), ("last week", "2031-W46"), ("six months", "P6M"),
     ("2 1/2 years", "P2Y6M"), ("the 1980s", "198"), ("now", "PRESENT_REF"), ("last summer", "2031-SU"),
     ("every day", "P1D"), ("9 a.m. Tuesday", "2031-11-18T09:00"),
     ("the past four decades", "P40Y"), ("the third quarter", "2031-Q3")],
)  # fmt: skip
def test_expressions_have_their_timex_values(text: str, value: str) -> None:
    assert [timex_value(r.shape, r.moment) for r in read_times(text, "en", ANCHOR)] == [value]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "They were shot on a Monday last autumn.", ["last autumn"]),
        ("en", "One Friday in June 2030 he left.", ["June 2030"]),
        ("en", "He said so in a Friday interview.", ["Friday"]),
        ("en", "On Monday they were shot.", ["Monday"]),
        ("ru", "Одной субботой они ушли.", []),
    ],
)
def test_a_weekday_left_open_is_no_day(language: str, text: str, found: list[str]) -> None:
    assert [words for words, _, _ in read(text, language)] == found


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "On a fall Monday morning two gave up.", ("fall Monday morning", "2031-09-01..2031-11-19")),
        ("en", "Prices fall Monday morning.", ("Monday morning", "2031-11-17..2031-11-17")),
        ("en", "one autumn evening last year", ("autumn evening last year", "2030-09-01..2030-11-30")),
        ("en", "on a spring morning in 2029", ("spring morning in 2029", "2029-03-01..2029-05-31")),
        ("en", "in the past half-year", ("past half-year", "2031-05-20..2031-11-19")),
        ("en", "the year before last", ("year before last", "2029-01-01..2029-12-31")),
        ("en", "the summer before last", ("summer before last", "2030-06-01..2030-08-31")),
        ("uk", "Одного осіннього ранку", ("осіннього ранку", "2031-09-01..2031-11-19")),
        ("uk", "за останні пів року", ("останні пів року", "2031-05-20..2031-11-19")),
        ("uk", "взимку 2028–2029 років", ("взимку 2028–2029 років", "2028-12-01..2029-02-28")),
        ("uk", "позаминулого року", ("позаминулого року", "2029-01-01..2029-12-31")),
        ("ru", "зимней ночью 2028 года", ("зимней ночью 2028 года", "2028-12-01..2029-02-28")),
        ("ru", "за последние полгода", ("последние полгода", "2031-05-20..2031-11-19")),
        ("ru", "полгода назад", ("полгода назад", "2031-05-01..2031-05-31")),
        ("ru", "позапрошлым летом", ("позапрошлым летом", "2030-06-01..2030-08-31")),
    ],
)
def test_seasons_halves_and_the_last_but_one(language: str, text: str, found: tuple[str, str]) -> None:
    assert [(words, days) for words, days, _ in read(text, language)] == [found]


@pytest.mark.parametrize(("language", "text"), [("uk", "весняного наступу"), ("ru", "летнее наступление")])
def test_the_name_of_an_offensive_is_no_season(language: str, text: str) -> None:
    assert not read(text, language)


@settings(max_examples=150, deadline=None)
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
        "30/8 summer 80s s з до ночі на 29 лютого року минулого с по февраля года в ночь landing the hours "
        "before decade перші останні години тижня первые последние часы недели повстання \n".split(" ")
    ),
    max_size=14,
)


@settings(max_examples=250, deadline=None)
@given(PIECES, st.sampled_from(["en", "uk", "ru"]), st.one_of(st.none(), st.dates()))
def test_any_sequence_of_time_words_is_read(pieces: list[str], language: str, anchor: date | None) -> None:
    find_dates(" ".join(pieces), language, anchor, KNOWN)


@pytest.mark.parametrize(
    "piece",
    ["7", "12.", "from 1 to ", "last ", "the ", "the first ", "May ", "5 and 6 and ", "years ago ", "a ",
     "1/2 ", "since the landing of ", "from May to ", "a a few of ", "ночі на ", "великого повстання ", "\n"],
)  # fmt: skip
def test_time_is_linear_in_hostile_text(piece: str) -> None:
    language = "en" if piece.isascii() else "uk"

    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begin = time.process_time()
        find_dates(text, language, ANCHOR, KNOWN)
        return time.process_time() - begin

    # eight times the text; the best of three, since the machine may be busy: quadratic would be 64 times
    small, large = (min(seconds(size) for _ in range(3)) for size in (6_000, 48_000))
    assert large < 32 * max(small, 0.01)


def test_a_day_shortly_before_publication_is_news_whatever_year_a_caption_names() -> None:
    found = read("Graves in the capital, May 2030\nThe office announced it on 18 November.")
    assert [days for _, days, _ in found] == ["2030-05-01..2030-05-31", "2031-11-18..2031-11-18"]
