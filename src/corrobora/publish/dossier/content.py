"""What a dossier of one incident says, before anything lays it out.

What no claim fills is listed as not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from corrobora.case import Case
from corrobora.case.accounting import Account, account
from corrobora.case.acquisitions import Acquisition
from corrobora.case.elements import elements
from corrobora.case.errors import NotThere
from corrobora.case.grading import Grades
from corrobora.case.letters import Letter
from corrobora.case.records import ClaimRecord
from corrobora.link.origins import Origins
from corrobora.model.incident import Derived, Incident
from corrobora.model.journal import Entry
from corrobora.model.vocabulary import Kind
from corrobora.publish import days, words
from corrobora.publish.dossier.claims import answer, cited, published
from corrobora.publish.dossier.elements import crime_tables
from corrobora.publish.dossier.evidence import annex, evidence, names_of
from corrobora.publish.dossier.grading import Sentence, grading, refs_of
from corrobora.publish.dossier.origins import origin_sentences
from corrobora.publish.dossier.parts import Dossier
from corrobora.publish.values import (
    SLOTS,
    in_words,
    rule_of,
    rule_texts,
    silence_in_words,
    slots_of,
    title_of,
    values_of,
)

#: Acts that leave the case's contents as they were.
UNCHANGING = frozenset({"export", "checkpoint", "timestamp", "verify", "fixity", "custody"})
#: What is said of itself, in the reader's words.
METHOD: Final = (
    "Claims were read by the engine named with each; every value stands on the words quoted "
    "with it, and values without words were not kept. Claims about one event were put together by a scored "
    "comparison that people can overrule; its reasons stand in the register.",
    "An incident's values follow from its claims by the rules named in its summary, which are told below. "
    "Where claims differ, all are shown.",
    "“Not found” means that no words were found for it, not that nobody said it. A claim shows that somebody "
    "said something; the elements of crimes show what claims would support, never that anybody is guilty.",
    "Documents from different publishers may rest on one source: several are not therefore independent.",
)


class Material:
    """What the dossiers of a case are written from, read once.

    Attributes:
        case: the case.
        state: which state of it this is: the newest journal entry that changed it.
        letters: those that were sent.
    """

    def __init__(self, case: Case, *, many: bool = False) -> None:
        """Read it.

        Args:
            case: the case.
            many: whether grades and origins of all incidents are worked out at once.
        """
        self.case = case
        last = _last_change(case)
        self.state = f"journal entry {last.seq} of {days.moment(last.time)}, {last.hash}"
        self.letters = case.letters()
        self._graded = case.all_grades() if many else {}
        self._origins = case.all_origins() if many else {}
        self._acquired = case.acquisitions(d.sha256 for d in case.documents()) if many else {}
        self._beside: dict[str, list[ClaimRecord]] = {}
        for record in (*case.responses(), *case.statements()):
            if not record.rejected:
                self._beside.setdefault(record.document.sha256, []).append(record)

    def beside(self, hashes: Sequence[str]) -> list[ClaimRecord]:
        """Responses in some documents, oldest first, then statements likewise."""
        found = [r for h in hashes for r in self._beside.get(h, ())]
        return sorted(found, key=lambda r: (r.claim.kind is not Kind.RESPONSE, *_when(r)))

    def grades(self, number: int) -> Grades:
        """How an incident is graded."""
        return self._graded.get(number) or self.case.grades(number)

    def origins(self, number: int) -> Origins:
        """From whom an incident is known."""
        return self._origins.get(number) or self.case.origins(number)

    def acquisitions(self, items: Iterable[str]) -> dict[str, Acquisition]:
        """How items came in, by hash."""
        wanted = list(items)
        missing = [item for item in wanted if item not in self._acquired]
        found = self._acquired | (self.case.acquisitions(missing) if missing else {})
        return {item: found[item] for item in wanted if item in found}


def dossier(case: Case, number: int | str, *, images: bool = False) -> Dossier:
    """The dossier of an incident as the case stands.

    Args:
        case: the case.
        number: number or label.
        images: whether pictures attached to its items are shown, blurred.

    Raises:
        NotThere: if there is no such incident, or it was merged into another.
    """
    return dossier_of(Material(case), number, images=images)


def dossier_of(material: Material, number: int | str, *, images: bool = False) -> Dossier:
    """The same from what was read once for many dossiers."""
    case, record = material.case, material.case.standing(number)
    incident = record.incident
    claims = [c for c in record.claims if not c.rejected]
    documents = {c.document.sha256: c.document for c in claims}  # in the order of the claims
    beside = material.beside(sorted(documents))
    responses = [r for r in beside if r.claim.kind is Kind.RESPONSE]
    listed = [*claims, *beside]
    refs = {c.id: f"C{n}" for n, c in enumerate(listed, start=1)}
    items = [evidence(case, head, images=images) for head in documents.values()]
    names = names_of(e for e, _ in items)
    told = account(incident.label, record.claims, responses, material.letters)
    return Dossier(
        label=incident.label,
        title=title_of(incident),
        case=case.settings.name,
        state=material.state,
        summary=tuple(_summary(incident, refs)),
        chronology=tuple(_chronology(claims, responses, refs)),
        conflicts=tuple(_conflicts(incident, claims, refs)),
        answers=tuple((published(r), Sentence(f"{answer(r)}.", (refs[r.id],))) for r in responses),
        claims=tuple(cited(c, refs[c.id]) for c in listed),
        elements=tuple(
            crime_tables(elements(claims, beside), refs, tuple(refs[c.id] for c in claims))
        ),
        grading=grading(material.grades(incident.number), refs),
        missing=tuple(_missing(incident, told)),
        letters=tuple(map(letter_words, told.letters)),
        evidence=tuple(e for e, _ in items),
        annex=annex(names, material.acquisitions(names)),
        pictures={name: data for _, own in items for name, data in own.items()},
        origins=tuple(origin_sentences(material.origins(incident.number), refs)),
        method=(*METHOD, *method_of_rules()),
    )  # fmt: skip


def method_of_rules() -> tuple[str, ...]:
    """The rules that values follow from, as the codebook has them."""
    return tuple(f"{words.capital(name)}: {text}" for name, text in rule_texts())


def _last_change(case: Case) -> Entry:
    """The newest entry that changed what the case holds; exports and checks do not."""
    before = None
    while entries := case.latest(before=before):
        for entry in entries:
            if entry.act not in UNCHANGING:
                return entry
        before = entries[-1].seq
    raise NotThere(f"{case.path}: the journal is empty")


def _when(record: ClaimRecord) -> tuple[str, str, int]:
    return (
        str(record.document.source.published or "9999"), record.document.sha256, record.claim.spans[0].start
    )  # fmt: skip


def _summary(incident: Incident, refs: Mapping[str, str]) -> Iterator[Sentence]:
    for name, derived in values_of(incident):
        differs = "; the claims differ" if derived.differs else ""
        rule = rule_of(derived)
        how = f" ({rule}{differs})" if rule else ""
        text = f"{SLOTS[name]}: {in_words(name, derived.value)}{how}."
        yield Sentence(text, refs_of(derived.claims, refs))


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
    rows += [(r, answer(r)) for r in responses]
    rows.sort(key=lambda row: (str(row[0].document.source.published or "9999"), int(refs[row[0].id][1:])))
    for record, text in rows:
        yield published(record), Sentence(f"{text}.", (refs[record.id],))


def letter_words(letter: Letter) -> str:
    """A letter that was sent, and what came back."""
    to = f"{days.day(letter.sent)}: letter {letter.id} ({letter.form}) sent to {letter.to}"
    if letter.answered is None:
        return f"{to}; no answer is recorded."
    document = f" (item {letter.document[:12]}…)" if letter.document else ""
    return f"{to}; answered {days.day(letter.answered)}: {letter.answer}{document}."


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


def _missing(incident: Incident, account: Account) -> Iterator[Sentence]:
    for name, called in SLOTS.items():
        if name == "stance":
            continue
        derived = getattr(incident, name, None)
        if derived is None or derived.value in (None, ()):
            yield Sentence(f"{called}: not found in any claim.")
    for silence in account.found.silences:
        yield Sentence(silence_in_words(silence))
