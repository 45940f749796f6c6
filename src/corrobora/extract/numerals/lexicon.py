"""Number words of a language, loaded from the codebook."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from corrobora.model.errors import CorroboraError


class BadWordList(CorroboraError):
    """A list of words in the codebook cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumeralWords:
    """What the words of one language say about numbers.

    Attributes:
        cardinals: "seven" -> 7, collective numerals included.
        scales: "thousand" -> 1000: multiplies what stands before it.
        vague: "hundreds" -> 100: a plural that names no number.
        ordinals: "seventh" -> 7.
        suffixes: what makes digits an ordinal: "21st".
        both: words that say two of those already named.
        articles: part of the number in "a hundred".
        joiners: part of the number in "a hundred and two".
        half: "half a dozen".
        several: "several hundred" names no number.
        sesqui: one and a half.
        cardinal_suffixes: endings after digits that leave them a cardinal.
    """

    cardinals: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, int]
    ordinals: dict[str, int]
    suffixes: frozenset[str]
    both: frozenset[str]
    articles: frozenset[str]
    joiners: frozenset[str]
    half: frozenset[str]
    several: frozenset[str]
    sesqui: frozenset[str]
    cardinal_suffixes: frozenset[str]

    def first_words(self) -> frozenset[str]:
        """Every word a number in words can begin with."""
        tables = (self.cardinals, self.scales, self.vague, self.ordinals)
        sets = (self.articles, self.half, self.several, self.sesqui, self.both)
        return frozenset().union(*tables, *sets)


class _Strict(yaml.SafeLoader):
    """Safe YAML in which no key stands twice: the second would silently replace the first."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands twice", node.value[index][0].start_mark
            )
    return loader.construct_mapping(node, deep=True)


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load(name: str, language: str) -> dict[Any, Any]:
    """The codebook file ``language/<name>.<language>.yaml``.

    Raises:
        BadWordList: if it is missing or no mapping.
    """
    path = files("corrobora.codebook") / "language" / f"{name}.{language}.yaml"
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _Strict)  # noqa: S506 - a SafeLoader
    except FileNotFoundError:
        raise BadWordList(f"no word list {path}; the languages are en, uk and ru") from None
    except yaml.YAMLError as error:
        raise BadWordList(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise BadWordList(f"{path}: expected a mapping, found {type(data).__name__}")
    return data


def words(text: str | None) -> frozenset[str]:
    """Space-separated words of a codebook entry."""
    return frozenset((text or "").split())


def _valued(data: dict[int, str] | None) -> dict[str, int]:
    return {word: value for value, forms in (data or {}).items() for word in forms.split()}


@cache
def numeral_words(language: str) -> NumeralWords:
    """The number words of ``en``, ``uk`` or ``ru``."""
    data = load("numerals", language)
    ordinals = _valued(data.get("ordinals"))
    for stems, endings in (
        ("ordinal_stems", "ordinal_endings"),
        ("ordinal_soft_stems", "ordinal_soft_endings"),
    ):
        for value, stem in (data.get(stems) or {}).items():
            ordinals |= {stem + ending: value for ending in data[endings].split()}
    return NumeralWords(
        cardinals=_valued(data["cardinals"]),
        # "п'ять сотень": with a number before it, the plural is a multiplier like the rest
        scales=_valued(data["vague"]) | _valued(data["scales"]),
        vague=_valued(data["vague"]),
        ordinals=ordinals,
        suffixes=words(data["ordinal_suffixes"]),
        both=words(data["both"]),
        articles=words(data["article"]),
        joiners=words(data["joiner"]),
        half=words(data["half"]),
        several=words(data["several"]),
        sesqui=words(data["sesqui"]),
        cardinal_suffixes=words(data["cardinal_suffixes"]),
    )
