"""Claims as extracted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from corrobora.model.claim import Claim
from corrobora.model.serial import claim_from_json, claim_to_json
from corrobora.model.vocabulary import Kind
from corrobora.store import veil
from corrobora.store.errors import NotFound
from corrobora.store.tables import claims, documents, incident_claims

# Rows are fetched in portions of so many; an option of the statement, never of the connection.
_STREAMED = {"yield_per": 1000}


#: States of a claim: proposed by the newest extraction; not proposed, but in force because a person
#: accepted, corrected or added it; not in force any more.
CURRENT, HELD, WITHDRAWN = "current", "held", "withdrawn"
IN_FORCE = (CURRENT, HELD)

# Statements of every addition are made once: making one takes longer than carrying it out.
_OF = claims.c.sha256 == bindparam("sha256")
_IDS = select(claims.c.id).where(_OF).order_by(claims.c.id)
_STATES = select(claims.c.id, claims.c.state).where(_OF)
_WRITTEN = select(claims.c.id, claims.c.data).where(_OF, claims.c.state == CURRENT).order_by(claims.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A claim in the store.

    Attributes:
        id: its id.
        sha256: the item it was read from.
        claim: the claim, as people corrected it.
        current: whether it is in force: the newest extraction proposes it, or a person holds it.
        incident: number of the incident it stands under now, if any.
        held: whether it is in force by a person's decision alone.
        proposed: the claim as it was proposed, where a person corrected it.
    """

    id: str
    sha256: str
    claim: Claim
    current: bool
    incident: int | None
    held: bool = False
    proposed: Claim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A claim's row as it stands.

    Attributes:
        id: the claim's id.
        sha256: the item it was read from.
        data: the claim as it was proposed or added, as JSON.
        state: one of `CURRENT`, `HELD` and `WITHDRAWN`.
        corrected: the claim as people corrected it, as JSON, if they did.
    """

    id: str
    sha256: str
    data: Mapping[str, Any]
    state: str
    corrected: Mapping[str, Any] | None


def replace(
    connection: Connection,
    sha256: str,
    extracted: Iterable[tuple[str, Claim]],
    known: Mapping[str, str],
    *,
    text_id: int,
    entry: int,
) -> None:
    """Make these the claims of a document.

    A claim that is proposed again keeps its row, and so what was decided on it. One that is not
    proposed any more stays, marked withdrawn.

    Args:
        connection: to the store.
        sha256: the document.
        extracted: ids and claims.
        known: the `states` of its claims until now.
        text_id: number of the text they were read from.
        entry: number of the journal entry they come with.
    """
    rows = [_row(id, sha256, claim, text_id=text_id, entry=entry) for id, claim in extracted]
    new = [row for row in rows if row["id"] not in known]
    old = [{("key" if k == "id" else k): v for k, v in row.items()} for row in rows if row["id"] in known]
    if new:
        connection.execute(insert(claims), [{**row, "since": entry} for row in new])
    if old:
        columns = [name for name in old[0] if name != "key"]
        again = update(claims).where(claims.c.id == bindparam("key"))
        connection.execute(again.values({name: bindparam(name) for name in columns}), old)
    kept = {row["id"] for row in rows}
    gone = sorted(id for id, state in known.items() if id not in kept and state == CURRENT)
    if gone:
        connection.execute(update(claims).where(claims.c.id.in_(gone)).values(state=WITHDRAWN, entry=entry))


def states(connection: Connection, sha256: str) -> dict[str, str]:
    """The state of every claim ever made of a document, by id."""
    return {row.id: row.state for row in connection.execute(_STATES, {"sha256": sha256})}


def hold(connection: Connection, sha256: str, id: str, claim: Claim, *, text_id: int, entry: int) -> None:
    """Put a claim in force that a person added, unless a claim of that id is there already."""
    if connection.execute(select(claims.c.id).where(claims.c.id == id)).one_or_none() is None:
        row = {**_row(id, sha256, claim, text_id=text_id, entry=entry), "state": HELD, "since": entry}
        connection.execute(insert(claims), [row])


def stand(
    connection: Connection, id: str, *, state: str, corrected: Mapping[str, Any] | None, entry: int
) -> None:
    """Write what decisions make of a claim."""
    values: dict[str, Any] = {"state": state, "corrected": corrected, "entry": entry}
    connection.execute(update(claims).where(claims.c.id == id).values(**values))


def rows(connection: Connection, ids: Iterable[str]) -> tuple[Written, ...]:
    """Rows of claims as they stand, by id; ids nobody has are left out."""
    wanted, found = sorted(set(ids)), []
    for start in range(0, len(wanted), 500):
        query = _ROWS.where(claims.c.id.in_(wanted[start : start + 500]))
        found += [_written(row) for row in connection.execute(query.order_by(claims.c.id))]
    return tuple(found)


def ids_of(connection: Connection, sha256: str) -> tuple[str, ...]:
    """Ids of every claim ever made of a document."""
    return tuple(connection.execute(_IDS, {"sha256": sha256}).scalars())


def by_decision(connection: Connection) -> tuple[Written, ...]:
    """Rows of claims that are as they are because a person decided so."""
    query = _ROWS.where((claims.c.state == HELD) | claims.c.corrected.is_not(None))
    return tuple(_written(row) for row in connection.execute(query.order_by(claims.c.id)))


def by_id(connection: Connection, id: str) -> Stored:
    """One claim, also a withdrawn one.

    Raises:
        NotFound: if there is none of that id.
    """
    row = connection.execute(_STORED.where(claims.c.id == id)).one_or_none()
    found = next(veil.claims(connection, [_stored(row)] if row is not None else []), None)
    if found is None:
        raise NotFound(f"{id}: no such claim in this case")
    return found


def by_ids(connection: Connection, ids: Iterable[str]) -> dict[str, Stored]:
    """Claims by id; ids nobody has are left out."""
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), 500):
        rows = connection.execute(_BY_IDS, {"ids": wanted[start : start + 500]}).all()
        stored = map(_stored, rows)
        found.update({claim.id: claim for claim in veil.claims(connection, stored)})
    return found


def published(connection: Connection, ids: Iterable[str]) -> Iterator[tuple[Stored, str | None, date | None]]:
    """Claims of no incident by id, each with who published its document, and on which day."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), 500):
        rows = connection.execute(_PUBLISHED, {"ids": wanted[start : start + 500]}).all()
        told = {row.id: (row.publisher, row.published) for row in rows}
        for claim in veil.claims(connection, map(_unplaced, rows)):
            publisher, day = told[claim.id]
            yield claim, publisher, date.fromisoformat(day) if day else None


def since(connection: Connection, entry: int) -> tuple[Stored, ...]:
    """Claims in force that were first proposed after an entry."""
    query = _STORED.where(claims.c.state.in_(IN_FORCE), claims.c.since > entry)
    rows = connection.execute(query.order_by(claims.c.since, claims.c.start)).all()
    return tuple(veil.claims(connection, map(_stored, rows)))


def withdrawn_since(connection: Connection, entry: int) -> tuple[str, ...]:
    """Ids of claims that stood at an entry and were withdrawn after it."""
    query = select(claims.c.id).where(
        claims.c.state == WITHDRAWN, claims.c.since <= entry, claims.c.entry > entry
    )
    return tuple(connection.execute(query.order_by(claims.c.id)).scalars())


def documents_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """For each claim, the hash of its document."""
    wanted, found = sorted(set(ids)), {}
    for start in range(0, len(wanted), 500):
        query = select(claims.c.id, claims.c.sha256).where(claims.c.id.in_(wanted[start : start + 500]))
        found.update({row.id: row.sha256 for row in connection.execute(query)})
    return found


def incidents_by_document(connection: Connection) -> dict[str, set[int]]:
    """For each document, the numbers its claims stand under."""
    query = select(claims.c.sha256, incident_claims.c.number).join_from(claims, incident_claims)
    found: dict[str, set[int]] = {}
    for row in connection.execute(query.where(incident_claims.c.until.is_(None))):
        found.setdefault(row.sha256, set()).add(row.number)
    return found


def of_document(connection: Connection, sha256: str) -> tuple[Stored, ...]:
    """A document's claims in force, in the order of its text."""
    query = _STORED.where(claims.c.sha256 == sha256, claims.c.state.in_(IN_FORCE))
    rows = connection.execute(query.order_by(claims.c.start, claims.c.id)).all()
    return tuple(veil.claims(connection, map(_stored, rows)))


def of_documents(connection: Connection, hashes: Iterable[str], kind: Kind) -> tuple[Stored, ...]:
    """Claims of one kind in force in some documents."""
    found: list[Stored] = []
    wanted = sorted(set(hashes))
    for start in range(0, len(wanted), 500):
        asked = {"hashes": wanted[start : start + 500], "kind": kind.value}
        rows = connection.execute(_OF_DOCUMENTS, asked).all()
        found += veil.claims(connection, map(_stored, rows))
    return tuple(found)


def of_kind(
    connection: Connection, kind: Kind | None = None, *, offset: int = 0, limit: int | None = None
) -> tuple[Stored, ...]:
    """Claims in force of one kind or of all, in a fixed order."""
    query = _STORED.where(claims.c.state.in_(IN_FORCE))
    if kind is not None:
        query = query.where(claims.c.kind == kind.value)
    query = query.order_by(claims.c.sha256, claims.c.start, claims.c.id).offset(offset).limit(limit)
    return tuple(veil.claims(connection, map(_stored, connection.execute(query).all())))


def count_by_kind(connection: Connection) -> dict[Kind, int]:
    """How many claims of each kind are in force."""
    query = select(claims.c.kind, func.count()).where(claims.c.state.in_(IN_FORCE)).group_by(claims.c.kind)
    if veil.of(connection) is not None:
        query = query.where(
            veil.documents_seen(connection, claims.c.sha256), veil.claims_seen(connection, claims.c.id)
        )
    return {Kind(kind): number for kind, number in connection.execute(query)}


def written(connection: Connection, sha256: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Ids and JSON of a document's claims as proposed, as stored: what digests are made over."""
    return [(row.id, row.data) for row in connection.execute(_WRITTEN, {"sha256": sha256})]


def with_texts(connection: Connection) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Id, text number and JSON of every claim, withdrawn ones too, ordered by text."""
    query = select(claims.c.id, claims.c.text_id, claims.c.data).order_by(claims.c.text_id, claims.c.id)
    for row in connection.execute(query, execution_options=_STREAMED):
        yield row.id, row.text_id, row.data


def _row(id: str, sha256: str, claim: Claim, *, text_id: int, entry: int) -> dict[str, Any]:
    return {
        "id": id, "sha256": sha256, "text_id": text_id, "kind": claim.kind.value,
        "type": claim.type.value.value if claim.type else None,
        "act": claim.act.value.value if claim.act else None,
        "start": claim.spans[0].start, "data": claim_to_json(claim, id), "engine": claim.engine,
        "state": CURRENT, "entry": entry,
    }  # fmt: skip


_COLUMNS = (claims.c.id, claims.c.sha256, claims.c.data, claims.c.state, claims.c.corrected)
_ROWS: Select[Any] = select(*_COLUMNS)
_STORED: Select[Any] = select(*_COLUMNS, incident_claims.c.number).select_from(
    claims.outerjoin(
        incident_claims, (incident_claims.c.claim == claims.c.id) & incident_claims.c.until.is_(None)
    )
)


# Statements of pages are made once: making one takes longer than carrying it out.
_BY_IDS = _STORED.where(claims.c.id.in_(bindparam("ids", expanding=True)))
_PUBLISHED: Select[Any] = (
    select(*_COLUMNS, documents.c.publisher, documents.c.published)
    .join_from(claims, documents, documents.c.sha256 == claims.c.sha256)
    .where(claims.c.id.in_(bindparam("ids", expanding=True)))
)
# state and kind as expressions, which no index holds: else SQLite takes all claims of the kind
_OF_DOCUMENTS = _STORED.where(
    claims.c.sha256.in_(bindparam("hashes", expanding=True)), claims.c.state.concat("").in_(IN_FORCE),
    claims.c.kind.concat("") == bindparam("kind"),
).order_by(claims.c.sha256, claims.c.start, claims.c.id)  # fmt: skip


def _written(row: Row[Any]) -> Written:
    return Written(id=row.id, sha256=row.sha256, data=row.data, state=row.state, corrected=row.corrected)


def _stored(row: Row[Any]) -> Stored:
    return _unplaced(row, row.number)


def _unplaced(row: Row[Any], number: int | None = None) -> Stored:
    return Stored(
        id=row.id,
        sha256=row.sha256,
        claim=claim_from_json(row.corrected or row.data),
        current=row.state in IN_FORCE,
        incident=number,
        held=row.state == HELD,
        proposed=claim_from_json(row.data) if row.corrected else None,
    )
