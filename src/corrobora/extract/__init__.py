"""Text to claims: numbers, dates, places, attribution, engines and the gate.

Importing this is cheap: the rules engine, and the parser it stands on, come in when first used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from corrobora.codebook.overlay import SHIPPED, Codebook, stepwise
from corrobora.extract.engine import Accountable, BatchEngine, Engine, Sending
from corrobora.extract.engines import EngineChoice
from corrobora.extract.gate import Extraction, admit
from corrobora.extract.running import run
from corrobora.model.document import Document

if TYPE_CHECKING:
    from corrobora.extract.rules.engine import RulesEngine

__all__ = [
    "Accountable",
    "BatchEngine",
    "Engine",
    "EngineChoice",
    "Extraction",
    "RulesEngine",
    "Sending",
    "admit",
    "default_engine",
    "extract",
    "extract_all",
]


def __getattr__(name: str) -> Any:
    if name == "RulesEngine":
        from corrobora.extract.rules.engine import RulesEngine

        return RulesEngine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def default_engine() -> Engine:
    """The engine used where none is named: the rules, hearing the compact model if one is installed."""
    return EngineChoice().make()


def extract(document: Document, engine: Engine | None = None) -> Extraction:
    """The claims of one document that the gate admits; by `default_engine` unless another is given."""
    return next(extract_all([document], engine))


def extract_all(
    documents: Iterable[Document], engine: Engine | None = None, codebook: Codebook = SHIPPED
) -> Iterator[Extraction]:
    """The same for a stream of documents; their order is kept, and only a batch is held in memory."""
    return stepwise(codebook, run(engine or default_engine(), documents))
