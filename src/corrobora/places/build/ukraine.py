"""Ukraine's settlements: the official list with GeoNames' points.

KATOTTG names every settlement and the raion and hromada it lies in, but has no points; GeoNames has
points for the larger ones. They meet by raion (GeoNames' second-level codes are the codifier's raion
digits) and name. A settlement without a point of its own gets its hromada's mean, with the radius that
holds nine tenths of that hromada's known points, else its raion's.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from corrobora.places.build.sources import City, Division, Unit
from corrobora.places.errors import GazetteerError
from corrobora.places.fold import cyrillic_key, is_cyrillic, latin_key
from corrobora.places.romanise import ukrainian_to_latin

Point = tuple[float, float]
_LEAST_RADIUS_KM = 12.0  # nine in ten settlements lie within this of their hromada's mean, measured
_SETTLEMENTS = frozenset("KMTXC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A settlement, hromada or city district, placed as well as the sources allow."""

    code: str
    name: str
    level: str
    parent: str
    city: City | None
    lat: float | None
    lon: float | None
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """The result: settlements, the GeoNames ids used up, and names by division code."""

    settlements: tuple[Settlement, ...]
    taken: frozenset[int]
    division_names: dict[str, tuple[str, str]]


def join(
    units: list[Unit],
    cities: Iterable[City],
    divisions: Iterable[Division],
    points: Mapping[tuple[str, ...], Point],
) -> Joined:
    """Bring the codifier and GeoNames together.

    Args:
        units: the codifier's rows.
        cities: GeoNames' populated places, of every country.
        divisions: GeoNames' divisions.
        points: points known by hand, by names of oblast, raion and settlement.

    Raises:
        GazetteerError: if such a name is none of the codifier's, or several settlements'.
    """
    code_of_row = {d.row: d.code for d in divisions}
    raion_code = {d.code.split(".")[2]: d.code for d in divisions if _is_raion(d)}
    # the two cities with special status and the oblasts, by the first two digits of their raions
    oblast_code = {digits[:2]: code.rsplit(".", 1)[0] for digits, code in raion_code.items()}
    oblast_code |= {"80": "UA.12", "85": "UA.20"}
    by_division: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        if city.country == "UA" and city.division is not None:
            by_division[code_of_row[city.division]].append(city)
    settlements = [u for u in units if u.category in _SETTLEMENTS]
    where = {u.code: _division_of(u, raion_code, oblast_code) for u in settlements}
    matched = _match(settlements, where, by_division)
    hromada_points, raion_points = _points(settlements, where, matched)
    placed = [
        _place(u, where[u.code], matched.get(u.code), hromada_points, raion_points) for u in settlements
    ]
    found = _with_points(units, [p for p in placed if p is not None], points)
    found += _other_units(units, raion_code, oblast_code, matched)
    names: dict[str, tuple[str, str]] = {}
    for unit in units:
        code = {"O": oblast_code.get(unit.code[2:4]), "P": raion_code.get(unit.code[2:6])}.get(unit.category)
        if code:
            names[code] = (unit.name, ukrainian_to_latin(unit.name))
    taken = frozenset(city.id for city in matched.values())
    return Joined(settlements=tuple(found), taken=taken, division_names=names)


def _with_points(
    units: list[Unit], placed: list[Settlement], points: Mapping[tuple[str, ...], Point]
) -> list[Settlement]:
    name_of = {unit.code: unit.name for unit in units}
    chain_of = {unit.code: unit.chain for unit in units}
    left = dict(points)
    out = []
    for place in placed:
        chain = chain_of[place.code]
        point = left.pop((name_of[chain[0]], name_of[chain[1]], place.name), None) if len(chain) > 1 else None
        if point is not None and place.city is None:
            place = replace(place, lat=point[0], lon=point[1], radius_km=1.0)
        out.append(place)
    if left:
        raise GazetteerError(f"extra.yaml: points: no such settlement: {sorted(left)}")
    return out


def _is_raion(division: Division) -> bool:
    parts = division.code.split(".")
    return division.country == "UA" and len(parts) == 3 and len(parts[2]) == 4 and parts[2].isdigit()


def _division_of(unit: Unit, raion_code: dict[str, str], oblast_code: dict[str, str]) -> str:
    return raion_code.get(unit.code[2:6]) or oblast_code[unit.code[2:4]]


def _match(
    settlements: list[Unit], where: dict[str, str], by_division: dict[str, list[City]]
) -> dict[str, City]:
    """Which codifier entry is which GeoNames place."""
    named: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in settlements:
        named[where[unit.code], cyrillic_key(unit.name)].append(unit)
        named[where[unit.code], latin_key(ukrainian_to_latin(unit.name))].append(unit)
    unsure: list[tuple[City, list[Unit]]] = []
    matched: dict[str, City] = {}
    for division, held in sorted(by_division.items()):
        for city in sorted(held, key=lambda c: (-c.population, c.id)):
            keys = {latin_key(city.name)} | {cyrillic_key(n) for n in city.names if is_cyrillic(n)}
            units = {u.code: u for key in keys for u in named.get((division, key), ())}
            free = [u for code, u in sorted(units.items()) if code not in matched]
            if len(free) == 1:
                matched[free[0].code] = city
            elif free:
                unsure.append((city, free))
    hromadas, _ = _points(settlements, where, matched)
    for city, free in unsure:
        free = [u for u in free if u.code not in matched and u.chain[2] in hromadas]
        if free:
            near = min(free, key=lambda u: _km(_mean(hromadas[u.chain[2]]), (city.lat, city.lon)))
            matched[near.code] = city
    return matched


def _points(
    settlements: list[Unit], where: dict[str, str], matched: dict[str, City]
) -> tuple[dict[str, list[Point]], dict[str, list[Point]]]:
    hromada: dict[str, list[Point]] = defaultdict(list)
    raion: dict[str, list[Point]] = defaultdict(list)
    for unit in settlements:
        city = matched.get(unit.code)
        if city:
            raion[where[unit.code]].append((city.lat, city.lon))
            if len(unit.chain) > 2:
                hromada[unit.chain[2]].append((city.lat, city.lon))
    return hromada, raion


def _place(
    unit: Unit,
    division: str,
    city: City | None,
    hromada: dict[str, list[Point]],
    raion: dict[str, list[Point]],
) -> Settlement | None:
    inside_hromada = unit.category != "K" and len(unit.chain) > 3
    parent = f"katottg:{unit.chain[2]}" if inside_hromada else f"geonames:{division}"
    lat: float | None = None
    lon: float | None = None
    radius = 0.0
    if city:
        lat, lon = city.lat, city.lon
    else:
        known = hromada.get(unit.chain[2]) if inside_hromada else None
        known = known or raion.get(division)
        if known:
            lat, lon = _mean(known)
            radius = max(_LEAST_RADIUS_KM, _spread(known))
    return Settlement(
        code=unit.code, name=unit.name, level="settlement", parent=parent, city=city, lat=lat, lon=lon,
        radius_km=radius,
    )  # fmt: skip


def _other_units(
    units: list[Unit], raion_code: dict[str, str], oblast_code: dict[str, str], matched: dict[str, City]
) -> list[Settlement]:
    """Hromadas, as second-level divisions inside their raion, and districts of cities."""
    found = []
    for unit in units:
        if unit.category == "H":
            parent, level = f"geonames:{_division_of(unit, raion_code, oblast_code)}", "second"
        elif unit.category == "B":
            city = matched.get(unit.chain[-2])
            parent, level = f"geonames:{city.id}" if city else f"katottg:{unit.chain[-2]}", "feature"
        else:
            continue
        found.append(
            Settlement(
                code=unit.code,
                name=unit.name,
                level=level,
                parent=parent,
                city=None,
                lat=None,
                lon=None,
                radius_km=0.0,
            )
        )
    return found


def _mean(points: list[Point]) -> Point:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _spread(points: list[Point]) -> float:
    middle = _mean(points)
    off = sorted(_km(middle, p) for p in points)
    return off[math.ceil(0.9 * (len(off) - 1))]


def _km(a: Point, b: Point) -> float:
    x = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6371 * math.hypot(x, math.radians(b[0] - a[0]))
