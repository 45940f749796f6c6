from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from web_sample import sample_case
from web_server import every_page, serving

from corrobora.case import Case


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def new_database(request: pytest.FixtureRequest) -> Callable[[], str | None]:
    """Gives the address of an empty PostgreSQL database, or none for SQLite in the case's own folder."""
    if request.param == "postgresql":
        made: Callable[[], str] = request.getfixturevalue("new_postgresql")
        return made
    return lambda: None


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """The sample case; tests only read it."""
    with sample_case(tmp_path_factory.mktemp("web")) as opened:
        yield opened


@pytest.fixture(scope="session")
def address(case: Case) -> Iterator[str]:
    """Where the sample case is served."""
    with serving(case) as where:
        yield where


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """An HTTP client for the sample case."""
    with httpx.Client(base_url=address, timeout=30) as opened:
        yield opened


@pytest.fixture(scope="session")
def addresses(case: Case) -> tuple[str, ...]:
    """Every page there is, and of incidents and documents every one."""
    return every_page(case)


@pytest.fixture(scope="session")
def kinds_of_page(case: Case) -> tuple[str, ...]:
    """One address for every template."""
    fullest = max(case.documents(), key=lambda d: d.claims)
    lists = (
        "/",
        "/incidents",
        "/ledger",
        "/tallies",
        "/responses",
        "/documents",
        "/journal",
        "/search?q=Old+Mill",
        "/review",
        "/review?why=rest&slot=act",
        "/map",
        "/actors",
        "/places",
        "/elements",
        "/incidents/1/elements",
        "/changes?since=1",
        "/settings",
        "/statements",
    )
    return (*lists, "/incidents/INC-0001", f"/documents/{fullest.sha256}", "/nowhere")
