"""Outlines for the map: which country and unit a town lies in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corrobora.places.build.outlines import CRIMEA, outlines
from corrobora.places.outlines import Outlines, file, read

#: Latitude and longitude of towns, from GeoNames.
TOWNS = {
    "Simferopol": (44.957, 34.108, "UA", "UA-43"),
    "Sevastopol": (44.589, 33.522, "UA", "UA-40"),
    "Kerch": (45.356, 36.468, "UA", "UA-43"),
    "Yalta": (44.505, 34.165, "UA", "UA-43"),
    "Dzhankoi": (45.709, 34.393, "UA", "UA-43"),
    "Armiansk": (46.105, 33.692, "UA", "UA-43"),
    "Kyiv": (50.454, 30.524, "UA", "UA-30"),
    "Donetsk": (48.023, 37.802, "UA", "UA-14"),
    "Luhansk": (48.567, 39.317, "UA", "UA-09"),
    "Kherson": (46.656, 32.618, "UA", "UA-65"),
    "Kursk": (51.737, 36.187, "RU", "RU-KRS"),
    "Belgorod": (50.611, 36.580, "RU", "RU-BEL"),
    "Krasnodar": (45.045, 38.976, "RU", "RU-KDA"),
    "Warsaw": (52.230, 21.012, "PL", None),
    "Nairobi": (-1.286, 36.817, "KE", None),
}


@pytest.fixture(scope="module")
def built() -> Outlines:
    if not file().is_file():
        pytest.skip("the outlines were not built here: scripts/build_assets.py makes them")
    return Outlines.built()


@pytest.mark.parametrize("town", TOWNS)
def test_a_town_lies_in_its_country_and_crimea_in_ukraine(built: Outlines, town: str) -> None:
    lat, lon, country, unit = TOWNS[town]
    assert built.country_at(lat, lon) == country
    if unit:
        assert built.unit_at(lat, lon) == unit


def test_no_point_of_the_peninsula_is_in_russia(built: Outlines) -> None:
    west, south, east, north = *CRIMEA[:2], 36.5, CRIMEA[3]  # beyond 36.6 lies Taman, in Russia
    across = [
        (south + (north - south) * n / 24, west + (east - west) * m / 48)
        for n in range(25)
        for m in range(49)
    ]
    held = [built.country_at(lat, lon) for lat, lon in across]
    assert "RU" not in held
    assert held.count("UA") > 200
    assert not [code for code in built.units if code.startswith("RU") and built.units[code].holds(45.3, 34.4)]


def test_at_sea_there_is_no_country(built: Outlines) -> None:
    assert built.country_at(43.5, 34.0) is None
    assert built.country_at(0.0, -30.0) is None


def test_a_lake_inside_is_no_part_and_tiny_islands_are_left_out() -> None:
    square = [[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [square, [[4, 4], [2, 0], [0, 2], [-2, 0], [0, -2]]],
        "objects": {"countries": {"geometries": [{"type": "Polygon", "id": "1", "arcs": [[0], [1]]}]}},
    }

    def written(path: Path) -> Outlines:
        path.write_text(json.dumps(topology))
        return read(json.loads(json.dumps(outlines(path, [], {"001": "XA"}))))

    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = written(Path(folder) / "countries.json")
    assert made.country_at(2, 2) == "XA"
    assert made.country_at(5, 5) is None
    assert made.countries["XA"].box == (0, 0, 10, 10)
