"""What commands and the API print as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from corrobora.case.records import ClaimRecord, DocumentHead, IncidentHead, SourceRecord
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.journal import Decision, Entry
from corrobora.model.serial import Json, claim_to_json

if TYPE_CHECKING:
    from corrobora.case.changes import Changes
    from corrobora.case.ledgers import LedgerPart
    from corrobora.count.ledger import Estimate, Ledger, LedgerRow
    from corrobora.link.actors import KnownActor
    from corrobora.link.origins import Origins


def incidents_json(
    heads: Iterable[IncidentHead], redirects: Mapping[int, int | None], origins: Mapping[int, Origins]
) -> Json:
    """The register, as ``incidents --json`` prints it.

    Args:
        heads: the incidents.
        redirects: numbers that lead elsewhere now, and where.
        origins: the sources of each incident, by number.
    """
    return {
        "incidents": [
            {**incident_json(head), "origins": origins_json(origins[head.incident.number])} for head in heads
        ],
        "redirects": {_label(number): _label(into) if into else None for number, into in redirects.items()},
    }


def _label(number: int) -> str:
    return f"INC-{number:04d}"


def origins_json(found: Origins) -> Json:
    """From whom an incident is known; ``independent`` is the least and the greatest number of origins."""
    return {
        "independent": list(found.independent),
        "roots": list(found.roots),
        "sources": [
            {"id": s.id, "name": s.name, "named": s.named, "claims": list(s.claims)} for s in found.sources
        ],
        "passed": [
            {"giver": p.giver, "taker": p.taker, "how": p.how.value, "claims": list(p.claims)}
            for p in found.passed
        ],
    }


def passed_json(origins: Mapping[int, Origins]) -> list[Json]:
    """Who has how many incidents from whom, over the whole register, the most first."""
    incidents: dict[tuple[str, str, str], list[int]] = {}
    for number, found in origins.items():
        names = {s.id: s.name for s in found.sources}
        for passed in found.passed:
            key = (names[passed.giver], names[passed.taker], passed.how.value)
            incidents.setdefault(key, []).append(number)
    ordered = sorted(incidents.items(), key=lambda x: (-len(set(x[1])), x[0]))
    return [
        {"giver": g, "taker": t, "how": how, "incidents": [_label(n) for n in sorted(set(numbers))]}
        for (g, t, how), numbers in ordered
    ]


def actor_json(actor: KnownActor) -> Json:
    """One actor with all names, as ``actors --json`` prints it."""
    return {
        "id": actor.id,
        "name": actor.name,
        "sort": actor.sort.value if actor.sort else None,
        "side": actor.side,
        "names": [{"name": name, "times": times} for name, times in actor.names],
        "speaks_for": list(actor.speaks_for),
        "may_be": list(actor.may_be),
        "errors": list(actor.errors),
        "documents": actor.documents,
        "claims": list(actor.claims),
    }


def changes_json(found: Changes) -> Json:
    """What changed, as ``changes --json`` prints it."""
    return {
        "since": found.since,
        "until": found.until,
        "claims": [record_json(record) for record in found.claims],
        "withdrawn": list(found.withdrawn),
        "incidents": {
            "new": [_label(n) for n in found.new],
            "restored": [_label(n) for n in found.restored],
            "merged": {_label(n): _label(into) if into else None for n, into in found.merged.items()},
            "split": {_label(n): [_label(p) for p in parts] for n, parts in found.split.items()},
            "changed": [
                {"id": _label(v.number), "value": v.name, "before": v.before, "after": v.after}
                for v in found.changed
            ],
        },
        "contradictions": [c.to_json() for c in found.contradictions],
        "decisions": [decision_json(d) for d in found.decisions],
    }


def incident_json(head: IncidentHead) -> Json:
    """One incident of the register."""
    return {
        **incident_to_json(head.incident),
        "documents": head.documents,
        "publishers": list(head.publishers),
        "decision": decision_json(head.decision) if head.decision else None,
    }


def record_json(record: ClaimRecord) -> Json:
    """A claim with its document, incident and decision."""
    return {
        **claim_to_json(record.claim, record.id),
        "document": head_json(record.document),
        "incident": record.incident,
        "decision": decision_json(record.decision) if record.decision else None,
    }


def head_json(head: DocumentHead) -> Json:
    """A document without its text."""
    source = head.source
    return {
        "sha256": head.sha256,
        "path": source.path,
        "name": head.name,
        "title": head.title,
        "publisher": source.publisher,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
        "language": head.language,
        "origins": dict(source.origins),
        "claims": head.claims,
    }


def decision_json(decision: Decision) -> Json:
    """A decision with its author and reason."""
    return {
        "id": decision.id,
        "time": decision.time.isoformat(),
        "author": decision.author,
        "reason": decision.reason,
        "subject": list(decision.subject),
        "judgement": decision.judgement.value if decision.judgement else None,
        "verdict": decision.verdict,
        "supersedes": decision.supersedes,
        "content": dict(decision.content) if decision.content is not None else None,
    }


def source_json(record: SourceRecord) -> Json:
    """A publisher and what rests on it."""
    return {
        "publisher": record.publisher,
        "documents": record.documents,
        "claims": record.claims,
        "incidents": record.incidents,
        "first": record.first.isoformat() if record.first else None,
        "last": record.last.isoformat() if record.last else None,
    }


def entry_json(entry: Entry) -> Json:
    """A journal entry with everything its hash is made over."""
    return {
        "seq": entry.seq,
        "time": entry.time.isoformat(),
        "actor": entry.actor,
        "act": entry.act,
        "payload": dict(entry.payload),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def ledger_json(found: Ledger | LedgerPart) -> Json:
    """A scope counted, as ``ledger --json`` prints it."""
    from corrobora.codebook.rules import rules
    from corrobora.count.reconciliation import scope_to_json

    rule = rules()[found.rule]
    return {
        "scope": scope_to_json(found.scope),
        "rule": {"name": rule.name, "text": rule.text, "source": rule.source},
        "incidents": _ends(found.incidents),
        "victims": _ends(found.victims),
        "rows": [_ledger_row(row) for row in found.rows],
    }


def _ledger_row(row: LedgerRow) -> Json:
    return {
        "id": row.incident.label,
        "in_scope": "inside" if row.inside else "possibly",
        "victims": _ends(row.victims),
        "grade": row.grade.value if row.grade else None,
        "counts": row.counts,
        "independent": list(row.independent),
        "claims": [
            {"id": id, "victims": list(quantity.bounds) if quantity else None} for id, quantity in row.claims
        ],
    }


def _ends(estimate: Estimate) -> dict[str, int | None]:
    return {"low": estimate.low, "best": estimate.best, "high": estimate.high}
