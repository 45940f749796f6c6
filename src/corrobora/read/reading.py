"""What a format's reader hands over, and how it is built up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from corrobora.model.document import Region, RegionSort
from corrobora.read.facts import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document before the manifest is heard.

    Attributes:
        reader: format and version; a change of the version means that texts come out differently.
        facts: what the document says about itself, most trustworthy first.
    """

    reader: str
    content: str
    regions: tuple[Region, ...] = ()
    facts: tuple[Fact, ...] = ()
    pages: tuple[int, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(slots=True)
class Builder:
    """Puts a text together from paragraphs, one a line, and notes where each region lies."""

    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _regions: list[Region] = field(default_factory=list)

    @property
    def position(self) -> int:
        """Where the next paragraph will start."""
        return self._length

    def add(self, paragraph: str, sort: RegionSort | None = None) -> None:
        """One paragraph; empty ones are left out."""
        words = paragraph.strip()
        if not words:
            return
        start = self._length
        self._parts.append(words + "\n")
        self._length += len(words) + 1
        if sort:
            self.mark(start, start + len(words), sort)

    def mark(self, start: int, end: int, sort: RegionSort) -> None:
        """A region over what was added before."""
        if end > start:
            self._regions.append(Region(start=start, end=end, sort=sort))

    def close(self) -> tuple[str, tuple[Region, ...]]:
        """The text, without a last line end, and its regions in order."""
        text = "".join(self._parts)
        return text[:-1], ordered(self._regions)


def ordered(regions: Iterable[Region]) -> tuple[Region, ...]:
    """Regions by place, a surrounding one before those inside it, as `Text.sort_at` needs them."""
    return tuple(sorted(set(regions), key=lambda r: (r.start, -r.end)))
