"""Examples for the choices of slots: which act, status, place, day and side belong to an annotated claim."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import logistic

from corrobora.extract.mention import Mention
from corrobora.extract.rules import choices
from corrobora.extract.rules.slots import Scene
from corrobora.model.vocabulary import Act, VictimStatus
from corrobora.model.when import When
from corrobora.model.where import Where

if TYPE_CHECKING:
    from fit import Case

KINDS = ("incident", "tally")
Named = dict[str, list[list[logistic.Example]]]


def scenes(case: Case, kind: str) -> Iterator[tuple[Scene, dict[str, Any]]]:
    """Every annotated claim as the sentences that carry it."""
    scores = case.incident if kind == "incident" else case.tally
    for c in case.claims(kind):
        members = case.of(c)
        if not members or case.optional(c):
            continue
        yield (
            Scene(kind=kind, reading=case.reading, profiles=case.profiles, members=tuple(members),
                  core=max(members, key=lambda i: scores[i]), incident=case.incident, tally=case.tally,
                  document=case.document),
            case.annotated.claims[c],
        )  # fmt: skip


def examples(cases: Sequence[Case]) -> Named:
    """Examples by model name and document."""
    named: Named = {}
    for n, case in enumerate(cases):
        for kind in KINDS:
            for scene, claim in scenes(case, kind):
                for name, example in _of(scene, claim, kind):
                    named.setdefault(name, [[] for _ in cases])[n].append(example)
    return named


def _of(scene: Scene, claim: dict[str, Any], kind: str) -> Iterator[tuple[str, logistic.Example]]:
    marks = scene.marks
    if claim.get("plain"):
        yield from _sides(scene, claim, kind, None)
        return
    for act in Act:
        yield f"{kind}-act-{act.value}", (marks, float(claim.get("act") == act.value), 1.0)
    known = claim.get("act")
    with_act = marks | ({f"act:{known}"} if known else set())
    for status in [*(s.value for s in VictimStatus), "none"]:
        wanted = claim.get("victim_status") or "none"
        yield f"{kind}-status-{status}", (with_act, float(wanted == status), 1.0)
    place = None
    for mention in scene.reading.places:
        right = bool(claim.get("place")) and same_place(
            claim["place"], claim.get("place_point"), mention.value
        )
        place = place or (mention if right else None)
        x = choices.of_place(scene.reading, scene.profiles, scene.members, scene.core, mention)
        yield f"{kind}-place", (x, float(right), 1.0)
    wanted_days = claim.get("date")
    for when in scene.reading.whens if kind == "incident" else ():
        right = bool(wanted_days) and same_days(wanted_days, when.value)
        x = choices.of_day(scene.reading, scene.profiles, scene.members, scene.core, when)
        yield f"{kind}-day", (x, float(right), 1.0)
    yield from _sides(scene, claim, kind, place)


def _sides(
    scene: Scene, claim: dict[str, Any], kind: str, place: Mention[Where] | None
) -> Iterator[tuple[str, logistic.Example]]:
    if claim.get("plain") and "victim_side" not in claim:
        return
    status = {f"status:{claim.get('victim_status') or 'none'}"}
    for role in ("perpetrator", "victim"):
        for side in choices.side_candidates(scene.reading, scene.members):
            x = choices.of_side(scene.reading, scene.profiles, scene.members, side, place)
            x |= {f"{e}&{m}" for e in status for m in x if m.startswith(("lies", "rank:"))} | status
            if role == "victim":
                other = claim.get("perpetrator_side")
                x |= {choices.beside(side, other)}
            yield f"{kind}-{role}-side", (x, float(claim.get(f"{role}_side") == side), 1.0)


def same_place(name: str, point: list[float] | None, where: Where) -> bool:
    one, two = (
        {w[:5] for w in n.casefold().replace("-", " ").split() if len(w) > 2} for n in (name, where.name)
    )
    if one & two:
        return True
    best = where.candidates[0] if where.candidates else None
    if not point or best is None or best.lat is None or best.lon is None:
        return False
    (a, b), (c, d) = [tuple(map(math.radians, p)) for p in (point, (best.lat, best.lon))]
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h)) < 15


def same_days(wanted: list[str | None], when: When) -> bool:
    a, b = (date.fromisoformat(d).toordinal() if d else None for d in wanted)
    c, d = (day.toordinal() if day else None for day in (when.first, when.last))
    if (a is None) != (c is None) or (b is None) != (d is None):
        return False
    if all(x is None or y is None or abs(x - y) <= 3 for x, y in ((a, c), (b, d))):
        return True
    if a is None or b is None or c is None or d is None:
        return False
    return max(0, min(b, d) - max(a, c) + 1) / (max(b, d) - min(a, c) + 1) >= 0.5
