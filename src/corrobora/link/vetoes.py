"""Reasons for which two claims cannot be about one event, whatever else agrees."""

from __future__ import annotations

from corrobora.link.facts import Facts, nearest_km
from corrobora.link.features import date_gap, place_relation
from corrobora.link.records import LinkSettings

#: Gap that forbids one event where a day was taken from elsewhere in its document.
LOOSE_DAYS = 60


def vetoes(a: Facts, b: Facts, settings: LinkSettings) -> tuple[str, ...]:
    """The vetoes that hold between two claims, in words.

    Sides: a counter-claim turns sides round ("they shot their own", "it was the others"), and
    the codebook records it under the same event. So a different side is a veto only where place
    and day do not already say that it is one event.
    """
    out: list[str] = []
    relation = place_relation(a.place, b.place, settings.far_km)
    gap = date_gap(a, b)
    held_together = relation in ("same", "near") and (
        a.document == b.document or (gap == 0 and min(a.days or 99, b.days or 99) <= 3)
    )
    if not held_together:
        for name, what in (("victim_side", "victims"), ("perpetrator_side", "perpetrators")):
            x, y = getattr(a, name), getattr(b, name)
            if x and y and x != y:
                out.append(f"the {what} are of different sides ({x}, {y})")
    sure = a.date_own and b.date_own
    if gap is not None and gap > (settings.tolerance_days if sure else LOOSE_DAYS):
        out.append(f"the days are {gap} apart")
    if relation == "far" and a.place_own and b.place_own:
        km = nearest_km(a.place, b.place) if a.place and b.place else None
        out.append(
            f"the places are {km:.0f} km apart" if km is not None else "the places are in different countries"
        )
    for x, y in ((a, b), (b, a)):
        if x.first is not None and y.published is not None and y.first is None and x.first > y.published:
            out.append("one was published before the other can have happened")
    if _numbers_apart(a, b) and not (relation == "same" and gap == 0) and a.document != b.document:
        out.append("the counts are far apart and place and day do not hold them together")
    return tuple(out)


def _numbers_apart(a: Facts, b: Facts) -> bool:
    if a.victims is None or b.victims is None or a.victims.admits(b.victims):
        return False
    highs = [max(x for x in q.bounds if x is not None) for q in (a.victims, b.victims)]
    return max(highs) >= 3 * max(1, min(highs)) and max(highs) - min(highs) >= 3
