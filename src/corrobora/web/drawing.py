"""The map as a drawing: countries, their units, and incidents on them, as SVG that needs no script.

The projection is Mercator, cut to what is shown. Coordinates in the drawing are whole pixels of a canvas
`WIDTH` wide. Every name in it is escaped by the template that writes it out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from corrobora.places.outlines import Outlines, Ring, Shape

WIDTH = 1240
#: Highest and flattest a drawing may be, as height over width.
TALLEST, FLATTEST = 0.62, 0.36
#: Degrees of latitude shown at least, so that a single place still shows where it is.
LEAST = 2.4
#: Parts of a shape smaller than so many pixels are not drawn, corners nearer than one are left out.
SMALLEST, NEAREST = 2.0, 1.1
_KM_A_DEGREE = 111.32

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A country or unit on the drawing.

    Attributes:
        code, name: which.
        path: its outline, as an SVG path.
        x, y: where its name stands; ``None`` where there is no room.
    """

    code: str
    name: str
    path: str
    x: int | None = None
    y: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A part of the world on a drawing.

    Attributes:
        box: west, south, east, north.
        height: the drawing's height; it is `WIDTH` wide.
        countries, units: what lies in it.
        lines: meridians and parallels, as SVG paths.
    """

    box: Box
    height: int
    countries: tuple[Area, ...]
    units: tuple[Area, ...]
    lines: str

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """Where a point lies on the drawing."""
        west, south, east, north = self.box
        top, bottom = _mercator(north), _mercator(south)
        x = (lon - west) / (east - west) * WIDTH
        y = (top - _mercator(lat)) / (top - bottom) * self.height
        return x, y

    def pixels(self, lat: float, km: float) -> float:
        """So many kilometres at a latitude, in pixels."""
        west, _, east, _ = self.box
        degree = WIDTH / (east - west)
        return km / (_KM_A_DEGREE * math.cos(math.radians(lat))) * degree


def canvas(points: Sequence[tuple[float, float]], outlines: Outlines, *, units: Iterable[str] = ()) -> Canvas:
    """The drawing that holds all points, with a margin.

    Args:
        points: latitude and longitude of each; none: the whole world.
        outlines: what is drawn under them.
        units: codes of units that are to be shown whole.
    """
    boxes = [outlines.units[code].box for code in units if code in outlines.units]
    return _drawn(*_fitted(points, boxes), outlines)


@lru_cache(maxsize=16)
def _drawn(box: Box, height: int, outlines: Outlines) -> Canvas:
    """The drawing of a part of the world: made once, since pages ask for the same part again and again."""
    empty = Canvas(box=box, height=height, countries=(), units=(), lines="")
    close = box[2] - box[0] < 60
    return Canvas(
        box=box,
        height=height,
        countries=tuple(_areas(outlines.countries.values(), empty, named=False)),
        units=tuple(_areas(outlines.units.values(), empty, named=True)) if close else (),
        lines=_lines(empty),
    )


def whole(shape: Shape, on: Canvas) -> str:
    """A shape as an SVG path on a drawing."""
    found = []
    for rings in shape.polygons:
        for ring in rings:
            unbroken = _unbroken(ring)
            found.append(_path(unbroken, on))
            if unbroken is not ring:  # what lies east of 180° lies west of it too
                found.append(_path(tuple((lon - 360, lat) for lon, lat in unbroken), on))
    return "".join(found)


def _unbroken(ring: Ring) -> Ring:
    """A ring that crosses 180° with its eastern part beyond it, not at the other end of the drawing."""
    if not any(abs(a - b) > 180 for (a, _), (b, _) in pairwise(ring)):
        return ring
    return tuple((lon + 360 if lon < 0 else lon, lat) for lon, lat in ring)


def _fitted(points: Sequence[tuple[float, float]], boxes: Sequence[Box]) -> tuple[Box, int]:
    lats = [lat for lat, _ in points] + [b[1] for b in boxes] + [b[3] for b in boxes]
    lons = [lon for _, lon in points] + [b[0] for b in boxes] + [b[2] for b in boxes]
    if not lats:
        lats, lons = [-56.0, 76.0], [-170.0, 180.0]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    margin = max(0.12 * (north - south), (LEAST - (north - south)) / 2, 0.3)
    south, north = max(-80.0, south - margin), min(84.0, north + margin)
    side = 0.08 * (east - west) + 0.3
    west, east = west - side, east + side
    wide, high = math.radians(east - west), _mercator(north) - _mercator(south)
    if high / wide > TALLEST:  # too tall: more to the sides
        more = math.degrees(high / TALLEST - wide) / 2
        west, east = west - more, east + more
    elif high / wide < FLATTEST:  # too flat: more above and below
        more = (wide * FLATTEST - high) / 2
        north, south = _latitude(_mercator(north) + more), _latitude(_mercator(south) - more)
    west, east = max(west, -180.0), min(east, 190.0)
    high, wide = _mercator(north) - _mercator(south), math.radians(east - west)
    return (west, south, east, north), round(WIDTH * high / wide)


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(max(-84.0, min(84.0, lat))) / 2))


def _latitude(y: float) -> float:
    return math.degrees(2 * math.atan(math.exp(y)) - math.pi / 2)


def _areas(shapes: Iterable[Shape], on: Canvas, *, named: bool) -> Iterable[Area]:
    west, south, east, north = on.box
    for shape in shapes:
        a, b, c, d = shape.box
        if a > east or c < west or b > north or d < south:
            continue
        path = whole(shape, on)
        if path:
            x, y = _middle(shape, on) if named else (None, None)
            yield Area(code=shape.code, name=shape.name, path=path, x=x, y=y)


def _path(ring: Ring, on: Canvas) -> str:
    west, south, east, north = on.box
    top, across = _mercator(north), WIDTH / (east - west)
    down = on.height / (top - _mercator(south))
    corners = [((lon - west) * across, (top - _mercator(lat)) * down) for lon, lat in ring]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    if max(xs) - min(xs) < SMALLEST and max(ys) - min(ys) < SMALLEST:
        return ""
    if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > on.height:
        return ""
    kept: list[tuple[int, int]] = []
    for x, y in corners:
        if not kept or abs(x - kept[-1][0]) >= NEAREST or abs(y - kept[-1][1]) >= NEAREST:
            kept.append((round(x), round(y)))
    if len(kept) < 3:
        return ""
    moves = "".join(f"l{x - px},{y - py}" for (px, py), (x, y) in pairwise(kept))
    return f"M{kept[0][0]},{kept[0][1]}{moves}z"


def _middle(shape: Shape, on: Canvas) -> tuple[int | None, int | None]:
    """Where a name has room: the middle of the largest part, if that is on the drawing and wide enough."""
    west, south, east, north = max((_ring_box(rings[0]) for rings in shape.polygons), key=_size)
    (left, top), (right, bottom) = on.at(north, west), on.at(south, east)
    x, y = (left + right) / 2, (top + bottom) / 2
    room = right - left > 7.2 * len(shape.name) and bottom - top > 26
    return (round(x), round(y)) if room and 40 < x < WIDTH - 40 and 14 < y < on.height - 14 else (None, None)


def _ring_box(ring: Ring) -> Box:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _lines(on: Canvas) -> str:
    """Meridians and parallels, some six across."""
    west, south, east, north = on.box
    step = next(s for s in (0.5, 1, 2, 5, 10, 20, 30) if (east - west) / s <= 9 or s == 30)
    paths = []
    for n in range(math.ceil(west / step), math.floor(east / step) + 1):
        x = round(on.at(south, n * step)[0])
        paths.append(f"M{x},0v{on.height}")
    for n in range(math.ceil(south / step), math.floor(north / step) + 1):
        y = round(on.at(n * step, west)[1])
        paths.append(f"M0,{y}h{WIDTH}")
    return "".join(paths)
