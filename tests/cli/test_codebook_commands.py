"""The loop of those who write codebooks."""

from __future__ import annotations

import pytest

REPORT = (
    "The president said: “We excoriate these killings of prisoners.”\n\n"
    "The ombudsman said that two captured soldiers were shot dead near Kupiansk on 4 March 2025.\n"
)
STATEMENT = "- id: condemnation\n  cues: {en: [excoriate]}\n  examples: {en: The union excoriated it.}\n"
CUE = "- id: execution\n  cues: {en: [unalive]}\n  examples: {en: The captives were unalived.}\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "own" / "cues").mkdir(parents=True)
    (tmp_path / "own" / "cues" / "acts.yaml").write_text(CUE)
    (tmp_path / "own" / "cues" / "statements.yaml").write_text(STATEMENT)
    return tmp_path / "own"


def said(claims):
    return [c["type"] for c in claims if c["kind"] == "statement"]


def test_trying_a_codebook_shows_what_appears_and_leaves_the_case_as_it_is(run, reports, tmp_path, folder):
    case = tmp_path / "case"
    reports.write("a.txt", REPORT)
    run("add", "--case", case, reports.folder)
    before = run("claims", "--case", case, "--json").out
    entries = len(run("journal", "--case", case, "--json").json["entries"])
    shown = run("codebook", "try", folder, "--case", case, "--json").json
    assert shown["documents"] == 1
    (new,) = [c for c in shown["changes"] if c["sort"] == "appears"]
    assert new["claim"]["type"] == "condemnation"
    assert "excoriate" in new["claim"]["spans"][0]["quote"]
    assert run("claims", "--case", case, "--json").out == before
    assert len(run("journal", "--case", case, "--json").json["entries"]) == entries
    told = run("codebook", "try", folder, "--case", case)
    assert told.code == 0
    assert "appears c" in told.out
    assert "“We excoriate these killings of prisoners.”" in told.out
    assert "1 documents: 1 appears, 0 changes, 0 vanishes" in told.out


def test_trying_a_codebook_shows_what_vanishes(run, reports, tmp_path, folder):
    words = "The European Union condemned the killing of prisoners of war.\n"
    reports.write("a.txt", f"{words}\n{REPORT.splitlines()[-1]}\n")
    run("add", "--case", tmp_path / "case", reports.folder)
    only = STATEMENT.replace("  cues", "  replace: true\n  cues")
    (folder / "cues" / "statements.yaml").write_text(only)
    (gone,) = run("codebook", "try", folder, "--case", tmp_path / "case", "--json").json["changes"]
    assert gone["sort"] == "vanishes"
    assert gone["claim"]["type"] == "condemnation"


def test_trying_a_codebook_shows_what_changes(run, reports, tmp_path, folder):
    words = "Four prisoners of war were unalived at the camp near Lyman, the office said on 3 March 2025.\n"
    reports.write("a.txt", f"{words}\n{REPORT.splitlines()[-1]}\n")
    run("add", "--case", tmp_path / "case", reports.folder)
    (changed,) = run("codebook", "try", folder, "--case", tmp_path / "case", "--json").json["changes"]
    assert changed["sort"] == "changes"
    act = next(slot for slot in changed["slots"] if slot["slot"] == "act")
    assert act["then"] == ["execution"]
    assert act["now"] != act["then"]


def test_the_codebook_in_a_cases_folder_is_read_with_and_journalled(run, reports, tmp_path, folder):
    case = tmp_path / "case"
    reports.write("a.txt", REPORT)
    run("add", "--case", case, reports.folder)
    assert said(run("claims", "--case", case, "--json").json["claims"]) == []
    folder.rename(case / "codebook")
    assert run("refresh", "--case", case).code == 0
    assert said(run("claims", "--case", case, "--json").json["claims"]) == ["condemnation"]
    last = [e for e in run("journal", "--case", case, "--json").json["entries"] if e["act"] == "extract"][-1]
    assert ", codebook " in last["payload"]["engine"]
    assert run("verify", case).code == 0


def test_extract_takes_a_codebook(run, reports, folder):
    import json

    report = reports.write("a.txt", REPORT)
    plain = json.loads(run("extract", "--json", report).out)["claims"]
    own = json.loads(run("extract", "--json", "--codebook", folder, report).out)["claims"]
    again = json.loads(run("extract", "--json", report).out)["claims"]
    assert said(own) == ["condemnation"]
    assert said(plain) == []
    assert again == plain


def test_checking_the_shipped_codebook_finds_nothing_wrong(run):
    assert run("codebook", "check").code == 0


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("cues/acts.yaml", CUE.replace("unalived", "unharmed"), "is not found in its example"),
        ("cues/acts.yaml", CUE.split("  examples")[0], "has cues and no example"),
        ("cues/acts.yaml", CUE.replace("unalive]", "'(unalive']"), "bracket"),
        ("cues/acts.yaml", "- {id: execution, colour: red}", "unknown field colour"),
        ("cues/acts.yaml", "[", "not valid YAML"),
        ("cues/wonders.yaml", CUE, "no such family"),
        ("bodies.yaml", "- {id: x, sort: choir, names: {en: [X]}}", "the sort 'choir'"),
        ("conflicts/x.yaml", "id: x", "expected id, name, countries"),
    ],
)
def test_what_is_wrong_with_a_codebook_is_one_line_with_its_file(run, folder, name, text, says):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    checked = run("codebook", "check", folder)
    assert checked.code == 1
    assert any(says in line and name.split("/")[-1] in line for line in checked.complaints), (
        checked.complaints
    )


def test_a_case_with_a_broken_codebook_says_so(run, reports, tmp_path):
    case = tmp_path / "case"
    run("create", "--case", case)
    (case / "codebook").mkdir()
    (case / "codebook" / "wrong.yaml").write_text("x")
    added = run("add", "--case", case, reports.write("a.txt", REPORT))
    assert added.code == 2
    assert "wrong.yaml: is no part of a codebook" in added.complaints[0]
