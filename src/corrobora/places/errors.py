"""What can be wrong with place data."""

from __future__ import annotations

from corrobora.model.errors import CorroboraError


class GazetteerError(CorroboraError):
    """A gazetteer cannot be built, read or imported."""
