"""Correcting, adding and undoing from the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corrobora.case import Case


def test_a_value_is_corrected_a_claim_added_and_a_decision_undone(
    run: Callable[..., Any], tmp_path: Any
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Officials said nine captured soldiers were shot dead near Pavlivka on 3 May 2024.\n"
                      "Later they spoke of ten men.\n")  # fmt: skip
    folder = tmp_path / "case"
    assert run("add", report, "--case", folder).code == 0
    with Case.open(folder) as case:
        id, sha256 = case.claims()[0].id, case.documents()[0].sha256
    asked = ("--case", folder, "-r", "read again")
    done = run("decide", "correct", id, "victims", "--words", "ten men", *asked)
    assert done.code == 0, done.complaints
    assert run("decide", "correct", id, "victims", *asked).code == 2
    refused = run("decide", "correct", id, "victims", "--words", "eleven men", *asked)
    assert refused.code == 2
    assert "does not stand in the text" in refused.complaints[0]
    assert run("decide", "correct", id, "place", "--nothing", *asked).code == 0
    assert run("decide", "doubt", id, *asked).code == 0
    words = "Later they spoke of ten men"
    assert run("decide", "add-claim", sha256[:8], "statement", "--words", words, *asked).code == 0
    with Case.open(folder) as case:
        claim = case.claim(id).claim
        assert claim.victims is not None
        assert claim.victims.value.bounds == (10, 10)
        assert claim.place is None
        last = case.decisions()[-1]
    assert run("decide", "undo", str(last.id), *asked).code == 0
    assert run("decide", "undo", str(last.id), *asked).code == 2
    assert run("verify", folder).code == 0
