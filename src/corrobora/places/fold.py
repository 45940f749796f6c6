"""One spelling for the many a place name has.

Two key spaces that cannot meet, because their letters differ. Latin keys forget case, diacritics,
apostrophes, spaces, doubled letters and the usual romanisation variants (``Zaporizhzhia``,
``Zaporizhzhya``). Cyrillic keys write Ukrainian and Russian letters of one sound alike and drop case
endings, so that ``Бахмуті``, ``Бахмутом`` and ``Бахмут`` meet. The index holds the key of the
nominative; a question may have several keys, the surest first.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import lru_cache
from itertools import product

_LATIN_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "a",
     "y": "i", "w": "v", "q": "k", "x": "ks"}
)  # fmt: skip
_NOT_LATIN = re.compile(r"[^a-z0-9]+")
_RUNS = re.compile(r"(.)\1+")
# Longest first where one contains another; every pair is two common romanisations of one sound.
_LATIN_SOUNDS = (("shch", "sh"), ("dzh", "j"), ("kh", "h"), ("ie", "e"), ("ou", "u"), ("ei", "ai"))
_LATIN_TAILS = ("ah", "eh", "ih", "oh", "uh")
_ARTICLE = re.compile(
    r"^(?:al|el|ar|as|ash|at|az|an|ad|ath|adh|ed|es|esh|er|et|ez)[-\s’'ʻ]+(?=\w{3})", re.IGNORECASE
)

_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_NOT_CYRILLIC = re.compile(r"[^\u0430-\u04ff0-9 ]+")
_CYRILLIC_LETTERS = str.maketrans(
    {"ё": "е", "є": "е", "э": "е", "і": "и", "ї": "и", "ы": "и", "й": "и", "ґ": "г", "ь": "", "ъ": "",
     "'": "", "’": "", "ʼ": "", "-": " ", "–": " ", "`": "", "\u0301": ""}
)  # fmt: skip

#: Endings of the nominative, after folding; adjectives and nouns, singular and plural.
_NOMINATIVE = re.compile(r"(?<=..)(?:ая|яя|ое|ее|ие|а|я|о|е|и)$")
#: Endings of every case, after folding, longest first.
_ENDINGS = (
    "иею иеи ими ого его ому ему ами ями ови еви ою ею ая яя ое ее ие ои еи их им ую юю ом ем ам ям ах ях "
    "ов ев ив а я о е у ю и"
).split()
#: What a stem's last consonant was before a softening ending (Антонівка, в Антонівці).
_SOFTENED = {"ц": "к", "з": "г", "с": "х"}
_LAST_CLOSED = re.compile(r"[ое](?=[^аеиоуюя]+$)")
_FLEETING = re.compile(r"[ое](?=[кцнр]$)")
#: Most forms of one several-word name that are tried.
_MOST_FORMS = 48


def is_cyrillic(name: str) -> bool:
    """Whether a name is written in Cyrillic letters."""
    return not name.isascii() and _CYRILLIC.search(name) is not None


# every ASCII character folded at once: most names have no others
_ASCII: dict[int, str | int | None] = dict.fromkeys(range(128))
_ASCII |= {
    ord(c): _LATIN_LETTERS.get(ord(c.lower()), c.lower()) for c in string.ascii_letters + string.digits
}


def latin_key(name: str) -> str:
    """The key of a name in Latin letters; empty if it has none."""
    if name.isascii():
        plain = name.translate(_ASCII)
    else:
        plain = unicodedata.normalize("NFKD", name.lower())
        plain = _NOT_LATIN.sub("", plain.translate(_LATIN_LETTERS))
    for long, short in _LATIN_SOUNDS:
        if long in plain:
            plain = plain.replace(long, short)
    if _RUNS.search(plain):
        plain = _RUNS.sub(r"\1", plain)
    return plain[:-1] if plain.endswith(_LATIN_TAILS) else plain


def without_article(name: str) -> str | None:
    """An Arabic name without its article, ``None`` if it has none."""
    if name[:1] not in ("a", "e", "A", "E"):
        return None
    article = _ARTICLE.match(name)
    return name[article.end() :] if article else None


@lru_cache(maxsize=65536)
def _plain_words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFC", name.casefold()).translate(_CYRILLIC_LETTERS)
    plain = _NOT_CYRILLIC.sub(" ", plain)
    return tuple(_RUNS.sub(r"\1", word) for word in plain.split())


def cyrillic_key(name: str) -> str:
    """The key of a Cyrillic name in the nominative, as the index holds it."""
    return " ".join(_NOMINATIVE.sub("", word) for word in _plain_words(name))


@lru_cache(maxsize=65536)
def _stems(word: str, language: str) -> tuple[str, ...]:
    found = {_NOMINATIVE.sub("", word): None}
    for ending in _ENDINGS:
        if not word.endswith(ending) or len(word) - len(ending) < 2:
            continue
        stem = word[: -len(ending)]
        found[stem] = None
        if ending in ("е", "и") and stem[-1] in _SOFTENED:
            found[stem[:-1] + _SOFTENED[stem[-1]]] = None
        if language == "uk":
            # an open syllable has о or е where the closed one of the nominative has і (Харків, Харкова)
            found[_LAST_CLOSED.sub("и", stem)] = None
    found[word] = None
    for stem in tuple(found):
        if len(stem) > 3:
            # a vowel that comes and goes (Олешки, Олешок; Городок, Городка)
            found[_FLEETING.sub("", stem)] = None
    return tuple(found)


def cyrillic_forms(name: str, language: str) -> tuple[str, ...]:
    """Keys an inflected Cyrillic name can have in the index, the surest first."""
    words = _plain_words(name)
    if not words:
        return ()
    choices = [_stems(word, language) for word in words]
    if len(choices) > 1:
        choices = [c[:5] for c in choices]
    found = []
    for number, combination in enumerate(product(*choices)):
        if number >= _MOST_FORMS:
            break
        found.append(" ".join(combination))
    return tuple(dict.fromkeys(found))


def adjective_stems(word: str) -> tuple[str, ...]:
    """Stems of the place a Cyrillic adjective is made from (``мариупольской`` → ``мариупол``).

    Adjectives in -ськ-/-ск- only; the first stem keeps the suffix, since many towns end in it.
    """
    (plain, *rest) = _plain_words(word) or ("",)
    if rest:
        return ()
    match = re.fullmatch(r"(\w{2,}?)(ц|з|с)?к(?:ая|ое|ие|ои|ую|ого|ому|им|их|ими|ою|ом|ии|а|е|у|и)", plain)
    if match is None or match[2] is None:
        return ()
    stem, sound = match[1], match[2]
    found = [stem + sound + "к", stem] if sound == "с" else [stem + sound + "к", stem + sound, stem]
    if stem.endswith(("ан", "ян")):
        found.append(stem[:-2])
    return tuple(found)
