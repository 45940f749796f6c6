"""Names of the codebook's bodies looked up, across cases, scripts and one misnamed word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from corrobora.codebook.bodies import Body, load_bodies
from corrobora.codebook.countries import load_countries
from corrobora.codebook.overlay import per_codebook
from corrobora.link.names import name_keys

#: A name that differs from a body's in one word is a misnaming only if so many other words agree.
LEAST_AGREEING = 3
_SMALL = frozenset("the of a an in on for and з в у на и по".split())


def body_named(name: str, side: str | None = None) -> str | None:
    """The one body of that name or title; ``None`` if there is none or there are several.

    Args:
        name: as a text has it, in any case form.
        side: ISO code of the country spoken of, which tells whose office a "defence ministry" is.
    """
    found = _by_keys().get(_keys(name), frozenset())
    if len(found) > 1 and side:
        found = frozenset(i for i in found if load_bodies()[i].country == side)
    if len(found) != 1:
        return None
    (id,) = found
    return of_country(id, side)


def of_country(id: str, side: str | None) -> str:
    """The country's own body where an id means a sort of office ("prosecution" of XA), else the id."""
    body = load_bodies().get(id)
    if body is None or not body.national or side is None:
        return id
    own = [b.id for b in load_bodies().values() if b.office == id and b.country == side]
    return own[0] if len(own) == 1 else id


def is_named(id: str, name: str) -> bool:
    """Whether a name is one of the body's names or titles, or holds one; else somebody speaks for it."""
    body = load_bodies().get(id)
    if body is None:
        return True
    keys = set(name_keys(name))
    return any(keys >= set(own) or _keys(name) == own for own in _names_of(body))


@per_codebook
def misnamed(name: str) -> tuple[str, str] | None:
    """The body meant by a name with one wrong word, and the word there should be.

    "U.S. human rights monitoring mission" differs from the name of the United Nations' in one word of five.
    Only where one body is so near.
    """
    said = _words(name)
    found: dict[str, str] = {}
    for own, id in _spelled().items():
        if len(own) != len(said) or len(own) <= LEAST_AGREEING:
            continue
        wrong = [(a, b) for a, b in zip(said, own, strict=True) if a != b]
        if len(wrong) == 1 and _country_word(wrong[0][0]) != _country_word(wrong[0][1]):
            found.setdefault(id, wrong[0][1])
    if len(found) != 1:
        return None
    return next(iter(found.items()))


def described(name: str) -> bool:
    """Whether words only say what somebody is ("Ukrainian project", "local officials"), not who.

    No word is written with a capital but those of countries.
    """
    words = re.findall(r"[^\W\d_]+", name.replace(".", ""))
    return not any(w[0].isupper() and not _country_word(w.casefold()) for w in words)


def _country_word(word: str) -> bool:
    """Whether a word is a country's name or adjective; one in place of another word is a misnaming."""
    return word in _countries()


@lru_cache(maxsize=4096)
def _keys(name: str) -> tuple[str, ...]:
    return tuple(sorted(name_keys(name)))


def _words(name: str) -> tuple[str, ...]:
    plain = re.findall(r"[^\W_]+", name.casefold().replace(".", "").replace("’s", "").replace("'s", ""))
    return tuple(w for w in plain if w not in _SMALL)


def _names_of(body: Body) -> list[tuple[str, ...]]:
    said = (*body.names.values(), *body.titles.values())
    return [_keys(name) for names in said for name in names]


@per_codebook
def _by_keys() -> Mapping[tuple[str, ...], frozenset[str]]:
    out: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for body in load_bodies().values():
        for keys in _names_of(body):
            out[keys].add(body.id)
    return {keys: frozenset(ids) for keys, ids in out.items()}


@per_codebook
def _spelled() -> Mapping[tuple[str, ...], str]:
    return {
        _words(name): body.id
        for body in load_bodies().values()
        for names in body.names.values()
        for name in names
    }


@per_codebook
def _countries() -> frozenset[str]:
    return frozenset(
        _words(form)[0]
        for country in load_countries().values()
        for said in country.words.values()
        for form in (*said.names, *said.adjectives)
        if len(_words(form)) == 1
    ) | {"us", "uk", "eu"}
