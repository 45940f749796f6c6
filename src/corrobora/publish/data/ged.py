"""Killings in the columns of the UCDP Georeferenced Event Dataset, as far as they can honestly be filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corrobora.case import Case
from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead
from corrobora.model.vocabulary import Act
from corrobora.model.when import Precision
from corrobora.model.where import PlaceLevel
from corrobora.publish import words
from corrobora.publish.tables import Column, Table

_UCDP = "only UCDP gives it; empty"
#: Columns of the UCDP Georeferenced Event Dataset, version 25.1, in its order, with what is put into each.
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "id": ("string", _UCDP),
    "relid": ("string", "permanent number of the incident in the case"),
    "year": ("integer", "year of the first day"),
    "active_year": ("string", _UCDP),
    "code_status": ("string", _UCDP),
    "type_of_violence": ("string", "depends on how UCDP codes the conflict; empty"),
    **dict.fromkeys(
        (
            "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id",
            "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id",
            "side_b",
        ),
        ("string", _UCDP),
    ),
    "number_of_sources": ("integer", "documents the incident's claims stand in"),
    "source_article": ("string", "publisher, day and title of each document, separated by ;"),
    "source_office": ("string", "their publishers, separated by ;"),
    "source_date": ("string", "their days of publication, separated by ;"),
    "source_headline": ("string", "their titles, separated by ;"),
    "source_original": ("string", "who says it in them, separated by ;"),
    "where_prec": (
        "integer",
        "1 settlement, 2 near a feature, 3 second-level division, 4 first-level division, 6 country; "
        "empty where the place is not found or ambiguous",
    ),
    "where_coordinates": ("string", "the place the point belongs to"),
    "where_description": ("string", "the place as the documents name it"),
    "adm_1": ("string", "first-level division"),
    "adm_2": ("string", "second-level division"),
    "latitude": ("number", "WGS84; only where the gazetteer leaves no doubt"),
    "longitude": ("number", "WGS84"),
    "geom_wkt": ("string", "the same point as well-known text"),
    "priogrid_gid": ("string", _UCDP),
    "country": ("string", "name of the country; its Gleditsch and Ward number is left to UCDP"),
    "country_id": ("string", _UCDP),
    "region": ("string", _UCDP),
    "event_clarity": ("integer", "1: each row is one event"),
    "date_prec": (
        "integer", "1 day, 2 two to six days, 3 a week, 4 a month or part of one, 5 more than a month",
    ),
    "date_start": ("date", "first day it can have happened on"),
    "date_end": ("date", "last day it can have happened on"),
    "deaths_a": ("integer", "sides A and B are UCDP's; empty"),
    "deaths_b": ("integer", "sides A and B are UCDP's; empty"),
    "deaths_civilians": ("integer", "the best figure, where the victims are civilians"),
    "deaths_unknown": ("integer", "the best figure, where they are not"),
    "best": ("integer", "lowest number stated; the highest, where the lowest is open"),
    "high": ("integer", "highest number stated; empty where it is open"),
    "low": ("integer", "lowest number stated; empty where it is open"),
    "gwnoa": ("string", _UCDP),
    "gwnob": ("string", _UCDP),
}  # fmt: skip
GED_COLUMNS = tuple(_COLUMNS)
LOSSES = (
    "incidents of other acts than killings, and those without a day or a number of victims",
    "the sides: victims and those said to be responsible, which GED has as sides A and B of a dyad",
    "on what claims differ, who verified what, the words, and the bytes of the items",
)

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


def ged(case: Case) -> Table:
    """Killings with a day; what the register cannot say stays empty.

    UCDP's own ids, dyads and grid cells stay empty: only UCDP gives them. ``type_of_violence`` is left empty
    too, since it depends on how UCDP codes the conflict. Deaths are entered as ``deaths_unknown`` unless the
    victims are civilians, since sides A and B are UCDP's; ``best`` is the low bound where the high is open.
    """
    columns = tuple(Column(name, type, means) for name, (type, means) in _COLUMNS.items())
    return Table(name="ged", means="one row a killing with a day", columns=columns, rows=tuple(_rows(case)))


def _rows(case: Case) -> Iterator[dict[str, Any]]:
    heads = {d.sha256: d for d in case.documents()}
    for head in case.incidents():
        incident = head.incident
        if incident.date is None or incident.act is None or incident.victims is None:
            continue
        if incident.act.value not in (Act.EXECUTION, Act.ATTACK_ON_CIVILIANS):
            continue
        yield _ged_row(head, [case.claim(id) for id in incident.claims], heads)


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
        "country": words.country(best.country) if best else None,
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
