"""How the database answers the queries behind records and pages of the API: by an index, never by a scan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from web_sample import sample_case
from web_server import serving_app

from corrobora.case import Case
from corrobora.model.rights import Right, Role
from corrobora.store.listed_records import DOCUMENT_ORDERS
from corrobora.web.app import create_app
from corrobora.web.pages.register import ORDERS
from people import enrol, quick

#: Tables that grow with a case; the others hold a few rows a person.
GROWING = {
    "journal", "items", "texts", "documents", "claims", "incidents", "incident_claims", "incident_versions",
    "links", "decisions", "relations", "examinations", "captures", "capture_parts", "decision_subjects",
    "listed_incidents", "listed_bases", "listed_points", "listed_tallies", "queue", "mentions", "names",
    "listed_documents", "listed_sayings", "sizes", "proposals", "outcomes", "people",
    "listed_ledger", "listed_elements",
}  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with quick(sample_case(tmp_path)) as opened:
        enrol(opened, Role.ADMIN)
        opened.decide_sensitive(opened.documents()[0].sha256, sensitive=True, reason="x")
        opened.decide(["INC-0001"], verdict="accepted", reason="x")
        yield opened


def scans(case: Case, statements: dict[str, Any]) -> dict[str, list[str]]:
    """Scans of growing tables in the plans of these statements."""
    found = {}
    with case._database.read() as connection:
        for statement, parameters in statements.items():
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            names = {
                alias or table: table
                for table, alias in re.findall(r'(?:FROM|JOIN) "?(\w+)"?(?: AS "?(\w+)"?)?', statement)
            }
            if "LIMIT" in statement and "WHERE" not in statement and "TEMP" not in repr(rows):
                continue  # the first rows in the order of the key, and no others
            bad = [
                row.detail
                for row in rows
                if (m := re.match(r"SCAN (\w+)", row.detail))
                and names.get(m[1], m[1]) in GROWING
                and "USING" not in row.detail
            ]
            if bad:
                found[" ".join(statement.split())] = bad
    return found


def asked(case: Case, prefix: str, paths: list[str], **headers: str) -> dict[str, Any]:
    """Every statement that reads, run for these addresses, with its parameters."""
    statements: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            statements[statement] = parameters

    event.listen(case._database._engine, "before_cursor_execute", note)
    try:
        with (
            serving_app(create_app(case)) as where,
            httpx.Client(base_url=f"{where}{prefix}", headers=headers, timeout=120) as client,
        ):
            for path in paths:
                assert client.get(path).status_code == 200, path
    finally:
        event.remove(case._database._engine, "before_cursor_execute", note)
    return statements


def test_no_call_for_a_record_or_a_page_of_them_scans_a_table(case: Case) -> None:
    _, token = case.team.create_token("admin", "plans", Right)
    document, claim = case.documents()[0].sha256, case.claims()[0].id
    paths = [
        "/me", "/incidents", "/claims", "/claims?kind=tally", "/documents", "/journal", "/proposals",
        "/decisions", "/waiting", "/places", "/footage", "/views", "/incidents?act=execution",
        "/incidents/1/grades", "/incidents/1/elements", "/incidents/1/accountability", "/accountability",
        "/letters", "/sources", "/people", "/ledger", "/ledger?act=execution&first=2031-05-01",
        f"/claims/{claim}", f"/documents/{document}", "/search?q=prisoners", "/reconciliation", "/actors",
        "/reconciliation?limit=1",
    ]  # fmt: skip
    statements = asked(case, "/api/v1", paths, Authorization=f"Bearer {token}")
    assert len(statements) > 10
    assert scans(case, statements) == {}


def test_no_list_and_no_document_scans_a_table(case: Case) -> None:
    one, last = case.documents()[0].sha256, case.documents()[-1].sha256
    said, tally = case.responses()[0].id, case.tallies()[0].id
    paths = [
        "/documents", f"/documents/{one}", f"/documents/{one}/beside/{last}", "/incidents/INC-0001/elements",
        *(f"/documents?order={o}&{edge}={one}" for o in DOCUMENT_ORDERS for edge in ("after", "before")),
        "/responses", "/responses?type=denial", f"/responses?after={said}",
        f"/responses?type=denial&before={said}",
        "/statements", "/places", "/places?after=1old+mill%09", "/actors", "/actors?q=holt",
        "/footage", "/footage?after=5", "/footage?before=5", "/approvals", "/approvals?after=5", "/elements",
        "/ledger", "/ledger?rule=ucdp-ged&victim_side=XA&status=pow&after=1",
        "/ledger?area=Kyiv&from=2031-01-01",
        "/tallies", *(f"/tallies?{edge}={tally}" for edge in ("after", "before", "at")),
    ]  # fmt: skip
    statements = asked(case, "", paths)
    assert len(statements) > 30
    assert scans(case, statements) == {}


def test_no_page_of_the_register_an_incident_search_or_review_scans_a_table(case: Case) -> None:
    narrowed = [
        "act=execution", "side=XA&by=XB", "status=pow", "basis=video", "verification=verified", "differs=1",
        "since=2031-05-01", "until=2031-05-31", "q=mill+courier", "q=execut",
        "q=mill&act=execution&since=2031-05-01",
    ]  # fmt: skip
    orders = [f"order={order}" for order in ORDERS]
    paths = [
        "/", "/map", "/map?act=execution", "/map?side=XA&in=UA-14", "/incidents", "/incidents/INC-0001",
        "/search?q=Old+Mill", "/review",
        "/review?why=rest&n=3", f"/review?at={case.waiting()[-1].key}",
        *(f"/incidents?{q}" for q in (*narrowed, *orders)),
        *(f"/incidents?{q}&{edge}=1" for q in (*narrowed, *orders) for edge in ("after", "before")),
    ]  # fmt: skip
    statements = asked(case, "", paths)
    assert len(statements) > 60
    assert scans(case, statements) == {}


def test_nor_does_what_is_left_for_who_may_not_see_everything(case: Case) -> None:
    enrol(case, Role.VIEWER)
    _, token = case.team.create_token("viewer", "plans", Right)
    case.decide_sensitive_claim(case.claims()[3].id, sensitive=True, reason="x")
    document, claim = case.documents()[1].sha256, case.claims()[-1].id
    paths = [
        "/incidents", "/claims", "/documents", "/places", "/footage", "/sources", "/ledger",
        "/incidents?act=execution", "/incidents/1/elements", f"/claims/{claim}", "/reconciliation",
        f"/documents/{document[:12]}", "/map", "/map?bbox=10,40,40,60&act=execution",
    ]  # fmt: skip
    statements = asked(case, "/api/v1", paths, Authorization=f"Bearer {token}")
    assert any("NOT IN" in statement and "decisions.verdict" in statement for statement in statements)
    assert scans(case, statements) == {}


def test_a_decision_finds_what_waits_by_its_claims_not_by_going_through_the_queue(case: Case) -> None:
    statements: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if " FROM queue " in " ".join(statement.split()) and "SELECT DISTINCT" not in statement and not many:
            statements[statement] = parameters

    event.listen(case._database._engine, "before_cursor_execute", note)
    try:
        case.decide([case.incident(1).claims[0].id], verdict="accepted", reason="x")
    finally:
        event.remove(case._database._engine, "before_cursor_execute", note)
    assert any(statement.startswith("DELETE") for statement in statements)
    with case._database.read() as connection:
        for statement, parameters in statements.items():
            (row,) = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            assert row.detail.endswith(("(claim=?)", "(other=?)")), (statement, row.detail)
