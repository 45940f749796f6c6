"""A case in FollowTheMoney: entities, and the statements they consist of, one JSON object a line.

Documents are ``Article``, incidents ``Event``, claims ``Note`` on their event, those who say or verify them
``Person``, ``Organization`` or ``LegalEntity``, tied to the claim by ``UnknownLink``. Schemas and properties
are FollowTheMoney 4's own; what they have no place for is named in `LOSSES`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corrobora.case import Case
from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead
from corrobora.codebook.countries import load_countries
from corrobora.link.actors import KnownActor, Mention
from corrobora.model.actor import ActorSort
from corrobora.publish import days, words
from corrobora.publish.redaction import NOTHING, Redaction
from corrobora.publish.values import CLAIM_SLOTS, SLOTS, claim_values, in_words, title_of, values_of

LOSSES = (
    "where words stand in a text (start and end); the words themselves are kept",
    "numbers as bounds: counts are notes in words, since an Event has no place for victims",
    "ranked candidates of ambiguous places, the rules behind an incident's values, reasons for links",
    "decisions, texts, the journal and the bytes of the items",
)
#: ISO 639-3, which FollowTheMoney asks for; documents in other languages name none.
_LANGUAGES = {"en": "eng", "uk": "ukr", "ru": "rus"}
_SCHEMAS = {ActorSort.PERSON: "Person", ActorSort.BODY: "Organization", ActorSort.OUTLET: "Organization",
            ActorSort.FORCE: "Organization", ActorSort.STATE: "PublicBody"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A FollowTheMoney entity.

    Attributes:
        id: within the case.
        schema: name of its schema.
        properties: values by property, empty ones left out.
    """

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]

    def redacted(self, hidden: Redaction) -> Entity:
        """The same without protected terms in any value."""
        shown = {
            name: tuple(dict.fromkeys(filter(None, hidden.apply(list(values)))))
            for name, values in self.properties.items()
        }
        return replace(self, properties={name: values for name, values in shown.items() if values})

    def to_json(self) -> dict[str, Any]:
        """As ``ftm`` tools read it."""
        properties = {name: list(values) for name, values in self.properties.items()}
        return {"id": self.id, "schema": self.schema, "properties": properties}


def entities(case: Case, name: str, hidden: Redaction = NOTHING) -> Iterator[Entity]:
    """Every document, actor, incident and claim of a case, and who is tied to which claim.

    Args:
        case: the case.
        name: of the dataset.
        hidden: protected terms. Ids of actors are digests of their names, by which a name can be tried
            out, so those of protected ones are numbers.
    """
    documents = {d.sha256: d for d in case.documents()}
    for document in documents.values():
        yield _article(document, name)
    actors = case.actors()
    ids = {
        id: f"withheld-{n}" if hidden.apply([id, actor.name]) != [id, actor.name] else _short(id)
        for n, (id, actor) in enumerate(actors.known.items(), start=1)
    }
    for id, actor in actors.known.items():
        yield _actor(actor, f"{name}-actor-{ids[id]}")
    for head in case.incidents():
        yield _event(head, [case.claim(id) for id in head.incident.claims], name)
    for record in case.claims():
        yield _note(record, name)
        for role, slots in (("said by", record.claim.claimants), ("verified by", record.claim.verified_by)):
            for n, slot in enumerate(slots, start=1):
                mention = Mention(actor=slot.value, claim=record.id, document=record.document.sha256)
                yield _entity(
                    f"{name}-link-{record.id}-{role.replace(' ', '-')}-{n}", "UnknownLink",
                    subject=[f"{name}-actor-{ids[actors.of(mention).id]}"],
                    object=[f"{name}-claim-{record.id}"], role=[role],
                )  # fmt: skip


def statements(made: Iterable[Entity], name: str, seen: str | None) -> Iterator[dict[str, Any]]:
    """The same, property by property, in the form of FollowTheMoney's statements.

    Args:
        made: the entities.
        name: of the dataset.
        seen: day the case was last changed, ISO; ``None``: not known.
    """
    for entity in made:
        for prop, values in entity.properties.items():
            for value in values:
                key = f"{name}.{entity.id}.{prop}.{value}".encode()
                yield {
                    "canonical_id": entity.id, "entity_id": entity.id, "prop": prop,
                    "schema": entity.schema, "value": value, "dataset": name, "lang": None,
                    "original_value": None, "first_seen": seen, "last_seen": seen, "external": False,
                    "origin": "corrobora", "id": hashlib.sha1(key, usedforsecurity=False).hexdigest(),
                }  # fmt: skip


def ftm(case: Case, hidden: Redaction = NOTHING) -> dict[str, bytes]:
    """Files of the export: entities, statements, and what they leave out."""
    title = hidden.apply(case.settings.name)
    name = dataset(title)
    made = [e.redacted(hidden) for e in entities(case, name, hidden)]
    last = case.stats().changed
    seen = last.isoformat(timespec="seconds").removesuffix("+00:00") if last else None
    method = case.settings.grading
    about = {
        "dataset": name, "title": title, "followthemoney": "4", "grading": method,
        "losses": list(LOSSES),
    }  # fmt: skip
    return {
        "entities.ftm.json": _lines(e.to_json() for e in made),
        "statements.json": _lines(statements(made, name, seen)),
        "dataset.json": (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode(),
    }


def dataset(name: str) -> str:
    """A dataset's name: lower-case Latin letters, digits and underscores."""
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.casefold()).strip("_")
    return plain or f"case_{_short(name)}"


def _article(head: DocumentHead, name: str) -> Entity:
    source = head.source
    language = _LANGUAGES.get(head.language or "")
    return _entity(
        f"{name}-item-{head.sha256}", "Article",
        name=[head.title or head.name], title=[head.title] if head.title else [], fileName=[head.name],
        fileSize=[str(head.size)], notes=[f"SHA-256 {head.sha256}"], language=[language] if language else [],
        publisher=[source.publisher] if source.publisher else [],
        publishedAt=[source.published.isoformat()] if source.published else [],
        sourceUrl=[source.url] if source.url and source.url.startswith(("http://", "https://")) else [],
    )  # fmt: skip


def _actor(actor: KnownActor, id: str) -> Entity:
    schema = _SCHEMAS.get(actor.sort, "LegalEntity") if actor.sort else "LegalEntity"
    other = [shown for shown, _ in actor.names if shown != actor.name]
    return _entity(
        id, schema, name=[actor.name], alias=other,
        country=_country(actor.side),
        notes=[f"corrobora: {actor.id}", *(f"may be: {id}" for id in actor.may_be), *actor.errors],
    )  # fmt: skip


def _event(head: IncidentHead, records: list[ClaimRecord], name: str) -> Entity:
    incident = head.incident
    when = incident.date.value if incident.date else None
    where = incident.place.value if incident.place else None
    country = {c.country for c in where.candidates} if where else set()
    values = [f"{SLOTS[slot]}: {in_words(slot, derived.value)}" for slot, derived in values_of(incident)]
    single = bool(when and when.first and when.first == when.last)
    return _entity(
        f"{name}-{incident.label.lower()}", "Event",
        name=[f"{incident.label}: {title_of(incident)}"], recordId=[incident.label],
        date=[when.first.isoformat()] if when and when.first and single else [],
        startDate=[when.first.isoformat()] if when and when.first and not single else [],
        endDate=[when.last.isoformat()] if when and when.last and not single else [],
        location=[in_words("place", where)] if where else [],
        country=_country(*country) if len(country) == 1 else [],
        summary=[title_of(incident)], notes=values,
        proof=list(dict.fromkeys(f"{name}-item-{r.document.sha256}" for r in records)),
    )  # fmt: skip


def _note(record: ClaimRecord, name: str) -> Entity:
    claim = record.claim
    said = [f"{words.label(claim.kind)}, read by {claim.engine}"]
    said += [
        f"{CLAIM_SLOTS[slot]}: {in_words(slot, s.value)}" for slot, held in claim_values(record) for s in held
    ]
    if record.decision:
        said.append(f"{record.decision.verdict} by {record.decision.author}: {record.decision.reason}")
    day = record.document.source.published
    return _entity(
        f"{name}-claim-{record.id}", "Note",
        name=[f"{words.capital(words.label(claim.kind))} {record.id}"],
        description=[span.quote for span in claim.spans], notes=said,
        entity=[f"{name}-inc-{record.incident:04d}"] if record.incident else [],
        proof=[f"{name}-item-{record.document.sha256}"],
        publisher=[record.document.source.publisher] if record.document.source.publisher else [],
        summary=[f"Published {days.day(day)}"] if day else [],
    )  # fmt: skip


def _country(code: str | None) -> list[str]:
    """A country's code as the format writes it; none for codes no country has."""
    return [code.lower()] if code and code in load_countries() else []


def _entity(id: str, schema: str, **properties: Sequence[str | None]) -> Entity:
    kept = {
        prop: tuple(dict.fromkeys(_clean(v) for v in values if v and _clean(v)))
        for prop, values in properties.items()
    }
    return Entity(id=id, schema=schema, properties={k: v for k, v in kept.items() if v})


def _clean(value: str) -> str:
    """Text without control characters and lone surrogates, which no reader of the format takes."""
    shown = "".join(c if c >= " " or c in "\n\t" else " " for c in value)
    return shown.encode("utf-8", "replace").decode().strip()


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
