"""Whether the people, tokens and approvals of a case are what its journal recorded (decision 0008)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from corrobora.case.credentials import Credentials
from corrobora.model.journal import Entry
from corrobora.store import journal, people, proposals


def person_faults(connection: Connection) -> Iterator[str | None]:
    """One answer a person: what differs from the entries that set their role and credentials last."""
    roles = {e.payload["person"]: e for e in journal.by_act(connection, "person")}
    credentials = {e.payload["person"]: e for e in journal.by_act(connection, "credentials")}
    for found in people.everybody(connection):
        role, proof = roles.pop(found.name, None), credentials.get(found.name)
        said = {"person": found.name, "role": found.role.value, "active": found.active}
        if role is None or role.seq != found.entry or dict(role.payload) != said:
            yield f"{found.name}: has another role than the journal gave"
        elif proof is None or proof.seq != found.credentials_entry or not _same(found.credentials, proof):
            yield f"{found.name}: has other credentials than the journal recorded; reset them"
        else:
            yield None
    for name, entry in roles.items():
        yield f"{name}: journal entry {entry.seq} gave them a role, but they are not there"


def token_faults(connection: Connection) -> Iterator[str | None]:
    """One answer a token."""
    made = {e.payload["id"]: e for e in journal.by_act(connection, "token")}
    ended = {e.payload["id"]: e for e in journal.by_act(connection, "revoke")}
    for found in people.tokens_of(connection):
        entry, revoked = made.pop(found.id, None), ended.get(found.id)
        said = {
            "id": found.id, "digest": found.digest, "person": found.person, "name": found.name,
            "scopes": list(found.scopes), "expires": found.expires,
        }  # fmt: skip
        if entry is None or entry.seq != found.entry or dict(entry.payload) != said:
            yield f"token {found.id}: differs from the journal entry that recorded it"
        elif (revoked.seq if revoked else None) != found.revoked:
            yield f"token {found.id}: was revoked, or not, otherwise than the journal says"
        else:
            yield None
    for id, entry in made.items():
        yield f"token {id}: journal entry {entry.seq} recorded it, but it is not there"


def _same(stored: object, entry: Entry) -> bool:
    return isinstance(stored, dict) and Credentials.of(stored).digest == entry.payload["digest"]


def proposal_faults(connection: Connection) -> Iterator[str | None]:
    """One answer a proposal or outcome; and nobody approved their own."""
    made = {e.seq: e for e in journal.by_act(connection, "propose")}
    authors = {}
    for proposal in proposals.everything(connection):
        entry = made.pop(proposal.id, None)
        authors[proposal.id] = proposal.author
        same = (
            entry is not None
            and entry.payload == proposals.payload(proposal)
            and (entry.actor, entry.time) == (proposal.author, proposal.time)
        )
        yield None if same else f"proposal {proposal.id}: differs from the journal entry of that number"
    ended = {e.seq: e for e in journal.by_act(connection, "outcome")}
    for outcome in proposals.all_outcomes(connection):
        entry = ended.pop(outcome.entry, None)
        said = entry is not None and entry.payload == proposals.outcome_payload(outcome)
        if entry is None or not said or entry.actor != outcome.by:
            yield f"outcome of proposal {outcome.proposal}: differs from the journal entry that recorded it"
        elif outcome.approved and outcome.by == authors.get(outcome.proposal):
            yield f"proposal {outcome.proposal}: was approved by its own author"
        else:
            yield None
    for seq in (*made, *ended):
        yield f"journal entry {seq} recorded a proposal or an outcome, but it is not there"
