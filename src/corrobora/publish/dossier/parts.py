"""What dossiers consist of.

Every sentence carries references. ``C1`` is a claim of the dossier's own list, which carries its quotes; each
quote carries the hash of the item it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corrobora.publish.dossier.grading import Grading, Sentence
from corrobora.publish.dossier.pictures import Attached


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """Words of a document.

    Attributes:
        quote: exactly as they stand there.
        start, end: characters of the text.
        item: SHA-256 of the item the text was read from.
    """

    quote: str
    start: int
    end: int
    item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRow:
    """A value of a claim and the words it was read from."""

    name: str
    value: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedClaim:
    """A claim in the dossier's list.

    Attributes:
        ref: ``C1``.
        id: its id in the case.
        said_by: the chain of who says it.
        source: publisher, day and title.
        item: SHA-256 of the item.
        engine: what read it.
        quotes: the words that carry it.
        values: its values.
        decision: what a person decided on it, if anything.
    """

    ref: str
    id: str
    kind: str
    said_by: str
    source: str
    item: str
    engine: str
    quotes: tuple[Cited, ...]
    values: tuple[ValueRow, ...]
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """An item the dossier rests on, as it was received."""

    item: str
    name: str
    media_type: str
    size: str
    received: str
    origin: str
    source: str
    address: str
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexItem:
    """The hash of an item, and who vouches for when it came in.

    Attributes:
        item: its SHA-256.
        acquired: the journal entry of its acquisition, in words.
        vouched: checkpoint and timestamps over that entry, in words, or that there are none.
    """

    item: str
    name: str
    acquired: str
    vouched: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """Hashes and timestamps.

    Attributes:
        says: what they show, and how to check them.
        items: every item the dossier rests on, and what is attached to those.
        notes: the signed checkpoints that are named, by the number of entries each covers.
    """

    says: str
    items: tuple[AnnexItem, ...]
    notes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """An element of a crime with what was found.

    Attributes:
        facts: what would show it.
    """

    text: str
    facts: tuple[str, ...]
    support: str
    supporting: tuple[Sentence, ...]
    contrary: tuple[Sentence, ...]
    next: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeTable:
    """A crime with its elements."""

    name: str
    provision: str
    behind: str
    rows: tuple[ElementRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One incident written out.

    Attributes:
        state: which state of the case it shows: the newest journal entry.
    """

    label: str
    title: str
    case: str
    state: str
    summary: tuple[Sentence, ...]
    chronology: tuple[tuple[str, Sentence], ...]
    conflicts: tuple[Sentence, ...]
    answers: tuple[tuple[str, Sentence], ...]
    claims: tuple[CitedClaim, ...]
    elements: tuple[CrimeTable, ...]
    grading: Grading
    origins: tuple[Sentence, ...]
    missing: tuple[Sentence, ...]
    letters: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    annex: Annex
    method: tuple[str, ...]
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def sentences(self) -> Iterator[Sentence]:
        """Every sentence that must resolve."""
        yield from self.summary
        yield from (s for _, s in self.chronology)
        yield from self.conflicts
        yield from (s for _, s in self.answers)
        yield from self.origins
        yield from self.grading.grades
        yield from self.grading.checked
        for table in self.elements:
            for row in table.rows:
                yield from row.supporting
                yield from row.contrary
