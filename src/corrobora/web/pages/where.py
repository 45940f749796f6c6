"""Where and when: incidents on a map and on a line of days, both with a list that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from corrobora.case.records import IncidentHead
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.places.outlines import Outlines
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.web.drawing import WIDTH, Canvas, canvas, whole
from corrobora.web.pages.incident import stretch, title
from corrobora.web.pages.register import Filter, Wanted, fits, register_filters
from corrobora.web.strip import Strip, strip

#: Most places drawn for one name that several places have.
MOST = 12
#: Kilometres from which a point is drawn as an area.
EXACT_KM = 1.0
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
        labels: numbers of the incidents there.
        name: what is read out and shown on pointing.
        href: where it leads.
    """

    x: int
    y: int
    r: float
    sort: str
    labels: tuple[str, ...]
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
        regions: units with incidents, most first; those only known as a whole carry their outline.
        listed: the incidents, by day.
        more: how many are not listed.
        unplaced: how many have no place that the gazetteer knows.
        undated: how many have no day.
        strip: the line of days.
        inside: name of the unit shown; empty: all.
        outlined: whether outlines are there to be drawn.
    """

    map: Canvas | None
    spots: tuple[Spot, ...]
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
    width: int = WIDTH


def where_page(
    heads: Sequence[IncidentHead], wanted: Wanted, outlines: Outlines, *, inside: str = ""
) -> WherePage:
    """The page of places and days.

    Args:
        heads: all incidents in force.
        wanted: what is asked for, as in the register.
        outlines: countries and units.
        inside: code of a unit: only what lies in it.
    """
    found = [h for h in heads if fits(h, wanted)]
    units = {h.incident.number: _unit(h, outlines) for h in found}
    if inside:
        found = [h for h in found if units[h.incident.number] == inside]
    candidates = {h.incident.number: tuple(_candidates(h)) for h in found}
    points = [
        (c.lat, c.lon) for cs in candidates.values() for c in cs if c.lat is not None and c.lon is not None
    ]
    drawn = canvas(points, outlines, units=[inside] if inside else ()) if points else None
    query = wanted.query()
    dated = sorted((s for s in (_days(h) for h in found) if s), key=lambda s: s)
    listed = sorted(found, key=lambda h: (_days(h) or (date.max, date.max), h.incident.number))
    return WherePage(
        map=drawn,
        spots=tuple(_spots(found, candidates, drawn)) if drawn else (),
        regions=tuple(_regions(found, units, outlines, drawn, query)),
        listed=tuple(_placed(h) for h in listed[:LISTED]),
        more=max(0, len(listed) - LISTED),
        unplaced=sum(not c for c in candidates.values()),
        undated=len(found) - len(dated),
        strip=strip(dated),
        filters=tuple(register_filters([h.incident for h in heads], wanted)),
        wanted=wanted,
        inside=outlines.units[inside].name if inside in outlines.units else "",
        total=len(found),
        outlined=bool(outlines.countries),
    )


def _place(head: IncidentHead) -> Where | None:
    return head.incident.place.value if head.incident.place else None


def _candidates(head: IncidentHead) -> Iterable[Candidate]:
    """Where it can have been: the one place, or those the name can equally well mean."""
    place = _place(head)
    if place is None:
        return ()
    if place.best is not None:
        return (place.best,) if place.best.lat is not None else ()
    top = place.candidates[0].score if place.candidates else 0.0
    return tuple(c for c in place.candidates[:MOST] if c.score >= 0.9 * top and c.lat is not None)


def _points(candidates: Iterable[Candidate]) -> Iterable[tuple[float, float]]:
    return ((c.lat, c.lon) for c in candidates if c.lat is not None and c.lon is not None)


def _unit(head: IncidentHead, outlines: Outlines) -> str:
    """The unit that holds every place it can have been in; empty if there is none."""
    held = {
        outlines.unit_at(c.lat, c.lon) for c in _candidates(head) if c.lat is not None and c.lon is not None
    }
    return (next(iter(held)) or "") if len(held) == 1 else ""


def _spots(
    heads: Sequence[IncidentHead], candidates: Mapping[int, tuple[Candidate, ...]], on: Canvas
) -> Iterable[Spot]:
    together: dict[tuple[float, float, bool], list[tuple[IncidentHead, Candidate]]] = {}
    for head in heads:
        several = len(candidates[head.incident.number]) > 1
        for c in candidates[head.incident.number]:
            if c.lat is not None and c.lon is not None and c.level is not PlaceLevel.FIRST:
                together.setdefault((c.lat, c.lon, several), []).append((head, c))
    spots = []
    for (lat, lon, several), held in together.items():
        x, y = on.at(lat, lon)
        if not (0 <= x <= WIDTH and 0 <= y <= on.height):
            continue
        km = max(_radius(c) for _, c in held)
        exact = km < EXACT_KM and not several
        labels = tuple(dict.fromkeys(h.incident.label for h, _ in held))
        spots.append(
            Spot(
                x=round(x), y=round(y),
                r=round(5.5 + 1.5 * min(len(labels) - 1, 6), 1) if exact or several
                else round(max(LEAST, on.pixels(lat, km)), 1),
                sort="point" if exact else "maybe" if several else "area",
                labels=labels,
                name=_spot_name(held, km, exact=exact, several=several),
                href=_spot_href(labels, held[0][1].name),
            )
        )  # fmt: skip
    return sorted(spots, key=lambda s: -s.r)


#: Kilometres a point of such a place can be off, where the gazetteer does not say.
_LEVEL_KM = {
    PlaceLevel.COUNTRY: 300.0,
    PlaceLevel.FIRST: 120.0,
    PlaceLevel.SECOND: 25.0,
    PlaceLevel.FEATURE: 5.0,
}


def _radius(candidate: Candidate) -> float:
    return candidate.radius_km or _LEVEL_KM.get(candidate.level, 0.0)


def _spot_href(labels: Sequence[str], name: str) -> str:
    return f"/incidents/{labels[0]}" if len(labels) == 1 else "/incidents?" + urlencode({"q": name})


def _spot_name(
    held: Sequence[tuple[IncidentHead, Candidate]], km: float, *, exact: bool, several: bool
) -> str:
    what = "; ".join(dict.fromkeys(f"{h.incident.label}: {title(h.incident)}" for h, _ in held[:3]))
    if several:
        how = _("one of several places of that name")
    elif exact:
        how = ""
    else:
        how = _("somewhere within %(km)s km") % {"km": round(km)}
    return f"{what} ({how})" if how else what


def _regions(
    heads: Sequence[IncidentHead],
    units: Mapping[int, str],
    outlines: Outlines,
    on: Canvas | None,
    query: Mapping[str, str],
) -> Iterable[Region]:
    counts: dict[str, list[IncidentHead]] = {}
    for head in heads:
        if code := units[head.incident.number]:
            counts.setdefault(code, []).append(head)
    for code, held in sorted(counts.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        shape = outlines.units[code]
        vague = [h for h in held if any(c.level is PlaceLevel.FIRST for c in _candidates(h))]
        yield Region(
            code=code,
            name=shape.name,
            incidents=len(held),
            href="/map?" + urlencode({**query, "in": code}),
            path=whole(shape, on) if vague and on else "",
            title="; ".join(f"{h.incident.label}: {title(h.incident)}" for h in vague[:3]),
        )


def _days(head: IncidentHead) -> tuple[date, date] | None:
    when = head.incident.date.value if head.incident.date else None
    if when is None:
        return None
    first, last = when.first or when.last, when.last or when.first
    return (first, last) if first and last else None


def _placed(head: IncidentHead) -> Placed:
    place = _place(head)
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
    km = _radius(best)
    return "" if km < EXACT_KM else _("within %(km)s km") % {"km": round(km)}
