"""How likely a name is a place's: every piece of evidence adds to it or takes from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corrobora.extract.places.name import Asked, PlaceName
from corrobora.model.where import PlaceLevel

#: Strength from which a name counts as one of a place.
ENOUGH = 0.5
_KNOWN, _UNKNOWN = 0.35, 0.1
_FITS = 0.8  # how well an entry's name must fit to speak for the name
_TOWN = 20_000
_AT_HOME = 0.35  # weight from which a country is one the document speaks of
_KNOWN_ASKED = {Asked.NO: 0.0, Asked.LOOSELY: 0.1, Asked.PLAINLY: 0.25, Asked.STRONGLY: 0.35}
_UNKNOWN_ASKED = {Asked.NO: 0.0, Asked.LOOSELY: 0.1, Asked.PLAINLY: 0.2, Asked.STRONGLY: 0.47}
_WIDE = (PlaceLevel.COUNTRY, PlaceLevel.FIRST, PlaceLevel.SECOND)
_LABELS = {
    "GPE": 0.2, "LOC": 0.2, "FAC": 0.2, "PERSON": -0.3, "ORG": -0.1, "DATE": -0.4, "TIME": -0.4,
    "LANGUAGE": -0.4, "NORP": -0.3, "MONEY": -0.4, "LAW": -0.3, "WORK_OF_ART": -0.1,
}  # fmt: skip


def strengths(names: Sequence[PlaceName], countries: Mapping[str, float]) -> list[float]:
    """The strength of each name, 0..1, in the light of all others.

    Names joined to a strong one ("A, B and C"), names before a wider place ("A, B province"), further
    mentions of a strong one and cells of a column of places gain from it.
    """
    found = [_alone(name, countries) for name in names]
    _by_neighbours(names, found)
    _by_columns(names, found)
    sure = {name.bare.casefold() for name, value in zip(names, found, strict=True) if value >= ENOUGH + 0.05}
    for at, name in enumerate(names):
        if name.bare.casefold() in sure and (found[at] >= 0.2 or name.alone):
            found[at] = max(found[at], ENOUGH)
    return [round(max(0.0, min(1.0, value)), 3) for value in found]


def _by_neighbours(names: Sequence[PlaceName], found: list[float]) -> None:
    for at in range(1, len(names)):
        before, name = names[at - 1], names[at]
        if before.sentence != name.sentence:
            continue
        if name.joined and found[at] >= ENOUGH and not before.person:
            wider = name.levels is not None or any(c.level in _WIDE for c, _ in name.entries)
            found[at - 1] += 0.5 if wider and (before.single or before.label != "PERSON") else 0.2
            if wider and before.single and not before.speaks:
                found[at - 1] = max(found[at - 1], ENOUGH)
    for at in range(1, len(names)):
        if names[at].joined and found[at - 1] >= ENOUGH and names[at].single and not names[at].person:
            found[at] += 0.3


def _by_columns(names: Sequence[PlaceName], found: list[float]) -> None:
    columns: dict[tuple[int, int], list[int]] = {}
    for at, name in enumerate(names):
        if name.column is not None and (name.column != (0, 0) or name.alone):
            columns.setdefault(name.column, []).append(at)
    for column, members in columns.items():
        strong = sum(found[at] >= ENOUGH for at in members)
        if column != (0, 0) and strong and 3 * strong >= len(members):
            for at in members:
                found[at] = max(found[at], ENOUGH)
        elif strong >= 2 and 2 * strong >= len(members):  # heads of paragraphs are more often something else
            for at in members:
                found[at] += 0.45 if not names[at].initial else 0.2


def _alone(name: PlaceName, countries: Mapping[str, float]) -> float:
    """The strength of one name by what stands beside it."""
    home = any(countries.get(c.country, 0.0) >= _AT_HOME for c, fit in name.entries if fit >= _FITS)
    strength = _of_entry(name, countries, home=home)
    label = _LABELS.get(name.label or "", 0.0)
    plain = name.single and (home or name.asked >= Asked.PLAINLY)
    if label < 0 and (plain or name.asked is Asked.STRONGLY):
        label *= 0.2  # the tagger takes many unknown villages for persons
    strength += 0.0 if label < 0 and name.facility else label
    if name.levels is not None or name.explained:
        strength += 0.45
    if name.facility:
        strength += 0.3
    if name.alone and name.entries:
        strength += 0.2
    if name.cell or name.dated:
        strength += 0.45
    if name.distance:
        strength += 0.15
    return strength - _against(name, home=home)


def _of_entry(name: PlaceName, countries: Mapping[str, float], *, home: bool) -> float:
    fitting = [c for c, fit in name.entries if fit >= _FITS]
    if not fitting:
        strength = _UNKNOWN + (0.1 if name.entries else 0.0) + _UNKNOWN_ASKED[name.asked]
        if name.asked is Asked.PLAINLY and name.single and name.label is None and not name.kinds:
            strength += 0.25  # no word of the language, after a word that leads to places
        rather_person = not name.single and (name.asked is not Asked.STRONGLY or name.label == "ORG")
        return strength - 0.1 * rather_person
    strength = _KNOWN + _KNOWN_ASKED[name.asked]
    if any(c.level is PlaceLevel.COUNTRY for c in fitting):
        return strength + 0.25
    if any(c.level is PlaceLevel.FIRST or c.population >= 100_000 for c in fitting):
        strength += 0.18
    elif any(c.population >= 10_000 for c in fitting):
        strength += 0.1
    if home:
        strength += 0.18 + min(0.06, 0.02 * max(0, len(name.bare) - 6))
    elif countries and not any(c.country in countries for c in fitting):
        strength -= 0.15
    if not name.single:
        strength += 0.1  # two words meet less often by chance
    return strength


def _is_city(name: PlaceName) -> bool:
    return any(c.population >= 100_000 for c, _ in name.entries)


def _against(name: PlaceName, *, home: bool) -> float:
    loss = 0.0
    country = any(c.level is PlaceLevel.COUNTRY for c, _ in name.entries)
    if name.unsure:
        loss += 0.4
    if name.abbreviation and not country:
        loss += 0.5
    region = any(c.level is PlaceLevel.FIRST for c, _ in name.entries)
    if name.initial and name.levels is None and not country:
        known = max((c.population for c, _ in name.entries), default=0) >= _TOWN or region
        loss += 0.0 if name.alone and home and known else 0.35
    if name.person and not region and not country:
        loss += 0.5  # "the prosecutors of X region" are no name
    if name.speaks and not region and not country:
        loss += 0.0 if _is_city(name) else 0.3
    plain = name.levels is None and name.asked < Asked.PLAINLY
    if plain and not region and not country and "place" not in name.kinds:
        loss += 0.4 * ("given" in name.kinds) + 0.2 * ("surname" in name.kinds)
    if name.followed and not name.facility:
        loss += 0.25
    return loss
