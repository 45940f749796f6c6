"""Bringing listings up to date: called at the end of every transaction that wrote, inside it.

What is listed follows from the records and decisions alone, so it can be made anew at any time. Where
something is marked sensitive, everything is listed a second time as who has no right to see it may see it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, select

from corrobora.assess.elements import pattern_of
from corrobora.case import reading, reviewing
from corrobora.case.elements import elements
from corrobora.case.keys import LONGEST_KEY, actor_key, place_key
from corrobora.case.linking import number_of, pair_from_json
from corrobora.case.records import ClaimRecord
from corrobora.case.reviewing import Why
from corrobora.case.sight import CLAIM, EVERY, FIELD, ORDINARY, SENSITIVE, Marks, Sight
from corrobora.case.standing import REJECTED
from corrobora.codebook.countries import load_countries
from corrobora.codebook.elements import law_mark
from corrobora.count import ledger
from corrobora.count.bars import NOWHERE, SEVERAL, UNKNOWN, month_of, place_of
from corrobora.count.place import place
from corrobora.count.scope import Area, Scope, interval
from corrobora.count.tally import Tally, scope_of, tallies_of, tally_to_json
from corrobora.link.records import ClaimRecord as Linkable
from corrobora.model.incident import Derived, Incident
from corrobora.model.incident_serial import DERIVED
from corrobora.model.vocabulary import Kind
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.places.outlines import Outlines
from corrobora.store import claims, decisions, documents, listing, register, tallies, veil
from corrobora.store.claims import Stored
from corrobora.store.documents import Head
from corrobora.store.listed_records import NOBODY
from corrobora.store.listing import (
    SEVERAL_MONTHS,
    Changed,
    LedgerFacts,
    ListedDocument,
    ListedIncident,
    ListedSaying,
    ListedTally,
    Point,
    Queued,
    TallyPlace,
    portions,
)
from corrobora.store.listing_tables import VEILED, WHOLE
from corrobora.store.register import NumberedEvent
from corrobora.store.tables import claims as claims_table
from corrobora.store.tables import documents as documents_table
from corrobora.store.tables import incidents as incidents_table

T = TypeVar("T", str, int)

#: Incidents that are listed in one transaction where an older program left very many.
AT_ONCE = 500
#: Most places listed for one name that several places have.
_MOST_POINTS = 12
#: Kilometres a point of such a place can be off, where the gazetteer does not say.
_LEVEL_KM = {
    PlaceLevel.COUNTRY: 300.0, PlaceLevel.FIRST: 120.0, PlaceLevel.SECOND: 25.0, PlaceLevel.FEATURE: 5.0,
}  # fmt: skip
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SPEAKS = ("claimants", "verified_by", "actor")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What is listed anew.

    Attributes:
        claims: ids of claims that changed themselves.
        numbers: numbers of incidents.
        documents: hashes of documents.
        counted: hashes of documents of which the tallies alone are listed anew.
    """

    claims: set[str] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)


def settle(connection: Connection, marks: Marks) -> None:
    """List anew what changed in this transaction.

    Args:
        connection: in a transaction that wrote.
        marks: what was marked sensitive when this was called last.
    """
    _settle_taken(connection, marks, listing.take)


def settle_some(connection: Connection, marks: Marks) -> int:
    """List anew some of what an older program left to be listed; how many incidents are still left.

    The last time it lists all the rest. What it lists and what is left change in one transaction, so that it
    can be broken off between any two.

    Args:
        connection: in a transaction at whose end nothing else is listed.
        marks: as `settle`.
    """
    if listing.waiting(connection) <= AT_ONCE:
        settle(connection, marks)
        return 0
    _settle_taken(connection, marks, lambda held: listing.take_incidents(held, AT_ONCE))
    return listing.waiting(connection)


def _settle_taken(connection: Connection, marks: Marks, take: Callable[[Connection], Changed]) -> None:
    before = veil.of(connection)
    veil.put(connection, None)
    try:
        changed = take(connection)
        if changed != _NOTHING:
            _settle(connection, changed, marks.sight(connection))
    finally:
        veil.put(connection, before)


_NOTHING = Changed(
    everything=False, incidents=frozenset(), claims=frozenset(), documents=frozenset(), decisions=frozenset()
)


def _settle(connection: Connection, changed: Changed, sight: Sight | None) -> None:
    work, marks, every_mark = _Work(), _Work(), False
    work.claims.update(changed.claims)
    work.numbers.update(changed.incidents)
    work.documents.update(changed.documents)
    for sha256 in changed.documents:  # when it was published tells when its claims were made
        work.claims.update(claims.ids_of(connection, sha256))
    for id in changed.decisions:
        decision = decisions.by_id(connection, id)
        if decision is None:
            continue
        if decision.verdict in (SENSITIVE, ORDINARY):
            every_mark |= _marked(connection, decision.subject, marks)
            continue
        for name in decision.subject:
            number = number_of(name)
            (work.claims.add(name) if number is None else work.numbers.add(number))
    if changed.everything:
        listing.clear(connection, WHOLE)
        (listing.clear if sight is None else listing.begin)(connection, VEILED)
    elif sight is None:
        if listing.holds(connection, VEILED):
            listing.clear(connection, VEILED)
    elif not listing.holds(connection, VEILED):
        listing.copy(connection)
        _hidden_now(connection, sight, marks)
        every_mark |= EVERY in sight.fields
    if changed.tallies:
        work.counted.update(listing.documents_of_kind(connection, Kind.TALLY))
    _list(connection, WHOLE, None, work, everything=changed.everything)
    if sight is not None:
        both = _Work(
            claims=work.claims | marks.claims, numbers=work.numbers | marks.numbers,
            documents=work.documents | marks.documents, counted=work.counted,
        )  # fmt: skip
        _list(connection, VEILED, sight, both, everything=changed.everything or every_mark)


def _marked(connection: Connection, subject: Sequence[str], work: _Work) -> bool:
    """Note what a mark, set or taken back, changes for those who may not see everything; whether all."""
    match tuple(subject):
        case (first, claim) if first == CLAIM:
            work.claims.add(claim)
        case (first, claim, _) if first == FIELD:
            if claim == EVERY:
                return True
            for sha256 in claims.documents_of(connection, [claim]).values():
                work.claims.update(claims.ids_of(connection, sha256))
        case (sha256,):
            work.documents.add(sha256)
            work.claims.update(claims.ids_of(connection, sha256))
    return False


def _hidden_now(connection: Connection, sight: Sight, work: _Work) -> None:
    for sha256 in sight.documents:
        _marked(connection, (sha256,), work)
    for claim in sight.claims:
        _marked(connection, (CLAIM, claim), work)
    for claim, slots in sight.fields.items():
        for slot in slots:
            _marked(connection, (FIELD, claim, slot), work)


def _list(connection: Connection, view: int, sight: Sight | None, work: _Work, *, everything: bool) -> None:
    veil.put(connection, sight)
    bodies: set[str] = set()
    if everything:
        for hashes in _all(connection, documents_table.c.sha256, ""):
            _list_documents(connection, view, hashes)
            bodies |= _list_tallies(connection, view, hashes)
        _place_tallies(connection, view, bodies)
        for ids in _all(connection, claims_table.c.id, ""):
            _list_claims(connection, view, ids)
        for some in _all(connection, incidents_table.c.number, 0):
            _list_incidents(connection, view, some, pairs=None)
            _list_elements(connection, view, some)
        for ids in _all(connection, claims_table.c.id, ""):
            _queue(
                connection, view, listing.unplaced(connection, ids), {},
                pairs=register.linked(connection, ids, reviewing.UNSURE_LINK),
            )  # fmt: skip
        return
    numbers = work.numbers | listing.numbers_of(connection, work.claims)
    under = set(claims.documents_of(connection, work.claims).values())
    for hashes in portions(sorted(work.documents | under)):
        _list_documents(connection, view, hashes)
    for hashes in portions(sorted(work.documents | under | work.counted)):
        bodies |= _list_tallies(connection, view, hashes)
    _place_tallies(connection, view, bodies)
    for ids in portions(sorted(work.claims)):
        _list_claims(connection, view, ids)
    # what was said or answered in the documents of an incident bears on its elements
    beside = listing.documents_of_kinds(connection, work.claims, (Kind.RESPONSE, Kind.STATEMENT))
    for some in portions(sorted(numbers | listing.numbers_in(connection, work.documents | beside))):
        _list_elements(connection, view, some)
    queued: set[str] = set()
    for some in portions(sorted(numbers)):
        queued |= _list_incidents(connection, view, some, pairs=work.claims)
    for ids in portions(sorted(work.claims - queued)):
        _queue(connection, view, ids, {}, pairs=ids)


def _all(connection: Connection, column: ColumnElement[T], last: T) -> Iterator[list[T]]:
    """Every value of a key that comes after ``last``, in portions."""
    while True:
        query = select(column).where(column > last).order_by(column).limit(listing.PORTION)
        found = list(connection.execute(query).scalars())
        if not found:
            return
        yield found
        last = found[-1]


# -- incidents --------------------------------------------------------------------------------------


def _list_incidents(
    connection: Connection, view: int, numbers: Sequence[int], *, pairs: set[str] | None
) -> set[str]:
    """List incidents, and what waits of their claims.

    Args:
        connection: with the veil of the view.
        view: which.
        numbers: the incidents.
        pairs: claims whose pairs are queued anew; ``None``: none.

    Returns:
        Ids of the claims that were queued anew.
    """
    events = [e for e in register.by_numbers(connection, numbers) if e.claims]
    hashes = claims.documents_of(connection, (id for e in events for id in e.claims))
    publishers = documents.publishers(connection, set(hashes.values()))
    incidents = {e.number: reading.incident(e) for e in events}
    members = [id for e in events for id in e.claims]
    known = claims.by_ids(connection, members)
    decided = reading.decided_alone(connection, members)
    counted = {id: c for id, c in known.items() if id not in decided or decided[id].verdict != REJECTED}
    rows = [_incident(e, i := incidents[e.number], hashes, publishers, _facts(i, counted)) for e in events]
    listing.put_incidents(connection, view, numbers, rows)
    _queue(connection, view, members, incidents, pairs=sorted(set(members) & (pairs or set())), known=known)
    return set(members)


def _list_elements(connection: Connection, view: int, numbers: Sequence[int]) -> None:
    """List what is found of these incidents on elements of crimes."""
    events = [e for e in register.by_numbers(connection, numbers) if e.claims]
    own = claims.by_ids(connection, (id for e in events for id in e.claims))
    hashes = {c.sha256 for c in own.values()}
    heads = reading.heads_of(connection, hashes)
    kinds = (Kind.RESPONSE, Kind.STATEMENT)
    stored = [c for kind in kinds for c in claims.of_documents(connection, hashes, kind)]
    records = {r.id: r for r in reading.claim_records(connection, list(own.values()), heads)}
    beside: dict[str, list[ClaimRecord]] = {}
    for record in reading.claim_records(connection, stored, heads):
        beside.setdefault(record.document.sha256, []).append(record)
    found = {}
    for event in events:
        held = [records[id] for id in event.claims if id in records]
        near = dict.fromkeys(r.document.sha256 for r in held)
        pattern = pattern_of(elements(held, [r for sha256 in near for r in beside.get(sha256, ())]))
        if pattern:
            found[event.number] = f"{law_mark()}{pattern}"
    listing.put_elements(connection, view, numbers, found)


def _incident(
    event: NumberedEvent,
    i: Incident,
    hashes: Mapping[str, str],
    publishers: Mapping[str, str],
    facts: LedgerFacts,
) -> ListedIncident:
    when = i.date.value if i.date else None
    first, last = (when.first, when.last) if when else (None, None)
    shown = first or last
    victims = i.victims.value if i.victims else None
    place = i.place.value if i.place else None
    under = {hashes[id] for id in event.claims if id in hashes}
    named = sorted({publishers[sha256] for sha256 in under if sha256 in publishers})
    points = tuple(_points(place))
    differing = sum((d := getattr(i, name)) is not None and d.differs for name in DERIVED)
    return ListedIncident(
        number=i.number,
        act=i.act.value.value if i.act else "",
        victim_status=i.victim_status.value.value if i.victim_status else "",
        victim_side=i.victim_side.value if i.victim_side else "",
        perpetrator_side=i.perpetrator_side.value if i.perpetrator_side else "",
        verification=i.verification.value.value if i.verification else "",
        differs=int(differing > 0),
        first_day=(first or date.min).isoformat() if when else None,
        last_day=(last or date.max).isoformat() if when else None,
        day_key=_day_key(shown),
        victims_key=-(victims.low or 0) if victims else 1,
        place_key=place.name.casefold() if place else "\uffff",
        claims_key=-len(i.claims),
        first_key=shown.toordinal() if shown else date.max.toordinal() + 1,
        differences_key=-differing,
        low=victims.low if victims else None,
        high=victims.high if victims else None,
        hedge=victims.hedge if victims else None,
        documents=len(under),
        publishers=json.dumps(named, ensure_ascii=False),
        unit=_unit(points),
        words=_words(i, place, named),
        place=place_key(place),
        ledger=facts,
        bases=tuple(sorted({b.value for b in i.basis.value})) if i.basis else (),
        points=points,
    )


def _facts(incident: Incident, counted: Mapping[str, Stored]) -> LedgerFacts:
    """What the ledger counts it by.

    Args:
        incident: the incident.
        counted: claims that nobody rejected, by id, its own among them.
    """
    own = [linkable(counted[id]) for id in incident.claims if id in counted]
    by = ledger.alone(own)
    stated, ucdp = by["stated-range"], by["ucdp-ged"]
    month, where = month_of(incident), place_of(incident)
    victims = incident.victims.value if incident.victims else None
    return LedgerFacts(
        act_open=_differ(incident.act), victim_status_open=_differ(incident.victim_status),
        victim_side_open=_differ(incident.victim_side),
        perpetrator_side_open=_differ(incident.perpetrator_side),
        month="" if month == UNKNOWN else SEVERAL_MONTHS if month == SEVERAL else month,
        area=area_key(incident.place.value) if incident.place else "",
        place="" if where == NOWHERE else where,
        stated_low=stated.low, stated_best=stated.best, stated_high=stated.high,
        ucdp_low=ucdp.low, ucdp_best=ucdp.best, ucdp_high=ucdp.high,
        victims_low=(victims.low or 0) if victims else 0, victims_high=victims.high if victims else None,
    )  # fmt: skip


def _differ(derived: Derived[Any] | None) -> int:
    return int(derived is not None and derived.differs)


def linkable(stored: Stored) -> Linkable:
    """A claim as counting reads it where it does not ask who published it, or when."""
    return Linkable(
        id=stored.id, document=stored.sha256, claim=stored.claim, published=None, publisher=None,
        text_sha256=stored.sha256,
    )  # fmt: skip


def area_key(place: Where) -> str:
    """What tells apart the areas that places name, as `corrobora.count.scope.Area` reads them."""
    return _told_apart(Area.of(place))


def _told_apart(area: Area) -> str:
    told = json.dumps([area.name, sorted(area.ids), sorted(area.inside)], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _points(place: Where | None) -> Iterator[Point]:
    """Where it can have been: the one place, or those the name can equally well mean."""
    if place is None or not place.candidates:
        return
    top = place.candidates[0].score
    meant = (
        [place.best] if place.best else [c for c in place.candidates[:_MOST_POINTS] if c.score >= 0.9 * top]
    )
    found = [c for c in meant if c.lat is not None and c.lon is not None]
    for c in found:
        if c.lat is not None and c.lon is not None:
            yield Point(
                lat=c.lat, lon=c.lon, several=int(len(found) > 1), level=c.level.value, km=off(c), name=c.name
            )


def off(candidate: Candidate) -> float:
    """Kilometres by which a place can lie elsewhere than its point."""
    return candidate.radius_km or _LEVEL_KM.get(candidate.level, 0.0)


def _unit(points: Sequence[Point]) -> str:
    """The unit that holds every place it can have been in; empty if there is none."""
    held = {_unit_at(p.lat, p.lon) for p in points}
    return (held.pop() or "") if len(held) == 1 else ""


@lru_cache(maxsize=1 << 14)
def _unit_at(lat: float, lon: float) -> str | None:
    """The unit a point lies in; many incidents are at the same points."""
    return Outlines.built().unit_at(lat, lon)


def _words(incident: Incident, place: Where | None, publishers: Sequence[str]) -> str:
    """What an incident is found by: its number, where it was, whose sides, who published it."""
    said = [incident.label, *publishers]
    countries = [d.value for d in (incident.victim_side, incident.perpetrator_side) if d]
    if place:
        said += [place.name, *place.within]
        if place.best:
            said += [place.best.name, *place.best.admin]
            countries.append(place.best.country)
    for code in countries:
        held = load_countries().get(code)
        said += [held.name, *(n for w in held.words.values() for n in w.names[:1])] if held else [code]
    return " ".join(dict.fromkeys(w for part in said for w in words(part)))


def words(text: str) -> list[str]:
    """The words of a text as the register is searched for them."""
    return _WORD.findall(text.casefold())


# -- claims -----------------------------------------------------------------------------------------


def _list_claims(connection: Connection, view: int, ids: Sequence[str]) -> None:
    """List whom claims name, and what the tallies among them count."""
    held = [c for c in claims.by_ids(connection, ids).values() if c.current]
    listing.put_mentions(connection, view, ids, {(c.id, c.sha256): list(_named(c)) for c in held})
    said = [c for c in held if c.claim.kind in (Kind.STATEMENT, Kind.RESPONSE)]
    heads = documents.heads_by_hash(connection, {c.sha256 for c in said})
    listing.put_sayings(
        connection, view, ids,
        [ListedSaying(
            claim=c.id, kind=c.claim.kind.value, type=c.claim.type.value.value if c.claim.type else "",
            day_key=_day_key(heads[c.sha256].source.published), sha256=c.sha256,
            start=c.claim.spans[0].start,
        ) for c in said],
    )  # fmt: skip


def _list_tallies(connection: Connection, view: int, hashes: Sequence[str]) -> set[str]:
    """List the tallies of some documents; the bodies of which a figure came or went."""
    stored = claims.of_documents(connection, hashes, Kind.TALLY)
    decided = reading.decided_alone(connection, [c.id for c in stored])
    standing = [c for c in stored if c.id not in decided or decided[c.id].verdict != REJECTED]
    heads = documents.heads_by_hash(connection, {c.sha256 for c in standing})
    records = []
    for claim in standing:
        source = heads[claim.sha256].source
        records.append(replace(linkable(claim), published=source.published, publisher=source.publisher))
    figures = {t.id: t for t in tallies_of(records)}
    rows = [_tally(r, scope_of(r), figures.get(r.id)) for r in records]
    return listing.put_tallies(connection, view, hashes, rows)


def _tally(record: Linkable, scope: Scope, tally: Tally | None) -> ListedTally:
    return ListedTally(
        claim=record.id,
        sha256=record.document,
        act=scope.act or "",
        victim_side=scope.victim_side or "",
        victim_status=scope.victim_status or "",
        perpetrator_side=scope.perpetrator_side or "",
        area=_told_apart(scope.area) if scope.area and tally else "",
        first_day=(scope.first or date.min).isoformat(),
        last_day=(scope.last or date.max).isoformat(),
        body=tally.body.id[:LONGEST_KEY] if tally else "",
        body_key=f"0{tally.body.name.casefold()[:LONGEST_KEY]}" if tally else "1",
        units=tallies.bits(tally.figures) if tally else 0,
        data=json.dumps(tally_to_json(tally), ensure_ascii=False) if tally else "",
    )


def _place_tallies(connection: Connection, view: int, bodies: Iterable[str]) -> None:
    """Put the figures of each of these bodies in their place in time."""
    for body in sorted(bodies):
        own = [row.tally for row in tallies.of_body(connection, body)]
        placed, notes = place(own)
        places = {
            p.tally.id: TallyPlace(
                placed_first=p.scope.first.isoformat() if p.scope.first else "",
                placed_last=p.scope.last.isoformat() if p.scope.last else "",
                known=p.known,
                days=(span := interval(p.scope))[1] - span[0],
            )
            for p in placed
        }
        places.update({id: TallyPlace(note=note) for id, note in notes.items()})
        listing.put_places(connection, view, places)


def _day_key(day: date | None) -> int:
    """Sorts the last day first, and what has none last."""
    return -day.toordinal() if day else 1


def _list_documents(connection: Connection, view: int, hashes: Sequence[str]) -> None:
    heads = documents.heads_by_hash(connection, hashes)
    listing.put_documents(connection, view, hashes, [_document(heads[h]) for h in hashes if h in heads])


def _document(head: Head) -> ListedDocument:
    publisher = (head.source.publisher or "").casefold()[:LONGEST_KEY]
    return ListedDocument(
        sha256=head.sha256, day_key=_day_key(head.source.published), publisher_key=publisher or NOBODY,
        claims_key=-head.claims,
    )  # fmt: skip


def _named(stored: Stored) -> Iterator[str]:
    claim = stored.claim
    for slot in (*claim.claimants, *claim.verified_by, *((claim.actor,) if claim.actor else ())):
        yield actor_key(slot.value)


# -- the queue --------------------------------------------------------------------------------------


def _queue(
    connection: Connection,
    view: int,
    ids: Sequence[str],
    incidents: Mapping[int, Incident],
    *,
    pairs: Sequence[str],
    known: Mapping[str, Stored] | None = None,
) -> None:
    """Let of these claims wait what waits, and the pairs of some.

    Args:
        connection: with the veil of the view.
        view: which.
        ids: the claims.
        incidents: those they stand under.
        pairs: claims whose pairs are queued too.
        known: claims that were read already, by id.
    """
    known = known or {}
    held = {**known, **claims.by_ids(connection, {*ids, *pairs} - known.keys())}
    decided = reading.decided_alone(connection, [*held, *(i.label for i in incidents.values())])
    conflicts = reviewing.conflicts(incidents.values())
    looked_at = reviewing.looked_at(incidents.values(), decided)
    rows = []
    for id in ids:
        claim = held.get(id)
        if claim is not None and claim.current and id not in decided:
            why, slots = reviewing.reasons(claim, conflicts.get(id, ()), looked_at)
            rows.append(_queued(claim, why, slots))
    rows += _pairs(connection, held, pairs)
    listing.put_queue(connection, view, ids, pairs, rows)


def _queued(claim: Stored, why: Sequence[Why], slots: Sequence[str], other: Stored | None = None) -> Queued:
    return Queued(
        key=f"{claim.id}+{other.id}" if other else claim.id,
        why=reviewing.ORDER.index(why[0]),
        unplaced=int(claim.incident is None),
        incident=claim.incident or 0,
        sha256=claim.sha256,
        start=claim.claim.spans[0].start,
        claim=claim.id,
        other=other.id if other else None,
        reasons=",".join(w.value for w in why),
        slots=",".join(slots),
    )


def _pairs(connection: Connection, held: Mapping[str, Stored], ids: Sequence[str]) -> Iterable[Queued]:
    """The pairs with one of these claims of which it is unsure whether they are about one event."""
    if not ids:
        return []
    low, high = reviewing.UNSURE_LINK
    links = [x for x in register.links_among(connection, ids) if low <= x.score <= high]
    missing = {id for x in links for id in (x.first, x.second)} - held.keys()
    known = {**held, **claims.by_ids(connection, missing)}
    decided = reading.decided_alone(connection, {id for x in links for id in (x.first, x.second)})
    rejected = {id for id, d in decided.items() if d.verdict == "rejected"}
    judged = decisions.judged(connection, [(x.first, x.second) for x in links])
    rows = []
    for link in {(x.first, x.second): x for x in links}.values():
        both = [known.get(id) for id in (link.first, link.second)]
        if not all(c is not None and c.current and c.id not in rejected for c in both):
            continue
        if decisions.key((link.first, link.second)) in judged or pair_from_json(link).judgement is not None:
            continue
        first, second = both
        assert first is not None  # checked above
        rows.append(_queued(first, (Why.LINK,), (), second))
    return rows
