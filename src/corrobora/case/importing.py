"""Taking containers apart: each piece becomes an item, with what the container says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from corrobora.case.finding import examine, relate
from corrobora.case.writing import Keeping, together, write_item
from corrobora.collect.files import Found
from corrobora.collect.imports import Opened, Piece, Told, pieces
from corrobora.collect.problem import Problem
from corrobora.model.item import Item
from corrobora.read.media import HEAD, media_type
from corrobora.store import documents
from corrobora.store.documents import Held
from corrobora.vault.store import Stored, VaultError

#: Most pieces that are kept in one transaction, and bytes of them that are held for it.
TOGETHER, BYTES = 128, 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A piece that is in the case.

    Attributes:
        piece: as the importer took it out.
        item: its bytes.
        before: what was held of them before; ``None``: nothing.
    """

    piece: Piece
    item: Item
    before: Held | None

    @property
    def new(self) -> bool:
        """Whether its bytes were not held before."""
        return self.before is None


_Taken = tuple[Piece, Stored] | Told | Problem | str


class Importing(Keeping):
    """Keeps what containers hold."""

    def take(self, found: Found) -> Iterator[Kept | Problem | str]:
        """Every piece of a container, kept; problems and notices between them.

        Pieces are kept together, some at a time: once one is given out, it and all before it are in the case.

        Raises:
            VaultError: if bytes cannot be kept; the pieces before are given out first.
            StoreError: if the database cannot be written.
        """
        if found.container is None:
            return
        stored = self.vault.put(found.path)
        opened = Opened(
            path=found.path, kept=self.vault.path(stored.sha256), sha256=stored.sha256, row=found.row
        )
        batch: list[Piece | Told | Problem | str] = []
        size = 0
        for taken in pieces(found.container, opened):
            batch.append(taken)
            size += len(taken.content) if isinstance(taken, Piece) and isinstance(taken.content, bytes) else 0
            if len(batch) >= TOGETHER or size >= BYTES:
                yield from self._keep(batch)
                batch, size = [], 0
        yield from self._keep(batch)

    def keep(self, piece: Piece) -> Kept:
        """A piece with its relations and findings, in one transaction.

        Raises:
            VaultError, StoreError: as `take` does.
        """
        stored = self.vault.put(piece.content)
        with self.database.write() as connection:
            return self._piece(connection, piece, stored)

    def _keep(self, batch: list[Piece | Told | Problem | str]) -> Iterator[Kept | Problem | str]:
        """Keep what there is in one transaction; of the same bytes a second time, in the next."""
        kept = self.vault.put_all([taken.content for taken in batch if isinstance(taken, Piece)])
        ready: list[_Taken] = []
        hashes: set[str] = set()
        try:
            for taken in batch:
                if not isinstance(taken, Piece):
                    ready.append(taken)
                    continue
                stored = next(kept)
                if stored.sha256 in hashes:
                    yield from self._write(ready)
                    ready, hashes = [], set()
                ready.append((taken, stored))
                hashes.add(stored.sha256)
        except VaultError:
            yield from self._write(ready)
            raise
        yield from self._write(ready)

    def _write(self, ready: list[_Taken]) -> Iterator[Kept | Problem | str]:
        return (done for done in together(self.database, ready, self._one) if done is not None)

    def _one(self, connection: Connection, taken: _Taken) -> Kept | Problem | str | None:
        match taken:
            case (piece, stored):
                return self._piece(connection, piece, stored)
            case Told():
                self._tell(connection, taken)
                return None
            case _:
                return taken

    def _tell(self, connection: Connection, told: Told) -> None:
        """More about an item that is held; without it, nothing."""
        if documents.holds(connection, told.sha256):
            for finding in told.findings:
                examine(connection, finding.of(told.sha256), actor=self.actor)

    def _piece(self, connection: Connection, piece: Piece, stored: Stored) -> Kept:
        held = documents.held(connection, stored.sha256)
        item = held.item if held else self._item(piece, stored.sha256, stored.size)
        if held is None:
            write_item(connection, item, actor=self.actor)
        self.mark(connection, stored.sha256)
        for relation in (tie.of(stored.sha256) for tie in piece.ties):
            if relation and documents.holds(connection, relation.other):
                relate(connection, relation, actor=self.actor)
        for finding in piece.findings:
            examine(connection, finding.of(stored.sha256), actor=self.actor)
        return Kept(piece=piece, item=item, before=held)

    def _item(self, piece: Piece, sha256: str, size: int) -> Item:
        if isinstance(piece.content, bytes):
            head = piece.content
        else:
            with self.vault.open(sha256) as file:
                head = file.read(HEAD)
        return Item(
            sha256=sha256,
            size=size,
            media_type=media_type(head, piece.name),
            name=piece.name,
            received=datetime.now(UTC),
            received_by=self.actor,
            origin=piece.origin,
        )
