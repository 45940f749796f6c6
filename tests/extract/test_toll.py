"""How many were killed and hurt, by figures and by single persons."""

from __future__ import annotations

import re

import pytest

from corrobora.codebook.entries import BadCodebook
from corrobora.codebook.toll import read_toll_words
from corrobora.extract.toll import Toll, find_toll


def toll(text: str, language: str = "en") -> Toll:
    sentences = [(m.start(), m.end()) for m in re.finditer(r"[^.\n]+[.\n]?", text)]
    return find_toll(text, sentences, language)


def counts(text: str, language: str = "en") -> tuple[int | None, int | None]:
    found = toll(text, language)
    return tuple(m.value.low if m else None for m in (found.killed, found.injured))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Three people were killed at the ferry on Monday.", 3),
        ("Two people were shot, one fatally, at the depot.", 1),
        ("The blast killed four workers.", 4),
        ("A man was killed near the mill.", 1),
        ("The death of a boy shocked Sarvia.", 1),
        ("Police found a double homicide in the hills.", 2),
        ("Mother, two children found dead in a house.", 3),
        ("Man kills wife and son before killing himself.", 3),
        ("Three people are dead after a murder-suicide.", 3),
    ],
)
def test_the_dead_are_counted_by_figures_rows_and_single_persons(text: str, killed: int) -> None:
    assert counts(text)[0] == killed


@pytest.mark.parametrize(
    "text",
    [
        "A girl was hurt when shots were fired at the bus.",
        "He is charged with attempted murder.",
        "No one was killed in the fire.",
        "The club opened a new hall.",
    ],
)
def test_nobody_is_counted_as_dead_where_no_death_is_told(text: str) -> None:
    assert counts(text)[0] is None


def test_the_hurt_are_counted_beside_the_dead() -> None:
    assert counts("Two men were killed and five people were wounded in Varna Hill.") == (2, 5)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Унаслідок обстрілу троє людей загинули.", "uk", 3),
        ("В результате обстрела погибли люди: 4 человека погибли на месте.", "ru", 4),
        ("Мужчина погиб.", "ru", 1),
    ],
)
def test_ukrainian_and_russian_count_by_their_own_words(text: str, language: str, expected: int) -> None:
    assert counts(text, language)[0] == expected


def test_the_figure_points_at_its_words() -> None:
    text = "Gunfire at the port. Six sailors were killed."
    found = toll(text).killed
    assert found is not None
    assert text[found.start : found.end] == "Six"


def test_words_that_are_no_regular_expression_are_named() -> None:
    from importlib import resources

    text = (resources.files("corrobora.codebook") / "toll.yaml").read_text(encoding="utf-8")
    with pytest.raises(BadCodebook, match="en, dead_after: '\\(' is no regular expression"):
        read_toll_words(re.sub(r"(en:(?:.|\n)*?dead_after: \[)", r"\1'(', ", text, count=1), file="toll.yaml")
