"""Places as names with ranked candidates, never a silent guess."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PlaceLevel(StrEnum):
    """What sort of place a candidate is, widest first."""

    COUNTRY = "country"
    FIRST = "first"  # oblast, region, state
    SECOND = "second"  # raion, district
    SETTLEMENT = "settlement"
    FEATURE = "feature"  # river, mountain, prison, front


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One gazetteer entry a name can mean.

    Attributes:
        id: the gazetteer's identifier, with its source as prefix (``geonames:702550``).
        name: the entry's main name.
        level: what sort of place it is.
        country: ISO 3166-1 alpha-2 code.
        admin: names of the divisions that contain it, widest first, country left out.
        lat, lon: degrees WGS84, ``None`` where the gazetteer has no point.
        radius_km: how far off the point can be; 0 for a settlement's own point.
        population: inhabitants, 0 when unknown.
        score: 0..1, how well it fits name and context; candidates are ranked by it.
        admin_ids: identifiers of the containing divisions, widest first.
    """

    id: str
    name: str
    level: PlaceLevel
    country: str
    admin: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    radius_km: float = 0.0
    population: int = 0
    score: float = 0.0
    admin_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place as the text names it.

    Attributes:
        name: the narrowest name, as in the text without its preposition.
        candidates: gazetteer entries it can mean, best first; empty: no such place in the gazetteer.
        within: wider places the text itself gives for it ("the Kursk region"), narrowest first.
    """

    name: str
    candidates: tuple[Candidate, ...] = ()
    within: tuple[str, ...] = ()

    @property
    def best(self) -> Candidate | None:
        """The only sensible candidate, or ``None`` if there is none or two fit equally well."""
        likely = self._likely
        return likely[0] if len(likely) == 1 else None

    @property
    def countries(self) -> frozenset[str]:
        """Countries it lies in: several if places that fit equally well are in different ones."""
        return frozenset(c.country for c in self._likely)

    @property
    def _likely(self) -> tuple[Candidate, ...]:
        return tuple(c for c in self.candidates if c.score >= 0.9 * self.candidates[0].score)

    @property
    def ambiguous(self) -> bool:
        """Whether the gazetteer holds several places it can equally well mean."""
        return bool(self.candidates) and self.best is None
