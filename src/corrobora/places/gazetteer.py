"""The gazetteer: names to ranked candidates."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from corrobora.codebook.overlay import in_use
from corrobora.model.where import Candidate, PlaceLevel
from corrobora.places.context import PlaceContext
from corrobora.places.errors import GazetteerError
from corrobora.places.fold import adjective_stems, cyrillic_forms, is_cyrillic, latin_key, without_article
from corrobora.places.ranking import rank
from corrobora.places.romanise import russian_to_latin, ukrainian_to_latin
from corrobora.places.schema import DERIVED, LEVELS, OTHER, unpacked

#: Where the database that comes with the package lies.
EMBEDDED = Path(__file__).parent / "data" / "gazetteer.sqlite"
#: Candidates returned at most; more are no help to anybody.
MOST = 12
_NO_CONTEXT = PlaceContext()
_CACHED = 20_000
#: What a key made by rule, and one of a former or other name, fit less well than the name.
_WEAK = {0: 0.0, DERIVED: 0.05, OTHER: 0.25}
_POSSESSIVE = ("'s", "’s", "s'", "s’")


class Gazetteer:
    """Read-only; one object may be shared by threads and survives a fork.

    Lookups of raw entries are remembered, since a document names a place many times.
    """

    def __init__(self, *files: Path) -> None:
        """Open gazetteer files; entries of the later ones are added to those of the first.

        Raises:
            GazetteerError: if a file is missing or no gazetteer.
        """
        for file in files:
            if not file.is_file():
                raise GazetteerError(
                    f"{file} is missing: run `python -m corrobora.places.build` (`make setup` does)"
                )
        self._files = files
        self._local = threading.local()
        self._by_key: dict[str, tuple[tuple[Candidate, int], ...]] = {}
        self._by_name: dict[tuple[str, str], tuple[tuple[Candidate, float], ...]] = {}
        self._by_id: dict[tuple[int, int], Candidate] = {}
        for number in range(len(files)):
            self._query(number, "SELECT count(*) FROM place WHERE id = 1")

    @classmethod
    def embedded(cls) -> Gazetteer:
        """The gazetteer that comes with the package, opened once a process."""
        return _embedded()

    @classmethod
    def in_use(cls) -> Gazetteer:
        """The embedded gazetteer and those of the user that reading uses here.

        Raises:
            GazetteerError: if one of them is missing or no gazetteer.
        """
        places = in_use().places
        return _with_own(places) if places else _embedded()

    def lookup(
        self, name: str, language: str = "en", context: PlaceContext = _NO_CONTEXT, *, most: int = MOST
    ) -> tuple[Candidate, ...]:
        """Entries a name can mean, best first, scored 0..1 by name and context.

        Args:
            name: as in the text, in any of its cases or spellings, without a preposition.
            language: ISO 639-1 code of the text; decides which inflections are tried.
            context: what else is known.
            most: how many to return.
        """
        return rank(self.entries(name, language), context, most)

    def entries(self, name: str, language: str = "en") -> tuple[tuple[Candidate, float], ...]:
        """Unranked entries of a name, each with how well the name fits (0..1)."""
        known = self._by_name.get((name, language))
        if known is None:
            known = self._collect(_keys(name, language)) or self._collect(_guesses(name, language))
            if len(self._by_name) >= _CACHED:
                self._by_name.clear()
            self._by_name[name, language] = known
        return known

    def _collect(self, keys: Iterable[tuple[str, float]]) -> tuple[tuple[Candidate, float], ...]:
        found: dict[str, tuple[Candidate, float]] = {}
        for key, fit in keys:
            for candidate, weak in self._entries(key):
                value = fit - _WEAK[weak]
                if candidate.id not in found or found[candidate.id][1] < value:
                    found[candidate.id] = (candidate, value)
        return _placed(found) if len(self._files) > 1 else tuple(found.values())

    def knows(self, name: str, language: str = "en") -> bool:
        """Whether any entry has this name."""
        return any(self._entries(key) for key, _ in _keys(name, language))

    def adjective(self, word: str) -> tuple[tuple[Candidate, float], ...]:
        """Entries a Cyrillic adjective may be made from (``мариупольской``), surest first."""
        found: dict[str, tuple[Candidate, float]] = {}
        for number, key in enumerate(adjective_stems(word)):
            for candidate, weak in self._entries(key):
                found.setdefault(candidate.id, (candidate, 0.9 - 0.1 * number - _WEAK[weak]))
        return tuple(found.values())

    def _entries(self, key: str) -> tuple[tuple[Candidate, int], ...]:
        known = self._by_key.get(key)
        if known is not None:
            return known
        found = tuple(
            (self._candidate(number, place), weak)
            for number in range(len(self._files))
            for place, weak in self._query(number, "SELECT place, weak FROM name WHERE key = ?", key)
        )
        if len(self._by_key) >= _CACHED:
            self._by_key.clear()
        self._by_key[key] = found
        return found

    def _candidate(self, number: int, place: int) -> Candidate:
        known = self._by_id.get((number, place))
        if known is not None:
            return known
        (row,) = self._query(number, "SELECT * FROM place WHERE id = ?", place)
        _, ref, name, level, country, parent, lat, lon, radius, population = row
        admin: tuple[str, ...] = ()
        admin_ids: tuple[str, ...] = ()
        if parent is not None:
            above = self._candidate(number, parent)
            admin, admin_ids = (*above.admin, above.name), (*above.admin_ids, above.id)
        candidate = Candidate(
            id=unpacked(ref), name=name, level=PlaceLevel(LEVELS[level]), country=country, admin=admin,
            lat=None if lat is None else lat / 1e5, lon=None if lon is None else lon / 1e5,
            radius_km=float(radius), population=population, admin_ids=admin_ids,
        )  # fmt: skip
        if len(self._by_id) >= _CACHED:
            self._by_id.clear()
        self._by_id[number, place] = candidate
        return candidate

    def _query(self, number: int, sql: str, *values: object) -> list[Any]:
        try:
            return self._connection(number).execute(sql, values).fetchall()
        except sqlite3.DatabaseError as wrong:
            raise GazetteerError(
                f"{self._files[number]} is no gazetteer ({wrong}): build or import it again"
            ) from wrong

    def _connection(self, number: int) -> sqlite3.Connection:
        """One connection a thread; a forked child opens its own, SQLite forbids sharing."""
        held = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():
            uris = [f"{file.resolve().as_uri()}?mode=ro&immutable=1" for file in self._files]
            held = (os.getpid(), [sqlite3.connect(uri, uri=True) for uri in uris])
            self._local.held = held
        connections: list[sqlite3.Connection] = held[1]
        return connections[number]


@cache
def _embedded() -> Gazetteer:
    return Gazetteer(EMBEDDED)


@lru_cache(maxsize=4)
def _with_own(places: tuple[tuple[Path, str], ...]) -> Gazetteer:
    return Gazetteer(EMBEDDED, *(path for path, _ in places))


def _keys(name: str, language: str) -> Iterator[tuple[str, float]]:
    """Keys to try with how well each fits; the same key may come twice."""
    if is_cyrillic(name):
        for number, key in enumerate(cyrillic_forms(name, language)):
            yield key, 1.0 - 0.01 * number
        return
    for ending in _POSSESSIVE:
        if name.endswith(ending) and len(name) > 4:
            yield latin_key(name[: -len(ending)]), 1.0
            if ending[0] == "'" or ending[0] == "’":
                return
    yield latin_key(name), 1.0
    bare = without_article(name)
    if bare:
        yield latin_key(bare), 0.85


def _placed(
    found: dict[str, tuple[Candidate, float]],
) -> tuple[tuple[Candidate, float], ...]:
    """Entries of several files: a settlement another file has a point for is not listed without one too."""
    exact = {
        (c.country, above)
        for c, _ in found.values()
        if c.level is PlaceLevel.SETTLEMENT and c.lat is not None and not c.radius_km
        for above in c.admin_ids[1:2]
    }
    return tuple(
        (c, fit)
        for c, fit in found.values()
        if not (c.level is PlaceLevel.SETTLEMENT and (c.radius_km or c.lat is None))
        or not any((c.country, above) in exact for above in c.admin_ids)
    )


def _guesses(name: str, language: str) -> Iterator[tuple[str, float]]:
    """Latin keys for a Cyrillic name no source holds in Cyrillic: its stem with the usual last vowels."""
    if not is_cyrillic(name):
        return
    spell = ukrainian_to_latin if language == "uk" else russian_to_latin
    yield latin_key(spell(name)), _GUESSED
    for stem in cyrillic_forms(name, language)[:2]:
        if len(stem) >= _LEAST_GUESSED:
            for vowel in ("", "a", "e", "i", "o"):
                yield latin_key(spell(stem) + vowel), _GUESSED


#: How well a guessed spelling fits, and the shortest stem one is guessed for.
_GUESSED = 0.7
_LEAST_GUESSED = 4
