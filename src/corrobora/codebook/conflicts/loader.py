"""Conflicts: their sides, forces, days with a name, and the words that show a text is about them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.countries import load_countries
from corrobora.codebook.entries import LANGUAGES, BadCodebook
from corrobora.codebook.overlay import CONFLICTS, in_use, per_codebook

Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day that texts name by a phrase, nominative, by language ("the full-scale invasion")."""

    day: datetime.date
    phrases: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """An army, unit or armed group.

    Attributes:
        id: unique in all conflicts' files.
        name: its usual English name.
        side: ISO 3166-1 alpha-2 code of the country it belongs to; ``None``: a non-state force without one.
        side_since: the day from which the side holds, ``None``: always.
        names: what texts call it, by language.
    """

    id: str
    name: str
    side: str | None
    side_since: datetime.date | None
    names: Words

    def side_on(self, day: datetime.date | None) -> str | None:
        """Its side in a text published that day; an unknown day counts as today's state of things."""
        if self.side_since and day and day < self.side_since:
            return None
        return self.side


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One armed conflict; ``conflicts/README.md`` says what each field is for."""

    id: str
    name: Mapping[str, str]
    countries: tuple[str, ...]
    sides: tuple[str, ...]
    start: datetime.date
    end: datetime.date | None = None
    days: tuple[NamedDay, ...] = ()
    forces: tuple[Force, ...] = ()
    words: Mapping[str, Words] = field(default_factory=dict)
    evidence: Words = field(default_factory=dict)


@per_codebook
def load_conflicts() -> tuple[Conflict, ...]:
    """The conflicts, by id; one of an overlay takes the place of the shipped one.

    Raises:
        BadCodebook: naming the file and what is wrong in it.
    """
    folder = files("corrobora.codebook.conflicts")
    found = [
        read_conflict(file.read_text(encoding="utf-8"), file.name)
        for file in folder.iterdir()
        if file.name.endswith(".yaml")
    ]
    by_id = {conflict.id: conflict for conflict in found}
    for name, text in in_use().under(CONFLICTS):
        own = read_conflict(text, name)
        by_id[own.id] = own
    return tuple(by_id[id] for id in sorted(by_id))


def read_conflict(text: str, file: str) -> Conflict:
    """A conflict from the YAML text of its file.

    Raises:
        BadCodebook: naming the file and what is wrong in it.
    """
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise BadCodebook(f"{file}: not valid YAML: {error}") from error
    known = {"id", "name", "countries", "sides", "start", "end", "days", "forces", "words", "evidence"}
    if not isinstance(data, dict) or not {"id", "name", "countries", "sides", "start"} <= set(data) <= known:
        raise BadCodebook(
            f"{file}: expected id, name, countries, sides, start and no field but {sorted(known)}"
        )
    codes = load_countries()
    for code in (*data["countries"], *data["sides"], *data.get("words", {})):
        if code not in codes:
            raise BadCodebook(f"{file}: {code!r} is no country of countries.yaml")
    return Conflict(
        id=data["id"],
        name=MappingProxyType(dict(data["name"])),
        countries=tuple(data["countries"]),
        sides=tuple(data["sides"]),
        start=_day(data["start"], f"{file}: start"),
        end=_day(data["end"], f"{file}: end") if data.get("end") else None,
        days=tuple(_named_day(entry, f"{file}: days") for entry in data.get("days", ())),
        forces=tuple(_force(entry, f"{file}: forces") for entry in data.get("forces", ())),
        words=MappingProxyType(
            {s: _words(w, f"{file}: words {s}") for s, w in data.get("words", {}).items()}
        ),
        evidence=_words(data.get("evidence", {}), f"{file}: evidence"),
    )


def _named_day(entry: Any, where: str) -> NamedDay:
    if not isinstance(entry, dict) or set(entry) != {"day", "phrases"}:
        raise BadCodebook(f"{where}: {entry!r}: expected day and phrases")
    return NamedDay(day=_day(entry["day"], where), phrases=_words(entry["phrases"], where))


def _force(entry: Any, where: str) -> Force:
    required, known = {"id", "name", "side", "names"}, {"id", "name", "side", "side_since", "names"}
    if not isinstance(entry, dict) or not required <= set(entry) <= known:
        raise BadCodebook(f"{where}: {entry!r}: expected {sorted(required)} and at most side_since")
    where = f"{where}: {entry['id']}"
    if entry["side"] is not None and entry["side"] not in load_countries():
        raise BadCodebook(f"{where}: side {entry['side']!r} is no country of countries.yaml")
    since = entry.get("side_since")
    return Force(
        id=entry["id"],
        name=entry["name"],
        side=entry["side"],
        side_since=_day(since, where) if since else None,
        names=_words(entry["names"], where),
    )


def _words(entry: Any, where: str) -> Words:
    if not isinstance(entry, dict) or not set(entry) <= set(LANGUAGES):
        raise BadCodebook(f"{where}: expected lists of words by language, one of {LANGUAGES}")
    found = {}
    for language, words in entry.items():
        if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
            raise BadCodebook(
                f"{where}: {language}: expected a list of words; quote what YAML reads otherwise"
            )
        found[language] = tuple(words)
    return MappingProxyType(found)


def _day(value: Any, where: str) -> datetime.date:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise BadCodebook(f"{where}: {value!r} is no day (YYYY-MM-DD)")
    return value
