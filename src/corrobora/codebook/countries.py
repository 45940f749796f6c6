"""Countries: their names, adjectives, people and seats of government in the three languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.entries import LANGUAGES, BadCodebook
from corrobora.codebook.overlay import COUNTRIES, in_use, per_codebook


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryWords:
    """What a country is called in one language; dictionary forms.

    Attributes:
        names: names and abbreviations, the usual one first.
        adjectives: "Ukrainian", «український».
        people: who belongs to it: "Ukrainian", «українець», «українка».
        seats: capitals and buildings that stand for its government.
    """

    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country or territory, by ISO 3166-1 alpha-2 code."""

    code: str
    words: Mapping[str, CountryWords]

    @property
    def name(self) -> str:
        """Its usual English name."""
        return self.words["en"].names[0]

    def all_names(self) -> Iterator[str]:
        """Its names in every language."""
        for words in self.words.values():
            yield from words.names


@per_codebook
def load_countries() -> Mapping[str, Country]:
    """All countries by code; one of an overlay takes the place of the shipped one.

    Raises:
        BadCodebook: if an entry is not as it should be.
    """
    shipped = files("corrobora.codebook").joinpath(COUNTRIES).read_text(encoding="utf-8")
    data = _entries(shipped) | _entries(in_use().text(COUNTRIES) or "{}")
    return MappingProxyType({code: _country(code, entry) for code, entry in data.items()})


def _entries(text: str) -> dict[str, Any]:
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise BadCodebook(f"{COUNTRIES}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise BadCodebook(f"{COUNTRIES}: expected countries by code")
    return data


def _country(code: str, entry: object) -> Country:
    if (
        not isinstance(code, str)
        or len(code) != 2
        or not isinstance(entry, dict)
        or set(entry) != set(LANGUAGES)
    ):
        raise BadCodebook(
            f"countries.yaml: {code!r}: needs a quoted two-letter code and words in {LANGUAGES}"
        )
    words = {}
    for language, given in entry.items():
        known = {"names", "adjectives", "people", "seats"}
        if not isinstance(given, dict) or not set(given) <= known:
            raise BadCodebook(f"countries.yaml: {code}.{language}: expected lists of {sorted(known)}")
        if not all(
            isinstance(forms, list) and all(isinstance(f, str) for f in forms) for forms in given.values()
        ):
            raise BadCodebook(f"countries.yaml: {code}.{language}: expected lists of words")
        words[language] = CountryWords(**{part: tuple(forms) for part, forms in given.items()})
    if not words["en"].names:
        raise BadCodebook(f"countries.yaml: {code}: has no English name")
    return Country(code=code, words=MappingProxyType(words))
