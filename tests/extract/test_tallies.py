"""Counts over a list or a period: what is counted, over which stretch, by whom; all sentences invented."""

from __future__ import annotations

from datetime import date

import pytest

from corrobora.extract import extract
from corrobora.model.claim import Claim
from corrobora.model.document import Document, Source, Text
from corrobora.model.vocabulary import Kind

PUBLISHED = date(2023, 11, 20)


def claims(content: str, language: str = "en", published: date | None = PUBLISHED) -> list[Claim]:
    text = Text(sha256="d" * 64, reader="text/1", content=content, language=language)
    document = Document(text=text, source=Source(path="x.txt", published=published))
    return [claim for _, claim in extract(document).claims]


def tallies(content: str, language: str = "en", published: date | None = PUBLISHED) -> list[Claim]:
    return [c for c in claims(content, language, published) if c.kind is Kind.TALLY]


def bounds(claim: Claim) -> tuple[object, object]:
    return (
        claim.victims.value.bounds if claim.victims else None,
        claim.incidents.value.bounds if claim.incidents else None,
    )


def days(claim: Claim) -> tuple[date | None, date | None] | None:
    return (claim.period.value.first, claim.period.value.last) if claim.period else None


RECORDED = (
    "Prosecutors have recorded the execution of {n} Ukrainian prisoners of war by Russian forces {when}."
)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("since the beginning of the full-scale invasion", date(2022, 2, 24), PUBLISHED),
        ("since the end of August 2023", date(2023, 8, 31), PUBLISHED),
        ("between 3 May and 30 June 2023", date(2023, 5, 3), date(2023, 6, 30)),
        ("in 2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("over the past six months", date(2023, 5, 21), PUBLISHED),
        ("as of 1 October 2023", None, date(2023, 10, 1)),
        ("as of mid-October 2023", None, date(2023, 10, 15)),
        ("since 2022 as of 1 October 2023", date(2022, 1, 1), date(2023, 10, 1)),
    ],
)
def test_a_count_covers_the_stretch_its_sentence_tells(
    when: str, first: date | None, last: date | None
) -> None:
    (found,) = tallies(RECORDED.format(n=64, when=when))
    assert days(found) == (first, last)


def test_a_count_without_a_stretch_ends_on_the_day_it_is_told() -> None:
    (found,) = tallies("In total 64 captured Ukrainian soldiers have been executed so far, prosecutors say.")
    assert days(found) == (None, PUBLISHED)


def test_without_a_day_of_publication_the_end_stays_open() -> None:
    (found,) = tallies(RECORDED.format(n=64, when="since 2022"), published=None)
    assert days(found) == (date(2022, 1, 1), None)


def test_persons_and_the_incidents_they_died_in_are_one_tally() -> None:
    (found,) = tallies(RECORDED.format(n="64", when="in 21 separate incidents since May 2023"))
    assert bounds(found) == ((64, 64), (21, 21))


def test_a_part_with_a_stretch_of_its_own_is_a_tally_of_its_own_within_the_same_sides() -> None:
    found = tallies(
        "As of 1 October 2023 prosecutors had recorded the execution of 64 Ukrainian prisoners of war by "
        "Russian forces, 41 of them in 2023."
    )
    assert [(bounds(c)[0], days(c)) for c in sorted(found, key=lambda c: -(c.victims.value.low or 0))] == [  # type: ignore[union-attr]
        ((64, 64), (None, date(2023, 10, 1))),
        ((41, 41), (date(2023, 1, 1), PUBLISHED)),
    ]
    assert {c.victim_side.value for c in found if c.victim_side} == {"UA"}


def test_years_told_in_a_row_each_have_their_own_figures() -> None:
    found = tallies(
        RECORDED.format(n=90, when="in 33 criminal proceedings since 2020") + "\n"
        "In 2021, the killing of 12 prisoners was registered in nine proceedings; in 2022, of 40 prisoners "
        "in 16 proceedings."
    )
    told = {bounds(c): days(c) for c in found}
    assert told[((12, 12), (9, 9))] == (date(2021, 1, 1), date(2021, 12, 31))
    assert told[((40, 40), (16, 16))] == (date(2022, 1, 1), date(2022, 12, 31))


def test_the_figure_of_headline_and_text_is_one_claim_with_both_spans() -> None:
    content = "Prosecutors: 64 prisoners of war executed\n\n" + RECORDED.format(n=64, when="since May 2023")
    (found,) = tallies(content)
    assert len(found.spans) == 2
    assert days(found) == (date(2023, 5, 1), PUBLISHED)


def test_a_lone_figure_over_a_period_is_no_incident() -> None:
    content = "Ombudsman: at least 64 captives executed\n\n" + RECORDED.format(
        n="at least 64", when="since 2022"
    )
    assert [c.kind for c in claims(content) if c.kind in (Kind.TALLY, Kind.INCIDENT)] == [Kind.TALLY]


def test_a_share_is_no_count() -> None:
    found = tallies(RECORDED.format(n=64, when="since 2022") + " Four in five of them died this year.")
    assert [bounds(c) for c in found] == [((64, 64), None)]


def test_an_office_counts_under_its_own_full_name() -> None:
    content = (
        "The Prosecutor General's Office of Ukraine opened a case over the killing near Kupiansk.\n"
        "The office's own count stood at 64 executed Ukrainian prisoners of war since 2022, the office said."
    )
    (found,) = tallies(content)
    assert found.claimants[0].value.name == "Prosecutor General's Office of Ukraine"
    assert found.claimants[0].value.body == "ua-prosecutor-general"


def test_a_country_that_counts_is_named_after_the_person_who_says_so() -> None:
    content = (
        "Ukraine's ombudsman Dmytro Lubinets gave a new count. As of 1 October 2023, he said, Ukraine had "
        "recorded the execution of 64 captured Ukrainian soldiers by Russian forces."
    )
    (found,) = tallies(content)
    assert [c.value.name for c in found.claimants] == ["Dmytro Lubinets", "Ukraine"]


def test_ukrainian_and_russian_counts_are_read_alike() -> None:
    (one,) = tallies(
        "Від січня 2023 року прокуратура зафіксувала страту 64 українських військовополонених російськими "
        "військами у 21 випадку.",
        "uk",
    )
    (two,) = tallies(
        "С января 2023 года прокуратура зафиксировала казнь 64 украинских военнопленных российскими "
        "войсками в 21 случае.",
        "ru",
    )
    for found in (one, two):
        assert bounds(found) == ((64, 64), (21, 21))
        assert days(found) == (date(2023, 1, 1), PUBLISHED)


def test_a_part_says_whose_part_it_is_and_a_verified_one_that_it_is_verified() -> None:
    content = (
        "The monitors received allegations of the execution of 64 Ukrainian prisoners of war by Russian "
        "forces in 21 incidents between 3 May and 30 June 2023.\n"
        "They verified nine of these incidents, in which 30 prisoners were executed."
    )
    whole, part = sorted(tallies(content), key=lambda c: c.spans[0].start)
    assert bounds(part) == ((30, 30), (9, 9))
    assert days(part) == days(whole)
    assert part.part_of == whole.id_in("d" * 64)
    assert part.verification is not None
    assert whole.verification is None


def test_a_sentence_that_counts_over_a_month_counts_by_the_month() -> None:
    found = tallies(
        "Total for October: 61 captured soldiers killed in 23 incidents, up from 44 in September."
    )
    assert {bounds(c)[0]: days(c) for c in found} == {
        (61, 61): (date(2023, 10, 1), date(2023, 10, 31)),
        (44, 44): (date(2023, 9, 1), date(2023, 9, 30)),
    }
