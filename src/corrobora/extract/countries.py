"""Countries named by adjective, people, name or seat of government."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from corrobora.codebook.countries import load_countries
from corrobora.codebook.overlay import per_codebook
from corrobora.codebook.place_words import load_place_words
from corrobora.extract.analysis import Analysis, Token, morphology
from corrobora.extract.mention import Mention
from corrobora.extract.rules.forms import lemmas

READER = "rules/sides"

#: How sure a word of each sort is to speak of the country's side.
_SURE = {"adjectives": 0.95, "people": 0.95, "names": 0.9, "seats": 0.6}
_LONGEST = 6

_Index = dict[tuple[str, ...], tuple[str, str]]


def find_countries(analysis: Analysis) -> list[Mention[str]]:
    """Mentions of countries as ISO 3166-1 alpha-2 codes, in the order of the text, none overlapping.

    Readers: ``rules/sides.adjectives``, ``.people``, ``.names``, ``.seats``; a seat ("Moscow denied") is the
    least sure, since it may be just the place, less so still after a preposition of place. A name or seat in
    small letters counts where the country is named otherwise, too.
    """
    return list(_found(analysis))


@lru_cache(maxsize=8)  # sides, places and bodies of one document all ask
def _found(analysis: Analysis) -> tuple[Mention[str], ...]:
    index, firsts = _index(analysis.language)
    tokens = analysis.tokens
    english = analysis.language == "en"
    leading = load_place_words()[analysis.language].before
    found: list[Mention[str]] = []
    small: set[int] = set()
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if (english and not token.text[0].isupper()) or not _keys(token.lower, analysis.language) & firsts:
            at += 1
            continue
        width, entry = _longest(index, analysis, at)
        if entry is None:
            at += 1
            continue
        code, sort = entry
        sure = _SURE[sort]
        if sort == "seats" and at and tokens[at - 1].lower in leading:
            sure /= 2  # "in Moscow" is where, not who
        last = tokens[at + width - 1]
        written = analysis.text[token.start : last.end]
        if sort in ("names", "seats") and written.islower() and not _abbreviated(token, analysis.language):
            small.add(token.start)
        found.append(
            Mention(
                start=token.start,
                end=last.end,
                value=code,
                reader=f"{READER}.{sort}",
                confidence=sure,
            )
        )
        at += width
    # some write the enemy's name small, but «того» is an ordinary word where nothing else names Togo
    named = {m.value for m in found if m.start not in small}
    return tuple(m for m in found if m.start not in small or m.value in named)


def _abbreviated(token: Token, language: str) -> bool:
    return language != "en" and "Abbr" in str(morphology(language).parse(token.lower)[0].tag)


def _keys(word: str, language: str) -> frozenset[str]:
    return frozenset((word,)) if language == "en" else frozenset((word, *lemmas(word, language)))


def _longest(index: _Index, analysis: Analysis, at: int) -> tuple[int, tuple[str, str] | None]:
    best: tuple[int, tuple[str, str] | None] = (0, None)
    phrases: list[tuple[str, ...]] = [()]
    stop = min(at + _LONGEST, analysis.sentences[analysis.tokens[at].sentence].last)
    for position in range(at, stop):
        keys = _keys(analysis.tokens[position].lower, analysis.language)
        phrases = [(*phrase, key) for phrase in phrases for key in keys if (*phrase, key) in index]
        if not phrases:
            break
        for phrase in phrases:
            entry = index[phrase]
            if entry[0]:
                best = (position - at + 1, entry)
    return best


@per_codebook
def _index(language: str) -> tuple[_Index, frozenset[str]]:
    """Words of a phrase, lower case, to code and sort; what two countries share is left out.

    Beginnings of longer phrases are there with an empty code, so that a search knows when to go on.
    """
    claims: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    for country in load_countries().values():
        words = country.words[language]
        for sort in ("names", "adjectives", "people", "seats"):
            for form in getattr(words, sort):
                for phrase in _forms(form, sort, language):
                    claims[phrase].add((country.code, sort))
    found: _Index = {}
    for phrase in claims:
        for end in range(1, len(phrase)):
            found.setdefault(phrase[:end], ("", ""))
    for phrase, entries in claims.items():
        if len({code for code, _ in entries}) == 1:
            found[phrase] = min(entries, key=lambda e: tuple(_SURE).index(e[1]))
    return found, frozenset(phrase[0] for phrase in found)


def _forms(form: str, sort: str, language: str) -> list[tuple[str, ...]]:
    low = form.lower().replace("’", "'").replace("ʼ", "'").replace("-", " - ")
    if language == "en":
        low = low.replace("'s ", " 's ")  # as the tokeniser cuts it
    words = tuple(low.split())
    if language != "en":
        # a phrase's words are met by their lemmas; the last ones may stand in a case of their own
        return [tuple(w if w == "-" else _lemma(w, language) for w in words), words]
    if sort in ("people", "adjectives") and not low.endswith(("s", "ese", "ish", "ch")):
        return [words, (*words[:-1], words[-1] + "s")]
    return [words]


def _lemma(word: str, language: str) -> str:
    forms = lemmas(word, language)
    return word if word in forms else sorted(forms)[0]
