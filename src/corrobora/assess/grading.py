"""Credibility of each claim of an incident, proposed by a rule; the meanings stand in the codebook.

The rule compares the claims with each other and looks at where they have it from. It never looks at how
reliable a source is: the Admiralty code keeps the two apart, and so does this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrobora.assess.indicators import Said
from corrobora.link.origins import Origins, Passed, Source
from corrobora.model.claim import Claim
from corrobora.model.vocabulary import Stance
from corrobora.model.where import PlaceLevel, Where

#: How ids of actors begin that the codebook does not know.
_PERSON, _DESCRIBED = "person:", ("person:", "named:", "outlet:", "footage:")
#: Words that names of bodies write small.
_SMALL = frozenset("of the for and in on de la von з та і и в у при по".split())


class Agreement(StrEnum):
    """What one claim makes of another about the same event."""

    AGREES = "agrees"
    PARTLY = "partly"
    CONTRADICTS = "contradicts"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credibility:
    """What the rule proposes for one claim.

    Attributes:
        claim: its id.
        code: ``1`` to ``6`` of the Admiralty code.
        reason: why, for people.
        agreeing, partly, contradicting: ids of the claims compared.
        other_origin: those agreeing ones that surely have it from somebody else.
    """

    claim: str
    code: str
    reason: str
    agreeing: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    contradicting: tuple[str, ...] = ()
    other_origin: tuple[str, ...] = ()


def credibilities(claims: Sequence[Said], origins: Origins) -> tuple[Credibility, ...]:
    """A proposal for every claim of one incident, in their order.

    Args:
        claims: the incident's claims that nobody rejected.
        origins: who got it from whom.
    """
    # who names no speaker does not say from whom it has it, so its origin is not surely another
    roots = {said.id: roots_of(said.id, origins) if said.claim.claimants else frozenset() for said in claims}
    named = {s.id for s in origins.sources if s.named and _has_a_name(s)}
    return tuple(_credibility(said, claims, roots, named) for said in claims)


def _credibility(
    said: Said, claims: Sequence[Said], roots: Mapping[str, frozenset[str]], named: set[str]
) -> Credibility:
    by: dict[Agreement, list[str]] = defaultdict(list)
    for other in claims:
        if other.document != said.document:  # a document does not bear itself out
            by[compare(said.claim, other.claim)].append(other.id)
    agreeing, partly, against = (
        tuple(by[a]) for a in (Agreement.AGREES, Agreement.PARTLY, Agreement.CONTRADICTS)
    )
    apart = tuple(id for id in agreeing if surely_apart(roots[said.id], roots[id], named))
    code, reason = _code(bool(agreeing), bool(partly), bool(against), bool(apart))
    return Credibility(
        claim=said.id, code=code, reason=reason, agreeing=agreeing, partly=partly,
        contradicting=against, other_origin=apart,
    )  # fmt: skip


def _code(agreeing: bool, partly: bool, against: bool, apart: bool) -> tuple[str, str]:
    if not (agreeing or partly or against):
        return "6", "no claim in another document says anything it can be compared with"
    if against and not (agreeing or partly):
        return "5", "every claim it can be compared with contradicts it"
    if partly or against:
        return "3", "it agrees with some claims and differs from others"
    if apart:
        return "1", "a claim with another origin agrees, and none differs"
    return "2", "others agree and none differs, but none of them surely has another origin"


def compare(a: Claim, b: Claim) -> Agreement:
    """What two claims about one event make of each other, over the values both have."""
    if _denies(a) != _denies(b):
        return Agreement.CONTRADICTS
    same: list[bool] = []
    if a.victims and b.victims:
        same.append(a.victims.value.admits(b.victims.value))
    if a.date and b.date:
        same.append(a.date.value.overlaps(b.date.value))
    if a.place and b.place and (place := same_place(a.place.value, b.place.value)) is not None:
        same.append(place)
    for name in ("act", "victim_side", "perpetrator_side"):
        one, other = getattr(a, name), getattr(b, name)
        if one and other and (name != "act" or one.value != other.value):  # one act alone bears nothing out
            same.append(one.value == other.value)
    if not same:
        return Agreement.SILENT
    if all(same):
        return Agreement.AGREES
    return Agreement.PARTLY if any(same) else Agreement.CONTRADICTS


def same_place(a: Where, b: Where) -> bool | None:
    """Whether two places can be one, or one lie in the other; ``None`` where that cannot be told."""
    ours, theirs = ({c.id for c in where.candidates} for where in (a, b))
    if a.name.casefold() == b.name.casefold() or ours & theirs:
        return True
    for inner, outer in ((a, b), (b, a)):
        held = {name.casefold() for name in inner.within}
        held |= {name.casefold() for c in inner.candidates for name in c.admin}
        if outer.name.casefold() in held or any(
            outer_id in c.admin_ids for c in inner.candidates for outer_id in {o.id for o in outer.candidates}
        ):
            return True
    if a.best and b.best and {a.best.level, b.best.level} == {PlaceLevel.SETTLEMENT}:
        return False
    return None


def _denies(claim: Claim) -> bool:
    return claim.stance is not None and claim.stance.value is Stance.DENIED


def roots_of(claim: str, origins: Origins) -> frozenset[str]:
    """Ids of those a claim comes from in the end, up through everybody said to have passed it on."""
    givers: dict[str, list[Passed]] = defaultdict(list)
    for passed in origins.passed:
        givers[passed.taker].append(passed)
    taken = {p.taker for p in origins.passed if claim in p.claims}
    open_ = [s.id for s in origins.sources if claim in s.claims and s.id not in taken]
    open_ += [p.giver for p in origins.passed if claim in p.claims and p.giver not in taken]
    roots: set[str] = set()
    seen: set[str] = set()
    while open_:
        here = open_.pop()
        if here in seen:
            continue
        seen.add(here)
        above = [p.giver for p in givers[here]]
        if above:
            open_ += above
        else:
            roots.add(here)
    return frozenset(roots or seen)  # a circle that only has it from itself is its own root


def surely_apart(a: frozenset[str], b: frozenset[str], named: set[str]) -> bool:
    """Whether two claims surely have different origins: none shared, and every one of them somebody named.

    A person and a body are never surely apart: the person may speak for it.
    """
    persons = {id.startswith(_PERSON) for id in a | b}
    return bool(a) and bool(b) and not a & b and a | b <= named and len(persons) == 1


def _has_a_name(source: Source) -> bool:
    """Whether it has a name of its own; "a Ukrainian project" may be one that is named elsewhere."""
    if not source.id.startswith(_DESCRIBED):
        return True  # a body of the codebook
    own = [w for w in source.name.split() if w.casefold() not in _SMALL]
    return bool(own) and all(not w[0].isalpha() or w[0].isupper() for w in own)
