from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import httpx
import pytest
from web_sample import sample_case
from web_server import every_page, serving

import clips
from corrobora.case import Case
from corrobora.collect.capture.capture import CaptureSettings
from corrobora.collect.capture.guard import Guard
from corrobora.collect.capture.networks import EVERYWHERE
from corrobora.model.capture import Mode
from corrobora.model.rights import Role
from line_engine import LineEngine
from pdf_pages import write_pdf
from people import enrol, quick
from telegram_export import export, message
from websites import website


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


@pytest.fixture(scope="session")
def fuller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """A case with footage, a captured page, people, an answered letter and something that waits."""
    folder = tmp_path_factory.mktemp("fuller")
    posted = folder / "posted"
    posted.mkdir()
    clips.write_clip(posted / "v.mp4", clips.frames(1, 5))
    export(posted, message(1, "9 prisoners were shot at Oldmill on 2031-03-04", file="v.mp4"))
    how = CaptureSettings(mode=Mode.HTTP, guard=Guard(allowed=EVERYWHERE))
    with (
        quick(Case.create(folder / "case", actor="ann", engine=LineEngine())) as case,
        website() as site,
    ):
        url = site.html("/news", "<title>News</title><p>9 prisoners were shot at Oldmill on 2031-03-04.</p>")
        pdf = write_pdf(
            folder / "report.pdf", [["9 prisoners were shot at Oldmill on 2031-03-04", "x" * 200]]
        )
        case.add([posted, pdf])
        case.add([url], capture=how)
        case.recapture([url], capture=how)
        enrol(case, Role.ADMIN, Role.ANALYST)
        letter = case.record_letter("icrc", "INC-0001", to="ICRC", sent=date(2031, 4, 1))
        case.record_answer(letter.id, day=date(2031, 4, 9), words="They look into it")
        case.record_letter("newsroom", "INC-0001", to="The Courier", sent=date(2031, 4, 2))
        case.demand_four_eyes(True, reason="x")
        case.decide(["INC-0001"], verdict="accepted", reason="read")
        yield case
