"""How well sources, claims and incidents are established: what rules propose and what people decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from corrobora.assess.grading import Credibility, credibilities
from corrobora.assess.indicators import Said
from corrobora.assess.verification import Checked, histories
from corrobora.case import reading
from corrobora.case.deciding import record
from corrobora.case.errors import BadDecision, NotThere
from corrobora.case.keys import LONGEST_KEY, actor_of
from corrobora.case.linking import number_of
from corrobora.case.records import ClaimRecord
from corrobora.case.settings import CaseSettings
from corrobora.codebook.gradings import Method, methods, scale
from corrobora.count.ledger import Grade, grade
from corrobora.link.origins import Origins
from corrobora.model.journal import Decision
from corrobora.store import claims, journal, listed, listed_records, register
from corrobora.store.errors import NotFound

_SOURCE, _CREDIBILITY, _PROOF = "source:", "credibility:", "proof:"
NOT_JUDGED = "F"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGrade:
    """The Admiralty code of one claim, its two axes apart.

    Attributes:
        source: whom it is from: the nearest one people graded, else the nearest named.
        reliability: A to F as people decided; F where nobody did.
        judged: the decision on the source, if there is one.
        proposed: what the rule makes of the claim's credibility.
        credibility: what counts: a person's decision, else the rule's proposal.
        decided: that decision, if there is one.
    """

    claim: str
    source: str | None
    reliability: str
    judged: Decision | None
    proposed: Credibility
    credibility: str
    decided: Decision | None

    @property
    def code(self) -> str:
        """As the Admiralty code writes it: ``B2``."""
        return self.reliability + self.credibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """An incident by every method the codebook has; the case's own comes first in what it exports.

    Attributes:
        incident: its label.
        method: the one the case chose.
        claims: grade of each claim that nobody rejected.
        airwars: the incident's grade after Airwars.
        proof: what people decided on the standard of proof it reaches, if anything.
        checked: who verified which claim and when, by claim; also of rejected ones.
    """

    incident: str
    method: Method
    claims: tuple[ClaimGrade, ...]
    airwars: Grade
    proof: Decision | None
    checked: Mapping[str, tuple[Checked, ...]]


def grades(
    label: str,
    records: Sequence[ClaimRecord],
    origins: Origins,
    everything: Sequence[Decision],
    settings: CaseSettings,
) -> Grades:
    """The grades of one incident.

    Args:
        label: the incident's.
        records: its claims, rejected ones too.
        origins: who got it from whom.
        everything: all decisions, oldest first.
        settings: the case's.
    """
    latest = {d.subject[0]: d for d in everything if len(d.subject) == 1}
    kept = [r for r in records if not r.rejected]
    proposals = {c.claim: c for c in credibilities([said(r) for r in kept], origins)}
    published = {r.document.sha256: r.document.source.published for r in records}
    return Grades(
        incident=label,
        method=methods()[settings.grading],
        claims=tuple(_claim(r, proposals[r.id], latest) for r in kept),
        airwars=grade([reading.linkable(r) for r in kept], origins),
        proof=latest.get(f"{_PROOF}{label}"),
        checked=histories([said(r) for r in records], published, everything),
    )


def subjects(label: str, records: Sequence[ClaimRecord]) -> list[str]:
    """What decisions name that bear on the grades of an incident."""
    names = {
        name
        for r in records
        for name in (r.document.source.publisher, *(slot.value.name for slot in r.claim.claimants))
        if name
    }
    ids = [r.id for r in records]
    return [
        label, f"{_PROOF}{label}", *ids, *(f"{_CREDIBILITY}{id}" for id in ids), *map(_subject, names),
        *(r.document.sha256 for r in records),
    ]  # fmt: skip


def said(record: ClaimRecord) -> Said:
    """A claim with what is needed to cite it."""
    return Said(
        id=record.id, claim=record.claim, document=record.document.sha256,
        publisher=record.document.source.publisher, language=record.document.language,
    )  # fmt: skip


def _claim(record: ClaimRecord, proposed: Credibility, latest: Mapping[str, Decision]) -> ClaimGrade:
    names = [slot.value.name for slot in record.claim.claimants]
    names += [record.document.source.publisher] if record.document.source.publisher else []
    judged = next((latest[s] for name in names if (s := _subject(name)) in latest), None)
    source = next(
        (n for n in names if judged and judged.subject[0] == _subject(n)), names[0] if names else None
    )
    decided = latest.get(f"{_CREDIBILITY}{record.id}")
    return ClaimGrade(
        claim=record.id,
        source=source,
        reliability=judged.verdict or NOT_JUDGED if judged else NOT_JUDGED,
        judged=judged,
        proposed=proposed,
        credibility=decided.verdict or proposed.code if decided else proposed.code,
        decided=decided,
    )


def _subject(name: str) -> str:
    return _SOURCE + " ".join(name.casefold().split())


def decide_reliability(
    connection: Connection, source: str, code: str, *, reason: str, author: str
) -> Decision:
    """Record how reliable a publisher or speaker is, A to F.

    Raises:
        BadDecision: if the code is none, or the reason is missing.
        NotThere: if nobody of that name speaks or publishes in this case.
    """
    _check("reliability", code)
    wanted = _subject(source)
    known = {_subject(actor_of(key).name) for key, _ in listed.named(connection)}
    known |= {_subject(publisher) for publisher in listed_records.publishers(connection)}
    if wanted[: len(_SOURCE) + LONGEST_KEY] not in known and wanted not in known:
        raise NotThere(f"{source}: nobody of that name publishes or speaks in this case")
    return record(connection, (wanted,), judgement=None, verdict=code, reason=reason, author=author)


def decide_credibility(
    connection: Connection, claim: ClaimRecord, proposed: Credibility, code: str, *, reason: str, author: str
) -> Decision:
    """Record how credible a claim is, 1 to 6, over what the rule proposes.

    Raises:
        BadDecision: if the code is none or the reason is missing; and for 1, unless a claim with surely
            another origin agrees.
    """
    _check("credibility", code)
    if code == "1" and not proposed.other_origin:
        raise BadDecision(
            f"{claim.id}: 1 means that another origin confirms it, and no claim of this incident that agrees "
            "surely has another one"
        )
    subject = (f"{_CREDIBILITY}{claim.id}",)
    return record(connection, subject, judgement=None, verdict=code, reason=reason, author=author)


def decide_proof(
    connection: Connection, incident: str, standard: str, *, reason: str, author: str
) -> Decision:
    """Record which standard of proof the material on an incident reaches.

    Raises:
        BadDecision: if there is no such standard, or the reason is missing.
        NotThere: if there is no such incident.
    """
    _check("proof", standard)
    number = number_of(incident)
    if number is None or register.by_number(connection, number) is None:
        raise NotThere(f"{incident}: no incident of that number in this case")
    subject = (f"{_PROOF}INC-{number:04d}",)
    return record(connection, subject, judgement=None, verdict=standard, reason=reason, author=author)


def _check(name: str, code: str) -> None:
    levels = scale(name).levels
    if code not in levels:
        raise BadDecision(f"{code!r} is no {scale(name).name.lower()}; there are {', '.join(levels)}")


def choose(
    connection: Connection, folder: Path, settings: CaseSettings, method: str, *, reason: str, actor: str
) -> CaseSettings:
    """Choose the case's way to grade; the entry and the file change together or not at all.

    Raises:
        BadDecision: if the reason is missing.
        NotACase: if there is no such method, or the file cannot be written.
    """
    if not reason.strip():
        raise BadDecision("choosing a method needs a reason")
    payload = {"method": method, "before": settings.grading, "reason": reason.strip()}
    journal.append(connection, actor=actor, act="grading", payload=payload)
    return settings.with_grading(folder, method)


def incident_of(connection: Connection, claim: str) -> int:
    """The number a claim stands under.

    Raises:
        NotThere: if there is no such claim, or it stands under none.
    """
    try:
        found = reading.claim_records(connection, [claims.by_id(connection, claim)])[0]
    except NotFound as error:
        raise NotThere(str(error)) from error
    if found.incident is None:
        raise NotThere(f"{claim}: stands under no incident, so there is nothing to compare it with")
    return found.incident
