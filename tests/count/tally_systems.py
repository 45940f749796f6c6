"""Systems of figures made from a known truth, with contradictions planted in some.

The truth is a grid of months, places and statuses, each victim registered on some day. An oracle of its
own decides by linear programme over that grid whether a set of figures can hold; it shares nothing
with the package's cells.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from scipy.optimize import linprog

from corrobora.count import Area, Body, Scope, Tally
from corrobora.model.quantity import Quantity
from corrobora.model.vocabulary import Act, Unit, VictimStatus

MONTHS = 30
AREAS = ("North", "South")
STATUSES = (VictimStatus.POW, VictimStatus.CIVILIAN)


def month(n: int) -> date:
    return date(2031 + n // 12, n % 12 + 1, 1)


@dataclass(frozen=True)
class Figure:
    """A figure in the grid's own terms: months ``[start, end)``, indices of area and status, or None."""

    start: int
    end: int
    area: int | None
    status: int | None
    known: int  # month at whose start it was given
    low: int | None
    high: int | None

    def counts(self, m: int, area: int, status: int, registered: int) -> bool:
        return (
            self.start <= m < self.end
            and self.area in (None, area)
            and self.status in (None, status)
            and registered <= self.known
        )

    def inside(self, other: Figure) -> bool:
        return (
            other.start <= self.start
            and self.end <= other.end
            and other.area in (None, self.area)
            and other.status in (None, self.status)
            and self.known <= other.known
        )


def tally(figure: Figure, id: str, body: str, unit: Unit = Unit.PERSONS) -> Tally:
    area = None
    if figure.area is not None:
        name = AREAS[figure.area]
        area = Area(name=name, ids=frozenset({name}))
    return Tally(
        id=id,
        body=Body(id=body, name=body),
        scope=Scope(
            act=Act.EXECUTION,
            victim_side="XA",
            perpetrator_side="XB",
            victim_status=None if figure.status is None else STATUSES[figure.status],
            area=area,
            first=month(figure.start),
            last=month(figure.end) - timedelta(days=1),
            as_of=month(figure.known),
        ),
        figures={unit: Quantity(low=figure.low, high=figure.high, unit=unit)},
    )


def truthful(rng: random.Random, count: int) -> list[Figure]:
    """Figures that a made-up truth bears out, in the manner of bodies: totals so far, years, stretches."""
    truth = np.zeros((MONTHS, len(AREAS), len(STATUSES), MONTHS + 12), dtype=int)
    for _ in range(rng.randint(30, 300)):
        m = rng.randrange(MONTHS)
        late = min(MONTHS + 11, m + 1 + int(rng.expovariate(0.5)))
        truth[m, rng.randrange(2), rng.randrange(2), late] += rng.randint(1, 9)
    out = []
    for _ in range(count):
        kind = rng.random()
        if kind < 0.4:
            start, end = 0, rng.randint(3, MONTHS)
        elif kind < 0.6:
            start = 12 * rng.randrange(MONTHS // 12)
            end = start + 12
        else:
            start = rng.randrange(MONTHS - 2)
            end = rng.randint(start + 1, min(MONTHS, start + 12))
        known = end + (rng.randint(0, 6) if rng.random() < 0.5 else 0)
        area = rng.choice((None, None, None, 0, 1))
        status = rng.choice((None, None, 0, 1))
        scope = Figure(start, end, area, status, known, 0, None)
        part = truth[
            start:end,
            slice(None) if area is None else slice(area, area + 1),
            slice(None) if status is None else slice(status, status + 1),
            : known + 1,
        ]
        total = int(part.sum())
        how = rng.random()
        if how < 0.6:
            out.append(replace(scope, low=total, high=total))
        elif how < 0.8:
            out.append(replace(scope, low=max(0, total - rng.randint(0, 5)), high=None))
        elif how < 0.9:
            out.append(replace(scope, low=None, high=total + rng.randint(0, 5)))
        else:
            out.append(replace(scope, low=max(0, total - rng.randint(0, 5)), high=total + rng.randint(1, 5)))
    # one figure a scope and day: a body that gives two takes one back
    return list({(f.start, f.end, f.area, f.status): f for f in out}.values())


def plant(rng: random.Random, figures: list[Figure]) -> list[Figure]:
    """The same with a contradiction: parts that outgrow a whole, or a whole that outgrows its parts."""
    start = rng.randrange(MONTHS - 8)
    end = rng.randint(start + 4, MONTHS)
    cut = rng.randint(start + 1, end - 1)
    size = rng.randint(5, 60)
    kind = rng.choice(("part", "parts", "whole"))
    if kind == "part":
        more = [
            Figure(start, end, None, None, end, size, size),
            Figure(start, cut, None, rng.choice((None, 0)), cut, size + rng.randint(1, 9), None),
        ]
    elif kind == "parts":
        more = [
            Figure(start, end, None, 0, end, None, size),
            Figure(start, cut, None, 0, cut, size // 2 + rng.randint(1, 5), None),
            Figure(cut, end, None, 0, end, size - size // 2, size + 9),
        ]
    else:
        first, second = size // 2, size - size // 2
        more = [
            Figure(start, end, 0, None, end, size + rng.randint(1, 9), None),
            Figure(start, cut, 0, None, end, first, first),
            Figure(cut, end, 0, None, end, None, second),
        ]
    out = [
        f
        for f in figures
        if (f.start, f.end, f.area, f.status) not in {(g.start, g.end, g.area, g.status) for g in more}
    ] + more
    rng.shuffle(out)
    return out


def possible(figures: list[Figure]) -> bool:
    """Whether some grid of victims bears all figures out."""
    known = sorted({f.known for f in figures})
    cells = [
        (m, a, s, k)
        for m in sorted({x for f in figures for x in (f.start, f.end)})
        for a in range(2)
        for s in range(2)
        for k in known
    ]
    rows, limits = [], []
    for f in figures:
        row = np.array([1.0 if f.counts(*c) else 0.0 for c in cells])
        if f.high is not None:
            rows.append(row)
            limits.append(f.high)
        if f.low is not None:
            rows.append(-row)
            limits.append(-f.low)
    found = linprog(np.zeros(len(cells)), A_ub=np.array(rows), b_ub=limits, bounds=(0, None), method="highs")
    return bool(found.status == 0)
