"""What the public record says: its register, tallies, method, corrections and downloads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corrobora.case import Case
from corrobora.case.approving import APPROVED, Public
from corrobora.case.linking import number_of
from corrobora.case.reading import linkable
from corrobora.codebook.gradings import Method, methods
from corrobora.count.tally import tallies_of
from corrobora.model.journal import Decision
from corrobora.publish import days, words
from corrobora.publish.data.case_tables import ACT, BOUNDS, DAYS, PLACE, SIDES, incident_cells
from corrobora.publish.data.geojson import point_of
from corrobora.publish.public import (
    PublicIncident,
    PublicResponse,
    public_incidents,
    public_names,
    public_responses,
)
from corrobora.publish.tables import Column, Table, feature_collection
from corrobora.publish.values import scope_in_words, silence_in_words, totals


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTally:
    """A figure of others: who counted, what, how many, and where it was published."""

    body: str
    scope: str
    figure: str
    as_of: str
    publisher: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A decision on what is public.

    Attributes:
        day: when.
        label: the incident's, or ``tallies``.
        what: published, published again, withdrawn.
        changed: what is otherwise than when it was last published, in words.
        reason: as the lead gave it.
    """

    day: str
    label: str
    what: str
    changed: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An incident that had a page and is not shown now: withdrawn, or waiting for approval of a change."""

    label: str
    why: str
    day: str
    reason: str
    stands_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The whole record.

    Attributes:
        name: what it is called.
        day: day of the case's newest change.
        entry: number and hash of that journal entry.
        responses, silence: by incident.
        totals: sentences on how many, with their bounds.
    """

    name: str
    day: str
    entry: str
    incidents: tuple[PublicIncident, ...]
    responses: Mapping[str, tuple[PublicResponse, ...]]
    silence: Mapping[str, tuple[str, ...]]
    gone: tuple[Gone, ...]
    tallies: tuple[PublicTally, ...] | None
    corrections: tuple[Correction, ...]
    method: Method
    totals: tuple[str, ...]


def site(case: Case, *, name: str | None = None) -> Site:
    """The public record of a case as it stands."""
    allowed = case.public()
    incidents = tuple(public_incidents(case, allowed))
    last = next((e for e in case.latest(limit=1)), None)
    return Site(
        name=name or case.settings.name,
        day=days.day(last.time.date()) if last else "",
        entry=f"{last.seq}, {last.hash}" if last else "",
        incidents=incidents,
        responses=public_responses(incidents, case.responses()),
        silence={
            a.incident: tuple(map(silence_in_words, a.found.silences)) for a in case.accounts().incidents
        },
        gone=tuple(_gone(case, allowed, {i.label for i in incidents})),
        tallies=_tallies(case, allowed) if allowed.tallies else None,
        corrections=tuple(_corrections(case, allowed)),
        method=methods()[case.settings.grading],
        totals=tuple(said for said, _ in totals([i.incident for i in incidents])),
    )


def _gone(case: Case, allowed: Public, shown: set[str]) -> list[Gone]:
    redirects = case.redirects()
    out = []
    for number, decision in sorted({**allowed.withdrawn, **allowed.stale, **allowed.approved}.items()):
        label = f"INC-{number:04d}"
        if label in shown:
            continue
        into = redirects.get(number)
        if number in allowed.withdrawn:
            why, reason = "It was withdrawn.", decision.reason
        elif into:
            why, reason = "It was found to be one event with another.", ""
        else:
            why, reason = "What is known has changed since it was published; the change is being checked.", ""
        out.append(
            Gone(
                label=label, why=why, day=days.day(decision.time.date()), reason=reason,
                stands_for=f"INC-{into:04d}" if into and f"INC-{into:04d}" in shown else "",
            )
        )  # fmt: skip
    return out


def _tallies(case: Case, allowed: Public) -> tuple[PublicTally, ...]:
    records = {
        r.id: r for r in case.tallies() if not r.rejected and r.document.sha256 not in allowed.sensitive
    }
    known = case.actors()
    out = []
    for tally in tallies_of([linkable(r) for r in records.values()]):
        record = records[tally.id]
        source = record.document.source
        bodies = public_names(record.claim.claimants, record, known)
        web = source.url or ""
        out.append(
            PublicTally(
                body=bodies or source.publisher or "not found",
                scope=scope_in_words(tally.scope),
                figure=", ".join(f"{words.quantity(q)} {unit.value}" for unit, q in tally.figures.items()),
                as_of=days.day(tally.scope.as_of) if tally.scope.as_of else "day not known",
                publisher=source.publisher or "publisher not known",
                address=web if web.startswith(("http://", "https://")) else "",
            )
        )
    return tuple(out)


def _corrections(case: Case, allowed: Public) -> list[Correction]:
    before: dict[str, Decision] = {}
    out = []
    for decision in allowed.log:
        label = decision.subject[0].partition(":")[2]
        earlier, changed = before.get(label), ""
        if decision.verdict != APPROVED:
            what = "withdrawn"
        elif earlier is None:
            what = "published"
        else:
            what = "published again"
            number = number_of(label)
            slots = case.changed_between(number, earlier.id, decision.id) if number else ()
            changed = ", ".join(words.SLOTS.get(s, s).lower() for s in slots)
        out.append(
            Correction(
                day=days.day(decision.time.date()), label=label, what=what, changed=changed,
                reason=decision.reason,
            )
        )  # fmt: skip
        before[label] = decision
    return out[::-1]


def tables(record: Site) -> tuple[Table, ...]:
    """The register and its claims as tables, with nothing that the pages do not show."""
    incidents = (
        Column("incident", "string", "permanent number"),
        ACT,
        *BOUNDS, *SIDES, *DAYS, *PLACE,
        Column("differs_on", "string", "on what claims differ, separated by |"),
        Column("origins_low", "integer", "fewest independent origins"),
        Column("origins_high", "integer", "most independent origins"),
        Column("grade", "string", "how well it is established, by the method of the record"),
        Column("published", "date", "day the lead approved it as it stands"),
    )  # fmt: skip
    claims = (
        Column("incident", "string", "the incident it stands under"),
        Column("claim", "string", "id"),
        Column("said_by", "string", "bodies it is put down to; persons are not named"),
        Column("publisher", "string", "who published it"),
        Column("day", "date", "day of publication"),
        Column("address", "string", "where"),
        Column("victims", "string", "the number it states, in words"),
        Column("verification", "string", "whether its document says it was verified"),
        Column("credibility", "string", "Admiralty code, 1 to 6"),
        Column("item", "string", "SHA-256 of the item it was read from"),
    )
    return (
        Table(
            name="incidents", means="one row an incident the lead approved", columns=incidents,
            rows=tuple(_row(i) for i in record.incidents),
        ),
        Table(
            name="claims", means="one row a claim behind an approved incident", columns=claims,
            rows=tuple(
                {
                    "incident": i.label, "claim": c.id, "said_by": c.said_by, "publisher": c.publisher,
                    "day": c.day, "address": c.address, "victims": c.says, "verification": c.verified,
                    "credibility": c.credibility, "item": c.item,
                }
                for i in record.incidents for c in i.claims
            ),
        ),
        *((_tallies_table(record.tallies),) if record.tallies is not None else ()),
    )  # fmt: skip


def _tallies_table(found: tuple[PublicTally, ...]) -> Table:
    columns = (
        Column("counted_by", "string", "the body that counted"),
        Column("figure", "string", "how many, with their units; figures of several rows cannot be added"),
        Column("of_what", "string", "the scope of the figure in words"),
        Column("as_of", "string", "day on which the body knew so much"),
        Column("publisher", "string", "who published it"),
        Column("address", "string", "where"),
    )
    rows = tuple(
        {
            "counted_by": t.body, "figure": t.figure, "of_what": t.scope, "as_of": t.as_of,
            "publisher": t.publisher, "address": t.address,
        }
        for t in found
    )  # fmt: skip
    return Table(name="tallies", means="one row a figure of others", columns=columns, rows=rows)


def _row(found: PublicIncident) -> dict[str, Any]:
    return incident_cells(found.incident) | {
        "differs_on": "|".join(v.slot for v in found.values if v.differs),
        "origins_low": found.origins[0], "origins_high": found.origins[1], "grade": found.grade,
        "published": found.approved.time.date() if found.approved else None,
    }  # fmt: skip


def geojson(record: Site) -> bytes:
    """The register as GeoJSON; no geometry where the place is not found or ambiguous."""
    table, *_ = tables(record)
    rows = []
    for found, row in zip(record.incidents, table.rows, strict=True):
        point, radius = point_of(found.incident)
        rows.append(({c.name: row.get(c.name) for c in table.columns} | {"radius_km": radius}, point))
    return feature_collection(rows)
