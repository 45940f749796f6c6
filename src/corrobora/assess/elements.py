"""Elements of crimes over one incident: supported, contested or a gap. Support is reported, never guilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corrobora.assess.indicators import Facts, Found
from corrobora.codebook.elements import Crime, Element, Law


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
                    yield from row.element.next


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
