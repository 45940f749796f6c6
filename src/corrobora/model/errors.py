"""The root of every error the package raises on purpose."""

from __future__ import annotations


class CorroboraError(Exception):
    """Something is wrong with what was given; the message says what, where and what to do."""


class InvalidRecord(CorroboraError):
    """A record was built with values that cannot be true together."""
