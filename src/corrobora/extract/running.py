"""One engine over a stream of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corrobora.extract.engine import BatchEngine, Engine, EngineFailed
from corrobora.extract.gate import Extraction, admit, failed
from corrobora.model.document import Document


def run(engine: Engine, documents: Iterable[Document]) -> Iterator[Extraction]:
    """What the gate keeps of each document, in their order; one the engine could not read says why."""
    if isinstance(engine, BatchEngine):
        yield from engine.extract_all(documents)
        return
    for document in documents:
        try:
            yield admit(document, engine.propose(document))
        except EngineFailed as error:
            yield failed(document, error)
