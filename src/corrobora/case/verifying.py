"""Whether a case is what its journal says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import tee
from typing import Any

from sqlalchemy import Connection

from corrobora.case import capturing, finding, register_history, sealing, verifying_people, witnesses
from corrobora.case.linking import digest_of_links, digest_of_register
from corrobora.case.records import Verification, Wrong
from corrobora.case.standing import ADDED, by_claim, standing
from corrobora.case.writing import claims_digest, item_payload, source_payload
from corrobora.model import digest_tree
from corrobora.model.errors import CorroboraError
from corrobora.model.journal import Decision
from corrobora.model.serial import claim_from_json
from corrobora.store import claims, decisions, documents, journal, linked, register
from corrobora.store.claims import CURRENT, Written
from corrobora.store.database import Database
from corrobora.vault.store import Vault
from corrobora.vault.verify import verified


def verify(
    database: Database, vault: Vault, *, head: str | None = None, checkpoints: tuple[str, ...] = ()
) -> Verification:
    """Recompute everything that can be recomputed.

    The chain of the journal; the bytes of every item; every text, every document's claims, the register
    and the decisions against what the journal recorded of them; every quote in its text.

    Args:
        database: the case's tables.
        vault: its bytes.
        head: hash of a journal entry noted earlier, which must still be there.
        checkpoints: signed checkpoints noted earlier, which the journal must still contain.
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
            "corrections": _corrections,
            "people": verifying_people.person_faults,
            "tokens": verifying_people.token_faults,
            "proposals": verifying_people.proposal_faults,
            "relations": finding.relation_faults,
            "examinations": finding.examination_faults,
            "captures": capturing.faults,
            "witnesses": lambda c: witnesses.faults(c, vault.root),
            "checkpoints": lambda c: sealing.faults(c, vault.root, checkpoints),
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
    recorded = {e.payload["sha256"]: e for e in journal.by_act(connection, "add")}
    items, same = tee(documents.all_items(connection))
    for (item, seq), damage in zip(items, verified(vault, (i.sha256 for i, _ in same)), strict=True):
        entry = recorded.pop(item.sha256, None)
        if damage:
            yield f"{damage} ({item.name})"
        elif entry is None or entry.seq != seq or entry.payload != item_payload(item):
            yield f"item {item.sha256} ({item.name}): differs from the journal entry that recorded it"
        elif entry.actor != item.received_by:
            yield f"item {item.sha256} ({item.name}): entry {seq} names another person as having added it"
        else:
            yield None
    for sha256, entry in recorded.items():
        yield f"item {sha256}: journal entry {entry.seq} recorded it, but it is not there"


def _texts(connection: Connection) -> Iterator[str | None]:
    recorded = {(e.payload["sha256"], e.payload["text"]): e.seq for e in journal.by_act(connection, "read")}
    for id, sha256, content, stored, seq in documents.all_texts(connection):
        hashed = documents.digest(content)
        said = recorded.pop((sha256, hashed), None)
        if hashed != stored or said is None or said < seq:
            yield f"text {id} of item {sha256}: differs from the journal entry that recorded it"
        else:
            yield None
    for (sha256, _), seq in recorded.items():
        yield f"item {sha256}: the text that journal entry {seq} recorded is not there"


def _documents(connection: Connection) -> Iterator[str | None]:
    read = {e.payload["sha256"]: e for e in journal.by_act(connection, "read")}
    extracted = {e.payload["sha256"]: e for e in journal.by_act(connection, "extract")}
    for head, seq in documents.heads_with_entries(connection):
        entry, source = extracted.pop(head.sha256, None), read.get(head.sha256)
        if source is None or any(source.payload[k] != v for k, v in source_payload(head.source).items()):
            yield f"document {head.sha256}: its source differs from the journal entry that recorded it"
        elif entry is None or entry.seq != seq:
            yield f"document {head.sha256}: does not name the journal entry of its claims"
        elif entry.payload["digest"] != claims_digest(claims.written(connection, head.sha256)):
            yield f"document {head.sha256}: its claims differ from journal entry {seq}"
        else:
            yield None
    for sha256, entry in extracted.items():
        yield f"document {sha256}: journal entry {entry.seq} recorded it, but it is not there"


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
    everything = register.everything(connection)
    now: dict[int, set[str]] = {}
    for m in register.memberships(connection):
        if m.now:
            now.setdefault(m.number, set()).add(m.claim)
    events = [e for e in everything if e.number in now]
    for event in events:
        same = set(event.claims) == now[event.number] and event.data["number"] == event.number
        yield None if same else f"incident {event.number}: its claims are not those linked to it"
    latest = journal.latest_by_act(connection, "link")
    if latest is None:
        if everything:
            yield "there are incidents, but no journal entry that recorded a linking"
        return
    merged = {e.number: e.merged_into for e in everything if e.number not in now}
    links = sorted(register.all_links(connection), key=lambda link: (link.first, link.second))
    if "history" not in latest.payload:  # as linkings up to link/2 recorded it
        flat = digest_of_register([e.data for e in events], {str(n): into for n, into in merged.items()})
        if latest.payload["register"] != flat:
            yield f"the register differs from journal entry {latest.seq}, which recorded it"
        if latest.payload["links"] != digest_of_links(linked.link_row(link) for link in links):
            yield f"the reasons for links differ from journal entry {latest.seq}, which recorded them"
        return
    standing = {e.number: {"event": dict(e.data)} for e in events}
    gone = {number: {"merged": [number, into]} for number, into in merged.items()}
    records: dict[str, Iterator[tuple[str, Mapping[str, Any]]]] = {
        linked.EVENTS: ((digest_tree.event_key(n), line) for n, line in sorted((standing | gone).items())),
        linked.REASONS: (
            (digest_tree.link_key(link.first), {"link": linked.link_row(link)}) for link in links
        ),
    }
    for part, lines in records.items():
        leaves = digest_tree.leaves(lines)
        nodes = digest_tree.nodes(leaves)
        if digest_tree.node(nodes) != latest.payload[part]:
            yield f"the register's {part} differ from journal entry {latest.seq}, which recorded them"
        elif linked.all_nodes(connection, part) != leaves | nodes:
            yield f"the digests kept of the register's {part} are not theirs"
    told = {
        number
        for sha256 in witnesses.testimonies(connection)
        for number in register.numbers_ever(connection, claims.ids_of(connection, sha256))
    }
    yield from register_history.faults(connection, told)


def _decisions(connection: Connection) -> Iterator[str | None]:
    recorded = {e.seq: e for e in journal.by_act(connection, "decide")}
    for decision in decisions.everything(connection):
        entry = recorded.pop(decision.id, None)
        same = (
            entry is not None
            and entry.payload == decisions.payload(decision)
            and (entry.actor, entry.time) == (decision.author, decision.time)
        )
        yield None if same else f"decision {decision.id}: differs from the journal entry of that number"
    for seq in recorded:
        yield f"decision {seq}: journal entry {seq} recorded it, but it is not there"


def _corrections(connection: Connection) -> Iterator[str | None]:
    """Every claim a decision touches stands as proposals and decisions make it stand."""
    about = by_claim(decisions.in_force(connection))
    written = {row.id: row for row in claims.by_decision(connection)}
    written |= {row.id: row for row in claims.rows(connection, about)}
    for id, row in sorted(written.items()):
        found = standing(row, about.get(id, ()), documents.content_of(connection, row.sha256))
        same = (found.state, found.corrected) == (row.state, row.corrected)
        yield None if same else f"claim {id}: does not stand as the decisions on it say"
    for decisions_on in about.values():
        for decision in decisions_on:
            if decision.verdict == ADDED and decision.content is not None:
                yield _added(decision, written.get(decision.subject[0]))


def _added(decision: Decision, row: Written | None) -> str | None:
    if row is None:
        return f"claim {decision.subject[0]}: decision {decision.id} added it, but it is not there"
    said = decision.content["claim"] if decision.content else None
    if row.state != CURRENT and row.data != said:
        return f"claim {row.id}: differs from decision {decision.id}, which added it"
    return None
