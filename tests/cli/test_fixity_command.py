"""`corrobora fixity`, as cron runs it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_slices_end_with_zero_until_something_is_damaged(run: Callable[..., Any], tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(f"{n + 2} prisoners were shot near Kharkiv on 3 May 2024.\n")
    case = ("--case", tmp_path / "case")
    assert run("add", *case, *(tmp_path / f"{n}.txt" for n in range(3))).code == 0
    first = run("fixity", *case, "--percent", "10", "--json")
    assert (first.code, first.json["items"], first.json["remaining"]) == (0, 1, 2)
    last = max((tmp_path / "case/items").rglob("*"), key=lambda p: (p.is_file(), p.parent.name, p.name))
    last.chmod(0o644)
    last.write_text("other words")
    found = run("fixity", *case, "--minutes", "5")
    assert found.code == 1
    (complaint,) = found.complaints
    assert "bytes have changed" in complaint
    assert last.parent.name + last.name in complaint
    assert "the round is complete" in found.out
    told = run("custody", last.parent.name + last.name, *case)
    assert "verify" in told.out
