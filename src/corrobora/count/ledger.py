"""The ledger: how many incidents and victims a scope holds, as low, best and high by a named rule.

Every figure opens to its incidents, and every incident to its claims. What is open above stays open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrobora.codebook.bodies import BodySort, load_bodies
from corrobora.codebook.rules import rules
from corrobora.count.register import incident_relation
from corrobora.count.scope import Relation, Scope, Standard
from corrobora.link.origins import Origins
from corrobora.link.records import ClaimRecord
from corrobora.model.actor import Actor
from corrobora.model.errors import CorroboraError
from corrobora.model.incident import Incident
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Stance, Verification

DEFAULT_RULE = "stated-range"
_STATE_BODIES = frozenset({
    BodySort.STATE, BodySort.PROSECUTION, BodySort.POLICE, BodySort.MILITARY, BodySort.COURT,
    BodySort.OMBUDSPERSON,
})  # fmt: skip


class NoSuchRule(CorroboraError):
    """A ledger was asked for by a rule the codebook does not have; the message lists those it has."""


class Grade(StrEnum):
    """How well an incident is established, as Airwars grades it."""

    CONFIRMED = "confirmed"
    FAIR = "fair"
    WEAK = "weak"
    CONTESTED = "contested"
    DISCOUNTED = "discounted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number of victims or incidents.

    Attributes:
        low: at least.
        best: the most credible number; ``None``: none is stated.
        high: at most; ``None``: open.
    """

    low: int
    best: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """One incident in a ledger.

    Attributes:
        incident: the incident.
        inside: whether it lies in the scope by everything the scope limits; else it may.
        victims: by the rule.
        grade: by the rule, if it grades.
        counts: whether it counts in low and best; all but discounted ones count in high.
        independent: least and greatest number of independent origins.
        claims: id and stated number of each claim, oldest document first.
    """

    incident: Incident
    inside: bool
    victims: Estimate
    grade: Grade | None
    counts: bool
    independent: tuple[int, int]
    claims: tuple[tuple[str, Quantity | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a scope holds by one rule."""

    scope: Scope
    rule: str
    incidents: Estimate
    victims: Estimate
    rows: tuple[LedgerRow, ...]


Counting = Callable[[Sequence[ClaimRecord], Origins], tuple[Estimate, Grade | None, bool]]


def ledger(
    scope: Scope,
    incidents: Sequence[Incident],
    claims: Mapping[str, ClaimRecord],
    origins: Mapping[int, Origins],
    rule: str = DEFAULT_RULE,
) -> Ledger:
    """Count what the scope holds.

    Args:
        scope: whom, where, when; its standard limits to incidents whose claims reach it.
        incidents: the register.
        claims: the claims of all incidents, by id.
        origins: of each incident, by number.
        rule: name of a rule of the codebook that counts for ledgers.

    Raises:
        NoSuchRule: if there is none of that name.
    """
    count = _RULES[known_rule(rule)]
    rows = []
    for incident in incidents:
        relation = _within(incident, scope)
        if incident.merged_into is not None or relation is Relation.DISJOINT:
            continue
        own = [claims[id] for id in incident.claims if id in claims]
        victims, grade, counts = count(own, origins[incident.number])
        rows.append(
            LedgerRow(
                incident=incident,
                inside=relation in (Relation.SAME, Relation.INSIDE),
                victims=victims,
                grade=grade,
                counts=counts,
                independent=origins[incident.number].independent,
                claims=tuple((c.id, c.claim.victims.value if c.claim.victims else None) for c in own),
            )
        )
    return Ledger(
        scope=scope, rule=rule, incidents=_incidents(rows), victims=_victims(rows), rows=tuple(rows)
    )


def known_rule(name: str) -> str:
    """The name, if a rule counts for ledgers by it.

    Raises:
        NoSuchRule: if there is none of that name.
    """
    if name not in _RULES:
        named = ", ".join(known for known, r in rules().items() if r.ledger)
        raise NoSuchRule(f"{name!r} is no rule of the ledger; rules are {named}")
    return name


def alone(claims: Sequence[ClaimRecord]) -> dict[str, Estimate]:
    """An incident's victims by each rule that asks for nothing but its claims; it counts every incident."""
    return {name: count(claims) for name, count in _ALONE.items()}


def _within(incident: Incident, scope: Scope) -> Relation:
    relation = incident_relation(incident, scope)
    if scope.standard is Standard.VERIFIED and relation is not Relation.DISJOINT:
        said = incident.verification
        if said is None or said.value is not Verification.VERIFIED:
            return Relation.DISJOINT
    if scope.standard is Standard.UNDER_INVESTIGATION and relation is not Relation.DISJOINT:
        return Relation.POSSIBLY  # which incident a proceeding is about is seldom said
    return relation


def _incidents(rows: Sequence[LedgerRow]) -> Estimate:
    sure = sum(r.inside and r.counts for r in rows)
    return Estimate(low=sure, best=sure, high=sum(r.grade is not Grade.DISCOUNTED for r in rows))


def _victims(rows: Sequence[LedgerRow]) -> Estimate:
    sure = [r.victims for r in rows if r.inside and r.counts]
    every = [r.victims.high for r in rows if r.grade is not Grade.DISCOUNTED]
    return Estimate(
        low=sum(v.low for v in sure),
        best=sum(v.best or 0 for v in sure),
        high=None if None in every else sum(h for h in every if h is not None),
    )


def _figures(claims: Sequence[ClaimRecord]) -> list[tuple[ClaimRecord, Quantity]]:
    return [(c, c.claim.victims.value) for c in claims if c.claim.victims is not None]


def _ends(figures: Sequence[tuple[ClaimRecord, Quantity]]) -> tuple[int, int | None]:
    """The lowest number stated and the highest; an open lower end is 0, an open upper end stays open."""
    lows = [q.low or 0 for _, q in figures]
    highs = [q.high for _, q in figures]
    return min(lows, default=0), None if not highs or None in highs else max(
        h for h in highs if h is not None
    )


def _point(quantity: Quantity) -> int:
    """The number a statement stands for: "at least 91" is 91, "7 to 9" is 7, "up to 25" is 0."""
    return quantity.low or 0


def _stated_range(claims: Sequence[ClaimRecord]) -> Estimate:
    figures = _figures(claims)
    low, high = _ends(figures)
    documents: dict[int, set[str]] = defaultdict(set)
    for claim, quantity in figures:
        documents[_point(quantity)].add(claim.document)
    best = min(documents, key=lambda n: (-len(documents[n]), n), default=None)
    return Estimate(low=low, best=best, high=high)


def _denied(claim: ClaimRecord) -> bool:
    return claim.claim.stance is not None and claim.claim.stance.value is Stance.DENIED


def _verified(claim: ClaimRecord) -> bool:
    said = claim.claim.verification
    return said is not None and said.value is Verification.VERIFIED


def _ucdp(claims: Sequence[ClaimRecord]) -> Estimate:
    reliable = [(c, q) for c, q in _figures(claims) if not _denied(c)]
    low, high = _ends(reliable)
    most = [(c, q) for c, q in reliable if _verified(c)] or reliable
    best = min((_point(q) for _, q in most), default=None)
    if any(_denied(c) for c in claims) and not any(_verified(c) for c in claims):
        low = 0
    return Estimate(low=low, best=best, high=high)


def _airwars(claims: Sequence[ClaimRecord], origins: Origins) -> tuple[Estimate, Grade | None, bool]:
    low, high = _ends(_figures(claims))
    found = grade(claims, origins)
    if found is Grade.CONTESTED:
        low = 0
    counts = found in (Grade.CONFIRMED, Grade.FAIR)
    return Estimate(low=low, best=low if _figures(claims) else None, high=high), found, counts


def grade(claims: Sequence[ClaimRecord], origins: Origins) -> Grade:
    """An incident's grade after Airwars, by the rule ``airwars`` of the codebook.

    Args:
        claims: its claims that nobody rejected.
        origins: from whom it is known.
    """
    if claims and all(_denied(c) for c in claims):
        return Grade.DISCOUNTED
    blamed = {c.claim.perpetrator_side.value for c in claims if c.claim.perpetrator_side and not _denied(c)}
    if len(blamed) > 1:
        return Grade.CONTESTED
    for claim in claims:
        if not _denied(claim) and any(_of_side(slot.value, blamed) for slot in claim.claim.claimants):
            return Grade.CONFIRMED
    return Grade.FAIR if origins.independent[0] >= 2 else Grade.WEAK


def _of_side(actor: Actor, blamed: set[str]) -> bool:
    """Whether it is a body of one of the sides; a UN mission on a country is not that country's."""
    body = load_bodies().get(actor.body) if actor.body else None
    return body is not None and body.sort in _STATE_BODIES and actor.side in blamed


#: Rules that ask for the claims alone.
_ALONE: Mapping[str, Callable[[Sequence[ClaimRecord]], Estimate]] = {
    "stated-range": _stated_range,
    "ucdp-ged": _ucdp,
}


def _every(name: str) -> Counting:
    return lambda claims, _: (_ALONE[name](claims), None, True)


_RULES: Mapping[str, Counting] = {**{name: _every(name) for name in _ALONE}, "airwars": _airwars}
