"""Elements of crimes: what has to be shown, and what in a case speaks for it or against it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.entries import LANGUAGES, BadCodebook
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS
from corrobora.model.vocabulary import Act, ResponseType, StatementType

FILE = "elements.yaml"
#: What `corrobora.assess.indicators` can compute from an incident as a whole.
DERIVED = frozenset({"opposing_states", "one_state", "publishers"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """Something a claim, a response or a statement says that bears on an element.

    Attributes:
        id: its name in the codebook.
        says: what it is, for people.
        slot: a slot of incident claims; ``values`` are those that count, empty if any does.
        words: beginnings of words, by language, looked for in the words of the claim.
        responses, statements: types that count.
        blamed: whether only those of the side said to be responsible do.
        derived: one of `DERIVED`.
    """

    id: str
    says: str
    slot: str | None = None
    values: tuple[str, ...] = ()
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    responses: tuple[ResponseType, ...] = ()
    statements: tuple[StatementType, ...] = ()
    blamed: bool = False
    derived: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One thing that has to be shown.

    Attributes:
        id: its name within the crime.
        text: the element in plain words; the treaty's text governs.
        facts: what would show it.
        supporting, contrary: ids of indicators for and against.
        next: what to look for.
    """

    id: str
    text: str
    facts: tuple[str, ...]
    supporting: tuple[str, ...]
    contrary: tuple[str, ...]
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crime:
    """A crime with its elements.

    Attributes:
        provision: where it stands.
        behind: the treaty articles it rests on.
        acts: acts of the vocabulary it can be looked at for.
    """

    id: str
    name: str
    provision: str
    behind: tuple[str, ...]
    acts: tuple[Act, ...]
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """All crimes and indicators the codebook knows, by id."""

    crimes: Mapping[str, Crime]
    indicators: Mapping[str, Indicator]


@cache
def law() -> Law:
    """The shipped crimes and indicators.

    Raises:
        BadCodebook: naming the entry, if the file is wrong.
    """
    return read_law(_shipped())


@cache
def law_mark() -> str:
    """What tells the shipped crimes and indicators apart from those of another version; ends in a colon."""
    return f"{hashlib.sha256(_shipped().encode()).hexdigest()[:8]}:"


def _shipped() -> str:
    return resources.files("corrobora.codebook").joinpath(FILE).read_text("utf-8")


def read_law(text: str) -> Law:
    """Crimes and indicators from YAML.

    Raises:
        BadCodebook: naming the entry and what is wrong with it.
    """
    try:
        data = yaml.safe_load(text)
        indicators = {id: _indicator(id, fields) for id, fields in data["indicators"].items()}
        crimes = {id: _crime(id, fields) for id, fields in data["crimes"].items()}
    except yaml.YAMLError as error:
        raise BadCodebook(f"{FILE}: not valid YAML: {error}") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise BadCodebook(f"{FILE}: {type(error).__name__}: {error}") from error
    for crime in crimes.values():
        for element in crime.elements:
            for id in (*element.supporting, *element.contrary):
                if id not in indicators:
                    raise BadCodebook(f"{FILE}: {crime.id}.{element.id}: there is no indicator {id!r}")
    return Law(crimes=MappingProxyType(crimes), indicators=MappingProxyType(indicators))


def _indicator(id: str, fields: Mapping[str, Any]) -> Indicator:
    slot, derived = fields.get("slot"), fields.get("derived")
    if slot is not None and slot not in (*SINGLE_SLOTS, *LIST_SLOTS):
        raise BadCodebook(f"{FILE}: indicator {id}: claims have no slot {slot!r}")
    if derived is not None and derived not in DERIVED:
        raise BadCodebook(f"{FILE}: indicator {id}: {derived!r} is nothing that is computed")
    words = fields.get("words", {})
    if set(words) - set(LANGUAGES):
        raise BadCodebook(f"{FILE}: indicator {id}: unknown language in words")
    known = {"says", "slot", "is", "words", "response", "statement", "of", "derived"}
    if set(fields) - known or len(set(fields) - {"says", "is", "of"}) != 1:
        raise BadCodebook(f"{FILE}: indicator {id}: expected says and one of {', '.join(sorted(known))}")
    if fields.get("of") not in (None, "blamed") or ("of" in fields and "response" not in fields):
        raise BadCodebook(f"{FILE}: indicator {id}: of: blamed goes with response")
    return Indicator(
        id=id,
        says=fields["says"],
        slot=slot,
        values=() if fields.get("is") in (None, "any") else tuple(fields["is"]),
        words=MappingProxyType({language: tuple(found) for language, found in words.items()}),
        responses=tuple(ResponseType(t) for t in fields.get("response", ())),
        statements=tuple(StatementType(t) for t in fields.get("statement", ())),
        blamed="of" in fields,
        derived=derived,
    )


def _crime(id: str, fields: Mapping[str, Any]) -> Crime:
    return Crime(
        id=id,
        name=fields["name"],
        provision=fields["provision"],
        behind=_texts(fields["behind"]),
        acts=tuple(Act(act) for act in fields["acts"]),
        elements=tuple(_element(element) for element in fields["elements"]),
    )


def _element(fields: Mapping[str, Any]) -> Element:
    return Element(
        id=fields["id"],
        text=fields["text"],
        facts=_texts(fields["facts"]),
        supporting=_texts(fields["for"]),
        contrary=_texts(fields["against"]),
        next=_texts(fields["next"]),
    )


def _texts(items: Iterable[Any]) -> tuple[str, ...]:
    found = tuple(items)
    if not all(isinstance(item, str) for item in found):
        raise BadCodebook(f"{FILE}: {found!r} is no list of texts (quote those with a colon)")
    return found
