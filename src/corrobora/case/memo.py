"""A value worked out once for each state of a case."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Keeps the last values with the journal head they were worked out for, and with what a reader may see.

    Every change of a case is a journal entry, so an unchanged head means an unchanged answer. Several threads
    may ask; one of them works, the others wait.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, tuple[str, V]] = {}

    def get(self, head: str, work: Callable[[], V], *, view: str = "") -> V:
        """The value for this head and view, worked out if it is not the one kept."""
        with self._lock:
            if view not in self._kept or self._kept[view][0] != head:
                self._kept[view] = (head, work())
            return self._kept[view][1]
