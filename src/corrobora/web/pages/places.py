"""Places: every place the register names, how sure it is which one is meant, and its incidents."""

from __future__ import annotations

from dataclasses import dataclass

from corrobora.case.shown import NamedPlace, Shown
from corrobora.model.incident import label_of
from corrobora.model.where import PlaceLevel
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.web.paging import Paged, portion_of

SIZE = 100
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
        incidents: labels of the first incidents there.
        more: how many others there are.
    """

    name: str
    within: str
    level: str
    doubt: str
    candidates: tuple[str, ...]
    point: str
    incidents: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """What the list of places shows."""

    rows: Paged[PlaceRow]
    doubtful: int
    without: int


def level_words(level: PlaceLevel) -> str:
    """What sort of place, in words."""
    return {
        PlaceLevel.COUNTRY: _("country"), PlaceLevel.FIRST: _("region"), PlaceLevel.SECOND: _("district"),
        PlaceLevel.SETTLEMENT: _("settlement"), PlaceLevel.FEATURE: _("other place"),
    }[level]  # fmt: skip


def places_page(
    shown: Shown, *, after: str | None = None, before: str | None = None, position: int = 1
) -> PlacesPage:
    """The list of places, those in doubt first, then by name.

    Args:
        shown: the case, in portions.
        after, before: the rows come after, or just before, the place of this key.
        position: place of the first row, as the address says.
    """
    portion = shown.places(limit=SIZE, after=after, before=before)
    total, doubtful, without = shown.place_sizes()
    return PlacesPage(
        rows=portion_of(
            portion,
            _row,
            total=total,
            position=position,
            size=SIZE,
            path="/places",
        ),
        doubtful=doubtful,
        without=without,
    )


def _row(place: NamedPlace) -> PlaceRow:
    where, best = place.where, place.where.best
    return PlaceRow(
        name=where.name,
        within=words.containing(where),
        level=level_words(best.level) if best else "",
        doubt=words.place_doubt(where) or "",
        candidates=() if best else tuple(words.candidate(c) for c in where.candidates[:MOST]),
        point=f"{best.lat:.3f}, {best.lon:.3f}"
        if best and best.lat is not None and best.lon is not None
        else "",
        incidents=tuple(label_of(number) for number in place.numbers),
        more=place.incidents - len(place.numbers),
    )
