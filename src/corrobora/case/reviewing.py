"""What waits for a person, ordered by what matters: conflicts first, then what machines doubt themselves.

A claim leaves the queue with a verdict, a pair with a judgement; correcting a value is no verdict. Taking a
decision back brings it up again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from corrobora.case import reading
from corrobora.case.linking import pair_from_json
from corrobora.case.records import ClaimRecord
from corrobora.link.records import PairScore
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import DERIVED
from corrobora.store import claims, decisions, register
from corrobora.store.claims import Stored

#: Score of a link, joined or not, between which a person should look at it.
UNSURE_LINK = (0.3, 0.7)
#: Confidence below which a claim, or one of its values, is one the engine doubts.
DOUBTED_CLAIM, DOUBTED_VALUE = 0.5, 0.5


class Why(StrEnum):
    """Why something waits, most pressing first."""

    CONFLICT = "conflict"
    """Its value differs from that of another claim on the same incident."""
    ENGINES = "engines"
    """Engines that read the document do not agree on it."""
    LINK = "link"
    """It is unsure whether two claims are about one event."""
    NEW = "new"
    """Nobody has looked at anything of its incident yet."""
    DOUBT = "doubt"
    """What read it doubts it itself."""
    REST = "rest"
    """None of these; it has only not been looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A claim or a pair of claims that waits for a person.

    Attributes:
        key: what names it in addresses: the claim's id, or both ids with ``+`` between.
        why: the reasons, most pressing first.
        claims: the claim, or both.
        slots: names of the slots that differ, or that are doubted.
        pair: why the linker put two claims together or kept them apart; ``None`` for a single claim.
        joined: whether both stand under one number.
    """

    key: str
    why: tuple[Why, ...]
    claims: tuple[ClaimRecord, ...]
    slots: tuple[str, ...] = ()
    pair: PairScore | None = None
    joined: bool = False

    @property
    def first(self) -> Why:
        """The most pressing reason."""
        return self.why[0]


def queue(connection: Connection) -> tuple[Waiting, ...]:
    """Everything that waits, most pressing first; within one reason by incident, document and place."""
    stored = {c.id: c for c in claims.of_kind(connection)}
    decided = reading.decided_alone(connection)
    incidents = [reading.incident(event) for event in register.page(connection)]
    conflicts = _conflicts(incidents)
    looked_at = _looked_at(incidents, decided.keys())
    waiting: list[tuple[Stored, tuple[Why, ...], tuple[str, ...]]] = []
    for claim in stored.values():
        if claim.id not in decided:
            differing = conflicts.get(claim.id, ())
            doubted = _doubted(claim)
            why = _reasons(claim, differing, doubted, looked_at)
            waiting.append((claim, why, differing or doubted))
    records = {r.id: r for r in reading.claim_records(connection, list(stored.values()))}
    singles = [
        Waiting(key=claim.id, why=why, claims=(records[claim.id],), slots=slots)
        for claim, why, slots in waiting
    ]
    return tuple(sorted([*singles, *_pairs(connection, records)], key=_pressing))


def _pressing(item: Waiting) -> tuple[int, bool, int, str, int, str]:
    record = item.claims[0]
    order = list(Why)
    return (
        order.index(item.first), record.incident is None, record.incident or 0,
        record.document.sha256, record.claim.spans[0].start, item.key,
    )  # fmt: skip


def _reasons(
    claim: Stored, differing: tuple[str, ...], doubted: tuple[str, ...], looked_at: frozenset[int]
) -> tuple[Why, ...]:
    comparison = claim.claim.comparison
    found = (
        (Why.CONFLICT, bool(differing)),
        (Why.ENGINES, comparison is not None and comparison.disputed),
        (Why.NEW, claim.incident is not None and claim.incident not in looked_at),
        (Why.DOUBT, bool(doubted) or claim.claim.confidence < DOUBTED_CLAIM),
    )
    return tuple(why for why, holds in found if holds) or (Why.REST,)


def _doubted(claim: Stored) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, slot in claim.claim.slots() if slot.confidence < DOUBTED_VALUE))


def _conflicts(incidents: Iterable[Incident]) -> dict[str, tuple[str, ...]]:
    """For each claim that drove a value on which claims differ, the names of those values."""
    found: dict[str, list[str]] = defaultdict(list)
    for incident in incidents:
        for name in DERIVED:
            derived = getattr(incident, name)
            if derived is not None and derived.differs:
                for id in derived.claims:
                    found[id].append(name)
    return {id: tuple(names) for id, names in found.items()}


def _looked_at(incidents: Iterable[Incident], decided: Iterable[str]) -> frozenset[int]:
    """Incidents on which, or on a claim of which, somebody has decided."""
    ids = set(decided)
    return frozenset(i.number for i in incidents if i.label in ids or ids & set(i.claims))


def _pairs(connection: Connection, records: Mapping[str, ClaimRecord]) -> Iterable[Waiting]:
    judged = {frozenset(d.subject) for d in decisions.in_force(connection) if d.judgement is not None}
    low, high = UNSURE_LINK
    for link in register.all_links(connection):
        ids = (link.first, link.second)
        if not low <= link.score <= high or frozenset(ids) in judged or not all(i in records for i in ids):
            continue
        both = tuple(records[i] for i in ids)
        pair = pair_from_json(link)
        if pair.judgement is None and not any(r.rejected for r in both):
            yield Waiting(key="+".join(ids), why=(Why.LINK,), claims=both, pair=pair, joined=link.joined)


def counts(items: Iterable[Waiting]) -> dict[Why, int]:
    """How many wait for each reason; one that waits for several counts for the most pressing."""
    found = dict.fromkeys(Why, 0)
    for item in items:
        found[item.first] += 1
    return found
