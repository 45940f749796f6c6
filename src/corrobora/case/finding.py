"""Writing relations and findings, each with its journal entry, and checking them against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection

from corrobora.case.errors import NotThere
from corrobora.case.leaving import is_sensitive
from corrobora.case.records import ItemRecord, Related
from corrobora.model.examination import Examination, ExaminationSort
from corrobora.model.relation import Relation, RelationSort
from corrobora.store import documents, findings, journal
from corrobora.store.errors import NotFound

_EVER = datetime.min.replace(tzinfo=UTC)


def relate(connection: Connection, relation: Relation, *, actor: str) -> bool:
    """Write a relation, unless it is known; whether it is new."""
    if findings.relates(connection, relation):
        return False
    entry = journal.append(connection, actor=actor, act="relate", payload=_relation_payload(relation))
    findings.insert_relation(connection, relation, entry=entry.seq)
    return True


def examine(connection: Connection, examination: Examination, *, actor: str) -> bool:
    """Write a finding, unless it is known, and relate the item to other versions of its subject.

    The item is a version of the latest earlier one; if a later one is held already (an older export that is
    added after a newer one), that one is a version of the item.
    """
    if findings.examined(connection, examination):
        return False
    before = findings.states(connection, examination.subject) if examination.subject else ()
    payload = _examination_payload(examination, findings.digest(examination))
    entry = journal.append(connection, actor=actor, act="examine", payload=payload)
    findings.insert_examination(connection, examination, entry=entry.seq)
    others = [s for s in before if s.sha256 != examination.sha256]
    mine = examination.moment or _EVER
    earlier = [s for s in others if (s.moment or _EVER) <= mine]
    later = [s for s in others if (s.moment or _EVER) > mine]
    if earlier:
        other = max(earlier, key=lambda s: (s.moment or _EVER, s.entry)).sha256
        _version(connection, examination.sha256, other, actor)
    if later:
        other = min(later, key=lambda s: (s.moment or _EVER, s.entry)).sha256
        _version(connection, other, examination.sha256, actor)
    return True


def _version(connection: Connection, newer: str, older: str, actor: str) -> None:
    back = Relation(sha256=older, other=newer, sort=RelationSort.VERSION_OF)
    if not findings.relates(connection, back):
        relate(connection, Relation(sha256=newer, other=older, sort=RelationSort.VERSION_OF), actor=actor)


def about(connection: Connection, prefix: str) -> ItemRecord:
    """An item with what is known about it.

    Raises:
        NotThere: if there is none, or several begin so.
    """
    try:
        sha256 = documents.by_prefix(connection, prefix)
    except NotFound as error:
        raise NotThere(str(error)) from error
    held = documents.held(connection, sha256)
    if held is None:
        raise NotThere(f"{prefix!r}: no item has a hash that begins so")
    return ItemRecord(
        item=held.item,
        findings=findings.of_item(connection, sha256),
        relations=findings.from_item(connection, sha256),
        others=findings.to_item(connection, sha256),
        sensitive=is_sensitive(connection, sha256),
    )


def related(connection: Connection, prefix: str) -> Iterator[Related]:
    """The items an item belongs with: what is attached to it, versions, answers, what it was taken from.

    Raises:
        NotThere: if there is no such item, or several begin so.
    """
    known = about(connection, prefix)
    for relation in (*known.relations, *known.others):
        other = relation.other if relation.sha256 == known.item.sha256 else relation.sha256
        held = documents.held(connection, other)
        if held is not None:
            yield Related(
                item=held.item, relation=relation, document=held.document is not None,
                footage=findings.has_sort(connection, other, ExaminationSort.TECHNICAL),
            )  # fmt: skip


def relation_faults(connection: Connection) -> Iterator[str | None]:
    """One answer a relation: what is wrong with it, or nothing."""
    recorded = {e.seq: e.payload for e in journal.by_act(connection, "relate")}
    for relation, seq in findings.all_relations(connection):
        same = recorded.pop(seq, None) == _relation_payload(relation)
        wrong = (
            f"item {relation.sha256}: that it is {relation.sort} {relation.other} differs from entry {seq}"
        )
        yield None if same else wrong
    for seq in recorded:
        yield f"journal entry {seq} recorded a relation that is not there"


def examination_faults(connection: Connection) -> Iterator[str | None]:
    """One answer a finding: what is wrong with it, or nothing."""
    recorded = {e.seq: e.payload for e in journal.by_act(connection, "examine")}
    for examination, stored, seq in findings.all_examinations(connection):
        digest = findings.digest(examination)
        same = digest == stored and recorded.pop(seq, None) == _examination_payload(examination, digest)
        yield (
            None
            if same
            else (
                f"item {examination.sha256}: its {examination.sort} finding differs from journal entry {seq}"
            )
        )
    for seq in recorded:
        yield f"journal entry {seq} recorded a finding that is not there"


def _relation_payload(relation: Relation) -> dict[str, str]:
    return {
        "sha256": relation.sha256, "other": relation.other, "sort": relation.sort.value,
        "place": relation.place,
    }  # fmt: skip


def _examination_payload(examination: Examination, digest: str) -> dict[str, str]:
    return {
        "sha256": examination.sha256, "sort": examination.sort.value, "tool": examination.tool,
        "digest": digest,
    }  # fmt: skip
