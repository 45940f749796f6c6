from __future__ import annotations

import pytest

from corrobora.codebook.entries import BadCodebook, families, load, read_entries


def test_shipped_families_load() -> None:
    assert "acts" in families()
    assert all(load(family) for family in families())


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[", "not valid YAML"),
        ("{}", "expected a list"),
        ("- name: {}", "with an id"),
        ("- {id: a}\n- {id: a}", "stands there twice"),
        ("- {id: a, colour: red}", "unknown field colour"),
        ("- {id: a, cues: {de: [x]}}", "unknown language de"),
        ("- {id: a, cues: {en: x}}", "must be a list"),
        ("- {id: a, cues: {en: [{cue: x, weight: 2}]}}", "neither a pattern nor"),
        ("- {id: a, examples: {en: [x]}}", "one text a language"),
    ],
)
def test_a_wrong_file_is_refused_with_file_and_reason(text: str, complaint: str) -> None:
    with pytest.raises(BadCodebook, match=complaint) as error:
        read_entries(text, family="f", file="f.yaml")
    assert "f.yaml" in str(error.value)


def test_an_unknown_family_names_those_there_are() -> None:
    with pytest.raises(BadCodebook, match="acts"):
        load("nothing")
