"""A claim boiled down to what two claims are compared by."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from corrobora.link.names import name_keys, skeleton
from corrobora.link.records import ClaimRecord
from corrobora.model.claim import Slot
from corrobora.model.quantity import Quantity
from corrobora.model.when import When
from corrobora.model.where import PlaceLevel, Where

_POINTS = (PlaceLevel.SETTLEMENT, PlaceLevel.FEATURE)
#: Candidates scored below this share of the best one are not considered.
_CANDIDATE_SHARE = 0.5
#: A name is common if it stands in more documents than this number and this share of them.
COMMON_DOCUMENTS, COMMON_SHARE = 5, 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as linking compares it.

    Attributes:
        name: as the text has it.
        keys: skeletons of its telling words.
        points: ``(lat, lon, radius_km)`` of the settlements it can mean.
        ids: gazetteer ids it can mean.
        areas: gazetteer ids of everything that contains a candidate.
        wider: skeletons of the wider places the text itself gives.
        narrow: whether it is a settlement or a feature (or unknown to the gazetteer), not a region.
        country: the country all candidates share, if they do.
    """

    name: str
    keys: tuple[str, ...]
    points: tuple[tuple[float, float, float], ...]
    ids: frozenset[str]
    areas: frozenset[str]
    wider: tuple[str, ...]
    narrow: bool
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one incident claim says, ready for comparison.

    Attributes:
        first, last, published: days as ordinals.
        speakers: skeletons of the names of those who say it.
        terms: stems of the words of quotes and context; ``own_terms`` those of the quotes alone.
        names: skeletons of capitalised words.
        spans: characters of the quotes.
        place_at, date_at: characters that place and day were read from.
        place_own, date_own: whether those stand in the quotes; else the document's place or day was taken.
    """

    id: str
    document: str
    act: str | None
    victims: Quantity | None
    victim_side: str | None
    victim_status: str | None
    perpetrator_side: str | None
    when: When | None
    first: int | None
    last: int | None
    published: int | None
    place: Place | None
    basis: frozenset[str]
    speakers: tuple[tuple[str, ...], ...]
    terms: frozenset[str]
    own_terms: frozenset[str]
    names: frozenset[str]
    spans: tuple[tuple[int, int], ...]
    place_at: tuple[tuple[int, int], ...]
    date_at: tuple[tuple[int, int], ...]
    place_own: bool
    date_own: bool

    @property
    def days(self) -> int | None:
        """Length of the stated interval in days, ``None`` when it is open or unsaid."""
        return None if self.first is None or self.last is None else self.last - self.first + 1

    @property
    def weak(self) -> bool:
        """Whether the claim names no place narrower than a country, no day and no count."""
        placed = self.place is not None and (self.place.narrow or bool(self.place.areas))
        return not placed and (self.days is None or self.days > 31) and self.victims is None


def all_facts(records: Sequence[ClaimRecord]) -> list[Facts]:
    """What each record's claim says; names that many documents hold tell nothing and are left out."""
    facts = [facts_of(r) for r in records]
    holding = documents_by_name(facts)
    most = most_documents(len({f.document for f in facts}))
    common = frozenset(name for name, count in holding.items() if count > most)
    return [without(fact, common) for fact in facts]


def documents_by_name(facts: Iterable[Facts]) -> Counter[str]:
    """In how many documents each name stands."""
    return Counter(name for name, _ in {(name, fact.document) for fact in facts for name in fact.names})


def most_documents(documents: int) -> float:
    """In how many of so many documents a name can stand without being common."""
    return max(COMMON_DOCUMENTS, COMMON_SHARE * documents)


def without(fact: Facts, common: Collection[str]) -> Facts:
    """The same without names that tell nothing."""
    return replace(fact, names=fact.names.difference(common))


def facts_of(record: ClaimRecord) -> Facts:
    """What the record's claim says."""
    claim = record.claim
    when = claim.date.value if claim.date else None
    quotes = " ".join(span.quote for span in claim.spans)
    own = _words(quotes)
    spans = tuple((span.start, span.end) for span in claim.spans)
    place_at, date_at = _at(claim.place), _at(claim.date)
    words = own + _words(record.context)
    return Facts(
        id=record.id,
        document=record.document,
        act=claim.act.value.value if claim.act else None,
        victims=claim.victims.value if claim.victims else None,
        victim_side=claim.victim_side.value if claim.victim_side else None,
        victim_status=claim.victim_status.value.value if claim.victim_status else None,
        perpetrator_side=claim.perpetrator_side.value if claim.perpetrator_side else None,
        when=when,
        first=when.first.toordinal() if when and when.first else None,
        last=when.last.toordinal() if when and when.last else None,
        published=record.published.toordinal() if record.published else None,
        place=_place(claim.place.value) if claim.place else None,
        basis=frozenset(slot.value.value for slot in claim.basis),
        speakers=tuple(name_keys(slot.value.name) for slot in claim.claimants),
        terms=frozenset(w for w, _ in words),
        own_terms=frozenset(w for w, _ in own),
        names=frozenset(skeleton(w) for w, capital in words if capital and len(skeleton(w)) >= 3),
        spans=spans,
        place_at=place_at,
        date_at=date_at,
        place_own=overlap(place_at, spans),
        date_own=overlap(date_at, spans),
    )


def _at(slot: Slot[Any] | None) -> tuple[tuple[int, int], ...]:
    return tuple((span.start, span.end) for span in slot.spans) if slot else ()


def overlap(a: tuple[tuple[int, int], ...], b: tuple[tuple[int, int], ...]) -> bool:
    """Whether two sets of spans share a character."""
    return any(x < v and u < y for x, y in a for u, v in b)


_WORD = re.compile(r"[^\W\d_]{4,}")


def _words(text: str) -> list[tuple[str, bool]]:
    """Words cut to six letters, which is a crude stem in all three languages, and whether capitalised."""
    out: list[tuple[str, bool]] = []
    for match in _WORD.finditer(text):
        word = match.group()
        before = text[max(0, match.start() - 2) : match.start()].strip()
        out.append(
            (word.casefold()[:6], word[0].isupper() and bool(before or match.start()) and before != ".")
        )
    return out


def _place(where: Where) -> Place:
    best = max((c.score for c in where.candidates), default=0.0)
    likely = [c for c in where.candidates if c.score >= _CANDIDATE_SHARE * best]
    points = tuple(
        (c.lat, c.lon, c.radius_km)
        for c in likely
        if c.level in _POINTS and c.lat is not None and c.lon is not None
    )
    countries = {c.country for c in likely}
    return Place(
        name=where.name,
        keys=name_keys(where.name),
        points=points,
        ids=frozenset(c.id for c in likely),
        areas=frozenset(i for c in likely for i in c.admin_ids)
        | frozenset(c.id for c in likely if c.level in (PlaceLevel.FIRST, PlaceLevel.SECOND)),
        wider=tuple(k for name in where.within for k in name_keys(name)),
        narrow=not likely or any(c.level in _POINTS for c in likely),
        country=countries.pop() if len(countries) == 1 else None,
    )


@lru_cache(maxsize=200_000)
def distance_km(a: tuple[float, float, float], b: tuple[float, float, float]) -> float:
    """Great-circle distance less both radii, never below zero."""
    (lat1, lon1), (lat2, lon2) = ((math.radians(x[0]), math.radians(x[1])) for x in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return max(0.0, 12742 * math.asin(math.sqrt(min(1.0, h))) - a[2] - b[2])


def nearest_km(a: Place, b: Place) -> float | None:
    """Smallest distance between any two candidates, ``None`` if either has no settlement's point."""
    return min((distance_km(p, q) for p in a.points for q in b.points), default=None)
