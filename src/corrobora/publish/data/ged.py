"""Killings in the columns of the UCDP Georeferenced Event Dataset, as far as they can honestly be filled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corrobora.case import Case
from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead
from corrobora.model.vocabulary import Act
from corrobora.model.when import Precision
from corrobora.model.where import PlaceLevel
from corrobora.publish.tables import Column, Table

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


def ged(case: Case) -> Table:
    """Killings with a day; what the register cannot say stays empty.

    UCDP's own ids, dyads and grid cells stay empty: only UCDP gives them. ``type_of_violence`` is left empty
    too, since it depends on how UCDP codes the conflict. Deaths are entered as ``deaths_unknown`` unless the
    victims are civilians, since sides A and B are UCDP's; ``best`` is the low bound where the high is open.
    """
    columns = tuple(Column(name, "string", "as in the UCDP GED codebook 25.1") for name in GED_COLUMNS)
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
