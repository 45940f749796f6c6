"""What a connection's reader may not see: every query that gives out records asks it.

A connection without a veil gives out everything. `Case` puts one on where the person it acts for has no
right to see what is marked sensitive; the queries of claims, documents, incidents and texts then leave out,
or mask, what it hides. So no page, list or count can forget to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

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

    def hidden_documents(self) -> Set[str]:
        """Hashes of documents that are hidden whole."""

    def hidden_claims(self) -> Set[str]:
        """Ids of claims that are hidden by themselves."""


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


def hidden(connection: Connection, sha256: str) -> bool:
    """Whether a document is hidden from the connection's reader."""
    veil = of(connection)
    return veil is not None and veil.hides(sha256)


def words(connection: Connection, sha256: str, content: str) -> str:
    """A document's words as the connection's reader may see them."""
    veil = of(connection)
    return content if veil is None else veil.text(connection, sha256, content)
