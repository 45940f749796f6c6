"""Places the sources lack and names they miss, kept by hand in ``places/data/extra.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from corrobora.places.errors import GazetteerError
from corrobora.places.schema import LEVELS

EXTRA = Path(__file__).parent.parent / "data" / "extra.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraPlace:
    """A region, prison, front or other place that GeoNames' populated places do not hold."""

    id: str
    name: str
    names: tuple[str, ...]
    level: str
    country: str
    parent: str | None
    lat: float | None
    lon: float | None
    radius_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Further places, points by names of oblast, raion and settlement, and further names by gazetteer id."""

    places: tuple[ExtraPlace, ...]
    points: dict[tuple[str, ...], tuple[float, float]]
    aliases: dict[str, tuple[str, ...]]


def load_extra(path: Path = EXTRA) -> Extra:
    """Read the file.

    Raises:
        GazetteerError: naming the entry that is wrong.
    """
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    places = []
    for entry in data["places"]:
        if entry.get("level", "feature") not in LEVELS or "country" not in entry:
            raise GazetteerError(
                f"{path.name}: {entry.get('id')}: needs a country and one of {LEVELS} as level"
            )
        point = entry.get("point") or (None, None)
        places.append(
            ExtraPlace(
                id=f"corrobora:{entry['id']}",
                name=entry["name"],
                names=tuple(entry.get("names", ())),
                level=entry.get("level", "feature"),
                country=entry["country"],
                parent=entry.get("parent"),
                lat=point[0],
                lon=point[1],
                radius_km=float(entry.get("radius_km", 0)),
            )
        )
    aliases = {ref: tuple(names) for ref, names in data["aliases"].items()}
    points = {tuple(entry["place"]): (entry["point"][0], entry["point"][1]) for entry in data["points"]}
    return Extra(places=tuple(places), points=points, aliases=aliases)
