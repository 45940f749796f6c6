"""What waits for a person, ordered by what matters: conflicts first, then what machines doubt themselves.

A claim leaves the queue with a verdict, a pair with a judgement; correcting a value is no verdict. Taking a
decision back brings it up again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from corrobora.case import reading
from corrobora.case.linking import pair_from_json
from corrobora.case.records import ClaimRecord
from corrobora.link.records import PairScore
from corrobora.model.incident import Incident
from corrobora.model.incident_serial import DERIVED
from corrobora.store import claims, register
from corrobora.store.claims import Stored
from corrobora.store.listing import Queued

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


#: The reasons, most pressing first.
ORDER = tuple(Why)


def reasons(
    claim: Stored, differing: tuple[str, ...], looked_at: frozenset[int]
) -> tuple[tuple[Why, ...], tuple[str, ...]]:
    """Why a claim nobody decided on waits, and the slots that differ, or that are doubted.

    Args:
        claim: the claim.
        differing: slots of its incident that it drives and on which claims differ.
        looked_at: incidents of which somebody has looked at something.
    """
    comparison = claim.claim.comparison
    doubted = _doubted(claim)
    found = (
        (Why.CONFLICT, bool(differing)),
        (Why.ENGINES, comparison is not None and comparison.disputed),
        (Why.NEW, claim.incident is not None and claim.incident not in looked_at),
        (Why.DOUBT, bool(doubted) or claim.claim.confidence < DOUBTED_CLAIM),
    )
    return tuple(why for why, holds in found if holds) or (Why.REST,), differing or doubted


def _doubted(claim: Stored) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name, slot in claim.claim.slots() if slot.confidence < DOUBTED_VALUE))


def conflicts(incidents: Iterable[Incident]) -> dict[str, tuple[str, ...]]:
    """For each claim that drove a value on which claims differ, the names of those values."""
    found: dict[str, list[str]] = defaultdict(list)
    for incident in incidents:
        for name in DERIVED:
            derived = getattr(incident, name)
            if derived is not None and derived.differs:
                for id in derived.claims:
                    found[id].append(name)
    return {id: tuple(names) for id, names in found.items()}


def looked_at(incidents: Iterable[Incident], decided: Collection[str]) -> frozenset[int]:
    """Incidents on which, or on a claim of which, somebody has decided."""
    return frozenset(
        i.number for i in incidents if i.label in decided or any(id in decided for id in i.claims)
    )


def waiting(connection: Connection, rows: Sequence[Queued]) -> tuple[Waiting, ...]:
    """What is queued, with the records."""
    ids = {id for row in rows for id in (row.claim, row.other) if id}
    stored = claims.by_ids(connection, ids)
    records = {r.id: r for r in reading.claim_records(connection, list(stored.values()))}
    found = []
    for row in rows:
        pair = [id for id in (row.claim, row.other) if id]
        if not all(id in records for id in pair):
            continue
        link = register.link_between(connection, row.claim, row.other) if row.other else None
        found.append(
            Waiting(
                key=row.key,
                why=tuple(Why(w) for w in row.reasons.split(",")),
                claims=tuple(records[id] for id in pair),
                slots=tuple(row.slots.split(",")) if row.slots else (),
                pair=pair_from_json(link) if link else None,
                joined=link is not None and link.joined,
            )
        )
    return tuple(found)
