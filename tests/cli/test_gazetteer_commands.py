"""A case's own gazetteers."""

from __future__ import annotations

import pytest

REPORT = "The ombudsman said that two captured soldiers were shot dead near Novozirkivske on 4 March 2025.\n"
TABLE = "name,country,lat,lon\nNovozirkivske,UA,49.5,37.25\n"


def place(run, case):
    (claim,) = (c for c in run("claims", "--case", case, "--json").json["claims"] if c["kind"] == "incident")
    return claim["place"]


@pytest.mark.slow
def test_an_imported_place_is_found_after_a_refresh_and_the_import_is_journalled(run, reports, tmp_path):
    case, table = tmp_path / "case", tmp_path / "ours.csv"
    table.write_text(TABLE)
    reports.write("a.txt", REPORT)
    run("add", "--case", case, reports.folder)
    assert not (place(run, case) or {}).get("candidates")
    imported = run("gazetteer", "import", table, "--case", case, "--actor", "ann")
    assert imported.code == 0, imported.err
    assert "1 places" in imported.out
    assert run("refresh", "--case", case).code == 0
    found = place(run, case)
    assert (found["name"], found["lat"], found["lon"]) == ("Novozirkivske", 49.5, 37.25)
    acts = {e["act"]: e for e in run("journal", "--case", case, "--json").json["entries"]}
    assert acts["gazetteer"]["actor"] == "ann"
    assert acts["gazetteer"]["payload"] == {"name": "ours", "source": "ours.csv", "places": 1}
    assert ", gazetteer " in acts["extract"]["payload"]["engine"]
    assert run("verify", case).code == 0


def test_a_geonames_dump_is_taken(run, tmp_path):
    dump = tmp_path / "UA.txt"
    cells = [
        "1",
        "Novozirkivske",
        "",
        "",
        "49.5",
        "37.25",
        "P",
        "PPL",
        "UA",
        "",
        "",
        "",
        "",
        "",
        "10",
        "",
        "",
        "",
        "",
    ]
    dump.write_text("\t".join(cells) + "\n")
    run("create", "--case", tmp_path / "case")
    assert run("gazetteer", "import", dump, "--case", tmp_path / "case").code == 0


def test_places_of_a_country_of_ones_own_are_taken(run, tmp_path):
    case, table = tmp_path / "case", tmp_path / "ours.csv"
    table.write_text(TABLE.splitlines()[0] + "\nOld Port,XV,-22.4,-20.3\n")
    run("create", "--case", case)
    assert run("gazetteer", "import", table, "--case", case).code == 2
    (case / "codebook").mkdir()
    (case / "codebook" / "countries.yaml").write_text(
        "XV: {en: {names: [Valleria]}, uk: {names: [Валлерія]}, ru: {names: [Валлерия]}}\n"
    )
    imported = run("gazetteer", "import", table, "--case", case)
    assert imported.code == 0, imported.err
    assert "1 places" in imported.out


def test_wrong_rows_are_told_and_the_others_taken(run, tmp_path):
    table = tmp_path / "ours.csv"
    table.write_text(TABLE + "Nowhere,XX,1,2\n")
    run("create", "--case", tmp_path / "case")
    imported = run("gazetteer", "import", table, "--case", tmp_path / "case")
    assert imported.code == 1
    assert "ours.csv, line 3" in imported.complaints[0]


def test_a_file_that_is_none_is_one_line_and_leaves_nothing(run, tmp_path):
    wrong = tmp_path / "x.zip"
    wrong.write_bytes(b"no archive")
    run("create", "--case", tmp_path / "case")
    imported = run("gazetteer", "import", wrong, "--case", tmp_path / "case")
    assert imported.code == 2
    assert "x.zip: cannot be read" in imported.complaints[0]
    assert not (tmp_path / "case" / "gazetteers").exists()
