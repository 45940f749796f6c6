"""A case's pages on loopback, and what pages there are."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from corrobora.case import Case
from corrobora.web.app import create_app


@contextmanager
def serving(case: Case) -> Iterator[str]:
    """The case's pages on a free port of the loopback address."""
    with serving_app(create_app(case)) as address:
        yield address


@contextmanager
def serving_app(app: FastAPI) -> Iterator[str]:
    """An application on a free port of the loopback address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical"))
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


def every_page(case: Case) -> tuple[str, ...]:
    lists = (
        "/",
        "/review",
        "/review?why=rest&slot=act",
        "/incidents",
        "/ledger",
        "/tallies",
        "/statements",
        "/responses",
        "/documents",
        "/journal",
    )
    more = (
        "/journal?check=1",
        "/search",
        "/search?q=Old+Mill",
        "/incidents?act=execution&order=date&differs=1",
    )
    incidents = tuple(f"/incidents/{h.incident.label}" for h in case.incidents())
    documents = tuple(f"/documents/{d.sha256}" for d in case.documents())
    return (*lists, *more, *incidents, *documents)
