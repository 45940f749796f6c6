"""Tiles an operator brings: one PMTiles archive, of which the map's page asks parts.

The server reads the archive's header once, to say what is wrong with a file that is none, and then gives out
parts of it; taking tiles apart is left to the browser, which does it within bounds. Layout: PMTiles, version
3 (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md).
"""

from __future__ import annotations

import os
import re
import struct
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response

from corrobora.model.errors import CorroboraError
from corrobora.publish.language import gettext as _

#: Bytes of the header, and those its root directory must lie within.
HEADER, ROOT = 127, 16384
#: Most bytes given out at once: no honest directory or tile is larger.
MOST = 4 << 20
#: Sorts of tiles by their number in the header.
SORTS = {1: "vector", 2: "PNG", 3: "JPEG", 4: "WebP", 5: "AVIF"}
#: Compressions the browser takes apart by itself: unknown (none), none, gzip.
COMPRESSIONS = frozenset({0, 1, 2})
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{1,15})")


class BadTiles(CorroboraError):
    """A file is no PMTiles archive this program can show; the message names file and reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """An archive of tiles.

    Attributes:
        path: the file.
        raster: whether its tiles are images, with everything painted into them.
    """

    path: Path
    raster: bool

    @classmethod
    def read(cls, path: Path) -> Tiles:
        """From a file.

        Raises:
            BadTiles: if it cannot be read or is no archive of tiles that can be shown.
        """
        try:
            with path.open("rb") as file:
                head = file.read(HEADER)
                size = path.stat().st_size
        except OSError as error:
            raise BadTiles(f"{path}: cannot be read ({error.strerror or error})") from error
        if head[:7] != b"PMTiles":
            raise BadTiles(f"{path}: not a PMTiles archive: it does not begin with “PMTiles”")
        if len(head) < HEADER or head[7] != 3:
            raise BadTiles(f"{path}: not a PMTiles archive of version 3")
        parts = struct.unpack("<8Q", head[8:72])
        names = ("root directory", "metadata", "leaf directories", "tiles")
        for name, start, length in zip(names, parts[::2], parts[1::2], strict=True):
            if start + length > size:
                raise BadTiles(f"{path}: cut off: its {name} should end at byte {start + length} of {size}")
        if not parts[1] or parts[0] < HEADER or parts[0] + parts[1] > ROOT:
            raise BadTiles(f"{path}: its root directory is not within its first {ROOT} bytes")
        inner, outer, sort, lowest, highest = head[97:102]
        if sort not in SORTS:
            raise BadTiles(f"{path}: holds tiles of sort {sort}; vector tiles and images can be shown")
        if not {inner, outer} <= COMPRESSIONS:
            raise BadTiles(f"{path}: is compressed in a way browsers cannot read; write it with gzip")
        west, south, east, north = (n / 1e7 for n in struct.unpack("<4i", head[102:118]))
        if not (lowest <= highest <= 24 and -180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise BadTiles(f"{path}: its header bounds no part of the world")
        return cls(path=path, raster=sort != 1)

    def part(self, asked: str | None) -> Response:
        """What a request's Range header asks for; 416 for anything but one range no longer than `MOST`.

        Raises:
            HTTPException: if the file is not there any more.
        """
        found = _RANGE.fullmatch(asked or "")
        start, end = (int(found[1]), int(found[2])) if found else (0, -1)
        try:
            with self.path.open("rb") as file:
                held = os.fstat(file.fileno())
                if not 0 <= end - start < MOST or start >= held.st_size:
                    return Response(status_code=416, headers={"Content-Range": f"bytes */{held.st_size}"})
                file.seek(start)
                data = file.read(end - start + 1)
        except OSError as error:
            raise HTTPException(404, _("The tiles given to this server cannot be read any more.")) from error
        headers = {
            "Content-Range": f"bytes {start}-{start + len(data) - 1}/{held.st_size}",
            "ETag": f'"{held.st_mtime_ns:x}-{held.st_size:x}"',  # tells a browser that the file was exchanged
        }
        return Response(data, 206, headers, media_type="application/vnd.pmtiles")
