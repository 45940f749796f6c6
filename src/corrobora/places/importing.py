"""A user's own gazetteers: GeoNames dumps and tables of places, made into files beside the embedded one."""

from __future__ import annotations

import csv
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corrobora.codebook.countries import load_countries
from corrobora.places.errors import GazetteerError
from corrobora.places.naming import division_keys, settlement_keys
from corrobora.places.schema import LEVELS, create, packed

_GEONAMES_COLUMNS = 19
#: Feature codes of abolished divisions and places: they stay findable as settlements only.
_DIVISIONS = {"ADM1": "first", "ADM2": "second"}
_TABLE_FIELDS = frozenset("id name names country level lat lon radius_km population".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import took and what it refused.

    Attributes:
        places: how many places are in the new file.
        refused: one line for every row that is wrong, with its number and the reason.
    """

    places: int
    refused: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class _Place:
    ref: str
    name: str
    names: tuple[str, ...]
    level: str
    country: str
    parent: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float = 0.0
    population: int = 0
    keys: dict[str, int] = field(default_factory=dict)


def import_geonames(source: Path, target: Path) -> Imported:
    """Make a gazetteer file from a GeoNames dump (``UA.txt``, ``allCountries.zip``).

    Populated places, first- and second-level divisions are taken, the rest is left out.

    Raises:
        GazetteerError: if the dump cannot be read or has nothing to take.
    """
    refused: list[str] = []
    with _lines(source) as lines:
        places = _by_ref(_geonames(lines, source.name, refused))
    return _write(places, target, source, refused)


def import_table(source: Path, target: Path) -> Imported:
    """Make a gazetteer file from a CSV table with at least the columns ``name`` and ``country``.

    Further columns: ``id``, ``names`` (separated by ``|``), ``level`` (settlement if empty), ``lat``,
    ``lon``, ``radius_km``, ``population``.

    Raises:
        GazetteerError: if the table cannot be read or has nothing to take.
    """
    refused: list[str] = []
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            fields = set(rows.fieldnames or ())
            if not {"name", "country"} <= fields <= _TABLE_FIELDS:
                raise GazetteerError(
                    f"{source}: needs the columns name and country, knows {', '.join(sorted(_TABLE_FIELDS))}"
                )
            places = _by_ref(_table(rows, source, refused))
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise GazetteerError(f"{source}: cannot be read as a CSV table in UTF-8: {wrong}") from wrong
    return _write(places, target, source, refused)


def _lines(source: Path) -> io.TextIOWrapper:
    try:
        if source.suffix == ".zip":
            archive = zipfile.ZipFile(source)
            inside = [n for n in archive.namelist() if n.endswith(".txt") and not n.startswith("readme")]
            if len(inside) != 1:
                raise GazetteerError(f"{source}: expected one table in the archive, found {inside}")
            return io.TextIOWrapper(archive.open(inside[0]), encoding="utf-8", newline="\n")
        return source.open(encoding="utf-8", newline="\n")
    except (OSError, zipfile.BadZipFile) as wrong:
        raise GazetteerError(f"{source}: cannot be read: {wrong}") from wrong


def _geonames(lines: Iterable[str], file: str, refused: list[str]) -> Iterator[_Place]:
    countries = load_countries()
    try:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\n").split("\t")
            if len(cells) != _GEONAMES_COLUMNS:
                refused.append(f"{file}, line {number}: {len(cells)} columns instead of {_GEONAMES_COLUMNS}")
                continue
            id, name, _, names, lat, lon, sort, code, country = cells[:9]
            level = _DIVISIONS.get(code) if sort == "A" else "settlement" if sort == "P" else None
            if level is None or country not in countries:
                continue
            first, second = f"{country}.{cells[10]}", f"{country}.{cells[10]}.{cells[11]}"
            above = second if cells[11] else first if cells[10] else None
            try:
                yield _Place(
                    ref=f"geonames:{ {'first': first, 'second': second}.get(level, id) }",
                    name=name,
                    names=tuple(names.split(",")) if names else (),
                    level=level,
                    country=country,
                    parent=None if level == "first" else f"geonames:{first if level == 'second' else above}",
                    lat=float(lat),
                    lon=float(lon),
                    radius_km=0.0 if level == "settlement" else 60.0 if level == "first" else 25.0,
                    population=int(cells[14] or 0),
                )
            except ValueError as wrong:
                refused.append(f"{file}, line {number}: {wrong}")
    except UnicodeDecodeError as wrong:
        raise GazetteerError(f"{file}: is not UTF-8: {wrong}") from wrong


def _table(rows: csv.DictReader[str], source: Path, refused: list[str]) -> Iterator[_Place]:
    countries = load_countries()
    for number, row in enumerate(rows, 2):
        where = f"{source.name}, line {number}"
        country, level = (row["country"] or "").strip().upper(), (row.get("level") or "settlement").strip()
        if not (row["name"] or "").strip() or country not in countries or level not in LEVELS:
            refused.append(
                f"{where}: needs a name, a two-letter country and one of {', '.join(LEVELS)} as level"
            )
            continue
        try:
            lat, lon = (float(row[key]) if row.get(key) else None for key in ("lat", "lon"))
            if (lat is None) != (lon is None) or (lat is not None and not -90 <= lat <= 90):
                raise ValueError("lat and lon belong together, in degrees")
            if lon is not None and not -180 <= lon <= 180:
                raise ValueError("lon lies between -180 and 180")
            yield _Place(
                ref=f"user:{(row.get('id') or '').strip() or f'{source.stem}-{number}'}",
                name=row["name"].strip(),
                names=tuple(n.strip() for n in (row.get("names") or "").split("|") if n.strip()),
                level=level,
                country=country,
                lat=lat,
                lon=lon,
                radius_km=float(row.get("radius_km") or 0),
                population=int(row.get("population") or 0),
            )
        except ValueError as wrong:
            refused.append(f"{where}: {wrong}")


def _by_ref(places: Iterable[_Place]) -> dict[str, _Place]:
    found: dict[str, _Place] = {}
    for place in places:
        found.setdefault(place.ref, place)
    return found


def _write(places: dict[str, _Place], target: Path, source: Path, refused: list[str]) -> Imported:
    if not places:
        raise GazetteerError(f"{source}: no place to take" + (f"; {refused[0]}" if refused else ""))
    ordered = sorted(places.values(), key=lambda p: (LEVELS.index(p.level), p.ref))
    number = {place.ref: n for n, place in enumerate(ordered, 1)}
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    connection = sqlite3.connect(fresh)
    try:
        create(connection)
        connection.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                (
                    number[p.ref],
                    packed(p.ref),
                    p.name,
                    LEVELS.index(p.level),
                    p.country,
                    number.get(p.parent) if p.parent else None,
                    None if p.lat is None else round(p.lat * 1e5),
                    None if p.lon is None else round(p.lon * 1e5),
                    round(p.radius_km),
                    p.population,
                )
                for p in ordered
            ),
        )
        connection.executemany(
            "INSERT INTO name VALUES (?,?,?)",
            sorted((key, number[p.ref], weak) for p in ordered for key, weak in _keys(p).items()),
        )
        connection.commit()
    finally:
        connection.close()
    fresh.replace(target)
    return Imported(places=len(ordered), refused=tuple(refused))


def _keys(place: _Place) -> dict[str, int]:
    make = settlement_keys if place.level in ("settlement", "feature") else division_keys
    keys: dict[str, int] = {}
    for key, weak in make(place.name, place.names):
        if len(key) > 1:
            keys[key] = min(weak, keys.get(key, weak))
    return keys
