"""How one item stands to another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corrobora.model.errors import InvalidRecord


class RelationSort(StrEnum):
    """What an item is to another one, read from the first to the second."""

    PART_OF = "part-of"  # a message of an export, a response of a web archive
    VERSION_OF = "version-of"  # later bytes of what stood at the same place: an edited message, a recapture
    ATTACHED_TO = "attached-to"  # a file sent with a message
    REPLY_TO = "reply-to"  # a message that answers another one
    DERIVED_FROM = "derived-from"  # a working copy: a key frame, a contact sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """That one item stands to another in some way.

    Attributes:
        sha256: the item.
        other: the item it is related to.
        sort: in which way.
        place: where in the other one (``message 17``, ``byte 4096``, ``second 12``); may be empty.
    """

    sha256: str
    other: str
    sort: RelationSort
    place: str = ""

    def __post_init__(self) -> None:
        if self.sha256 == self.other:
            raise InvalidRecord(f"item {self.sha256[:12]}: cannot be {self.sort} itself")
