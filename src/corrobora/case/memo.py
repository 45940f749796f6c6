"""A value worked out once for each state of a case."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Keeps the last value with the journal head it was worked out for.

    Every change of a case is a journal entry, so an unchanged head means an unchanged answer. Several threads
    may ask; one of them works, the others wait.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[str, V] | None = None

    def get(self, head: str, work: Callable[[], V]) -> V:
        """The value for this head, worked out if it is not the one kept."""
        with self._lock:
            if self._kept is None or self._kept[0] != head:
                self._kept = (head, work())
            return self._kept[1]
