"""Which keys an entry is found under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corrobora.places.fold import cyrillic_key, is_cyrillic, latin_key, without_article
from corrobora.places.romanise import russian_to_latin, ukrainian_to_latin, ukrainian_to_russian

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

#: Alternate names that are no names: airport codes, romanised Chinese and the like.
_LATIN_NAME = re.compile(r"^[‘’ʻʼ'`]?[A-ZÀ-ÞĀ-ŽƏḀ-ỿ][^\u0370-\U0010ffff]{2,}$")
_CYRILLIC_NAME = re.compile(r"^[А-ЯЁІЇЄҐ][А-Яа-яЁёІіЇїЄєҐґ’ʼ'\s\u0301–-]+$")
_CODE = re.compile(r"^[A-Z0-9]{2,5}$")


def usable(name: str) -> bool:
    """Whether an alternate name is one in Latin or in Ukrainian or Russian letters."""
    if _CODE.match(name):
        return False
    return bool(_LATIN_NAME.match(name) or _CYRILLIC_NAME.match(name))


def settlement_keys(name: str, others: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Keys of a settlement with their weakness: 0 its name in other spellings, 1 former and other names."""
    main = latin_key(name)
    yield from _name_keys(name)
    for other in others:
        if usable(other):
            alike = _sounds(other)[:2] == main[:2]
            yield from ((key, weak if alike else 1) for key, weak in _name_keys(other))


def _sounds(name: str) -> str:
    return latin_key(russian_to_latin(name) if is_cyrillic(name) else name)


def ukrainian_keys(name: str) -> Iterator[tuple[str, int]]:
    """Keys of a settlement known by its Ukrainian name alone."""
    russian = ukrainian_to_russian(name)
    yield cyrillic_key(name), 0
    yield latin_key(ukrainian_to_latin(name)), 0
    yield cyrillic_key(russian), 1
    yield latin_key(russian_to_latin(russian)), 1


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
        yield latin_key(bare), 1
