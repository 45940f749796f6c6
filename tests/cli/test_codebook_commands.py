"""The loop of those who write codebooks."""

from __future__ import annotations

import json

import pytest

REPORT = (
    "The defence ministry denied the allegations that its soldiers had executed prisoners.\n\n"
    "The ombudsman said that two captured soldiers were shot dead near Kupiansk on 4 March 2025. "
    "The video could not be independently verified.\n"
)
CUE = "- id: execution\n  cues: {en: [unalive]}\n  examples: {en: The captives were unalived.}\n"
DENIAL = (
    "- id: denial\n  replace: true\n  cues: {en: [pooh-pooh]}\n  examples: {en: It pooh-pooh the report.}\n"
)
UNVERIFIED = (
    "- id: unverified\n  replace: true\n  cues: {en: [unseen]}\n  examples: {en: It stayed unseen.}\n"
)


@pytest.fixture
def folder(tmp_path):
    """Takes the usual words for denials and for what is unverified away."""
    (tmp_path / "own" / "cues").mkdir(parents=True)
    (tmp_path / "own" / "cues" / "responses.yaml").write_text(DENIAL)
    (tmp_path / "own" / "cues" / "verification.yaml").write_text(UNVERIFIED)
    return tmp_path / "own"


@pytest.fixture
def case(run, reports, tmp_path):
    reports.write("a.txt", REPORT)
    run("add", "--case", tmp_path / "case", reports.folder)
    return tmp_path / "case"


def kinds(claims):
    return sorted({c["kind"] for c in claims})


def test_trying_a_codebook_shows_what_vanishes_and_changes(run, case, folder):
    before = run("claims", "--case", case, "--json").out
    entries = len(run("journal", "--case", case, "--json").json["entries"])
    shown = run("codebook", "try", folder, "--case", case, "--json").json
    assert shown["documents"] == 1
    gone, changed = sorted(shown["changes"], key=lambda c: c["sort"], reverse=True)
    assert (gone["sort"], gone["claim"]["type"]) == ("vanishes", "denial")
    assert "denied the allegations" in gone["claim"]["spans"][0]["quote"]
    assert (changed["sort"], changed["claim"]["kind"]) == ("changes", "incident")
    verification = next(slot for slot in changed["slots"] if slot["slot"] == "verification")
    assert verification["now"] == ["unverified"]
    assert verification["then"] != ["unverified"]
    told = run("codebook", "try", folder, "--case", case)
    assert "vanishes c" in told.out
    assert "    verification: unverified → " in told.out
    assert "1 documents: 0 appears, 1 changes, 1 vanishes" in told.out
    assert run("claims", "--case", case, "--json").out == before
    assert len(run("journal", "--case", case, "--json").json["entries"]) == entries


def test_trying_a_codebook_is_measured_against_the_cases_own(run, case, folder):
    (case / "codebook").mkdir()
    (folder / "cues").rename(case / "codebook" / "cues")
    (folder / "cues").mkdir()
    (folder / "cues" / "verification.yaml").write_text(UNVERIFIED)
    (new,) = run("codebook", "try", folder, "--case", case, "--json").json["changes"]
    assert (new["sort"], new["claim"]["type"]) == ("appears", "denial")
    own = run("codebook", "try", case / "codebook", "--case", case, "--json").json["changes"]
    assert sorted(c["sort"] for c in own) == ["changes", "vanishes"]


def test_the_codebook_in_a_cases_folder_is_read_with_and_journalled(run, case, folder):
    assert kinds(run("claims", "--case", case, "--json").json["claims"]) == ["incident", "response"]
    folder.rename(case / "codebook")
    assert run("refresh", "--case", case).code == 0
    assert kinds(run("claims", "--case", case, "--json").json["claims"]) == ["incident"]
    last = [e for e in run("journal", "--case", case, "--json").json["entries"] if e["act"] == "extract"][-1]
    assert ", codebook " in last["payload"]["engine"]
    assert run("verify", case).code == 0


def test_extract_takes_a_codebook(run, reports, folder):
    report = reports.write("a.txt", REPORT)
    plain = json.loads(run("extract", "--json", report).out)["claims"]
    own = json.loads(run("extract", "--json", "--codebook", folder, report).out)["claims"]
    again = json.loads(run("extract", "--json", report).out)["claims"]
    assert kinds(own) == ["incident"]
    assert kinds(plain) == ["incident", "response"]
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
