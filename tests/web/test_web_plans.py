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
from corrobora.web.app import create_app
from people import enrol, quick

#: Tables that grow with a case; the others hold a few rows a person.
GROWING = {
    "journal", "items", "texts", "documents", "claims", "incidents", "incident_claims", "incident_versions",
    "links", "decisions", "relations", "examinations", "captures", "capture_parts",
}  # fmt: skip
#: Not among them: what waits for approval is found by going through the proposals, a row a decision.


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


def test_no_call_for_a_record_or_a_page_of_them_scans_a_table(case: Case) -> None:
    statements: dict[str, Any] = {}

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            statements[statement] = parameters

    _, token = case.team.create_token("admin", "plans", Right)
    document, claim = case.documents()[0].sha256, case.claims()[0].id
    event.listen(case._database._engine, "before_cursor_execute", note)
    with (
        serving_app(create_app(case)) as where,
        httpx.Client(
            base_url=f"{where}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60
        ) as client,
    ):
        for path in (
            "/me", "/incidents", "/claims", "/claims?kind=tally", "/documents", "/journal", "/proposals",
            f"/claims/{claim}", f"/documents/{document}", "/search?q=prisoners",
        ):  # fmt: skip
            assert client.get(path).status_code == 200, path
    event.remove(case._database._engine, "before_cursor_execute", note)
    assert len(statements) > 10
    assert scans(case, statements) == {}
