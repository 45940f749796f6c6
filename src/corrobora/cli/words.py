"""Values as a line of a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from corrobora.model.actor import Actor
from corrobora.model.claim import Claim
from corrobora.model.incident import Derived, Incident
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Kind
from corrobora.model.when import When
from corrobora.model.where import Where

if TYPE_CHECKING:
    from corrobora.count.register import Coverage

#: What is shown where no words were found: silence is not denial.
NOT_FOUND = "–"
#: After a value on which claims differ.
DIFFERS = " ≠"


def quantity(value: Quantity) -> str:
    """``9``, ``8–9``, ``91 or more``, ``up to 25``."""
    low, high = value.bounds
    if low is None:
        return f"up to {high}"
    if high is None:
        return f"{low} or more"
    return str(low) if low == high else f"{low}–{high}"


def days(value: When) -> str:
    """``2024-05-03``, ``2024-05-01 – 2024-05-10``, ``until 2024-05-10``."""
    if value.first is None:
        return f"until {value.last}"
    if value.last is None:
        return f"from {value.first}"
    return str(value.first) if value.first == value.last else f"{value.first} – {value.last}"


def place(value: Where) -> str:
    """The name, with the region that holds it; ``?`` where the name may mean several."""
    best = value.best
    inside = value.within[-1] if value.within else best.admin[0] if best and best.admin else ""
    wider = f" ({inside})" if inside and inside != value.name else ""
    return f"{value.name}{wider}{' ?' if value.ambiguous else ''}"


def term(value: str) -> str:
    """A vocabulary's member in words."""
    return value.replace("_", " ")


def actors(values: Iterable[Actor]) -> str:
    """Names, in their order."""
    return ", ".join(a.name for a in values) or NOT_FOUND


def shown(derived: Derived[object] | None) -> str:
    """An incident's value, marked where claims differ."""
    if derived is None:
        return NOT_FOUND
    return value(derived.value) + (DIFFERS if derived.differs else "")


def value(of: object) -> str:
    """Any slot's value."""
    match of:
        case Quantity():
            return quantity(of)
        case When():
            return days(of)
        case Where():
            return place(of)
        case Actor():
            return of.name
        case tuple():
            return ", ".join(value(v) for v in of)
        case _:
            return term(str(of))


def incident(of: Incident) -> str:
    """One line: what, whom, where, when."""
    parts = (shown(of.act), f"victims {shown(of.victims)}", shown(of.place), shown(of.date))
    return "; ".join(parts)


def figure(claim: Claim) -> str:
    """What a tally counts: ``79 persons in 24 incidents``."""
    named = (("victims", "persons"), ("incidents", "incidents"), ("statements", "statements"))
    counted = [(getattr(claim, name), unit) for name, unit in named]
    return " in ".join(f"{quantity(slot.value)} {unit}" for slot, unit in counted if slot) or NOT_FOUND


def held(of: Coverage) -> str:
    """What the register holds of a figure: ``15 in 2, perhaps 16 in 1 more``."""
    sure = f"{quantity(of.persons)} in {of.sizes[0]}" if of.sizes[0] else ""
    more = f"{quantity(of.possible_persons)} in {of.sizes[1]}" if of.sizes[1] else ""
    if not more:
        return sure or "nothing"
    return f"{sure}, perhaps {more} more" if sure else f"perhaps {more}"


def missing(of: Coverage) -> str:
    """What the register surely lacks of a figure: ``at least 62 persons, 10 incidents``."""
    lacking = [f"{q.low} {unit.value}" for unit, q in of.missing.items() if q.low]
    return f"at least {', '.join(lacking)}" if lacking else NOT_FOUND


def who(claim: Claim) -> str:
    """Who says it, or who answers or acts."""
    if claim.kind in (Kind.STATEMENT, Kind.RESPONSE) and claim.actor:
        return claim.actor.value.name
    return actors(slot.value for slot in claim.claimants)


def dispute(claim: Claim) -> str:
    """On what engines differ: ``only rules/0.1``, ``victims: 9, not 8 (endpoint/v1 …)``."""
    comparison = claim.comparison
    if comparison is None:
        return ""
    parts = [f"only {', '.join(comparison.read_by)}"] if comparison.silent else []
    for d in comparison.differences:
        stands = ", ".join(value(slot.value) for name, slot in claim.slots() if name == d.slot)
        other = ", ".join(value(slot.value) for slot in d.values) or NOT_FOUND
        parts.append(f"{term(d.slot)}: {stands}; {d.engine}: {other}")
    return " · ".join(parts)


def quote(claim: Claim, *, limit: int = 160) -> str:
    """The claim's first words, on one line."""
    words = " ".join(claim.spans[0].quote.split())
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"
