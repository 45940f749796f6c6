"""A case as tables: CSV with a data dictionary, GeoJSON, and UCDP GED's columns as far as they can be filled.

Every row keeps the ids that lead back into the case. A bound that is open is an empty cell. Values that are
not found are empty cells, never zeros.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corrobora.case import Case
from corrobora.case.grading import Grades
from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead
from corrobora.codebook.gradings import Method, methods
from corrobora.model.claim import Slot
from corrobora.model.incident import Derived
from corrobora.model.vocabulary import Act
from corrobora.model.when import Precision, When
from corrobora.model.where import PlaceLevel, Where

#: Cells that a spreadsheet would run as a formula are written behind an apostrophe.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        name: as in the header.
        type: ``string``, ``integer``, ``number``, ``date`` or ``boolean`` (Frictionless Table Schema).
        means: what it holds.
    """

    name: str
    type: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its columns explained.

    Attributes:
        name: file name without ending.
        means: what a row is.
        columns: in their order.
        rows: one mapping a row, by column name.
    """

    name: str
    means: str
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Any], ...]

    def csv(self) -> bytes:
        """The table as CSV (RFC 4180), UTF-8."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow([c.name for c in self.columns])
        for row in self.rows:
            writer.writerow([_cell(row.get(c.name)) for c in self.columns])
        return out.getvalue().encode("utf-8", "replace")


def tables(case: Case) -> tuple[Table, ...]:
    """Incidents, claims and documents of a case."""
    graded = case.all_grades()
    return (
        _incidents(case.incidents(), graded), _claims(case.claims(), graded), _documents(case.documents())
    )  # fmt: skip


def data_package(made: Iterable[Table], name: str, method: Method) -> bytes:
    """The data dictionary: a Frictionless Data Package that describes every column.

    Args:
        made: the tables.
        name: what the case is called.
        method: how the case grades.
    """
    package = {
        "profile": "tabular-data-package",
        "name": "corrobora-export",
        "title": f"Tables of the case {name}",
        "description": "Empty cells: not found, or an open bound. A cell that a spreadsheet would take for a "
        "formula begins with an apostrophe that is not part of the value. "
        f"The case grades by: {method.name}. {method.says}",
        "sources": [
            {"title": cited}
            for cited in dict.fromkeys(scale.cited for m in methods().values() for scale in m.scales)
        ],
        "resources": [
            {
                "name": table.name,
                "path": f"{table.name}.csv",
                "description": table.means,
                "schema": {
                    "fields": [
                        {"name": c.name, "type": c.type, "description": c.means} for c in table.columns
                    ],
                    "missingValues": [""],
                },
            }
            for table in made
        ],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


_BOUNDS = (
    Column("victims_low", "integer", "fewest victims; empty: open below or not found"),
    Column("victims_high", "integer", "most victims; empty: open above or not found"),
)
_DAYS = (
    Column("first_day", "date", "first day it can have happened on"),
    Column("last_day", "date", "last day it can have happened on"),
    Column("day_precision", "string", "how exactly the words name the day"),
)
_PLACE = (
    Column("place", "string", "the narrowest place, as named"),
    Column("place_within", "string", "what contains it, narrowest first"),
    Column("latitude", "number", "WGS84; only where the gazetteer leaves no doubt"),
    Column("longitude", "number", "WGS84"),
    Column("place_ambiguous", "boolean", "whether several places fit the name"),
)
_SIDES = (
    Column("victim_side", "string", "ISO 3166-1 alpha-2 code of the victims' force"),
    Column("victim_status", "string", "pow, hors_de_combat or civilian"),
    Column("perpetrator_side", "string", "code of the force said to be responsible"),
)


def _incidents(heads: Sequence[IncidentHead], graded: Mapping[int, Grades]) -> Table:
    columns = (
        Column("incident", "string", "permanent number"),
        Column("act", "string", "the violation"),
        *_BOUNDS, *_SIDES, *_DAYS, *_PLACE,
        Column("basis", "string", "evidence named, separated by |"),
        Column("verification", "string", "verified, unverified or empty"),
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


def _incident(head: IncidentHead) -> dict[str, Any]:
    incident = head.incident
    derived: dict[str, Derived[Any] | None] = {
        name: getattr(incident, name)
        for name in (
            "act", "victims", "victim_side", "victim_status", "perpetrator_side", "place", "date", "basis",
            "verification",
        )
    }  # fmt: skip
    values = {name: d.value for name, d in derived.items() if d is not None}
    return {
        "incident": incident.label,
        **_common(values),
        "differs_on": "|".join(name for name, d in derived.items() if d and d.differs),
        "documents": head.documents,
        "publishers": "|".join(head.publishers),
        "claims": "|".join(incident.claims),
    }


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
    }


def _place(where: Where | None) -> dict[str, Any]:
    if where is None:
        return {}
    best = where.best
    within = where.within or ((*reversed(best.admin), best.country) if best else ())
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
        Column("act", "string", "the violation"),
        *_BOUNDS,
        Column("incidents_low", "integer", "fewest incidents or proceedings counted"),
        Column("incidents_high", "integer", "most incidents or proceedings counted"),
        *_SIDES, *_DAYS, *_PLACE,
        Column("basis", "string", "evidence named, separated by |"),
        Column("verification", "string", "verified, unverified or empty"),
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
        values[name] = (*values.get(name, ()), slot.value) if _is_list(claim, name) else slot.value
    low, high = values["incidents"].bounds if values.get("incidents") else (None, None)
    return {
        "claim": record.id,
        "kind": claim.kind,
        "type": values.get("type"),
        "incident": f"INC-{record.incident:04d}" if record.incident else None,
        "claimants": "|".join(actor.name for actor in values.get("claimants", ())),
        "actor": values["actor"].name if values.get("actor") else None,
        "stance": values.get("stance"),
        **_common(values),
        "incidents_low": low,
        "incidents_high": high,
        "quote": " […] ".join(span.quote for span in claim.spans),
        "start": claim.spans[0].start,
        "item": record.document.sha256,
        "publisher": record.document.source.publisher,
        "published": record.document.source.published,
        "engine": claim.engine,
        "confidence": round(claim.confidence, 3),
        "decision": record.decision.verdict if record.decision else None,
    }


def _is_list(claim: Any, name: str) -> bool:
    return not isinstance(getattr(claim, name), Slot)


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


def geojson(case: Case) -> bytes:
    """Incidents as GeoJSON (RFC 7946); no geometry where the place is not found, unknown or ambiguous.

    ``radius_km`` says how far off a point can be: draw an area, not a pin, where it is not 0.
    """
    features = []
    for head in case.incidents():
        row = _incident(head)
        best = head.incident.place.value.best if head.incident.place else None
        known = best is not None and best.lat is not None and best.lon is not None
        features.append({
            "type": "Feature",
            "id": row["incident"],
            "geometry": {"type": "Point", "coordinates": [best.lon, best.lat]} if best and known else None,
            "properties": {k: _plain(v) for k, v in row.items() if k not in ("latitude", "longitude")}
            | {"radius_km": best.radius_km if best and known else None},
        })  # fmt: skip
    return (
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"
    ).encode()


#: Columns of the UCDP Georeferenced Event Dataset, version 25.1, in its order.
GED_COLUMNS = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id "
    "side_b number_of_sources source_article source_office source_date source_headline source_original "
    "where_prec where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid "
    "country country_id region event_clarity date_prec date_start date_end deaths_a deaths_b "
    "deaths_civilians deaths_unknown best high low gwnoa gwnob"
).split()

#: UCDP GED codebook: 1 day, 2 two to six days, 3 a week, 4 a month, 5 more than a month.
_DATE_PRECISION: Mapping[Precision, int] = {
    Precision.DAY: 1, Precision.DAYS: 2, Precision.WEEK: 3, Precision.MONTH_PART: 4, Precision.MONTH: 4,
    Precision.SEASON: 5, Precision.YEAR: 5, Precision.SPAN: 5,
}  # fmt: skip
#: UCDP GED codebook: 1 exact, 3 second-order division, 4 first-order division, 6 country.
_PLACE_PRECISION: Mapping[PlaceLevel, int] = {
    PlaceLevel.SETTLEMENT: 1, PlaceLevel.FEATURE: 2, PlaceLevel.SECOND: 3, PlaceLevel.FIRST: 4,
    PlaceLevel.COUNTRY: 6,
}  # fmt: skip


def ged(case: Case) -> bytes:
    """Killings with a day, in the columns of UCDP GED; what the register cannot say stays empty.

    UCDP's own ids, dyads and grid cells stay empty: only UCDP gives them. ``type_of_violence`` is left empty
    too, since it depends on how UCDP codes the conflict. Deaths are entered as ``deaths_unknown`` unless the
    victims are civilians, since sides A and B are UCDP's; ``best`` is the low bound where the high is open.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, GED_COLUMNS)
    writer.writeheader()
    heads = {d.sha256: d for d in case.documents()}
    for head in case.incidents():
        incident = head.incident
        if incident.date is None or incident.act is None or incident.victims is None:
            continue
        if incident.act.value not in (Act.EXECUTION, Act.ATTACK_ON_CIVILIANS):
            continue
        records = [case.claim(id) for id in incident.claims]
        writer.writerow({k: _cell(v) for k, v in _ged_row(head, records, heads).items()})
    return out.getvalue().encode("utf-8", "replace")


def _ged_row(
    head: IncidentHead, records: Sequence[ClaimRecord], heads: Mapping[str, DocumentHead]
) -> dict[str, Any]:
    incident = head.incident
    assert incident.date and incident.victims  # noqa: PT018 - the caller filters
    when, (low, high) = incident.date.value, incident.victims.value.bounds
    where = incident.place.value if incident.place else None
    best = where.best if where else None
    documents = [heads[h] for h in dict.fromkeys(r.document.sha256 for r in records)]
    civilian = incident.victim_status is not None and incident.victim_status.value == "civilian"
    deaths = low if low is not None else high
    start, end = when.first or when.last, when.last or when.first
    return {
        "relid": incident.label,
        "year": start.year if start else None,
        "number_of_sources": len(documents),
        "source_article": ";".join(map(_article, documents)),
        "source_office": ";".join(d.source.publisher or "" for d in documents),
        "source_date": ";".join(str(d.source.published or "") for d in documents),
        "source_headline": ";".join(d.title or "" for d in documents),
        "source_original": ";".join(
            dict.fromkeys(s.value.name for r in records for s in r.claim.claimants)
        ),
        "where_prec": _PLACE_PRECISION[best.level] if best else None,
        "where_coordinates": best.name if best else None,
        "where_description": ", ".join((where.name, *where.within)) if where else None,
        "adm_1": best.admin[0] if best and best.admin else None,
        "adm_2": best.admin[1] if best and len(best.admin) > 1 else None,
        "latitude": best.lat if best else None,
        "longitude": best.lon if best else None,
        "geom_wkt": f"POINT ({best.lon} {best.lat})" if best and best.lat is not None else None,
        "country": best.country if best else None,
        "event_clarity": 1,
        "date_prec": _DATE_PRECISION[when.precision],
        "date_start": start,
        "date_end": end,
        "deaths_civilians": deaths if civilian else None,
        "deaths_unknown": None if civilian else deaths,
        "best": deaths,
        "low": low,
        "high": high,
    }  # fmt: skip


def _article(head: DocumentHead) -> str:
    return ",".join(str(p) for p in (head.source.publisher, head.source.published, head.title) if p)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def _cell(value: Any) -> Any:
    plain = _plain(value)
    if plain is None:
        return ""
    if isinstance(plain, str) and plain.startswith(_FORMULA):
        return "'" + plain
    return plain


#: Formats of one file each.
FILES: Mapping[str, Callable[[Case], bytes]] = {"geojson": geojson, "ged": ged}
