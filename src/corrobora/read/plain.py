"""Plain text and Markdown: the text stays as it stands, marks and all.

One thing is changed in plain text: line ends that only a fixed width made become spaces (see `wrapped`),
for a line end ends a sentence to all that come after. Every character keeps its place.
"""

from __future__ import annotations

import re

from corrobora.model.document import Region, RegionSort
from corrobora.read.decode import decode
from corrobora.read.facts import Fact
from corrobora.read.limits import check_bytes
from corrobora.read.reading import Reading, ordered
from corrobora.read.wrapped import unwrap

UNWRAPPED = "lines broken at a fixed width: line ends within paragraphs read as spaces"

# A line that names where a saved text came from.
_SOURCE = re.compile(
    r"^(?:source|url|original|link|джерело|источник|оригінал|оригинал)\s*:\s*(https?://\S+)\s*$", re.I | re.M
)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•–][ \t]+|\d{1,3}[.)][ \t]+)\S")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$")
_QUOTED = re.compile(r"^[ \t]*>")
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)")


def read_plain(data: bytes, name: str) -> Reading:
    """A text file.

    Raises:
        UnreadableItem: if it is binary or in no known encoding.
    """
    check_bytes(name, data)
    decoded = decode(data, name)
    text, wrapped = unwrap(decoded.text)
    return Reading(
        reader="plain/1",
        content=text,
        facts=source_line(text),
        notices=(*decoded.notices, UNWRAPPED) if wrapped else decoded.notices,
    )


def read_markdown(data: bytes, name: str) -> Reading:
    """A Markdown file; headings, lists, tables and quotes are marked, and YAML front matter is heard.

    Raises:
        UnreadableItem: if it is binary or in no known encoding.
    """
    check_bytes(name, data)
    decoded = decode(data, name)
    text = decoded.text
    regions: list[Region] = []
    facts: list[Fact] = []
    start, body = 0, _front_matter(text, facts)
    if body:
        regions.append(Region(start=0, end=body, sort=RegionSort.FURNITURE))
    fenced = titled = False
    for line in text.split("\n"):
        end = start + len(line)
        if start >= body and line.strip():
            fenced ^= bool(_FENCE.match(line))
            if not fenced and (sort := _sort(line, titled=titled)):
                regions.append(Region(start=start, end=end, sort=sort))
                titled = titled or sort is RegionSort.TITLE
                if sort is RegionSort.TITLE and (heading := _HEADING.match(line)):
                    facts.append(Fact(field="title", value=heading[1], origin="heading"))
        start = end + 1
    return Reading(
        reader="markdown/1",
        content=text,
        regions=ordered(regions),
        facts=(*facts, *source_line(text)),
        notices=decoded.notices,
    )


def source_line(text: str) -> tuple[Fact, ...]:
    """The address on a line of its own that says where the text was taken from, if there is just one."""
    addresses = _SOURCE.findall(text)
    return (Fact(field="url", value=addresses[0], origin="source line"),) if len(set(addresses)) == 1 else ()


def _sort(line: str, *, titled: bool) -> RegionSort | None:
    if _HEADING.match(line):
        first_rank = line.startswith("# ") and not titled
        return RegionSort.TITLE if first_rank else RegionSort.HEADING
    if _QUOTED.match(line):
        return RegionSort.QUOTE
    if _ROW.match(line):
        return RegionSort.TABLE
    if _ITEM.match(line):
        return RegionSort.LIST
    return None


def _front_matter(text: str, facts: list[Fact]) -> int:
    """Where the body starts after a ``---`` block of ``key: value`` lines; simple values become facts."""
    if not text.startswith("---\n"):
        return 0
    end = text.find("\n---\n", 3)
    if not 0 < end < 10_000:
        return 0
    fields = {"title": "title", "date": "published", "published": "published", "url": "url", "source": "url",
              "publisher": "publisher", "lang": "language", "language": "language"}  # fmt: skip
    for line in text[4:end].split("\n"):
        key, _, value = line.partition(":")
        target = fields.get(key.strip().lower())
        cleaned = value.strip().strip("\"'")
        if target and cleaned and (target != "url" or cleaned.startswith(("http://", "https://"))):
            facts.append(Fact(field=target, value=cleaned, origin=f"front matter {key.strip()}"))  # type: ignore[arg-type]
    return end + 5
