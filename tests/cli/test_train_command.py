"""`corrobora train` says what is missing before it touches the case."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corrobora.case import Case
from corrobora.cli.main import app
from corrobora.extract.compact.network import NoCompactModel

TRAINS = importlib.util.find_spec("torch") is not None and importlib.util.find_spec("onnx") is not None


def run(case: Path, model: Path, out: Path) -> BaseException | None:
    made = CliRunner().invoke(
        app, ["train", "--from-case", str(case), "--model", str(model), "--out", str(out)]
    )
    return made.exception


@pytest.fixture
def case(tmp_path: Path) -> Path:
    Case.create(tmp_path / "case", actor="ann").close()
    return tmp_path / "case"


def test_where_something_is_missing_nothing_is_taken_out_of_the_case(case: Path, tmp_path: Path) -> None:
    error = run(case, tmp_path / "none", tmp_path / "new")
    assert isinstance(error, NoCompactModel)
    expected = "no trained model to go on from" if TRAINS else r"install corrobora[train]"
    assert expected in str(error)
    assert not (tmp_path / "new").exists()
    with Case.open(case) as opened:
        assert [e.act for e in opened.journal()] == ["create"]
