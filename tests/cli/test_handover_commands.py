from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_grades_are_shown_decided_and_explained(run: Callable[..., Any], case: Path) -> None:
    methods = run("grading", "methods", "--json").json["methods"]
    assert [m["id"] for m in methods] == ["admiralty", "airwars", "proof"]
    assert run("decide", "reliability", "Daily", "B", "-r", "long record", "-c", case).code == 0
    shown = run("grading", "show", 1, "-c", case, "--json").json
    assert sorted(c["code"] for c in shown["claims"]) == ["B3", "F3"]
    claim = shown["claims"][0]["claim"]
    refused = run("decide", "credibility", claim, "1", "-r", "sure", "-c", case)
    assert refused.code == 2
    assert "another origin" in refused.complaints[0]
    assert run("decide", "proof", "INC-0001", "reasonable_grounds", "-r", "seen", "-c", case).code == 0
    assert run("grading", "choose", "proof", "-r", "for a court", "-c", case).code == 0
    assert "reasonable_grounds, as" in run("grading", "show", 1, "-c", case).out
    assert "nobody is said to have checked it" in run("grading", "history", 1, "-c", case).out
    assert run("verify", "-c", case).code == 0


def test_a_table_is_tried_imported_and_told_of(run: Callable[..., Any], case: Path, tmp_path: Path) -> None:
    table, mapping = tmp_path / "t.csv", tmp_path / "m.yaml"
    table.write_text("n,act,dead\n1,execution,3\n2,raid,4\n")
    mapping.write_text("name: ours\nid: n\nslots: {act: act, victims: dead}\n")
    tried = run("import", table, "--mapping", mapping, "--dry-run", "-c", case)
    assert tried.code == 1  # one row is not usable
    assert "nothing was written" in tried.out
    assert "'raid' is none of execution" in tried.complaints[0]
    assert "new 1 (line 2)" in run("import", table, "--mapping", mapping, "-c", case).out
    again = run("import", table, "--mapping", mapping, "-c", case, "--json").json
    assert (again["changes"], again["unchanged"]) == ([], 1)
    assert run("verify", "-c", case).code == 0


def test_letters_are_written_recorded_and_reminded_of(
    run: Callable[..., Any], case: Path, tmp_path: Path
) -> None:
    assert run("export", "letter", "icrc", 1, "--out", tmp_path / "l", "-c", case).code == 0
    file = tmp_path / "l" / "icrc-INC-0001.pdf"
    sent = run("letter", "sent", "icrc", 1, "--to", "ICRC", "--day", "2024-08-01", "--file", file, "-c", case)
    number = sent.out.split(":")[0]
    (shown,) = run("letter", "list", "--unanswered", "-c", case, "--json").json["letters"]
    assert (shown["id"], shown["overdue"]) == (number, True)
    assert "1 of them to be reminded of" in run("letter", "list", "-c", case).out
    assert run("letter", "answered", number, "-w", "received", "-c", case).code == 0
    assert run("letter", "list", "--unanswered", "-c", case, "--json").json["letters"] == []
    assert run("verify", "-c", case).code == 0


def test_accountability_says_what_was_done_and_where_there_is_silence(
    run: Callable[..., Any], case: Path
) -> None:
    shown = run("accountability", 1, "-c", case, "--json").json
    assert [m["sort"] for m in shown["measures"]] == ["denials"]
    assert shown["silences"] == [{"of": None, "since": "2024-05-05"}]
    whole = run("accountability", "-c", case)
    assert "no proceedings found: INC-0001, INC-0002" in whole.out
    assert "denials in all documents: 1" in whole.out
