"""What people decided: appended, superseded, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select

from corrobora.model.journal import Decision
from corrobora.model.vocabulary import Judgement
from corrobora.store import veil
from corrobora.store.tables import decision_subjects, decisions

_later = decisions.alias()
_REPLACED = select(_later.c.id).where(_later.c.supersedes == decisions.c.id).exists()
_OF_VERDICT = (
    select(decisions).where(decisions.c.verdict == bindparam("verdict"), ~_REPLACED).order_by(decisions.c.id)
)
_OF_KEYS = (
    select(decisions)
    .where(decisions.c.key.in_(bindparam("keys", expanding=True)), ~_REPLACED)
    .order_by(decisions.c.id)
)
_NAMING = select(decision_subjects.c.decision).where(
    decision_subjects.c.subject.in_(bindparam("names", expanding=True))
)
_ON = select(decisions).where(decisions.c.key == bindparam("key")).order_by(decisions.c.id)


def key(subject: Iterable[str]) -> str:
    """What tells subjects apart: a pair is the same pair in either order."""
    return "|".join(sorted(subject))


def insert_decision(connection: Connection, decision: Decision) -> None:
    """Keep a decision; its id is that of the journal entry that recorded it."""
    connection.execute(
        insert(decisions).values(
            id=decision.id,
            time=decision.time.isoformat(),
            author=decision.author,
            reason=decision.reason,
            subject=list(decision.subject),
            key=key(decision.subject),
            judgement=decision.judgement.value if decision.judgement else None,
            verdict=decision.verdict,
            supersedes=decision.supersedes,
            content=dict(decision.content) if decision.content is not None else None,
        )
    )


def in_force(connection: Connection) -> tuple[Decision, ...]:
    """The decisions nobody has superseded, oldest first."""
    replaced = select(decisions.c.supersedes).where(decisions.c.supersedes.is_not(None))
    query = select(decisions).where(decisions.c.id.not_in(replaced)).order_by(decisions.c.id)
    return tuple(veil.decisions(connection, map(_decision, connection.execute(query))))


def of_verdict(connection: Connection, verdict: str) -> tuple[Decision, ...]:
    """The decisions of one verdict nobody has superseded, oldest first, whoever asks."""
    return tuple(_decision(row) for row in connection.execute(_OF_VERDICT, {"verdict": verdict}))


def deciding_after(connection: Connection, verdict: str, after: int) -> Iterator[Decision]:
    """Decisions after one that have a verdict or supersede another, oldest first, whoever asks."""
    query = select(decisions).where(
        decisions.c.id > after, (decisions.c.verdict == verdict) | decisions.c.supersedes.is_not(None)
    )
    return map(_decision, connection.execute(query.order_by(decisions.c.id)))


def newest(connection: Connection) -> int:
    """Number of the last decision; 0 if there is none."""
    return connection.execute(select(func.max(decisions.c.id))).scalar_one() or 0


def in_force_on(connection: Connection, names: Iterable[str]) -> tuple[Decision, ...]:
    """The decisions in force on single records, by the records' names."""
    wanted, found = sorted(set(names)), []
    for start in range(0, len(wanted), 500):
        rows = connection.execute(_OF_KEYS, {"keys": wanted[start : start + 500]})
        found += [_decision(row) for row in rows]
    return tuple(veil.decisions(connection, found))


def judged(connection: Connection, pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Keys of those pairs on which a judgement is in force."""
    found: set[str] = set()
    wanted = sorted({key(pair) for pair in pairs})
    for start in range(0, len(wanted), 500):
        query = select(decisions.c.key).where(
            decisions.c.key.in_(wanted[start : start + 500]), decisions.c.judgement.is_not(None), ~_REPLACED
        )
        found.update(connection.execute(query).scalars())
    return found


def in_force_about(connection: Connection, names: Iterable[str]) -> tuple[Decision, ...]:
    """The decisions in force that name one of these records, alone or with others, oldest first."""
    return _about(connection, names, ~_REPLACED)


def about(connection: Connection, names: Iterable[str]) -> tuple[Decision, ...]:
    """Every decision that names one of these records, alone or with others, oldest first."""
    return _about(connection, names)


def _about(connection: Connection, names: Iterable[str], *where: ColumnElement[bool]) -> tuple[Decision, ...]:
    ids: set[int] = set()
    wanted = sorted(set(names))
    for start in range(0, len(wanted), 500):
        ids.update(connection.execute(_NAMING, {"names": wanted[start : start + 500]}).scalars())
    numbers, found = sorted(ids), []
    for start in range(0, len(numbers), 500):
        query = select(decisions).where(decisions.c.id.in_(numbers[start : start + 500]), *where)
        found += [_decision(row) for row in connection.execute(query.order_by(decisions.c.id))]
    return tuple(veil.decisions(connection, found))


def on(connection: Connection, subject: Iterable[str]) -> tuple[Decision, ...]:
    """Every decision on a subject, oldest first; the last one is in force."""
    found = connection.execute(_ON, {"key": key(subject)})
    return tuple(veil.decisions(connection, map(_decision, found)))


def by_id(connection: Connection, id: int) -> Decision | None:
    """A decision by its number."""
    row = connection.execute(select(decisions).where(decisions.c.id == id)).one_or_none()
    return _decision(row) if row is not None else None


def superseded_by(connection: Connection, id: int) -> int | None:
    """The decision that replaced one, if any did."""
    return connection.execute(select(decisions.c.id).where(decisions.c.supersedes == id)).scalar_one_or_none()


def everything(connection: Connection) -> tuple[Decision, ...]:
    """All decisions, oldest first."""
    query = select(decisions).order_by(decisions.c.id)
    return tuple(veil.decisions(connection, map(_decision, connection.execute(query))))


def after(connection: Connection, id: int, limit: int) -> tuple[Decision, ...]:
    """Decisions after one, oldest first, whoever asks."""
    query = select(decisions).where(decisions.c.id > id).order_by(decisions.c.id).limit(limit)
    return tuple(_decision(row) for row in connection.execute(query))


def count(connection: Connection) -> int:
    """How many decisions were made, superseded ones too."""
    return connection.execute(select(func.count()).select_from(decisions)).scalar_one()


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        id=row.id,
        time=datetime.fromisoformat(row.time),
        author=row.author,
        reason=row.reason,
        subject=tuple(row.subject),
        judgement=Judgement(row.judgement) if row.judgement else None,
        verdict=row.verdict,
        supersedes=row.supersedes,
        content=row.content,
    )


def payload(decision: Decision) -> dict[str, Any]:
    """What the journal records of a decision."""
    written: dict[str, Any] = {
        "subject": list(decision.subject),
        "judgement": decision.judgement.value if decision.judgement else None,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "supersedes": decision.supersedes,
    }
    if decision.content is not None:
        written["content"] = dict(decision.content)
    return written
