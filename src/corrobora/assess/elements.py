"""Elements of crimes over one incident: supported, contested or a gap. Support is reported, never guilt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrobora.assess.indicators import Facts, Found
from corrobora.codebook.elements import Crime, Element, Law
from corrobora.model.incident import label_of


class Support(StrEnum):
    """What the case holds on an element."""

    SUPPORTED = "supported"
    CONTESTED = "contested"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementSupport:
    """One element with what speaks for it and against it.

    Attributes:
        support: supported if something speaks for it and nothing against; contested if something speaks
            against it; a gap if nothing was found. "Nothing found" is not "nothing there".
        supporting, contrary: indicators found, each with its words.
    """

    element: Element
    support: Support
    supporting: tuple[Found, ...]
    contrary: tuple[Found, ...]

    @property
    def next(self) -> tuple[str, ...]:
        """What to look for next; nothing where it is supported."""
        return () if self.support is Support.SUPPORTED else self.element.next


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeSupport:
    """A crime's elements over one incident."""

    crime: Crime
    elements: tuple[ElementSupport, ...]

    def next(self) -> Iterator[str]:
        """What to look for next: first for gaps, then for what is contested."""
        for wanted in (Support.GAP, Support.CONTESTED):
            for row in self.elements:
                if row.support is wanted:
                    yield from row.next


def matrix(facts: Facts, law: Law) -> tuple[CrimeSupport, ...]:
    """Every crime the incident's acts make worth looking at, element by element."""
    acts = {said.claim.act.value for said in facts.incident if said.claim.act}
    return tuple(_crime(facts, law, crime) for crime in law.crimes.values() if acts & set(crime.acts))


def _crime(facts: Facts, law: Law, crime: Crime) -> CrimeSupport:
    return CrimeSupport(crime=crime, elements=tuple(_element(facts, law, e) for e in crime.elements))


def _element(facts: Facts, law: Law, element: Element) -> ElementSupport:
    supporting = tuple(f for id in element.supporting for f in facts.find(law.indicators[id]))
    contrary = tuple(f for id in element.contrary for f in facts.find(law.indicators[id]))
    support = Support.CONTESTED if contrary else Support.SUPPORTED if supporting else Support.GAP
    return ElementSupport(element=element, support=support, supporting=supporting, contrary=contrary)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementOfMany:
    """One element over several incidents.

    Attributes:
        incidents: labels of the incidents it was looked at for, by what was found there.
    """

    element: Element
    incidents: Mapping[Support, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeOfMany:
    """A crime's elements over the incidents whose acts make it worth looking at.

    Attributes:
        incidents: their labels.
    """

    crime: Crime
    incidents: tuple[str, ...]
    elements: tuple[ElementOfMany, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Something to look for, and the incidents in which an element is open without it.

    Attributes:
        gaps: labels of incidents in which nothing was found for an element it would show.
        contested: labels of those in which such an element is contested.
    """

    what: str
    gaps: tuple[str, ...]
    contested: tuple[str, ...]


def over_all(found: Mapping[str, Sequence[CrimeSupport]]) -> tuple[CrimeOfMany, ...]:
    """The matrix of a case: each crime with its elements over all incidents, in the codebook's order.

    Args:
        found: every incident's own matrix, by its label.
    """
    crimes: dict[str, list[tuple[str, CrimeSupport]]] = {}
    for label, tables in found.items():
        for table in tables:
            crimes.setdefault(table.crime.id, []).append((label, table))
    return tuple(_over(own) for own in crimes.values())


def _over(own: Sequence[tuple[str, CrimeSupport]]) -> CrimeOfMany:
    crime = own[0][1].crime
    return CrimeOfMany(
        crime=crime,
        incidents=tuple(label for label, _ in own),
        elements=tuple(
            ElementOfMany(
                element=element,
                incidents={
                    support: tuple(label for label, t in own if t.elements[n].support is support)
                    for support in Support
                },
            )
            for n, element in enumerate(crime.elements)
        ),
    )


def next_of_all(found: Mapping[str, Sequence[CrimeSupport]]) -> tuple[Wanted, ...]:
    """What to look for next in a case: what would fill most gaps first, then what is contested.

    Args:
        found: every incident's own matrix, by its label.
    """
    wanted: dict[str, dict[Support, dict[str, None]]] = {}
    for label, tables in found.items():
        for row in (row for table in tables for row in table.elements):
            for what in row.next:
                wanted.setdefault(what, {}).setdefault(row.support, {})[label] = None
    rows = [
        Wanted(what=what, gaps=tuple(by.get(Support.GAP, ())), contested=tuple(by.get(Support.CONTESTED, ())))
        for what, by in wanted.items()
    ]
    return tuple(sorted(rows, key=lambda w: (-len(w.gaps), -len(w.contested), w.what)))


# -- counted, where there are too many to name --------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Incidents of which the same is found, element by element.

    Attributes:
        found: what `pattern_of` makes of it.
        incidents: how many.
        first: numbers of the first of them.
    """

    found: str
    incidents: int
    first: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """So many incidents, and the labels of the first of them."""

    count: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeCounted:
    """As `CrimeOfMany`, with incidents counted.

    Attributes:
        elements: each with the incidents it was looked at for, by what was found there.
    """

    crime: Crime
    incidents: int
    elements: tuple[tuple[Element, Mapping[Support, Several]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCounted:
    """As `Wanted`, with incidents counted."""

    what: str
    gaps: Several
    contested: Several


def pattern_of(tables: Sequence[CrimeSupport]) -> str:
    """What is found of an incident, as a short text: crimes with a letter for each of their elements."""
    return ";".join(f"{t.crime.id}={''.join(e.support.value[0] for e in t.elements)}" for t in tables)


def counted(alike: Sequence[Alike], law: Law, most: int) -> tuple[CrimeCounted, ...]:
    """The matrix of a case, as `over_all` makes it, from incidents that are alike.

    Args:
        alike: the incidents, each once.
        law: what their patterns were made by.
        most: labels given.
    """
    own: dict[str, list[tuple[Alike, str]]] = {}
    for one in sorted(alike, key=lambda one: one.first[0]):
        for crime, letters in _read(one.found):
            own.setdefault(crime, []).append((one, letters))
    return tuple(
        CrimeCounted(
            crime=law.crimes[crime],
            incidents=sum(one.incidents for one, _ in held),
            elements=tuple(
                (
                    element,
                    {s: _several([one for one, x in held if x[n] == s.value[0]], most) for s in Support},
                )
                for n, element in enumerate(law.crimes[crime].elements)
            ),
        )
        for crime, held in own.items()
    )


def next_counted(alike: Sequence[Alike], law: Law, most: int) -> tuple[WantedCounted, ...]:
    """What to look for next in a case, as `next_of_all` has it, from incidents that are alike."""
    wanted: dict[str, dict[Support, list[Alike]]] = {}
    for one in alike:
        asked = dict.fromkeys(
            (what, support)
            for crime, letters in _read(one.found)
            for letter, element in zip(letters, law.crimes[crime].elements, strict=True)
            for support in (Support.GAP, Support.CONTESTED)
            if support.value[0] == letter
            for what in element.next
        )
        for what, support in asked:
            wanted.setdefault(what, {}).setdefault(support, []).append(one)
    rows = [
        WantedCounted(
            what=what, gaps=_several(by.get(Support.GAP, []), most),
            contested=_several(by.get(Support.CONTESTED, []), most),
        )
        for what, by in wanted.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda w: (-w.gaps.count, -w.contested.count, w.what)))


def _read(pattern: str) -> Iterator[tuple[str, str]]:
    for part in pattern.split(";"):
        crime, _, letters = part.partition("=")
        if letters:
            yield crime, letters


def _several(alike: Sequence[Alike], most: int) -> Several:
    first = sorted(number for one in alike for number in one.first)[:most]
    return Several(count=sum(one.incidents for one in alike), first=tuple(label_of(n) for n in first))
