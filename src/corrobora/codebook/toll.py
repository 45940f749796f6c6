"""How reports give their dead and their hurt: the words of ``toll.yaml``, by language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from corrobora.codebook.entries import LANGUAGES, BadCodebook

_FILE = "toll.yaml"
_PATTERNS = (
    "dead_after", "dead_before", "hurt_after", "hurt_before", "gap", "one", "one_dead", "death_of", "told",
    "suicide", "unreal", "past", "long_ago",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TollWords:
    """The words of one language.

    Attributes:
        numbers: words for numbers, lower case.
        patterns: each sort of word as one regular expression, its alternatives grouped.
    """

    numbers: Mapping[str, int]
    patterns: Mapping[str, str]


@cache
def toll_words() -> Mapping[str, TollWords]:
    """The shipped words by language."""
    text = (resources.files("corrobora.codebook") / _FILE).read_text(encoding="utf-8")
    return read_toll_words(text, file=_FILE)


def read_toll_words(text: str, *, file: str) -> Mapping[str, TollWords]:
    """Words from YAML text.

    Raises:
        BadCodebook: naming file, language and field, if one is missing or no list of regular expressions.
    """
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadCodebook(f"{file}: not valid YAML: {error}") from error
    if not isinstance(data, dict) or set(data) != set(LANGUAGES):
        raise BadCodebook(f"{file}: expected the languages {', '.join(LANGUAGES)}")
    return MappingProxyType({language: _words(data[language], f"{file}, {language}") for language in data})


def _words(data: Any, where: str) -> TollWords:
    if not isinstance(data, dict) or set(data) != {"numbers", "more", *_PATTERNS}:
        raise BadCodebook(f"{where}: expected numbers, more, {', '.join(_PATTERNS)}")
    if not isinstance(data["more"], dict) or not all(isinstance(n, int) for n in data["more"].values()):
        raise BadCodebook(f"{where}: more must give a number a word")
    numbers = {str(word): n for n, word in enumerate(_list(data, "numbers", where), 1)}
    patterns = {}
    for name in _PATTERNS:
        for pattern in _list(data, name, where):
            try:
                re.compile(pattern)
            except re.error as error:
                raise BadCodebook(
                    f"{where}, {name}: {pattern!r} is no regular expression: {error}"
                ) from error
        patterns[name] = "(?:" + "|".join(data[name]) + ")"
    return TollWords(numbers={**numbers, **data["more"]}, patterns=patterns)


def _list(data: Mapping[str, Any], name: str, where: str) -> list[str]:
    found = data[name]
    if not isinstance(found, list) or not found or not all(isinstance(p, str) for p in found):
        raise BadCodebook(f"{where}: {name} must be a list of texts")
    return found
