"""Words, digits and marks of a text: one linear pass, no dictionary.

Numbers and dates are read from these. Digits that belong together stay together: "19,546",
"10 000", "24.11.2024", "18:30". What a mark means is decided later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Lex(StrEnum):
    """What a token looks like."""

    WORD = "word"
    INTEGER = "integer"
    GROUPED = "grouped"
    DECIMAL = "decimal"
    SLASHED = "slashed"
    ISO_DATE = "iso"
    DATE = "dmy"
    TIME = "time"
    LINE = "line"
    MARK = "mark"


# Space, no-break space, thin space, narrow no-break space: all of them separate thousands somewhere.
_SPACES = " \u00a0\u2009\u202f"
_GROUPS = {"en": f",{_SPACES}’'", "uk": f",.{_SPACES}", "ru": f",.{_SPACES}"}

#: The longest run of digits read as a number; longer ones are account numbers, hashes, noise.
LONGEST_NUMBER = 15


@cache
def _pattern(language: str, stressed: bool) -> re.Pattern[str]:
    groups = _GROUPS[language]
    # an English possessive is a word of its own
    joins = r"(?!s(?![^\W\d_]))" if language == "en" else ""
    letters = r"(?:[^\W\d_]|[\u0300-\u036f])+" if stressed else r"[^\W\d_]+"
    return re.compile(
        rf"""
        (?P<word>[^\W\d_]{letters[:-1]}*(?:['’ʼ‘`]{joins}{letters})*)
        |(?P<iso>\d{{4}}-\d{{2}}-\d{{2}}(?!\d))
        |(?P<dmy>\d{{1,2}}(?P<sep>[./-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d{{2}})(?!\d|[./-]\d))
        |(?P<time>\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?!\d))
        |(?P<grouped>\d{{1,3}}(?P<gap>[{groups}])\d{{3}}(?:(?P=gap)\d{{3}})*(?![\d]))
        |(?P<slashed>\d{{1,2}}/\d{{1,2}}(?![\d/]))
        |(?P<decimal>\d{{1,{LONGEST_NUMBER}}}[.,]\d{{1,{LONGEST_NUMBER}}}(?!\d))
        |(?P<integer>\d+)
        |(?P<line>\n)
        |(?P<mark>[^\w\s]|_)
        """,
        re.VERBOSE,
    )


_QUOTES = "’ʼ‘`"
_STRESS = re.compile("[\u0300\u0301]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists, one entry a token.

    Attributes:
        text: the text all offsets refer to.
        language: ``en``, ``uk`` or ``ru``.
        low: lower-case form with straight apostrophes and without stress marks; ё as е in Russian.
        start, end: characters ``[start, end)``.
        lex: what each looks like.
    """

    text: str
    language: str
    low: list[str]
    start: list[int]
    end: list[int]
    lex: list[Lex]

    def __len__(self) -> int:
        return len(self.low)

    def glued(self, index: int) -> bool:
        """Whether token ``index`` stands against the one before it without white space."""
        return 0 < index < len(self.low) and self.start[index] == self.end[index - 1]

    def word(self, index: int) -> str:
        """Lower-case form of a token, the empty string outside the text."""
        return self.low[index] if 0 <= index < len(self.low) else ""

    def capital(self, index: int) -> bool:
        """Whether a token begins with a capital letter."""
        return 0 <= index < len(self.low) and self.text[self.start[index]].isupper()


def supported(language: str) -> str:
    """The language whose words are used: itself, or English for one not known."""
    short = language[:2].lower()
    return short if short in _GROUPS else "en"


def tokenise(text: str, language: str) -> Tokens:
    """All words, numbers, marks and line ends of a text, in order."""
    language = supported(language)
    stressed = _STRESS.search(text) is not None
    pattern = _pattern(language, stressed)
    kinds = [Lex.MARK] * (pattern.groups + 1)
    for kind in Lex:
        kinds[pattern.groupindex[kind.value]] = kind
    folded = _folded(text, language)
    whole = len(folded) == len(text)  # a few letters have a lower case of two characters
    low: list[str] = []
    start: list[int] = []
    end: list[int] = []
    lex: list[Lex] = []
    for match in pattern.finditer(text):
        a, b = match.span()
        low.append(folded[a:b] if whole else _folded(text[a:b], language))
        start.append(a)
        end.append(b)
        lex.append(kinds[match.lastindex or 0])
    if stressed:
        low = [_STRESS.sub("", word) for word in low]
    return Tokens(text, language, low, start, end, lex)


def _folded(text: str, language: str) -> str:
    text = text.lower()
    for quote in _QUOTES:
        text = text.replace(quote, "'")
    return text.replace("ё", "е") if language == "ru" else text


def integer(digits: str) -> int | None:
    """The number that digits with any separators write; ``None`` if it is absurdly long."""
    plain = "".join(c for c in digits if c.isdigit())
    if not plain or len(plain) > LONGEST_NUMBER:
        return None
    return int(plain)
