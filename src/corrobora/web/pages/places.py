"""Places: every place the register names, how sure it is which one is meant, and its incidents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corrobora.case.records import IncidentHead
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.publish import words
from corrobora.publish.language import gettext as _

#: Candidates listed for a name several places have.
MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as the register names it.

    Attributes:
        level: what sort of place, where known.
        doubt: what the gazetteer cannot tell; may be empty.
        candidates: what the name can mean, where that is open.
        point: degrees, where there is one.
        incidents: numbers of the incidents there.
    """

    name: str
    within: str
    level: str
    doubt: str
    candidates: tuple[str, ...]
    point: str
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """What the list of places shows."""

    rows: tuple[PlaceRow, ...]
    doubtful: int
    without: int


def level_words(level: PlaceLevel) -> str:
    """What sort of place, in words."""
    return {
        PlaceLevel.COUNTRY: _("country"), PlaceLevel.FIRST: _("region"), PlaceLevel.SECOND: _("district"),
        PlaceLevel.SETTLEMENT: _("settlement"), PlaceLevel.FEATURE: _("other place"),
    }[level]  # fmt: skip


def places_page(heads: Sequence[IncidentHead]) -> PlacesPage:
    """The list of places, those in doubt first, then by name."""
    held: dict[tuple[str, str], tuple[Where, list[str]]] = {}
    without = 0
    for head in heads:
        if head.incident.place is None:
            without += 1
            continue
        where = head.incident.place.value
        key = (where.name.casefold(), where.best.id if where.best else "")
        held.setdefault(key, (where, []))[1].append(head.incident.label)
    rows = [_row(where, labels) for where, labels in held.values()]
    return PlacesPage(
        rows=tuple(sorted(rows, key=lambda r: (not r.doubt, r.name.casefold()))),
        doubtful=sum(bool(r.doubt) for r in rows),
        without=without,
    )


def _point(place: Candidate) -> str:
    return "" if place.lat is None or place.lon is None else f"{place.lat:.3f}, {place.lon:.3f}"


def _row(where: Where, labels: list[str]) -> PlaceRow:
    best = where.best
    return PlaceRow(
        name=where.name,
        within=words.containing(where),
        level=level_words(best.level) if best else "",
        doubt=words.place_doubt(where) or "",
        candidates=() if best else tuple(words.candidate(c) for c in where.candidates[:MOST]),
        point=f"{best.lat:.3f}, {best.lon:.3f}"
        if best and best.lat is not None and best.lon is not None
        else "",
        incidents=tuple(labels),
    )
