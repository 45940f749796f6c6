from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from corrobora.model.when import Precision, When
from corrobora.publish import days


def said(
    first: date | None, last: date | None, precision: Precision = Precision.SPAN, *, long: bool = False
) -> str:
    return days.when(When(first=first, last=last, precision=precision, words="…"), long=long).replace(
        days.NBSP, " "
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 10, 10), date(2024, 10, 10), "10 Oct 2024"),
        (date(2024, 10, 10), date(2024, 10, 13), "10–13 Oct 2024"),
        (date(2024, 8, 31), date(2025, 2, 3), "31 Aug 2024 – 3 Feb 2025"),
        (date(2024, 8, 31), date(2024, 9, 3), "31 Aug – 3 Sep 2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "Feb 2024"),
        (date(2024, 2, 1), date(2024, 5, 31), "Feb – May 2024"),
        (date(2023, 12, 1), date(2024, 1, 31), "Dec 2023 – Jan 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2022, 1, 1), date(2024, 12, 31), "2022–2024"),
        (date(2022, 2, 24), None, "since 24 Feb 2022"),
        (None, date(2024, 12, 15), "until 15 Dec 2024"),
    ],
)
def test_days_are_as_exact_as_they_were_said(first: date | None, last: date | None, words: str) -> None:
    assert said(first, last) == words


def test_a_part_of_a_month_is_named_only_where_the_words_named_one() -> None:
    first, last = date(2024, 10, 11), date(2024, 10, 20)
    assert said(first, last, Precision.MONTH_PART) == "mid Oct 2024"
    assert said(first, last, Precision.DAYS) == "11–20 Oct 2024"
    assert said(date(2024, 2, 21), date(2024, 2, 29), Precision.MONTH_PART) == "late Feb 2024"


def test_titles_have_long_months() -> None:
    assert said(date(2024, 10, 10), date(2024, 10, 13), long=True) == "10–13 October 2024"


def test_a_moment_keeps_its_zone() -> None:
    assert days.moment(datetime(2024, 10, 14, 9, 12, tzinfo=UTC)).endswith("09:12\u00a0UTC")
    east = timezone(timedelta(hours=3))
    assert days.moment(datetime(2024, 10, 14, 9, 12, tzinfo=east)).endswith("09:12\u00a0+0300")
