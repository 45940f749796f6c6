"""What a document says about where its places lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corrobora.model.where import Candidate, PlaceLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceContext:
    """What helps to choose between places of one name; an empty context says nothing.

    Attributes:
        countries: weight 0..1 by country code: countries of the conflict and of the document.
        within: candidates of the wider place the text itself gives ("X in the Kursk region").
        anchors: places the document names beyond doubt.
        beside: what the name beside this one can mean ("between A and B"): they lie near each other.
        levels: what the words beside the name say it is ("village of X", "X region"); ``None``: nothing.
    """

    countries: Mapping[str, float] = field(default_factory=dict)
    within: tuple[Candidate, ...] = ()
    anchors: tuple[Candidate, ...] = ()
    beside: tuple[Candidate, ...] = ()
    levels: frozenset[PlaceLevel] | None = None
