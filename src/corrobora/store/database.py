"""Opening a store: connections, transactions, migrations."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from threading import local
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from corrobora.store import veil
from corrobora.store.errors import StoreBusy, StoreError, StoreTooNew, StoreUnreachable
from corrobora.store.veil import Veil

#: The newest migration; a test keeps it in step with ``migrations/versions``.
HEAD = "0016"

#: Seconds a writer waits for another one.
PATIENCE = 120

# All writers of one PostgreSQL database queue behind this advisory lock, as SQLite's do behind its file
# lock: the journal is a chain, so only one of them can add to it at a time.
_WRITERS = 0x636F7272  # "corr"


class Database:
    """A store at an address SQLAlchemy understands.

    Safe to share between threads; every ``read`` and ``write`` takes a connection of its own.

    Args:
        url: the address.
        patience: seconds a writer waits for another one.
        settle: called at the end of every transaction that writes, inside it: brings up to date what follows
            from the rest.

    Raises:
        StoreUnreachable: if the address is wrong or nothing answers there.
    """

    def __init__(
        self,
        url: str | URL,
        *,
        patience: float = PATIENCE,
        settle: Callable[[Connection], None] | None = None,
    ) -> None:
        self._joined = local()
        self._settle = settle
        self._veil: Callable[[Connection], Veil | None] | None = None
        try:
            self._engine = _engine(make_url(url), patience)
        except (ArgumentError, NoSuchModuleError) as error:
            raise StoreUnreachable(f"{url}: not a database address this program can open: {error}") from error

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def veiled(self, sight: Callable[[Connection], Veil | None]) -> Database:
        """The same store as somebody sees it who may not see everything.

        Args:
            sight: makes what hides the rest, from the state a reader sees.
        """
        other = copy(self)
        other._veil = sight
        return other

    @contextmanager
    def whole(self) -> Iterator[Connection]:
        """One transaction for all that this thread reads and writes until the end: both join it.

        Raises:
            StoreBusy: if another writer did not finish in time.
            StoreUnreachable: if the database cannot be reached.
        """
        with self.write() as connection:
            self._joined.connection = connection
            try:
                yield connection
            finally:
                self._joined.connection = None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection on which all queries see one state of the store.

        Raises:
            StoreUnreachable: if the database cannot be reached.
        """
        joined: Connection | None = getattr(self._joined, "connection", None)
        if joined is not None:
            before = veil.of(joined)
            veil.put(joined, self._veil(joined) if self._veil is not None else None)
            try:
                yield joined
            finally:
                veil.put(joined, before)
            return
        with self._connection(write=False) as connection:
            if self._veil is not None:
                veil.put(connection, self._veil(connection))
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed at the end, undone on any error, alone among writers.

        Raises:
            StoreBusy: if another writer did not finish in time.
            StoreUnreachable: if the database cannot be reached.
        """
        joined: Connection | None = getattr(self._joined, "connection", None)
        if joined is not None:
            yield joined
            return
        with self.unsettled() as connection:
            yield connection
            if self._settle is not None:
                self._settle(connection)

    @contextmanager
    def unsettled(self) -> Iterator[Connection]:
        """The same, but what follows from the rest is left as it is.

        Raises:
            StoreBusy, StoreUnreachable: as `write`.
        """
        with self._connection(write=True) as connection:
            yield connection

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                connection = connection.execution_options(**_options(self.dialect, write=write))
                with connection.begin():
                    if write and self.dialect == "postgresql":
                        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})
                    yield connection
        except DatabaseError as error:
            # Other subclasses are mistakes of ours, or what a trigger refused.
            if type(error) not in (DatabaseError, OperationalError):
                raise
            raise _explained(self._engine.url, error) from error

    def migrate(self) -> str | None:
        """Bring the tables to the newest form; the revision they had before, ``None`` for a new store.

        Raises:
            StoreTooNew: if a newer version of the program wrote them.
        """
        with self.read() as connection:
            before = _revision(connection)
        if before == HEAD:
            return before
        if before is not None and before > HEAD:
            raise StoreTooNew(
                f"{self._engine.url.render_as_string()}: its tables have form {before}, this program knows "
                f"forms up to {HEAD}; use the newer version that wrote it"
            )
        # Alembic takes a third of a second to import and is needed once in a store's life.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option(
            "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
        )
        with self._connection(write=True) as connection:
            if _revision(connection) != HEAD:  # unless another process was quicker
                config.attributes["connection"] = connection
                command.upgrade(config, HEAD)
        return before

    def dispose(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _engine(url: URL, patience: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        fixed = _read_only(url)
        engine = create_engine(fixed or url, connect_args={"timeout": patience}, hide_parameters=True)
        event.listen(engine, "connect", _set_up_read_only if fixed else _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if url.get_backend_name() == "postgresql":
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        milliseconds = int(patience * 1000)
        return create_engine(
            url, pool_pre_ping=True, hide_parameters=True,  # they may be testimony; errors end in logs
            connect_args={"options": f"-c lock_timeout={milliseconds}"},
        )  # fmt: skip
    raise ArgumentError("only SQLite and PostgreSQL are supported")


def _options(dialect: str, *, write: bool) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"corrobora_write": write}
    return {
        "isolation_level": "READ COMMITTED" if write else "REPEATABLE READ",
        "postgresql_readonly": not write,
    }


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE would slip past the triggers against DELETE
    ):
        connection.execute(f"PRAGMA {pragma}")


def _read_only(url: URL) -> URL | None:
    """The address under which a database on a read-only disk is opened, ``None`` for any other.

    SQLite keeps a file of shared memory beside a database that is written ahead, which cannot be made there;
    what nobody can change is read without it.

    Raises:
        StoreUnreachable: if the last writer left changes beside the database, which would not be seen.
    """
    path = Path(url.database or "")
    if not path.is_file() or os.access(path.parent, os.W_OK):
        return None
    ahead = path.with_name(f"{path.name}-wal")
    if ahead.exists() and ahead.stat().st_size:
        raise StoreUnreachable(
            f"{path}: lies on a read-only disk, and its last changes still stand in {ahead.name}; copy the "
            f"case to a disk that can be written and open it there"
        )
    return url.set(database=f"file:{quote(str(path.resolve()))}", query={"immutable": "1", "uri": "true"})


def _set_up_read_only(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that turns writer half-way could deadlock.
    write = connection.get_execution_options().get("corrobora_write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _explained(url: URL, error: DatabaseError) -> StoreError:
    reason = str(error.orig).strip().splitlines()[0] if error.orig else str(error)
    where = url.render_as_string(hide_password=True)
    if "readonly database" in reason:
        return StoreUnreachable(f"{where}: lies on a read-only disk; nothing can be written to this case")
    if "database is locked" in reason or "lock timeout" in reason:
        return StoreBusy(f"{where}: another process is writing to it and did not finish; try again later")
    return StoreUnreachable(f"{where}: {reason}")
