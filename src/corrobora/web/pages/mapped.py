"""Where incidents can have been, as marks on a map: what each is called, how sure it is, and as GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from corrobora.case.records import IncidentHead
from corrobora.case.shown import Shown
from corrobora.model.errors import CorroboraError
from corrobora.model.incident import label_of
from corrobora.places.outlines import Outlines, Shape
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.store.listed import Asked, Box, Spot
from corrobora.web.pages.incident import title

#: Kilometres from which a point is drawn as an area.
EXACT_KM = 1.0
#: With so many marks or fewer, each says what happened there.
NAMED = 200


class BadBox(CorroboraError):
    """Four numbers do not bound a part of the world."""


class Sort(StrEnum):
    """How sure a mark is: the place itself, somewhere inside, one of several of its name, only the region."""

    POINT = "point"
    AREA = "area"
    MAYBE = "maybe"
    REGION = "region"


def sort_of(spot: Spot) -> Sort:
    """How sure a point is."""
    if spot.several:
        return Sort.MAYBE
    return Sort.POINT if spot.km < EXACT_KM else Sort.AREA


def spot_name(spot: Spot, named: Mapping[int, IncidentHead]) -> str:
    """What a point is called: its incident or how many there are, and how sure the place is.

    Args:
        spot: it.
        named: incidents that are to be called by what happened, by number.
    """
    head = named.get(spot.number)
    if spot.incidents > 1:
        what = f"{spot.name}: {words.plural(spot.incidents, 'incident')}"
    else:
        what = f"{label_of(spot.number)}: {title(head.incident) if head else spot.name}"
    match sort_of(spot):
        case Sort.MAYBE:
            how = _("one of several places of that name")
        case Sort.AREA:
            how = _("somewhere within %(km)s km") % {"km": round(spot.km)}
        case _:
            return what
    return f"{what} ({how})"


def spot_href(spot: Spot) -> str:
    """Where it leads: to its incident, or to those found by its name."""
    if spot.incidents == 1:
        return f"/incidents/{label_of(spot.number)}"
    return "/incidents?" + urlencode({"q": spot.name})


def region_name(shape: Shape, many: int, first: int, named: Mapping[int, IncidentHead]) -> str:
    """What a region is called with the incidents that are only known to lie in it."""
    head = named.get(first)
    if many != 1:
        return f"{shape.name}: {words.plural(many, 'incident')}"
    return f"{label_of(first)}: {title(head.incident) if head else shape.name}"


def region_href(code: str, query: Mapping[str, str]) -> str:
    """Where it leads: to the map of what lies in it."""
    return "/map?" + urlencode({**query, "in": code})


def box_of(given: str) -> Box | None:
    """West, south, east and north, as an address gives them; empty: the whole world.

    Raises:
        BadBox: if it is not four numbers, or they bound nothing.
    """
    if not given:
        return None
    try:
        west, south, east, north = (float(part) for part in given.split(","))
    except ValueError as error:
        raise BadBox("bbox is four numbers: west,south,east,north in degrees") from error
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BadBox("bbox is west,south,east,north: longitudes from -180 to 180, south not above north")
    return west, south, east, north


def marks_json(
    shown: Shown,
    asked: Asked,
    outlines: Outlines,
    query: Mapping[str, str],
    *,
    limit: int,
    box: Box | None = None,
    after: tuple[int, float, float, int] | None = None,
) -> tuple[list[dict[str, Any]], Spot | None]:
    """Marks as GeoJSON features, titled as pages say it, and the point to go on from, if there are more.

    Args:
        shown: the register in portions.
        asked: which incidents.
        outlines: regions' outlines; regions come with the first points.
        query: parameters that ask for the same incidents.
        limit: most points.
        box: only what lies inside.
        after: the points come after the one of so many incidents, this latitude, longitude and ``several``.
    """
    spots, more = shown.spots(asked, limit=limit, box=box, after=after)
    vague = {
        code: found
        for code, found in (shown.vague(asked) if after is None else {}).items()
        if (unit := outlines.units.get(code)) and unit.polygons and (box is None or _meet(unit.box, box))
    }
    alone = [s.number for s in spots if s.incidents == 1] + [
        first for many, first in vague.values() if many == 1
    ]
    named = shown.heads(alone) if len(alone) <= NAMED else {}
    features = [_region(outlines.units[code], *found, named, query) for code, found in sorted(vague.items())]
    features += [_point(spot, named) for spot in spots]
    return features, spots[-1] if more else None


def _point(spot: Spot, named: Mapping[int, IncidentHead]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [spot.lon, spot.lat]},
        "properties": {
            "sort": sort_of(spot).value, "km": spot.km, "name": spot.name, "incidents": spot.incidents,
            "first": label_of(spot.number), "title": words.visible(spot_name(spot, named)),
            "href": spot_href(spot),
        },
    }  # fmt: skip


def _region(
    shape: Shape, many: int, first: int, named: Mapping[int, IncidentHead], query: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": _closed(shape)},
        "properties": {
            "sort": Sort.REGION.value, "code": shape.code, "name": shape.name, "incidents": many,
            "first": label_of(first),
            "title": words.visible(
                f"{region_name(shape, many, first, named)} ({_('only the region is known')})"
            ),
            "href": region_href(shape.code, query),
        },
    }  # fmt: skip


def _closed(shape: Shape) -> list[list[list[Sequence[float]]]]:
    """Its polygons with the first corner of each ring again at its end, as GeoJSON asks."""
    return [[[*ring, ring[0]] if ring[0] != ring[-1] else list(ring) for ring in p] for p in shape.polygons]


def _meet(one: Box, other: Box) -> bool:
    across = one[0] <= other[2] and other[0] <= one[2]
    if other[0] > other[2]:  # over 180°
        across = one[2] >= other[0] or one[0] <= other[2]
    return across and one[1] <= other[3] and other[1] <= one[3]
