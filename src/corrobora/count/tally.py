"""Published figures: one body, one scope, counts in one or several units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from corrobora.count.scope import Area, Body, Scope, Standard
from corrobora.link.body_names import body_named, misnamed
from corrobora.link.names import all_keys
from corrobora.link.records import ClaimRecord
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim
from corrobora.model.errors import InvalidRecord
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Kind, Unit, Verification, VictimStatus
from corrobora.model.when import Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A published figure.

    Attributes:
        id: the claim's id, or the row's in a table.
        body: who counted.
        scope: what is counted.
        figures: the counts by unit; units are never mixed. Never empty.
        published: day of the publication it was read from.
        document: what tells documents apart; figures of one document are taken to be given together.
        part_of: id of the tally it is a stated part of.
        words: the figure as published, for people.
        url: where it was published.

    Raises:
        InvalidRecord: if there is no figure.
    """

    id: str
    body: Body
    scope: Scope
    figures: Mapping[Unit, Quantity] = field(default_factory=dict)
    published: date | None = None
    document: str = ""
    part_of: str | None = None
    words: str = ""
    url: str | None = None

    def __post_init__(self) -> None:
        if not self.figures:
            raise InvalidRecord(f"tally {self.id}: holds no figure")


def tallies_of(records: Sequence[ClaimRecord]) -> tuple[Tally, ...]:
    """The tallies among the claims that hold a figure, in the order of the records."""
    found = [t for t in (_tally(r) for r in records if r.claim.kind is Kind.TALLY) if t is not None]
    days = {t.id: t.scope.as_of for t in found}
    return tuple(_known_with(t, days) for t in found)


def _known_with(tally: Tally, days: Mapping[str, date | None]) -> Tally:
    """A stated part was known when its whole was."""
    day = days.get(tally.part_of or "")
    if day is None or day == tally.scope.as_of:
        return tally
    return replace(tally, scope=replace(tally.scope, as_of=day))


def _tally(record: ClaimRecord) -> Tally | None:
    claim = record.claim
    figures = _figures(claim)
    if not figures:
        return None
    return Tally(
        id=record.id,
        body=body_of([slot.value for slot in claim.claimants], record.publisher),
        scope=scope_of(record),
        figures=figures,
        published=record.published,
        document=record.document,
        part_of=claim.part_of,
        words=claim.spans[0].quote,
    )


def _figures(claim: Claim) -> dict[Unit, Quantity]:
    figures: dict[Unit, Quantity] = {}
    for slot, unit in ((claim.victims, Unit.PERSONS), (claim.incidents, Unit.INCIDENTS),
                       (claim.statements, Unit.STATEMENTS)):  # fmt: skip
        if slot is not None:
            stated = slot.value
            kind = stated.unit if stated.unit is not Unit.OTHER else unit
            figures[kind] = Quantity(low=stated.low, high=stated.high, unit=kind, hedge=stated.hedge)
    return figures


def tally_to_json(tally: Tally) -> dict[str, Any]:
    """A tally as listings keep it: all but its id, words and address."""
    scope, area = tally.scope, tally.scope.area
    return {
        "body": [tally.body.id, tally.body.name],
        "figures": {unit: [q.low, q.high, q.hedge] for unit, q in tally.figures.items()},
        "scope": {
            "act": scope.act, "victim_side": scope.victim_side, "victim_status": scope.victim_status,
            "perpetrator_side": scope.perpetrator_side, "standard": scope.standard,
            "area": [area.name, sorted(area.ids), sorted(area.inside)] if area else None,
            **{name: _iso(getattr(scope, name)) for name in _DAYS}, "coarse_start": scope.coarse_start,
        },
        "published": _iso(tally.published), "document": tally.document, "part_of": tally.part_of,
    }  # fmt: skip


def tally_from_json(id: str, data: Mapping[str, Any]) -> Tally:
    """The inverse of `tally_to_json`."""
    said = data["scope"]
    name, ids, inside = said["area"] or ("", (), ())
    return Tally(
        id=id,
        body=Body(id=data["body"][0], name=data["body"][1]),
        scope=Scope(
            act=Act(said["act"]) if said["act"] else None,
            victim_side=said["victim_side"],
            victim_status=VictimStatus(said["victim_status"]) if said["victim_status"] else None,
            perpetrator_side=said["perpetrator_side"],
            area=Area(name=name, ids=frozenset(ids), inside=frozenset(inside)) if said["area"] else None,
            standard=Standard(said["standard"]) if said["standard"] else None,
            coarse_start=said["coarse_start"],
            **{name: _day(said[name]) for name in _DAYS},
        ),
        figures={
            Unit(unit): Quantity(low=low, high=high, unit=Unit(unit), hedge=hedge)
            for unit, (low, high, hedge) in data["figures"].items()
        },
        published=_day(data["published"]),
        document=data["document"],
        part_of=data["part_of"],
    )


_DAYS = ("first", "last", "as_of")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def scope_of(record: ClaimRecord) -> Scope:
    """What the claim of a tally limits its figures to."""
    claim = record.claim
    period = claim.period.value if claim.period else None
    first, last = (period.first, period.last) if period else (None, None)
    said = record.published
    if period and last is None and said and (first is None or first <= said):
        last = said  # "since …" runs to the day it was said
    verified = claim.verification is not None and claim.verification.value is Verification.VERIFIED
    return Scope(
        act=claim.act.value if claim.act else None,
        victim_side=claim.victim_side.value if claim.victim_side else None,
        victim_status=claim.victim_status.value if claim.victim_status else None,
        perpetrator_side=claim.perpetrator_side.value if claim.perpetrator_side else None,
        area=Area.of(claim.place.value) if claim.place and not _speaks(claim) else None,
        first=first,
        last=last,
        coarse_start=bool(period and period.precision is Precision.YEAR),
        standard=Standard.VERIFIED if verified else None,
        as_of=last if period and first is None else record.published or last,
    )


def _speaks(claim: Claim) -> bool:
    """Whether the place was read from a speaker's name: in "Kyiv has counted" a city is who, not where."""
    if claim.place is None:
        return False
    named = [span for slot in claim.claimants for span in slot.spans]
    return any(p.start >= n.start and p.end <= n.end for p in claim.place.spans for n in named)


def body_of(claimants: Sequence[Actor], publisher: str | None) -> Body:
    """The body that counted, of all that pass the figure on.

    The first one the codebook knows as a body, else the first named body, else the first speaker,
    else the publisher: it counted itself where it names nobody.
    """
    known = [a for a in claimants if a.body]
    bodies = [a for a in claimants if a.sort is ActorSort.BODY]
    for actor in (*known[:1], *bodies[:1], *claimants[:1]):
        return Body(id=actor.body or body_id(actor.name, actor.side), name=actor.name)
    name = publisher or "unnamed"
    return Body(id=body_id(name), name=name)


def body_id(name: str, side: str | None = None) -> str:
    """One id for one name, however it is cased and ordered: the codebook's, where it knows the body.

    A name with one wrong word ("the U.S. human rights monitoring mission") is taken for the body it means.
    """
    if known := body_named(name, side):
        return known
    if wrong := misnamed(name):
        return wrong[0]
    return " ".join(sorted(set(all_keys(name)))) or name.casefold()
