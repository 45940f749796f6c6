"""Whom the grammar makes victim and perpetrator."""

from __future__ import annotations

import pytest

from corrobora.extract.analysis import analyse
from corrobora.extract.rules.reading import read_mentions
from corrobora.model.document import Document, Source, Text


def sides(said: str, language: str = "en") -> set[tuple[str, str]]:
    text = Text(sha256="c" * 64, reader="text/1", content=said, language=language)
    reading = read_mentions(analyse(Document(text=text, source=Source(path="x.txt"))))
    return {(p.role, p.who) for p in reading.parts if p.side}


BY_UA, OF_RU = ("perpetrator", "UA"), ("victim", "RU")
BY_RU, OF_UA = ("perpetrator", "RU"), ("victim", "UA")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Two Russian servicemen tied up and shot by Ukrainian marines.", {BY_UA, OF_RU}),
        ("Reports tell of two wounded Russians whom Ukrainian soldiers shot.", {BY_UA, OF_RU}),
        ("Russian soldiers are said to have shot three Ukrainians.", {BY_RU, OF_UA}),
        ("The videos show men in Russian uniform executing a Ukrainian prisoner.", {BY_RU, OF_UA}),
        ("Russian captives were tortured in Ukrainian custody.", {BY_UA, OF_RU}),
        ("Russians who had surrendered with raised hands lay dead.", {OF_RU}),
        ("Two wounded Ukrainians lay in the ditch.", {OF_UA}),
        ("The Russian army admitted that members of its 6th corps killed twelve captives.", {BY_RU}),
    ],
)
def test_parts_by_passives_relative_clauses_dress_and_states(said: str, wanted: set[tuple[str, str]]) -> None:
    assert sides(said) == wanted


@pytest.mark.parametrize(
    ("said", "language", "wanted"),
    [
        ("Знайшли тіла двох росіян, яких українські військові розстріляли.", "uk", {BY_UA, OF_RU}),
        ("Двое раненых украинцев лежали в канаве.", "ru", {OF_UA}),
        ("Ведомство назвало фейком кадры расстрела троих военнослужащих ВСУ.", "ru", {OF_UA}),
    ],
)
def test_parts_by_case_and_relative_clause(said: str, language: str, wanted: set[tuple[str, str]]) -> None:
    assert sides(said, language) == wanted
