"""Claims for a stream of documents, in this process or several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import chain, islice

from corrobora.case.errors import CaseError
from corrobora.codebook.overlay import SHIPPED, Codebook
from corrobora.extract import Accountable, Engine, EngineChoice, Extraction, extract_all
from corrobora.model.document import Document

#: Documents a worker takes at a time.
CHUNK = 16

#: From this many documents on, starting further processes takes less time than it saves.
MANY = 48

#: What reads where nobody chose.
DEFAULT = EngineChoice()

#: Most processes used unless more are asked for; each holds a parser of its own (some 400 MB).
MOST = 4


def extractions(
    documents: Iterable[Document],
    *,
    engine: Engine | EngineChoice = DEFAULT,
    codebook: Codebook = SHIPPED,
    workers: int | None = None,
) -> Iterator[Extraction]:
    """The claims of each document, in their order, holding only a few documents at a time.

    Args:
        documents: what to read.
        engine: proposes the claims; or which engine does.
        codebook: what it reads with.
        workers: processes to use; ``None``: as many as pay. More than one only with a choice of an engine
            that each can make for itself.

    Raises:
        CaseError: if one of the processes was killed.
    """
    stream = iter(documents)
    first = list(islice(stream, MANY if workers is None else 1))
    if not first:  # nothing to do is no reason to load a parser
        return
    if workers is None:
        workers = min(MOST, os.cpu_count() or 1) if len(first) == MANY else 1
    stream = chain(first, stream)
    if not isinstance(engine, EngineChoice) or not engine.parallel or workers <= 1:
        yield from extract_all(stream, made(engine), codebook)
        return
    # Workers are started afresh: a fork would copy open database connections.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare_worker) as pool:
        waiting: deque[Future[list[Extraction]]] = deque()
        while True:
            while len(waiting) <= 2 * workers and (chunk := list(islice(stream, CHUNK))):
                waiting.append(pool.submit(_extract_chunk, chunk, engine, codebook))
            if not waiting:
                return
            try:
                yield from waiting.popleft().result()
            except BrokenProcessPool as error:
                raise CaseError(
                    "a process that reads documents was ended from outside, perhaps for want of memory; what "
                    "was finished is kept: give the same command again, with fewer --workers if it recurs"
                ) from error


def made(engine: Engine | EngineChoice) -> Engine:
    """The engine, made if only chosen yet.

    Raises:
        CorroboraError: if it cannot be made.
    """
    return engine.make() if isinstance(engine, EngineChoice) else engine


def label(engine: Engine | EngineChoice, codebook: Codebook) -> str:
    """What the journal calls what reads: the engine, and the codebook if it is not the shipped one."""
    return ", ".join(part for part in (made(engine).name, codebook.label) if part)


def ready(engine: Engine | EngineChoice) -> Engine | EngineChoice:
    """The engine made, unless several processes may each make their own.

    Raises:
        CorroboraError: if it cannot be made.
    """
    return made(engine) if isinstance(engine, EngineChoice) and not engine.parallel else engine


def account_of(engine: Engine | EngineChoice) -> str | None:
    """What an engine that keeps account of it has asked for, in one line."""
    return (engine.account() or None) if isinstance(engine, Accountable) else None


def _extract_chunk(documents: list[Document], choice: EngineChoice, codebook: Codebook) -> list[Extraction]:
    return list(extract_all(documents, _own(choice), codebook))


@cache
def _own(choice: EngineChoice) -> Engine:
    """This process's engine: made once, so that what it loads is loaded once."""
    return choice.make()


def _prepare_worker() -> None:
    """Leave interrupts to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
