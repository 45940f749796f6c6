"""Outlines of countries and their first-level units, and which of them holds a point.

They are coarse (some kilometres) and meant to be drawn and to place points well inside; they decide nothing
about a border. Crimea and Sevastopol lie in Ukraine, as in General Assembly resolution 68/262.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

#: A corner: degrees east, degrees north.
Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A country or unit as polygons: an outer ring each, then its holes.

    Attributes:
        code: ISO 3166-1 alpha-2 or ISO 3166-2 code.
        name: a unit's name; empty for countries.
        polygons: the polygons.
        box: west, south, east, north of all of them.
    """

    code: str
    name: str
    polygons: tuple[tuple[Ring, ...], ...]
    box: tuple[float, float, float, float]

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies inside."""
        west, south, east, north = self.box
        return (
            west <= lon <= east
            and south <= lat <= north
            and any(_within(rings, lon, lat) for rings in self.polygons)
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # thousands of corners: told apart as objects
class Outlines:
    """All outlines the package has; both empty where the assets were not built.

    Attributes:
        countries: by two-letter code.
        units: by ISO 3166-2 code.
    """

    countries: Mapping[str, Shape]
    units: Mapping[str, Shape]

    @classmethod
    def built(cls) -> Outlines:
        """Those that came with the package, read once a process."""
        return _built()

    def country_at(self, lat: float, lon: float) -> str | None:
        """Code of the country a point lies in, ``None`` at sea."""
        return _holding(self.countries, lat, lon)

    def unit_at(self, lat: float, lon: float) -> str | None:
        """Code of the first-level unit a point lies in, where units are known."""
        return _holding(self.units, lat, lon)


def file() -> Path:
    """Where `scripts/build_assets.py` puts the outlines."""
    return Path(str(resources.files("corrobora.web").joinpath("static/vendor/outlines.json")))


def read(data: Mapping[str, Any]) -> Outlines:
    """Outlines from the object `corrobora.places.build.outlines` made."""
    return Outlines(
        countries={
            code: _shape(code, "", polygons, data["parts"]) for code, polygons in data["countries"].items()
        },
        units={
            code: _shape(code, unit["name"], unit["polygons"], data["unit_parts"])
            for code, unit in data["units"].items()
        },
    )


@cache
def _built() -> Outlines:
    path = file()
    if not path.is_file():
        return Outlines(countries={}, units={})
    return read(json.loads(path.read_text("utf-8")))


def _shape(code: str, name: str, polygons: list[list[list[int]]], parts: int) -> Shape:
    decoded = tuple(tuple(tuple(_points(ring, parts)) for ring in polygon) for polygon in polygons)
    corners = [point for rings in decoded for point in rings[0]] or [(0.0, 0.0)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Shape(code=code, name=name, polygons=decoded, box=(min(xs), min(ys), max(xs), max(ys)))


def _points(steps: list[int], parts: int) -> Iterator[Point]:
    x = y = 0
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        yield x / parts, y / parts


def _holding(shapes: Mapping[str, Shape], lat: float, lon: float) -> str | None:
    return next((code for code, shape in shapes.items() if shape.holds(lat, lon)), None)


def _within(rings: tuple[Ring, ...], x: float, y: float) -> bool:
    """The even-odd rule over the outer ring and its holes."""
    inside = False
    for ring in rings:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
            x1, y1 = x2, y2
    return inside
