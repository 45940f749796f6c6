"""What people decide, with author and reason, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from corrobora.case.errors import BadDecision, NotThere
from corrobora.case.linking import number_of, relink
from corrobora.case.standing import ACCEPTED, ADDED, CORRECTED, REJECTED, UNSURE, bring_up_claim
from corrobora.model.journal import UNDONE, Decision
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.store import claims, decisions, journal, register
from corrobora.store.errors import NotFound

VERDICTS = (ACCEPTED, REJECTED, UNSURE)
_UNDOABLE = (*VERDICTS, CORRECTED, ADDED)


def decide(
    connection: Connection,
    subject: Sequence[str],
    *,
    judgement: Judgement | None,
    verdict: str | None,
    reason: str,
    author: str,
) -> Decision:
    """Record a decision and bring the register up to date, in the caller's transaction.

    A judgement is on two claims or incidents; on an incident, it holds for the claims that stand under it
    now. A verdict is on one claim or incident. An earlier decision on the same subject is superseded and
    stays readable.

    Raises:
        BadDecision: if subject and decision do not fit each other, or the reason is missing.
        NotThere: if there is no such claim or incident.
    """
    if (judgement is None) == (verdict is None):
        raise BadDecision("a decision is either a judgement on two records or a verdict on one")
    if verdict is not None and verdict not in VERDICTS:
        raise BadDecision(f"{verdict!r} is no verdict; verdicts are {', '.join(VERDICTS)}")
    wanted = 2 if judgement else 1
    if len(subject) != wanted:
        raise BadDecision(
            f"this decision is on {wanted} record{'s'[: wanted - 1]}, {len(subject)} were named"
        )
    about = _pair(connection, subject) if judgement else (_single(connection, subject[0]),)
    decision = record(connection, about, judgement=judgement, verdict=verdict, reason=reason, author=author)
    settle(connection, decision)
    return decision


def undo(connection: Connection, id: int, *, reason: str, author: str) -> Decision:
    """Take a decision back by a new one: what stood before it stands again.

    Raises:
        BadDecision: if it is not in force, or is one about leaving this machine, which is only made anew.
        NotThere: if there is no such decision.
    """
    wrong = decisions.by_id(connection, id)
    if wrong is None:
        raise NotThere(f"{id}: no decision of that number in this case")
    later = decisions.superseded_by(connection, id)
    if later is not None:
        raise BadDecision(f"decision {id} is not in force: decision {later} superseded it")
    if wrong.verdict == UNDONE:
        raise BadDecision(f"decision {id} took another back; decide anew instead")
    if wrong.judgement is None and wrong.verdict not in _UNDOABLE:
        raise BadDecision(f"decision {id} is {wrong.verdict}, which is not taken back; decide anew instead")
    before = decisions.by_id(connection, wrong.supersedes) if wrong.supersedes else None
    decision = record(
        connection, wrong.subject,
        judgement=before.judgement if before else None,
        verdict=before.verdict if before else UNDONE,
        content=before.content if before else None,
        reason=reason, author=author,
    )  # fmt: skip
    settle(connection, decision)
    return decision


def settle(connection: Connection, decision: Decision) -> None:
    """Bring what follows from a decision up to date: the claim it is on, and the register.

    Linking looks at rejected claims, at what claims say and at judgements. A verdict on an incident changes
    none of that, nor does most often one that accepts a claim or leaves it open; then nothing is linked anew.
    """
    first = decision.subject[0]
    on_claim = decision.judgement is None and number_of(first) is None
    changed = on_claim and bring_up_claim(connection, first, entry=decision.id)
    if decision.judgement is None and len(decision.subject) == 1:
        before = decisions.by_id(connection, decision.supersedes) if decision.supersedes else None
        if not changed and REJECTED not in (decision.verdict, before.verdict if before else None):
            return
    relink(connection, actor=decision.author)


def record(
    connection: Connection,
    about: tuple[str, ...],
    *,
    judgement: Judgement | None,
    verdict: str | None,
    reason: str,
    author: str,
    content: Mapping[str, Any] | None = None,
) -> Decision:
    """Write a decision with its journal entry; it supersedes an earlier one on the same subject.

    Raises:
        BadDecision: if the reason is missing.
    """
    if not reason.strip():
        raise BadDecision("a decision needs a reason")
    earlier = decisions.on(connection, about)
    time = datetime.now(UTC)
    replaced = earlier[-1].id if earlier else None
    draft = Decision(
        id=0, time=time, author=author, reason=reason.strip(), subject=about,
        judgement=judgement, verdict=verdict, supersedes=replaced, content=content,
    )  # fmt: skip
    entry = journal.append(
        connection, actor=author, act="decide", payload=decisions.payload(draft), time=time
    )
    decision = Decision(
        id=entry.seq, time=time, author=author, reason=draft.reason, subject=about,
        judgement=judgement, verdict=verdict, supersedes=replaced, content=content,
    )  # fmt: skip
    decisions.insert_decision(connection, decision)
    return decision


def _single(connection: Connection, name: str) -> str:
    number = number_of(name)
    if number is None:
        return _claim(connection, name, None)
    if register.by_number(connection, number) is None:
        raise NotThere(f"{name}: no incident of that number in this case")
    return f"INC-{number:04d}"


def _pair(connection: Connection, names: Sequence[str]) -> tuple[str, str]:
    first, second = (_one_of_pair(connection, name) for name in names)
    if first == second:
        raise BadDecision(f"{names[0]} and {names[1]} are one and the same")
    return first, second


def _one_of_pair(connection: Connection, name: str) -> str:
    number = number_of(name)
    return _claim(connection, name, Kind.INCIDENT) if number is None else _single(connection, name)


def _claim(connection: Connection, id: str, kind: Kind | None) -> str:
    try:
        claim = claims.by_id(connection, id)
    except NotFound as error:
        raise NotThere(str(error)) from error
    if kind is not None and claim.claim.kind is not kind:
        raise BadDecision(
            f"{id} is a {claim.claim.kind}; only claims of kind {kind} are joined or kept apart"
        )
    return claim.id
