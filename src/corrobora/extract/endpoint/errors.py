"""What can go wrong in asking an endpoint."""

from __future__ import annotations

from corrobora.extract.engine import EngineFailed
from corrobora.model.errors import CorroboraError


class BadEndpoint(CorroboraError):
    """The settings name no endpoint that may be asked; the message says which setting and what to do."""


class EndpointFailed(EngineFailed):
    """The endpoint gave no usable answer for a document; the message says why."""


class BadAnswer(CorroboraError):
    """One answer cannot be used; asking again may give a better one."""


class CutAnswer(BadAnswer):
    """The answer reached the most tokens asked for: the piece of text was too long."""


class Closed(EndpointFailed):
    """The endpoint is not asked any more in this run."""
