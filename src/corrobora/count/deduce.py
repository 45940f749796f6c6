"""Figures that follow from published ones, and later figures that revise earlier ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corrobora.count.place import SAME_BEGINNING, Placed
from corrobora.count.reconciliation import DerivedFigure, Revision
from corrobora.count.register import number
from corrobora.count.scope import Relation, Scope, combined, interval
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Unit, VictimStatus

_WITHIN = (Relation.SAME, Relation.INSIDE)


def deduce(placed: Sequence[Placed], unit: Unit) -> list[DerivedFigure]:
    """What follows from one body's figures in one unit."""
    out: list[DerivedFigure] = []
    for known in sorted({p.known for p in placed}):
        out += _of_one_day([p for p in placed if p.known == known], unit)
    parents = _direct_wholes(placed)
    for part in placed:
        for whole in parents[part.tally.id]:
            if whole.known != part.known:
                figure = _less(whole, part, unit)
                if whole.known > part.known or figure.value.low:
                    out.append(figure)
    for later in placed:
        found = [(e, f) for e in placed if e is not later and (f := _beyond(e, later, unit))]
        if found:  # the nearest earlier figure says most
            out.append(max(found, key=lambda x: (x[0].known, x[0].scope.last or date.min))[1])
    return out


def _of_one_day(placed: Sequence[Placed], unit: Unit) -> list[DerivedFigure]:
    """Wholes less their parts, where all were given on one day."""
    out: list[DerivedFigure] = []
    parents = _direct_wholes(placed)
    for whole in placed:
        parts = [p for p in placed if any(w is whole for w in parents[p.tally.id])]
        disjoint = all(
            a.scope.to(b.scope) is Relation.DISJOINT for n, a in enumerate(parts) for b in parts[n + 1 :]
        )
        if len(parts) > 1 and disjoint:
            out.append(_remainder(whole, parts, unit))
        else:
            out += [_less(whole, part, unit) for part in parts]
        out += [_perhaps_part(whole, p, unit) for p in placed if _may_be_part(p, whole)]
    return out


_CONDITION = "if both count the same victims, called captured in one and hors de combat in the other"


def _may_be_part(part: Placed, whole: Placed) -> bool:
    """Whether one lies in the other but for the victims' status, which bodies word differently."""
    if not _captured_and_hors(part, whole):
        return False
    parts = part.scope.parts_to(whole.scope)
    parts.pop("victim_status")
    return combined([*parts.values()]) is Relation.INSIDE


def _perhaps_part(whole: Placed, part: Placed, unit: Unit) -> DerivedFigure:
    return replace(_less(whole, part, unit), condition=_CONDITION)


def _direct_wholes(placed: Sequence[Placed]) -> dict[str, list[Placed]]:
    """For each tally those that contain it with no other between."""
    above: dict[str, list[Placed]] = {}
    for part in placed:
        above[part.tally.id] = [
            w for w in placed if w is not part and part.scope.to(w.scope) is Relation.INSIDE
        ]
    out = {}
    for id, wholes in above.items():
        farther = {x.tally.id for w in wholes for x in above[w.tally.id]}
        out[id] = [w for w in wholes if w.tally.id not in farther]
    return out


def _figure(p: Placed, unit: Unit) -> Quantity:
    return p.tally.figures[unit]


def _remainder(whole: Placed, parts: Sequence[Placed], unit: Unit) -> DerivedFigure:
    total = Quantity.exactly(0, unit)
    for part in parts:
        total = total.plus(_bare(_figure(part, unit)))
    left = _bare(_figure(whole, unit)).minus(total)
    sum_words = " + ".join(number(_figure(p, unit)) for p in parts)
    why = f"{number(_figure(whole, unit))} less {sum_words}: {number(left)}"
    if left.bounds == (0, 0):
        why += "; the parts make up the whole"
    return DerivedFigure(
        kind="remainder",
        body=(whole.tally.body,),
        scope=f"{whole.scope.words()}, outside its {len(parts)} parts",
        value=left,
        tallies=(whole.tally.id, *(p.tally.id for p in parts)),
        why=why,
    )


def _bare(quantity: Quantity) -> Quantity:
    return Quantity(low=quantity.low or 0, high=quantity.high, unit=quantity.unit)


def _less(whole: Placed, part: Placed, unit: Unit) -> DerivedFigure:
    """A whole less a part of it.

    Known on one day: what lies in the whole outside the part. The whole known later: what was added to
    the count since, be it new or registered late. The part known later may hold cases that the whole did not
    know yet, so only the lower bound follows.
    """
    large, small = _bare(_figure(whole, unit)), _bare(_figure(part, unit))
    left = large.minus(small)
    words = f"{number(_figure(whole, unit))} less {number(_figure(part, unit))}: {number(left)}"
    if whole.known > part.known:
        kind = "added"
        scope = f"{whole.scope.words()}: added to the count since {date.fromordinal(part.known)}"
        why = f"{words} added between {date.fromordinal(part.known)} and {date.fromordinal(whole.known)}"
    else:
        kind = "rest"
        scope = f"{whole.scope.words()}, outside: {_difference(whole, part)}"
        why = words
        if whole.known < part.known:
            left = Quantity(low=left.low, high=large.high, unit=unit)
            words = f"{number(_figure(whole, unit))} less {number(_figure(part, unit))}: {number(left)}"
            why = (
                f"{words}; the part was given later, on {date.fromordinal(part.known)}, "
                "and may hold cases registered since"
            )
    return DerivedFigure(
        kind=kind,
        body=(whole.tally.body,),
        scope=scope,
        value=left,
        tallies=(whole.tally.id, part.tally.id),
        why=why,
    )


def _difference(whole: Placed, part: Placed) -> str:
    inside = [n for n, r in part.scope.parts_to(whole.scope).items() if r is Relation.INSIDE]
    said = {
        "period": f"{part.scope.first or 'start'} to {part.scope.last}",
        "standard": (part.scope.standard.value if part.scope.standard else "").replace("_", " "),
        "area": part.scope.area.name if part.scope.area else "",
        "act": part.scope.act.value if part.scope.act else "",
        "victim_status": part.scope.victim_status.value if part.scope.victim_status else "",
        "victim_side": f"victims of {part.scope.victim_side}",
        "perpetrator_side": f"perpetrators of {part.scope.perpetrator_side}",
    }
    return ", ".join(said[n] for n in inside)


def _beyond(earlier: Placed, later: Placed, unit: Unit) -> DerivedFigure | None:
    """Of two periods that overlap: what the later figure holds beyond the earlier one."""
    if later.known < earlier.known or (later.scope.last or date.max) <= (earlier.scope.last or date.max):
        return None
    parts = later.scope.parts_to(earlier.scope)
    period = parts.pop("period")
    condition = None
    if _captured_and_hors(earlier, later):
        condition = _CONDITION
        parts.pop("victim_status")
    elif period is not Relation.OVERLAPS:
        return None  # one contains the other: `_less` says it
    if (
        period not in (Relation.OVERLAPS, Relation.CONTAINS)
        or combined([*parts.values()]) is not Relation.SAME
    ):
        return None
    large, small = _bare(_figure(later, unit)), _bare(_figure(earlier, unit))
    least = large.minus(small).low
    if not least:
        return None
    return DerivedFigure(
        kind="beyond",
        body=(later.tally.body,),
        scope=f"{later.scope.words()}: after {earlier.scope.last}, or registered since",
        value=Quantity(low=least, high=large.high, unit=unit),
        tallies=(later.tally.id, earlier.tally.id),
        why=f"{number(_figure(later, unit))} less {number(_figure(earlier, unit))}: at least {least}",
        condition=condition,
    )


def _captured_and_hors(a: Placed, b: Placed) -> bool:
    return {a.scope.victim_status, b.scope.victim_status} == {VictimStatus.POW, VictimStatus.HORS_DE_COMBAT}


def revisions(placed: Sequence[Placed], unit: Unit) -> list[Revision]:
    """Later figures of one body that its earlier figures did not know.

    ``restated``: another figure for the same scope. ``late_registration``: a part, given later, larger
    than an earlier whole: cases of the earlier period were registered after the whole was given.
    """
    out: list[Revision] = []
    for later in placed:
        exceeded = []
        for earlier in placed:
            if earlier.known >= later.known:
                continue
            old, new = _figure(earlier, unit), _figure(later, unit)
            if later.scope.to(earlier.scope) is Relation.SAME:
                if not old.admits(new):
                    out.append(_restated(earlier, later, unit))
            elif _low(new) > _high(old) and _within_beginning(later, earlier):
                exceeded.append(earlier)
        if exceeded:
            out.append(_late(later, sorted(exceeded, key=lambda p: -p.known), unit))
    return out


def _low(quantity: Quantity) -> float:
    return quantity.low or 0


def _high(quantity: Quantity) -> float:
    return float("inf") if quantity.high is None else quantity.high


def _within_beginning(part: Placed, whole: Placed) -> bool:
    """Whether the part lies in the whole, a running total's first weeks taken generously."""
    parts = part.scope.parts_to(whole.scope)
    parts.pop("period")
    if combined(list(parts.values())) not in _WITHIN:
        return False
    (start, end), (begin, finish) = interval(part.scope), interval(whole.scope)
    running = whole.known - finish <= 1
    return end <= finish and (start >= begin or (running and begin - start <= SAME_BEGINNING.days))


def _restated(earlier: Placed, later: Placed, unit: Unit) -> Revision:
    old, new = _figure(earlier, unit), _figure(later, unit)
    shrank = _high(new) < _low(old)
    change = _bare(old).minus(_bare(new)) if shrank else _bare(new).minus(_bare(old))
    return Revision(
        kind="restated",
        body=later.tally.body,
        unit=unit,
        earlier=earlier.tally.id,
        later=later.tally.id,
        change=change.bounds,
        shrank=shrank,
        why=(
            f"the same scope was given as {number(old)} on {date.fromordinal(earlier.known)} and as "
            f"{number(new)} on {date.fromordinal(later.known)}"
        ),
    )


def _late(later: Placed, exceeded: Sequence[Placed], unit: Unit) -> Revision:
    earlier = exceeded[0]
    old, new = _figure(earlier, unit), _figure(later, unit)
    change = _bare(new).minus(_bare(old))
    return Revision(
        kind="late_registration",
        body=later.tally.body,
        unit=unit,
        earlier=earlier.tally.id,
        later=later.tally.id,
        also=tuple(p.tally.id for p in exceeded[1:]),
        change=(change.low, None),
        why=(
            f"{_given(later, new)} is more than {_given(earlier, old)}: at least {change.low} {unit.value} "
            "of the earlier period were registered in between"
        ),
    )


def _given(p: Placed, figure: Quantity) -> str:
    days = f"{p.scope.first or 'start'} to {p.scope.last}"
    return f"{number(figure)} for {days} (given {date.fromordinal(p.known)})"


def across(
    parts: Sequence[Placed], wholes: Sequence[Placed], unit: Unit, *, most: int | None = None
) -> list[DerivedFigure]:
    """Figures of different bodies of which one lies in the other's scope: contained, never added.

    The standard is left aside: every body has its own.

    Args:
        parts: figures in the unit.
        wholes: figures in the unit whose scopes may hold those of the parts.
        unit: the unit.
        most: for each part the so many narrowest scopes over the fewest days; ``None``: all of the narrowest.
    """
    out: list[DerivedFigure] = []
    for part in parts:
        around = [w for w in wholes if w.tally.body.id != part.tally.body.id and _inside_other(part, w)]
        for whole in _narrowest(around)[:most]:
            large, small = _figure(whole, unit), _figure(part, unit)
            short = _low(small) > _high(large) and part.known <= whole.known
            one, other = part.tally.body.name, whole.tally.body.name
            why = f"{number(small)} ({one}) lie in the scope of {number(large)} ({other})"
            if short:
                why += (
                    f": {other} does not count at least {int(_low(small) - _high(large))} that {one} counts"
                )
            out.append(
                DerivedFigure(
                    kind="across",
                    body=(whole.tally.body, part.tally.body),
                    scope=whole.scope.words(),
                    value=small,
                    tallies=(whole.tally.id, part.tally.id),
                    why=f"{why}; contained, not added",
                    differs=short,
                )
            )
    return out


def _narrowest(wholes: Sequence[Placed]) -> list[Placed]:
    """Those that hold none of the others, the ones over the fewest days first."""

    def holds(whole: Placed, part: Placed) -> bool:
        return _inside_other(part, whole) and not _inside_other(whole, part)

    def days(whole: Placed) -> int:
        first, last = interval(whole.scope)
        return last - first

    alike: dict[Scope, list[Placed]] = {}
    for whole in sorted(wholes, key=days):
        alike.setdefault(replace(whole.scope, standard=None, as_of=None), []).append(whole)
    kept: list[Placed] = []
    for first, *_ in alike.values():
        if not any(holds(first, other) for other in kept):
            kept = [other for other in kept if not holds(other, first)]
            kept.append(first)
    narrowest = {id(first) for first in kept}
    return [whole for group in alike.values() if id(group[0]) in narrowest for whole in group]


def _inside_other(part: Placed, whole: Placed) -> bool:
    parts = part.scope.parts_to(whole.scope)
    parts.pop("standard")
    return combined(list(parts.values())) in _WITHIN
