"""Phrases whose day the caller knows: "the landing", "повномасштабне вторгнення"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corrobora.extract.numerals import Tokens, tokenise

#: Letters of a word by which phrases are found.
KEY = 3
#: What a word of an inflected language may differ in at its end.
_ENDING = 3
_SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A phrase and its day.

    Attributes:
        words: lower case.
        day: the day it stands for.
        general: a noun alone ("the war") that stands for the named day of the text's own conflict.
    """

    words: tuple[str, ...]
    day: date
    general: bool = False


@dataclass(frozen=True, slots=True)
class KnownPhrases:
    """Phrases by the first letters of their first word, longest first."""

    by_key: dict[str, tuple[Known, ...]]
    inflected: bool
    qualifiers: frozenset[str]

    def at(self, tokens: Tokens, i: int) -> tuple[int, Known] | None:
        """The longest phrase that stands at a token, and where it ends.

        Ukrainian and Russian words match in any case. A noun alone does not match before words that make
        it another ("the war in …").
        """
        for known in self.by_key.get(tokens.low[i][:KEY], ()):
            end = i + len(known.words)
            if end > len(tokens) or not all(
                self._same(tokens.low[i + k], word) for k, word in enumerate(known.words)
            ):
                continue
            if known.general and tokens.word(end) in self.qualifiers:
                continue
            return end, known
        return None

    def _same(self, word: str, wanted: str) -> bool:
        if word == wanted or not self.inflected:
            return word == wanted
        if abs(len(word) - len(wanted)) > _ENDING:
            return False
        stem = max(_SHORTEST_STEM, min(len(word), len(wanted)) - _ENDING)
        return len(word) >= stem <= len(wanted) and word[:stem] == wanted[:stem]


def known_phrases(
    known: Mapping[str, date] | None, language: str, nouns: frozenset[str], qualifiers: frozenset[str]
) -> KnownPhrases:
    """The caller's phrases; ``nouns`` that stand in one of them ("invasion") also alone, for its day.

    Phrases come with the most likely conflict first; a noun alone is the first phrase's that has it.
    """
    inflected = language != "en"
    empty = KnownPhrases({}, inflected, qualifiers)
    table: dict[str, dict[tuple[str, ...], Known]] = {}
    alone: dict[str, date] = {}
    for phrase, day in (known or {}).items():
        words = tuple(tokenise(phrase, language).low)
        if not words:
            continue
        table.setdefault(words[0][:KEY], {}).setdefault(words, Known(words, day))
        for word in words:
            for noun in nouns:
                if empty._same(word, noun):
                    alone.setdefault(noun, day)
    for noun, day in alone.items():
        table.setdefault(noun[:KEY], {}).setdefault((noun,), Known((noun,), day, general=True))
    return KnownPhrases(
        {key: tuple(sorted(found.values(), key=lambda k: -len(k.words))) for key, found in table.items()},
        inflected,
        qualifiers,
    )
