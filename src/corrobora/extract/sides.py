"""Countries named by adjective, people, name or seat of government, as sides."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from corrobora.codebook.countries import load_countries
from corrobora.extract.analysis import Analysis
from corrobora.extract.mention import Mention

READER = "rules/sides"

#: How sure a word of each sort is to speak of the country's side.
_SURE = {"adjectives": 0.95, "people": 0.95, "names": 0.9, "seats": 0.6}
_LONGEST = 5


def find_sides(analysis: Analysis) -> list[Mention[str]]:
    """Mentions of countries as ISO 3166-1 alpha-2 codes, in the order of the text, none overlapping.

    Readers: ``rules/sides.adjectives``, ``.people``, ``.names``, ``.seats``; a seat ("Moscow denied") is the
    least sure, since it may be just the place.
    """
    index = _index(analysis.language)
    tokens = analysis.tokens
    keys = [t.lower if analysis.language == "en" else t.lemma for t in tokens]
    found: list[Mention[str]] = []
    at = 0
    while at < len(tokens):
        width, entry = _longest(index, keys, [t.lower for t in tokens[at : at + _LONGEST]], at)
        if entry is None or (analysis.language == "en" and not tokens[at].text[0].isupper()):
            at += 1
            continue
        code, sort = entry
        found.append(
            Mention(
                start=tokens[at].start,
                end=tokens[at + width - 1].end,
                value=code,
                reader=f"{READER}.{sort}",
                confidence=_SURE[sort],
            )
        )
        at += width
    return found


def _longest(
    index: dict[tuple[str, ...], tuple[str, str]], keys: list[str], lowers: list[str], at: int
) -> tuple[int, tuple[str, str] | None]:
    for width in range(min(_LONGEST, len(keys) - at), 0, -1):
        entry = index.get(tuple(keys[at : at + width])) or index.get(tuple(lowers[:width]))
        if entry:
            return width, entry
    return 0, None


@cache
def _index(language: str) -> dict[tuple[str, ...], tuple[str, str]]:
    """Words of a phrase, lower case, to code and sort; what two countries share is left out."""
    claims: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for country in load_countries().values():
        words = country.words[language]
        for sort in ("names", "adjectives", "people", "seats"):
            for form in getattr(words, sort):
                for phrase in _forms(form, sort, language):
                    claims[tuple(phrase.split())].add((country.code, sort))
    found = {}
    for phrase_words, entries in claims.items():
        if len({code for code, _ in entries}) == 1:
            found[phrase_words] = sorted(entries)[0]
    return found


def _forms(form: str, sort: str, language: str) -> list[str]:
    low = form.lower().replace("’", "'").replace("-", " - ")
    if language == "en" and sort in ("people", "adjectives") and not low.endswith(("s", "ese", "ish", "ch")):
        return [low, low + "s"]
    return [low]
