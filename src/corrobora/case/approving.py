"""What the lead approved for the public: a decision on each incident, superseded and never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from corrobora.case.deciding import record
from corrobora.case.errors import NotAllowed, NotThere
from corrobora.case.linking import number_of
from corrobora.case.sight import SENSITIVE
from corrobora.model.incident_serial import DERIVED
from corrobora.model.journal import Decision
from corrobora.model.rights import Person, Right
from corrobora.store import decisions, register

APPROVED, WITHDRAWN = "approved", "withdrawn"
_PUBLIC = "public:"


#: What is approved beside incidents: the figures of others.
TALLIES = "tallies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What may be shown to everybody.

    Attributes:
        approved: incidents approved and unchanged since, by number, with the decision.
        stale: numbers of incidents that were approved but have changed since; they wait for approval.
        withdrawn: numbers of those that were approved once and are not any more, with the last decision.
        tallies: the decision that approves the figures of others, if one does.
        sensitive: hashes of documents that must not leave the machine; nothing is taken from them.
        log: every decision on what is public, oldest first.
    """

    approved: Mapping[int, Decision]
    stale: Mapping[int, Decision]
    withdrawn: Mapping[int, Decision]
    tallies: Decision | None
    sensitive: frozenset[str]
    log: tuple[Decision, ...]


def decide_public(
    connection: Connection, subject: str, *, approve: bool, reason: str, person: Person
) -> Decision:
    """Approve an incident, or ``tallies``, for the public record, or withdraw it.

    Raises:
        BadDecision: if the reason is missing.
        NotAllowed: if the person may not hand over what the case holds.
        NotThere: if there is no such incident, or it was merged into another.
    """
    if not person.may(Right.EXPORT):
        raise NotAllowed(f"{person.name} is {person.role} here; only a lead decides what becomes public")
    about = (f"{_PUBLIC}{TALLIES}" if subject == TALLIES else f"{_PUBLIC}{_label(connection, subject)}",)
    verdict = APPROVED if approve else WITHDRAWN
    return record(connection, about, judgement=None, verdict=verdict, reason=reason, author=person.name)


def _label(connection: Connection, incident: str) -> str:
    number = number_of(incident)
    event = register.by_number(connection, number) if number is not None else None
    if number is None or event is None or event.merged_into is not None:
        raise NotThere(f"{incident}: no incident of that number in this case")
    return f"INC-{number:04d}"


def public(connection: Connection) -> Public:
    """What the lead approved, as the case stands."""
    everything = decisions.everything(connection)
    log = tuple(d for d in everything if len(d.subject) == 1 and d.subject[0].startswith(_PUBLIC))
    latest = {d.subject[0].removeprefix(_PUBLIC): d for d in log}
    now = {event.number: dict(event.data) for event in register.page(connection)}
    versions = register.versions(connection) if log else {}
    approved: dict[int, Decision] = {}
    stale: dict[int, Decision] = {}
    withdrawn: dict[int, Decision] = {}
    for label, decision in latest.items():
        number = number_of(label)
        if number is None:
            continue
        if decision.verdict != APPROVED:
            withdrawn[number] = decision
        elif now.get(number) == _at(versions.get(number, []), decision.id):
            approved[number] = decision
        else:
            stale[number] = decision
    tallies = latest.get(TALLIES)
    marks = {d.subject[0]: d.verdict for d in everything if len(d.subject) == 1}
    return Public(
        approved=approved, stale=stale, withdrawn=withdrawn,
        tallies=tallies if tallies and tallies.verdict == APPROVED else None,
        sensitive=frozenset(subject for subject, verdict in marks.items() if verdict == SENSITIVE),
        log=log,
    )  # fmt: skip


def _at(versions: Sequence[tuple[int, Mapping[str, Any]]], entry: int) -> Mapping[str, Any] | None:
    """The version that was in force at an entry."""
    return next((data for since, data in reversed(versions) if since <= entry), None)


def changed_between(connection: Connection, number: int, first: int, second: int) -> tuple[str, ...]:
    """Names of an incident's values that were others at one journal entry than at another."""
    before, after = (register.values_at(connection, entry).get(number, {}) for entry in (first, second))
    return tuple(name for name in DERIVED if before.get(name) != after.get(name))
