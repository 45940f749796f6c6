"""Why an item could not be read."""

from __future__ import annotations

from corrobora.collect.problem import Problem
from corrobora.model.errors import CorroboraError


class UnreadableItem(CorroboraError):
    """An item's bytes yield no text; the item itself is kept as it is.

    Attributes:
        problem: the item's name, the place in it and the reason.
    """

    def __init__(self, name: str, place: str, reason: str) -> None:
        self.problem = Problem(name, place, reason)
        super().__init__(str(self.problem))
