"""Where footage appears in a case, which recordings are alike, and which was shown first by what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from corrobora.case.errors import NotThere
from corrobora.link.footage import Likeness, Recording, groups, like
from corrobora.model.examination import Examination, ExaminationSort
from corrobora.model.item import Item
from corrobora.model.relation import RelationSort
from corrobora.store import captures, documents, findings
from corrobora.store.errors import NotFound


class Dated(StrEnum):
    """What a time of an appearance is the time of."""

    SENT = "sent"  # the time the platform gives: when it was posted there
    PUBLISHED = "published"  # a day somebody stated
    CAPTURED = "captured"  # it stood there then, perhaps long before
    RECEIVED = "received"  # it came into this case then

    @property
    def posted(self) -> bool:
        """Whether it tells when something was shown, and not only that it was by then."""
        return self in (Dated.SENT, Dated.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One appearance of an item.

    Attributes:
        sha256: the item.
        when: in UTC; ``None``: not known.
        dated: what that is the time of.
        where: channel, address or path.
        document: the message or page it stands in, if that is held.
        claims: how many claims that document makes.
    """

    sha256: str
    when: datetime | None
    dated: Dated
    where: str
    document: str | None = None
    claims: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FootageRecord:
    """A photo or video.

    Attributes:
        item: its bytes.
        technical: what its decoder says; ``{}`` if it was not looked at.
        seconds: how many hashes it has.
        copies: its working copies: hash, what, in the order of time.
        has_place: whether its metadata names a place.
    """

    item: Item
    technical: dict[str, Any]
    seconds: int
    copies: tuple[tuple[str, str], ...]
    has_place: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An item proposed to be the same recording as another.

    Attributes:
        item: the item.
        likeness: how alike.
        showings: where it appears, earliest first.
    """

    item: Item
    likeness: Likeness
    showings: tuple[Showing, ...]


def footage(connection: Connection) -> tuple[FootageRecord, ...]:
    """Every photo and video, in the order in which they came."""
    technical = {f.sha256: f for f in findings.of_sort(connection, ExaminationSort.TECHNICAL)}
    embedded = {f.sha256: f for f in findings.of_sort(connection, ExaminationSort.EMBEDDED)}
    every = (_record(connection, looked, embedded.get(sha256)) for sha256, looked in technical.items())
    return tuple(found for found in every if found is not None)


def newest(
    connection: Connection, *, limit: int, after: int | None = None, before: int | None = None
) -> list[tuple[int, FootageRecord]]:
    """Photos and videos, what was looked at last first, each with the number that names its place.

    Args:
        connection: to the case.
        limit: most of them.
        after, before: they come after, or just before, the place of this number.
    """
    sort = ExaminationSort.TECHNICAL
    places = findings.newest_of_sort(connection, sort, limit=limit, after=after, before=before)
    hashes = [sha256 for _, sha256 in places]
    technical = {f.sha256: f for f in findings.of_items(connection, hashes, sort)}
    embedded = {f.sha256: f for f in findings.of_items(connection, hashes, ExaminationSort.EMBEDDED)}
    every = ((n, _record(connection, technical[h], embedded.get(h))) for n, h in places if h in technical)
    return [(n, found) for n, found in every if found is not None]


def record(connection: Connection, prefix: str) -> FootageRecord:
    """One photo or video.

    Raises:
        NotThere: if there is no such item, or it is no footage.
    """
    sha256 = item_of(connection, prefix)
    technical = list(findings.of_items(connection, [sha256], ExaminationSort.TECHNICAL))
    embedded = list(findings.of_items(connection, [sha256], ExaminationSort.EMBEDDED))
    if not technical:
        raise NotThere(f"{prefix}: is no photo or video, or was not looked at")
    found = _record(connection, technical[-1], embedded[-1] if embedded else None)
    if found is None:
        raise NotThere(f"{prefix}: there is no such item")
    return found


def _record(
    connection: Connection, technical: Examination, embedded: Examination | None
) -> FootageRecord | None:
    """One photo or video; ``None`` if it is hidden from the reader."""
    held = documents.held(connection, technical.sha256)
    if held is None:
        return None
    copies = findings.to_item(connection, technical.sha256, [RelationSort.DERIVED_FROM])
    looked = "width" in technical.data
    return FootageRecord(
        item=held.item,
        technical=dict(technical.data),
        seconds=int(technical.data.get("seconds_hashed", 1)) if looked else 0,
        copies=tuple((copy.sha256, copy.place) for copy in copies),
        has_place=bool(embedded and ("place" in embedded.data or "gps" in embedded.data)),
    )


def recordings(connection: Connection) -> list[Recording]:
    """What is compared of every photo and video."""
    found: dict[str, Recording] = {}
    for finding in findings.of_sort(connection, ExaminationSort.PDQ):
        found[finding.sha256] = Recording.of_finding(finding.sha256, finding.data)
    return list(found.values())


def alike(connection: Connection, prefix: str) -> tuple[Alike, ...]:
    """What is proposed to be the same recording as an item, most alike first.

    Raises:
        NotThere: if there is no such item, or it has no hash to compare by.
    """
    sha256 = item_of(connection, prefix)
    known = recordings(connection)
    own = next((r for r in known if r.sha256 == sha256), None)
    if own is None:
        raise NotThere(f"{prefix}: is no photo or video, or was not looked at")
    if not len(own.words):
        raise NotThere(f"{prefix}: no frame of it has enough detail for a hash; compare it by eye")
    out = []
    for pair in like(own, known):
        other = pair.other if pair.one == sha256 else pair.one
        held = documents.held(connection, other)
        if held is not None:
            out.append(Alike(item=held.item, likeness=pair, showings=showings(connection, other)))
    return tuple(out)


def alike_groups(connection: Connection) -> tuple[tuple[Showing, ...], ...]:
    """Recordings that are proposed to be one, each group with all its appearances, earliest first."""
    found = groups(recordings(connection))
    return tuple(in_order([s for sha256 in group for s in showings(connection, sha256)]) for group in found)


def showings(connection: Connection, sha256: str) -> tuple[Showing, ...]:
    """Where an item appears: with messages, at addresses, as a file; earliest first."""
    found: list[Showing] = []
    for relation in findings.from_item(connection, sha256):
        if relation.sort is RelationSort.ATTACHED_TO:
            found += _with(connection, sha256, relation.other)
    for finding in findings.of_item(connection, sha256):
        where = finding.data.get("url") or finding.data.get("publisher") or finding.subject
        if finding.sort is ExaminationSort.EXCHANGE:
            found.append(
                Showing(sha256=sha256, when=finding.moment, dated=Dated.CAPTURED, where=str(where or ""))
            )
        elif finding.sort is ExaminationSort.ARCHIVING:
            dated = Dated.PUBLISHED if finding.data.get("published") else Dated.CAPTURED
            found.append(Showing(sha256=sha256, when=finding.moment, dated=dated, where=str(where or "")))
    held = documents.held(connection, sha256)
    if not found and held is not None:
        item = held.item
        found.append(Showing(sha256=sha256, when=item.received, dated=Dated.RECEIVED, where=item.origin))
    return in_order(found)


def in_order(found: Sequence[Showing]) -> tuple[Showing, ...]:
    """Appearances by time, those without one last."""
    return tuple(sorted(found, key=lambda s: (s.when is None, s.when and s.when.isoformat(), s.where)))


def first_posted(found: Sequence[Showing]) -> Showing | None:
    """The earliest appearance whose time is that of a posting, by what this case holds."""
    return next((s for s in in_order(found) if s.dated.posted and s.when is not None), None)


def item_of(connection: Connection, prefix: str) -> str:
    """The full hash that begins so.

    Raises:
        NotThere: if none or several do.
    """
    try:
        return documents.by_prefix(connection, prefix)
    except NotFound as error:
        raise NotThere(str(error)) from error


def _with(connection: Connection, sha256: str, document: str) -> list[Showing]:
    """The appearances of a file in what it is attached to."""
    held = documents.held(connection, document)
    out = []
    for capture in (stored.capture for stored in captures.of_item(connection, document)):
        if capture.page == document:
            out.append(
                Showing(
                    sha256=sha256, when=capture.started, dated=Dated.CAPTURED, where=capture.final_url,
                    document=document if held and held.document else None, claims=held.claims if held else 0,
                )
            )  # fmt: skip
    for finding in findings.of_item(connection, document):
        data = finding.data
        if finding.sort is ExaminationSort.MESSAGE:
            chat = data.get("chat")
            where = (chat.get("name") or chat.get("id")) if isinstance(chat, dict) else None
            sent = data.get("sent")
            when = datetime.fromisoformat(sent) if isinstance(sent, str) else None
            shown = f"{where or 'unnamed chat'}, message {data.get('message')}"
            out.append(
                Showing(
                    sha256=sha256, when=when, dated=Dated.SENT, where=shown,
                    document=document if held and held.document else None, claims=held.claims if held else 0,
                )
            )  # fmt: skip
        elif finding.sort in (ExaminationSort.ARCHIVING, ExaminationSort.ENTRY):
            dated = Dated.PUBLISHED if data.get("published") else Dated.CAPTURED
            out.append(
                Showing(
                    sha256=sha256, when=finding.moment, dated=dated, where=str(data.get("url") or ""),
                    document=document if held and held.document else None, claims=held.claims if held else 0,
                )
            )  # fmt: skip
    return out
