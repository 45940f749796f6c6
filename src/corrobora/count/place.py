"""Tallies put in their place in time: what they count up to, from where, and known when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from corrobora.count.scope import Scope
from corrobora.count.tally import Tally

#: A year's figure and a running total that starts this soon in the same year count from the same
#: beginning: "in 2031" and "since 24 February 2031" where nothing was counted before.
SAME_BEGINNING = timedelta(days=92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A tally with the scope it is reckoned with, and its day of knowledge as an ordinal."""

    tally: Tally
    scope: Scope
    known: int


def place(tallies: Sequence[Tally]) -> tuple[list[Placed], dict[str, str]]:
    """The tallies that have a place in time, and by id why the others have none.

    Three things are settled here, each because it is how bodies speak:

    * Figures one body gives in one document are of one day: a year's figure given with a total "by
      15 December" reaches to that day too.
    * No figure counts what happened after it was given.
    * A year in which the body's running total begins is counted from that beginning.
    """
    placed, notes = [], {}
    for tally in _one_breath(tallies):
        scope = tally.scope
        if scope.last is None:
            notes[tally.id] = "the day it runs to is not known" if scope.first else "no period is stated"
            continue
        known = scope.as_of or tally.published or scope.last
        last = min(scope.last, known)
        if scope.first and scope.first > last:
            notes[tally.id] = f"its period starts on {scope.first}, after it was given on {known}"
            continue
        placed.append(Placed(tally=tally, scope=replace(scope, last=last), known=known.toordinal()))
    return _from_the_beginning(placed), notes


def _one_breath(tallies: Sequence[Tally]) -> list[Tally]:
    groups: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    for tally in tallies:
        if tally.document:
            groups[tally.document, tally.body.id].append(tally)
    days: dict[str, date] = {}
    for group in groups.values():
        totals = [
            t for t in group if t.scope.first is None and t.scope.last and t.scope.last == t.scope.as_of
        ]
        for tally in group:
            if tally in totals or not (tally.scope.first and tally.scope.last):
                continue
            said = [t.scope.last for t in totals if t.scope.last and _inside(t.scope.last, tally.scope)]
            if said:
                days[tally.id] = max(said)
    return [replace(t, scope=replace(t.scope, as_of=days[t.id])) if t.id in days else t for t in tallies]


def _inside(day: date, scope: Scope) -> bool:
    return bool(scope.first and scope.last and scope.first <= day <= scope.last)


def _from_the_beginning(placed: list[Placed]) -> list[Placed]:
    starts: dict[str, list[date]] = defaultdict(list)
    for p in placed:
        if p.scope.first and not p.scope.coarse_start:
            starts[p.tally.body.id].append(p.scope.first)
    out = []
    for p in placed:
        first = p.scope.first
        beginning = min(starts[p.tally.body.id], default=None)
        if (
            p.scope.coarse_start
            and first
            and beginning
            and p.scope.last
            and first < beginning <= min(first + SAME_BEGINNING, p.scope.last)
        ):
            out.append(replace(p, scope=replace(p.scope, first=beginning)))
        else:
            out.append(p)
    return out
