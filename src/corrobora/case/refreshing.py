"""Reading and extracting everything anew with the program's present readers and engine.

Bytes, decisions and numbers stay; claims that are proposed again keep their ids, those that are not are
withdrawn and stay readable. Each document is one transaction, so that an interrupted run is simply run again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from corrobora.case import witnesses
from corrobora.case.extracting import DEFAULT, account_of, extractions, label
from corrobora.case.leaving import marked, note_sending
from corrobora.case.linking import relink
from corrobora.case.progress import Progress
from corrobora.case.records import AddReport
from corrobora.case.stateless import engine_problems
from corrobora.case.writing import claims_digest, write_document
from corrobora.codebook.overlay import SHIPPED, Codebook
from corrobora.collect.manifest import ManifestRow
from corrobora.collect.problem import Problem
from corrobora.extract import Engine, EngineChoice, Extraction
from corrobora.extract.rows import NAME as ROWS
from corrobora.model.document import Document
from corrobora.model.item import Item
from corrobora.model.serial import claim_to_json
from corrobora.read.errors import UnreadableItem
from corrobora.read.isolated import IsolatedReader
from corrobora.read.limits import MAX_BYTES
from corrobora.store import captures, claims, documents
from corrobora.store.database import Database
from corrobora.vault.store import Vault, VaultError


@dataclass(slots=True)
class Refreshing:
    """One run of `Case.refresh`."""

    database: Database
    vault: Vault
    actor: str
    engine: Engine | EngineChoice = DEFAULT
    workers: int | None = 1
    progress: Progress | None = None
    destination: str | None = None
    codebook: Codebook = SHIPPED
    _added: list[str] = field(default_factory=list)
    _updated: list[str] = field(default_factory=list)
    _unchanged: list[str] = field(default_factory=list)
    _unread: list[str] = field(default_factory=list)
    _problems: list[Problem] = field(default_factory=list)
    _notices: list[str] = field(default_factory=list)
    _claims: int = 0
    _name: str = ""

    def run(self) -> AddReport:
        """Read and extract every item that is held.

        Raises:
            StoreError: if the database cannot be written.
        """
        with self.database.read() as connection:
            parts = captures.unread(connection) | witnesses.withheld(connection)
            items = [item for item, _ in documents.all_items(connection) if item.sha256 not in parts]
        order: deque[_Again] = deque()
        stream = extractions(
            self._documents(items, order), engine=self.engine, codebook=self.codebook, workers=self.workers
        )
        for extraction in stream:
            self._keep(order.popleft(), extraction)
        account = account_of(self.engine)
        self._notices += [account] if account else []
        with self.database.write() as connection:
            relinked = relink(connection, actor=self.actor)
        return AddReport(
            added=tuple(self._added),
            updated=tuple(self._updated),
            unchanged=tuple(self._unchanged),
            unread=tuple(self._unread),
            problems=tuple(self._problems),
            notices=tuple(self._notices),
            claims=self._claims,
            new_incidents=relinked.new,
            incidents=relinked.incidents,
        )

    def _documents(self, items: list[Item], order: deque[_Again]) -> Iterator[Document]:
        with IsolatedReader() as reader:
            for number, item in enumerate(items):
                if self.progress:
                    self.progress(number, len(items), item.name)
                again = self._read(item, reader)
                if again is not None:
                    if self.destination and not again.document.source.sensitive:
                        with self.database.write() as connection:
                            note_sending(connection, again.document, to=self.destination, actor=self.actor)
                    order.append(again)
                    yield again.document
        if self.progress and items:
            self.progress(len(items), len(items), "")

    def _engine_name(self) -> str:
        self._name = self._name or label(self.engine, self.codebook)  # not made where nothing is to be read
        return self._name

    def _read(self, item: Item, reader: IsolatedReader) -> _Again | None:
        with self.database.read() as connection:
            held = documents.held(connection, item.sha256)
        path = held.document.source.path if held and held.document else item.origin
        if held and held.engine == ROWS:  # rows of a table are read by their mapping alone
            self._unchanged.append(path)
            return None
        stated = dict(held.stated or {}) if held else {}
        try:
            data = self.vault.read(item.sha256, MAX_BYTES)
            row = _row(path, stated)
            document = reader.read(data, sha256=item.sha256, name=item.name, row=row, path=path)
        except UnreadableItem as error:
            self._problems.append(replace(error.problem, path=path))
        except VaultError as error:
            self._problems.append(Problem(path, "", str(error)))
        else:
            with self.database.read() as connection:
                document = marked(connection, document)
            return _Again(path=path, document=document, stated=stated)
        self._unread.append(path)
        return None

    def _keep(self, again: _Again, extraction: Extraction) -> None:
        sha256 = extraction.document.text.sha256
        self._problems += engine_problems(extraction)
        self._notices += [
            f"{again.path}: {why}; the others read it" for why in extraction.withheld if not extraction.unread
        ]
        if extraction.unread:  # what was read before stays in force
            self._unread.append(again.path)
            return
        engine = self._engine_name()
        proposed = claims_digest((id, claim_to_json(claim, id)) for id, claim in extraction.claims)
        with self.database.write() as connection:
            held = documents.held(connection, sha256)
            before = held.document if held else None
            if (
                held is not None
                and before == extraction.document
                and held.engine == engine
                and claims_digest(claims.written(connection, sha256)) == proposed
            ):
                self._unchanged.append(again.path)
                return
            write_document(connection, extraction, stated=again.stated, engine=engine, actor=self.actor)
        (self._updated if before else self._added).append(again.path)
        self._claims += len(extraction.claims)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """A document read anew."""

    path: str
    document: Document
    stated: dict[str, str | None]


def _row(path: str, stated: dict[str, str | None]) -> ManifestRow | None:
    """What the manifest said when the document was last read."""
    if not stated:
        return None
    published = stated.get("published")
    return ManifestRow(
        path=path,
        line=0,
        publisher=stated.get("publisher"),
        published=date.fromisoformat(published) if published else None,
        url=stated.get("url"),
        language=stated.get("language"),
        by=stated.get("by") or "manifest",
        url_by=stated.get("url_by"),
    )
