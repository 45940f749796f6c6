from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


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
    assert "1 letter, 1 to be reminded of" in run("letter", "list", "-c", case).out
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


def test_elements_are_shown_for_an_incident_and_the_case(run: Callable[..., Any], case: Path) -> None:
    one = run("elements", 1, "-c", case, "--json").json
    whole = run("elements", "-c", case, "--json").json
    assert whole["incidents"]["INC-0001"] == one["crimes"]
    assert {c["crime"] for c in one["crimes"]} <= {c["crime"] for c in whole["crimes"]}
    assert whole["next"][0]["gaps"]
    out = run("elements", "-c", case).out
    assert "what to look for next" in out
    assert "never guilt" in out
    assert "look for: " in run("elements", "INC-0001", "-c", case).out
    assert run("elements", 77, "-c", case).code == 2


def test_a_case_s_dossier_is_a_page_or_a_folder(run: Callable[..., Any], case: Path, tmp_path: Path) -> None:
    assert "the whole case" in run("export", "dossier", "-o", tmp_path / "d", "-c", case).out
    assert (tmp_path / "d" / "incidents" / "INC-0002.pdf").is_file()
    assert run("export", "dossier", "-o", tmp_path / "w.html", "-c", case).code == 0
    assert run("export", "dossier", 1, "-o", tmp_path / "1.html", "-c", case).code == 0
    assert run("export", "dossier", "-o", tmp_path / "d", "-c", case).code == 2  # it is there
    assert run("verify", "-c", case).code == 0


@pytest.mark.slow
def test_every_format_can_be_redacted(run: Callable[..., Any], case: Path, tmp_path: Path) -> None:
    terms = tmp_path / "terms.txt"
    terms.write_text("Oldmill\n")
    for format in ("csv", "parquet", "ftm", "geojson", "ged", "claimreview"):
        url = ("--url", "https://record.example.org") if format == "claimreview" else ()
        plain, out = tmp_path / f"plain.{format}", tmp_path / format
        assert run("export", format, "-o", plain, "-c", case, *url).code == 0
        assert run("export", format, "-o", out, "--redact", terms, "-c", case, *url).code == 0
        files = [p for p in out.rglob("*") if p.is_file()] if out.is_dir() else [out]
        assert not any(b"oldmill" in p.read_bytes().lower() for p in files), format
    assert b"Oldmill" in (tmp_path / "plain.geojson").read_bytes()
    assert not (tmp_path / "parquet" / "records.parquet").exists()
    terms.write_text("")
    refused = run("export", "csv", "-o", tmp_path / "no", "--redact", terms, "-c", case)
    assert (refused.code, "holds no terms" in refused.complaints[0]) == (2, True)
