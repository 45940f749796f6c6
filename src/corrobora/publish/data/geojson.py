"""Incidents on a map, as GeoJSON (RFC 7946)."""

from __future__ import annotations

from corrobora.case import Case
from corrobora.model.incident import Incident
from corrobora.publish.data.case_tables import incident_rows
from corrobora.publish.tables import feature_collection

#: What the file does not hold; the tables and an evidence bundle do.
LOSSES = (
    "claims, documents and elements of crimes, but for the ids of the claims",
    "grades, decisions, the words, and the bytes of the items",
)


def geojson(case: Case) -> bytes:
    """Incidents as GeoJSON; no geometry where the place is not found, unknown or ambiguous.

    ``radius_km`` says how far off a point can be: draw an area, not a pin, where it is not 0.
    """
    rows = []
    for head, row in incident_rows(case):
        point, radius = point_of(head.incident)
        rows.append(({**row, "radius_km": radius}, point))
    return feature_collection(rows)


def point_of(incident: Incident) -> tuple[tuple[float, float] | None, float | None]:
    """Longitude and latitude, and how far off they can be in km; ``None``: the place is not certain."""
    best = incident.place.value.best if incident.place else None
    if best is None or best.lat is None or best.lon is None:
        return None, None
    return (best.lon, best.lat), best.radius_km
