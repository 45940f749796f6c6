"""Protected terms kept out of what leaves a case: replaced before anything is laid out, then looked for.

Laying a black bar over words removes nothing. So a redacted edition is made anew from redacted records, and
what can be read from the finished file is searched for every term; one that is found stops the export.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corrobora.model.errors import CorroboraError

MARK = "█████"
#: Letters that belong together, or digits; characters nobody sees may stand between them.
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_LETTER = rf"[^\W\d_](?:[\u0300-\u036f{_UNSEEN}])*"
_WORD = re.compile(rf"(?:{_LETTER})+|\d+")
#: The same with a word that was divided at the end of a line, and with words written together (IvanMerrow).
_DIVIDED = re.compile(rf"(?:{_LETTER})+(?:[-‐­]\s*\n\s*(?:{_LETTER})+)+")
_TOGETHER = re.compile(rf"[A-ZА-ЯІЇЄҐЁ](?:(?![A-ZА-ЯІЇЄҐЁ]){_LETTER})+")
#: From so many letters on, a term is looked for within longer words too.
_LONG = 6
_LOOKALIKES = str.maketrans("aceopxykmtbhi", "асеорхукмтвні")

#: Cyrillic letters as rough Latin ones; what romanisations spell differently falls together afterwards.
_LATIN = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "е": "e", "є": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch",
    "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
})  # fmt: skip
_ALIKE = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        ("kh|gh|g", "h"), ("shch|sch|szcz", "sh"), ("tz|cz", "ts"), ("w", "v"), ("[yj]", "i"), ("i+", "i"),
        ("ie|io(?=v)", "e"), ("ii", "i"), ("iu", "u"), ("ia", "a"), (r"(.)\1", r"\1"),
    )
)  # fmt: skip


class Leaked(CorroboraError):
    """A protected term would have left the case; nothing was written."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """Terms nobody outside may read.

    Attributes:
        terms: names and phrases. Upper and lower case, accents, white space, the other script, lookalike
            letters, characters nobody sees, words divided at a line's end or written together and, in
            Cyrillic, other endings of a word make no difference.
    """

    terms: tuple[str, ...]

    def apply(self, value: Any) -> Any:
        """The value with every term in any of its texts replaced; keys stay."""
        match value:
            case str():
                return self._text(value)
            case dict():
                return {k: self.apply(v) for k, v in value.items()}
            case list():
                return [self.apply(v) for v in value]
        return value

    def check(self, text: str, where: str) -> None:
        """Look for every term in what can be read from a finished file.

        Raises:
            Leaked: if one is there.
        """
        found = self._find(text)
        if found:
            raise Leaked(f"{where} still holds {len(found)} protected terms, so it was not written")

    def _text(self, text: str) -> str:
        for start, end in reversed(self._find(text)):
            text = text[:start] + MARK + text[end:]
        return text

    def _find(self, text: str) -> list[tuple[int, int]]:
        """Where terms stand, without overlaps, in order."""
        plain = [_Token.of(m) for m in _WORD.finditer(text)]
        divided = [_Token.of(m) for m in _DIVIDED.finditer(text)]
        together = [_Token.of(m) for m in _TOGETHER.finditer(text)]
        wanted = [words for term in self.terms if (words := [_fold(w) for w in _WORD.findall(term)])]
        wanted += [["".join(words)] for words in wanted if len(words) > 1]
        found: list[tuple[int, int]] = []
        for tokens in (plain, divided, together):
            found += _in(tokens, wanted)
        return _without_overlaps(found)


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    folded: str
    inflected: bool

    @classmethod
    def of(cls, match: re.Match[str]) -> _Token:
        inflected = any("\u0400" <= c <= "\u04ff" for c in match.group())
        return cls(match.start(), match.end(), _fold(match.group()), inflected)

    def is_form_of(self, wanted: str) -> bool:
        """Equal, or one word with another ending: a shared stem, and short words in Cyrillic but a vowel."""
        if wanted == self.folded:
            return True
        if self.inflected and 3 <= len(wanted) < 5:
            return wanted[:-1] == self.folded[:-1] and {wanted[-1], self.folded[-1]} <= set("aeiou")
        stem = max(4, len(wanted) - 2)
        same = self.folded[:stem] == wanted[:stem] and len(self.folded) <= len(wanted) + 3
        # an address writes several words as one, without a mark between them
        within = len(wanted) >= _LONG and wanted in self.folded
        return within or (len(wanted) >= 5 and same)


def _in(tokens: list[_Token], wanted: list[list[str]]) -> list[tuple[int, int]]:
    found = []
    at = 0
    while at < len(tokens):
        length = max((len(w) for w in wanted if _matches(w, tokens, at)), default=0)
        if length:
            found.append((tokens[at].start, tokens[at + length - 1].end))
        at += length or 1
    return found


def _without_overlaps(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(set(found)):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def _matches(words: list[str], tokens: list[_Token], at: int) -> bool:
    if at + len(words) > len(tokens):
        return False
    return all(tokens[at + n].is_form_of(word) for n, word in enumerate(words))


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    """One form for upper and lower case, accents, scripts and ways to romanise."""
    small = unicodedata.normalize("NFKC", word).casefold()
    if any("\u0400" <= c <= "\u04ff" for c in small):  # Latin letters among Cyrillic ones are lookalikes
        small = small.translate(_LOOKALIKES)
    latin = small.translate(_LATIN)
    plain = unicodedata.normalize("NFKD", latin)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c.isalnum())
    for pattern, put in _ALIKE:
        plain = pattern.sub(put, plain)
    return plain


def terms_of(lines: Iterable[str]) -> tuple[str, ...]:
    """Terms from a file with one a line; empty lines and those that begin with ``#`` are passed over."""
    stripped = (line.strip() for line in lines)
    return tuple(line for line in stripped if line and not line.startswith("#"))
