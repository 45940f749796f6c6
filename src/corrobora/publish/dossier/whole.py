"""What a dossier says of a case as a whole: its register, its figures, its elements, what to look for next.

Every sentence names the incidents it is about, or the claims it rests on; the incidents' own dossiers hold
the words behind each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corrobora.assess.elements import CrimeOfMany, CrimeSupport, Support, next_of_all, over_all
from corrobora.case.accounting import CaseAccount
from corrobora.case.grading import Grades
from corrobora.case.records import ClaimRecord, IncidentHead
from corrobora.codebook.gradings import methods
from corrobora.count.reconciliation import Reconciliation
from corrobora.publish import days, words
from corrobora.publish.dossier.claims import cited
from corrobora.publish.dossier.content import METHOD, Material, letter_words, method_of_rules
from corrobora.publish.dossier.evidence import annex, evidence
from corrobora.publish.dossier.grading import Sentence
from corrobora.publish.dossier.parts import Annex, CitedClaim, Evidence
from corrobora.publish.public import grade_words
from corrobora.publish.values import in_words, scope_in_words, title_of, totals


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Words about several incidents.

    Attributes:
        incidents: their labels, consecutive ones as a range.
    """

    text: str
    incidents: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """An incident in a line.

    Attributes:
        elements: how many elements of crimes are supported, contested and open.
        differs: on what its claims differ.
    """

    label: str
    title: str
    day: str
    grade: str
    elements: str
    differs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyRow:
    """A figure of others, and what the register holds of its scope."""

    figure: Sentence
    scope: str
    as_of: str
    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementOfCase:
    """An element, and in which incidents it is supported, contested or open."""

    text: str
    found: tuple[About, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeOfCase:
    """A crime with its elements over the incidents whose acts make it worth looking at."""

    name: str
    provision: str
    behind: str
    incidents: str
    rows: tuple[ElementOfCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDossier:
    """A case written out; the dossiers of its incidents follow it or lie beside it.

    Attributes:
        state: which state of the case it shows: the newest journal entry.
        claims: what stands under no incident: tallies and statements.
        annex: hashes and timestamps of every document of the case.
    """

    case: str
    state: str
    grading: str
    summary: tuple[About, ...]
    register: tuple[RegisterRow, ...]
    tallies: tuple[TallyRow, ...]
    findings: tuple[Sentence, ...]
    accountability: tuple[About, ...]
    letters: tuple[str, ...]
    elements: tuple[CrimeOfCase, ...]
    next: tuple[About, ...]
    claims: tuple[CitedClaim, ...]
    evidence: tuple[Evidence, ...]
    annex: Annex
    method: tuple[str, ...]


def case_dossier(material: Material) -> CaseDossier:
    """The dossier of a case as it stands, without those of its incidents."""
    case = material.case
    heads, found = case.incidents(), case.all_elements()
    method = methods()[case.settings.grading]
    listed = [
        r for r in (*case.tallies(), *case.statements()) if not r.rejected and r.incident is None
    ]  # fmt: skip
    refs = {r.id: f"C{n}" for n, r in enumerate(listed, start=1)}
    graded = {h.incident.label: material.grades(h.incident.number) for h in heads}
    documents = {r.document.sha256: r.document for r in listed}
    names = {d.sha256: d.name for d in case.documents()}
    return CaseDossier(
        case=case.settings.name,
        state=material.state,
        grading=f"{method.name}. {method.says}",
        summary=tuple(
            About(text=f"{said}.", incidents=ranges(labels))
            for said, labels in totals([h.incident for h in heads])
        ),
        register=tuple(_row(h, graded[h.incident.label], found.get(h.incident.label, ())) for h in heads),
        tallies=tuple(_tallies(case.reconcile(), {r.id: r for r in listed}, refs)),
        findings=tuple(_findings(case.reconcile(), refs)),
        accountability=tuple(_accountability(case.accounts())),
        letters=tuple(map(letter_words, material.letters)),
        elements=tuple(map(_crime, over_all(found))),
        next=tuple(
            About(
                text=w.what, incidents="; ".join(_open(w.gaps, "not found") + _open(w.contested, "contested"))
            )
            for w in next_of_all(found)
        ),
        claims=tuple(cited(r, refs[r.id]) for r in listed),
        evidence=tuple(evidence(case, head, images=False)[0] for head in documents.values()),
        annex=annex(names, material.acquisitions(names)),
        method=(*METHOD, *method_of_rules()),
    )


def ranges(labels: Sequence[str]) -> str:
    """Labels in words, consecutive ones as a range: ``INC-0001 to INC-0004, INC-0009``."""
    runs: list[list[int]] = []
    for number in sorted(int(label.removeprefix("INC-")) for label in labels):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    named = ([f"INC-{n:04d}" for n in dict.fromkeys((run[0], run[-1]))] for run in runs)
    return ", ".join(" to ".join(ends) for ends in named)


def _open(labels: Sequence[str], how: str) -> list[str]:
    return [f"{how} in {words.plural(len(labels), 'incident')}: {ranges(labels)}"] if labels else []


def _row(head: IncidentHead, graded: Grades, found: Sequence[CrimeSupport]) -> RegisterRow:
    incident = head.incident
    supports = [row.support for table in found for row in table.elements]
    counted = {s: supports.count(s) for s in Support}
    differs = [
        name for name in ("victims", "place", "date", "act", "victim_side", "perpetrator_side")
        if (derived := getattr(incident, name)) is not None and derived.differs
    ]  # fmt: skip
    return RegisterRow(
        label=incident.label,
        title=title_of(incident),
        day=in_words("date", incident.date.value) if incident.date else f"day {words.NOT_FOUND}",
        grade=grade_words(graded),
        elements=", ".join(f"{n} {s.value}" for s, n in counted.items() if n) or "none looked at",
        differs=", ".join(words.SLOTS.get(s, s).lower() for s in differs),
    )


def _tallies(
    outcome: Reconciliation, records: Mapping[str, ClaimRecord], refs: Mapping[str, str]
) -> Iterator[TallyRow]:
    for placed in outcome.tallies:
        tally = placed.tally
        if tally.id not in records:
            continue
        figures = ", ".join(f"{words.quantity(q)} {unit.value}" for unit, q in tally.figures.items())
        yield TallyRow(
            figure=Sentence(f"{tally.body.name}: {figures}.", (refs[tally.id],)),
            scope=scope_in_words(tally.scope),
            as_of=days.day(tally.scope.as_of) if tally.scope.as_of else "day not known",
            held=words.readable(placed.register.words) if placed.register else "",
        )


def _findings(outcome: Reconciliation, refs: Mapping[str, str]) -> Iterator[Sentence]:
    """What the figures say together: what cannot all hold, what was revised, what follows."""
    for wrong in outcome.contradictions:
        yield _finding(f"Cannot all be true ({wrong.unit.value}): {wrong.why}", wrong.tallies, refs)
    for revised in outcome.revisions:
        yield _finding(
            f"Revised ({revised.unit.value}): {revised.why}",
            (revised.earlier, revised.later, *revised.also),
            refs,
        )
    for derived in outcome.derived:
        condition = f", if {derived.condition}" if derived.condition else ""
        yield _finding(
            f"Follows ({derived.value.unit.value}): {derived.why}{condition}", derived.tallies, refs
        )


def _finding(text: str, ids: Sequence[str], refs: Mapping[str, str]) -> Sentence:
    return Sentence(f"{words.readable(text).rstrip('.')}.", tuple(refs[id] for id in ids if id in refs))


def _accountability(found: CaseAccount) -> Iterator[About]:
    for heading, told in found.told.items():
        own = [a.incident for a in found.incidents if a.found.under(heading)]
        text = f"{words.capital(heading.value)}, told of in all documents: {told}."
        yield About(text=text, incidents=ranges(own) or "in documents of no incident")
    if found.without_proceedings:
        number = words.plural(len(found.without_proceedings), "incident")
        text = f"No proceedings of anybody were found in the documents of {number}."
        yield About(text=text, incidents=ranges(found.without_proceedings))
    silent: dict[str, list[str]] = {}
    for one in found.incidents:
        for silence in one.found.silences:
            if silence.of:
                silent.setdefault(silence.of, []).append(one.incident)
    for side, labels in silent.items():
        text = f"No answer of {words.country(side)} was found in the documents of "
        yield About(text=f"{text}{words.plural(len(labels), 'incident')}.", incidents=ranges(labels))


def _crime(found: CrimeOfMany) -> CrimeOfCase:
    return CrimeOfCase(
        name=found.crime.name,
        provision=found.crime.provision,
        behind="; ".join(found.crime.behind),
        incidents=ranges(found.incidents),
        rows=tuple(
            ElementOfCase(
                text=row.element.text,
                found=tuple(
                    About(
                        text=f"{support.value} in {len(labels)} of {len(found.incidents)}",
                        incidents=ranges(labels),
                    )
                    for support, labels in row.incidents.items()
                    if labels
                ),
            )
            for row in found.elements
        ),
    )
