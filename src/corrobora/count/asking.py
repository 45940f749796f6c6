"""A scope from what a person asks for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from corrobora.codebook.countries import load_countries
from corrobora.count.scope import Area, Scope, Standard
from corrobora.model.errors import CorroboraError
from corrobora.model.vocabulary import Act, VictimStatus
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.places.gazetteer import Gazetteer

E = TypeVar("E", bound=StrEnum)
_REGIONS = (PlaceLevel.FIRST, PlaceLevel.SECOND)


class NotAScope(CorroboraError):
    """What was asked for is no scope: the message names the part and what it can be."""


def scope_of(
    *,
    act: str | None = None,
    victim_side: str | None = None,
    perpetrator_side: str | None = None,
    status: str | None = None,
    area: str | None = None,
    first: str | None = None,
    last: str | None = None,
    standard: str | None = None,
) -> Scope:
    """A scope; what is ``None`` is not limited.

    Args:
        act, status, standard: words of the vocabularies.
        victim_side, perpetrator_side: ISO 3166-1 alpha-2 codes.
        area: a place's name, in any language the gazetteer knows.
        first, last: ISO days.

    Raises:
        NotAScope: if a part is none of what it can be.
    """
    begin, end = _day(first, "from"), _day(last, "to")
    if begin and end and begin > end:
        raise NotAScope(f"a period cannot end on {end} before it starts on {begin}")
    return Scope(
        act=_one_of(Act, act, "act"),
        victim_side=_side(victim_side, "victim side"),
        perpetrator_side=_side(perpetrator_side, "perpetrator side"),
        victim_status=_one_of(VictimStatus, status, "status"),
        area=_area(area) if area else None,
        first=begin,
        last=end,
        standard=_one_of(Standard, standard, "standard"),
    )


def _one_of(kind: type[E], said: str | None, what: str) -> E | None:
    if said is None:
        return None
    try:
        return kind(said)
    except ValueError as error:
        raise NotAScope(f"{said!r} is no {what}; one of {_listed(kind)}") from error


def _listed(kind: Iterable[StrEnum]) -> str:
    return ", ".join(member.value for member in kind)


def _side(said: str | None, what: str) -> str | None:
    if said is None:
        return None
    code = said.upper()
    if code not in load_countries():
        raise NotAScope(f"{said!r} is no {what}; sides are two-letter country codes (ISO 3166-1), as UA")
    return code


def _day(said: str | None, what: str) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise NotAScope(f"{said!r} is no day for {what}: 2031-02-24 is one") from error


def _area(name: str) -> Area:
    if found := _found(name):
        return Area.of(Where(name=name, candidates=found))
    words = name.split()
    for shorter in (words[:-1], words[1:]):  # "Kursk region", "область Курская"
        regions = tuple(c for c in _found(" ".join(shorter)) if c.level in _REGIONS) if shorter else ()
        if regions:
            return Area.of(Where(name=name, candidates=regions))
    raise NotAScope(f"{name!r}: the gazetteer knows no place of that name")


def _found(name: str) -> tuple[Candidate, ...]:
    gazetteer = Gazetteer.embedded()
    return next((found for code in ("en", "uk", "ru") if (found := gazetteer.lookup(name, code))), ())
