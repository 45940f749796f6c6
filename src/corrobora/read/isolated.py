"""Reading in a process of its own, so that a file made to break its reader breaks nothing else.

Parsers of PDF and XML are written in C; a file can crash them, keep them busy for ever or fill the memory.
Such an item is unreadable like any other: it is kept, named, and the run goes on.
"""

from __future__ import annotations

import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from multiprocessing.connection import Connection
from types import TracebackType

from corrobora.collect.manifest import ManifestRow
from corrobora.model.document import Document
from corrobora.read import media, reader
from corrobora.read.errors import UnreadableItem
from corrobora.read.media import media_type

#: Seconds one item may take.
TIMEOUT = 120.0
#: Bytes of memory the process may take.
MEMORY = 4 << 30

_HARMLESS = frozenset({media.TEXT, media.MARKDOWN, media.TELEGRAM, media.ARCHIVED})
# Seconds the process may take to load what reading needs, on a busy machine.
_LOADING = 120.0
_READY = "ready"


class IsolatedProcess:
    """Calls a function on one item after another, in a child process that is replaced when it fails.

    Not for several threads at a time.

    Args:
        timeout: seconds one item may take.
        memory: bytes of memory the process may take.
        function: ``module:name`` of what is called.
    """

    def __init__(self, *, timeout: float, memory: int, function: str) -> None:
        self._timeout = timeout
        self._memory = memory
        self._function = function
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._ready = False

    def start(self) -> None:
        """Start the process ahead of the first item, so that it loads in the background."""
        if self._process is None or self._process.poll() is not None:
            self._begin()

    def ask(self, item: object, arguments: Mapping[str, object], name: str) -> object:
        """What the function answers about an item.

        Args:
            item: its first argument.
            arguments: the others, by name.
            name: of the item, for errors.

        Raises:
            UnreadableItem: as the function does, and if the process crashed, took too long or needed too much
                memory.
        """
        connection = self._connection
        if connection is None or self._process is None or self._process.poll() is not None:
            connection = self._begin()
        try:
            if not self._ready:
                self._answer(connection, _LOADING, name)
                self._ready = True
            connection.send((item, dict(arguments)))
            answer = self._answer(connection, self._timeout, name)
        except (EOFError, OSError) as error:
            reason = f"made its reader {self._ended()}: it is damaged or hostile"
            raise UnreadableItem(name, "", reason) from error
        match answer:
            case (str(of), str(place), str(reason)):
                raise UnreadableItem(of, place, reason)
            case str():
                self.close()
                raise UnreadableItem(name, "", f"made its reader fail: {answer}; it is damaged or hostile")
            case _:
                return answer

    def close(self) -> None:
        """End the process."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _begin(self) -> Connection:
        self.close()
        ours, theirs = socket.socketpair()
        with theirs:
            # a plain command, not multiprocessing: that would run the caller's script once more in the child.
            # -P: a folder of evidence may hold a file named like a module
            command = [sys.executable, "-P", "-m", "corrobora.read.isolated", str(theirs.fileno())]
            command += [str(self._memory), str(self._timeout), self._function]
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()]
            )
        self._connection = Connection(ours.detach())
        self._ready = False
        return self._connection

    def _answer(self, connection: Connection, seconds: float, name: str) -> object:
        if not connection.poll(seconds):
            self.close()
            raise UnreadableItem(
                name, "", f"took longer than {seconds:.0f} seconds to read: it is damaged or hostile"
            )
        return connection.recv()

    def _ended(self) -> str:
        """How the process came to its end, which is a matter of moments."""
        code = None
        if self._process is not None:
            try:
                code = self._process.wait(5)
            except subprocess.TimeoutExpired:
                code = None
        self.close()
        if code is not None and code < 0:
            return f"crash ({signal.Signals(-code).name})"
        return f"end (exit code {code})"


class IsolatedReader:
    """Reads items as `corrobora.read.reader.read` does, in a process of its own.

    Use it as a context manager, or call `close`. Not for several threads at a time.

    Args:
        timeout: seconds one item may take.
        memory: bytes of memory the process may take.
        function: ``module:name`` of what reads.
    """

    def __init__(
        self, *, timeout: float = TIMEOUT, memory: int = MEMORY, function: str = "corrobora.read.reader:read"
    ) -> None:
        self._process = IsolatedProcess(timeout=timeout, memory=memory, function=function)

    def start(self) -> None:
        """Start the process ahead of the first item, so that it loads in the background."""
        self._process.start()

    def read(self, data: bytes, *, sha256: str, name: str, row: ManifestRow | None, path: str) -> Document:
        """See `corrobora.read.reader.read`; plain text is read here, for nothing in C parses it.

        Raises:
            UnreadableItem: also if the process crashed, took too long or needed too much memory.
        """
        if media_type(data, name) in _HARMLESS:
            return reader.read(data, sha256=sha256, name=name, row=row, path=path)
        arguments = {"sha256": sha256, "name": name, "row": row, "path": path}
        answer = self._process.ask(data, arguments, name)
        if not isinstance(answer, Document):
            raise UnreadableItem(name, "", "made its reader answer nonsense: it is damaged or hostile")
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def __enter__(self) -> IsolatedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(connection: Connection, memory: int, timeout: float, function: str) -> None:
    """Read items until the other side hangs up: what the child process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    module, _, name = function.partition(":")
    read = getattr(import_module(module), name)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        connection.send(_READY)
    except OSError:  # nobody waits for it any more
        return
    while True:
        try:
            data, arguments = connection.recv()
        except (EOFError, OSError):
            return
        # ends this process even in C code, and even if the other side is gone
        signal.alarm(int(timeout) + 10)
        answer: object
        try:
            answer = read(data, **arguments)
        except UnreadableItem as error:
            answer = (error.problem.path, error.problem.place, error.problem.reason)
        except MemoryError:
            answer = f"it needs more than {memory >> 20:,} MB of memory"
        except RecursionError:
            answer = "it is nested too deeply"
        signal.alarm(0)
        del data
        try:
            connection.send(answer)
        except OSError:  # nobody waits for it any more
            return


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
