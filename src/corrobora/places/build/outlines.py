"""Outlines of countries and of their first-level units, made from packages of Natural Earth data.

The packages draw Crimea and Sevastopol as parts of the Russian Federation. Here they are parts of Ukraine, as in
General Assembly resolution 68/262 of 27 March 2014; a test asks on which side of the line their towns lie.

Countries come from `world-atlas` (TopoJSON), units from the GeoJSON files of
`@superset-ui/legacy-plugin-chart-country-map`. All corners are rounded, so that neighbours keep sharing
them, and stand in the file as whole parts of a degree.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

#: Corners are rounded to so many parts of a degree, countries' and units': five and three kilometres.
PARTS, UNIT_PARTS = 25, 40
#: Where the peninsula lies: west, south, east, north.
CRIMEA = (32.3, 44.2, 36.8, 46.25)
#: Smallest part kept of a country that has a larger one, in square degrees.
LEAST = 0.03

#: Names of Ukraine's units, whose spellings in the data are of another time.
NAMES = {
    "UA-05": "Vinnytsia", "UA-07": "Volyn", "UA-09": "Luhansk", "UA-12": "Dnipropetrovsk", "UA-14": "Donetsk",
    "UA-18": "Zhytomyr", "UA-21": "Zakarpattia", "UA-23": "Zaporizhzhia", "UA-26": "Ivano-Frankivsk",
    "UA-30": "Kyiv (city)", "UA-32": "Kyiv", "UA-35": "Kirovohrad", "UA-40": "Sevastopol", "UA-43": "Crimea",
    "UA-46": "Lviv", "UA-48": "Mykolaiv", "UA-51": "Odesa", "UA-53": "Poltava", "UA-56": "Rivne",
    "UA-59": "Sumy", "UA-61": "Ternopil", "UA-63": "Kharkiv", "UA-65": "Kherson", "UA-68": "Khmelnytskyi",
    "UA-71": "Cherkasy", "UA-74": "Chernihiv", "UA-77": "Chernivtsi",
}  # fmt: skip

Ring = list[tuple[float, float]]
Polygon = list[Ring]


def outlines(countries: Path, units: Iterable[Path], codes: Mapping[str, str]) -> dict[str, Any]:
    """The outlines as one JSON object.

    Args:
        countries: `countries-50m.json` of `world-atlas`.
        units: GeoJSON files, one a country, each feature with an ``ISO`` code and a ``NAME_1``.
        codes: two-letter codes by the three digits of ISO 3166-1.
    """
    return {
        "note": "Made from Natural Earth data (public domain); Crimea and Sevastopol as in A/RES/68/262.",
        "parts": PARTS,
        "unit_parts": UNIT_PARTS,
        "countries": _countries(json.loads(countries.read_text("utf-8")), codes),
        "units": _units(units),
    }


def _countries(topology: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, list[list[list[int]]]]:
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    found: dict[str, list[Polygon]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(str(geometry.get("id", "")).zfill(3))
        shapes = {"Polygon": [geometry.get("arcs")], "MultiPolygon": geometry.get("arcs")}.get(geometry["type"])
        if code is None or shapes is None:
            continue
        polygons = [[_ring(arcs, ring) for ring in polygon] for polygon in shapes]
        found.setdefault(code, []).extend(polygons)
    russian = found.get("RU", [])
    moved = [polygon for polygon in russian if _inside(polygon[0], CRIMEA)]
    found["RU"] = [polygon for polygon in russian if polygon not in moved]
    found["UA"] = found.get("UA", []) + moved
    return {code: _rounded(polygons, PARTS) for code, polygons in sorted(found.items())}


def _units(files: Iterable[Path]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(files):
        for feature in json.loads(file.read_text("utf-8"))["features"]:
            code, name = feature["properties"].get("ISO"), feature["properties"].get("NAME_1")
            shape = feature["geometry"]
            if not code or "-" not in code or shape["type"] not in ("Polygon", "MultiPolygon"):
                continue
            polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            # Crimea and Sevastopol stand in Russia's file, under their Ukrainian codes: the code decides
            held = found.setdefault(code, {"name": NAMES.get(code, name), "polygons": []})
            rings = [[[(x, y) for x, y, *_ in ring] for ring in p] for p in polygons]
            held["polygons"] += _rounded(rings, UNIT_PARTS)
    return dict(sorted(found.items()))


def _decoded(arc: list[list[int]], transform: Mapping[str, list[float]]) -> Ring:
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * sx + tx, y * sy + ty))
    return points


def _ring(arcs: list[Ring], numbers: list[int]) -> Ring:
    points: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _rounded(polygons: list[Polygon], parts: int) -> list[list[list[int]]]:
    """The polygons worth keeping, each ring as steps between whole parts of a degree."""
    kept = []
    for polygon in polygons:
        if _area(polygon[0]) < LEAST and len(polygons) > 1:
            continue
        rings = [ring for ring in (_on_grid(r, parts) for r in polygon) if len(ring) > 3]
        if rings:
            kept.append([_steps(ring) for ring in rings])
    return kept


def _on_grid(ring: Ring, parts: int) -> list[tuple[int, int]]:
    points: list[tuple[int, int]] = []
    for x, y in ring:
        point = (round(x * parts), round(y * parts))
        if points and points[-1] == point:
            continue
        if len(points) > 1 and _straight(points[-2], points[-1], point):
            points.pop()
        points.append(point)
    return points


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether the middle point says nothing: it lies on the line and not beyond its ends."""
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0]) and (
        (b[0] - a[0]) * (c[0] - b[0]) >= 0 and (b[1] - a[1]) * (c[1] - b[1]) >= 0
    )


def _steps(ring: list[tuple[int, int]]) -> list[int]:
    steps: list[int] = []
    x = y = 0
    for nx, ny in ring:
        steps += (nx - x, ny - y)
        x, y = nx, ny
    return steps


def _area(ring: Ring) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _inside(ring: Ring, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return all(west <= x <= east and south <= y <= north for x, y in ring)
