"""Acts that wait for a second person, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from corrobora.store.tables import open_proposals, outcomes, proposals


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What somebody wants done that a second person has to approve.

    Attributes:
        id: number of the journal entry that recorded it.
        act: what is to be done: ``decide``, ``correct``, ``export``, ….
        subject: what it is about, as a decision's subject.
        arguments: what the act is given.
    """

    id: int
    time: datetime
    author: str
    reason: str
    act: str
    subject: tuple[str, ...]
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a proposal.

    Attributes:
        entry: number of the journal entry that recorded it.
        by: who approved or refused it; its author, if they withdrew it.
        decision: the decision that came of it, if one did.
    """

    proposal: int
    entry: int
    by: str
    approved: bool
    reason: str
    decision: int | None = None


def add(connection: Connection, proposal: Proposal) -> None:
    """Keep a proposal."""
    connection.execute(
        insert(proposals).values(
            id=proposal.id, time=proposal.time.isoformat(), author=proposal.author, reason=proposal.reason,
            act=proposal.act, subject=list(proposal.subject), arguments=dict(proposal.arguments),
        )
    )  # fmt: skip
    connection.execute(insert(open_proposals).values(id=proposal.id))


def settle(connection: Connection, outcome: Outcome) -> None:
    """Keep what became of one; a second outcome is refused by the table itself."""
    connection.execute(
        insert(outcomes).values(
            proposal=outcome.proposal, entry=outcome.entry, by=outcome.by, approved=outcome.approved,
            reason=outcome.reason, decision=outcome.decision,
        )
    )  # fmt: skip
    connection.execute(delete(open_proposals).where(open_proposals.c.id == outcome.proposal))


def by_id(connection: Connection, id: int) -> tuple[Proposal, Outcome | None] | None:
    """A proposal and its outcome, if it has one."""
    row = connection.execute(select(proposals).where(proposals.c.id == id)).one_or_none()
    if row is None:
        return None
    ended = connection.execute(select(outcomes).where(outcomes.c.proposal == id)).one_or_none()
    return _proposal(row), _outcome(ended) if ended else None


def open_ones(connection: Connection, *, after: int = 0, limit: int | None = None) -> tuple[Proposal, ...]:
    """The proposals nobody has dealt with that come after a number, oldest first."""
    waiting = select(open_proposals.c.id).where(open_proposals.c.id > after)
    waiting = waiting.order_by(open_proposals.c.id).limit(limit)
    query = select(proposals).where(proposals.c.id.in_(waiting)).order_by(proposals.c.id)
    return tuple(_proposal(row) for row in connection.execute(query))


def everything(connection: Connection) -> tuple[Proposal, ...]:
    """All proposals, oldest first."""
    return tuple(_proposal(row) for row in connection.execute(select(proposals).order_by(proposals.c.id)))


def all_outcomes(connection: Connection) -> tuple[Outcome, ...]:
    """All outcomes, by proposal."""
    query = select(outcomes).order_by(outcomes.c.proposal)
    return tuple(_outcome(row) for row in connection.execute(query))


def payload(proposal: Proposal) -> dict[str, Any]:
    """What the journal records of a proposal."""
    return {
        "act": proposal.act, "subject": list(proposal.subject), "reason": proposal.reason,
        "arguments": dict(proposal.arguments),
    }  # fmt: skip


def outcome_payload(outcome: Outcome) -> dict[str, Any]:
    """What the journal records of an outcome."""
    return {
        "proposal": outcome.proposal, "approved": outcome.approved, "reason": outcome.reason,
        "decision": outcome.decision,
    }  # fmt: skip


def _proposal(row: Row[Any]) -> Proposal:
    return Proposal(
        id=row.id, time=datetime.fromisoformat(row.time), author=row.author, reason=row.reason, act=row.act,
        subject=tuple(row.subject), arguments=row.arguments,
    )  # fmt: skip


def _outcome(row: Row[Any]) -> Outcome:
    return Outcome(
        proposal=row.proposal, entry=row.entry, by=row.by, approved=bool(row.approved), reason=row.reason,
        decision=row.decision,
    )  # fmt: skip
