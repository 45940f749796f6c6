"""The one façade: a case that is made or opened, and every act on it."""

from __future__ import annotations

import getpass
from functools import partial
from pathlib import Path
from typing import Self

from corrobora.case.acts.bringing_in import BringingIn
from corrobora.case.acts.handing_over import HandingOver
from corrobora.case.acts.marking import Marking
from corrobora.case.acts.programs import Programs
from corrobora.case.errors import NotACase
from corrobora.case.listing import settle, settle_some
from corrobora.case.progress import Progress
from corrobora.case.settings import CaseSettings, new_settings
from corrobora.case.sight import Marks
from corrobora.codebook.elements import law_mark
from corrobora.extract import Engine, EngineChoice
from corrobora.store import journal, listing
from corrobora.store.database import Database


class Case(BringingIn, Marking, HandingOver, Programs):
    """A folder of evidence with its register.

    Made by `Case.create` or `Case.open`; use it as a context manager or call `close`. Reading methods
    may be called from several threads; each sees one state of the case.

    Attributes:
        path: the folder.
        settings: what its ``case.toml`` says.
        actor: who acts through this object; the journal names them.
        person: the same with their role; who opens a case acts as its lead.
        vault: the bytes.
    """

    @classmethod
    def create(
        cls,
        path: Path | str,
        *,
        actor: str | None = None,
        name: str | None = None,
        database: str | None = None,
        engine: Engine | EngineChoice | str | None = None,
    ) -> Self:
        """Make a case in a folder, which is made too if need be.

        Args:
            path: the folder.
            actor: who acts; ``None``: the login name.
            name: what the case is called; ``None``: as the folder is.
            database: address of a PostgreSQL database to keep the tables in; ``None``: SQLite in the folder.
            engine: proposes claims, or which engine does, or its name; ``None``: the one ``case.toml`` names.

        Raises:
            UnknownEngine: if there is no engine of that name.
            CaseExists: if the folder is a case already.
            NotACase: if the folder cannot be written.
            StoreUnreachable: if the database cannot be opened.
        """
        folder = Path(path)
        if isinstance(engine, str):
            engine = EngineChoice(name=engine)  # refused before anything is made
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NotACase(f"{folder}: cannot be made a case: {error.strerror or error}") from error
        new_settings(folder, name=name, database=database).write(folder)
        return cls.open(folder, actor=actor, engine=engine)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        actor: str | None = None,
        engine: Engine | EngineChoice | str | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Open the case in a folder; tables of an older version are brought up to date.

        That can take long for a large case. It can be broken off at any time; the next opening goes on.

        Args:
            path: the folder.
            actor: who acts; ``None``: the login name.
            engine: as for `create`.
            progress: told how many incidents were listed anew, of all that have to be.

        Raises:
            UnknownEngine: if there is no engine of that name.
            NotACase: if there is none.
            StoreTooNew: if a newer version of the program wrote it.
            StoreUnreachable: if the database cannot be opened.
        """
        folder = Path(path)
        settings = CaseSettings.read(folder)
        if isinstance(engine, str):
            engine = settings.engine.named(engine)
        actor = actor or getpass.getuser()
        store = Database(settings.address(folder), settle=partial(settle, marks=Marks()))
        try:
            _begin(store, settings, actor, progress)
        except BaseException:
            store.dispose()
            raise
        return cls(folder, settings, store, actor=actor, engine=engine)


def _begin(store: Database, settings: CaseSettings, actor: str, progress: Progress | None) -> None:
    before = store.migrate()
    if before is None:
        with store.write() as connection:
            if journal.last(connection) is None:  # unless another process was quicker
                payload = {"name": settings.name, "created": settings.created.isoformat()}
                journal.append(connection, actor=actor, act="create", payload=payload)
    with store.read() as connection:
        otherwise = listing.looked_for_otherwise(connection, law_mark())
    if otherwise:
        with store.unsettled() as connection:
            listing.note_incidents(connection)
    _catch_up(store, progress)


def _catch_up(store: Database, progress: Progress | None) -> None:
    """List what an older program left to be listed, in portions: who is broken off goes on from there."""
    with store.read() as connection:
        behind, all_of_it = listing.pending(connection), listing.waiting(connection)
    left, marks = all_of_it, Marks()
    while behind:
        if progress is not None:
            progress(all_of_it - left, all_of_it, "incidents")
        with store.unsettled() as connection:
            left = settle_some(connection, marks)
            behind = left > 0
