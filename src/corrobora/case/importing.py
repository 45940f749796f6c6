"""Taking containers apart: each piece becomes an item, with what the container says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from corrobora.case.finding import examine, relate
from corrobora.case.writing import Keeping, write_item
from corrobora.collect.files import Found
from corrobora.collect.imports import Opened, Piece, Told, pieces
from corrobora.collect.problem import Problem
from corrobora.model.item import Item
from corrobora.read.media import HEAD, media_type
from corrobora.store import documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A piece that is in the case.

    Attributes:
        piece: as the importer took it out.
        item: its bytes.
        new: whether they were not held before.
        told: whether anything about them was not known before.
    """

    piece: Piece
    item: Item
    new: bool
    told: bool


class Importing(Keeping):
    """Keeps what containers hold."""

    def take(self, found: Found) -> Iterator[Kept | Problem | str]:
        """Every piece of a container, kept; problems and notices between them.

        Raises:
            VaultError: if bytes cannot be kept.
            StoreError: if the database cannot be written.
        """
        if found.container is None:
            return
        stored = self.vault.put(found.path)
        opened = Opened(
            path=found.path, kept=self.vault.path(stored.sha256), sha256=stored.sha256, row=found.row
        )
        for taken in pieces(found.container, opened):
            if isinstance(taken, Told):
                self.tell(taken)
            else:
                yield self.keep(taken) if isinstance(taken, Piece) else taken

    def tell(self, told: Told) -> None:
        """More about an item that is held; without it, nothing."""
        with self.database.write() as connection:
            if documents.held(connection, told.sha256):
                for finding in told.findings:
                    examine(connection, finding.of(told.sha256), actor=self.actor)

    def keep(self, piece: Piece) -> Kept:
        """A piece with its relations and findings, in one transaction."""
        stored = self.vault.put(piece.content)
        relations = [tie.of(stored.sha256) for tie in piece.ties]
        findings = [finding.of(stored.sha256) for finding in piece.findings]
        told = False
        with self.database.write() as connection:
            held = documents.held(connection, stored.sha256)
            item = held.item if held else self._item(piece, stored.sha256, stored.size)
            if held is None:
                write_item(connection, item, actor=self.actor)
            self.mark(connection, stored.sha256)
            for relation in relations:
                if relation and documents.held(connection, relation.other):
                    told |= relate(connection, relation, actor=self.actor)
            for finding in findings:
                told |= examine(connection, finding, actor=self.actor)
        return Kept(piece=piece, item=item, new=held is None, told=told)

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
