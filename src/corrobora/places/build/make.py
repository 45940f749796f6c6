"""Putting the gazetteer together, the same bytes every time."""

from __future__ import annotations

import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corrobora.codebook.countries import load_countries
from corrobora.places import naming
from corrobora.places.build import sources
from corrobora.places.build.extra import ExtraPlace, load_extra
from corrobora.places.build.ukraine import Settlement, join
from corrobora.places.romanise import ukrainian_to_latin
from corrobora.places.schema import LEVELS, create, packed

#: Around Crimea and Sevastopol, west of the Kerch strait: [south, north], [west, east] in degrees.
#: UN General Assembly resolution 68/262: whatever a source says, what lies here is in Ukraine.
CRIMEA = ((44.3, 46.15), (32.4, 36.65))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What went into the database."""

    places: int
    names: int


@dataclass(slots=True, kw_only=True)
class _Row:
    ref: str
    name: str
    level: str
    country: str
    parent: str | None
    lat: float | None
    lon: float | None
    radius: float
    population: int
    keys: dict[str, int]

    def add(self, keys: Iterable[tuple[str, int]]) -> None:
        for key, weak in keys:
            if len(key) > 1:
                self.keys[key] = min(weak, self.keys.get(key, weak))


def build(target: Path) -> Counts:
    """Write the database, replacing what is there.

    Raises:
        GazetteerError: if a data package is missing.
    """
    rows = {row.ref: row for row in _collect()}
    for row in rows.values():
        if _in_crimea(row):
            row.country = "UA"
    ordered = sorted(rows.values(), key=lambda r: (LEVELS.index(r.level), r.ref))
    number = {row.ref: n for n, row in enumerate(ordered, 1)}
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    connection = sqlite3.connect(fresh)
    try:
        create(connection)
        connection.executemany(
            "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?,?)", (_values(row, number) for row in ordered)
        )
        index = sorted((key, number[row.ref], weak) for row in ordered for key, weak in row.keys.items())
        connection.executemany("INSERT INTO name VALUES (?,?,?)", index)
        connection.commit()
        connection.execute("VACUUM")
    finally:
        connection.close()
    fresh.replace(target)
    return Counts(places=len(ordered), names=len(index))


def _values(row: _Row, number: dict[str, int]) -> tuple[object, ...]:
    parent = number.get(row.parent) if row.parent else None
    lat = None if row.lat is None else round(row.lat * 1e5)
    lon = None if row.lon is None else round(row.lon * 1e5)
    level, ref = LEVELS.index(row.level), packed(row.ref)
    return (
        number[row.ref],
        ref,
        row.name,
        level,
        row.country,
        parent,
        lat,
        lon,
        round(row.radius),
        row.population,
    )


def _in_crimea(row: _Row) -> bool:
    if row.lat is None or row.lon is None or row.country != "RU":
        return False
    (south, north), (west, east) = CRIMEA
    return south <= row.lat <= north and west <= row.lon <= east


def _collect() -> Iterator[_Row]:
    extra = load_extra()
    cities = sources.cities()
    divisions = sources.divisions()
    ukraine = join(sources.units(), cities, divisions, extra.points)
    rows = [*_countries(), *_divisions(divisions, ukraine.division_names)]
    rows += [_settlement(s) for s in ukraine.settlements]
    code_of = {d.row: d.code for d in divisions}
    rows += [_city(c, code_of) for c in cities if c.id not in ukraine.taken]
    rows += [_extra(place) for place in extra.places]
    by_ref = {row.ref: row for row in rows}
    for ref, further in extra.aliases.items():
        row = by_ref[ref]
        row.add(naming.division_keys(row.name, further))
    _place_divisions(rows)
    yield from by_ref.values()


def _countries() -> Iterator[_Row]:
    for country in load_countries().values():
        row = _Row(
            ref=f"country:{country.code}", name=country.name, level="country", country=country.code,
            parent=None,
            lat=None, lon=None, radius=0, population=0, keys={},
        )  # fmt: skip
        row.add(naming.division_keys(country.name, country.all_names()))
        yield row


def _divisions(found: Iterable[sources.Division], ukrainian: dict[str, tuple[str, str]]) -> Iterator[_Row]:
    """All divisions; ``ukrainian`` maps codes of today's Ukrainian ones to their names in both scripts."""
    code_of = {d.row: d.code for d in found}
    for division in found:
        if division.level not in (1, 2) or not division.code:
            continue
        if division.country == "UA" and division.level == 2 and division.code not in ukrainian:
            continue  # abolished in 2020, or a part of a city: the codifier has what is in force
        level = "first" if division.level == 1 else "second"
        parent = code_of.get(division.parent) if division.parent else None
        row = _Row(
            ref=f"geonames:{division.code}", name=division.name, level=level, country=division.country,
            parent=f"geonames:{parent}" if parent else None, lat=None, lon=None, radius=0, population=0,
            keys={},
        )  # fmt: skip
        row.add(naming.division_keys(division.name, (*division.aliases, *ukrainian.get(division.code, ()))))
        yield row


def _city(city: sources.City, code_of: dict[int, str]) -> _Row:
    row = _Row(
        ref=f"geonames:{city.id}", name=city.name, level="settlement", country=city.country,
        parent=f"geonames:{code_of[city.division]}" if city.division else None, lat=city.lat, lon=city.lon,
        radius=0, population=city.population, keys={},
    )  # fmt: skip
    row.add(naming.settlement_keys(city.name, city.names))
    return row


def _settlement(place: Settlement) -> _Row:
    city = place.city
    ref = f"geonames:{city.id}" if city else f"katottg:{place.code}"
    row = _Row(
        ref=ref, name=city.name if city else ukrainian_to_latin(place.name), level=place.level, country="UA",
        parent=place.parent, lat=place.lat, lon=place.lon, radius=place.radius_km,
        population=city.population if city else 0, keys={},
    )  # fmt: skip
    row.add(naming.ukrainian_keys(place.name))
    if place.level == "second":
        row.add(naming.division_keys(ukrainian_to_latin(place.name), ()))
    if city:
        row.add(naming.settlement_keys(city.name, city.names))
    return row


def _extra(place: ExtraPlace) -> _Row:
    row = _Row(
        ref=place.id, name=place.name, level=place.level, country=place.country, parent=place.parent,
        lat=place.lat, lon=place.lon, radius=place.radius_km, population=0, keys={},
    )  # fmt: skip
    row.add(naming.division_keys(place.name, place.names))
    return row


def _place_divisions(rows: list[_Row]) -> None:
    """A division's point is the mean of its settlements, its radius holds nine tenths of them."""
    by_ref = {row.ref: row for row in rows}
    inside: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.level != "settlement" or row.lat is None:
            continue
        above = row.parent
        while above is not None and above in by_ref:
            inside[above].append(row)
            above = by_ref[above].parent
    for ref, held in inside.items():
        row = by_ref[ref]
        if row.lat is not None or row.level == "settlement":
            continue
        points = [(r.lat, r.lon) for r in held if r.lat is not None and r.lon is not None]
        row.lat = sum(p[0] for p in points) / len(points)
        row.lon = sum(p[1] for p in points) / len(points)
        off = sorted(_km(row.lat, row.lon, *p) for p in points)
        row.radius = max(5.0, off[int(0.9 * (len(off) - 1))])
        row.population = sum(r.population for r in held)


def _km(lat: float, lon: float, lat2: float, lon2: float) -> float:
    x = math.radians(lon2 - lon) * math.cos(math.radians((lat + lat2) / 2))
    return 6371 * math.hypot(x, math.radians(lat2 - lat))
