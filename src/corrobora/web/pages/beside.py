"""Two documents side by side: what both say of the same incidents, and both texts, marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corrobora.case import Case
from corrobora.case.records import ClaimRecord, DocumentRecord
from corrobora.model.claim import SLOTS_OF_KIND
from corrobora.model.incident import Incident, label_of
from corrobora.model.vocabulary import Kind
from corrobora.publish import words
from corrobora.web.evidence import Value, values
from corrobora.web.pages.incident import ROWS, source
from corrobora.web.passages import Marked, Passage, passages

#: Documents offered to be read beside one.
MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """A document that speaks of the same incidents."""

    title: str
    source: str
    href: str
    incidents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two documents.

    Attributes:
        passages: its whole text, with the claims on shared incidents marked.
    """

    title: str
    source: str
    href: str
    language: str | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A value in both documents; ``differs``: not the same, and the incident's rule says so too."""

    term: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """An incident both speak of."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BesidePage:
    """What the page of two documents shows."""

    left: Side
    right: Side
    shared: tuple[Shared, ...]


def others(case: Case, record: DocumentRecord) -> tuple[Other, ...]:
    """Documents whose claims stand under the same incidents, those that share most first."""
    numbers = {c.incident for c in record.claims if c.incident}
    found: dict[str, tuple[ClaimRecord, set[int]]] = {}
    for number in sorted(numbers):
        for claim in case.incident(number).claims:
            if claim.document.sha256 != record.item.sha256:
                found.setdefault(claim.document.sha256, (claim, set()))[1].add(number)
    ordered = sorted(found.items(), key=lambda pair: (-len(pair[1][1]), pair[0]))
    return tuple(
        Other(
            title=claim.document.title or claim.document.name,
            source=claim.document.source.publisher or "",
            href=f"/documents/{record.item.sha256}/beside/{sha256}",
            incidents=tuple(label_of(n) for n in sorted(held)),
        )
        for sha256, (claim, held) in ordered[:MOST]
    )


def beside_page(case: Case, left: DocumentRecord, right: DocumentRecord) -> BesidePage:
    """Two documents side by side; they differ where the incident's rule says that its claims do."""
    numbers = _numbers(left) & _numbers(right)
    return BesidePage(
        left=_side(left, numbers),
        right=_side(right, numbers),
        shared=tuple(
            Shared(label=label_of(n), lines=tuple(_lines(left, right, n, case.incident(n).incident)))
            for n in sorted(numbers)
        ),
    )


def _numbers(record: DocumentRecord) -> set[int]:
    return {c.incident for c in record.claims if c.incident}


def _side(record: DocumentRecord, numbers: set[int]) -> Side:
    text = record.document.text
    marked = [
        Marked(
            number=n, kind=c.claim.kind, spans=c.claim.spans,
            evidence=tuple(s for _, slot in c.claim.slots() for s in slot.spans),
        )
        for n, c in enumerate((c for c in record.claims if c.incident in numbers), start=1)
    ]  # fmt: skip
    return Side(
        title=text.title or record.item.name,
        source=source(record.document),
        href=f"/documents/{record.item.sha256}",
        language=text.language,
        passages=passages(text, marked),
    )


def _lines(left: DocumentRecord, right: DocumentRecord, number: int, incident: Incident) -> Iterable[Line]:
    for name in ROWS:
        if name not in SLOTS_OF_KIND[Kind.INCIDENT]:
            continue
        one, other = _values(left, number, name), _values(right, number, name)
        if one or other:
            said, told = {v.text for v in one}, {v.text for v in other}
            derived = getattr(incident, name, None)
            yield Line(
                term=words.slot(name), left=one, right=other,
                differs=bool(derived and derived.differs and said and told) and said.isdisjoint(told),
            )  # fmt: skip


def _values(record: DocumentRecord, number: int, name: str) -> tuple[Value, ...]:
    claims: Sequence[ClaimRecord] = [c for c in record.claims if c.incident == number]
    found = [v for c in claims for v in values(name, c.claim, record.document)]
    return tuple({v.text: v for v in found}.values())
