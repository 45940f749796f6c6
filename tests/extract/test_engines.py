"""Engines are named, made from settings, and made anew in another process."""

from __future__ import annotations

import pickle

import pytest

from corrobora.case import Case, NotACase
from corrobora.extract import engines
from corrobora.extract.compact import network
from corrobora.extract.engines import ENGINES, EngineChoice, UnknownEngine


def test_where_nobody_chose_the_rules_read_with_the_compact_model_if_it_is_installed(monkeypatch, tmp_path):
    assert EngineChoice().make().name.startswith("rules+compact/" if network.shipped() else "rules/")
    monkeypatch.setattr(engines, "_COMPACT", tmp_path / "tally-basis.json")
    assert EngineChoice().make().name.startswith("rules/")


def test_an_unknown_engine_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(UnknownEngine, match="no engine 'oracle'; engines are: rules"):
        EngineChoice(name="oracle")


@pytest.mark.parametrize("name", ENGINES)
def test_a_choice_survives_the_way_to_another_process(name):
    choice = EngineChoice(name=name, sections={name: {"url": "http://127.0.0.1:1/v1"}})
    again = pickle.loads(pickle.dumps(choice))
    assert again == choice
    assert hash(again) == hash(choice)
    assert again.section(name) == {"url": "http://127.0.0.1:1/v1"}


def test_a_case_reads_with_the_engine_its_settings_name(tmp_path):
    Case.create(tmp_path / "case", actor="ann").close()
    settings = tmp_path / "case" / "case.toml"
    settings.write_text(settings.read_text().replace(f'"{EngineChoice().name}"', '"oracle"'))
    with pytest.raises(NotACase, match=r"case\.toml: extract\.engine: there is no engine 'oracle'"):
        Case.open(tmp_path / "case", actor="ann")


def test_no_case_is_made_for_a_mistyped_engine(tmp_path):
    with pytest.raises(UnknownEngine):
        Case.create(tmp_path / "case", actor="ann", engine="oracle")
    assert not (tmp_path / "case").exists()
