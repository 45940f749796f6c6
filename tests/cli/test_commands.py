"""Every command: what it prints for people and for programs, and how it ends."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from corrobora.case import Case
from line_engine import LineEngine
from reports import OFFICE, Reports

CORROBORA = str(Path(sys.executable).with_name("corrobora"))
Run = Callable[..., Any]


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    program = "import sys, corrobora.cli as c\ntry: c.main()\nfinally: print(*sys.modules, file=sys.stderr)"
    asked = [sys.executable, "-c", program, "--help"]
    shown = subprocess.run(asked, capture_output=True, text=True, check=True)
    wanted = "extract add incidents tallies claims statements responses journal verify reconcile decide serve"
    for command in wanted.split():
        assert f"\n  {command} " in shown.stdout
    loaded = {name.partition(".")[0] for name in shown.stderr.split()}
    assert "corrobora" in loaded
    # the first three alone take longer than the whole of the help
    heavy = {"spacy", "numpy", "duckdb", "scipy", "sqlalchemy", "starlette", "PIL", "jinja2", "pydantic"}
    assert not loaded & heavy


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"corrobora {version('corrobora')}\n"


def test_without_a_command_the_help_is_shown(run: Run) -> None:
    outcome = run()
    assert outcome.code == 2
    assert "Commands" in outcome.out + outcome.err


def test_incidents_for_people(run: Run, case: Path) -> None:
    outcome = run("incidents", "--case", case)
    assert outcome.code == 0
    assert "INC-0001" in outcome.out
    assert "Oldmill" in outcome.out
    assert "8–9 ≠" in outcome.out
    assert "2 in 2: Daily, Weekly" in outcome.out


def test_incidents_for_programs_follow_their_schema_and_name_claims(run: Run, case: Path) -> None:
    printed = run("incidents", "--case", case, "--json").json
    Draft202012Validator(run("schema", "incidents").json).validate(printed)
    assert [i["id"] for i in printed["incidents"]] == ["INC-0001", "INC-0002"]
    with Case.open(case, actor="ann") as opened:
        assert printed["incidents"][0]["claims"] == [c.id for c in opened.incident(1).claims]


def test_tallies_say_what_the_register_holds_of_them(run: Run, case: Path) -> None:
    outcome = run("tallies", "--case", case)
    assert outcome.code == 0
    assert "120 persons" in outcome.out
    assert "Ombudsman" in outcome.out
    assert "10–11 in 2" in outcome.out
    assert "at least 109 persons" in outcome.out
    assert "no body contradicts itself" in outcome.out
    (tally,) = run("tallies", "--case", case, "--json").json["tallies"]
    assert tally["victims"] == [120, 120]
    assert tally["document"]["publisher"] == "Daily"


@pytest.mark.parametrize(
    ("command", "holds"),
    [
        ("claims", "9 prisoners were shot at Oldmill"),
        ("statements", "condemnation"),
        ("responses", "denial"),
        ("documents", "Weekly"),
        ("sources", "Daily"),
        ("journal", "extract"),
        ("reconcile", "Ombudsman"),
        ("verify", "nothing is wrong"),
    ],
)
def test_lists_are_printed_for_people_and_programs(run: Run, case: Path, command: str, holds: str) -> None:
    for_people = run(command, "--case", case)
    assert (for_people.code, for_people.err) == (0, "")
    assert holds in for_people.out
    for_programs = run(command, "--case", case, "--json")
    assert (for_programs.code, for_programs.err) == (0, "")
    assert isinstance(for_programs.json, dict)


def test_claims_can_be_asked_for_by_kind(run: Run, case: Path) -> None:
    printed = run("claims", "--case", case, "--kind", "response", "--json").json["claims"]
    assert [c["kind"] for c in printed] == ["response"]


def test_the_case_can_be_named_by_the_environment(
    run: Run, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CORROBORA_CASE", str(case))
    assert "INC-0002" in run("incidents").out


def test_the_journal_can_be_read_on_from_an_entry(run: Run, case: Path) -> None:
    entries = run("journal", "--case", case, "--after", 9, "--json").json["entries"]
    assert [e["seq"] for e in entries] == [10, 11]


def test_search_prints_the_words_in_their_place(run: Run, case: Path) -> None:
    outcome = run("search", "--case", case, "redbr")
    assert "2 prisoners were shot at Redbridge" in outcome.out
    assert "1 documents" in outcome.out


def test_show_tells_why_claims_were_joined(run: Run, case: Path) -> None:
    outcome = run("show", "INC-0001", "--case", case)
    assert "joined" in outcome.out
    assert "one place" in outcome.out
    claim = run("incidents", "--case", case, "--json").json["incidents"][0]["claims"][0]
    assert "← “9”" in run("show", claim, "--case", case).out
    sha256 = run("documents", "--case", case, "--json").json["documents"][0]["sha256"]
    assert "denied it" in run("show", sha256[:10], "--case", case).out


def test_decisions_are_made_and_undone(run: Run, case: Path) -> None:
    made = run(
        "decide", "same", "INC-0001", "INC-0002", "--reason", "one village", "--case", case, "--actor", "eve"
    )
    assert made.code == 0
    assert "INC-0001 and INC-0002: same; 1 incidents now" in made.out
    assert "merged into INC-0001" in run("show", "INC-0002", "--case", case).out
    undone = run("decide", "different", "INC-0001", "INC-0002", "-r", "two villages", "--case", case)
    assert "2 incidents now" in undone.out
    entries = run("journal", "--case", case, "--json").json["entries"]
    assert next(e["actor"] for e in entries if e["act"] == "decide") == "eve"
    assert "one village" in run("show", "INC-0001", "--case", case).out


def test_a_rejected_claim_leaves_the_register(run: Run, case: Path) -> None:
    claim = run("incidents", "--case", case, "--json").json["incidents"][1]["claims"][0]
    assert run("decide", "reject", claim, "--reason", "a film set", "--case", case).code == 0
    assert "INC-0002" not in run("incidents", "--case", case).out
    assert "a film set" in run("show", claim, "--case", case).out


def test_a_decision_without_a_reason_is_bad_usage(run: Run, case: Path) -> None:
    assert run("decide", "accept", "INC-0001", "--case", case).code == 2
    assert run("decide", "accept", "INC-0001", "--reason", " ", "--case", case).code == 2


def test_a_changed_case_does_not_verify(run: Run, case: Path) -> None:
    path = sorted((case / "items").glob("??/*"))[0]
    path.chmod(0o644)
    path.write_bytes(b"something else")
    outcome = run("verify", case)
    assert outcome.code == 1
    assert len(outcome.complaints) == 1
    assert path.name in outcome.err
    assert run("verify", case, "--json").json["clean"] is False


def test_a_head_noted_elsewhere_is_looked_for(run: Run, case: Path) -> None:
    head = run("verify", case, "--json").json["head"]
    assert run("verify", case, "--head", head).code == 0
    outcome = run("verify", case, "--head", "f" * 64)
    assert outcome.code == 1
    assert "noted earlier" in outcome.err


def test_a_table_of_figures_is_reconciled_without_a_case(run: Run, tmp_path: Path) -> None:
    rows = (
        "publisher,as_of,scope,period,killed,incidents_or_proceedings,unit,qualifier\n"
        "Monitors,2031-03-01,executions of prisoners of war,2031,40,,persons,\n"
        "Monitors,2031-03-01,executions of prisoners of war,2031-01,50,,persons,\n"
    )
    (tmp_path / "figures.csv").write_text(rows)
    outcome = run("reconcile", "--tallies", tmp_path / "figures.csv")
    assert outcome.code == 0
    assert "cannot all be true (Monitors)" in outcome.out
    assert run("reconcile", "--tallies", tmp_path / "figures.csv", "--strict").code == 1
    (tmp_path / "figures.csv").write_text(rows + "Monitors,soon,executions,2031,7,,persons,\n")
    broken = run("reconcile", "--tallies", tmp_path / "figures.csv", "--json")
    assert broken.code == 1
    assert len(broken.json["tallies"]) == 2
    assert "figures.csv: line 4" in broken.complaints[0]


def test_a_case_is_read_anew(run: Run, case: Path) -> None:
    outcome = run("refresh", "--case", case, "--json")
    assert outcome.code == 0
    assert len(outcome.json["updated"]) == 3, "this case was made by another engine"
    assert run("refresh", "--case", case, "--json").json["updated"] == []
    assert run("verify", case).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["incidents", "--case", "/nowhere"],
        ["verify", "/nowhere"],
        ["show", "INC-0099"],
        ["show", "c000000000000000"],
        ["show", "zz"],
        ["schema", "nothing"],
        ["decide", "same", "INC-0001", "INC-0099", "--reason", "why"],
        ["extract", "--engine", "oracle", "x.txt"],
        ["extract", "/nowhere.txt"],
        ["extract", "--manifest", "/nowhere.csv", "/nowhere.txt"],
    ],
)
def test_what_cannot_be_carried_out_ends_with_one_line_and_2(
    run: Run, case: Path, arguments: list[str]
) -> None:
    named = [] if "/nowhere" in arguments or arguments[0] in ("schema", "extract") else ["--case", case]
    outcome = run(*arguments, *named)
    assert outcome.code == 2
    assert len(outcome.complaints) == 1
    assert outcome.complaints[0].startswith("corrobora: ")
    assert outcome.out == ""


def test_schemas_are_listed(run: Run) -> None:
    assert run("schema").out.split() == ["extract", "incidents"]


def test_words_of_strangers_cannot_steer_the_terminal(run: Run, tmp_path: Path, reports: Reports) -> None:
    name = "a\x1b[31m\nb.txt"
    reports.write(name, OFFICE.replace("ministry", "[bold]ministry[/bold] \x1b]0;x\x07"))
    with Case.create(tmp_path / "hostile", actor="ann", engine=LineEngine()) as made:
        made.add([reports.folder])
    for command in ("incidents", "claims", "documents", "journal", "responses"):
        outcome = run(command, "--case", tmp_path / "hostile")
        assert outcome.code == 0
        assert "\x1b" not in outcome.out
        assert "\x07" not in outcome.out


def test_a_closed_pipe_is_no_error(case: Path) -> None:
    command = f"{CORROBORA} journal --json --case {case} | head -c 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_a_case_is_made_with_a_name_and_a_database(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "new"
    made = run(
        "create", "--case", folder, "--name", "Oldmill", "--database", f"sqlite:///{tmp_path}/other.db"
    )
    assert (made.code, made.err) == (0, "")
    assert (tmp_path / "other.db").exists()
    with Case.open(folder, actor="ann") as opened:
        assert opened.settings.name == "Oldmill"
    again = run("create", "--case", folder)
    assert again.code == 2
    assert "is a case already" in again.err


def test_pages_are_served_to_this_machine(case: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([CORROBORA, "serve", "--case", str(case), "--port", str(port)])
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    assert answer.status == 200
                    break
            except urllib.error.URLError:
                time.sleep(0.1)
        else:
            pytest.fail("the server did not answer")
    finally:
        process.terminate()
        process.wait()
