"""Places the text names, each with ranked gazetteer candidates."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence

from corrobora.extract.analysis import Analysis
from corrobora.extract.mention import Mention
from corrobora.extract.place_names import PlaceName, find_names
from corrobora.extract.sides import find_sides
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.places.context import PlaceContext
from corrobora.places.gazetteer import Gazetteer
from corrobora.places.geometry import contains
from corrobora.places.ranking import rank

READER = "rules/places.names"
_WIDER = (PlaceLevel.COUNTRY, PlaceLevel.FIRST, PlaceLevel.SECOND)
_MOST_ANCHORS = 40
_MOST = 12
_SURE = 0.55  # score from which an unambiguous place helps to find others


def find_places(
    analysis: Analysis, gazetteer: Gazetteer, context: PlaceContext | None = None
) -> list[Mention[Where]]:
    """Every place the document names, in the order of the text; spans do not overlap.

    A name inside the name of a wider place ("X, Y district", "X in the Z region") is one mention: the
    narrowest name with the wider ones as ``within``. A name the gazetteer lacks stays without candidates.

    Args:
        analysis: the document.
        gazetteer: where names are looked up.
        context: what is known beforehand (countries of the case); the document's own adds to it.
    """
    names = find_names(analysis, gazetteer)
    base = document_context(analysis, names, context)
    groups = _groups(analysis, names)
    ranked = _rank_groups(groups, base)
    anchors = _anchors(ranked)
    if anchors:
        ranked = _rank_groups(groups, dataclasses.replace(base, anchors=anchors))
    return [_mention(analysis, group, candidates) for group, candidates in zip(groups, ranked, strict=True)]


def document_context(
    analysis: Analysis, names: Sequence[PlaceName] = (), known: PlaceContext | None = None
) -> PlaceContext:
    """What the document as a whole says about where its places lie: the countries it speaks of, weighted."""
    counts: Counter[str] = Counter(mention.value for mention in find_sides(analysis))
    for name in names:
        sizeable = [
            c for c, fit in name.entries if fit >= 0.88 and (c.population >= 100_000 or c.level in _WIDER[:2])
        ]
        countries = {c.country for c in sizeable}
        if len(countries) == 1:
            counts[countries.pop()] += 1
    weights = dict(known.countries) if known else {}
    most = max(counts.values(), default=0)
    for country, count in counts.items():
        weights[country] = max(weights.get(country, 0.0), (count / most) ** 0.5)
    anchors = known.anchors if known else ()
    return PlaceContext(countries=weights, anchors=anchors)


def _groups(analysis: Analysis, names: Sequence[PlaceName]) -> list[list[PlaceName]]:
    """Names with the wider ones that belong to them: "X, Y district, Z region"."""
    groups: list[list[PlaceName]] = []
    for name in names:
        if groups and _belongs(analysis, groups[-1], name):
            groups[-1].append(name)
        else:
            groups.append([name])
    return groups


_LINKS = frozenset(
    {",", "(", "in", "of", "the", "in the", ", in", ", in the", "of the", ", a village in", "в", "у", "на"}
)


def _belongs(analysis: Analysis, group: list[PlaceName], name: PlaceName) -> bool:
    last = group[-1]
    if last.sentence != name.sentence or len(group) > 3:
        return False
    between = " ".join(analysis.text[last.end : name.start].split()).lower()
    if between not in _LINKS and between != "":
        return False
    wide = _can_be(name, *_WIDER) or between in (",", "(")
    if not wide:
        return False
    if not last.entries:
        return bool(name.entries) and (_can_be(name, *_WIDER) or between == ",")
    return any(contains(w, n) for w, _ in name.entries for n, _ in last.entries)


def _can_be(name: PlaceName, *levels: PlaceLevel) -> bool:
    if name.levels is not None:
        return any(level in name.levels for level in levels)
    return any(candidate.level in levels for candidate, _ in name.entries)


def _rank_groups(groups: Sequence[list[PlaceName]], context: PlaceContext) -> list[tuple[Candidate, ...]]:
    """Candidates of each group's narrowest name, resolved from the widest inwards."""
    out = []
    for group in groups:
        within: tuple[Candidate, ...] = ()
        candidates: tuple[Candidate, ...] = ()
        for name in reversed(group):
            here = dataclasses.replace(context, levels=name.levels, within=within)
            candidates = rank(_of_level(name), here, _MOST)
            if candidates:
                within = tuple(c for c in candidates if c.score >= 0.9 * candidates[0].score)
        out.append(candidates)
    return out


def _of_level(name: PlaceName) -> tuple[tuple[Candidate, float], ...]:
    """Entries of the sort the text says, where there are any: "Kursk region" is no city."""
    if name.levels is None:
        return name.entries
    fitting = tuple((c, fit) for c, fit in name.entries if c.level in name.levels)
    return fitting or name.entries


def _anchors(ranked: Sequence[tuple[Candidate, ...]]) -> tuple[Candidate, ...]:
    found: Mapping[str, Candidate] = {}
    sure: dict[str, Candidate] = dict(found)
    for candidates in ranked:
        best = Where(name="?", candidates=candidates).best
        if best and best.score >= _SURE and best.lat is not None and best.level is not PlaceLevel.COUNTRY:
            sure.setdefault(best.id, best)
    return tuple(sure.values())[:_MOST_ANCHORS]


def _mention(analysis: Analysis, group: list[PlaceName], candidates: tuple[Candidate, ...]) -> Mention[Where]:
    name = group[0]
    where = Where(name=name.name, candidates=candidates, within=tuple(wider.name for wider in group[1:]))
    end = group[-1].end
    if analysis.text[end : end + 1] == ")" and "(" in analysis.text[name.start : end]:
        end += 1
    return Mention(start=name.start, end=end, value=where, reader=READER, confidence=round(name.strength, 3))
