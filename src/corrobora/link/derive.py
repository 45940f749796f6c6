"""An incident's values from its claims, each by a named rule (`corrobora.codebook.rules`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from corrobora.link.facts import facts_of
from corrobora.link.features import place_relation
from corrobora.link.records import ClaimRecord
from corrobora.model.actor import Actor
from corrobora.model.claim import Slot
from corrobora.model.errors import InvalidRecord
from corrobora.model.incident import Derived, Incident
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Basis, Kind, Verification
from corrobora.model.when import Precision, When
from corrobora.model.where import PlaceLevel, Where

V = TypeVar("V")

#: Narrower places first.
_NARROWNESS = {
    PlaceLevel.FEATURE: 0, PlaceLevel.SETTLEMENT: 0, PlaceLevel.SECOND: 2, PlaceLevel.FIRST: 3,
    PlaceLevel.COUNTRY: 4,
}  # fmt: skip
_UNKNOWN_NARROWNESS = 1


def derive(number: int, records: Sequence[ClaimRecord], merged_into: int | None = None) -> Incident:
    """The incident with that number as its claims tell it.

    Args:
        number: the permanent number.
        records: its claims, at least one, all of kind incident.
        merged_into: the number that stands for it now, if it was merged.

    Raises:
        InvalidRecord: if there is no claim or one is of another kind.
    """
    if not records:
        raise InvalidRecord(f"incident {number} has no claims")
    other = [r for r in records if r.claim.kind is not Kind.INCIDENT]
    if other:
        raise InvalidRecord(
            f"incident {number}: claim {other[0].id} is a {other[0].claim.kind}, not an incident"
        )
    ordered = sorted(
        records, key=lambda r: (r.published or date.max, r.document, r.claim.spans[0].start, r.id)
    )
    act = _most_stated(ordered, "act")
    return Incident(
        number=number,
        claims=tuple(r.id for r in ordered),
        act=act,
        victims=_victims(ordered, act),
        victim_side=_most_stated(ordered, "victim_side"),
        victim_status=_most_stated(ordered, "victim_status"),
        perpetrator_side=_most_stated(ordered, "perpetrator_side"),
        place=_place(ordered),
        date=_date(ordered),
        basis=_basis(ordered),
        verification=_verification(ordered),
        verified_by=_verified_by(ordered),
        merged_into=merged_into,
    )


def _oldest_first(record: ClaimRecord) -> tuple[date, str, int, str]:
    return record.published or date.max, record.document, record.claim.spans[0].start, record.id


def _filled(records: Sequence[ClaimRecord], name: str) -> list[tuple[ClaimRecord, Any]]:
    out = []
    for record in records:
        slot: Slot[Any] | None = getattr(record.claim, name)
        if slot is not None:
            out.append((record, slot.value))
    return out


def _most_stated(records: Sequence[ClaimRecord], name: str) -> Derived[Any] | None:
    stated = _filled(records, name)
    if not stated:
        return None
    value = _majority(stated, lambda v: v)
    return Derived(
        value=value,
        rule="most-stated",
        claims=tuple(r.id for r, v in stated if v == value),
        differs=any(v != value for _, v in stated),
    )


def _majority(stated: Sequence[tuple[ClaimRecord, V]], key: Callable[[V], Any]) -> V:
    """The value most documents state; of equals the one stated first."""
    documents: dict[Any, set[str]] = {}
    first: dict[Any, V] = {}
    for record, value in stated:
        documents.setdefault(key(value), set()).add(record.document)
        first.setdefault(key(value), value)
    return first[max(documents, key=lambda k: len(documents[k]))]


def _victims(records: Sequence[ClaimRecord], act: Derived[Any] | None) -> Derived[Quantity] | None:
    stated = [
        (r, v) for r, v in _filled(records, "victims")
        if act is None or r.claim.act is None or r.claim.act.value == act.value
    ] or _filled(records, "victims")  # fmt: skip
    if not stated:
        return None
    lows, highs = [v.low for _, v in stated], [v.high for _, v in stated]
    # an end that one claim leaves open stays open
    low = None if None in lows else min(x for x in lows if x is not None)
    high = None if None in highs else max(x for x in highs if x is not None)
    if low is None and high is None:
        low = 0
    unit = stated[0][1].unit
    hedges = {v.hedge for _, v in stated}
    value = Quantity(low=low, high=high, unit=unit, hedge=hedges.pop() if len(hedges) == 1 else None)
    drove = tuple(r.id for r, v in stated if v.low == low or v.high == high)
    differs = any(not a.admits(b) for n, (_, a) in enumerate(stated) for _, b in stated[n + 1 :])
    return Derived(value=value, rule="lowest-and-highest-stated", claims=drove, differs=differs)


def _place(records: Sequence[ClaimRecord]) -> Derived[Where] | None:
    stated: list[tuple[ClaimRecord, Where]] = _filled(records, "place")
    if not stated:
        return None
    inner = [(r, w) for r, w in stated if not any(_holds(w, other) for _, other in stated)]
    inner = inner or stated  # each said to lie in the other
    narrowest = min(_narrowness(w) for _, w in inner)
    narrow = [(r, w) for r, w in inner if _narrowness(w) == narrowest]
    value = _majority(narrow, lambda w: w.candidates[0].id if w.candidates else w.name.casefold())
    chosen = next(r for r, w in narrow if w == value)
    own = facts_of(chosen).place
    relations = {r.id: place_relation(own, facts_of(r).place) for r, _ in stated}
    return Derived(
        value=value,
        rule="narrowest-stated",
        claims=tuple(r.id for r, _ in narrow if relations[r.id] == "same"),
        differs=any(relation in ("apart", "far", "near") for relation in relations.values()),
    )


def _holds(wider: Where, where: Where) -> bool:
    """Whether the text itself says that the place lies in the other: "in the Kursk region" in "Kursk"."""
    named = set(wider.name.casefold().split())
    return wider.name != where.name and any(named <= set(w.casefold().split()) for w in where.within)


def _narrowness(where: Where) -> int:
    if not where.candidates:
        return _UNKNOWN_NARROWNESS
    return _NARROWNESS[where.candidates[0].level]


def _date(records: Sequence[ClaimRecord]) -> Derived[When] | None:
    stated: list[tuple[ClaimRecord, When]] = _filled(records, "date")
    if not stated:
        return None
    whens = [w for _, w in stated]
    first = max((w.first for w in whens if w.first), default=None)
    last = min((w.last for w in whens if w.last), default=None)
    if not (first and last and first > last):
        exact = [(r, w) for r, w in stated if (w.first, w.last) == (first, last)]
        if exact:
            value = exact[0][1]
        else:
            value = When(first=first, last=last, precision=_precision(first, last), words=_words(whens))
        drove = tuple(r.id for r, w in exact or stated if w.first == first or w.last == last)
        return Derived(value=value, rule="days-all-allow", claims=drove, differs=False)
    firsts, lasts = [w.first for w in whens], [w.last for w in whens]
    low = None if None in firsts else min(d for d in firsts if d)
    high = None if None in lasts else max(d for d in lasts if d)
    if low is None and high is None:  # one says only "before", another only "after"
        low, high = last, first
    value = When(first=low, last=high, precision=_precision(low, high), words=_words(whens))
    drove = tuple(r.id for r, w in stated if w.first == low or w.last == high) or tuple(
        r.id for r, _ in stated
    )
    return Derived(value=value, rule="earliest-to-latest-stated", claims=drove, differs=True)


def _words(whens: Sequence[When]) -> str:
    return " / ".join(dict.fromkeys(w.words for w in whens))


def _precision(first: date | None, last: date | None) -> Precision:
    if first is None or last is None:
        return Precision.SPAN
    days = (last - first).days + 1
    for limit, precision in ((1, Precision.DAY), (6, Precision.DAYS), (7, Precision.WEEK),
                             (11, Precision.MONTH_PART), (31, Precision.MONTH)):  # fmt: skip
        if days <= limit:
            return precision
    return Precision.SPAN


def _basis(records: Sequence[ClaimRecord]) -> Derived[tuple[Basis, ...]] | None:
    found = {slot.value for r in records for slot in r.claim.basis}
    if not found:
        return None
    return Derived(
        value=tuple(b for b in Basis if b in found),
        rule="all-stated",
        claims=tuple(r.id for r in records if r.claim.basis),
    )


def _verification(records: Sequence[ClaimRecord]) -> Derived[Verification] | None:
    stated = _filled(records, "verification")
    if not stated:
        return None
    said = {v for _, v in stated}
    value = Verification.VERIFIED if Verification.VERIFIED in said else Verification.UNVERIFIED
    return Derived(
        value=value,
        rule="said-of-claims-never-inherited",
        claims=tuple(r.id for r, v in stated if v is value),
        differs=len(said) > 1,
    )


def _verified_by(records: Sequence[ClaimRecord]) -> Derived[tuple[Actor, ...]] | None:
    named = [(r, slot.value) for r in records for slot in r.claim.verified_by]
    if not named:
        return None
    distinct: dict[str, Actor] = {}
    for _, actor in named:
        distinct.setdefault(actor.body or actor.name.casefold(), actor)
    return Derived(
        value=tuple(distinct.values()),
        rule="all-stated",
        claims=tuple(dict.fromkeys(r.id for r, _ in named)),
    )
