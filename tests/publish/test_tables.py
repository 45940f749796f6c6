from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bundles import fill
from corrobora.case import Case
from corrobora.codebook.gradings import methods
from corrobora.publish.data.case_tables import case_tables as tables
from corrobora.publish.data.ged import GED_COLUMNS, ged
from corrobora.publish.data.geojson import geojson
from corrobora.publish.files import NotExported, export_file, export_folder
from corrobora.publish.tables import Column, Table, data_package


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with fill(tmp_path) as filled:
        yield filled


def rows_of(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.csv().decode(), newline="")))


def test_every_claim_and_incident_is_a_row_that_leads_back(case: Case) -> None:
    incidents, claims, documents, _ = tables(case)
    by_id = {row["claim"]: row for row in rows_of(claims)}
    assert set(by_id) == {record.id for record in case.claims()}
    for row in rows_of(incidents):
        for id in row["claims"].split("|"):
            assert by_id[id]["incident"] == row["incident"]
    texts = {d.sha256: case.document(d.sha256).document.text.content for d in case.documents()}
    for row in by_id.values():
        first = row["quote"].split(" […] ")[0]
        assert texts[row["item"]][int(row["start"]) :].startswith(first)
    assert {row["item"] for row in rows_of(documents)} == set(texts)


def test_bounds_and_differences_are_kept(case: Case) -> None:
    first = rows_of(tables(case)[0])[0]
    assert (first["victims_low"], first["victims_high"]) == ("8", "9")
    assert "victims" in first["differs_on"].split("|")
    assert first["first_day"] == first["last_day"] == "2024-05-03"


def test_the_data_dictionary_explains_every_column(case: Case) -> None:
    made = tables(case)
    package = json.loads(data_package(made, "x", methods()["admiralty"]))
    for table, resource in zip(made, package["resources"], strict=True):
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert names == list(rows_of(table)[0])
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_a_cell_cannot_become_a_formula() -> None:
    table = Table(
        name="t", means="", columns=(Column("a", "string", "x"),),
        rows=({"a": "=HYPERLINK(1)"}, {"a": "@SUM"}, {"a": -5}, {"a": None}),
    )  # fmt: skip
    assert [row["a"] for row in rows_of(table)] == ["'=HYPERLINK(1)", "'@SUM", "-5", ""]


def test_geojson_has_no_point_where_the_place_is_not_certain(case: Case) -> None:
    collection = json.loads(geojson(case))
    assert collection["type"] == "FeatureCollection"
    assert [f["id"] for f in collection["features"]] == ["INC-0001", "INC-0002"]
    for feature, head in zip(collection["features"], case.incidents(), strict=True):
        place = head.incident.place
        certain = place is not None and place.value.best is not None
        assert (feature["geometry"] is not None) == certain


def test_ged_rows_have_its_columns_and_invent_no_ids(case: Case) -> None:
    found = list(csv.DictReader(io.StringIO(ged(case).csv().decode(), newline="")))
    assert len(GED_COLUMNS) == 49
    assert [row["relid"] for row in found] == ["INC-0001", "INC-0002"]
    first = found[0]
    assert tuple(first) == GED_COLUMNS
    assert (first["low"], first["best"], first["high"]) == ("8", "8", "9")
    assert first["date_prec"] == "1"
    for name in ("id", "conflict_new_id", "dyad_new_id", "side_a", "priogrid_gid", "type_of_violence"):
        assert first[name] == ""


def test_an_export_that_cannot_be_written_is_not_journalled(case: Case, tmp_path: Path) -> None:
    with pytest.raises(NotExported):
        export_file(case, tmp_path / "no" / "a.csv", b"x", {})
    (tmp_path / "there").mkdir()
    with pytest.raises(NotExported, match="there already"):
        export_folder(case, tmp_path / "there", {"a": b"x"}, {})
    assert "export" not in [e.act for e in case.latest()]
    export_folder(case, tmp_path / "new", {"a": b"x"}, {"format": "csv"})
    assert (tmp_path / "new" / "a").read_bytes() == b"x"
    assert case.latest(limit=1)[0].payload["format"] == "csv"
