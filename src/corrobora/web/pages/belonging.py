"""What the page of a document shows of the items that belong with it: footage, versions, answers, visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from corrobora.case import Case
from corrobora.case.records import DocumentRecord, Related
from corrobora.model.capture import Role
from corrobora.model.relation import RelationSort
from corrobora.publish import days, words
from corrobora.publish.language import gettext as _
from corrobora.publish.language import noop
from corrobora.store.captures import StoredCapture
from corrobora.web.pages.captures import capture_rows

#: Items of one sort that are named.
MOST = 30
# what an item is to the document, by the sort of relation and whether the document is its first end
_NAMES = {
    (RelationSort.ATTACHED_TO, False): noop("Shown or sent with it"),
    (RelationSort.ATTACHED_TO, True): noop("Shown or sent with"),
    (RelationSort.VERSION_OF, True): noop("Earlier version"),
    (RelationSort.VERSION_OF, False): noop("Later version"),
    (RelationSort.REPLY_TO, True): noop("Answers"),
    (RelationSort.REPLY_TO, False): noop("Answered by"),
    (RelationSort.PART_OF, True): noop("Taken from"),
}
_VISITS = noop("Other visits to the page")


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Items that belong with a document in one way.

    Attributes:
        name: in which way.
        rows: address of the item's page, its name, and a remark; the address and the remark may be empty.
        more: how many are not listed.
    """

    name: str
    rows: tuple[tuple[str, str, str], ...]
    more: int


def beside_text(case: Case, record: DocumentRecord) -> dict[str, Any]:
    """The panels below a document's text, as the template names them."""
    sha256 = record.item.sha256
    stored = case.captures(sha256)
    return {"belonging": belonging(case, sha256, stored), "captures": capture_rows(stored)}


def belonging(case: Case, sha256: str, captures: Iterable[StoredCapture]) -> tuple[Belonging, ...]:
    """What belongs with a document.

    Args:
        case: as the reader may see it.
        sha256: the document.
        captures: the visits that captured it.
    """
    groups: dict[str, list[tuple[str, str, str]]] = {}
    for related in case.related(sha256):
        if name := _NAMES.get((related.relation.sort, related.relation.sha256 == sha256)):
            groups.setdefault(name, []).append(_row(related))
    if visits := list(_visits(case, sha256, captures)):
        groups[_VISITS] = visits
    return tuple(
        Belonging(name=_(name), rows=tuple(rows[:MOST]), more=max(0, len(rows) - MOST))
        for name in (*_NAMES.values(), _VISITS)
        if (rows := groups.get(name))
    )


def _row(related: Related) -> tuple[str, str, str]:
    item = related.item
    room = "footage" if related.footage else "documents" if related.document else ""
    remark = related.relation.place if related.relation.sort is RelationSort.PART_OF else ""
    return (f"/{room}/{item.sha256}" if room else "", item.name, remark or words.bytes_of(item.size))


def _visits(case: Case, sha256: str, captures: Iterable[StoredCapture]) -> Iterator[tuple[str, str, str]]:
    own = {stored.entry.seq: stored.capture.url for stored in captures}
    for url in dict.fromkeys(own.values()):
        for stored in case.captures(url):
            page = stored.capture.page
            if stored.entry.seq not in own and page != sha256:
                read = stored.capture.verdict.readable and not stored.capture.part(Role.REPEAT)
                moment = days.moment(stored.capture.started)
                yield f"/documents/{page}" if read else "", moment, stored.capture.verdict.value
