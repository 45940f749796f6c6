"""One engine over a stream of documents; what breaks it in one of them costs that document alone."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

from corrobora.extract.engine import BatchEngine, Engine, EngineFailed
from corrobora.extract.gate import Extraction, admit, failed
from corrobora.model.document import Document
from corrobora.model.errors import CorroboraError

Prepared = TypeVar("Prepared")

#: Documents prepared at a time.
BATCH = 16


def run(engine: Engine, documents: Iterable[Document]) -> Iterator[Extraction]:
    """What the gate keeps of each document, in their order; one the engine could not read says why.

    Raises:
        CorroboraError: if the engine itself cannot be had.
    """
    if isinstance(engine, BatchEngine):
        yield from engine.extract_all(documents)
        return
    for document in documents:
        yield _attempted(engine, document, lambda d: admit(d, engine.propose(d)))


def run_prepared(
    engine: Engine,
    documents: Iterable[Document],
    prepare: Callable[[Iterable[Document]], Iterator[Prepared]],
    read: Callable[[Prepared], Extraction],
) -> Iterator[Extraction]:
    """The same for an engine that prepares several documents together.

    Args:
        engine: whose name a failure carries.
        documents: what to read.
        prepare: gives something to read for each document, in their order.
        read: what is kept of what was prepared.
    """
    stream = iter(documents)
    while batch := list(islice(stream, BATCH)):
        try:
            prepared = list(prepare(batch))
        except CorroboraError:
            raise
        except Exception:  # noqa: BLE001 - which of them it was shows when each is prepared by itself
            for document in batch:
                yield _attempted(engine, document, lambda d: read(next(prepare([d]))))
        else:
            for document, one in zip(batch, prepared, strict=True):
                yield _attempted(engine, document, lambda _, ready=one: read(ready))  # type: ignore[misc]


def _attempted(engine: Engine, document: Document, read: Callable[[Document], Extraction]) -> Extraction:
    try:
        return read(document)
    except EngineFailed as error:
        return failed(document, error)
    except CorroboraError:
        raise
    except Exception as error:  # noqa: BLE001 - a defect of the engine, whatever it is
        return failed(document, EngineFailed(f"{engine.name} broke on it; please report: {_told(error)}"))


def _told(error: Exception) -> str:
    """What went wrong and where, in one line: ``IndexError: list index out of range (names.py, line 12)``."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return " ".join(f"{type(error).__name__}: {error}{where}".split())[:300]
