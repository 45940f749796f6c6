"""Names from the codebook, found in all their cases.

A name written with a capital in the codebook is found only with one, one in capitals only in capitals
("RSF" is no "rsf"); a name in small letters is found in any writing and, in English too, in any form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import spacy

from corrobora.codebook.entries import Cue, Entry
from corrobora.extract.analysis import Analysis
from corrobora.extract.mention import Mention
from corrobora.extract.rules.cues import Matcher
from corrobora.extract.rules.forms import lemmas

_SMALL, _CAPITAL, _CAPITALS = "small", "capital", "capitals"


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the codebook's entry ``id`` at characters ``[start, end)``."""

    start: int
    end: int
    id: str


class NameFinder:
    """Finds the names of many entries in one pass; make one a language and keep it."""

    def __init__(self, names: Iterable[tuple[str, Iterable[str]]], language: str) -> None:
        """Compile.

        Args:
            names: entry ids with their names in the language.
            language: ISO 639-1 code.
        """
        entries = []
        for id, given in names:
            cues: dict[str, list[Cue]] = {}
            for name in given:
                cues.setdefault(_writing(name), []).append(Cue(pattern=_pattern(name, language)))
            entries += [
                Entry(id=id, family=writing, name={}, cues={language: tuple(patterns)})
                for writing, patterns in cues.items()
            ]
        self._matcher = Matcher(entries, language)

    def find(self, analysis: Analysis) -> list[Named]:
        """All names in the order of the text; of overlapping ones the longest, of equals each."""
        found: list[Named] = []
        for writing, mentions in self._matcher.find(analysis).items():
            found += [Named(m.start, m.end, m.value) for m in mentions if _written(analysis, m, writing)]
        found.sort(key=lambda n: (n.start, -n.end, n.id))
        kept: list[Named] = []
        for name in found:
            last = kept[-1] if kept else None
            if last is None or name.start >= last.end or (name.start, name.end) == (last.start, last.end):
                kept.append(name)
        return kept


def _writing(name: str) -> str:
    letters = [c for c in name if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return _CAPITALS
    return _CAPITAL if name[0].isupper() else _SMALL


def _written(analysis: Analysis, mention: Mention[str], writing: str) -> bool:
    words = analysis.text[mention.start : mention.end]
    if writing == _CAPITALS:
        return not any(c.islower() for c in words)
    return writing == _SMALL or words[0].isupper()


def _pattern(name: str, language: str) -> str:
    """The name in the cue language, cut as texts are: English names as they are, others in any case."""
    small = name[0].islower()
    words = []
    for token in _tokenizer(language)(name):
        low = token.text.lower().replace("’", "'").replace("ʼ", "'")
        if low == "-":
            words.append(low)
        elif "-" in low or not low[0].isalpha():
            words.append("~" + re.escape(low).replace(" ", ""))
        elif language == "en":
            words.append(low if small and low.isalpha() else f"={low}")
        else:
            words.append("(" + "|".join(dict.fromkeys((f"={low}", *lemmas(low, language)))) + ")")
    return " ".join(words)


@cache
def _tokenizer(language: str) -> Callable[[str], Iterable[Any]]:
    return spacy.blank(language).make_doc
