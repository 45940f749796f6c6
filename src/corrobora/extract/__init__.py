"""Text to claims: numbers, dates, places, attribution, engines and the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corrobora.extract.engine import Engine
from corrobora.extract.gate import Extraction, admit
from corrobora.extract.rules.engine import RulesEngine
from corrobora.model.document import Document

__all__ = ["Engine", "Extraction", "RulesEngine", "admit", "extract", "extract_all"]


def extract(document: Document, engine: Engine | None = None) -> Extraction:
    """The claims of one document that the gate admits; the rules engine unless another is given."""
    return next(extract_all([document], engine))


def extract_all(documents: Iterable[Document], engine: Engine | None = None) -> Iterator[Extraction]:
    """The same for a stream of documents; their order is kept, and only a batch is held in memory."""
    engine = engine or RulesEngine()
    if isinstance(engine, RulesEngine):
        yield from engine.extract_all(documents)
        return
    for document in documents:
        yield admit(document, engine.propose(document))
