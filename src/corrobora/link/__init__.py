"""Claims to incidents: which claims are about the same event, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corrobora.link.blocking import candidate_pairs
from corrobora.link.cluster import cluster
from corrobora.link.facts import Facts, all_facts, facts_of
from corrobora.link.records import (
    ClaimRecord,
    FeatureValue,
    LinkResult,
    LinkSettings,
    PairJudgement,
    PairScore,
)
from corrobora.link.vetoes import vetoes
from corrobora.link.weights import Weights, default_weights
from corrobora.model.vocabulary import Judgement, Kind

__all__ = [
    "ClaimRecord",
    "FeatureValue",
    "LinkResult",
    "LinkSettings",
    "PairJudgement",
    "PairScore",
    "explain",
    "link",
]


def link(
    records: Sequence[ClaimRecord],
    judgements: Sequence[PairJudgement] = (),
    settings: LinkSettings | None = None,
    weights: Weights | None = None,
) -> LinkResult:
    """Group claims of kind incident by the event they are about; other kinds are left out.

    Args:
        records: the claims, in any order; ids must be unique.
        judgements: decisions on pairs; on ids that are not among the records they are passed over.
        settings: thresholds; the defaults are what the package was measured with.
        weights: of the pair score; ``None``: those the package ships.
    """
    settings = settings or LinkSettings()
    weights = weights or default_weights()
    incidents = [r for r in records if r.claim.kind is Kind.INCIDENT]
    facts = all_facts(incidents)
    index = {f.id: i for i, f in enumerate(facts)}
    decided = _decided(judgements, index)
    weak = {f.id for f in facts if f.weak}

    def score(i: int, j: int) -> float | None:
        a, b = facts[i], facts[j]
        if a.id in weak or b.id in weak or vetoes(a, b, settings):
            return None
        return weights.score(a, b)

    scores: dict[tuple[int, int], float] = {}
    for i, j in candidate_pairs(facts, settings.block_cap):
        value = score(i, j)
        scores[i, j] = -1.0 if value is None else value
    groups = cluster(
        len(facts),
        scores,
        threshold=settings.threshold,
        score=score,
        same=[p for p, j in decided.items() if j is Judgement.SAME],
        different=[p for p, j in decided.items() if j is Judgement.DIFFERENT],
    )
    pairs = _readable(groups, scores, facts, decided, settings, weights)
    return LinkResult(
        clusters=tuple(tuple(facts[i].id for i in group) for group in groups),
        pairs=pairs,
        weak=frozenset(weak),
    )


def explain(
    a: ClaimRecord,
    b: ClaimRecord,
    judgement: Judgement | None = None,
    settings: LinkSettings | None = None,
    weights: Weights | None = None,
) -> PairScore:
    """Why two claims are, or are not, taken to be about one event."""
    return _pair_score(
        facts_of(a), facts_of(b), judgement, settings or LinkSettings(), weights or default_weights()
    )


def _decided(judgements: Sequence[PairJudgement], index: dict[str, int]) -> dict[tuple[int, int], Judgement]:
    out: dict[tuple[int, int], Judgement] = {}
    for judgement in judgements:
        if judgement.a in index and judgement.b in index:
            i, j = sorted((index[judgement.a], index[judgement.b]))
            out[i, j] = judgement.judgement
    return out


def _readable(
    groups: list[list[int]],
    scores: dict[tuple[int, int], float],
    facts: list[Facts],
    decided: dict[tuple[int, int], Judgement],
    settings: LinkSettings,
    weights: Weights,
) -> tuple[PairScore, ...]:
    kept = set(decided)
    near: dict[int, list[tuple[float, tuple[int, int]]]] = defaultdict(list)
    for pair, value in scores.items():
        if value >= settings.keep_pairs:
            for i in pair:
                near[i].append((-value, pair))
    for close in near.values():
        kept.update(pair for _, pair in sorted(close)[: settings.keep_each])
    for group in groups:
        if len(group) <= 12:  # in larger groups only the compared pairs are listed
            kept |= {(i, j) for n, i in enumerate(group) for j in group[n + 1 :]}
    out = [_pair_score(facts[i], facts[j], decided.get((i, j)), settings, weights) for i, j in sorted(kept)]
    return tuple(sorted(out, key=lambda p: (-p.score, p.a, p.b)))


def _pair_score(
    a: Facts, b: Facts, judgement: Judgement | None, settings: LinkSettings, weights: Weights
) -> PairScore:
    against = vetoes(a, b, settings)
    alone = [f.id for f in (a, b) if f.weak]
    if alone:
        against = (*against, f"claim {alone[0]} names no place, no day and no count")
    return PairScore(
        a=a.id,
        b=b.id,
        score=0.0 if against else round(weights.score(a, b), 4),
        features=weights.explain(a, b),
        vetoes=against,
        judgement=judgement,
    )
