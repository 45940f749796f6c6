"""Countries: their names, adjectives, people and seats of government in the three languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml

from corrobora.codebook.entries import LANGUAGES, BadCodebook


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


@cache
def load_countries() -> Mapping[str, Country]:
    """All countries by code.

    Raises:
        BadCodebook: if an entry is not as it should be.
    """
    text = files("corrobora.codebook").joinpath("countries.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, the quick one where there is one
    return MappingProxyType({code: _country(code, entry) for code, entry in data.items()})


def _country(code: object, entry: object) -> Country:
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
        unknown = set(given) - {"names", "adjectives", "people", "seats"}
        if unknown:
            raise BadCodebook(f"countries.yaml: {code}.{language}: unknown {sorted(unknown)}")
        words[language] = CountryWords(**{part: tuple(forms) for part, forms in given.items()})
    if not words["en"].names:
        raise BadCodebook(f"countries.yaml: {code}: has no English name")
    return Country(code=code, words=MappingProxyType(words))
