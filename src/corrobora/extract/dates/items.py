"""A text as tagged items: numerals and time phrases merged, one letter an item.

The letters of time words are listed in `corrobora.extract.dates.lexicon`; besides them: ``n`` a number
1–31 in digits, ``w`` in words, ``N`` a larger one, ``o`` an ordinal up to 31st, ``O`` a larger one, ``y`` a
year, ``d`` a decade ("1990s"), ``c`` a decimal, ``i`` an ISO date, ``j`` dd.mm.yyyy, ``t`` a time, ``s``
dd/mm, ``k`` a phrase the caller knows the day of, ``|`` a line end, ``x`` anything else; marks stand for
themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from corrobora.extract.dates.known import KEY, KnownPhrases, known_phrases
from corrobora.extract.dates.lexicon import Entry, TimeWords, time_words
from corrobora.extract.numerals import Form, Lex, Numeral, Tokens, find_numerals, tokenise
from corrobora.extract.numerals.lexicon import numeral_words

_LEX_TAGS = {
    Lex.ISO_DATE: "i",
    Lex.DATE: "j",
    Lex.TIME: "t",
    Lex.SLASHED: "s",
    Lex.LINE: "|",
}
_MARKS = dict.fromkeys("-–—‐‑", "-") | {c: c for c in ",.():/"}
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
#: Tags that a shift ("last", "this") or a vague word can be followed by in a time expression.
_TIME_TAGS = frozenset("MWUXSaTfY")


@dataclass(frozen=True, slots=True)
class Items:
    """Parallel lists, one entry an item; ``tags`` is a string with one letter an item."""

    tokens: Tokens
    numerals: list[Numeral]
    tags: str
    value: list[Any]
    first: list[int]
    last: list[int]


def itemise(text: str, language: str, known: Mapping[str, date] | None = None) -> Items:
    """The items of a text; ``known`` phrases are matched without regard to case."""
    tokens = tokenise(text, language)
    numerals = find_numerals(tokens)
    words = time_words(tokens.language)
    phrases = known_phrases(known, tokens.language, words.event_nouns, words.event_qualifiers)
    keys = phrases.by_key
    starts = {numeral.first: numeral for numeral in numerals}
    plain = Lex.WORD
    meant = _vocabulary(tokens.language)
    # one letter a token first, the empty string where a token belongs to the item before it
    tags = ["x"] * len(tokens)
    values: dict[int, Any] = {}
    ends: dict[int, int] = {}
    done, before = 0, "|"
    for i, (word, kind) in enumerate(zip(tokens.low, tokens.lex, strict=True)):
        if kind is plain and word not in meant and word[:KEY] not in keys:
            continue
        if i < done:
            continue
        if i > done:
            before = "x"
        tag, value, done = _item(tokens, i, words, phrases, starts.get(i), before)
        tags[i] = tag
        before = tag or before
        if value is not None:
            values[i] = value
        if done > i + 1:
            ends[i] = done
            tags[i + 1 : done] = [""] * (done - i - 1)
    kept = [i for i, tag in enumerate(tags) if tag]
    return Items(
        tokens,
        numerals,
        "".join(tags),
        [values.get(i) for i in kept],
        kept,
        [ends.get(i, i + 1) for i in kept],
    )


def _item(
    tokens: Tokens,
    i: int,
    words: TimeWords,
    phrases: KnownPhrases,
    numeral: Numeral | None,
    before: str,
) -> tuple[str, Any, int]:
    """Tag, value and end of the item that begins at a token; an article has no tag.

    ``before`` is the tag of the item before it, at the beginning of the text that of a line end.
    """
    word, kind = tokens.low[i], tokens.lex[i]
    if word[:KEY] in phrases.by_key and (found := phrases.at(tokens, i)):
        return "k", found[1], found[0]
    entries = words.entries.get(word, ())
    if numeral is not None and not (entries and _phrase_wins(tokens, i, entries)):
        tag = _number_tag(tokens, numeral)
        return tag, numeral.value, min(len(tokens), numeral.last + (tag == "d"))
    if kind in _LEX_TAGS:
        return _LEX_TAGS[kind], None, i + 1
    if kind is Lex.MARK:
        tag = _MARKS.get(word, "x")
        entries = entries if tag == "-" and before in ("U", "f") else ()  # "year-ago"
        entry = _choose(tokens, i, entries, words, before) if entries else None
    else:
        tag = "x"
        entry = _choose(tokens, i, entries, words, before) if entries else None
    if entry is None:
        return ("" if word in words.articles else tag), None, i + 1
    end = i + len(entry.phrase)
    if entry.tag in "MWU" and _abbreviated(tokens, end):
        end += 1
    one = entry.tag == "Q" and entry.value == "one"
    return "A" if one else entry.tag, entry.value, end


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Every word an item can begin with."""
    words = time_words(language)
    return frozenset(words.entries) | words.articles | numeral_words(language).first_words()


def _phrase_wins(tokens: Tokens, i: int, entries: tuple[Entry, ...]) -> bool:
    """Whether a phrase that begins with a number word is meant: "перші числа"."""
    return any(len(entry.phrase) > 1 and _matches(tokens, i, entry.phrase) for entry in entries)


def _number_tag(tokens: Tokens, numeral: Numeral) -> str:
    value = numeral.value
    if numeral.form is Form.YEAR:
        return "y"
    if numeral.form is Form.VAGUE:
        return "Q"
    if numeral.form is Form.DECIMAL:
        return "c"
    if numeral.form is Form.BOTH:
        return "x"
    if numeral.form is Form.ORDINAL:
        if _FIRST_YEAR <= value <= _LAST_YEAR:
            return "y"
        return "o" if value <= 31 else "O"
    if _decade(tokens, numeral):
        return "d"
    plain = tokens.lex[numeral.first] is Lex.INTEGER and numeral.last == numeral.first + 1
    if plain and _FIRST_YEAR <= value <= _LAST_YEAR:
        return "y"
    if 1 <= value <= 31:
        return "n" if numeral.digits else "w"
    return "N"


def _decade(tokens: Tokens, numeral: Numeral) -> bool:
    """ "1990s", "'80s"."""
    value, last = numeral.value, numeral.last
    if not numeral.digits or value % 10 or not tokens.glued(last) or tokens.word(last) != "s":
        return False
    return _FIRST_YEAR <= value <= _LAST_YEAR or (10 <= value <= 90)


def _abbreviated(tokens: Tokens, i: int) -> bool:
    """Whether a full stop at token ``i`` belongs to a short word before it: "Sept. 30", "2024 р."."""
    if tokens.word(i) != "." or not tokens.glued(i) or len(tokens.low[i - 1]) > 5:
        return False
    return i + 1 < len(tokens) and (
        tokens.lex[i + 1] in (Lex.INTEGER, Lex.GROUPED, Lex.DATE)
        or tokens.word(i + 1) in (",", ")", ";", "-", "–", ":")
        or tokens.text[tokens.start[i + 1]].islower()
    )


def _matches(tokens: Tokens, i: int, phrase: tuple[str, ...]) -> bool:
    return len(phrase) == 1 or tuple(tokens.low[i : i + len(phrase)]) == phrase


def _choose(
    tokens: Tokens, i: int, entries: tuple[Entry, ...], words: TimeWords, before: str
) -> Entry | None:
    """The meaning of a word with several: by what stands before and after it."""
    first = entries[0]
    if len(entries) == 1 and first.tag in "UXSaTEYZBFVPI&DCfp" and len(first.phrase) == 1:
        return first
    for entry in entries:
        if not _matches(tokens, i, entry.phrase):
            continue
        if entry.tag in "MW" and not _is_date_name(tokens, i, words, before):
            continue
        if entry.tag == "R" and before not in "UfT":  # "ago" and its like stand behind a unit
            continue
        if entry.tag in "Gl" and len(entry.phrase) > 1 and _temporal(tokens, i + len(entry.phrase), words):
            continue
        if entry.tag in "hu" and tokens.language == "en" and not tokens.capital(i):
            continue
        if (
            entry.tag in "LQ" or (entry.tag == "E" and any(other.tag != "E" for other in entries))
        ) and not _temporal(tokens, i + len(entry.phrase), words):
            continue
        return entry
    return None


def _temporal(tokens: Tokens, i: int, words: TimeWords) -> bool:
    """Whether the token begins a time word or number that "last", "early" or "few" can go before."""
    for at in (i, i + 1):
        if at >= len(tokens):
            return False
        if tokens.lex[at] in (Lex.INTEGER, Lex.GROUPED):
            return True
        word = tokens.word(at)
        if word in _numeral_starts(tokens.language):
            return True
        found = words.entries.get(word)
        if found and any(entry.tag in _TIME_TAGS or entry.tag in "LQA" for entry in found):
            return True
        if word not in words.articles and word not in ("-", "of", "in", "more", "full", "'"):
            return False
    return False


@cache
def _numeral_starts(language: str) -> frozenset[str]:
    table = numeral_words(language)
    return frozenset(table.cardinals) | frozenset(table.ordinals)


def _is_date_name(tokens: Tokens, i: int, words: TimeWords, before: str) -> bool:
    """Whether "May" or "Sat" is a name of the calendar here."""
    word = tokens.word(i)
    if word in words.lower_only:
        return not tokens.capital(i)
    if word not in words.ambiguous:
        return True
    if tokens.language == "en":
        if not tokens.capital(i):
            return False
        if len(word) <= 3 and word != "may":  # "Jan" and "Sat" alone are names of people and verbs
            return before in "noyLW" or _number_at(tokens, i + 1)
    if before in "noyELWwM-&,(" and before != "|":
        return before not in ",(" or _number_at(tokens, i + 1)
    if tokens.word(i - 1) in words.month_before or tokens.word(i - 1) in words.articles:
        return True
    return _number_at(tokens, i + 1)


def _number_at(tokens: Tokens, i: int) -> bool:
    if tokens.word(i) in (".", ",", "of"):
        i += 1
    return 0 <= i < len(tokens) and tokens.lex[i] is Lex.INTEGER
