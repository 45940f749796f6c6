"""A case of an older version is brought up to date when it is opened, also after being broken off."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from corrobora.case import Case
from corrobora.store import journal
from corrobora.store.database import HEAD
from corrobora.store.listing_tables import LISTINGS

sys.path.append(str(Path(__file__).parents[2] / "scripts"))
from measure_workbench import World, sentences, write_block  # a script, no package

INCIDENTS = 40
OLD = "0013"
#: Opens a case as the program does, but tells how far it is, and lists few incidents at once.
OPEN = """
import os, signal, sys
from corrobora.case import Case, listing
listing.AT_ONCE = 7
{more}
Case.open(sys.argv[1], actor="ana", progress=lambda done, total, what: print(done, total, what, flush=True))
print("opened", flush=True)
"""
#: Ends it when the tables are changed, before that is written.
KILLED = """
from alembic import command
def upgrade(*given, changed=command.upgrade):
    changed(*given)
    os.kill(os.getpid(), signal.SIGKILL)
command.upgrade = upgrade
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A case as an older version left it, beside what is to be listed of it."""
    address = request.getfixturevalue("new_postgresql")() if request.param == "postgresql" else None
    rng = random.Random(5)
    with Case.create(tmp_path / "case", actor="ana", database=address) as made:
        with made._store.write() as connection:
            entry = journal.append(connection, actor="generator", act="generate", payload={}).seq
            said = list(sentences(rng, World.make(rng), range(1, INCIDENTS + 1), 200))
            write_block(connection, rng, World.make(rng), said, entry)
        made.decide_sensitive(made.documents()[0].sha256, sensitive=True, reason="x")
    return tmp_path / "case"


def listed(case: Case) -> dict[str, list[str]]:
    with case._store.read() as connection:
        found = {t.name: sorted(repr(row) for row in connection.execute(select(t))) for t in LISTINGS}
        return {**found, "journal": [repr(journal.last(connection))]}


def age(connection: Connection) -> None:
    """Take back what versions after `OLD` changed."""
    for statement in (
        "DROP TABLE listed_elements",
        "DROP TABLE listed_ledger",
        "DROP TABLE listed_tallies",
        "CREATE TABLE listed_tallies (view INTEGER NOT NULL, claim VARCHAR(16) NOT NULL, act VARCHAR(32), "
        "victim_side VARCHAR(8), perpetrator_side VARCHAR(8), first_day VARCHAR(10), last_day VARCHAR(10), "
        "PRIMARY KEY (view, claim))",
        "DELETE FROM sizes WHERE sort = 'body'",
        f"UPDATE alembic_version SET version_num = '{OLD}'",
    ):
        connection.execute(text(statement))


def aged(folder: Path) -> dict[str, list[str]]:
    """The case as an older version left it; what was listed of it."""
    with Case.open(folder, actor="ana") as case:
        found = listed(case)
        with case._store.unsettled() as connection:
            age(connection)
    return found


def opening(folder: Path, more: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OPEN.format(more=more), str(folder)], stdout=subprocess.PIPE, text=True,
        env={**os.environ},
    )  # fmt: skip


def version(folder: Path) -> str:
    with Case.open(folder, actor="ana") as case, case._store.read() as connection:
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def test_what_was_listed_of_it_is_listed_as_by_this_version(folder: Path) -> None:
    expected = aged(folder)
    told: list[Any] = []
    with Case.open(folder, actor="ana", progress=lambda *now: told.append(now)) as case:
        assert listed(case) == expected
    assert told == [(0, INCIDENTS, "incidents")]
    assert version(folder) == HEAD


@pytest.mark.slow
def test_killed_half_way_it_goes_on_and_nothing_is_lost(folder: Path) -> None:
    expected = aged(folder)
    process = opening(folder)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert lines == ["0 40 incidents\n", "7 40 incidents\n", "14 40 incidents\n"]
    told: list[Any] = []
    with Case.open(folder, actor="ana", progress=lambda *now: told.append(now)) as case:
        assert listed(case) == expected
    assert told[0][1] < INCIDENTS, "what was done is not done again"


@pytest.mark.slow
def test_killed_while_tables_change_it_begins_anew(folder: Path) -> None:
    expected = aged(folder)
    process = opening(folder, KILLED)
    assert process.wait() == -signal.SIGKILL
    again = opening(folder)
    assert again.communicate()[0].endswith("opened\n")
    with Case.open(folder, actor="ana") as case:
        assert listed(case) == expected
