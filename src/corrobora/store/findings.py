"""How items stand to each other, and what tools found out about them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, func, insert, select

from corrobora.model.examination import Examination, ExaminationSort
from corrobora.model.journal import canonical
from corrobora.model.relation import Relation, RelationSort
from corrobora.store import veil
from corrobora.store.tables import examinations, relations

_STREAMED = {"yield_per": 200}
# Statements of pages are made once: making one takes longer than carrying it out.
_HASHES: BindParameter[str] = bindparam("hashes", expanding=True)
_OF_ITEMS = (
    select(examinations)
    .where(examinations.c.sort == bindparam("sort"), examinations.c.sha256.in_(_HASHES))
    .order_by(examinations.c.id)
)
_ATTACHED = select(relations.c.other, relations.c.sha256).where(
    relations.c.other.in_(_HASHES), relations.c.sort == RelationSort.ATTACHED_TO.value
)

# Statements of every addition are made once: making one takes longer than carrying it out.
_RELATES = select(relations.c.id).where(
    *(relations.c[name] == bindparam(name) for name in ("sha256", "other", "sort", "place"))
)
_EXAMINED = select(examinations.c.id).where(
    *(examinations.c[name] == bindparam(name) for name in ("sha256", "sort", "digest"))
)
_STATES = (
    select(examinations.c.sha256, examinations.c.moment, examinations.c.entry)
    .where(examinations.c.subject == bindparam("subject"))
    .order_by(examinations.c.entry)
)
_INSERT_RELATION, _INSERT_EXAMINATION = insert(relations), insert(examinations)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One version of a subject.

    Attributes:
        sha256: the item.
        moment: which time it is of; ``None``: not known.
        entry: number of the journal entry that brought it.
    """

    sha256: str
    moment: datetime | None
    entry: int


def digest(examination: Examination) -> str:
    """The hash by which a finding is known and checked."""
    moment = examination.moment.isoformat() if examination.moment else None
    return digest_of(examination.tool, examination.data, examination.subject, moment)


def digest_of(tool: str, data: Mapping[str, Any], subject: str | None, moment: str | None) -> str:
    """The same of a finding's parts; its time as in ISO 8601."""
    written = {"tool": tool, "data": data, "subject": subject, "moment": moment}
    return hashlib.sha256(canonical(written).encode()).hexdigest()


def relates(connection: Connection, relation: Relation) -> bool:
    """Whether a relation is known."""
    return connection.execute(_RELATES, _columns(relation)).first() is not None


def insert_relation(connection: Connection, relation: Relation, *, entry: int) -> None:
    """Keep a relation."""
    connection.execute(_INSERT_RELATION, {**_columns(relation), "entry": entry})


def examined(connection: Connection, examination: Examination) -> bool:
    """Whether the same finding is known."""
    same = {"sha256": examination.sha256, "sort": examination.sort.value, "digest": digest(examination)}
    return connection.execute(_EXAMINED, same).first() is not None


def insert_examination(connection: Connection, examination: Examination, *, entry: int) -> None:
    """Keep a finding."""
    row = {
        "sha256": examination.sha256, "sort": examination.sort.value, "tool": examination.tool,
        "data": dict(examination.data), "digest": digest(examination), "subject": examination.subject,
        "moment": examination.moment.isoformat() if examination.moment else None, "entry": entry,
    }  # fmt: skip
    connection.execute(_INSERT_EXAMINATION, row)


def of_item(connection: Connection, sha256: str) -> tuple[Examination, ...]:
    """What was found out about an item, oldest finding first."""
    if veil.hidden(connection, sha256):
        return ()
    query = select(examinations).where(examinations.c.sha256 == sha256).order_by(examinations.c.id)
    return tuple(_examination(row) for row in connection.execute(query))


def of_sort(connection: Connection, sort: ExaminationSort) -> Iterator[Examination]:
    """Every finding of one sort, oldest first."""
    query = select(examinations).where(examinations.c.sort == sort.value).order_by(examinations.c.id)
    for row in connection.execute(query, execution_options=_STREAMED):
        if not veil.hidden(connection, row.sha256):
            yield _examination(row)


def of_items(connection: Connection, hashes: Iterable[str], sort: ExaminationSort) -> Iterator[Examination]:
    """The findings of one sort about some items, oldest first."""
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), 500):
        asked = {"sort": sort.value, "hashes": wanted[start : start + 500]}
        for row in connection.execute(_OF_ITEMS, asked):
            if not veil.hidden(connection, row.sha256):
                yield _examination(row)


def newest_of_sort(
    connection: Connection,
    sort: ExaminationSort,
    *,
    limit: int,
    after: int | None = None,
    before: int | None = None,
) -> list[tuple[int, str]]:
    """Number of the last finding of one sort about each item, with the item's hash; the newest first.

    Args:
        connection: to the case.
        sort: of which sort.
        limit: most of them.
        after, before: those that come after, or just before, the finding of this number.
    """
    query = _last_of_sort(connection, sort)
    if before is not None:
        query = query.where(examinations.c.id > before).order_by(examinations.c.id)
    else:
        query = query.where(examinations.c.id < after) if after is not None else query
        query = query.order_by(examinations.c.id.desc())
    found = [(row.id, row.sha256) for row in connection.execute(query.limit(limit))]
    return found[::-1] if before is not None else found


def number_of_sort(connection: Connection, sort: ExaminationSort) -> int:
    """About how many items there are findings of one sort."""
    every = _last_of_sort(connection, sort).subquery()
    return connection.execute(select(func.count()).select_from(every)).scalar_one()


def _last_of_sort(connection: Connection, sort: ExaminationSort) -> Select[Any]:
    later = examinations.alias()
    replaced = select(later.c.id).where(
        later.c.sha256 == examinations.c.sha256, later.c.sort == sort.value, later.c.id > examinations.c.id
    )
    query = select(examinations.c.id, examinations.c.sha256).where(
        examinations.c.sort == sort.value, ~replaced.exists()
    )
    return query.where(veil.documents_seen(connection, examinations.c.sha256))


def has_sort(connection: Connection, sha256: str, sort: ExaminationSort) -> bool:
    """Whether an item was looked at in this way."""
    query = select(examinations.c.id).where(
        examinations.c.sha256 == sha256, examinations.c.sort == sort.value
    )
    return connection.execute(query.limit(1)).first() is not None


def states(connection: Connection, subject: str) -> tuple[State, ...]:
    """Every version of a subject, in the order in which they came."""
    return tuple(
        State(
            sha256=row.sha256,
            moment=datetime.fromisoformat(row.moment) if row.moment else None,
            entry=row.entry,
        )
        for row in connection.execute(_STATES, {"subject": subject})
    )


def from_item(connection: Connection, sha256: str) -> tuple[Relation, ...]:
    """What an item is to others."""
    query = select(relations).where(relations.c.sha256 == sha256).order_by(relations.c.id)
    found = map(_relation, connection.execute(query).all())
    return tuple(r for r in found if not veil.hidden(connection, r.other))


def attached(connection: Connection, hashes: Iterable[str]) -> dict[str, set[str]]:
    """For each of these items, the hashes of what is attached to it."""
    wanted, found = sorted(set(hashes)), {sha256: set[str]() for sha256 in hashes}
    for start in range(0, len(wanted), 500):
        for row in connection.execute(_ATTACHED, {"hashes": wanted[start : start + 500]}):
            if not veil.hidden(connection, row.sha256):
                found[row.other].add(row.sha256)
    return found


def to_item(
    connection: Connection, sha256: str, sorts: Iterable[RelationSort] = RelationSort
) -> tuple[Relation, ...]:
    """What others are to an item."""
    query = select(relations).where(
        relations.c.other == sha256, relations.c.sort.in_([sort.value for sort in sorts])
    )
    found = map(_relation, connection.execute(query.order_by(relations.c.id)).all())
    return tuple(r for r in found if not veil.hidden(connection, r.sha256))


def all_relations(connection: Connection) -> Iterator[tuple[Relation, int]]:
    """Every relation with the journal entry it came with."""
    query = select(relations).order_by(relations.c.id)
    for row in connection.execute(query, execution_options=_STREAMED):
        yield _relation(row), row.entry


def all_examinations(connection: Connection) -> Iterator[tuple[Examination, str, int]]:
    """Every finding with its stored digest and the journal entry it came with."""
    query = select(examinations).order_by(examinations.c.id)
    for row in connection.execute(query, execution_options=_STREAMED):
        yield _examination(row), row.digest, row.entry


def _columns(relation: Relation) -> dict[str, Any]:
    return {
        "sha256": relation.sha256, "other": relation.other, "sort": relation.sort.value,
        "place": relation.place,
    }  # fmt: skip


def _relation(row: Row[Any]) -> Relation:
    return Relation(sha256=row.sha256, other=row.other, sort=RelationSort(row.sort), place=row.place)


def _examination(row: Row[Any]) -> Examination:
    return Examination(
        sha256=row.sha256,
        sort=ExaminationSort(row.sort),
        tool=row.tool,
        data=row.data,
        subject=row.subject,
        moment=datetime.fromisoformat(row.moment) if row.moment else None,
    )
