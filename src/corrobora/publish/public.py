"""What the public may read of a case: approved values, without documents' words and people's names.

Nothing is copied from a text but names of bodies, publishers and places: a quote can name a prisoner or a
witness, and no list of protected terms knows every name. Values are derived anew without the documents that
are marked sensitive. The Third Geneva Convention, article 13, protects prisoners against public curiosity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corrobora.case import Case
from corrobora.case.approving import Public
from corrobora.case.grading import Grades
from corrobora.case.reading import linkable
from corrobora.case.records import ClaimRecord, IncidentRecord
from corrobora.codebook.bodies import load_bodies
from corrobora.codebook.gradings import scale
from corrobora.link.actors import Actors, Mention
from corrobora.link.derive import derive
from corrobora.link.origins import Origins
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Slot
from corrobora.model.incident import Incident
from corrobora.model.journal import Decision
from corrobora.publish import words
from corrobora.publish.values import SLOTS, in_words, rule_of, title_of, values_of, whom

WITHHELD = "a person whose name is withheld"
UNNAMED = "persons not named here"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicValue:
    """A value in words with its slot, the rule it follows from, and whether claims differ on it."""

    slot: str
    name: str
    value: str
    rule: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicClaim:
    """A claim behind a public incident.

    Attributes:
        id: in the case; who holds the case can look it up.
        publisher, day, address: where it was published, as far as known.
        said_by: the bodies it is put down to.
        item: SHA-256 of the item.
        credibility: 1 to 6 of the Admiralty code, with its name.
        says: what it says of the number, in words.
        verified: whether its document says it was verified, in words; empty: nothing is said.
    """

    id: str
    publisher: str
    day: date | None
    address: str
    said_by: str
    item: str
    credibility: str
    says: str
    verified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicIncident:
    """An incident as everybody may read it.

    Attributes:
        whom: of which side the victims are, and what protected them.
        origins: least and greatest number of independent origins.
        grade: how well it is established by the case's method, in words.
        approved: the decision; ``None`` if there is none.
        incident: its values; for tables.
    """

    label: str
    title: str
    whom: str
    values: tuple[PublicValue, ...]
    claims: tuple[PublicClaim, ...]
    origins: tuple[int, int]
    grade: str
    approved: Decision | None
    incident: Incident


def public_incidents(case: Case, allowed: Public) -> Iterator[PublicIncident]:
    """The approved incidents by number; one all of whose documents are sensitive is left out."""
    origins = case.all_origins()
    graded, known = case.all_grades(), case.actors()
    for number, decision in sorted(allowed.approved.items()):
        shown = _shown(case.incident(number), graded[number], origins[number], decision, allowed, known)
        if shown is not None:
            yield shown


def public_incident(case: Case, number: int | str) -> PublicIncident | None:
    """One incident in the same form, approved or not; ``None`` if all its documents are sensitive."""
    record = case.incident(number)
    found = record.incident.number
    return _shown(record, case.grades(found), case.origins(found), None, case.public(), case.actors())


def _shown(
    record: IncidentRecord,
    found: Grades,
    origins: Origins,
    decision: Decision | None,
    allowed: Public,
    known: Actors,
) -> PublicIncident | None:
    claims = [c for c in record.claims if not c.rejected and c.document.sha256 not in allowed.sensitive]
    if not claims:
        return None
    incident = derive(record.incident.number, [linkable(c) for c in claims])
    return PublicIncident(
        label=incident.label, title=title_of(incident), whom=whom(incident), values=tuple(_values(incident)),
        claims=tuple(_claim(c, found, known) for c in claims), origins=origins.independent,
        grade=grade_words(found), approved=decision, incident=incident,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicResponse:
    """What somebody answered or did, as everybody may read it.

    Attributes:
        what: denial, investigation opened …
        who: a body; persons by the body they speak for, or not at all.
        publisher, day, address: where that was published, as far as known.
    """

    what: str
    who: str
    publisher: str
    day: date | None
    address: str


def public_responses(
    shown: Sequence[PublicIncident], responses: Sequence[ClaimRecord]
) -> dict[str, tuple[PublicResponse, ...]]:
    """Responses in the public documents of each incident, oldest first, by its label.

    Args:
        shown: the incidents; what they show names no sensitive document.
        responses: all responses of the case.
    """
    by_document: dict[str, list[PublicResponse]] = {}
    for record in responses:
        if not record.rejected:
            by_document.setdefault(record.document.sha256, []).append(_response(record))
    return {
        i.label: tuple(
            dict.fromkeys(
                r for item in dict.fromkeys(c.item for c in i.claims) for r in by_document.get(item, ())
            )
        )
        for i in shown
    }


def victims_said(claim: PublicClaim) -> str:
    """How many victims a claim states: ``1 victim``, ``9 or more victims``."""
    if claim.says == words.NOT_FOUND:
        return "number of victims not found"
    return f"{claim.says} victim" + ("" if claim.says == "1" else "s")


def _response(record: ClaimRecord) -> PublicResponse:
    source, claim = record.document.source, record.claim
    return PublicResponse(
        what=words.label(claim.type.value) if claim.type else "response",
        who=public_name(claim.actor.value) if claim.actor else "somebody not named",
        publisher=source.publisher or "publisher not known", day=source.published,
        address=_web(source.url),
    )  # fmt: skip


def _web(url: str | None) -> str:
    return url if url and url.startswith(("http://", "https://")) else ""


def public_name(actor: Actor) -> str:
    """What somebody is called in public: bodies by name, persons by the body they speak for or not at all."""
    if actor.sort in (ActorSort.BODY, ActorSort.FORCE, ActorSort.STATE, ActorSort.OUTLET):
        return actor.name
    body = load_bodies().get(actor.body) if actor.body else None
    if body is not None:
        return f"{body.name} ({words.country(actor.side)})" if body.national and actor.side else body.name
    return UNNAMED if actor.sort is ActorSort.GROUP else WITHHELD


def public_names(slots: Sequence[Slot[Actor]], record: ClaimRecord, known: Actors) -> str:
    """Those a claim names in some slots, each once, and a person as the body whose words theirs are."""
    bodies = load_bodies()
    names = []
    for slot in slots:
        mention = Mention(actor=slot.value, claim=record.id, document=record.document.sha256)
        body = bodies.get(known.voice(mention))
        person = slot.value.sort in (None, ActorSort.PERSON)
        names.append(body.name if person and body and not body.national else public_name(slot.value))
    return ", ".join(dict.fromkeys(names))


def _values(incident: Incident) -> Iterator[PublicValue]:
    for name, derived in values_of(incident):
        if name == "verified_by" and incident.verified_by:
            value = ", ".join(dict.fromkeys(map(public_name, incident.verified_by.value)))
        else:
            value = in_words(name, derived.value)
        yield PublicValue(
            slot=name, name=SLOTS[name], value=value, rule=rule_of(derived), differs=derived.differs
        )


def _claim(record: ClaimRecord, found: Grades, known: Actors) -> PublicClaim:
    claim, source = record.claim, record.document.source
    code = next(g.credibility for g in found.claims if g.claim == record.id)
    verified = words.label(claim.verification.value) if claim.verification else ""
    if claim.verified_by:
        verified += f" by {public_names(claim.verified_by, record, known)}"
    return PublicClaim(
        id=record.id,
        publisher=source.publisher or "publisher not known",
        day=source.published,
        address=_web(source.url),
        said_by=public_names(claim.claimants, record, known) or "speaker not found",
        item=record.document.sha256,
        credibility=f"{code}, {scale('credibility').levels[code].name}",
        says=words.quantity(claim.victims.value) if claim.victims else words.NOT_FOUND,
        verified=verified,
    )


def grade_words(found: Grades) -> str:
    """How well an incident is established, by the case's method, in words."""
    match found.method.id:
        case "airwars":
            return f"Airwars grading: {scale('airwars').levels[found.airwars.value].name}"
        case "proof":
            if found.proof and found.proof.verdict:
                return f"Standard of proof: {scale('proof').levels[found.proof.verdict].name}"
            return "Standard of proof: not decided"
    codes = Counter(g.credibility for g in found.claims)
    named = scale("credibility").levels
    return "Credibility of its claims (Admiralty code): " + "; ".join(
        f"{code}, {named[code].name} ({words.plural(codes[code], 'claim')})" for code in sorted(codes)
    )
