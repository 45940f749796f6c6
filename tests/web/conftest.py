from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from web_sample import sample_case

from corrobora.case import Case
from corrobora.web.app import create_app


@contextmanager
def serving(case: Case) -> Iterator[str]:
    """The case's pages on a free port of the loopback address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(create_app(case), host="127.0.0.1", port=port, log_level="critical")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 30
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < until, "the server did not start in time"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


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


def every_page(case: Case) -> tuple[str, ...]:
    lists = ("/", "/incidents", "/tallies", "/statements", "/responses", "/documents", "/journal")
    more = (
        "/journal?check=1",
        "/search",
        "/search?q=Old+Mill",
        "/incidents?act=execution&order=date&differs=1",
    )
    incidents = tuple(f"/incidents/{h.incident.label}" for h in case.incidents())
    documents = tuple(f"/documents/{d.sha256}" for d in case.documents())
    return (*lists, *more, *incidents, *documents)


@pytest.fixture(scope="session")
def kinds_of_page(case: Case) -> tuple[str, ...]:
    """One address for every template."""
    fullest = max(case.documents(), key=lambda d: d.claims)
    lists = ("/", "/incidents", "/tallies", "/responses", "/documents", "/journal", "/search?q=Old+Mill")
    return (*lists, "/incidents/INC-0001", f"/documents/{fullest.sha256}", "/nowhere")
