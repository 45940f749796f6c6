"""Keeping the listings: what is to be listed anew, and the rows that take the place of the old ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, literal, select, text, update

from corrobora.model.vocabulary import Kind
from corrobora.store.listing_tables import (
    KIND,
    LISTINGS,
    VEILED,
    WHOLE,
    listed_bases,
    listed_counts,
    listed_documents,
    listed_elements,
    listed_incidents,
    listed_ledger,
    listed_points,
    listed_sayings,
    listed_tallies,
    mentions,
    names,
    queue,
    queue_counts,
    sizes,
    unlisted,
)
from corrobora.store.tables import claims as claims_table
from corrobora.store.tables import incident_claims

T = TypeVar("T")

#: Most names in one statement.
PORTION = 500

_SUMS = ("incidents", "numbered", "lows", "low", "opens", "high")
_COUNT = text(
    f"INSERT INTO listed_counts (view, {', '.join(KIND)}, {', '.join(_SUMS)}) "  # noqa: S608  columns
    f"VALUES (:view, {', '.join(':' + k for k in KIND)}, {', '.join(':' + s for s in _SUMS)}) "
    f"ON CONFLICT (view, {', '.join(KIND)}) DO UPDATE SET "
    + ", ".join(f"{s} = listed_counts.{s} + excluded.{s}" for s in _SUMS)
)
_COUNT_QUEUE = text(
    "INSERT INTO queue_counts (view, why, size) VALUES (:view, :why, :n) "
    "ON CONFLICT (view, why) DO UPDATE SET size = queue_counts.size + excluded.size"
)
_COUNT_NAME = text(
    "INSERT INTO names (view, actor, mentions) VALUES (:view, :actor, :n) "
    "ON CONFLICT (view, actor) DO UPDATE SET mentions = names.mentions + excluded.mentions"
)
_COUNT_SIZE = text(
    "INSERT INTO sizes (view, sort, key, size) VALUES (:view, :sort, :key, :n) "
    "ON CONFLICT (view, sort, key) DO UPDATE SET size = sizes.size + excluded.size"
)
#: What stands in ``listed_ledger`` for a month that is not one.
SEVERAL_MONTHS = "several"
#: Sorts in ``sizes``; sayings are sorted by their kind.
PUBLISHER, PLACE, UNDATED, BODY = "publisher", "place", "undated", "body"
#: A sort that counts nothing: its row tells that the view is listed, even where nothing in it is to be seen.
_LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What is to be listed anew.

    Attributes:
        everything: all there is.
        incidents: numbers.
        claims: ids.
        documents: hashes; where they come from changed.
        decisions: numbers of new ones.
        tallies: all tallies, whatever else changed.
    """

    everything: bool
    incidents: frozenset[int]
    claims: frozenset[str]
    documents: frozenset[str]
    decisions: frozenset[int]
    tallies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point an incident can have been at, as the table of that name describes it."""

    lat: float
    lon: float
    several: int
    level: str
    km: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts:
    """What the ledger counts an incident by; the columns of ``listed_ledger`` that are no others' too."""

    act_open: int
    victim_status_open: int
    victim_side_open: int
    perpetrator_side_open: int
    month: str
    area: str
    place: str
    stated_low: int
    stated_best: int | None
    stated_high: int | None
    ucdp_low: int
    ucdp_best: int | None
    ucdp_high: int | None
    victims_low: int
    victims_high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedIncident:
    """An incident as it is listed; the columns of the table of that name, with bases, points and facts."""

    number: int
    act: str
    victim_status: str
    victim_side: str
    perpetrator_side: str
    verification: str
    differs: int
    first_day: str | None
    last_day: str | None
    day_key: int
    victims_key: int
    place_key: str
    claims_key: int
    first_key: int
    differences_key: int
    low: int | None
    high: int | None
    hedge: str | None
    documents: int
    publishers: str
    unit: str
    words: str
    place: str
    ledger: LedgerFacts
    bases: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """Something that waits; the columns of ``queue``."""

    key: str
    why: int
    unplaced: int
    incident: int
    sha256: str
    start: int
    claim: str
    other: str | None
    reasons: str
    slots: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTally:
    """A tally; the columns of the table of that name, but for its place in time."""

    claim: str
    sha256: str
    act: str
    victim_side: str
    victim_status: str
    perpetrator_side: str
    area: str
    first_day: str
    last_day: str
    body: str
    body_key: str
    units: int
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyPlace:
    """Where a tally stands in time beside the others of its body; the columns of ``listed_tallies``."""

    placed_first: str = ""
    placed_last: str = ""
    known: int = 0
    days: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """What a document is sorted by; the columns of the table of that name."""

    sha256: str
    day_key: int
    publisher_key: str
    claims_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSaying:
    """A statement or a response; the columns of the table of that name."""

    claim: str
    kind: str
    type: str
    day_key: int
    sha256: str
    start: int


_FACTS = frozenset(f.name for f in fields(LedgerFacts))


def portions(values: Iterable[T]) -> Iterator[list[T]]:
    """The values in lists that fit into a statement."""
    held = list(values)
    for start in range(0, len(held), PORTION):
        yield held[start : start + PORTION]


def pending(connection: Connection) -> bool:
    """Whether anything is to be listed anew."""
    return connection.execute(select(unlisted.c.sort).limit(1)).first() is not None


def waiting(connection: Connection) -> int:
    """How many incidents are to be listed anew, where that is not all there is."""
    sorts = select(unlisted.c.sort).where(unlisted.c.sort == "everything")
    if connection.execute(sorts).first() is not None:
        return 0
    query = select(func.count()).select_from(unlisted).where(unlisted.c.sort == "incident")
    return connection.execute(query).scalar_one()


def take_incidents(connection: Connection, most: int) -> Changed:
    """Some of the incidents that are to be listed anew, which are forgotten by this."""
    query = select(unlisted.c.key).where(unlisted.c.sort == "incident").order_by(unlisted.c.key).limit(most)
    keys = list(connection.execute(query).scalars())
    for some in portions(keys):
        connection.execute(delete(unlisted).where(unlisted.c.sort == "incident", unlisted.c.key.in_(some)))
    return Changed(
        everything=False, incidents=frozenset(map(int, keys)), claims=frozenset(), documents=frozenset(),
        decisions=frozenset(),
    )  # fmt: skip


def take(connection: Connection) -> Changed:
    """What is to be listed anew, which is forgotten by this."""
    noted: dict[str, set[str]] = {}
    for row in connection.execute(select(unlisted)):
        noted.setdefault(row.sort, set()).add(row.key)
    if noted:
        connection.execute(delete(unlisted))
    return Changed(
        everything="everything" in noted,
        incidents=frozenset(map(int, noted.get("incident", ()))),
        claims=frozenset(noted.get("claim", ())),
        documents=frozenset(noted.get("document", ())),
        decisions=frozenset(map(int, noted.get("decision", ()))),
        tallies="tallies" in noted,
    )


def numbers_of(connection: Connection, claims: Iterable[str]) -> set[int]:
    """The numbers claims stand under now."""
    found: set[int] = set()
    for some in portions(claims):
        now = (incident_claims.c.claim.in_(some), incident_claims.c.until.is_(None))
        found.update(connection.execute(select(incident_claims.c.number).where(*now)).scalars())
    return found


def unplaced(connection: Connection, claims: Sequence[str]) -> list[str]:
    """Those of these claims that stand under no number now."""
    now = (incident_claims.c.claim.in_(claims), incident_claims.c.until.is_(None))
    placed = set(connection.execute(select(incident_claims.c.claim).where(*now)).scalars())
    return [id for id in claims if id not in placed]


def holds(connection: Connection, view: int) -> bool:
    """Whether a view was begun with and not forgotten since."""
    query = select(sizes.c.view).where(sizes.c.view == view, sizes.c.sort == _LISTED)
    return connection.execute(query).first() is not None


def begin(connection: Connection, view: int) -> None:
    """Forget what was listed of a view, which is listed from now on."""
    clear(connection, view)
    connection.execute(insert(sizes), {"view": view, "sort": _LISTED, "key": "", "size": 1})


def clear(connection: Connection, view: int) -> None:
    """Forget a view."""
    for table in LISTINGS:
        connection.execute(delete(table).where(table.c.view == view))


def copy(connection: Connection) -> None:
    """List for those who may not see everything what is listed for the others."""
    begin(connection, VEILED)
    for table in LISTINGS:
        columns = [c.name for c in table.columns]
        moved = {"view": literal(VEILED), "id": listed_incidents.c.id + 1}
        query = select(*(moved.get(c, table.c[c]) for c in columns)).where(table.c.view == WHOLE)
        connection.execute(insert(table).from_select(columns, query))


def put_incidents(
    connection: Connection, view: int, numbers: Sequence[int], rows: Sequence[ListedIncident]
) -> None:
    """List these incidents; of the numbers, those that are not among them are not listed any more."""
    here = listed_incidents.c.view == view
    kinds = [listed_incidents.c[name] for name in KIND]
    sums = [listed_incidents.c[name] for name in ("victims_key", "low", "high")]
    counts: dict[tuple[Any, ...], Counter[str]] = {}
    places: Counter[tuple[str, str]] = Counter()
    for some in portions(numbers):
        query = select(*kinds, *sums, listed_incidents.c.place).where(
            here, listed_incidents.c.number.in_(some)
        )
        for old in connection.execute(query):
            _count(counts, tuple(old[: len(KIND)]), old.victims_key <= 0, old.low, old.high, times=-1)
            places[PLACE, old.place] -= 1
        for table in (listed_bases, listed_points, listed_ledger, listed_incidents):
            connection.execute(delete(table).where(table.c.view == view, table.c.number.in_(some)))
    for row in rows:
        _count(counts, tuple(getattr(row, k) for k in KIND), row.victims_key <= 0, row.low, row.high, times=1)
    _write(
        connection,
        listed_incidents,
        [{**_columns(r, "bases", "points", "ledger"), "view": view, "id": 2 * r.number + view} for r in rows],
    )
    _write(
        connection,
        listed_bases,
        [{"view": view, "basis": b, "number": r.number} for r in rows for b in r.bases],
    )
    _write(
        connection, listed_points,
        [{**asdict(p), "view": view, "number": r.number, "position": n}
         for r in rows for n, p in enumerate(r.points)],
    )  # fmt: skip
    shared = [c.name for c in listed_ledger.columns if c.name not in (*_FACTS, "view")]
    _write(
        connection, listed_ledger,
        [{"view": view, **{n: getattr(r, n) for n in shared}, **_columns(r.ledger)} for r in rows],
    )  # fmt: skip
    changed = [
        {"view": view, **dict(zip(KIND, kind, strict=True)), **{s: held[s] for s in _SUMS}}
        for kind, held in counts.items()
        if any(held.values())
    ]
    if changed:
        connection.execute(_COUNT, changed)
        connection.execute(delete(listed_counts).where(listed_counts.c.incidents == 0))
    places.update((PLACE, r.place) for r in rows)
    _size(connection, view, places)


def _count(
    counts: dict[tuple[Any, ...], Counter[str]],
    kind: tuple[Any, ...],
    numbered: bool,
    low: int | None,
    high: int | None,
    *,
    times: int,
) -> None:
    held = counts.setdefault(kind, Counter())
    held["incidents"] += times
    if numbered:
        held["numbered"] += times
        held["lows"] += times * (low is not None)
        held["low"] += times * (low or 0)
        held["opens"] += times * (high is None)
        held["high"] += times * (high or 0)


def put_elements(connection: Connection, view: int, numbers: Iterable[int], found: Mapping[int, str]) -> None:
    """List what is found of these incidents; of the numbers, those of which nothing is are not listed."""
    t = listed_elements
    for some in portions(numbers):
        connection.execute(delete(t).where(t.c.view == view, t.c.number.in_(some)))
    _write(connection, t, [{"view": view, "number": n, "found": what} for n, what in found.items()])


def documents_of_kinds(connection: Connection, claims: Iterable[str], kinds: Sequence[Kind]) -> set[str]:
    """Hashes of the documents of those of these claims that are of some kinds."""
    found: set[str] = set()
    for some in portions(claims):
        # the kind as an expression, which no index holds: else SQLite goes through all of these kinds
        query = select(claims_table.c.sha256).where(
            claims_table.c.id.in_(some), claims_table.c.kind.concat("").in_([kind.value for kind in kinds])
        )
        found.update(connection.execute(query.distinct()).scalars())
    return found


def documents_of_kind(connection: Connection, kind: Kind) -> set[str]:
    """Hashes of all documents with claims of a kind."""
    query = select(claims_table.c.sha256).where(claims_table.c.kind == kind.value)
    return set(connection.execute(query.distinct()).scalars())


def numbers_in(connection: Connection, hashes: Iterable[str]) -> set[int]:
    """The numbers that claims of these documents stand under now."""
    found: set[int] = set()
    both = claims_table.join(incident_claims, incident_claims.c.claim == claims_table.c.id)
    for some in portions(hashes):
        query = select(incident_claims.c.number).select_from(both)
        query = query.where(claims_table.c.sha256.in_(some), incident_claims.c.until.is_(None))
        found.update(connection.execute(query.distinct()).scalars())
    return found


def looked_for_otherwise(connection: Connection, mark: str) -> bool:
    """Whether elements of crimes were looked for by another codebook than the one with this mark."""
    t = listed_elements
    query = select(t.c.found).where(t.c.view == WHOLE).limit(1)
    ends = [connection.execute(query.order_by(by)).scalar() for by in (t.c.found, t.c.found.desc())]
    return any(end is not None and not end.startswith(mark) for end in ends)


def note_incidents(connection: Connection) -> None:
    """Have every incident listed anew."""
    connection.execute(text(
        "INSERT INTO unlisted SELECT 'incident', CAST(number AS VARCHAR(64)) FROM incidents "
        "WHERE true ON CONFLICT DO NOTHING"
    ))  # fmt: skip


def put_queue(
    connection: Connection, view: int, claims: Iterable[str], pairs_of: Iterable[str], rows: Sequence[Queued]
) -> None:
    """Let these wait, and of these claims, and of the pairs that hold one of those, nothing else."""
    counts: Counter[int] = Counter()
    # as expressions, which no index holds: else SQLite goes through all that waits
    single, here = queue.c.other.concat("").is_(None), queue.c.view + 0 == view
    for ids, where in (
        (claims, lambda some: queue.c.claim.in_(some) & single),
        (pairs_of, lambda some: queue.c.claim.in_(some) & ~single),
        (pairs_of, lambda some: queue.c.other.in_(some)),
    ):
        for some in portions(ids):
            gone = here & where(some)
            counts.subtract(connection.execute(select(queue.c.why).where(gone)).scalars())
            connection.execute(delete(queue).where(gone))
    counts.update(r.why for r in rows)
    _write(connection, queue, [{**_columns(r), "view": view} for r in rows])
    changed = [{"view": view, "why": why, "n": n} for why, n in counts.items() if n]
    if changed:
        connection.execute(_COUNT_QUEUE, changed)
        connection.execute(delete(queue_counts).where(queue_counts.c.size == 0))


def put_mentions(
    connection: Connection,
    view: int,
    claims: Iterable[str],
    named: Mapping[tuple[str, str], Sequence[str]],
) -> None:
    """Let these claims, each with the hash of its document, name these actors and nobody else."""
    counts: Counter[str] = Counter()
    for some in portions(claims):
        gone = (mentions.c.view == view) & mentions.c.claim.in_(some)
        counts.subtract(connection.execute(select(mentions.c.actor).where(gone)).scalars())
        connection.execute(delete(mentions).where(gone))
    rows = [
        {"view": view, "claim": claim, "position": n, "actor": actor, "sha256": sha256}
        for (claim, sha256), actors in named.items()
        for n, actor in enumerate(actors)
    ]
    counts.update(actor for actors in named.values() for actor in actors)
    _write(connection, mentions, rows)
    changed = [{"view": view, "actor": actor, "n": n} for actor, n in counts.items() if n]
    if changed:
        changed.append({"view": view, "actor": "", "n": 1})  # how often names have changed
        connection.execute(_COUNT_NAME, changed)
        connection.execute(delete(names).where(names.c.mentions == 0))


def put_tallies(
    connection: Connection, view: int, hashes: Iterable[str], rows: Sequence[ListedTally]
) -> set[str]:
    """List these tallies, and of these documents no other.

    Returns:
        Bodies of which a figure came or went: the others of theirs may stand elsewhere in time now.
    """
    counts: Counter[tuple[str, str]] = Counter()
    t = listed_tallies
    for some in portions(hashes):
        gone = (t.c.view == view) & t.c.sha256.in_(some)
        counts.subtract((BODY, body) for body in connection.execute(select(t.c.body).where(gone)).scalars())
        connection.execute(delete(t).where(gone))
    counts.update((BODY, r.body) for r in rows)
    unplaced = _columns(TallyPlace())
    _write(connection, t, [{**_columns(r), **unplaced, "view": view} for r in rows])
    _size(connection, view, counts)
    return {body for _, body in counts if body}


def put_places(connection: Connection, view: int, places: Mapping[str, TallyPlace]) -> None:
    """Note where tallies stand in time, by the ids of their claims."""
    t = listed_tallies
    rows = [{**_columns(place), "of": claim} for claim, place in places.items()]
    if rows:
        values: dict[str, Any] = {f.name: bindparam(f.name) for f in fields(TallyPlace)}
        here = (t.c.view == view) & (t.c.claim == bindparam("of"))
        connection.execute(update(t).where(here).values(values), rows)


def put_documents(
    connection: Connection, view: int, hashes: Iterable[str], rows: Sequence[ListedDocument]
) -> None:
    """List these documents; of the hashes, those that are not among them are not listed any more."""
    counts: Counter[tuple[str, str]] = Counter()
    t = listed_documents
    for some in portions(hashes):
        gone = (t.c.view == view) & t.c.sha256.in_(some)
        for old in connection.execute(select(t.c.publisher_key, t.c.day_key).where(gone)):
            counts[PUBLISHER, old.publisher_key] -= 1
            counts[UNDATED, ""] -= old.day_key > 0
        connection.execute(delete(t).where(gone))
    for row in rows:
        counts[PUBLISHER, row.publisher_key] += 1
        counts[UNDATED, ""] += row.day_key > 0
    _write(connection, t, [{**_columns(r), "view": view} for r in rows])
    _size(connection, view, counts)


def put_sayings(
    connection: Connection, view: int, claims: Iterable[str], rows: Sequence[ListedSaying]
) -> None:
    """List these statements and responses, and of these claims no other."""
    counts: Counter[tuple[str, str]] = Counter()
    t = listed_sayings
    for some in portions(claims):
        gone = (t.c.view == view) & t.c.claim.in_(some)
        for old in connection.execute(select(t.c.kind, t.c.type).where(gone)):
            counts[old.kind, old.type] -= 1
        connection.execute(delete(t).where(gone))
    counts.update((r.kind, r.type) for r in rows)
    _write(connection, t, [{**_columns(r), "view": view} for r in rows])
    _size(connection, view, counts)


def _size(connection: Connection, view: int, counts: Mapping[tuple[str, str], int]) -> None:
    changed = [{"view": view, "sort": s, "key": key, "n": n} for (s, key), n in counts.items() if n]
    if changed:
        connection.execute(_COUNT_SIZE, changed)
        for sort in {c["sort"] for c in changed}:
            keys = [c["key"] for c in changed if c["sort"] == sort]
            for some in portions(keys):
                gone = (sizes.c.view == view) & (sizes.c.sort == sort) & sizes.c.key.in_(some)
                connection.execute(delete(sizes).where(gone, sizes.c.size == 0))


def _columns(row: Any, *without: str) -> dict[str, Any]:
    return {f.name: getattr(row, f.name) for f in fields(row) if f.name not in without}


def _write(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))
