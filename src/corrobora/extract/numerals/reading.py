"""Numbers in digits and words, whatever they are used for.

"Nineteen", "two hundred and eighty", "11 тисяч", "двадцатью пятью", "21st", "dozens". Whether a
number counts something, is a date or a section of a law is decided by those who use this.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from corrobora.extract.numerals.lexicon import NumeralWords, numeral_words
from corrobora.extract.numerals.tokens import Lex, Tokens, integer


class Form(StrEnum):
    """How a number is said."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    VAGUE = "vague"
    DECIMAL = "decimal"
    BOTH = "both"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at tokens ``[first, last)``.

    Attributes:
        value: the whole number; of a vague plural the least it can be ("hundreds": 200); of a
            decimal the value in thousandths.
        form: how it is said; ``YEAR`` is a year in two words, "nineteen ninety-six".
        digits: whether it is written in digits, at least in part.
        scaled: the last multiplier said in words ("11 thousand": 1000), else 1.
    """

    first: int
    last: int
    value: int
    form: Form
    digits: bool
    scaled: int = 1


_HYPHENS = frozenset("-‐‑–")
_DIGITS = frozenset((Lex.INTEGER, Lex.GROUPED, Lex.DECIMAL))
# "hundreds" is at least two hundred
_VAGUE_LEAST = 2
_TOO_LARGE = 10**15


@cache
def _first_words(language: str) -> frozenset[str]:
    return numeral_words(language).first_words()


def find_numerals(tokens: Tokens) -> list[Numeral]:
    """Every number of a text in the order of the text; none overlap."""
    words = numeral_words(tokens.language)
    firsts = _first_words(tokens.language)
    found: list[Numeral] = []
    end = 0
    starts = [i for i, (word, kind) in enumerate(zip(tokens.low, tokens.lex, strict=True))
              if word in firsts or kind in _DIGITS]  # fmt: skip
    for i in starts:
        if i < end:
            continue
        words_follow = tokens.lex[i] is Lex.WORD
        numeral = _in_words(tokens, i, words) if words_follow else _in_digits(tokens, i, words)
        if numeral is None:
            continue
        if found and tokens.language == "en":
            merged = _year_in_words(tokens, found[-1], numeral)
            if merged is not None:
                found.pop()
                numeral = merged
        found.append(numeral)
        end = numeral.last
    return found


def _place(value: int) -> int:
    """What a further word has to be smaller than to belong to a number: after "twenty", ten."""
    if value == 0:
        return _TOO_LARGE
    if value % 100 == 0:
        return 100
    return 10 if value % 10 == 0 and value % 100 >= 20 else 1


def _in_words(tokens: Tokens, first: int, words: NumeralWords) -> Numeral | None:
    word = tokens.word(first)
    if word in words.both:
        return Numeral(first, first + 1, 2, Form.BOTH, False)
    if word in words.articles or word in words.half or word in words.sesqui or word in words.several:
        return _before_scale(tokens, first, words)
    if word in words.vague:
        return _vague(tokens, first, words)
    return _add_up(tokens, first, words)


def _before_scale(tokens: Tokens, first: int, words: NumeralWords) -> Numeral | None:
    """ "a hundred", "half a dozen", "полтора десятка", "several hundred"."""
    word = tokens.word(first)
    i = first + 1
    if word in words.articles and tokens.word(i) in words.several:
        word, i = tokens.word(i), i + 1
    elif word in words.half and tokens.word(i) in words.articles:
        i += 1
    scale = words.scales.get(tokens.word(i)) or words.vague.get(tokens.word(i))
    if scale is None:
        return None
    if word in words.articles:
        return _add_up(tokens, i, words, start=first)
    last = i + 1
    further = words.scales.get(tokens.word(last))
    if further is not None and further > scale:
        scale, last = scale * further, last + 1
    if word in words.half:
        return Numeral(first, last, scale // 2, Form.CARDINAL, False, scale)
    if word in words.sesqui:
        return Numeral(first, last, scale * 3 // 2, Form.CARDINAL, False, scale)
    return Numeral(first, last, scale * _VAGUE_LEAST, Form.VAGUE, False, scale)


def _vague(tokens: Tokens, first: int, words: NumeralWords) -> Numeral:
    """ "dozens", "tens of thousands"."""
    value = words.vague[tokens.word(first)]
    last = first + 1
    following = last + 1 if tokens.word(last) == "of" else last
    further = words.vague.get(tokens.word(following)) or words.scales.get(tokens.word(following))
    if further is not None and further > value:
        value, last = value * further, following + 1
    return Numeral(first, last, value * _VAGUE_LEAST, Form.VAGUE, False, value)


def _add_up(tokens: Tokens, i: int, words: NumeralWords, *, start: int | None = None) -> Numeral | None:
    """Read words from token ``i`` on; ``start`` is where the number begins if an article stands before."""
    first = i if start is None else start
    total, current, last_scale, scaled = 0, 0, _TOO_LARGE, 1
    form, read = Form.CARDINAL, False
    while form is Form.CARDINAL:
        j = _next_word(tokens, i, words, current) if read else i
        word = tokens.word(j)
        scale = words.scales.get(word)
        if (value := words.cardinals.get(word)) is not None:
            if value >= _place(current) or (value == 0 and read):
                break
            current += value
        elif scale is not None:
            if not _multiplies(scale, current, total, last_scale, read):
                break
            scaled = scale
            if scale >= 1000:
                total, current, last_scale = total + max(current, 1) * scale, 0, scale
            else:
                current = max(current, 1) * scale
        elif (value := words.ordinals.get(word)) is not None and value < _place(current):
            current, form = current + value, Form.ORDINAL
        else:
            break
        i, read = j + 1, True
    return Numeral(first, i, total + current, form, False, scaled) if read else None


def _next_word(tokens: Tokens, i: int, words: NumeralWords, current: int) -> int:
    """The token a number may go on with: past a hyphen ("twenty-one") or an "and" after hundreds."""
    if tokens.word(i) in _HYPHENS and tokens.glued(i) and tokens.glued(i + 1):
        return i + 1
    if tokens.word(i) in words.joiners and current % 100 == 0 and tokens.word(i + 1) in words.cardinals:
        return i + 1
    return i


def _multiplies(scale: int, current: int, total: int, last_scale: int, read: bool) -> bool:
    """Whether a multiplier can stand here: "two thousand three hundred", not "thousand million"."""
    if scale >= 1000:
        return scale < last_scale and current < 1000 and not (read and current == 0)
    return current < 100 and not (read and current == 0 and total == 0)


def _in_digits(tokens: Tokens, first: int, words: NumeralWords) -> Numeral | None:
    text = tokens.text[tokens.start[first] : tokens.end[first]]
    decimal = tokens.lex[first] is Lex.DECIMAL
    if decimal:
        whole, _, part = text.replace(",", ".").partition(".")
        thousandths = integer(whole + (part + "000")[:3])
        if thousandths is None:
            return None
        scale = words.scales.get(tokens.word(first + 1), 1)
        if scale >= 1000 and len(part) <= 9:
            value = int(whole + (part + "0" * 9)[:9]) * scale // 10**9
            return Numeral(first, first + 2, value, Form.CARDINAL, True, scale)
        return Numeral(first, first + 1, thousandths, Form.DECIMAL, True)
    number = integer(text)
    if number is None:
        return None
    suffixed = _suffix(tokens, first, number, words)
    if suffixed is not None:
        return suffixed
    multiplier = words.scales.get(tokens.word(first + 1))
    if multiplier is not None and number > 0 and number * multiplier < _TOO_LARGE:
        return _add_scales(tokens, first, number, words)
    return Numeral(first, first + 1, number, Form.CARDINAL, True)


def _add_scales(tokens: Tokens, first: int, number: int, words: NumeralWords) -> Numeral:
    """ "11 тисяч", "3 thousand two hundred", "2 dozen"."""
    scale = words.scales[tokens.word(first + 1)]
    value, last = number * scale, first + 2
    further = words.scales.get(tokens.word(last))
    if further is not None and further > scale and value * further < _TOO_LARGE:
        value, last, scale = value * further, last + 1, further
    return Numeral(first, last, value, Form.CARDINAL, True, scale)


def _suffix(tokens: Tokens, first: int, number: int, words: NumeralWords) -> Numeral | None:
    """Digits with the ending of the word they stand for: "21st", "2022-го", "5-ти"."""
    i = first + 1
    if not tokens.glued(i):
        return None
    if tokens.word(i) in _HYPHENS and tokens.glued(i + 1):
        i += 1
    ending = tokens.word(i)
    if ending in words.cardinal_suffixes or (ending == "х" and 2 <= number <= 4):
        return Numeral(first, i + 1, number, Form.CARDINAL, True)
    if ending in words.suffixes and (tokens.language != "en" or i == first + 1):
        return Numeral(first, i + 1, number, Form.ORDINAL, True)
    return None


def _year_in_words(tokens: Tokens, one: Numeral, two: Numeral) -> Numeral | None:
    """ "nineteen ninety-six", "twenty twenty-four"."""
    if one.last != two.first or one.digits or two.digits:
        return None
    if one.form is not Form.CARDINAL or two.form is not Form.CARDINAL:
        return None
    if not (17 <= one.value <= 20 and 10 <= two.value <= 99):
        return None
    return Numeral(one.first, two.last, one.value * 100 + two.value, Form.YEAR, False)
