"""The register: claims of incidents linked, numbered and written down."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection

from corrobora.case.numbering import assign
from corrobora.link import ClaimRecord, FeatureValue, PairJudgement, PairScore, link
from corrobora.link.derive import derive
from corrobora.link.weights import default_weights
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import incident_to_json
from corrobora.model.journal import canonical
from corrobora.model.serial import claim_to_json
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.store import claims, decisions, documents, journal, register
from corrobora.store.claims import Stored
from corrobora.store.register import Membership, NumberedEvent, StoredLink

#: Version of the code that links; another one links every case anew on its next change.
VERSION = "link/2"

_LABEL = re.compile(r"(?:INC-?)?0*([1-9]\d*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relinked:
    """What a linking changed: numbers given for the first time, and how many incidents there are."""

    new: tuple[int, ...]
    incidents: int


@cache
def linker() -> str:
    """Name and version of what links: the code's, and which weights it used (``link/2+1f2e3d4c``)."""
    weights = default_weights()
    used = [dict(weights.across), dict(weights.inside), weights.across_bias, weights.inside_bias]
    return f"{VERSION}+{hashlib.sha256(canonical({'weights': used}).encode()).hexdigest()[:8]}"


def relink(connection: Connection, *, actor: str) -> Relinked:
    """Bring the register up to date with claims and decisions, in the caller's transaction.

    The outcome depends only on the claims, the decisions and the numbers given before, not on the order in
    which documents came; if none of them changed, nothing is written.
    """
    records = _records(connection)
    judgements = _judgements(connection)
    inputs = _fingerprint(records, judgements)
    latest = journal.latest_by_act(connection, "link")
    if latest is not None and latest.payload["inputs"] == inputs:
        return Relinked(new=(), incidents=register.count(connection))
    result = link(records, judgements)
    position = {record.id: n for n, record in enumerate(records)}
    clusters = sorted(
        (sorted(cluster, key=position.__getitem__) for cluster in result.clusters),
        key=lambda cluster: position[cluster[0]],
    )
    numbering = assign(clusters, register.memberships(connection), register.highest(connection))
    by_id = {record.id: record for record in records}
    incidents = [
        derive(number, [by_id[claim] for claim in cluster])
        for number, cluster in zip(numbering.numbers, clusters, strict=True)
    ]
    events = [_event(incident) for incident in incidents]
    under = {claim: e.number for e in events for claim in e.claims}
    links = [_link(pair, under) for pair in result.pairs]
    entry = journal.append(
        connection,
        actor=actor,
        act="link",
        payload={
            "linker": linker(),
            "inputs": inputs,
            "claims": len(records),
            "incidents": len(events),
            "new": list(numbering.new),
            "register": register_digest(events, numbering.merged),
            "links": links_digest(links),
        },
    )
    register.put(connection, events, numbering.merged, entry=entry.seq)
    register.put_links(connection, links, entry=entry.seq)
    return Relinked(new=numbering.new, incidents=len(events))


def register_digest(events: Sequence[NumberedEvent], merged: Mapping[int, int | None]) -> str:
    """A hash over the register, which the journal holds and `verify` recomputes."""
    return digest_of_register([e.data for e in events], {str(n): into for n, into in merged.items()})


def digest_of_register(events: Iterable[Mapping[str, Any]], merged: Mapping[str, int | None]) -> str:
    """The same over incidents as JSON and redirects by number as text."""
    ordered = sorted((dict(event) for event in events), key=lambda event: event["number"])
    return hashlib.sha256(canonical({"events": ordered, "merged": dict(merged)}).encode()).hexdigest()


def links_digest(links: Iterable[StoredLink]) -> str:
    """A hash over the reasons for links, likewise."""
    return digest_of_links(link_row(link) for link in links)


def digest_of_links(rows: Iterable[list[Any]]) -> str:
    """The same over rows as `link_row` makes them."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    return hashlib.sha256(canonical({"links": ordered}).encode()).hexdigest()


def link_row(link: StoredLink) -> list[Any]:
    """A link as it is hashed and exported."""
    return [link.first, link.second, link.joined, link.score, dict(link.data), link.linker]


def pair_from_json(stored: StoredLink) -> PairScore:
    """The explanation of a link as the linker gave it."""
    data = stored.data
    return PairScore(
        a=stored.first,
        b=stored.second,
        score=stored.score,
        features=tuple(FeatureValue(**feature) for feature in data["features"]),
        vetoes=tuple(data["vetoes"]),
        judgement=Judgement(data["judgement"]) if data["judgement"] else None,
    )


def _records(connection: Connection) -> list[ClaimRecord]:
    """Claims of incidents that nobody rejected, oldest document first."""
    rejected = {
        d.subject[0]
        for d in decisions.in_force(connection)
        if d.verdict == "rejected" and len(d.subject) == 1
    }
    stored = [c for c in claims.of_kind(connection, Kind.INCIDENT) if c.id not in rejected]
    heads = documents.heads_by_hash(connection, (c.sha256 for c in stored))
    of_document: dict[str, list[Stored]] = {}
    for claim in stored:
        of_document.setdefault(claim.sha256, []).append(claim)
    records = []
    for sha256, title, content in documents.contents(connection):
        for claim in of_document.get(sha256, ()):
            source = heads[sha256].source
            records.append(
                ClaimRecord(
                    id=claim.id,
                    document=sha256,
                    claim=claim.claim,
                    published=source.published,
                    publisher=source.publisher,
                    text_sha256=sha256,
                    context=context_of(title or "", content, claim.claim.spans[0].start),
                )
            )
    return sorted(records, key=lambda r: (r.published or date.max, r.document, r.claim.spans[0].start, r.id))


def context_of(title: str, content: str, position: int) -> str:
    """Title, first line and the claim's own line: words for comparing texts."""
    start = content.rfind("\n", 0, position) + 1
    end = content.find("\n", position)
    own = content[start : len(content) if end < 0 else end]
    lead = content.split("\n", 1)[0]
    return "\n".join(dict.fromkeys(part[:2000] for part in (title, lead, own) if part))


def _judgements(connection: Connection) -> list[PairJudgement]:
    """Decisions on pairs, oldest first; on incidents, they hold for the claims that stood under them then."""
    history = register.memberships(connection)
    judged = []
    for decision in decisions.in_force(connection):
        if decision.judgement is None or len(decision.subject) != 2:
            continue
        first, second = (_members(name, history, decision.id) for name in decision.subject)
        if decision.judgement is Judgement.SAME:
            everyone = sorted({*first, *second})
            pairs = [(everyone[0], other) for other in everyone[1:]]
        else:
            # of an incident already merged into the other, its own claims on one side, the rest on the other
            first, second = (first - second or first, second) if first >= second else (first, second - first)
            pairs = [(a, b) for a in sorted(first) for b in sorted(second)]
        judged += [PairJudgement(a=a, b=b, judgement=decision.judgement) for a, b in pairs]
    return judged


def _members(name: str, history: Sequence[Membership], at: int) -> set[str]:
    """The claim itself, or those that stood under an incident's number when entry ``at`` was written.

    If none did then, because the number had been merged, those that stood there last.
    """
    number = number_of(name)
    if number is None:
        return {name}
    own = [m for m in history if m.number == number and m.since < at]
    then = {m.claim for m in own if m.until is None or m.until > at}
    if then:
        return then
    last = max((m.until for m in own if m.until), default=0)
    return {m.claim for m in own if m.until == last}


def _fingerprint(records: Sequence[ClaimRecord], judgements: Sequence[PairJudgement]) -> str:
    hashed = hashlib.sha256(linker().encode())
    for record in records:
        about = {
            "claim": claim_to_json(record.claim, record.id),
            "published": record.published.isoformat() if record.published else None,
            "publisher": record.publisher,
        }
        hashed.update(canonical(about).encode())
    for judged in judgements:
        hashed.update(f"{judged.a}|{judged.b}|{judged.judgement}\n".encode())
    return hashed.hexdigest()


def number_of(name: str) -> int | None:
    """The incident's number in ``INC-0007``, ``inc-7`` or ``7``; ``None`` if it is no such name."""
    match = _LABEL.fullmatch(name.strip())
    return int(match[1]) if match else None


def _event(incident: Incident) -> NumberedEvent:
    when = incident.date.value if incident.date else None
    return NumberedEvent(
        number=incident.number,
        claims=incident.claims,
        data=incident_to_json(incident),
        first_day=when.first.isoformat() if when and when.first else None,
        last_day=when.last.isoformat() if when and when.last else None,
    )


def _link(pair: PairScore, under: Mapping[str, int]) -> StoredLink:
    data: dict[str, Any] = {
        "features": [
            {
                "name": f.name,
                "value": f.value,
                "weight": f.weight,
                "contribution": f.contribution,
                "words": f.words,
            }
            for f in pair.features
        ],
        "vetoes": list(pair.vetoes),
        "judgement": pair.judgement.value if pair.judgement else None,
    }
    return StoredLink(
        first=pair.a,
        second=pair.b,
        joined=under.get(pair.a) is not None and under.get(pair.a) == under.get(pair.b),
        score=pair.score,
        data=data,
        linker=linker(),
    )
