"""What pages show of a case, a portion at a time: each answer reads no more than it gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import Connection

from corrobora.assess.elements import Alike
from corrobora.case import reading, reviewing
from corrobora.case.keys import actor_key
from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead
from corrobora.case.reviewing import ORDER, Waiting, Why
from corrobora.case.views import Views
from corrobora.model.actor import Actor
from corrobora.model.examination import ExaminationSort
from corrobora.model.vocabulary import Kind as ClaimKind
from corrobora.model.where import Where as Place
from corrobora.store import claims, documents, findings, listed, listed_records, register, tallies
from corrobora.store.database import Database
from corrobora.store.listed import Asked, Box, Figures, Kind, Listed, Spot
from corrobora.store.listing import Queued

if TYPE_CHECKING:
    from corrobora.case.showings import FootageRecord
    from corrobora.case.tallied import TalliesPart

V = TypeVar("V")

#: Incidents named of each place.
MOST_NUMBERS = 8
#: Places in the queue are counted so far.
MOST_PLACES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """A portion of the register.

    Attributes:
        heads: its incidents.
        earlier, later: whether there is more before and after it.
    """

    heads: tuple[IncidentHead, ...]
    earlier: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where and when incidents can have been.

    Attributes:
        incidents: how many there are.
        placed: how many of them have a point.
        spots: points narrower than a unit, those with most incidents first.
        more: whether there are others.
        units: how many surely lie in each unit.
        vague: units that are all that is known of some: how many, and the first of them.
        stretches: days they can have been on, and how many can have been on just these.
    """

    incidents: int
    placed: int
    spots: tuple[Spot, ...]
    more: bool
    units: dict[str, int]
    vague: dict[str, tuple[int, int]]
    stretches: tuple[tuple[date, date, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that waits, and its place among those like it.

    Attributes:
        item: it; ``None``: nothing waits.
        position: from 1; 0 where it is too far down to be counted.
        next: key of what comes after it, empty at the end.
        sizes: how many wait for each reason; one that waits for several counts for the most pressing.
    """

    item: Waiting | None
    position: int
    next: str
    sizes: dict[Why, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked(Generic[V]):
    """A portion of a list.

    Attributes:
        items: what stands in it, each with the key that names its place in the list.
        earlier, later: whether there is more before and after it.
    """

    items: tuple[tuple[str, V], ...]
    earlier: bool
    later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPlace:
    """A place as the register names it.

    Attributes:
        where: the place, as one of its incidents has it.
        numbers: the first incidents there.
        incidents: how many there are.
    """

    where: Place
    numbers: tuple[int, ...]
    incidents: int


class Shown:
    """Portions of the register and of what waits, as the person who acts may see them."""

    def __init__(self, database: Database, views: Views) -> None:
        self._database = database
        self._views = views

    def register(
        self,
        asked: Asked,
        order: str = "number",
        *,
        limit: int,
        after: int | None = None,
        before: int | None = None,
    ) -> Portion:
        """Incidents in one of the orders of `corrobora.store.listed.ORDERS`.

        Args:
            asked: which.
            order: its name.
            limit: most of them.
            after, before: they come after, or just before, the incident of this number.
        """
        with self._database.read() as connection:
            rows = listed.page(connection, asked, order, limit=limit + 1, after=after, before=before)
            more = len(rows) > limit
            heads = _heads(connection, rows[-limit:] if before is not None else rows[:limit])
        return Portion(
            heads=heads,
            earlier=more if before is not None else after is not None,
            later=before is not None or more,
        )

    def figures(self, asked: Asked) -> Figures:
        """How many incidents those are, and their victims where they are one kind of thing."""
        with self._database.read() as connection:
            return listed.figures(connection, asked)

    def values(self) -> dict[str, tuple[str, ...]]:
        """For each slot the register is narrowed by, the values it holds."""
        with self._database.read() as connection:
            return listed.values(connection)

    def kinds(self) -> tuple[Kind, ...]:
        """Incidents by act and sides, the most frequent kind first."""
        with self._database.read() as connection:
            return listed.kinds(connection)

    def where(self, asked: Asked, *, most: int) -> Where:
        """Where and when those incidents can have been.

        Args:
            asked: which.
            most: most points.
        """
        with self._database.read() as connection:
            spots = listed.spots(connection, asked, limit=most + 1)
            return Where(
                incidents=listed.figures(connection, asked).incidents,
                placed=listed.placed(connection, asked),
                spots=spots[:most],
                more=len(spots) > most,
                units=listed.units(connection, asked),
                vague=listed.vague(connection, asked),
                stretches=tuple(_stretches(listed.stretches(connection, asked))),
            )

    def spots(
        self,
        asked: Asked,
        *,
        limit: int,
        box: Box | None = None,
        after: tuple[int, float, float, int] | None = None,
    ) -> tuple[tuple[Spot, ...], bool]:
        """Points narrower than a unit, those with most incidents first, and whether there are more.

        Args:
            asked: of which incidents.
            limit: most of them.
            box: only those inside.
            after: what comes after the spot of so many incidents, this latitude, longitude and ``several``.
        """
        with self._database.read() as connection:
            found = listed.spots(connection, asked, limit=limit + 1, box=box, after=after)
        return found[:limit], len(found) > limit

    def vague(self, asked: Asked) -> dict[str, tuple[int, int]]:
        """Units that are all that is known of some of those incidents: how many, and the first of them."""
        with self._database.read() as connection:
            return listed.vague(connection, asked)

    def heads(self, numbers: Sequence[int]) -> dict[int, IncidentHead]:
        """Incidents by their numbers; those that are not in force are left out."""
        with self._database.read() as connection:
            rows = listed.by_numbers(connection, numbers)
            return {head.incident.number: head for head in _heads(connection, rows)}

    def newest_documents(self, limit: int) -> tuple[DocumentHead, ...]:
        """Documents, the last published first."""
        with self._database.read() as connection:
            hashes = documents.newest(connection, limit)
            found = documents.heads_by_hash(connection, hashes)
            return tuple(reading.head(found[h]) for h in hashes if h in found)

    # -- other lists --------------------------------------------------------------------------------

    def documents(
        self, order: str, *, limit: int, after: str | None = None, before: str | None = None
    ) -> Walked[DocumentHead]:
        """Documents in one of the orders of `corrobora.store.listed_records.DOCUMENT_ORDERS`.

        Args:
            order: its name.
            limit: most of them.
            after, before: they come after, or just before, the document of this hash.
        """
        with self._database.read() as connection:
            hashes = listed_records.documents(connection, order, limit=limit + 1, after=after, before=before)
            found = documents.heads_by_hash(connection, hashes)
        held = [(h, reading.head(found[h])) for h in hashes if h in found]
        return _walked(held, limit=limit, after=after, before=before)

    def document_sizes(self) -> tuple[int, int, int]:
        """How many documents there are, how many publishers, and how many documents have no day."""
        with self._database.read() as connection:
            return listed_records.document_sizes(connection)

    def sayings(
        self,
        kind: ClaimKind,
        type: str = "",
        *,
        limit: int,
        after: str | None = None,
        before: str | None = None,
    ) -> Walked[ClaimRecord]:
        """Statements or responses, the last published first.

        Args:
            kind: which of them.
            type: only of this type; empty: of any.
            limit: most of them.
            after, before: they come after, or just before, the claim of this id.
        """
        with self._database.read() as connection:
            ids = listed_records.sayings(
                connection, kind.value, type, limit=limit + 1, after=after, before=before
            )
            stored = claims.by_ids(connection, ids)
            records = reading.claim_records(connection, [stored[id] for id in ids if id in stored])
            walked = _walked([(r.id, r) for r in records], limit=limit, after=after, before=before)
            self._views.note(connection, tuple(record for _, record in walked.items))
        return walked

    def saying_sizes(self, kind: ClaimKind) -> dict[str, int]:
        """How many statements, or responses, there are of each type; under the empty text those of none."""
        with self._database.read() as connection:
            return listed_records.saying_sizes(connection, kind.value)

    def elements(self, most: int) -> tuple[Alike, ...]:
        """Incidents of which the same is found on elements of crimes, counted, with the first of them."""
        with self._database.read() as connection:
            return tuple(
                Alike(found=found.partition(":")[2], incidents=incidents, first=first)
                for found, incidents, first in listed_records.elements(connection, most)
            )

    def tallies_size(self) -> int:
        """How many tallies there are."""
        with self._database.read() as connection:
            return tallies.size(connection)[0]

    def tallies(
        self,
        *,
        limit: int,
        after: str | None = None,
        before: str | None = None,
        at: str | None = None,
        labels: int = 0,
    ) -> TalliesPart:
        """Tallies, those of one body together, with what they make of each other and of the register.

        Args:
            limit: most of them.
            after, before, at: they come after, just before, or begin with, the tally of this id.
            labels: of how many incidents inside each scope the numbers are given.
        """
        from corrobora.case import tallied  # brings in what counts

        with self._database.read() as connection:
            found = tallied.part(connection, limit=limit, after=after, before=before, at=at, labels=labels)
            self._views.note(connection, (*found.records, *found.others.values()))
        return found

    def places(
        self, *, limit: int, after: str | None = None, before: str | None = None
    ) -> Walked[NamedPlace]:
        """Places of incidents, those in doubt first, then by name.

        Args:
            limit: most of them.
            after, before: they come after, or just before, the place of this key.
        """
        with self._database.read() as connection:
            found = listed_records.places(connection, limit=limit + 1, after=after, before=before)
            numbers = listed_records.numbers_at(connection, list(found), most=MOST_NUMBERS)
            firsts = {own[0]: key for key, own in numbers.items()}
            wheres = {
                firsts[event.number]: place.value
                for event in register.by_numbers(connection, list(firsts))
                if (place := reading.incident(event).place) is not None
            }
        held = [
            (key, NamedPlace(where=wheres[key], numbers=tuple(numbers[key]), incidents=n))
            for key, n in found.items()
            if key in wheres
        ]
        return _walked(held, limit=limit, after=after, before=before)

    def place_sizes(self) -> tuple[int, int, int]:
        """How many places there are, of how many it is open which is meant, and incidents without any."""
        with self._database.read() as connection:
            return listed_records.place_sizes(connection)

    def footage(
        self, *, limit: int, after: int | None = None, before: int | None = None
    ) -> Walked[FootageRecord]:
        """Photos and videos, what was looked at last first.

        Args:
            limit: most of them.
            after, before: they come after, or just before, the place of this number.
        """
        from corrobora.case import showings  # brings in numpy

        with self._database.read() as connection:
            held = showings.newest(connection, limit=limit + 1, after=after, before=before)
        return _walked([(str(n), found) for n, found in held], limit=limit, after=after, before=before)

    def footage_size(self) -> int:
        """How many photos and videos there are."""
        with self._database.read() as connection:
            return findings.number_of_sort(connection, ExaminationSort.TECHNICAL)

    def named_in(self, names: Sequence[Actor]) -> tuple[int, int]:
        """In how many documents and claims one of these names stands."""
        with self._database.read() as connection:
            return listed_records.named_in(connection, sorted({actor_key(name) for name in names}))

    def claims_naming(self, names: Sequence[Actor], most: int) -> list[str]:
        """Ids of the first claims in which one of these names stands, by their documents."""
        with self._database.read() as connection:
            return listed_records.claims_naming(connection, sorted({actor_key(n) for n in names}), most)

    # -- what waits ---------------------------------------------------------------------------------

    def sizes(self) -> dict[Why, int]:
        """How many wait for each reason."""
        with self._database.read() as connection:
            return _sizes(connection)

    def waiting(self, *, limit: int | None = None) -> tuple[Waiting, ...]:
        """What waits, most pressing first."""
        with self._database.read() as connection:
            rows = listed.queued(connection, limit=limit or sum(_sizes(connection).values()))
            return reviewing.waiting(connection, rows)

    def waiting_after(self, place: Queued | None, limit: int) -> tuple[tuple[Waiting, ...], Queued | None]:
        """What waits after a place in the queue, and the place to go on from, if there may be more."""
        with self._database.read() as connection:
            rows = listed.queued(connection, after=place, limit=limit)
            more = rows[-1] if len(rows) == limit else None
            found = reviewing.waiting(connection, rows)
            self._views.note(connection, tuple(record for one in found for record in one.claims))
        return found, more

    def turn(self, why: Why | None = None, *, at: str = "", position: int = 0) -> Turn:
        """What is to be decided now.

        Args:
            why: what waits for this reason; ``None``: for any but that nobody looked at it.
            at: key of what is asked for, whatever it waits for; empty: what stands at the position.
            position: a place among those like it, from 1; with ``at``, its place if it is known.
        """
        rank = ORDER.index(why) if why else None
        below = None if why else ORDER.index(Why.REST)
        with self._database.read() as connection:
            sizes = _sizes(connection)
            size = sum(n for w, n in sizes.items() if (w is why if why else w is not Why.REST))
            row = listed.queued_by_key(connection, at) if at else None
            if row is not None and not (row.why == rank if why else row.why < ORDER.index(Why.REST)):
                return Turn(item=_one(connection, row), position=1, next="", sizes=sizes)
            if row is not None and not position:
                before = listed.queued_before(connection, row, why=rank, below=below, most=MOST_PLACES)
                position = before + 1 if before < MOST_PLACES else 0
            if row is None:
                position = min(max(position, 1), max(size, 1))
                found = listed.queued(connection, why=rank, below=below, skip=position - 1, limit=1)
                row = found[0] if found else None
            if row is None:
                return Turn(item=None, position=0, next="", sizes=sizes)
            following = listed.queued(connection, why=rank, below=below, after=row, limit=1)
            return Turn(
                item=_one(connection, row), position=position,
                next=following[0].key if following else "", sizes=sizes,
            )  # fmt: skip


def _walked(
    held: Sequence[tuple[str, V]], *, limit: int, after: str | int | None, before: str | int | None
) -> Walked[V]:
    """A portion of which one more was asked for than it holds, to see whether there is more."""
    more = len(held) > limit
    return Walked(
        items=tuple(held[-limit:] if before is not None else held[:limit]),
        earlier=more if before is not None else after is not None,
        later=before is not None or more,
    )


def _heads(connection: Connection, rows: Sequence[Listed]) -> tuple[IncidentHead, ...]:
    events = {e.number: e for e in register.by_numbers(connection, [row.number for row in rows])}
    decided = reading.decided_alone(connection, (f"INC-{row.number:04d}" for row in rows))
    return tuple(
        IncidentHead(
            incident=(built := reading.incident(events[row.number])),
            documents=row.documents,
            publishers=tuple(json.loads(row.publishers)),
            decision=decided.get(built.label),
        )
        for row in rows
        if row.number in events
    )


def _stretches(rows: Sequence[tuple[str, str, int]]) -> Iterator[tuple[date, date, int]]:
    """Days as days; where one end is open, the other stands for it."""
    for first, last, n in rows:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        yield (end if start == date.min else start), (start if end == date.max else end), n


def _sizes(connection: Connection) -> dict[Why, int]:
    held = listed.queue_sizes(connection)
    return {why: held.get(n, 0) for n, why in enumerate(ORDER)}


def _one(connection: Connection, row: Queued) -> Waiting | None:
    return next(iter(reviewing.waiting(connection, [row])), None)
