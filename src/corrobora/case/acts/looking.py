"""What a case holds, as it stands."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from corrobora.case import custody as keeping
from corrobora.case import finding, reading, viewing
from corrobora.case.acts.opened import Opened
from corrobora.case.errors import NotThere
from corrobora.case.linking import number_of
from corrobora.case.records import (
    ClaimRecord,
    DocumentHead,
    DocumentRecord,
    IncidentHead,
    IncidentRecord,
    ItemRecord,
    Related,
    SearchHit,
    Size,
    SourceRecord,
    Stats,
)
from corrobora.case.viewing import View
from corrobora.model.item import Item
from corrobora.model.journal import Decision, Entry
from corrobora.model.vocabulary import Kind
from corrobora.store import (
    claims,
    decisions,
    documents,
    journal,
    listed,
    listed_records,
    register,
    search,
    veil,
)
from corrobora.store.captures import StoredCapture
from corrobora.store.errors import NotFound
from corrobora.store.register import NumberedEvent

if TYPE_CHECKING:
    from corrobora.case.explaining import Explanation
    from corrobora.case.recapturing import CapturePart, PageDiff
    from corrobora.case.showings import Alike, FootageRecord, Showing

#: Publishers asked for at once.
_SOURCES = 200


class Looking(Opened):
    """Documents, footage, claims and incidents, as records."""

    def documents(self, *, offset: int = 0, limit: int | None = None) -> tuple[DocumentHead, ...]:
        """The documents, oldest publication first, undated ones last."""
        with self._database.read() as connection:
            return tuple(reading.head(h) for h in documents.heads(connection, offset=offset, limit=limit))

    def document(self, sha256: str) -> DocumentRecord:
        """A document whole, by its hash or the first digits of it.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        with self._database.read() as connection:
            try:
                found = reading.document(connection, sha256)
            except NotFound as error:
                raise NotThere(str(error)) from error
            if found is not None:
                self._views.note(connection, found.claims, documents=(found.item.sha256,))
        if found is None:
            raise NotThere(f"item {sha256}: is kept, but could not be read")
        return found

    def unread(self) -> tuple[Item, ...]:
        """Items that are kept but could not be read."""
        with self._database.read() as connection:
            return documents.unread(connection)

    def about(self, item: str) -> ItemRecord:
        """An item, by its hash or the first digits of it, with findings and relations.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        with self._database.read() as connection:
            found = finding.about(connection, item)
            self._views.note(connection, (), documents=(found.item.sha256,))
            return found

    def related(self, item: str, *, most: int = 200) -> tuple[Related, ...]:
        """What an item belongs with: what is attached to it, its versions, what it answers or was taken from.

        Args:
            item: its hash or the first digits of it.
            most: how many at most.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        with self._database.read() as connection:
            return tuple(islice(finding.related(connection, item), most))

    def search(self, query: str, *, limit: int = 50) -> tuple[SearchHit, ...]:
        """Documents that hold every word of the query, or words that begin so, best first."""
        with self._database.read() as connection:
            found = search.documents(connection, query, limit=limit)
            heads = documents.heads_by_hash(connection, found)
            contents = documents.contents_of(connection, found)
            hits = [
                SearchHit(
                    document=reading.head(heads[sha256]),
                    excerpts=reading.excerpts(contents[sha256], query),
                )
                for sha256 in found
            ]
            self._views.note(connection, (), documents=found)
            # what stands only in words that were struck out is not found
            struck = veil.of(connection) is not None
            return tuple(h for h in hits if h.excerpts or not struck or reading.named(h.document, query))

    def footage(self) -> tuple[FootageRecord, ...]:
        """The photos and videos, in the order in which they came."""
        from corrobora.case import showings  # brings in numpy

        with self._database.read() as connection:
            return showings.footage(connection)

    def footage_item(self, item: str) -> FootageRecord:
        """One photo or video.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.record(connection, item)

    def similar(self, item: str) -> tuple[Alike, ...]:
        """What is proposed to be the same recording as a photo or video, most alike first.

        Raises:
            NotThere: if there is no such footage, or several begin so.
        """
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.alike(connection, item)

    def footage_groups(self) -> tuple[tuple[Showing, ...], ...]:
        """Recordings that are proposed to be one, each group with all its appearances, earliest first."""
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.alike_groups(connection)

    def viewed(self, item: str) -> bool:
        """Whether the person who acts asked to see an item's pictures in the last twelve hours.

        Raises:
            NotThere: if there is no such item, or several begin so.
        """
        with self._database.read() as connection:
            return keeping.viewed(connection, item, self.actor)

    def showings(self, item: str) -> tuple[Showing, ...]:
        """Where an item appears, earliest first.

        Raises:
            NotThere: if there is none, or several begin so.
        """
        from corrobora.case import showings

        with self._database.read() as connection:
            return showings.showings(connection, showings.item_of(connection, item))

    def captures(self, of: str | None = None) -> tuple[StoredCapture, ...]:
        """Visits to addresses of the web, oldest first.

        Args:
            of: an address, or an item that a visit kept, by the first digits of its hash; ``None``: all.

        Raises:
            NotThere: if there is no such item, or several begin so.
        """
        from corrobora.case import recapturing

        with self._database.read() as connection:
            return recapturing.captures_of(connection, of)

    def capture_part(self, entry: int, role: str) -> CapturePart:
        """What a visit kept in one role.

        Args:
            entry: number of the visit's journal entry.
            role: the part's role, as `corrobora.model.capture.Role` names it.

        Raises:
            NotThere: if there is none.
        """
        from corrobora.case import recapturing

        with self._database.read() as connection:
            found = recapturing.part(connection, entry, role)
            self._views.note(connection, (), documents=(found.item.sha256,))
            return found

    def page_diff(self, of: str, *, before: int | None = None) -> PageDiff:
        """What two captures of one address differ in, down to the claims.

        Args:
            of: an address, or an item that was captured, by the first digits of its hash.
            before: journal entry of the capture to compare the last one with; ``None``: the one before it.

        Raises:
            NotThere: if there are no two captures to compare.
        """
        from corrobora.case import recapturing

        with self._database.read() as connection:
            return recapturing.page_diff(connection, of, before=before)

    def claims(
        self, kind: Kind | None = None, *, offset: int = 0, limit: int | None = None
    ) -> tuple[ClaimRecord, ...]:
        """The claims the newest extraction proposes, of one kind or all, by document and place in it."""
        with self._database.read() as connection:
            stored = claims.of_kind(connection, kind, offset=offset, limit=limit)
            return self._views.note(connection, reading.claim_records(connection, stored))

    def claim(self, id: str) -> ClaimRecord:
        """One claim, also one no longer proposed.

        Raises:
            NotThere: if there is none of that id.
        """
        with self._database.read() as connection:
            try:
                found = reading.claim_records(connection, [claims.by_id(connection, id)])
                return self._views.note(connection, found)[0]
            except NotFound as error:
                raise NotThere(str(error)) from error

    def disputed(self, kind: Kind | None = None) -> tuple[ClaimRecord, ...]:
        """Claims on which engines differ, those that differ in most first."""
        found = [r for r in self.claims(kind) if r.claim.comparison and r.claim.comparison.disputed]
        return tuple(sorted(found, key=_differences, reverse=True))

    def explain(self, id: str) -> Explanation:
        """Which engine, rule or model read which words for each value of a claim, and what else stood there.

        Raises:
            NotThere: if there is no claim of that id.
        """
        from corrobora.case.explaining import explain  # brings in the parser

        record = self.claim(id)
        return explain(record, self.document(record.document.sha256))

    def tallies(self) -> tuple[ClaimRecord, ...]:
        """Counts by named bodies, in the order of the last day they count."""
        return tuple(sorted(self.claims(Kind.TALLY), key=as_of))

    def statements(self) -> tuple[ClaimRecord, ...]:
        """What was said about the acts in general, oldest first."""
        return tuple(sorted(self.claims(Kind.STATEMENT), key=published))

    def responses(self) -> tuple[ClaimRecord, ...]:
        """What was answered or done, oldest first."""
        return tuple(sorted(self.claims(Kind.RESPONSE), key=published))

    def incidents(self, *, offset: int = 0, limit: int | None = None) -> tuple[IncidentHead, ...]:
        """The register, by number."""
        with self._database.read() as connection:
            events = register.page(connection, offset=offset, limit=limit)
            return reading.incident_heads(connection, events)

    def incident(self, number: int | str) -> IncidentRecord:
        """One incident whole, by number or label, also one merged into another.

        Raises:
            NotThere: if that number was never given.
        """
        with self._database.read() as connection:
            found = reading.incident_record(connection, self._event(connection, number))
            self._views.note(connection, found.claims)
            return found

    def _event(self, connection: Connection, number: int | str) -> NumberedEvent:
        wanted = number if isinstance(number, int) else number_of(number)
        event = register.by_number(connection, wanted) if wanted is not None else None
        if event is None:
            raise NotThere(f"{number}: no incident of that number in this case")
        return event

    def standing(self, number: int | str) -> IncidentRecord:
        """One incident in force.

        Raises:
            NotThere: if that number was never given, or the incident was merged into another.
        """
        found = self.incident(number)
        if found.incident.merged_into:
            into = f"INC-{found.incident.merged_into:04d}"
            raise NotThere(f"{found.incident.label}: was merged into {into}; ask for that")
        return found

    def decisions(self) -> tuple[Decision, ...]:
        """Every decision, superseded ones too, oldest first."""
        with self._database.read() as connection:
            return decisions.everything(connection)

    def decision(self, id: int) -> Decision | None:
        """A decision by its number, if there is one that may be seen."""
        with self._database.read() as connection:
            made = decisions.by_id(connection, id)
            return next(veil.decisions(connection, [made] if made else []), None)

    def entries(self) -> int:
        """How many entries the journal has."""
        with self._database.read() as connection:
            return journal.count(connection)

    def redirects(self) -> dict[int, int | None]:
        """Numbers that stand for nothing any more, and the number that stands for each, if one does."""
        with self._database.read() as connection:
            return register.redirects(connection)

    def sources(self) -> tuple[SourceRecord, ...]:
        """Publishers, those with most documents first."""
        found: list[SourceRecord] = []
        after: tuple[int, str] | None = None
        with self._database.read() as connection:
            while True:
                rows, after = listed_records.sources(connection, limit=_SOURCES, after=after)
                found += map(reading.source, rows)
                if after is None:
                    return tuple(found)

    def sources_after(
        self, place: tuple[int, str] | None, limit: int
    ) -> tuple[tuple[SourceRecord, ...], tuple[int, str] | None]:
        """Publishers after a place in that order, and the place to go on from, if there may be more."""
        with self._database.read() as connection:
            rows, more = listed_records.sources(connection, limit=limit, after=place)
        return tuple(map(reading.source, rows)), more

    def views(self) -> tuple[View, ...]:
        """Views of the register that somebody saved, by name."""
        with self._database.read() as connection:
            return viewing.views(connection)

    def save_view(self, name: str, query: str | None) -> Entry:
        """Save a view of the register under a name; ``None`` drops the one of that name.

        Raises:
            BadView: if it has no name, is too long or is not there.
        """
        with self._database.write() as connection:
            known = {view.name: view for view in viewing.views(connection)}
            payload = viewing.payload(name, query, known)
            return journal.append(connection, actor=self.actor, act=viewing.ACT, payload=payload)

    def size(self) -> Size:
        """How large the case is."""
        with self._database.read() as connection:
            return Size(**_size(connection))

    def stats(self) -> Stats:
        """The case in figures; counting the claims reads an index of them all."""
        with self._database.read() as connection:
            return Stats(
                **_size(connection),
                claims=claims.count_by_kind(connection),
                decisions=decisions.count(connection),
            )


def _size(connection: Connection) -> dict[str, Any]:
    items, read = documents.count(connection)
    last = journal.last(connection)
    return {
        "items": items, "documents": read, "incidents": listed.count(connection),
        "entries": journal.count(connection), "changed": last.time if last else None,
    }  # fmt: skip


def _differences(record: ClaimRecord) -> tuple[int, int]:
    comparison = record.claim.comparison
    if comparison is None:
        return 0, 0
    contradicting = sum(1 for d in comparison.differences if d.values)
    return contradicting + len(comparison.silent), len(comparison.differences)


def published(record: ClaimRecord) -> tuple[str, str, int]:
    """What sorts claims: the day they were published, undated ones last, then their place in the text."""
    day = record.document.source.published
    return (
        day.isoformat() if day else "9999",
        record.document.sha256,
        record.claim.spans[0].start,
    )


def as_of(record: ClaimRecord) -> tuple[str, tuple[str, str, int]]:
    """What sorts tallies: the last day they count, or else the day they were published."""
    period = record.claim.period
    last = period.value.last if period else None
    return (last.isoformat() if last else published(record)[0], published(record))
