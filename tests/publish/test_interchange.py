from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bundles import fill
from corrobora.case import Case, NotThere
from corrobora.case.errors import NotAllowed
from corrobora.codebook.gradings import methods
from corrobora.model.claim import Claim
from corrobora.model.rights import Person, Role
from corrobora.model.serial import claim_from_json
from corrobora.publish.data.case_tables import case_tables as tables
from corrobora.publish.data.claimreview import claim_reviews
from corrobora.publish.data.ftm import ftm
from corrobora.publish.data.parquet import NotOurs, folder, read_records, records
from corrobora.publish.files import export_folder
from corrobora.publish.public import public_incidents


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with fill(tmp_path) as filled:
        yield filled


def test_parquet_has_the_tables_types_and_dictionary(case: Case) -> None:
    made = tables(case)
    files = folder(made, methods()["admiralty"])
    for table in made:
        read = pq.read_table(io.BytesIO(files[f"{table.name}.parquet"]))
        assert [f.name for f in read.schema] == [c.name for c in table.columns]
        assert all(f.metadata[b"description"] for f in read.schema)
        assert b"Admiralty code" in read.schema.metadata[b"grading"]
        assert read.num_rows == len(table.rows)
    incidents = pq.read_table(io.BytesIO(files["incidents.parquet"])).to_pylist()
    assert (incidents[0]["victims_low"], incidents[0]["victims_high"]) == (8, 9)
    assert incidents[0]["first_day"].isoformat() == "2024-05-03"


def test_what_is_read_back_has_lost_no_claim_incident_text_or_decision(case: Case) -> None:
    id = case.claims()[0].id
    case.decide([id], verdict="accepted", reason="read it")
    files = folder([records(case)], methods()["admiralty"])
    back = read_records(files["records.parquet"])
    claims: dict[str, Claim] = {i: claim_from_json(c["data"]) for i, c in back.claims.items()}
    assert claims == {record.id: record.claim for record in case.claims()}
    assert set(back.incidents) == {head.incident.label for head in case.incidents()}
    texts = {d.sha256: case.document(d.sha256).document.text.content for d in case.documents()}
    assert {h: back.texts[d["text"]] for h, d in back.documents.items()} == texts
    assert [d["reason"] for d in back.decisions.values()] == ["read it"]
    with pytest.raises(NotOurs):
        read_records(b"PAR1 no")
    with pytest.raises(NotOurs):
        read_records(files["records.parquet"][:-40])


def test_ftm_entities_point_at_each_other_and_keep_the_words(case: Case) -> None:
    files = ftm(case)
    made = [json.loads(line) for line in files["entities.ftm.json"].splitlines()]
    ids = {e["id"] for e in made}
    for entity in made:
        for prop in ("proof", "entity", "subject", "object"):
            assert set(entity["properties"].get(prop, [])) <= ids
    notes = [e for e in made if e["schema"] == "Note"]
    quotes = {span.quote for record in case.claims() for span in record.claim.spans}
    assert {q for n in notes for q in n["properties"]["description"]} == quotes
    assert json.loads(files["dataset.json"])["losses"]
    assert files == ftm(case)  # the same case, the same bytes


@pytest.mark.slow
def test_ftm_validates_with_followthemoney_itself(case: Case, tmp_path: Path) -> None:
    """Runs where the group ``oracles`` is installed; FTM_PYTHON names another interpreter that has it."""
    python = os.environ.get("FTM_PYTHON", sys.executable)
    found = subprocess.run([python, "-c", "import followthemoney"], check=False, capture_output=True)
    if found.returncode:
        pytest.skip("followthemoney is not installed (uv sync --group oracles)")
    export_folder(case, tmp_path / "ftm", ftm(case), {"format": "ftm"})
    code = """
import json, sys
from followthemoney import model
from followthemoney.statement.serialize import read_json_statements
for line in open("entities.ftm.json", encoding="utf-8"):
    data = json.loads(line)
    schema = model.get(data["schema"])
    schema.validate(data)
    proxy = model.get_proxy(data, cleaned=False)
    for name, values in data["properties"].items():
        assert set(proxy.get(name)) == set(values), (name, values)
count = 0
for statement in read_json_statements(open("statements.json", "rb")):
    assert statement.generate_key() == statement.id
    count += 1
print(count)
"""
    run = subprocess.run(
        [python, "-c", code], cwd=tmp_path / "ftm", check=False, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == len((tmp_path / "ftm" / "statements.json").read_bytes().splitlines())


def reviews(case: Case) -> bytes:
    return claim_reviews(case, public_incidents(case, case.public()), url="https://r.example/")


def test_only_approved_unchanged_findings_of_a_lead_are_reviewed(case: Case) -> None:
    def reviewed() -> list[str]:
        graph = json.loads(reviews(case))["@graph"]
        return [review["itemReviewed"]["identifier"] for review in graph]

    assert reviewed() == []
    with pytest.raises(NotAllowed):
        case.acting(Person(name="bob", role=Role.ANALYST)).decide_public("1", approve=True, reason="x")
    with pytest.raises(NotThere):
        case.decide_public("INC-0077", approve=True, reason="x")
    case.decide_public("INC-0001", approve=True, reason="two of us read it")
    assert reviewed() == [claim.id for claim in case.incident(1).claims]
    case.decide([case.incident(1).claims[0].id], verdict="rejected", reason="a mistake")
    assert reviewed() == []  # it has changed since it was approved
    assert list(case.public().stale) == [1]
    case.decide_public("1", approve=True, reason="still right")
    assert len(reviewed()) == 1
    case.decide_public("1", approve=False, reason="the paper withdrew it")
    assert reviewed() == []
    assert case.verify().clean


def test_reviews_hold_no_words_of_documents_and_no_sensitive_source(case: Case) -> None:
    case.decide_public("1", approve=True, reason="x")
    text = reviews(case).decode()
    for record in case.incident(1).claims:
        assert all(span.quote not in text for span in record.claim.spans)
    review = json.loads(text)["@graph"][0]
    assert review["url"] == "https://r.example/incidents/INC-0001.html"
    assert review["reviewRating"]["ratingValue"] == 3
    first = case.incident(1).claims[0].document.sha256
    case.decide_sensitive(first, sensitive=True, reason="a witness is in it")
    assert first not in reviews(case).decode()
