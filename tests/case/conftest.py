"""Cases made of small reports about invented places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corrobora.case import Case
from line_engine import LineEngine
from reports import COUNT, OFFICE, VILLAGE, Reports


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    """An empty folder of reports."""
    folder = tmp_path / "reports"
    folder.mkdir()
    return Reports(folder)


@pytest.fixture
def three(reports: Reports) -> Reports:
    """Three reports: two on one event, one of them on a second, and a count."""
    reports.write("office.txt", OFFICE, publisher="Daily", published="2024-05-05")
    reports.write("village.txt", VILLAGE, publisher="Weekly", published="2024-06-02")
    reports.write("count.txt", COUNT, publisher="Daily", published="2024-07-02")
    return reports


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """An empty case on SQLite."""
    with Case.create(tmp_path / "case", actor="ann", engine=LineEngine()) as made:
        yield made


@pytest.fixture
def filled(case: Case, three: Reports) -> Case:
    """A case with the three reports."""
    case.add([three.folder], three.manifest())
    return case


@pytest.fixture
def any_case(tmp_path: Path, new_address: Callable[[], str]) -> Iterator[Case]:
    """An empty case on either database."""
    with Case.create(tmp_path / "case", actor="ann", database=new_address(), engine=LineEngine()) as made:
        yield made
