"""Photos and videos of a captured page: they lie in its WACZ, and become items like those of a crawl."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from corrobora.collect.imports import Container, Opened, Piece, pieces
from corrobora.collect.imports.piece import Tie
from corrobora.model.capture import Capture, Role
from corrobora.model.examination import ExaminationSort
from corrobora.model.item import Item
from corrobora.model.relation import RelationSort
from corrobora.store import documents, findings


def page_media(archive: Opened, page: str) -> Iterator[Piece]:
    """What a capture's archive holds of footage, each attached to the page; last the archive itself.

    That the archive comes last, with its finding, shows that all before it was kept (`taken_apart`).

    Args:
        archive: the WACZ of the capture.
        page: hash of the page.
    """
    whole: Piece | None = None
    for taken in pieces(Container.WACZ, archive):
        if not isinstance(taken, Piece) or taken.reads:
            continue
        if isinstance(taken.content, Path):
            whole = taken
        else:
            tie = Tie(other=page, sort=RelationSort.ATTACHED_TO, place=taken.origin)
            yield replace(taken, ties=(*taken.ties, tie))
    if whole is not None:
        yield whole


def taken_apart(connection: Connection, archive: str) -> bool:
    """Whether the photos and videos in a capture's archive are items of their own."""
    return findings.has_sort(connection, archive, ExaminationSort.EXPORT)


def exchanged(connection: Connection, before: Capture, after: Capture) -> Iterator[tuple[str, Item]]:
    """Photos and videos that only one of two captures has: ``-`` and ``+``, and the item.

    Nothing, if one of them was captured before photos and videos were taken out.
    """
    archives = [part for capture in (before, after) if (part := capture.part(Role.ARCHIVE))]
    if len(archives) < 2 or not all(taken_apart(connection, archive) for archive in archives):
        return
    old, new = (
        [r.sha256 for r in findings.to_item(connection, archive, [RelationSort.PART_OF])]
        for archive in archives
    )
    for sign, some, others in (("-", old, new), ("+", new, old)):
        for sha256 in dict.fromkeys(some):
            held = documents.held(connection, sha256) if sha256 not in others else None
            if held is not None:
                yield sign, held.item
