"""Bodies that speak, count, check and judge."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.countries import load_countries
from corrobora.codebook.entries import LANGUAGES, BadCodebook
from corrobora.codebook.overlay import BODIES, in_use, per_codebook

_FILE = "bodies.yaml"


Names = Mapping[str, tuple[str, ...]]


class BodySort(StrEnum):
    """What a body is."""

    UN = "un"
    INTERGOVERNMENTAL = "intergovernmental"
    NGO = "ngo"
    RESEARCH = "research"
    STATE = "state"
    PROSECUTION = "prosecution"
    POLICE = "police"
    OMBUDSPERSON = "ombudsperson"
    MILITARY = "military"
    COURT = "court"
    INQUIRY = "inquiry"
    OUTLET = "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body of the codebook.

    Attributes:
        id: what claims, tallies and reconciliation know it by (``un-hrmmu``).
        sort: what it is.
        country: alpha-2 code of a national body or of the country a mission works on.
        national: the entry is not one body but a sort of office every country has ("the defence ministry").
        office: which of those this body is in its country.
        names, titles: what it and its head are called, by language.
    """

    id: str
    sort: BodySort
    country: str | None = None
    national: bool = False
    office: str | None = None
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its usual English name, else the first there is."""
        return self.names.get("en", next(iter(self.names.values())))[0]


@per_codebook
def load_bodies() -> Mapping[str, Body]:
    """All bodies by id.

    Raises:
        BadCodebook: naming the entry and what is wrong in it.
    """
    text = files("corrobora.codebook").joinpath(_FILE).read_text(encoding="utf-8")
    bodies = {body.id: body for body in read_bodies(text, _FILE)}
    own = in_use().text(BODIES)
    if own is not None:
        offices = {body.id for body in bodies.values() if body.national}
        for body in read_bodies(own, f"overlay {BODIES}", offices=offices):
            under = bodies.get(body.id)
            bodies[body.id] = _over(under, body) if under else body
    return MappingProxyType(bodies)


def _over(under: Body, own: Body) -> Body:
    """An overlay's body: its names and titles are added to the shipped ones."""

    def added(
        a: Mapping[str, tuple[str, ...]], b: Mapping[str, tuple[str, ...]]
    ) -> Mapping[str, tuple[str, ...]]:
        return MappingProxyType({k: (*a.get(k, ()), *b.get(k, ())) for k in {**a, **b}})

    return replace(own, names=added(under.names, own.names), titles=added(under.titles, own.titles))


def read_bodies(text: str, file: str, *, offices: Collection[str] = ()) -> tuple[Body, ...]:
    """Bodies from YAML text.

    Args:
        text: the YAML.
        file: its name, for errors.
        offices: entries of other files that are offices every country has.

    Raises:
        BadCodebook: naming the entry and what is wrong in it.
    """
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise BadCodebook(f"{file}: not valid YAML: {error}") from error
    if not isinstance(data, list):
        raise BadCodebook(f"{file}: expected a list of bodies")
    bodies = tuple(_body(entry, f"{file}, entry {n}") for n, entry in enumerate(data, 1))
    seen: set[str] = set()
    for body in bodies:
        if body.id in seen:
            raise BadCodebook(f"{file}: the id {body.id!r} stands there twice")
        seen.add(body.id)
    offices = {*offices, *(body.id for body in bodies if body.national)}
    for body in bodies:
        if body.office and body.office not in offices:
            raise BadCodebook(
                f"{file}: {body.id}: the office {body.office!r} is no entry with national: true"
            )
    return bodies


def _body(entry: Any, where: str) -> Body:
    known = {"id", "sort", "country", "national", "office", "names", "titles"}
    if not isinstance(entry, dict) or not {"id", "sort", "names"} <= set(entry) <= known:
        raise BadCodebook(f"{where}: expected id, sort, names and no field but {sorted(known)}")
    where = f"{where} ({entry['id']})"
    if entry["sort"] not in tuple(BodySort):
        raise BadCodebook(f"{where}: the sort {entry['sort']!r} is none of {[s.value for s in BodySort]}")
    country = entry.get("country")
    if country is not None and country not in load_countries():
        raise BadCodebook(f"{where}: {country!r} is no country of countries.yaml")
    return Body(
        id=entry["id"],
        sort=BodySort(entry["sort"]),
        country=country,
        national=bool(entry.get("national", False)),
        office=entry.get("office"),
        names=_names(entry["names"], f"{where}: names"),
        titles=_names(entry.get("titles", {}), f"{where}: titles"),
    )


def _names(entry: Any, where: str) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(entry, dict) or not set(entry) <= set(LANGUAGES):
        raise BadCodebook(f"{where}: expected lists by language, one of {LANGUAGES}")
    for language, names in entry.items():
        if not isinstance(names, list) or not names or not all(isinstance(n, str) and n for n in names):
            raise BadCodebook(
                f"{where}: {language}: expected a list of names; quote what YAML reads otherwise"
            )
    return MappingProxyType({language: tuple(names) for language, names in entry.items()})
