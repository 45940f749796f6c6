"""The tables of a case: incidents, claims, documents, elements of crimes.

Every row keeps the ids that lead back into the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from corrobora.case import Case
from corrobora.case.grading import Grades
from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead
from corrobora.model.claim import LIST_SLOTS
from corrobora.model.incident import Incident
from corrobora.model.vocabulary import Act, Basis
from corrobora.model.when import Precision, When
from corrobora.model.where import Where
from corrobora.publish import words
from corrobora.publish.tables import Column, Table
from corrobora.publish.values import values_of

#: What the tables of a case do not hold; a bundle holds all of it.
LOSSES = (
    "where each value stands in a text, and words of a claim that do not carry it",
    "ranked candidates of ambiguous places, hedges of numbers, and the words a day was given in",
    "what sort of actor somebody is, and of which side",
    "decisions, links and their reasons, texts, the journal and the bytes of the items",
)


def case_tables(case: Case) -> tuple[Table, ...]:
    """Incidents, claims, documents, and elements of crimes of a case."""
    graded = case.all_grades()
    return (
        _incidents(case.incidents(), graded), _claims(case.claims(), graded), _documents(case.documents()),
        _elements(case),
    )  # fmt: skip


def _one_of(vocabulary: type[StrEnum]) -> str:
    *others, last = vocabulary
    return f"{', '.join(others)} or {last}"


ACT = Column("act", "string", f"the violation: {_one_of(Act)}")
BOUNDS = (
    Column("victims_low", "integer", "fewest victims; empty: open below or not found"),
    Column("victims_high", "integer", "most victims; empty: open above or not found"),
)
DAYS = (
    Column("first_day", "date", "first day it can have happened on"),
    Column("last_day", "date", "last day it can have happened on"),
    Column("day_precision", "string", f"how exactly the words name the day: {_one_of(Precision)}"),
)
PLACE = (
    Column("place", "string", "the narrowest place, as named"),
    Column("place_within", "string", "what contains it, narrowest first"),
    Column("latitude", "number", "WGS84; only where the gazetteer leaves no doubt"),
    Column("longitude", "number", "WGS84"),
    Column("place_ambiguous", "boolean", "whether several places fit the name"),
)
SIDES = (
    Column("victim_side", "string", "ISO 3166-1 alpha-2 code of the victims' force"),
    Column("victim_status", "string", "pow, hors_de_combat or civilian"),
    Column("perpetrator_side", "string", "code of the force said to be responsible"),
)
EVIDENCE = (
    Column("basis", "string", f"evidence named, separated by |: {_one_of(Basis)}"),
    Column("verification", "string", "verified, unverified or empty"),
    Column("verified_by", "string", "who is said to have verified it, separated by |"),
)


def _incidents(heads: Sequence[IncidentHead], graded: Mapping[int, Grades]) -> Table:
    columns = (
        Column("incident", "string", "permanent number"),
        ACT,
        *BOUNDS, *SIDES, *DAYS, *PLACE,
        *EVIDENCE,
        Column("differs_on", "string", "slots on which claims differ, separated by |"),
        Column("documents", "integer", "documents its claims stand in"),
        Column("publishers", "string", "who published them, separated by |"),
        Column("claims", "string", "ids of its claims, separated by |"),
        Column("airwars", "string", "its grade by the codebook's rule after Airwars"),
        Column("standard_of_proof", "string", "which it reaches, as people decided; empty: nobody did"),
    )  # fmt: skip
    return Table(
        name="incidents", means="one row an incident; values derived from its claims by named rules",
        columns=columns,
        rows=tuple(_incident(head) | _incident_grade(graded.get(head.incident.number)) for head in heads),
    )  # fmt: skip


def incident_cells(incident: Incident) -> dict[str, Any]:
    """The cells of an incident's own values, by the columns above."""
    held = dict(values_of(incident))
    return {
        "incident": incident.label,
        **_common({name: derived.value for name, derived in held.items()}),
        "differs_on": "|".join(name for name, derived in held.items() if derived.differs),
    }


def _incident(head: IncidentHead) -> dict[str, Any]:
    return {
        **incident_cells(head.incident),
        "documents": head.documents,
        "publishers": "|".join(head.publishers),
        "claims": "|".join(head.incident.claims),
    }


def incident_rows(case: Case) -> Iterator[tuple[IncidentHead, dict[str, Any]]]:
    """Every incident with its cells, without its grade."""
    for head in case.incidents():
        yield head, _incident(head)


def _incident_grade(found: Grades | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "airwars": found.airwars.value,
        "standard_of_proof": found.proof.verdict if found.proof else None,
    }


def _common(values: Mapping[str, Any]) -> dict[str, Any]:
    """Cells that incidents and claims share."""
    low, high = values["victims"].bounds if values.get("victims") else (None, None)
    when: When | None = values.get("date") or values.get("period")
    return {
        "act": values.get("act"),
        "victims_low": low,
        "victims_high": high,
        "victim_side": values.get("victim_side"),
        "victim_status": values.get("victim_status"),
        "perpetrator_side": values.get("perpetrator_side"),
        "first_day": when.first if when else None,
        "last_day": when.last if when else None,
        "day_precision": when.precision if when else None,
        **_place(values.get("place")),
        "basis": "|".join(values.get("basis") or ()),
        "verification": values.get("verification"),
        "verified_by": "|".join(actor.name for actor in values.get("verified_by") or ()),
    }


def _place(where: Where | None) -> dict[str, Any]:
    if where is None:
        return {}
    best = where.best
    within = where.within or ((*reversed(best.admin), words.country(best.country)) if best else ())
    return {
        "place": where.name,
        "place_within": ", ".join(within),
        "latitude": best.lat if best else None,
        "longitude": best.lon if best else None,
        "place_ambiguous": where.ambiguous,
    }


def _claims(records: Sequence[ClaimRecord], graded: Mapping[int, Grades]) -> Table:
    marks = {g.claim: g for found in graded.values() for g in found.claims}
    checked = {id: steps for found in graded.values() for id, steps in found.checked.items()}
    columns = (
        Column("claim", "string", "id, the same as in the case"),
        Column("kind", "string", "incident, tally, statement, response or context"),
        Column("type", "string", "type of a statement, response or context"),
        Column("incident", "string", "number of the incident it stands under"),
        Column("claimants", "string", "who says it, nearest speaker first, separated by |"),
        Column("actor", "string", "who says, answers or acts"),
        Column("stance", "string", "asserted, alleged, confirmed or denied"),
        ACT,
        *BOUNDS,
        Column("incidents_low", "integer", "fewest incidents or proceedings counted"),
        Column("incidents_high", "integer", "most incidents or proceedings counted"),
        Column("incidents_unit", "string", "incidents or proceedings"),
        Column("statements_low", "integer", "fewest statements or interviews counted"),
        Column("statements_high", "integer", "most statements or interviews counted"),
        Column("quantities", "string", "other figures, as low-high unit, separated by |"),
        *SIDES, *DAYS, *PLACE,
        *EVIDENCE,
        Column("quote", "string", "the words that carry it, pieces separated by […]"),
        Column("start", "integer", "first character of the first piece in the document's text"),
        Column("item", "string", "SHA-256 of the item the document was read from"),
        Column("publisher", "string", "who published the document"),
        Column("published", "date", "day of publication"),
        Column("engine", "string", "what read it"),
        Column("confidence", "number", "0 to 1, that the document says this"),
        Column("decision", "string", "accepted or rejected by a person, or empty"),
        Column("reliability", "string", "of the source, A to F, as people decided (Admiralty code)"),
        Column("credibility", "string", "of the claim, 1 to 6, by rule or person (Admiralty code)"),
        Column("checked_by", "string", "who is said to have verified it, or decided on it, separated by |"),
    )  # fmt: skip
    return Table(
        name="claims", means="one row a claim: one thing a document says", columns=columns,
        rows=tuple(
            _claim(record)
            | {
                "reliability": marks[record.id].reliability if record.id in marks else None,
                "credibility": marks[record.id].credibility if record.id in marks else None,
                "checked_by": "|".join(step.by or "not named" for step in checked.get(record.id, ())),
            }
            for record in records
        ),
    )  # fmt: skip


def _claim(record: ClaimRecord) -> dict[str, Any]:
    claim = record.claim
    values: dict[str, Any] = {}
    for name, slot in claim.slots():
        values[name] = (*values.get(name, ()), slot.value) if name in LIST_SLOTS else slot.value
    counts = {
        f"{name}_{end}": bound
        for name in ("incidents", "statements") if values.get(name)
        for end, bound in zip(("low", "high"), values[name].bounds, strict=True)
    }  # fmt: skip
    return {
        "claim": record.id,
        "kind": claim.kind,
        "type": values.get("type"),
        "incident": f"INC-{record.incident:04d}" if record.incident else None,
        "claimants": "|".join(actor.name for actor in values.get("claimants", ())),
        "actor": values["actor"].name if values.get("actor") else None,
        "stance": values.get("stance"),
        **_common(values),
        **counts,
        "incidents_unit": values["incidents"].unit if values.get("incidents") else None,
        "quantities": "|".join(
            f"{'' if q.low is None else q.low}-{'' if q.high is None else q.high} {q.unit}"
            for q in values.get("quantities", ())
        ),
        "quote": " […] ".join(span.quote for span in claim.spans),
        "start": claim.spans[0].start,
        "item": record.document.sha256,
        "publisher": record.document.source.publisher,
        "published": record.document.source.published,
        "engine": claim.engine,
        "confidence": round(claim.confidence, 3),
        "decision": record.decision.verdict if record.decision else None,
    }


def _documents(heads: Sequence[DocumentHead]) -> Table:
    columns = (
        Column("item", "string", "SHA-256 of the bytes"),
        Column("name", "string", "file name as received"),
        Column("publisher", "string", "who published it"),
        Column("published", "date", "day of publication"),
        Column("url", "string", "its address"),
        Column("title", "string", "its title"),
        Column("language", "string", "ISO 639-1 code"),
        Column("claims", "integer", "number of its claims"),
    )
    rows = tuple(
        {
            "item": head.sha256,
            "name": head.name,
            "publisher": head.source.publisher,
            "published": head.source.published,
            "url": head.source.url,
            "title": head.title,
            "language": head.language,
            "claims": head.claims,
        }
        for head in heads
    )
    return Table(name="documents", means="one row a document that was read", columns=columns, rows=rows)


def _elements(case: Case) -> Table:
    columns = (
        Column("incident", "string", "permanent number"),
        Column("crime", "string", "id of the crime in the codebook"),
        Column("provision", "string", "where the crime stands"),
        Column("element", "string", "the element in plain words; the treaty's text governs"),
        Column("facts", "string", "facts needed to show it, separated by |"),
        Column("support", "string", "supported, contested or gap; support is reported, never guilt"),
        Column("for", "string", "ids of claims that speak for it, separated by |"),
        Column("against", "string", "ids of claims that speak against it, separated by |"),
        Column("next", "string", "what to look for, separated by |; empty where it is supported"),
    )
    means = "one row an element of a crime that an incident's acts make worth looking at"
    return Table(name="elements", means=means, columns=columns, rows=tuple(_element_rows(case)))


def _element_rows(case: Case) -> Iterator[dict[str, Any]]:
    for label, crimes in case.all_elements().items():
        for table in crimes:
            for row in table.elements:
                yield {
                    "incident": label,
                    "crime": table.crime.id,
                    "provision": table.crime.provision,
                    "element": row.element.text,
                    "facts": "|".join(row.element.facts),
                    "support": row.support.value,
                    "for": "|".join(dict.fromkeys(f.claim for f in row.supporting if f.claim)),
                    "against": "|".join(dict.fromkeys(f.claim for f in row.contrary if f.claim)),
                    "next": "|".join(row.next),
                }
