"""An incident with all that its page tells of it, read at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from corrobora.case import grading, reading, sourcing
from corrobora.case.grading import Grades
from corrobora.case.records import ClaimRecord, IncidentRecord
from corrobora.case.settings import CaseSettings
from corrobora.count.register import incident_relation
from corrobora.count.scope import Relation
from corrobora.count.tally import scope_of
from corrobora.link.actors import Actors
from corrobora.link.origins import Origins
from corrobora.link.records import ClaimRecord as Linkable
from corrobora.model.document import Document
from corrobora.model.incident import Incident
from corrobora.model.vocabulary import Kind
from corrobora.store import claims, decisions, documents, listed
from corrobora.store.claims import Stored
from corrobora.store.register import NumberedEvent

#: Most tallies an incident is compared with.
MOST_TALLIES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """An incident with what stands around it.

    Attributes:
        documents: those its claims stand in, by hash.
        responses: answers that stand in them.
        tallies: tallies whose scope leaves room for it, and whether it surely lies inside; these first.
    """

    record: IncidentRecord
    documents: Mapping[str, Document]
    responses: tuple[ClaimRecord, ...]
    origins: Origins
    grades: Grades
    tallies: tuple[tuple[Stored, bool], ...]


def around(connection: Connection, event: NumberedEvent, known: Actors, settings: CaseSettings) -> Around:
    """An incident with what stands around it.

    Args:
        connection: to the case.
        event: the incident.
        known: whose the names are that claims give.
        settings: the case's.
    """
    built = reading.incident(event)
    stored = claims.by_ids(connection, event.claims)
    own = [stored[id] for id in event.claims if id in stored]
    hashes = {c.sha256 for c in own}
    held = documents.held_by_hash(connection, hashes)
    answers = claims.of_documents(connection, hashes, Kind.RESPONSE)
    heads = {sha256: head for sha256, one in held.items() if (head := reading.head_of(one)) is not None}
    records = reading.claim_records(connection, [*own, *answers], heads)
    found = records[: len(own)]
    names = [built.label, *(c.id for c in own)]
    about = decisions.about(connection, grading.subjects(built.label, found))
    whole = {sha256: one.document for sha256, one in held.items() if one.document is not None}
    texts = {sha256: document.text.content for sha256, document in whole.items()}
    origins = sourcing.origins_of(connection, found, known, texts)
    return Around(
        record=IncidentRecord(
            incident=built, claims=found, links=reading.links(connection, names[1:]),
            decisions=tuple(d for d in about if not set(names).isdisjoint(d.subject)),
        ),
        documents=whole,
        responses=records[len(own) :],
        origins=origins,
        grades=grading.grades(built.label, found, origins, about, settings),
        tallies=tuple(_tallies(connection, built)),
    )  # fmt: skip


def _tallies(connection: Connection, incident: Incident) -> list[tuple[Stored, bool]]:
    """Tallies whose scope leaves room for an incident, and whether it surely lies inside; these first.

    Of very many, those that count longest are looked at.
    """
    when = incident.date.value if incident.date else None
    ids = listed.tallies_about(
        connection,
        acts=_sure(incident.act), sides=_sure(incident.victim_side), by=_sure(incident.perpetrator_side),
        first_day=((when and when.first) or date.min).isoformat(),
        last_day=((when and when.last) or date.max).isoformat(), limit=MOST_TALLIES,
    )  # fmt: skip
    found = {}
    for stored, publisher, day in claims.published(connection, ids):
        said = stored.claim
        if said.victims or said.incidents or said.statements:
            relation = incident_relation(incident, scope_of(_linkable(stored, publisher, day)))
            if relation is not Relation.DISJOINT:
                found[stored.id] = stored, relation in (Relation.SAME, Relation.INSIDE)
    return sorted((found[id] for id in ids if id in found), key=lambda pair: not pair[1])


def _linkable(stored: Stored, publisher: str | None, published: date | None) -> Linkable:
    return Linkable(
        id=stored.id, document=stored.sha256, claim=stored.claim, published=published, publisher=publisher,
        text_sha256=stored.sha256,
    )  # fmt: skip


def _sure(derived: object) -> Sequence[str]:
    """The value a tally must have if it has one; none where the incident's is unsure."""
    if derived is None or getattr(derived, "differs", False):
        return ()
    return (str(getattr(derived, "value", "")),)
