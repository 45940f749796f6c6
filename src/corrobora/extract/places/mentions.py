"""Places of a document, each with ranked gazetteer candidates."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from corrobora.codebook.countries import load_countries
from corrobora.extract.analysis import Analysis
from corrobora.extract.conflicts import conflicts_in
from corrobora.extract.countries import find_countries
from corrobora.extract.mention import Mention
from corrobora.extract.places.name import Asked, PlaceName
from corrobora.extract.places.names import find_names
from corrobora.extract.places.strength import ENOUGH, strengths
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.places.context import PlaceContext
from corrobora.places.gazetteer import Gazetteer
from corrobora.places.geometry import contains
from corrobora.places.ranking import rank

READER = "rules/places"
_WIDER = (PlaceLevel.COUNTRY, PlaceLevel.FIRST, PlaceLevel.SECOND)
_MOST_ANCHORS = 40
_BY_ADJECTIVE = 0.3
_LEAST_COUNT = 4  # a country named once is not yet where things happen
_MOST = 12
_SURE = 0.55  # score from which an unambiguous place helps to find others
_LINKS = frozenset(
    {"", ",", "(", "in", "of", "the", "in the", ", in", ", in the", "of the", "в", "у", "на", ", в", ", у"}
)
_INSIDE = frozenset({",", "(", "in", "in the", ", in", ", in the", "в", "у", ", в", ", у"})
_APPOSITIONS = (", a village in", ", a town in", ", a hamlet in", ", a village of")


def find_places(
    analysis: Analysis, gazetteer: Gazetteer, context: PlaceContext | None = None
) -> list[Mention[Where]]:
    """Every place the document names, in the order of the text; spans do not overlap.

    A name inside the name of a wider place ("X, Y district", "X in the Z region") is one mention: the
    narrowest name with the wider ones as ``within``. A name the gazetteer lacks stays without candidates.
    Readers: ``rules/places.names``; ``rules/places.countries`` for whole countries; ``rules/places.seats``
    for a capital that may stand for its government ("Moscow said"), the less sure of the two.

    Args:
        analysis: the document.
        gazetteer: where names are looked up.
        context: what is known beforehand (countries of the case); the document's own adds to it.
    """
    names = find_names(analysis, gazetteer)
    base = document_context(analysis, names, context)
    strong = strengths(names, base.countries)
    kept = [(name, value) for name, value in zip(names, strong, strict=True) if value >= ENOUGH]
    groups = _groups(analysis, kept)
    ranked = _rank_groups(groups, base)
    anchors = (*base.anchors, *_anchors(groups, ranked, analysis.language))
    ranked = _rank_groups(groups, dataclasses.replace(base, anchors=anchors), ranked)
    return [_mention(analysis, group, found) for group, found in zip(groups, ranked, strict=True)]


def document_context(
    analysis: Analysis, names: Sequence[PlaceName] = (), known: PlaceContext | None = None
) -> PlaceContext:
    """What the document as a whole says about where its places lie: its countries, weighted 0..1."""
    counts: defaultdict[str, float] = defaultdict(float)
    for mention in find_countries(analysis):
        # soldiers are named by their country wherever they fight
        counts[mention.value] += 1.0 if mention.reader.endswith("names") else _BY_ADJECTIVE
    for name in names:
        if name.asked >= Asked.PLAINLY or name.levels is not None:
            sizeable = {
                c.country
                for c, fit in name.entries
                if fit >= 0.88 and (c.population >= 100_000 or c.level in _WIDER[:2])
            }
            if len(sizeable) == 1:
                counts[sizeable.pop()] += 1
    weights = dict(known.countries) if known else {}
    most = max(*counts.values(), _LEAST_COUNT, 0)
    for country, count in counts.items():
        weights[country] = max(weights.get(country, 0.0), (count / most) ** 0.5)
    conflicts = conflicts_in(analysis)
    if conflicts:
        first, *others = conflicts[0].conflict.countries
        weights[first] = max(weights.get(first, 0.0), 0.5 + conflicts[0].weight / 2)
        for country in others:
            weights[country] = min(max(weights.get(country, 0.0), 0.4 + conflicts[0].weight / 4), 0.85)
    return PlaceContext(countries=weights, anchors=known.anchors if known else ())


def _is_sizeable(place: Candidate) -> bool:
    return place.population >= 100_000 or place.level in (PlaceLevel.COUNTRY, PlaceLevel.FIRST)


Group = list[tuple[PlaceName, float]]


def _groups(analysis: Analysis, names: Sequence[tuple[PlaceName, float]]) -> list[Group]:
    """Names with the wider ones that belong to them: "X, Y district, Z region"."""
    groups: list[Group] = []
    for name, strength in names:
        if groups and _belongs(analysis, groups[-1], name):
            groups[-1].append((name, strength))
        else:
            groups.append([(name, strength)])
    return groups


def _belongs(analysis: Analysis, group: Group, name: PlaceName) -> bool:
    last = group[-1][0]
    if last.sentence != name.sentence or len(group) > 3:
        return False
    between = " ".join(analysis.text[last.end : name.start].split()).lower()
    if between not in _LINKS and between not in _APPOSITIONS:
        return False
    if last.levels and name.levels and min(map(_rank_of, last.levels)) <= min(map(_rank_of, name.levels)):
        return False  # "Kyiv region, Kharkiv region" are two
    if name.levels and last.entries and not last.levels:
        narrowest = max(_rank_of(c.level) for c, _ in last.entries)
        if narrowest <= min(map(_rank_of, name.levels)):
            return False  # "X region, in Y district" begins with the wider one
    if name.levels and between in _INSIDE and _can_be(name, *_WIDER):
        return True  # the text says so, whatever the gazetteer holds
    if not last.entries:
        return _can_be(name, *_WIDER) or (between == "," and bool(name.entries))
    if not _can_be(name, *_WIDER) and between not in (",", "("):
        return False
    return any(contains(w, n) for w, _ in _of_level(name) for n, _ in _of_level(last))


def _rank_of(level: PlaceLevel) -> int:
    return tuple(PlaceLevel).index(level)


def _can_be(name: PlaceName, *levels: PlaceLevel) -> bool:
    if name.levels is not None:
        return any(level in name.levels for level in levels)
    return any(candidate.level in levels for candidate, _ in name.entries)


def _rank_groups(
    groups: Sequence[Group], context: PlaceContext, before: Sequence[tuple[Candidate, ...]] = ()
) -> list[tuple[Candidate, ...]]:
    """Candidates of each group's narrowest name, resolved from the widest inwards.

    Args:
        groups: the names.
        context: what the document says as a whole.
        before: candidates of an earlier round; those of a name joined to another one help it.
    """
    out: list[tuple[Candidate, ...]] = []
    for at, group in enumerate(groups):
        within: tuple[Candidate, ...] = ()
        candidates: tuple[Candidate, ...] = ()
        beside = _beside(groups, at, before) if before else ()
        for name, _ in reversed(group):
            here = dataclasses.replace(context, levels=name.levels, within=within, beside=beside)
            candidates = _inside(rank(_of_level(name), here, _MOST), group, name, within)
            if candidates:
                within = tuple(c for c in candidates if c.score >= 0.9 * candidates[0].score)
        out.append(candidates)
    return out


def _inside(
    candidates: tuple[Candidate, ...], group: Group, name: PlaceName, within: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    """Where the text itself names the region or district, places elsewhere are not meant."""
    wider = next((after for (each, _), (after, _) in pairwise(group) if each is name), None)
    if not within or wider is None or wider.levels is None:
        return candidates
    kept = tuple(c for c in candidates if any(contains(w, c) for w in within))
    others = tuple(w for w, _ in _of_level(wider))
    return kept or tuple(c for c in candidates if any(contains(w, c) for w in others))


def _beside(
    groups: Sequence[Group], at: int, before: Sequence[tuple[Candidate, ...]]
) -> tuple[Candidate, ...]:
    """What the names joined to this one can mean."""
    found: tuple[Candidate, ...] = ()
    if at and groups[at][0][0].joined and groups[at - 1][0][0].sentence == groups[at][0][0].sentence:
        found += before[at - 1]
    if at + 1 < len(groups) and groups[at + 1][0][0].joined:
        found += before[at + 1]
    return found


def _of_level(name: PlaceName) -> tuple[tuple[Candidate, float], ...]:
    """Entries of the sort the text says, where there are any: "Kursk region" is no city."""
    if name.levels is None:
        return name.entries
    fitting = tuple((c, fit) for c, fit in name.entries if c.level in name.levels)
    return fitting or name.entries


def _anchors(
    groups: Sequence[Group], ranked: Sequence[tuple[Candidate, ...]], language: str
) -> tuple[Candidate, ...]:
    """Places the document names beyond doubt; capitals that may stand for governments are none."""
    sure: dict[str, Candidate] = {}
    for group, candidates in zip(groups, ranked, strict=True):
        best = Where(name="?", candidates=candidates).best
        if best is None or best.score < _SURE or best.lat is None or best.level is PlaceLevel.COUNTRY:
            continue
        if not _is_seat(group[0][0], best, language):
            sure.setdefault(best.id, best)
    return tuple(sure.values())[:_MOST_ANCHORS]


def _mention(analysis: Analysis, group: Group, candidates: tuple[Candidate, ...]) -> Mention[Where]:
    name, strength = group[0]
    where = Where(name=name.name, candidates=candidates, within=tuple(wider.name for wider, _ in group[1:]))
    end = group[-1][0].end
    if analysis.text[end : end + 1] == ")" and "(" in analysis.text[name.start : end]:
        end += 1
    reader = "names"
    best = where.best
    if best is not None and best.level is PlaceLevel.COUNTRY:
        reader = "countries"
    elif (
        best is not None
        and name.asked <= Asked.LOOSELY
        and len(group) == 1
        and _is_seat(name, best, analysis.language)
    ):
        reader, strength = "seats", strength * 0.6
    return Mention(
        start=name.start, end=end, value=where, reader=f"{READER}.{reader}", confidence=round(strength, 3)
    )


def _is_seat(name: PlaceName, place: Candidate, language: str) -> bool:
    country = load_countries().get(place.country)
    if country is None or name.levels is not None or name.asked > Asked.LOOSELY:
        return False
    if language == "en":
        return name.bare in country.words["en"].seats
    seats = {seat for words in country.words.values() for seat in words.seats}
    return place.name in seats
