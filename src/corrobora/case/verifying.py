"""Whether a case is what its journal says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection

from corrobora.case.linking import digest as register_digest
from corrobora.case.records import Verification, Wrong
from corrobora.case.writing import claims_digest
from corrobora.model.errors import CorroboraError
from corrobora.model.journal import Entry
from corrobora.model.serial import claim_from_json
from corrobora.store import claims, decisions, documents, journal, register
from corrobora.store.database import Database
from corrobora.vault.store import Vault


def verify(database: Database, vault: Vault, *, head: str | None = None) -> Verification:
    """Recompute everything that can be recomputed.

    The chain of the journal; the bytes of every item; every text, every document's claims, the register
    and the decisions against what the journal recorded of them; every quote in its text.

    Args:
        database: the case's tables.
        vault: its bytes.
        head: hash of a journal entry noted earlier, which must still be there.
    """
    problems: list[Wrong] = []
    with database.read() as connection:
        counts = {"journal": journal.count(connection)}
        fault = journal.first_fault(connection)
        if fault:
            problems.append(Wrong(part="journal", reason=fault.reason))
        elif head and not journal.holds(connection, head):
            reason = f"no entry has the hash {head} noted earlier: its end was cut off, or all was rewritten"
            problems.append(Wrong(part="journal", reason=reason))
        parts: dict[str, Callable[[Connection], Iterator[str | None]]] = {
            "items": lambda c: _items(c, vault),
            "texts": _texts,
            "claims": _claims,
            "documents": _documents,
            "register": _register,
            "decisions": _decisions,
        }
        for part, check in parts.items():
            counts[part] = 0
            first: str | None = None
            try:
                for wrong in check(connection):
                    counts[part] += 1
                    first = first or wrong
            except (ValueError, KeyError, TypeError, CorroboraError) as error:  # a damaged row
                first = first or f"record {counts[part] + 1} cannot be read: {error!r}"
            if first:
                problems.append(Wrong(part=part, reason=first))
        last = journal.last(connection) if not fault else None
    return Verification(problems=tuple(problems), counts=counts, head=last.hash if last else None)


def _items(connection: Connection, vault: Vault) -> Iterator[str | None]:
    """One answer an item: what is wrong with it, or nothing."""
    for item, entry in documents.all_items(connection):
        recorded = {
            "sha256": item.sha256, "size": item.size, "media_type": item.media_type, "name": item.name,
            "origin": item.origin, "received": item.received.isoformat(),
        }  # fmt: skip
        damage = vault.verify(item.sha256)
        said = _payload(journal.by_seq(connection, entry), "add")
        if damage:
            yield f"{damage} ({item.name})"
        elif said != recorded:
            yield f"item {item.sha256} ({item.name}): differs from journal entry {entry}"
        else:
            yield None


def _texts(connection: Connection) -> Iterator[str | None]:
    for id, sha256, content, stored, entry in documents.all_texts(connection):
        said = _payload(journal.by_seq(connection, entry), "read")
        hashed = documents.digest(content)
        if hashed != stored or said.get("text") != hashed or said.get("sha256") != sha256:
            yield f"text {id} of item {sha256}: differs from journal entry {entry}"
        else:
            yield None


def _documents(connection: Connection) -> Iterator[str | None]:
    for sha256, entry in documents.entries_of_documents(connection).items():
        said = _payload(journal.by_seq(connection, entry), "extract")
        if said.get("sha256") != sha256 or said.get("digest") != claims_digest(
            claims.written(connection, sha256)
        ):
            yield f"document {sha256}: its claims differ from journal entry {entry}"
        else:
            yield None


def _claims(connection: Connection) -> Iterator[str | None]:
    number, content = -1, ""
    for id, text_id, data in claims.with_texts(connection):
        if text_id != number:
            number, content = text_id, documents.content(connection, text_id)
        yield _claim(id, data, content)


def _claim(id: str, data: Any, content: str) -> str | None:
    try:
        claim = claim_from_json(data)
    except (CorroboraError, KeyError, TypeError, ValueError) as error:
        return f"claim {id}: cannot be read: {error}"
    for span in claim.all_spans():
        if not span.holds_in(content):
            return f"claim {id}: {span.quote!r} does not stand at {span.start}:{span.end} of its text"
    return None


def _register(connection: Connection) -> Iterator[str | None]:
    latest = journal.latest_by_act(connection, "link")
    everything = register.everything(connection)
    now: dict[int, set[str]] = {}
    for m in register.memberships(connection):
        if m.now:
            now.setdefault(m.number, set()).add(m.claim)
    events = [e for e in everything if e.number in now]
    for event in events:
        same = set(event.claims) == now[event.number] and event.data.get("number") == event.number
        yield None if same else f"incident {event.number}: its claims are not those linked to it"
    merged = {e.number: e.merged_into for e in everything if e.number not in now}
    said = _payload(latest, "link")
    if everything and said.get("register") != register_digest(events, merged):
        seq = latest.seq if latest else 0
        yield f"the register differs from journal entry {seq}, which recorded it"


def _decisions(connection: Connection) -> Iterator[str | None]:
    for decision in decisions.everything(connection):
        said = _payload(journal.by_seq(connection, decision.id), "decide")
        recorded = decisions.payload(decision)
        yield (
            None
            if said == recorded
            else f"decision {decision.id}: differs from the journal entry of that number"
        )


def _payload(entry: Entry | None, act: str) -> dict[str, Any]:
    return dict(entry.payload) if entry is not None and entry.act == act else {}
