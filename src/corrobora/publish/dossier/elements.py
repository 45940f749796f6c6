"""Elements of crimes in a dossier: each with the claims that speak for it and against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from corrobora.assess.elements import CrimeSupport, ElementSupport
from corrobora.assess.indicators import Found
from corrobora.publish import words
from corrobora.publish.dossier.grading import Sentence, refs_of
from corrobora.publish.dossier.parts import CrimeTable, ElementRow


def crime_tables(
    found: Sequence[CrimeSupport], refs: Mapping[str, str], every: tuple[str, ...]
) -> Iterator[CrimeTable]:
    """An incident's matrix.

    Args:
        found: its elements.
        refs: references of the claims the dossier lists, by id.
        every: references of the incident's claims, on which stands what follows from all of them.
    """
    for table in found:
        yield _table(table, refs, every)


def _table(table: CrimeSupport, refs: Mapping[str, str], every: tuple[str, ...]) -> CrimeTable:
    return CrimeTable(
        name=table.crime.name,
        provision=table.crime.provision,
        behind="; ".join(table.crime.behind),
        rows=tuple(_row(row, refs, every) for row in table.elements),
    )


def _row(row: ElementSupport, refs: Mapping[str, str], every: tuple[str, ...]) -> ElementRow:
    return ElementRow(
        text=row.element.text,
        facts=row.element.facts,
        support=row.support.value,
        supporting=tuple(_found(row.supporting, refs, every)),
        contrary=tuple(_found(row.contrary, refs, every)),
        next=row.next,
    )


def _found(found: Iterable[Found], refs: Mapping[str, str], every: tuple[str, ...]) -> Iterator[Sentence]:
    """One sentence an indicator, with every claim it was found in."""
    by_indicator: dict[str, tuple[list[str], list[str]]] = {}
    for f in found:
        ids, quotes = by_indicator.setdefault(f.indicator.says, ([], []))
        ids += [f.claim] if f.claim else []
        quotes += [span.quote for span in f.words if len(span.quote) <= 60]
    for says, (ids, quotes) in by_indicator.items():
        shown = ", ".join(f"“{q}”" for q in list(dict.fromkeys(quotes))[:3])
        yield Sentence(
            f"{words.capital(says)}{': ' + shown if shown else ''}.", refs_of(ids, refs) if ids else every
        )
