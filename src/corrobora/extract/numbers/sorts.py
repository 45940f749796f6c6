"""What a number is: a count, or a percentage, a price, an age, a section of a law."""

from __future__ import annotations

from enum import StrEnum

from corrobora.extract.numbers.lexicon import CountWords, Phrase
from corrobora.extract.numerals import Form, Lex, Numeral, Tokens


class NumberSort(StrEnum):
    """What a number in a text stands for."""

    COUNT = "count"
    ORDINAL = "ordinal"
    DATE = "date"
    DECIMAL = "decimal"
    PERCENTAGE = "percentage"
    MONEY = "money"
    MEASURE = "measure"
    AGE = "age"
    REFERENCE = "reference"
    MODIFIER = "modifier"


_HYPHENS = frozenset("-‐‑–")
_LIST_JOINERS = frozenset((",", "and", "or", "to", "-", "–", "та", "і", "й", "или", "и", "або"))


def follows(tokens: Tokens, index: int, phrase: Phrase) -> bool:
    """Whether the words of a phrase stand from token ``index`` on."""
    for offset, word in enumerate(phrase):
        here = tokens.word(index + offset)
        if not (here.startswith(word[:-1]) if word.endswith("*") else here == word):
            return False
    return True


def precedes(tokens: Tokens, index: int, phrase: Phrase) -> bool:
    """Whether the words of a phrase stand right before token ``index``."""
    return index >= len(phrase) and follows(tokens, index - len(phrase), phrase)


def sort_of(
    tokens: Tokens, numeral: Numeral, earlier: tuple[Numeral, NumberSort] | None, words: CountWords
) -> NumberSort:
    """What a numeral that is part of no date is, judged by the words next to it."""
    if numeral.form is Form.ORDINAL:
        return NumberSort.ORDINAL
    if _reference(tokens, numeral, earlier, words):
        return NumberSort.REFERENCE
    measured = _measured(tokens, numeral, words)
    if measured is not None:
        return measured
    if numeral.form is Form.DECIMAL:
        return NumberSort.DECIMAL
    if numeral.form is Form.YEAR:
        return NumberSort.DATE
    if _age(tokens, numeral, words):
        return NumberSort.AGE
    if _modifier(tokens, numeral, words):
        return NumberSort.MODIFIER
    return NumberSort.COUNT


def _reference(
    tokens: Tokens, numeral: Numeral, earlier: tuple[Numeral, NumberSort] | None, words: CountWords
) -> bool:
    first, last = numeral.first, numeral.last
    before = tokens.word(first - 1)
    stop = before == "."
    name = tokens.word(first - 2) if stop else before
    at = first - 2 if stop else first - 1
    if name in words.references and (stop or len(name) > 2 or not name.isalpha()):
        return True
    if name in words.named_references and tokens.capital(at) and numeral.digits:
        return True
    if _in_list_of_references(tokens, numeral, earlier):
        return True
    if not numeral.digits:
        return tokens.word(last) in ("to", "к") and tokens.word(last + 1) in ("one", "одному")
    if _part_of_a_name(tokens, numeral):
        return True
    # "1." or "1)" at the beginning of a line
    line_start = first == 0 or tokens.lex[first - 1] is Lex.LINE
    if line_start and tokens.word(last) in (".", ")", "/") and tokens.glued(last):
        return not tokens.glued(last + 1)
    if _score(tokens, first) or _score(tokens, last + 1):
        return True
    digits = tokens.text[tokens.start[first] : tokens.end[first]]
    return tokens.lex[first] is Lex.INTEGER and ((digits[0] == "0" and len(digits) > 1) or len(digits) > 9)


def _part_of_a_name(tokens: Tokens, numeral: Numeral) -> bool:
    """ "M23", "T-72", "+380 44 …", "5:1", "555-12-34"."""
    first, last = numeral.first, numeral.last
    if tokens.glued(first):
        before = tokens.word(first - 1)
        if tokens.lex[first - 1] is Lex.WORD or before in (":", "/", "_", "#", "№", "@", "\\", "="):
            return True
        if before in _HYPHENS and tokens.glued(first - 1):
            two_before = tokens.lex[first - 2]
            if two_before is Lex.WORD and not tokens.text[tokens.start[first - 2]].islower():
                return True
        if before == "+":
            return True
    if tokens.glued(last):
        after = tokens.word(last)
        if after in (":", "/", "_") and tokens.glued(last + 1):
            return True
        # three groups of digits joined by hyphens are no range
        if after in _HYPHENS and tokens.glued(last + 1) and tokens.word(last + 2) in _HYPHENS:
            return tokens.glued(last + 2) and tokens.word(last + 1).isdigit()
    return False


def _score(tokens: Tokens, second: int) -> bool:
    """ "3–1": digits joined by a dash that fall, or stay the same, are the result of a game."""
    if second < 2 or second >= len(tokens) or tokens.word(second - 1) not in _HYPHENS:
        return False
    if not (tokens.glued(second) and tokens.glued(second - 1)):
        return False
    one, two = tokens.low[second - 2], tokens.low[second]
    return (
        one.isdecimal() and two.isdecimal() and 20 >= int(one[:3]) >= int(two[:3]) and len(one) < 3 > len(two)
    )


def _in_list_of_references(
    tokens: Tokens, numeral: Numeral, earlier: tuple[Numeral, NumberSort] | None
) -> bool:
    """ "Articles 5, 7 and 9"."""
    if earlier is None or earlier[1] is not NumberSort.REFERENCE or not numeral.digits:
        return False
    between = range(earlier[0].last, numeral.first)
    name = tokens.word(earlier[0].first - 1)
    if len(between) == 1 and tokens.word(between[0]) == "," and name.isascii() and not name.endswith("s"):
        return False  # "in Room 12, 14 men"
    return len(between) <= 2 and all(tokens.word(i) in _LIST_JOINERS for i in between)


def _measured(tokens: Tokens, numeral: Numeral, words: CountWords) -> NumberSort | None:
    first, last = numeral.first, numeral.last
    following = tokens.word(last)
    if following in words.percent or any(follows(tokens, last, p) for p in words.percent_phrases):
        return NumberSort.PERCENTAGE
    if tokens.word(first - 1) in words.currency_marks or following in words.currency_marks:
        return NumberSort.MONEY
    if following in words.currency:
        return NumberSort.MONEY
    at = last
    if following in _HYPHENS and tokens.glued(last):
        at += 1
    if tokens.word(at) in words.measure_adjectives:
        at += 2 if tokens.word(at + 1) == "." else 1
    unit = tokens.word(at)
    if unit in words.measures:
        # "5 г." and "3 м" are measures only in digits; letters glued to more letters are not units
        return NumberSort.MEASURE if numeral.digits or len(unit) > 2 else None
    if numeral.digits and at == last and tokens.glued(last) and tokens.lex[last] is Lex.WORD:
        return NumberSort.REFERENCE
    return None


def _age(tokens: Tokens, numeral: Numeral, words: CountWords) -> bool:
    if numeral.value > 120:
        return False
    first, last = numeral.first, numeral.last
    before = tokens.word(first - 1)
    if before in words.age_before or any(follows(tokens, last, p) for p in words.age_phrases):
        return True
    if before == "of" and tokens.word(first - 2) in words.age_person:
        return True
    # ", 44," after a name, also one that ends in an initial
    initial = tokens.word(first - 2) == "." and len(tokens.word(first - 3)) == 1
    if before == "," and numeral.digits and tokens.capital(first - 3 if initial else first - 2):
        after = tokens.word(last)
        return after in (",", ".", ")", ";") or last >= len(tokens) or tokens.lex[last] is Lex.LINE
    return False


def _modifier(tokens: Tokens, numeral: Numeral, words: CountWords) -> bool:
    """ "a two-storey house": a property, not a count; "a three-man crew" counts."""
    last = numeral.last
    if not (tokens.word(last) in _HYPHENS and tokens.glued(last) and tokens.glued(last + 1)):
        return False
    if last + 1 >= len(tokens) or tokens.lex[last + 1] is not Lex.WORD:
        return False
    return tokens.word(last + 1) not in words.strong and tokens.word(last + 1) != "odd"
