"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corrobora.case import Case
from corrobora.cli import main
from line_engine import LineEngine
from reports import COUNT, OFFICE, VILLAGE, Reports


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs a command through its entry point, in this process."""

    def command(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["corrobora", *map(str, arguments)])
        code: int | str | None = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        captured = capsys.readouterr()
        return Outcome(code=int(code or 0), out=captured.out, err=captured.err)

    return command


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    """An empty folder of reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    return Reports(folder)


@pytest.fixture
def case(tmp_path: Path, reports: Reports) -> Path:
    """A case of three reports about invented places."""
    reports.write("office.txt", OFFICE, publisher="Daily", published="2024-05-05")
    reports.write("village.txt", VILLAGE, publisher="Weekly", published="2024-06-02")
    reports.write("count.txt", COUNT, publisher="Daily", published="2024-07-02")
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as made:
        made.add([reports.folder], reports.manifest())
    return tmp_path / "case"
