"""Four eyes: where the case demands it, what one person decides waits for another.

A proposal is an act with its arguments. Who approves it has it done in the author's name, in the transaction
that records the approval; what cannot be done then is not approved. Nobody approves what they proposed
themselves, whatever their role. Whether four eyes are demanded is itself a decision, and lifting it
needs four eyes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from corrobora.case.errors import BadDecision, CaseError, NotAllowed, NotThere
from corrobora.case.sight import Sight
from corrobora.model.journal import Decision
from corrobora.store import decisions, journal, proposals
from corrobora.store.proposals import Outcome, Proposal

SUBJECT = ("four-eyes",)
DEMANDED, FREE = "demanded", "free"
EXPORT, ALLOWED = "export", "allowed"
#: Exports that hold nothing of what is marked sensitive, by their format.
OPEN_FORMATS = ("site", "claimreview", "letter")


class Waits(CaseError):
    """The act was recorded as a proposal and waits for a second person."""


def demanded(connection: Connection) -> bool:
    """Whether the case demands four eyes."""
    decided = decisions.on(connection, SUBJECT)
    return bool(decided) and decided[-1].verdict == DEMANDED


def propose(
    connection: Connection,
    act: str,
    subject: Sequence[str],
    arguments: Mapping[str, Any],
    *,
    reason: str,
    author: str,
) -> Proposal:
    """Keep what somebody wants done, in the caller's transaction.

    Raises:
        BadDecision: if the reason is missing.
    """
    if not reason.strip():
        raise BadDecision("a decision needs a reason")
    time = datetime.now(UTC)
    draft = Proposal(
        id=0, time=time, author=author, reason=reason.strip(), act=act, subject=tuple(subject),
        arguments=arguments,
    )  # fmt: skip
    payload = proposals.payload(draft)
    entry = journal.append(connection, actor=author, act="propose", payload=payload, time=time)
    kept = Proposal(
        id=entry.seq, time=time, author=author, reason=draft.reason, act=act, subject=draft.subject,
        arguments=arguments,
    )  # fmt: skip
    proposals.add(connection, kept)
    return kept


def waiting(connection: Connection, id: int) -> Proposal:
    """A proposal nobody has dealt with.

    Raises:
        NotThere: if there is none of that number.
        BadDecision: if somebody has dealt with it.
    """
    found = proposals.by_id(connection, id)
    if found is None:
        raise NotThere(f"{id}: no such proposal in this case; what waits: corrobora proposals list")
    proposal, outcome = found
    if outcome is not None:
        said = "approved" if outcome.approved else "refused"
        raise BadDecision(f"proposal {id} was {said} by {outcome.by} already")
    return proposal


def settle(
    connection: Connection, proposal: Proposal, *, by: str, approved: bool, reason: str, decision: int | None
) -> Outcome:
    """Record what became of a proposal, in the caller's transaction.

    Raises:
        NotAllowed: if its author would approve it.
        BadDecision: if the reason is missing.
    """
    if approved and by == proposal.author:
        raise NotAllowed(f"proposal {proposal.id} is {by}'s own; another person approves it")
    if not reason.strip():
        raise BadDecision("an approval, and a refusal, needs a reason")
    draft = Outcome(
        proposal=proposal.id, entry=0, by=by, approved=approved, reason=reason.strip(), decision=decision
    )
    entry = journal.append(connection, actor=by, act="outcome", payload=proposals.outcome_payload(draft))
    made = Outcome(
        proposal=proposal.id,
        entry=entry.seq,
        by=by,
        approved=approved,
        reason=draft.reason,
        decision=decision,
    )
    proposals.settle(connection, made)
    return made


def as_decision(proposal: Proposal) -> Decision:
    """A proposal as the decision it will be."""
    return Decision(
        id=proposal.id, time=proposal.time, author=proposal.author, reason=proposal.reason,
        subject=proposal.subject, verdict=proposal.arguments.get("verdict"), pending=True,
    )  # fmt: skip


def export_approval(connection: Connection, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of an export, with the approval it uses up where it needs one.

    Raises:
        NotAllowed: if it would hand over what is marked sensitive and nobody else approved that.
    """
    format = str(payload.get("format", ""))
    if format in OPEN_FORMATS or Sight.of(connection) is None:
        return dict(payload)
    used = {e.payload.get("approval") for e in journal.by_act(connection, "export")}
    decided = decisions.on(connection, (EXPORT, format))
    if decided and decided[-1].verdict == ALLOWED and decided[-1].id not in used:
        return {**payload, "approval": decided[-1].id}
    raise NotAllowed(
        f"the case holds records marked sensitive, so a second person approves this export: corrobora "
        f"proposals export {format or 'FORMAT'!r} --reason … and then, by somebody else, "
        "corrobora proposals approve NUMBER --reason …"
    )
