"""Words around place names, by language (``place_words.yaml`` says what each list is for)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from corrobora.codebook.entries import LANGUAGES, BadCodebook

_FILE = "place_words.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWords:
    """The lists for one language, lower case."""

    before: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    person_titles: frozenset[str] = frozenset()
    person_verbs: frozenset[str] = frozenset()
    given_names: frozenset[str] = frozenset()
    organisation: frozenset[str] = frozenset()
    not_place: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    of_place: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()


@cache
def load_place_words() -> Mapping[str, PlaceWords]:
    """The lists by language.

    Raises:
        BadCodebook: if the file has an unknown language or list.
    """
    data = yaml.safe_load(files("corrobora.codebook").joinpath(_FILE).read_text(encoding="utf-8"))
    known = {f.name for f in fields(PlaceWords)}
    found = {}
    for language, lists in data.items():
        if language not in LANGUAGES or not set(lists) <= known:
            raise BadCodebook(
                f"{_FILE}: {language}: knows the languages {LANGUAGES} and the lists {sorted(known)}"
            )
        found[language] = PlaceWords(**{name: frozenset(str(words).split()) for name, words in lists.items()})
    return MappingProxyType(found)
