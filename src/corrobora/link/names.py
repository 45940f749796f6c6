"""Names compared across scripts and grammatical cases, by their consonants.

Vowels are what transliterations and case endings change most; what stays of a name without
them is enough to bring two records together (blocking) and to say that two names may be one.
The gazetteer decides where it can; this is for the rest.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = {
    "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "ж": "z", "з": "z", "й": "", "к": "k", "л": "l",
    "м": "m", "н": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "х": "h", "ц": "c",
    "ч": "c", "ш": "s", "щ": "s", "ь": "", "ъ": "",
}  # fmt: skip
_PAIRS = (("shch", "s"), ("kh", "h"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("ts", "c"), ("tz", "c"),
          ("ph", "f"), ("th", "t"), ("gh", "h"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("w", "v"),
          ("g", "h"), ("j", ""))  # fmt: skip
_VOWELS = frozenset("aeiouyаеиоуыэюяёіїє'’ʼ-")
_SMALL = frozenset("near the of in and at під біля поблизу под возле вблизи около".split())
#: Words that stand in names of places without telling them apart.
_GENERIC = _SMALL | frozenset(
    "village city town settlement district region oblast raion province state area border street camp local "
    "село селище місто область обл район поселок посёлок город улица вулиця".split()
)


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """The consonants of one word in a common alphabet (``Харків`` and ``Kharkov``: ``hrkv``)."""
    folded = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    for pair, single in _PAIRS:
        folded = folded.replace(pair, single)
    out = ""
    for letter in folded:
        if letter in _VOWELS:
            continue
        mapped = _LETTERS.get(letter, letter)
        if mapped and not out.endswith(mapped):  # doubled letters are written either way
            out += mapped
    return out


@lru_cache(maxsize=100_000)
def name_keys(name: str) -> tuple[str, ...]:
    """Skeletons of the telling words of a name, in its order; short ones keep their vowels."""
    return _keys([w for w in _words(name) if w.casefold() not in _GENERIC])


@lru_cache(maxsize=100_000)
def all_keys(name: str) -> tuple[str, ...]:
    """The same of a name that is no place's: "village council" and "city council" are two bodies."""
    return _keys([w for w in _words(name) if w.casefold() not in _SMALL])


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+(?:['’ʼ-][^\W_]+)*", name)


def _keys(words: list[str]) -> tuple[str, ...]:
    bones = ((skeleton(word), word) for word in words)
    return tuple(own if len(own) >= 3 else "=" + _plain(word) for own, word in bones)


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))


def keys_agree(a: str, b: str) -> bool:
    """Whether two keys can be one word: equal, or one with up to two more consonants (a case ending)."""
    if a == b:
        return True
    if a.startswith("=") or b.startswith("="):
        return False
    short, long = sorted((a, b), key=len)
    return len(short) >= 3 and long.startswith(short) and len(long) - len(short) <= 2


@lru_cache(maxsize=500_000)
def names_agree(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Share, 0..1, of the shorter name's words that the longer one has; 0 if either is empty."""
    if not a or not b:
        return 0.0
    short, long = sorted((a, b), key=len)
    return sum(any(keys_agree(x, y) for y in long) for x in short) / len(short)
