"""Where and when: incidents on a map and on a line of days, both with a list that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from corrobora.case.listing import off
from corrobora.case.records import IncidentHead
from corrobora.case.shown import Shown
from corrobora.case.shown import Where as Found
from corrobora.model.where import Where
from corrobora.places.outlines import Outlines, Shape
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.store.listed import Spot as ListedSpot
from corrobora.web.drawing import WIDTH, Canvas, canvas, whole
from corrobora.web.pages.incident import stretch, title
from corrobora.web.pages.mapped import (
    EXACT_KM,
    NAMED,
    Sort,
    region_href,
    region_name,
    sort_of,
    spot_href,
    spot_name,
)
from corrobora.web.pages.register import Filter, Wanted, register_filters
from corrobora.web.strip import Strip, strip

#: Most marks on the map.
MOST_SPOTS = 800
#: Where marks are had as GeoJSON.
MARKS = "/api/v1/map"
#: Least radius of an area, in pixels, so that it can be seen and pressed.
LEAST = 9.0
#: Incidents listed without asking.
LISTED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A mark on the map.

    Attributes:
        x, y, r: where and how large, in pixels.
        sort: ``point`` (exact), ``area`` (somewhere inside), ``maybe`` (one of several places of that name).
        incidents: how many were there, or can have been.
        name: what is read out and shown on pointing.
        href: where it leads.
    """

    x: int
    y: int
    r: float
    sort: str
    incidents: int
    name: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A first-level unit with what lies in it.

    Attributes:
        path: its outline, drawn as a whole where incidents are only known to lie in it; may be empty.
    """

    code: str
    name: str
    incidents: int
    href: str
    path: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An incident in the list beside the map.

    Attributes:
        precision: how exactly its place is known, in words.
    """

    label: str
    title: str
    when: str
    place: str
    precision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WherePage:
    """What the page of places and days shows.

    Attributes:
        map: the part of the world drawn; ``None`` where nothing has a point.
        spots: marks on it, the largest first.
        more_spots: whether there are places with fewer incidents that are not drawn.
        regions: units with incidents, most first; those only known as a whole carry their outline.
        listed: the incidents, by day.
        more: how many are not listed.
        unplaced: how many have no place that the gazetteer knows.
        undated: how many have no day.
        strip: the line of days.
        inside: name of the unit shown; empty: all.
        outlined: whether outlines are there to be drawn.
        marks: address of the same marks as GeoJSON.
    """

    map: Canvas | None
    spots: tuple[Spot, ...]
    more_spots: bool
    regions: tuple[Region, ...]
    listed: tuple[Placed, ...]
    more: int
    unplaced: int
    undated: int
    strip: Strip | None
    filters: tuple[Filter, ...]
    wanted: Wanted
    inside: str
    total: int
    outlined: bool
    marks: str
    width: int = WIDTH


def where_page(
    shown: Shown, wanted: Wanted, outlines: Outlines, *, inside: str = "", listing: bool = True
) -> WherePage:
    """The page of places and days.

    Args:
        shown: the register in portions.
        wanted: what is asked for, as in the register.
        outlines: countries and units.
        inside: code of a unit: only what lies in it.
        listing: whether the incidents are listed beside the map.
    """
    asked = replace(wanted.asked(), unit=inside)
    found = shown.where(asked, most=MOST_SPOTS)
    points = [(s.lat, s.lon) for s in found.spots]
    points += [_middle(outlines.units[code]) for code in found.vague if code in outlines.units]
    drawn = canvas(points, outlines, units=[inside] if inside else ()) if points else None
    few = found.incidents <= NAMED
    listed = shown.register(asked, "day", limit=LISTED).heads if listing or few else ()
    named = {h.incident.number: h for h in listed} if few else {}
    return WherePage(
        map=drawn,
        spots=tuple(_spots(found.spots, named, drawn)) if drawn else (),
        more_spots=found.more,
        regions=tuple(_regions(found, named, outlines, drawn, wanted.query())),
        listed=tuple(_placed(h) for h in listed),
        more=max(0, found.incidents - LISTED),
        unplaced=found.incidents - found.placed,
        undated=found.incidents - sum(n for _, _, n in found.stretches),
        strip=strip(found.stretches),
        filters=tuple(register_filters(shown.values(), wanted)),
        wanted=wanted,
        inside=outlines.units[inside].name if inside in outlines.units else "",
        total=found.incidents,
        outlined=bool(outlines.countries),
        marks=f"{MARKS}?" + urlencode({**wanted.query(), "in": inside, "limit": MOST_SPOTS}),
    )


def _middle(shape: Shape) -> tuple[float, float]:
    west, south, east, north = shape.box
    return (south + north) / 2, (west + east) / 2


def _spots(found: Sequence[ListedSpot], named: Mapping[int, IncidentHead], on: Canvas) -> Iterable[Spot]:
    spots = []
    for spot in found:
        x, y = on.at(spot.lat, spot.lon)
        if not (0 <= x <= WIDTH and 0 <= y <= on.height):
            continue
        sort = sort_of(spot)
        size = round(5.5 + 1.5 * min(spot.incidents - 1, 6), 1)
        spots.append(
            Spot(
                x=round(x), y=round(y),
                r=round(max(LEAST, on.pixels(spot.lat, spot.km)), 1) if sort is Sort.AREA else size,
                sort=sort, incidents=spot.incidents, name=spot_name(spot, named), href=spot_href(spot),
            )
        )  # fmt: skip
    return sorted(spots, key=lambda s: -s.r)


def _regions(
    found: Found, named: Mapping[int, IncidentHead], outlines: Outlines, on: Canvas | None,
    query: Mapping[str, str],
) -> Iterable[Region]:  # fmt: skip
    for code, incidents in sorted(found.units.items(), key=lambda pair: (-pair[1], pair[0])):
        shape = outlines.units.get(code)
        if shape is None:
            continue
        many, first = found.vague.get(code, (0, 0))
        yield Region(
            code=code,
            name=shape.name,
            incidents=incidents,
            href=region_href(code, query),
            path=whole(shape, on) if many and on else "",
            title=region_name(shape, many, first, named),
        )


def _placed(head: IncidentHead) -> Placed:
    place = head.incident.place.value if head.incident.place else None
    return Placed(
        label=head.incident.label,
        title=title(head.incident),
        when=stretch(head.incident, long=False),
        place=words.containing(place) if place else "",
        precision=_precision(place),
    )


def _precision(place: Where | None) -> str:
    if place is None:
        return _("no place found")
    if doubt := words.place_doubt(place):
        return doubt
    best = place.best
    if best is None or best.lat is None:
        return _("not on the map")
    km = off(best)
    return "" if km < EXACT_KM else _("within %(km)s km") % {"km": round(km)}
