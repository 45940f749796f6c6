"""The journal's chain, and how any change to it is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from corrobora.model.errors import InvalidRecord
from corrobora.store import journal
from corrobora.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A store with six entries whose guards were taken off, as somebody with the file could."""
    yield from filled(f"sqlite:///{tmp_path / 'store.db'}")


def filled(address: str) -> Iterator[Database]:
    store = Database(address)
    store.migrate()
    for number in range(1, 7):
        with store.write() as connection:
            payload = {"number": number, "words": "«кінь» \n \u2028", "none": None}
            journal.append(connection, actor="ann", act="test", payload=payload)
    with store.write() as connection:
        if store.dialect == "sqlite":
            connection.execute(text("DROP TRIGGER journal_refuses_update"))
            connection.execute(text("DROP TRIGGER journal_refuses_delete"))
        else:
            connection.execute(text("DROP TRIGGER journal_append_only ON journal"))
    yield store
    store.dispose()


def fault_after(database: Database, *statements: str) -> journal.Fault | None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(text(statement))
    with database.read() as connection:
        return journal.first_fault(connection)


def test_an_untouched_journal_has_no_fault(database: Database) -> None:
    assert fault_after(database) is None


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'bob'",
        "act = 'other'",
        "time = '2024-01-01T00:00:00+00:00'",
        "payload = replace(payload, '4', '5')",
        "payload = '{'",
        "payload = '[]'",
        "time = 'yesterday'",
        "previous = '" + "1" * 64 + "'",
        "hash = '" + "1" * 64 + "'",
    ],
)
def test_a_changed_entry_is_named(database: Database, change: str) -> None:
    fault = fault_after(database, f"UPDATE journal SET {change} WHERE seq = 4")
    assert fault is not None
    assert fault.seq == 4


def test_changes_in_postgresql_are_found_too(new_postgresql: Callable[[], str]) -> None:
    for database in filled(new_postgresql()):
        assert fault_after(database) is None
        fault = fault_after(database, "UPDATE journal SET actor = 'bob' WHERE seq = 5")
        assert fault is not None
        assert fault.seq == 5


def test_a_deleted_entry_is_named(database: Database) -> None:
    fault = fault_after(database, "DELETE FROM journal WHERE seq = 3")
    assert fault is not None
    assert fault.reason.startswith("entry 3 is missing")


def test_entries_that_changed_places_are_found(database: Database) -> None:
    fault = fault_after(
        database,
        "UPDATE journal SET seq = 99 WHERE seq = 2",
        "UPDATE journal SET seq = 2 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 99",
    )
    assert fault is not None
    assert fault.seq == 2


def test_an_entry_hashed_anew_breaks_the_chain_behind_it(database: Database) -> None:
    with database.read() as connection:
        old = journal.by_seq(connection, 4)
    assert old is not None
    with database.write() as connection:
        connection.execute(text("DELETE FROM journal WHERE seq >= 4"))
        journal.append(connection, actor="bob", act="test", payload=old.payload, time=old.time)
        assert journal.first_fault(connection) is None, "only the hash of an entry noted elsewhere shows this"
        assert not journal.holds(connection, old.hash)
        connection.execute(
            text("INSERT INTO journal VALUES (5, :t, 'ann', 'test', '{}', :p, :h)"),
            {"t": old.time.isoformat(), "p": old.hash, "h": "2" * 64},
        )
        fault = journal.first_fault(connection)
    assert fault is not None
    assert fault.seq == 5


def test_entries_come_in_pages_from_either_end(database: Database) -> None:
    with database.read() as connection:
        assert [e.seq for e in journal.page(connection, after=2, limit=3)] == [3, 4, 5]
        assert [e.seq for e in journal.newest(connection, before=None, limit=2)] == [6, 5]
        assert [e.seq for e in journal.newest(connection, before=3, limit=9)] == [2, 1]


def test_an_entry_without_a_time_zone_is_refused(database: Database) -> None:
    naive = datetime.now(UTC).replace(tzinfo=None)
    with pytest.raises(InvalidRecord, match="time zone"), database.write() as connection:
        journal.append(connection, actor="ann", act="test", payload={}, time=naive)
