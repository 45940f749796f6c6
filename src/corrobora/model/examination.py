"""What a tool found out about an item beside its words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from corrobora.model.errors import InvalidRecord

#: Longest text, most entries and deepest nesting that is kept of what a file says about itself.
LONGEST, MOST, DEEPEST = 20_000, 20_000, 12
# control characters and halves of surrogate pairs: no text holds them, and databases refuse them
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class ExaminationSort(StrEnum):
    """What was looked at."""

    MESSAGE = "message"  # what an export says of a message
    EXPORT = "export"  # what a container holds, and how much of it could be checked
    EXCHANGE = "exchange"  # request, response, headers and digests of a captured page
    ARCHIVING = "archiving"  # what another archiving tool recorded
    ENTRY = "entry"  # what a feed says of an entry
    TECHNICAL = "technical"  # container, codecs, size and duration
    EMBEDDED = "embedded"  # metadata inside the file; sensitive, for it may hold a place
    PROVENANCE = "provenance"  # Content Credentials (C2PA)
    PDQ = "pdq"  # perceptual hashes
    DERIVATIVE = "derivative"  # how a working copy was made


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """One finding about an item.

    Attributes:
        sha256: the item.
        sort: what was looked at.
        tool: what looked, with its version.
        data: what it found, as JSON.
        subject: the thing in the world that the item is a state of (``telegram:1234/17``, an address), where
            there is one; items of one subject are versions of each other.
        moment: which time the state is of.
    """

    sha256: str
    sort: ExaminationSort
    tool: str
    data: Mapping[str, Any] = field(default_factory=dict)
    subject: str | None = None
    moment: datetime | None = None

    def __post_init__(self) -> None:
        if self.moment is not None and self.moment.tzinfo is None:
            raise InvalidRecord(f"examination of {self.sha256[:12]}: its moment has no time zone")
        object.__setattr__(self, "data", plain(self.data))
        if self.subject is not None:
            object.__setattr__(self, "subject", _words(self.subject))


def plain(value: Any, depth: int = 0) -> Any:
    """``value`` as JSON that every database takes: bounded, without control characters and odd numbers.

    What is too long or too deep is cut, and says so.
    """
    if depth > DEEPEST:
        return "(nested too deeply)"
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) < 1 << 63 else str(value)[:100]
        case float():
            return value if math.isfinite(value) else str(value)
        case str():
            return _words(value)
        case Mapping():
            kept = [(_words(str(k)), plain(v, depth + 1)) for k, v in list(value.items())[:MOST]]
            return dict(kept)
        case list() | tuple():
            return [plain(v, depth + 1) for v in value[:MOST]]
        case _:
            return _words(str(value))


def _words(value: str) -> str:
    words = _NO_TEXT.sub("\ufffd", value)
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 40]}… ({len(words):,} characters)"
