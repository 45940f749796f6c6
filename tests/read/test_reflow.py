import pytest

from corrobora.read.reflow import DIVIDED, Line, join, paragraphs, runs_on, vocabulary

FULL = "The only bridge of Oldford fell on Sunday night after a week of rain"


def put(*lines: str) -> list[str]:
    return [p.words for p in paragraphs([Line(words=line) for line in lines])]


def test_full_lines_go_on_and_a_short_one_ends_the_paragraph() -> None:
    assert put(FULL, FULL, "and nobody was hurt.", FULL, FULL) == [
        f"{FULL} {FULL} and nobody was hurt.",
        f"{FULL} {FULL}",
    ]


def test_a_short_line_in_mid_sentence_goes_on() -> None:
    assert put(FULL, "and nobody", "was hurt in the night, the council said on Monday.") == [
        f"{FULL} and nobody was hurt in the night, the council said on Monday."
    ]


def test_blank_lines_and_list_items_start_anew() -> None:
    assert put(FULL, "", FULL) == [FULL, FULL]
    assert put(FULL, "1. " + FULL, "• " + FULL) == [FULL, "1. " + FULL, "• " + FULL]


def test_places_on_the_page_tell_paragraphs_apart() -> None:
    lines = [
        Line(words=FULL, left=72, bottom=800 - 14 * i - (10 if i > 2 else 0), height=12) for i in range(6)
    ]
    assert [p.words for p in paragraphs(lines)] == [" ".join([FULL] * 3)] * 2


def test_larger_letters_are_a_paragraph_of_their_own() -> None:
    lines = [Line(words="The bridge and the town and the river", left=72, bottom=820, height=18)]
    lines += [Line(words=FULL, left=72, bottom=800 - 14 * i, height=12) for i in range(4)]
    first, second = paragraphs(lines)
    assert (first.words, first.height) == ("The bridge and the town and the river", 18)
    assert second.words == " ".join([FULL] * 4)


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("and the exe", "cution of it", "and the execution of it"),
        ("The exe", "cution of it", "The execution of it"),
        ("the Oldford", "controlled area", "the Oldford-controlled area"),
        ("by 12 May", "June at last", "by 12 May-June at last"),
        ("in 2024", "2025 or so", "in 2024-2025 or so"),
        ("some twenty", "five houses", "some twenty-five houses"),
        ("a well", "known man", "a well-known man"),
        ("the cross", "river ferry", "the cross-river ferry"),
        ("the high", "way code", "the highway code"),
    ],
)
def test_a_divided_word_is_put_together_and_a_compound_keeps_its_hyphen(
    one: str, other: str, joined: str
) -> None:
    known = vocabulary([Line(words="A cross-river ferry, a highway to it.")])
    assert join(one + DIVIDED, other, known) == joined


def test_hyphens_that_are_meant_or_soft() -> None:
    assert join("the year 2024-", "2025") == "the year 2024-2025"
    assert join("the exe\u00ad", "cution") == "the execution"
    assert join("the bridge", "fell") == "the bridge fell"


def test_a_paragraph_runs_on_over_a_page_only_within_a_sentence() -> None:
    assert runs_on("The bridge of the", "town fell.")
    assert runs_on("The exe" + DIVIDED, "Cution")
    assert not runs_on("The bridge fell.", "nobody was hurt")
    assert not runs_on("The bridge", "Nobody was hurt")
