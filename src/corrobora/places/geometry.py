"""How places lie to each other."""

from __future__ import annotations

import math

from corrobora.model.where import Candidate, PlaceLevel

_EARTH_KM = 6371.0088


def contains(wider: Candidate, narrower: Candidate) -> bool:
    """Whether the narrower place lies in the wider one by the official hierarchy; not of itself."""
    if wider.level is PlaceLevel.COUNTRY:
        return wider.country == narrower.country and narrower.level is not PlaceLevel.COUNTRY
    return wider.id in narrower.admin_ids


def distance_km(a: Candidate, b: Candidate) -> float | None:
    """Great-circle distance between the points in km, ``None`` where one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, (a.lat, a.lon, b.lat, b.lon))
    h = math.sin((lat2 - lat1) / 2) ** 2
    h += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def least_distance_km(a: Candidate, b: Candidate) -> float | None:
    """The least distance the two can have, given how far off their points may be."""
    between = distance_km(a, b)
    return None if between is None else max(0.0, between - a.radius_km - b.radius_km)
