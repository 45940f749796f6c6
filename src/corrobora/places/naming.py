"""Which keys an entry is found under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corrobora.places.fold import cyrillic_key, is_cyrillic, latin_key, without_article
from corrobora.places.romanise import russian_to_latin, ukrainian_to_latin, ukrainian_to_russian
from corrobora.places.schema import DERIVED, OTHER

#: Words for the sort of a division, which texts use or leave out as they like.
_GENERIC = re.compile(
    r"\b(?:oblast|oblasti|oblys[ıi]?|region|province|provincia|provincie|governorate|gouvernorat|muhafazah?|muhafazat|"
    r"state|estado|department|departamento|departement|département|district|distrito|county|raion|rayon|raionul|rajon|"
    r"prefecture|republic|republika|respublika|respublica|avtonomna|autonomous|krai|kray|municipality|munici?piul|"
    r"municipio|commune|cercle|wilayat|wilaya|wilayah|woreda|zone|territory|territoire|township|subdistrict|"
    r"sub-?prefecture|opshtina|opština|općina|opcina|city|misto|gorod|gorodskoy|okrug|markaz|nahiyat|qada|qadaa?|caza|"
    r"division|governate|metropolitan|de|del|da|do|of|the|la)\b['’]?",
    re.IGNORECASE,
)
_GENERIC_CYRILLIC = re.compile(
    r"\b(?:область|обл|район|р-н|край|республика|республіка|автономная|автономна|округ|городской|город|місто|"
    r"муниципальный|губерния|провинция|провінція|штат|громада|територіальна|міська|сільська|селищна)\b\.?",
    re.IGNORECASE,
)
# "Kurskaya", "Luhans'ka": the adjective, with and without its suffix, is what English names use.
_ADJECTIVE = re.compile(
    r"^(?P<stem>.{3,}?)(?P<suffix>s['’]?k)(?:a|aya|yi|yy|iy|ij|oye|e|i|y)$", re.IGNORECASE
)

# Other alternate names are none: airport codes, romanised Chinese and the like.
_LATIN_NAME = re.compile(r"^[‘’ʻʼ'`]?[A-ZÀ-ÞĀ-ŽƏḀ-ỿ][^\u0370-\U0010ffff]{2,}$")
_CYRILLIC_NAME = re.compile(r"^[А-ЯЁІЇЄҐ][А-Яа-яЁёІіЇїЄєҐґ’ʼ'\s\u0301–-]+$")


def usable(name: str) -> bool:
    """Whether an alternate name is one in Latin or in Ukrainian or Russian letters."""
    if name.isascii():
        return len(name) > 2 and name[0].isupper() and not name.isupper()
    if name[0].islower() or name.isupper():
        return False
    return bool((_CYRILLIC_NAME if name[0] > "\u0370" else _LATIN_NAME).match(name))


def settlement_keys(name: str, others: Iterable[str]) -> list[tuple[str, int]]:
    """Keys of a settlement with their weakness: its name in any spelling, or former and other names."""
    found = list(_name_keys(name))
    main = latin_key(name)[:2]
    for other in others:
        if not usable(other):
            continue
        if other[0] > "\u0370":
            found.append((cyrillic_key(other), _other(_initial(other[:2]) == main[:1])))
            continue
        key = latin_key(other)
        found.append((key, _other(key[:2] == main)))
        bare = without_article(other)
        if bare:
            found.append((latin_key(bare), DERIVED))
    return found


def _other(alike: bool) -> int:
    return 0 if alike else OTHER


@cache
def _initial(letters: str) -> str:
    return latin_key(russian_to_latin(letters))[:1]


def ukrainian_keys(name: str) -> Iterator[tuple[str, int]]:
    """Keys of a settlement known by its Ukrainian name alone."""
    russian = ukrainian_to_russian(name)
    yield cyrillic_key(name), 0
    yield latin_key(ukrainian_to_latin(name)), 0
    yield cyrillic_key(russian), DERIVED
    yield latin_key(russian_to_latin(russian)), DERIVED


def division_keys(name: str, others: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Keys of a division: with the words for its sort, without them, and of the adjective's stem."""
    for each in (name, *others):
        if not usable(each):
            continue
        yield from _name_keys(each)
        bare = (_GENERIC_CYRILLIC if is_cyrillic(each) else _GENERIC).sub(" ", each).strip(" -'’")
        if bare and bare != each:
            yield from _name_keys(bare)
        if not is_cyrillic(bare):
            adjective = _ADJECTIVE.match(bare)
            if adjective:
                yield latin_key(adjective["stem"] + "sk"), 0
                yield latin_key(adjective["stem"]), 0


def _name_keys(name: str) -> Iterator[tuple[str, int]]:
    if is_cyrillic(name):
        yield cyrillic_key(name), 0
        return
    yield latin_key(name), 0
    bare = without_article(name)
    if bare:
        yield latin_key(bare), DERIVED
