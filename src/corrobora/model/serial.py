"""Claims and documents as JSON and back, without loss.

The shape is the public one (``corrobora/schemas/extract.schema.json``): flat slot values for
programs that compare (``victims: [9, 9]``), ``evidence`` with the words behind each, ``details``
with what the flat value leaves out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, SLOTS_OF_KIND, Claim, Slot
from corrobora.model.comparison import Comparison, Difference
from corrobora.model.document import Document
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where

Json = dict[str, Any]

_ENUMS = {
    "stance": Stance,
    "act": Act,
    "victim_status": VictimStatus,
    "basis": Basis,
    "verification": Verification,
}
_TYPES = {
    Kind.STATEMENT: StatementType,
    Kind.RESPONSE: ResponseType,
    Kind.CONTEXT: ContextType,
}


def span_to_json(span: Span) -> Json:
    """``{"start", "end", "quote"}``."""
    return {"start": span.start, "end": span.end, "quote": span.quote}


def span_from_json(data: Mapping[str, Any]) -> Span:
    """The inverse of `span_to_json`."""
    return Span(data["start"], data["end"], data["quote"])


def flat(value: Any) -> Any:
    """A slot's value as programs compare it."""
    match value:
        case Quantity():
            return list(value.bounds)
        case When():
            return [_day(value.first), _day(value.last)]
        case Where():
            return place_to_json(value)
        case Actor():
            return {k: v for k, v in _actor(value).items() if v is not None}
        case _:
            return str(value)


def place_to_json(where: Where) -> Json:
    """``{"name", "lat", "lon", "candidates", "within"}``; the point only where one candidate stands out."""
    best = where.best
    return {
        "name": where.name,
        "lat": best.lat if best else None,
        "lon": best.lon if best else None,
        "candidates": [_candidate(c) for c in where.candidates],
        "within": list(where.within),
    }


def place_from_json(data: Mapping[str, Any]) -> Where:
    """The inverse of `place_to_json`."""
    found = tuple(
        Candidate(**{**c, "level": PlaceLevel(c["level"]), "admin": tuple(c["admin"]),
                     "admin_ids": tuple(c["admin_ids"])})
        for c in data["candidates"]
    )  # fmt: skip
    return Where(name=data["name"], candidates=found, within=tuple(data["within"]))


def claim_to_json(claim: Claim, id: str) -> Json:
    """One claim as ``extract --json`` prints it."""
    out: Json = {
        "id": id,
        "kind": claim.kind.value,
        "spans": [span_to_json(s) for s in claim.spans],
        "engine": claim.engine,
        "confidence": round(claim.confidence, 4),
        "part_of": claim.part_of,
    }
    allowed = SLOTS_OF_KIND[claim.kind]
    evidence: Json = {}
    details: Json = {}
    for name in SINGLE_SLOTS:
        if name in allowed:
            slot = getattr(claim, name)
            out[name] = flat(slot.value) if slot else None
            if slot:
                evidence[name] = [span_to_json(s) for s in slot.spans]
                details[name] = _detail(slot)
    for name in LIST_SLOTS:
        if name in allowed:
            slots = getattr(claim, name)
            out[name] = [flat(s.value) for s in slots]
            if slots:
                evidence[name] = [span_to_json(x) for s in slots for x in s.spans]
                details[name] = [{**_detail(s), "spans": [span_to_json(x) for x in s.spans]} for s in slots]
    out["evidence"] = evidence
    out["details"] = details
    out["notes"] = list(claim.notes)
    if claim.comparison is not None:
        out["comparison"] = _comparison_to_json(claim.comparison)
    return out


def claim_from_json(data: Mapping[str, Any]) -> Claim:
    """The inverse of `claim_to_json`."""
    kind = Kind(data["kind"])
    filled: Json = {}
    for name, detail in data["details"].items():
        if name in LIST_SLOTS:
            filled[name] = tuple(
                _slot(kind, name, value, d, d["spans"]) for value, d in zip(data[name], detail, strict=True)
            )
        else:
            filled[name] = _slot(kind, name, data[name], detail, data["evidence"][name])
    return Claim(
        kind=kind,
        spans=_spans(data["spans"]),
        engine=data["engine"],
        confidence=data["confidence"],
        part_of=data["part_of"],
        notes=tuple(data["notes"]),
        comparison=_comparison_from_json(kind, data["comparison"]) if data.get("comparison") else None,
        **filled,
    )


def _comparison_to_json(comparison: Comparison) -> Json:
    return {
        "engines": list(comparison.engines),
        "read_by": list(comparison.read_by),
        "agreed": list(comparison.agreed),
        "differences": [
            {
                "slot": d.slot,
                "engine": d.engine,
                "values": [
                    {"value": flat(s.value), "spans": [span_to_json(x) for x in s.spans], **_detail(s)}
                    for s in d.values
                ],
            }
            for d in comparison.differences
        ],
    }


def _comparison_from_json(kind: Kind, data: Json) -> Comparison:
    return Comparison(
        engines=tuple(data["engines"]),
        read_by=tuple(data["read_by"]),
        agreed=tuple(data["agreed"]),
        differences=tuple(
            Difference(
                slot=d["slot"],
                engine=d["engine"],
                values=tuple(_slot(kind, d["slot"], v["value"], v, v["spans"]) for v in d["values"]),
            )
            for d in data["differences"]
        ),
    )


def document_to_json(document: Document) -> Json:
    """The ``document`` object of ``extract --json``."""
    source, text = document.source, document.text
    return {
        "path": source.path,
        "sha256": text.sha256,
        "title": text.title,
        "publisher": source.publisher,
        "published": _day(source.published),
        "url": source.url,
        "language": text.language,
        "origins": dict(source.origins),
        "reader": text.reader,
    }


def slot_to_json(slot: Slot[Any]) -> Json:
    """One slot by itself: ``{"value", "spans", "reader", "confidence", …}``."""
    return {"value": flat(slot.value), "spans": [span_to_json(s) for s in slot.spans], **_detail(slot)}


def slot_from_json(kind: Kind, name: str, data: Mapping[str, Any]) -> Slot[Any]:
    """The inverse of `slot_to_json` for a slot of that name in a claim of that kind."""
    return _slot(kind, name, data["value"], dict(data), data["spans"])


def _spans(data: list[Json]) -> tuple[Span, ...]:
    return tuple(
        [Span(s["start"], s["end"], s["quote"]) for s in data]
    )  # the list is quicker: most of reading


def _slot(kind: Kind, name: str, value: Any, detail: Json, spans: list[Json]) -> Slot[Any]:
    return Slot(
        value=value_from_json(kind, name, value, detail),
        spans=_spans(spans),
        reader=detail["reader"],
        confidence=detail["confidence"],
    )


def value_from_json(kind: Kind, name: str, value: Any, detail: Mapping[str, Any]) -> Any:
    """A slot's value from what `flat` and `detail_of` made of it."""
    if name in _ENUMS:
        return _ENUMS[name](value)
    if name == "type":
        return _TYPES[kind](value)
    if name in ("actor", "claimants", "verified_by"):
        sort = value.get("sort")
        return Actor(**{**value, "sort": ActorSort(sort) if sort else None})
    if name in ("victims", "incidents", "statements", "quantities"):
        return Quantity(low=value[0], high=value[1], unit=Unit(detail["unit"]), hedge=detail["hedge"])
    if name in ("date", "period"):
        first, last = (date.fromisoformat(d) if d else None for d in value)
        anchor = date.fromisoformat(detail["anchor"]) if detail["anchor"] else None
        precision = Precision(detail["precision"])
        return When(first=first, last=last, precision=precision, words=detail["words"], anchor=anchor)
    if name == "place":
        return place_from_json(value)
    return value


def detail_of(value: Any) -> Json:
    """What the flat value leaves out."""
    match value:
        case Quantity() as q:
            return {"unit": q.unit.value, "hedge": q.hedge}
        case When() as w:
            return {"precision": w.precision.value, "words": w.words, "anchor": _day(w.anchor)}
        case _:
            return {}


def _detail(slot: Slot[Any]) -> Json:
    return {"reader": slot.reader, "confidence": round(slot.confidence, 4), **detail_of(slot.value)}


def _actor(actor: Actor) -> Json:
    sort = actor.sort.value if actor.sort else None
    return {"name": actor.name, "sort": sort, "body": actor.body, "side": actor.side, "role": actor.role}


def _candidate(candidate: Candidate) -> Json:
    return {
        "id": candidate.id,
        "name": candidate.name,
        "level": candidate.level.value,
        "country": candidate.country,
        "admin": list(candidate.admin),
        "lat": candidate.lat,
        "lon": candidate.lon,
        "radius_km": candidate.radius_km,
        "population": candidate.population,
        "score": round(candidate.score, 4),
        "admin_ids": list(candidate.admin_ids),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
