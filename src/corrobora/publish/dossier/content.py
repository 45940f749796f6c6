"""What a dossier says, before anything lays it out.

Every sentence carries references. ``C1`` is a claim of the dossier's own list, which carries its quotes; each
quote carries the hash of the item it stands in. What no claim fills is listed as not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corrobora.assess.elements import CrimeSupport, ElementSupport, Support, matrix
from corrobora.assess.indicators import Facts, Found, Said
from corrobora.case import Case
from corrobora.case.accounting import Account
from corrobora.case.errors import NotThere
from corrobora.case.letters import Letter
from corrobora.case.records import ClaimRecord, DocumentRecord
from corrobora.codebook.elements import law
from corrobora.codebook.rules import rules
from corrobora.model.actor import Actor
from corrobora.model.claim import LIST_SLOTS, Slot
from corrobora.model.incident import Derived, Incident
from corrobora.model.journal import Entry
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Kind
from corrobora.model.when import When
from corrobora.model.where import Where
from corrobora.publish import days, words
from corrobora.publish.dossier.grading import Grading, Sentence, grading, refs_of
from corrobora.publish.dossier.origins import origin_sentences
from corrobora.publish.dossier.pictures import Attached, attached

#: Slots in the order dossiers show them, with what they are called.
SLOTS: Mapping[str, str] = {
    "act": "Act",
    "victims": "Victims",
    "victim_status": "Status of the victims",
    "victim_side": "Side of the victims",
    "perpetrator_side": "Said to be responsible",
    "place": "Place",
    "date": "Day",
    "basis": "Evidence named",
    "verification": "Verification",
    "verified_by": "Verified by",
    "stance": "How it is said",
}
#: Acts that leave the case's contents as they were.
UNCHANGING = frozenset({"export", "checkpoint", "timestamp", "verify", "fixity", "custody"})
#: What is said of itself, in the reader's words.
METHOD = (
    "Claims were read by the engine named with each; every value stands on the words quoted "
    "with it, and values without words were not kept. Claims about one event were put together by a scored "
    "comparison that people can overrule; its reasons stand in the register.",
    "The incident's values follow from its claims by the rules named in the summary. Where claims differ, "
    "all are shown.",
    "“Not found” means that no words were found for it, not that nobody said it. A claim shows that somebody "
    "said something; the elements of crimes show what claims would support, never that anybody is guilty.",
    "Documents from different publishers may rest on one source: several are not therefore independent.",
)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementRow:
    """An element of a crime with what was found."""

    text: str
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


def dossier(case: Case, number: int | str, *, images: bool = False) -> Dossier:
    """The dossier of an incident as the case stands.

    Args:
        case: the case.
        number: number or label.
        images: whether pictures attached to its items are shown, blurred.

    Raises:
        NotThere: if there is no such incident, or it was merged into another.
    """
    record = case.incident(number)
    if record.incident.merged_into:
        raise NotThere(
            f"{record.incident.label}: was merged into INC-{record.incident.merged_into:04d}; ask for that"
        )
    claims = [c for c in record.claims if not c.rejected]
    hashes = {c.document.sha256 for c in claims}
    responses = [c for c in case.responses() if c.document.sha256 in hashes and not c.rejected]
    statements = [c for c in case.statements() if c.document.sha256 in hashes and not c.rejected]
    listed = [*claims, *responses, *statements]
    refs = {c.id: f"C{n}" for n, c in enumerate(listed, start=1)}
    last = _last_change(case)
    evidence = [_evidence(case, case.document(h), images=images) for h in sorted(hashes)]
    return Dossier(
        label=record.incident.label,
        title=title_of(record.incident),
        case=case.settings.name,
        state=f"journal entry {last.seq} of {days.moment(last.time)}, {last.hash}",
        summary=tuple(_summary(record.incident, refs)),
        chronology=tuple(_chronology(claims, responses, refs)),
        conflicts=tuple(_conflicts(record.incident, claims, refs)),
        answers=tuple(
            (_published(r), Sentence(f"{_answer(r)}.", (refs[r.id],))) for r in responses
        ),
        claims=tuple(_cited(c, refs[c.id]) for c in listed),
        elements=tuple(_tables(claims, responses, statements, refs)),
        grading=grading(case.grades(number), refs),
        missing=tuple(_missing(record.incident, case.account(number))),
        letters=tuple(_letter(one) for one in case.letters() if one.incident == record.incident.label),
        evidence=tuple(e for e, _ in evidence),
        pictures={name: data for _, own in evidence for name, data in own.items()},
        origins=tuple(origin_sentences(case.origins(number), refs)),
        method=METHOD,
    )  # fmt: skip


def _last_change(case: Case) -> Entry:
    """The newest entry that changed what the case holds; exports and checks do not."""
    before = None
    while entries := case.latest(before=before):
        for entry in entries:
            if entry.act not in UNCHANGING:
                return entry
        before = entries[-1].seq
    raise NotThere(f"{case.path}: the journal is empty")


def title_of(incident: Incident) -> str:
    """What an incident is called: its victims and place."""
    whom = words.victims(
        incident.victims.value if incident.victims else None,
        incident.victim_status.value if incident.victim_status else None,
        incident.victim_side.value if incident.victim_side else None,
    )
    where = f", {incident.place.value.name}" if incident.place else ""
    return words.capital(whom) + where


def in_words(name: str, value: object) -> str:
    """Any slot's value in words."""
    match value:
        case Quantity():
            return words.quantity(value)
        case When():
            return days.when(value)
        case Where():
            inside, doubt = words.containing(value), words.place_doubt(value)
            return value.name + (f", {inside}" if inside else "") + (f" ({doubt})" if doubt else "")
        case Actor():
            return words.speaker(value)
        case tuple():
            return ", ".join(in_words(name, v) for v in value)
    return words.country(str(value)) if name.endswith("_side") else words.label(value)  # type: ignore[arg-type]


def _summary(incident: Incident, refs: Mapping[str, str]) -> Iterator[Sentence]:
    known = rules()
    for name, called in SLOTS.items():
        derived: Derived[object] | None = getattr(incident, name, None)
        if derived is None or derived.value in (None, ()):
            continue
        rule = known.get(derived.rule)
        differs = "; the claims differ" if derived.differs else ""
        how = f" ({words.rule_name(rule.name)}{differs})" if rule else ""
        yield Sentence(f"{called}: {in_words(name, derived.value)}{how}.", refs_of(derived.claims, refs))


def _published(record: ClaimRecord) -> str:
    day = record.document.source.published
    return days.day(day) if day else "day not known"


def _chronology(
    claims: Sequence[ClaimRecord], responses: Sequence[ClaimRecord], refs: Mapping[str, str]
) -> Iterator[tuple[str, Sentence]]:
    """Days of the event as claimed, then publications and answers, each in its order."""
    dated = [(c.claim.date.value, c) for c in claims if c.claim.date]
    by_days: dict[str, list[str]] = {}
    for when, c in sorted(dated, key=lambda pair: (str(pair[0].first or pair[0].last), pair[1].id)):
        by_days.setdefault(days.when(when), []).append(c.id)
    for day, ids in by_days.items():
        yield day, Sentence("The event, as claimed.", refs_of(ids, refs))
    rows = [(c, f"Published by {c.document.source.publisher or 'an unknown publisher'}") for c in claims]
    rows += [(r, _answer(r)) for r in responses]
    rows.sort(key=lambda row: (str(row[0].document.source.published or "9999"), int(refs[row[0].id][1:])))
    for record, text in rows:
        yield _published(record), Sentence(f"{text}.", (refs[record.id],))


def _letter(letter: Letter) -> str:
    to = f"{days.day(letter.sent)}: letter {letter.id} ({letter.form}) sent to {letter.to}"
    if letter.answered is None:
        return f"{to}; no answer is recorded."
    document = f" (item {letter.document[:12]}…)" if letter.document else ""
    return f"{to}; answered {days.day(letter.answered)}: {letter.answer}{document}."


def _answer(record: ClaimRecord) -> str:
    claim = record.claim
    what = words.label(claim.type.value) if claim.type else "response"
    who = words.speaker(claim.actor.value) if claim.actor else "actor not found"
    return f"{words.capital(what)}: {who}"


def _conflicts(
    incident: Incident, claims: Sequence[ClaimRecord], refs: Mapping[str, str]
) -> Iterator[Sentence]:
    for name, called in SLOTS.items():
        derived: Derived[object] | None = getattr(incident, name, None)
        if derived is None or not derived.differs:
            continue
        said: dict[str, list[str]] = {}
        for record in claims:
            for slot in slots_of(record, name):
                said.setdefault(in_words(name, slot.value), []).append(record.id)
        for value, ids in said.items():
            yield Sentence(f"{called}: {value}.", refs_of(ids, refs))


def _cited(record: ClaimRecord, ref: str) -> CitedClaim:
    claim, source = record.claim, record.document.source
    chain = [words.speaker(s.value) for s in claim.claimants]
    parts = [source.publisher or "publisher not known", _published(record), record.document.title or ""]
    decision = record.decision
    return CitedClaim(
        ref=ref,
        id=record.id,
        kind=words.label(claim.kind),
        said_by=", relying on ".join(chain) or "speaker not found",
        source=" · ".join(part for part in parts if part),
        item=record.document.sha256,
        engine=claim.engine,
        quotes=tuple(
            Cited(quote=s.quote, start=s.start, end=s.end, item=record.document.sha256) for s in claim.spans
        ),
        values=tuple(_values(record)),
        decision=f"{decision.verdict} by {decision.author}: {decision.reason}" if decision else "",
    )


def _values(record: ClaimRecord) -> Iterator[ValueRow]:
    named = dict(SLOTS) | {"type": "Type", "actor": "Who"}
    for name, called in named.items():
        slots = slots_of(record, name)
        if slots:
            yield ValueRow(
                name=called,
                value=", ".join(in_words(name, s.value) for s in slots),
                words=tuple(dict.fromkeys(span.quote for s in slots for span in s.spans)),
            )


def slots_of(record: ClaimRecord, name: str) -> tuple[Slot[object], ...]:
    """The values of one slot of a claim, none, one or several."""
    value = getattr(record.claim, name)
    return value if name in LIST_SLOTS else (value,) if value else ()


def _said(record: ClaimRecord) -> Said:
    return Said(
        id=record.id, claim=record.claim, document=record.document.sha256,
        publisher=record.document.source.publisher, language=record.document.language,
    )  # fmt: skip


def facts(
    claims: Sequence[ClaimRecord], responses: Sequence[ClaimRecord], statements: Sequence[ClaimRecord]
) -> Facts:
    """What is said about an incident, for the elements of crimes."""
    return Facts(
        incident=[_said(c) for c in claims if c.claim.kind is Kind.INCIDENT],
        responses=[_said(r) for r in responses],
        statements=[_said(s) for s in statements],
    )


def _tables(
    claims: Sequence[ClaimRecord],
    responses: Sequence[ClaimRecord],
    statements: Sequence[ClaimRecord],
    refs: Mapping[str, str],
) -> Iterator[CrimeTable]:
    every = tuple(refs[c.id] for c in claims)
    for table in matrix(facts(claims, responses, statements), law()):
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
        support=row.support.value,
        supporting=tuple(_found(row.supporting, refs, every)),
        contrary=tuple(_found(row.contrary, refs, every)),
        next=() if row.support is Support.SUPPORTED else row.element.next,
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


def _missing(incident: Incident, account: Account) -> Iterator[Sentence]:
    for name, called in SLOTS.items():
        if name == "stance":
            continue
        derived = getattr(incident, name, None)
        if derived is None or derived.value in (None, ()):
            yield Sentence(f"{called}: not found in any claim.")
    for silence in account.found.silences:
        since = f" since {days.day(silence.since)}, when it was first published" if silence.since else ""
        whose = f"No answer of {words.country(silence.of)}" if silence.of else "No proceedings of anybody"
        found = "was" if silence.of else "were"
        yield Sentence(f"{whose} {found} found in these documents{since}.")


def _evidence(case: Case, record: DocumentRecord, *, images: bool) -> tuple[Evidence, dict[str, bytes]]:
    item, source, text = record.item, record.document.source, record.document.text
    published = days.day(source.published) if source.published else "day not known"
    parts = [source.publisher or "publisher not known", published, text.title or ""]
    belonging, pictures = attached(case, item.sha256, images=images)
    shown = Evidence(
        item=item.sha256,
        name=item.name,
        media_type=item.media_type,
        size=words.bytes_of(item.size),
        received=f"{days.moment(item.received)} by {item.received_by}",
        origin=item.origin,
        source=" · ".join(part for part in parts if part),
        address=source.url or "",
        attached=belonging,
    )
    return shown, pictures
