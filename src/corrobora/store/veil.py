"""What a connection's reader may not see: every query that gives out records asks it.

A connection without a veil gives out everything. `Case` puts one on where the person it acts for has no
right to see what is marked sensitive; the queries of claims, documents, incidents and texts then leave out,
or mask, what it hides. So no page, list or count can forget to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import ColumnElement, Connection, Select, select, true

from corrobora.store.tables import decisions as made

if TYPE_CHECKING:
    from corrobora.model.journal import Decision
    from corrobora.store.claims import Stored
    from corrobora.store.register import NumberedEvent

_OPTION = "corrobora_veil"


class Veil(Protocol):
    """Hides records from one kind of reader."""

    def hides(self, sha256: str) -> bool:
        """Whether a document is hidden whole."""

    def claim(self, connection: Connection, stored: Stored) -> Stored | None:
        """The claim as the reader may see it; ``None``: not at all."""

    def event(self, connection: Connection, event: NumberedEvent) -> NumberedEvent | None:
        """The incident as it follows from what the reader may see; ``None``: not at all."""

    def text(self, connection: Connection, sha256: str, content: str) -> str:
        """A document's words, the masked ones struck out; offsets stay."""

    def decision(self, decision: Decision) -> bool:
        """Whether a decision may be seen."""

    def hides_claim(self, id: str) -> bool:
        """Whether a claim is hidden by itself."""


def put(connection: Connection, veil: Veil | None) -> None:
    """Put a veil on a connection, or take it off."""
    connection.execution_options(**{_OPTION: veil})


def of(connection: Connection) -> Veil | None:
    """The veil on a connection."""
    found: Veil | None = connection.get_execution_options().get(_OPTION)
    return found


def claims(connection: Connection, stored: Iterable[Stored]) -> Iterator[Stored]:
    """The claims as the connection's reader may see them."""
    veil = of(connection)
    for claim in stored:
        seen = claim if veil is None else veil.claim(connection, claim)
        if seen is not None:
            yield seen


def events(connection: Connection, stored: Iterable[NumberedEvent]) -> Iterator[NumberedEvent]:
    """The incidents likewise."""
    veil = of(connection)
    for event in stored:
        seen = event if veil is None else veil.event(connection, event)
        if seen is not None:
            yield seen


def decisions(connection: Connection, made: Iterable[Decision]) -> Iterator[Decision]:
    """The decisions likewise."""
    veil = of(connection)
    return (d for d in made if veil is None or veil.decision(d))


#: The verdict of decisions that mark something sensitive, and what their keys of claims end in.
MARKED = "sensitive"
_CLAIM = f"|{MARKED}"


def documents_seen(connection: Connection, sha256: ColumnElement[str]) -> ColumnElement[bool]:
    """That a document is not hidden whole: by a subquery, since marks can be more than a statement holds."""
    return true() if of(connection) is None else sha256.not_in(marks())


def claims_seen(connection: Connection, id: ColumnElement[str]) -> ColumnElement[bool]:
    """That a claim is not hidden by itself."""
    return true() if of(connection) is None else claims_unmarked(id)


def claims_unmarked(id: ColumnElement[str]) -> ColumnElement[bool]:
    """That a claim is not marked by itself, whoever asks."""
    return id.concat(_CLAIM).not_in(marks())


def marks() -> Select[tuple[str]]:
    """Keys of the decisions in force that mark something: documents by their hash."""
    later = made.alias()
    replaced = select(later.c.id).where(later.c.supersedes == made.c.id)
    return select(made.c.key).where(made.c.verdict == MARKED, ~replaced.exists())


def hidden(connection: Connection, sha256: str) -> bool:
    """Whether a document is hidden from the connection's reader."""
    veil = of(connection)
    return veil is not None and veil.hides(sha256)


def words(connection: Connection, sha256: str, content: str) -> str:
    """A document's words as the connection's reader may see them."""
    veil = of(connection)
    return content if veil is None else veil.text(connection, sha256, content)
