"""Bodies of the codebook named in the text: who counts, checks, judges and speaks."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from corrobora.codebook.bodies import BodySort, load_bodies
from corrobora.codebook.overlay import per_codebook
from corrobora.extract.analysis import Analysis
from corrobora.extract.conflicts import conflicts_in
from corrobora.extract.countries import find_countries
from corrobora.extract.mention import Mention
from corrobora.extract.names import Named, NameFinder
from corrobora.model.actor import Actor, ActorSort

READER = "rules/bodies"

_SORTS = {BodySort.OUTLET: ActorSort.OUTLET, BodySort.MILITARY: ActorSort.FORCE}
#: Sorts of bodies that belong to no country, whatever country they work on.
_NOBODYS = (BodySort.UN, BodySort.INQUIRY, BodySort.COURT, BodySort.INTERGOVERNMENTAL)
#: Characters between an office and the country that says whose it is.
_BESIDE = 4
_TITLE = "title "


def find_bodies(analysis: Analysis) -> list[Mention[Actor]]:
    """Every body of the codebook that the text names, in the order of the text, none overlapping.

    ``body`` is its codebook id and ``side`` its country. An office every country has ("the defence ministry")
    is the one of the country named beside it; else of the country whose office of that sort the document
    names; else of the country its conflict is fought in, if that is one. A title ("the ombudsman") stands
    for its body where nothing else has that title.
    """
    return list(_found(analysis))


@lru_cache(maxsize=8)  # the places of a document ask too
def _found(analysis: Analysis) -> tuple[Mention[Actor], ...]:
    reader = _Reader(analysis)
    names = _finder(analysis.language).find(analysis)
    found = [reader.mention(name) for name in names if not name.id.startswith(_TITLE)]
    taken = [(m.start, m.end) for m in found]
    for title in names:
        if title.id.startswith(_TITLE) and not any(s < title.end and title.start < e for s, e in taken):
            found += reader.by_title(title)
    found.sort(key=lambda m: (m.start, -m.end, m.value.body or ""))
    kept: list[Mention[Actor]] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


class _Reader:
    """What one document tells about whose offices it names."""

    def __init__(self, analysis: Analysis) -> None:
        self._text = analysis.text
        self._bodies = load_bodies()
        self._countries = find_countries(analysis)
        conflicts = conflicts_in(analysis)
        self._home = conflicts[0].conflict.countries if conflicts else ()
        self._named: dict[str, set[str]] = {}
        for name in _finder(analysis.language).find(analysis):
            body = self._bodies.get(name.id)
            if body is None:
                continue
            country = self._beside(name) if body.national else body.country
            office = body.id if body.national else body.office
            if country and office:
                self._named.setdefault(office, set()).add(country)

    def mention(self, name: Named, role: str | None = None) -> Mention[Actor]:
        body = self._bodies[name.id]
        side, confidence = body.country, 0.95
        if body.national:
            beside = self._beside(name)
            side = beside or self._only(self._named.get(body.id, ())) or self._only(self._home)
            own = [b for b in self._bodies.values() if b.office == body.id and b.country == side]
            body = own[0] if len(own) == 1 else body
            confidence = 0.8 if beside else 0.6
        actor = Actor(
            name=self._text[name.start : name.end],
            sort=_SORTS.get(body.sort, ActorSort.BODY),
            body=body.id,
            side=None if body.sort in _NOBODYS else side,
            role=role,
        )
        return Mention(start=name.start, end=name.end, value=actor, reader=READER, confidence=confidence)

    def by_title(self, title: Named) -> list[Mention[Actor]]:
        body = self._bodies[title.id.removeprefix(_TITLE)]
        if body.country is not None and body.country not in self._home:
            return []
        role = self._text[title.start : title.end]
        return [self.mention(Named(title.start, title.end, body.id), role)]

    def _beside(self, name: Named) -> str | None:
        """The country named directly before or after ("the Armenian defence ministry")."""
        for country in self._countries:
            gap = name.start - country.end if country.start < name.start else country.start - name.end
            if 0 <= gap <= _BESIDE:
                return country.value
        return None

    @staticmethod
    def _only(countries: Collection[str]) -> str | None:
        return next(iter(countries)) if len(countries) == 1 else None


@per_codebook
def _finder(language: str) -> NameFinder:
    names = [(body.id, body.names.get(language, ())) for body in load_bodies().values()]
    names += [(f"{_TITLE}{body.id}", body.titles.get(language, ())) for body in load_bodies().values()]
    return NameFinder(names, language)
