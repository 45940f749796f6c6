"""Pages of PDF files as they look: a picture of one, and where on it words of the text stand.

PDFium is written in C and files can be made to break it, so all this happens in a process of its own.
"""

from __future__ import annotations

import io
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_double, c_int
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from corrobora.read.errors import UnreadableItem
from corrobora.read.isolated import IsolatedProcess

#: Width of a picture in pixels, and its greatest height: that of two narrow pages.
WIDTH, HEIGHT = 1100, 3000
#: Seconds one page may take, and bytes of memory.
TIMEOUT, MEMORY = 30.0, 2 << 30
#: Boxes of one stretch of words; it has one a line.
_MOST = 200
#: Shades of a picture: text and plain drawings need few.
_SHADES = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A line's worth of words on a picture, in pixels from its left and top."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page as it looks.

    Attributes:
        width, height: of its picture, in pixels.
        boxes: where each of the stretches asked for stands, line by line; empty where it was not found.
        picture: the page as PNG, if it was to be drawn.
    """

    width: int
    height: int
    boxes: tuple[tuple[Box, ...], ...]
    picture: bytes | None = None


def leaf(
    path: str,
    *,
    name: str,
    number: int,
    text: str = "",
    stretches: Sequence[tuple[int, int]] = (),
    drawn: bool = False,
) -> Leaf:
    """A page of a PDF: called in the process of its own.

    The reader joins lines, takes out hyphens and moves running heads, so letters and digits alone are
    compared, stretch by stretch: the second of two that are the same is the second on the page.

    Args:
        path: of the PDF.
        name: of the item, for errors.
        number: of the page, from 1.
        text: what the reader made of the page.
        stretches: ``[start, end)`` in that text.
        drawn: whether its picture is wanted.

    Raises:
        UnreadableItem: if there is no such page, or it cannot be opened or drawn.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        if not 1 <= number <= len(document):
            raise UnreadableItem(name, f"page {number}", f"is not there: it has {len(document)}")
        page = document[number - 1]
        wide, high = page.get_size()
        if not (0 < wide < 1e6 and 0 < high < 1e6):
            raise UnreadableItem(name, f"page {number}", "has no size that can be drawn")
        scale = min(WIDTH / wide, HEIGHT / high)
        width, height = max(1, round(scale * wide)), max(1, round(scale * high))
        return Leaf(
            width=width,
            height=height,
            boxes=tuple(_found(page, text, stretches, width, height)),
            picture=_drawn(page, scale, width, height) if drawn else None,
        )
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise UnreadableItem(name, f"page {number}", f"cannot be shown: {error}") from error


def _drawn(page: Any, scale: float, width: int, height: int) -> bytes:
    picture = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    out = io.BytesIO()
    picture.resize((width, height)).quantize(_SHADES).save(out, "PNG")
    return out.getvalue()


def _found(
    page: Any, text: str, stretches: Sequence[tuple[int, int]], width: int, height: int
) -> Iterator[tuple[Box, ...]]:
    """The boxes of each stretch, as far as its letters and digits stand on the page in this order."""
    from pypdfium2 import raw

    if not stretches:
        return
    layer = page.get_textpage()
    units = (raw.FPDFText_GetUnicode(layer, n) for n in range(layer.count_chars()))
    shown, signs = _letters(chr(u) if u < 0x110000 and not 0xD800 <= u < 0xE000 else " " for u in units)
    written, places = _letters(text)
    for start, end in stretches:
        first, last = bisect_left(places, start), bisect_left(places, end)
        at = _same(written, first, last, shown) if first < last else None
        if at is None:
            yield ()
            continue
        low, high = signs[at], signs[at + last - first - 1]
        lines = raw.FPDFText_CountRects(layer, low, high - low + 1)
        yield tuple(_box(page, layer, n, width, height) for n in range(min(lines, _MOST)))


def _letters(signs: Iterable[str]) -> tuple[str, list[int]]:
    """Letters and digits alone, without case or ligatures, and which sign each belongs to."""
    kept: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(signs):
        for part in unicodedata.normalize("NFKC", sign).casefold():
            if part.isalnum():
                kept.append(part)
                places.append(place)
    return "".join(kept), places


def _same(written: str, first: int, last: int, shown: str) -> int | None:
    """Where the letters ``[first, last)`` of what was written are shown: of several alike, in their order."""
    wanted = written[first:last]
    before = sum(1 for _ in _all(wanted, written[: first + len(wanted) - 1]))
    found = None
    for n, at in enumerate(_all(wanted, shown)):
        found = at
        if n == before:
            break
    return found


def _all(wanted: str, text: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def _box(page: Any, layer: Any, number: int, width: int, height: int) -> Box:
    from pypdfium2 import raw

    left, top, right, bottom = (c_double() for _ in range(4))
    raw.FPDFText_GetRect(layer, number, left, top, right, bottom)
    corners = []
    for x, y in ((left, top), (right, bottom)):
        across, down = c_int(), c_int()
        # PDFium knows how the page is turned and where it begins; in tenths of pixels, for it gives integers
        raw.FPDF_PageToDevice(page, 0, 0, 10 * width, 10 * height, 0, x, y, across, down)
        corners.append((across.value / 10, down.value / 10))
    (x1, y1), (x2, y2) = corners
    return Box(x=min(x1, x2), y=min(y1, y2), width=abs(x2 - x1), height=abs(y2 - y1))


class Leaves:
    """Looks at pages in a process that is replaced when a file breaks it; for several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process = IsolatedProcess(timeout=TIMEOUT, memory=MEMORY, function="corrobora.read.leaf:leaf")

    def boxes(
        self, path: Path, *, name: str, number: int, text: str, stretches: Sequence[tuple[int, int]]
    ) -> Leaf:
        """How large a page's picture is, and where stretches of its text stand on it; see `leaf`.

        Raises:
            UnreadableItem: also if the process crashed, took too long or needed too much memory.
        """
        return self._ask(path, name=name, number=number, text=text, stretches=tuple(stretches))

    def picture(self, path: Path, *, name: str, number: int) -> bytes:
        """The page as PNG; see `leaf`.

        Raises:
            UnreadableItem: also if the process crashed, took too long or needed too much memory.
        """
        return self._ask(path, name=name, number=number, drawn=True).picture or b""

    def _ask(self, path: Path, *, name: str, **asked: object) -> Leaf:
        with self._lock:
            found = self._process.ask(str(path), {"name": name, **asked}, name)
        if not isinstance(found, Leaf):
            raise UnreadableItem(name, "", "made its reader answer nonsense: it is damaged or hostile")
        return found

    def close(self) -> None:
        """End the process."""
        self._process.close()
