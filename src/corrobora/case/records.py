"""What a case answers with: frozen records for pages, commands and library users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from corrobora.collect.problem import Problem
from corrobora.link.records import PairScore
from corrobora.model.claim import Claim
from corrobora.model.document import Document, Source
from corrobora.model.examination import Examination
from corrobora.model.incident import Incident
from corrobora.model.item import Item
from corrobora.model.journal import Decision
from corrobora.model.relation import Relation
from corrobora.model.vocabulary import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentHead:
    """A document without its text.

    Attributes:
        sha256: hash of the item it was read from; its id.
        name: file name as received.
        source: publisher, day of publication, address, and from where these are known.
        title: its title, if it has one.
        language: ISO 639-1 code, if known.
        size: bytes of the item.
        characters: length of the text.
        claims: number of its claims.
    """

    sha256: str
    name: str
    source: Source
    title: str | None
    language: str | None
    size: int
    characters: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """A claim in a case.

    Attributes:
        id: its id, the same that ``extract`` gives it.
        claim: what is said.
        document: where it is said.
        current: whether the newest extraction still proposes it.
        incident: number of the incident it stands under, if any.
        decision: what a person decided on it last, if anything.
        held: whether it is in force by a person's decision alone: added by one, or not proposed any more.
        proposed: the claim as it was proposed, where a person corrected it.
    """

    id: str
    claim: Claim
    document: DocumentHead
    current: bool = True
    incident: int | None = None
    decision: Decision | None = None
    held: bool = False
    proposed: Claim | None = None

    @property
    def rejected(self) -> bool:
        """Whether a person rejected it; it then counts nowhere, but stays readable."""
        return self.decision is not None and self.decision.verdict == "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """A document whole.

    Attributes:
        item: the bytes as received.
        document: text and source.
        claims: its claims, in the order of the text.
        engine: the engine that proposed them.
        dropped: what the gate refused of the engine's proposals, counted.
    """

    item: Item
    document: Document
    claims: tuple[ClaimRecord, ...]
    engine: str
    dropped: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentHead:
    """An incident in a list.

    Attributes:
        incident: number and derived values.
        documents: number of documents its claims stand in.
        publishers: the outlets and bodies that published them, by name.
        decision: what a person decided on the incident last, if anything.
    """

    incident: Incident
    documents: int
    publishers: tuple[str, ...]
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRecord:
    """An incident whole.

    Attributes:
        incident: number and derived values; for a merged number, what was last known under it.
        claims: its claims, oldest document first; none if it was merged or emptied.
        links: why they were joined, and which claims outside came close, best first.
        decisions: what people decided on it, oldest first.
    """

    incident: Incident
    claims: tuple[ClaimRecord, ...]
    links: tuple[LinkRecord, ...] = ()
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """Why two claims stand under one number, or why not.

    Attributes:
        pair: score, what it is made of, vetoes and a person's judgement.
        joined: whether both stand under one number.
        linker: name and version of what scored them.
    """

    pair: PairScore
    joined: bool
    linker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """A publisher in a case.

    Attributes:
        publisher: its name, ``None`` for documents of unknown origin.
        documents, claims, incidents: how many come from it, or rest on it.
        first, last: days of its oldest and newest publication, where known.
    """

    publisher: str | None
    documents: int
    claims: int
    incidents: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """Characters ``[start, end)`` of a text that hold words searched for.

    Attributes:
        text: the characters.
        marks: where the words stand in them, as ``(start, end)`` counted from the excerpt's start.
    """

    start: int
    end: int
    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """A document that holds all words searched for."""

    document: DocumentHead
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What `Case.add` did.

    Attributes:
        added: paths of documents that are new.
        updated: paths of documents held before, about whose source more was stated now.
        unchanged: paths whose bytes were held already.
        kept: what is kept as an item without being a text: exports, messages without words, footage.
        unread: paths whose bytes are kept, but could not be read; each is among the problems.
        problems: inputs that could not be used, one line each.
        skipped: files in folders that no reader exists for, counted by suffix.
        notices: what was tolerated or left out, one sentence each.
        claims: number of claims in the added and updated documents.
        new_incidents: numbers given for the first time.
        incidents: number of incidents in the register now.
    """

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    claims: int = 0
    new_incidents: tuple[int, ...] = ()
    incidents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRecord:
    """An item with what is known about it beside its words.

    Attributes:
        item: the bytes as received.
        findings: what tools and containers say of it, oldest first.
        relations: what it is to other items.
        others: what other items are to it.
        sensitive: whether a person marked it as not to leave this machine.
    """

    item: Item
    findings: tuple[Examination, ...]
    relations: tuple[Relation, ...]
    others: tuple[Relation, ...]
    sensitive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """An item that stands to another in some way.

    Attributes:
        item: the related item.
        relation: in which way, and where.
        footage: whether it is a photo or video that was looked at.
        document: whether it is a document.
    """

    item: Item
    relation: Relation
    footage: bool
    document: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Something `Case.verify` found wrong.

    Attributes:
        part: ``journal``, ``items``, ``texts``, ``claims``, ``register``, ``decisions`` or ``corrections``.
        reason: what is wrong, naming the record.
    """

    part: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Whether a case is what its journal says.

    Attributes:
        problems: the first thing wrong in each part; empty if all is well.
        counts: how many records of each part were checked.
        head: hash of the newest journal entry: note it elsewhere, and a later check can show that
            nothing before it was changed.
    """

    problems: tuple[Wrong, ...]
    counts: Mapping[str, int]
    head: str | None

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a case is, as far as that is quickly told.

    Attributes:
        items: sets of bytes kept.
        documents: those of them that could be read.
        incidents: incidents in the register.
        entries: journal entries.
        changed: time of the newest one.
    """

    items: int
    documents: int
    incidents: int
    entries: int
    changed: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats(Size):
    """A case in figures.

    Attributes:
        claims: number of claims of each kind.
        decisions: decisions people made.
    """

    claims: Mapping[Kind, int]
    decisions: int
