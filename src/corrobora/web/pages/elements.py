"""Elements of crimes: over the whole case, and over one incident with the claims for and against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corrobora.assess.elements import (
    Alike,
    CrimeSupport,
    ElementSupport,
    Several,
    Support,
    counted,
    next_counted,
)
from corrobora.assess.indicators import Found
from corrobora.codebook.elements import law
from corrobora.publish.language import gettext as _

#: Labels linked in one cell; the rest are counted.
MOST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportCell:
    """The incidents in which an element is supported, contested or open.

    Attributes:
        name: which of the three, in words.
        support: the same as the codebook writes it, for the look of it.
        count: how many incidents.
        labels: the first of them.
        more: how many others there are.
    """

    name: str
    support: str
    count: int
    labels: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """What speaks for or against an element, with the claims it was found in."""

    says: str
    claims: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """An element with what was found.

    Attributes:
        cells: over a case: incidents by support.
        support: over one incident: which it is there, in words, and as the codebook writes it.
        next: what to look for; empty where it is supported.
        facts: what would show it.
    """

    text: str
    cells: tuple[SupportCell, ...] = ()
    support: tuple[str, str] = ("", "")
    supporting: tuple[Indication, ...] = ()
    contrary: tuple[Indication, ...] = ()
    next: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeRows:
    """A crime with its elements.

    Attributes:
        incidents: for how many incidents it is looked at.
    """

    name: str
    provision: str
    behind: str
    incidents: int
    rows: tuple[ElementRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRow:
    """Something to look for, with the incidents it is missing in and those where its element is contested."""

    what: str
    cells: tuple[SupportCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementsPage:
    """What the page of elements shows.

    Attributes:
        label: the incident's; empty: the whole case.
        next: over a case: what would fill most gaps first.
    """

    label: str
    crimes: tuple[CrimeRows, ...]
    next: tuple[WantedRow, ...]


def support_words(support: Support) -> str:
    """Supported, contested or a gap, in words."""
    return {
        Support.SUPPORTED: _("supported"), Support.CONTESTED: _("contested"), Support.GAP: _("gap"),
    }[support]  # fmt: skip


def case_page(alike: Sequence[Alike]) -> ElementsPage:
    """The matrix of a case.

    Args:
        alike: every incident that has any, with those of which the same is found; the first `MOST` by number.
    """
    return ElementsPage(
        label="",
        crimes=tuple(
            CrimeRows(
                name=table.crime.name,
                provision=table.crime.provision,
                behind="; ".join(table.crime.behind),
                incidents=table.incidents,
                rows=tuple(ElementRow(text=e.text, cells=_cells(found)) for e, found in table.elements),
            )
            for table in counted(alike, law(), MOST)
        ),
        next=tuple(
            WantedRow(what=w.what, cells=_cells({Support.GAP: w.gaps, Support.CONTESTED: w.contested}))
            for w in next_counted(alike, law(), MOST)
        ),
    )


def incident_page(label: str, found: Sequence[CrimeSupport]) -> ElementsPage:
    """The matrix of one incident."""
    return ElementsPage(
        label=label,
        crimes=tuple(
            CrimeRows(
                name=table.crime.name,
                provision=table.crime.provision,
                behind="; ".join(table.crime.behind),
                incidents=1,
                rows=tuple(map(_row, table.elements)),
            )
            for table in found
        ),
        next=(),
    )


def _row(row: ElementSupport) -> ElementRow:
    return ElementRow(
        text=row.element.text,
        support=(support_words(row.support), row.support.value),
        supporting=_indications(row.supporting),
        contrary=_indications(row.contrary),
        next=row.next,
        facts=row.element.facts,
    )


def _indications(found: Sequence[Found]) -> tuple[Indication, ...]:
    """One an indicator, with every claim it was found in."""
    held: dict[str, list[Found]] = {}
    for one in found:
        held.setdefault(one.indicator.says, []).append(one)
    return tuple(
        Indication(
            says=says,
            claims=tuple(dict.fromkeys(f.claim for f in own if f.claim)),
            quotes=tuple(dict.fromkeys(s.quote for f in own for s in f.words if len(s.quote) <= 60))[:3],
        )
        for says, own in held.items()
    )


def _cells(incidents: Mapping[Support, Several]) -> tuple[SupportCell, ...]:
    return tuple(
        SupportCell(
            name=support_words(support), support=support.value, count=found.count, labels=found.first,
            more=found.count - len(found.first),
        )
        for support, found in incidents.items()
        if found.count
    )  # fmt: skip
