from __future__ import annotations

import pytest

from corrobora.codebook import entries as codebook
from corrobora.codebook.entries import BadCodebook, Cue, Entry
from corrobora.extract.analysis import analyse
from corrobora.extract.rules.cues import Matcher, shipped_matcher
from corrobora.model.document import Document, Source, Text


def document(content: str, language: str = "en") -> Document:
    text = Text(sha256="0" * 64, reader="text/1", content=content, language=language)
    return Document(text=text, source=Source(path="x.txt"))


def found(pattern: str, content: str, language: str = "en") -> list[str]:
    entry = Entry(id="e", family="f", name={}, cues={language: (Cue(pattern=pattern),)})
    mentions = Matcher([entry], language).find(analyse(document(content, language)))
    return [content[m.start : m.end] for m in mentions.get("f", [])]


@pytest.mark.parametrize(
    ("pattern", "content", "expected"),
    [
        ("shoot dead", "They were shot dead at noon.", ["shot dead"]),
        ("shoot dead", "They were shot and left dead.", []),
        ("shoot .. dead", "They were shot and left dead.", ["shot and left dead"]),
        ("shoot .. dead", "They were shot. He is dead.", []),
        ("put to (death|the sword)", "The garrison was put to the sword.", ["put to the sword"]),
        ("take ..4 prisoner", "It took seven of the men prisoner.", ["took seven of the men prisoner"]),
        ("=shot", "One shot rang; he shoots well.", ["shot"]),
        ("execut*", "The executioners came.", ["executioners"]),
        ("# soldier", "We saw eleven soldiers and 4 soldiers.", ["eleven soldiers", "4 soldiers"]),
        ("(hors de)? combat", "He was hors de combat.", ["hors de combat"]),
        ("death-squad", "A death-squad was seen.", ["death-squad"]),
        (r"~\d+th", "the 35th and the 36th", ["35th", "36th"]),
    ],
)
def test_a_pattern_finds_its_words_and_no_others(pattern: str, content: str, expected: list[str]) -> None:
    assert found(pattern, content) == expected


def test_cyrillic_words_match_by_any_of_their_dictionary_forms() -> None:
    assert found("полон", "Двоє бійців були у полоні.", "uk") == ["полоні"]
    assert found("расстрелять", "Расстрелянных пленных нашли.", "ru") == ["Расстрелянных"]


@pytest.mark.parametrize("pattern", ["(a|b", "a)", "..", "a ..", "~(", "(a)?"])
def test_a_broken_pattern_is_refused_with_its_entry_named(pattern: str) -> None:
    with pytest.raises(BadCodebook, match="f/e"):
        found(pattern, "text")


@pytest.mark.parametrize("family", codebook.families())
def test_every_entry_is_found_in_its_own_examples(family: str) -> None:
    for entry in codebook.load(family):
        for language, example in entry.examples.items():
            mentions = shipped_matcher(language).find(analyse(document(example, language))).get(family, [])
            assert entry.id in {m.value for m in mentions}, f"{family}/{entry.id} not found in {example!r}"


@pytest.mark.parametrize("family", codebook.families())
def test_every_entry_has_an_example_for_each_language_it_has_cues_in(family: str) -> None:
    for entry in codebook.load(family):
        assert set(entry.examples) == set(entry.cues), f"{family}/{entry.id}"
