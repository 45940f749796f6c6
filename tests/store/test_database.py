"""Opening stores, transactions and migrations, on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from corrobora.store import (
    journal,
    listing_tables,  # noqa: F401  registers its tables
)
from corrobora.store.database import HEAD, Database
from corrobora.store.errors import StoreBusy, StoreTooNew, StoreUnreachable
from corrobora.store.tables import APPEND_ONLY, metadata
from corrobora.store.tables import journal as journal_table


@pytest.fixture
def database(new_address: Callable[[], str]) -> Iterator[Database]:
    store = Database(new_address())
    assert store.migrate() is None
    yield store
    store.dispose()


def test_migrations_make_the_tables_that_the_queries_expect(database: Database) -> None:
    def ours(change: object) -> bool:
        # the search index, its shadow tables and the partial index live in the migration alone
        return "search" not in str(change) and "uq_incident_claims_now" not in str(change)

    with database.read() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [change for change in found if ours(change)] == []


def test_the_newest_migration_is_the_one_the_program_names() -> None:
    scripts = ScriptDirectory(str(Path(journal.__file__).parent / "migrations"))
    assert scripts.get_current_head() == HEAD


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert database.migrate() == HEAD


def test_tables_of_a_newer_program_are_refused_with_advice(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreTooNew, match=r"form 9999.*newer version"):
        database.migrate()


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    def fail() -> None:
        with database.write() as connection:
            journal.append(connection, actor="ann", act="test", payload={})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.read() as connection:
        assert journal.last(connection) is None


def test_reading_connections_cannot_see_half_of_a_write(database: Database) -> None:
    with database.read() as before:
        assert journal.count(before) == 0
        with database.write() as connection:
            journal.append(connection, actor="ann", act="test", payload={})
            with database.read() as meanwhile:
                assert journal.count(meanwhile) == 0
        assert journal.count(before) == 0, "a read sees one state until it ends"
    with database.read() as after:
        assert journal.count(after) == 1


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_append_only_tables_refuse_changes(database: Database, table: str, verb: str) -> None:
    with database.write() as connection:
        journal.append(connection, actor="ann", act="test", payload={})
        entry = {"e": 1, "h": "0" * 64}
        for statement in (
            "INSERT INTO items VALUES (:h, 1, 'text/plain', 'a.txt', '2024-01-01', 'ann', 'a.txt', :e)",
            "INSERT INTO texts VALUES (1, :h, 'plain/1', 'words', '[]', 'en', NULL, '[]', '[]', :h, :e)",
            "INSERT INTO decisions (id, time, author, reason, subject, key) "
            "VALUES (1, '2024-01-01', 'ann', 'because', '[]', 'k')",
            "INSERT INTO relations VALUES (1, :h, :h, 'part-of', '', :e)",
            "INSERT INTO examinations VALUES (1, :h, 'pdq', 'pdq/1', '{}', :h, NULL, NULL, :e)",
            "INSERT INTO proposals VALUES (1, '2024-01-01', 'ann', 'because', 'decide', '[]', '{}')",
            "INSERT INTO outcomes VALUES (1, 1, 'bob', true, 'because', NULL)",
            "INSERT INTO captures VALUES (:e, :h, :h)",
            "INSERT INTO capture_parts VALUES (:e, 'page', :h)",
        ):
            connection.execute(text(statement), entry)
    columns = {
        "journal": "actor", "items": "name", "texts": "content", "decisions": "reason", "relations": "place",
        "examinations": "data", "proposals": "reason", "outcomes": "reason",
        "captures": "url_digest", "capture_parts": "role",
    }  # fmt: skip
    column = columns[table]
    statement = f"UPDATE {table} SET {column} = 'x'" if verb == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.execute(text(statement))


def test_replacing_a_journal_row_is_refused_too(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    database.migrate()
    with database.write() as connection:
        journal.append(connection, actor="ann", act="test", payload={})
    with database.read() as connection:
        row = dict(connection.execute(select(journal_table)).mappings().one())
    replace = insert(journal_table).prefix_with("OR REPLACE")
    with pytest.raises(DBAPIError, match="append-only"), database.write() as connection:
        connection.execute(replace, row | {"actor": "bob"})
    database.dispose()


def test_writers_queue_and_the_chain_stays_whole(database: Database) -> None:
    def write() -> None:
        for _ in range(10):
            with database.write() as connection:
                journal.append(connection, actor="ann", act="test", payload={})

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert journal.count(connection) == 40
        assert journal.first_fault(connection) is None


def test_a_writer_that_waits_too_long_is_told_so(new_address: Callable[[], str]) -> None:
    address = new_address()
    first, second = Database(address), Database(address, patience=0.2)
    first.migrate()
    started = time.monotonic()
    with first.write(), pytest.raises(StoreBusy, match="another process is writing"), second.write():
        pass
    assert time.monotonic() - started < 10
    first.dispose()
    second.dispose()


@pytest.mark.parametrize(
    "address", ["nonsense", "mysql://host/name", "oracle+none://x", "sqlite:////no/such/folder/a.db"]
)
def test_an_address_that_cannot_be_opened_is_named(address: str) -> None:
    with pytest.raises(StoreUnreachable) as raised:
        Database(address).migrate()
    assert address in str(raised.value)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    store = Database("postgresql://ann:secret@127.0.0.1:9/none")
    with pytest.raises(StoreUnreachable, match=r"127\.0\.0\.1") as raised:
        store.migrate()
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(StoreUnreachable, match=r"a\.db"):
        Database(f"sqlite:///{tmp_path / 'a.db'}").migrate()


def test_sqlite_keeps_a_write_ahead_log_so_that_readers_never_wait(tmp_path: Path) -> None:
    store = Database(f"sqlite:///{tmp_path / 'a.db'}")
    store.migrate()
    with store.read() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    store.dispose()
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(journal_table)).scalar() == 0
