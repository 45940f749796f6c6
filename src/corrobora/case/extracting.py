"""Claims for a stream of documents, in this process or several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice

from corrobora.extract import Engine, Extraction, extract_all
from corrobora.model.document import Document

#: Documents a worker takes at a time.
CHUNK = 16

#: From this many documents on, starting further processes takes less time than it saves.
MANY = 48

#: Most processes used unless more are asked for; each holds a parser of its own (some 400 MB).
MOST = 4


def extractions(
    documents: Iterable[Document], *, engine: Engine | None = None, workers: int | None = None
) -> Iterator[Extraction]:
    """The claims of each document, in their order, holding only a few documents at a time.

    Args:
        documents: what to read.
        engine: proposes the claims; ``None``: the rules engine.
        workers: processes to use; ``None``: as many as pay. More than one only with the rules engine,
            which each builds for itself.
    """
    stream = iter(documents)
    first = list(islice(stream, MANY if workers is None else 1))
    if not first:  # nothing to do is no reason to load a parser
        return
    if workers is None:
        workers = min(MOST, os.cpu_count() or 1) if len(first) == MANY else 1
    stream = chain(first, stream)
    if engine is not None or workers <= 1:
        yield from extract_all(stream, engine)
        return
    # Workers are started afresh: a fork would copy open database connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare_worker) as pool:
        waiting: deque[Future[list[Extraction]]] = deque()
        while True:
            while len(waiting) <= 2 * workers and (chunk := list(islice(stream, CHUNK))):
                waiting.append(pool.submit(_extract_chunk, chunk))
            if not waiting:
                return
            yield from waiting.popleft().result()


def _extract_chunk(documents: list[Document]) -> list[Extraction]:
    return list(extract_all(documents))


def _prepare_worker() -> None:
    """Leave interrupts to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
