"""What commands show of sensitive records is journalled before it is shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corrobora.case import Case
from line_engine import LineEngine

Run = Callable[..., Any]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of two documents, one of them sensitive."""
    for name, n in (("a.txt", 9), ("b.txt", 4)):
        (tmp_path / name).write_text(f"{n} prisoners were shot at Oldmill on 2031-03-0{n}\n")
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as made:
        made.add([tmp_path / "a.txt", tmp_path / "b.txt"])
        made.decide_sensitive(_item(made, "a.txt"), sensitive=True, reason="x")
    return tmp_path / "case"


def _item(case: Case, name: str) -> str:
    return next(d.sha256 for d in case.documents() if d.name == name)


def views(case: Path) -> list[tuple[str, str, list[str]]]:
    with Case.open(case, actor="ann") as opened:
        return [
            (e.actor, e.payload["where"], e.payload["records"])
            for e in opened.journal(limit=100)
            if e.act == "sensitive-view"
        ]


def test_claims_that_are_sensitive_are_shown_once_the_view_is_journalled(case: Path, run: Run) -> None:
    shown = run("claims", "--case", case, "--json").json["claims"]
    assert len(shown) == 2
    ((_, where, records),) = views(case)
    assert where == "command line"
    assert len(records) == 1
    ordinary = next(c["id"] for c in shown if c["id"] not in records)
    assert run("explain", ordinary, "--case", case).code == 0
    assert len(views(case)) == 1, "what is ordinary is not journalled"


def test_what_cannot_be_journalled_is_not_shown(case: Path, run: Run) -> None:
    with sqlite3.connect(case / "corrobora.db") as connection:
        connection.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    refused = run("claims", "--case", case)
    assert refused.code == 2
    assert "Oldmill" not in refused.out
    assert "journalled" in refused.err
    assert json.loads(run("documents", "--case", case, "--json").out)["documents"]
