"""Incidents as they would be claimed, every decision by weights fitted without the document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import annotated as gold
import logistic

from corrobora.extract.rules.events import Candidates, Members, Value, cluster, values
from corrobora.extract.rules.incidents import told_values
from corrobora.extract.rules.pairs import of_pair, told_apart
from corrobora.extract.rules.registers import event_rows

if TYPE_CHECKING:
    from fit import Case, Fitted

Told = tuple[Members, Value | None]  # the sentences a claim points at, and its number of victims


def candidates(case: Case, pair: Fitted, sentence_at: float, pair_at: float) -> Candidates:
    """The document's events before it is decided which of them are claimed."""
    rows = event_rows(case.reading)
    telling = [i for i, p in enumerate(case.incident) if p >= sentence_at and i not in rows]

    def same(a: int, b: int) -> float:
        return logistic.probability(pair, of_pair(case.reading, case.profiles, a, b))

    apart = partial(told_apart, case.reading, case.profiles, ())
    events = cluster(telling, same, pair_at, apart)
    said = [values(case.profiles, e, lambda f: case.victims[f.start, f.end], case.counted) for e in events]
    return Candidates(
        reading=case.reading,
        profiles=case.profiles,
        document=case.document,
        incident=case.incident,
        tally=case.tally,
        events=events,
        values=said,
        counted=case.counted,
    )


def told(found: Candidates, scores: Sequence[float], threshold: float) -> Iterator[Told]:
    """What the document's incidents would be claimed with."""
    for members, said, p in zip(found.events, found.values, scores, strict=True):
        if p < threshold:
            continue
        kept = told_values(said)
        if not kept:
            yield members, None
        for n, value in enumerate(kept):
            yield members if n == 0 else tuple(sorted({f.sentence for f in value.figures})), value


def judged(case: Case, claims: Sequence[Told]) -> Counter[str]:
    """Claims right, wrong and missed, matched as the score does, and how their numbers of victims are."""
    golds = [(c, case.annotated.claims[c], case.annotated.spans[c]) for c in case.claims("incident")]
    matches = []
    for n, (members, value) in enumerate(claims):
        spans = [(case.profiles[i].sentence.start, case.profiles[i].sentence.end) for i in members]
        for c, claim, quotes in golds:
            if any(gold.overlap(quotes, (a, min(b, a + 690))) for a, b in spans):
                matches.append((not claim.get("optional"), _same(claim, value), c, n))
    claimed: dict[int, int] = {}
    used: dict[int, int] = {}
    for _, _, c, n in sorted(matches, reverse=True):
        if n not in used and (c not in claimed or case.optional(c)):
            claimed[c], used[n] = n, c
    counts: Counter[str] = Counter()
    for c, claim, _ in golds:
        if case.optional(c):
            continue
        counts["right" if c in claimed else "missed"] += 1
        if c in claimed and (claim.get("victims") or claims[claimed[c]][1]):
            counts["told"] += 1
            counts["told right"] += _same(claim, claims[claimed[c]][1])
    counts["wrong"] = len(claims) - len(used)
    return counts


def _same(claim: dict[str, Any], value: Value | None) -> bool:
    wanted = claim.get("victims")
    return bool(wanted) and value is not None and tuple(wanted) == value.quantity.bounds


#: How much less F1 a surer threshold may bring.
_NEAR_TIE = 0.005


def best_threshold(
    cases: Sequence[Case], found: Sequence[Candidates], scores: Sequence[Sequence[float]]
) -> float:
    """The threshold on events with the best F1 of claims, of near ties the surest: a false event costs a
    reader more than it tells. Prints how claims do there."""
    tried: dict[float, tuple[float, Counter[str]]] = {}
    for step in range(8, 61, 2):
        counts: Counter[str] = Counter()
        for case, candidate, scored in zip(cases, found, scores, strict=True):
            if case.annotated.folder is not None:
                counts += judged(case, list(told(candidate, scored, step / 100)))
        f1 = 2 * counts["right"] / (2 * counts["right"] + counts["wrong"] + counts["missed"] or 1)
        tried[step / 100] = f1, counts
    best = max(f1 for f1, _ in tried.values())
    threshold = max(t for t, (f1, _) in tried.items() if f1 >= best - _NEAR_TIE)
    f1, counts = tried[threshold]
    right = counts["right"]
    print(
        f"claims of incidents: P {right / (right + counts['wrong'] or 1):.3f} "
        f"R {right / (right + counts['missed'] or 1):.3f} F1 {f1:.3f} at {threshold:.2f}; "
        f"victims right in {counts['told right'] / (counts['told'] or 1):.3f} of those found"
    )
    return threshold
