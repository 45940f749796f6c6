"""What can be wrong with a store."""

from __future__ import annotations

from corrobora.model.errors import CorroboraError


class StoreError(CorroboraError):
    """The store cannot do what was asked; the message says why."""


class StoreUnreachable(StoreError):
    """The database cannot be opened."""


class StoreTooNew(StoreError):
    """The database was written by a newer version of the program."""


class StoreBusy(StoreError):
    """Another process has held the database for longer than the time allowed."""


class NotFound(StoreError):
    """No record has that name, number or hash."""
