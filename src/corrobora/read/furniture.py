"""Furniture of web sites that stayed in a text."""

from __future__ import annotations

from corrobora.model.document import Region
from corrobora.read.facts import Fact

VERSION = 1


def mark_furniture(content: str, regions: tuple[Region, ...]) -> tuple[tuple[Region, ...], tuple[Fact, ...]]:
    """The regions with furniture, captions and title added."""
    return regions, ()
