"""What every engine is to the rest of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from corrobora.model.claim import Claim
from corrobora.model.document import Document
from corrobora.model.errors import CorroboraError

if TYPE_CHECKING:
    from corrobora.extract.gate import Extraction


class EngineFailed(CorroboraError):
    """An engine could not read a document at all; the message says why. The other documents go on."""


class Withheld(EngineFailed):
    """The document may not be given to the engine."""


class Engine(Protocol):
    """Reads one document and proposes claims; the gate decides what is kept.

    An engine may be wrong in any way, but must not change the document. It raises nothing
    for odd text: what it cannot read it does not propose. One that depends on something outside
    may raise `EngineFailed` for a document.
    """

    @property
    def name(self) -> str:
        """Name and version as claims carry it (``rules/0.1``)."""
        ...

    def propose(self, document: Document) -> Iterable[Claim]:
        """Claims found in the document, in the order of the text."""
        ...


@runtime_checkable
class Sending(Protocol):
    """An engine that may give texts to another machine."""

    @property
    def destination(self) -> str | None:
        """The other machine; ``None`` if texts stay on this one."""
        ...


@runtime_checkable
class Accountable(Protocol):
    """An engine that costs something and keeps account of it."""

    def account(self) -> str:
        """What was asked, answered and spent so far, in one line."""
        ...


@runtime_checkable
class BatchEngine(Engine, Protocol):
    """An engine that reads many documents faster together; it passes each through the gate itself."""

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """What the gate keeps of each document, in their order."""
        ...
