"""All claims at once. `corrobora.link.incremental` does the same for those a change touches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from corrobora.link.blocking import candidate_pairs, name_key, traits
from corrobora.link.cluster import Pair, cluster
from corrobora.link.facts import Facts, documents_by_name, facts_of, most_documents, without
from corrobora.link.records import (
    ClaimRecord,
    Linked,
    LinkResult,
    LinkSettings,
    PairJudgement,
    PairScore,
)
from corrobora.link.vetoes import vetoes
from corrobora.link.weights import Weights, default_weights
from corrobora.model.vocabulary import Judgement, Kind

Named = tuple[str, str]
#: Of groups up to this size every pair is explained; of larger ones only those that were compared.
READABLE = 12


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
    return link_all(records, judgements, settings, weights).result


def link_all(
    records: Sequence[ClaimRecord],
    judgements: Sequence[PairJudgement] = (),
    settings: LinkSettings | None = None,
    weights: Weights | None = None,
) -> Linked:
    """The same, with what is kept so that the next change need not link everything anew.

    `corrobora.link.incremental` goes on from there if the records come as `in_order` sorts them.
    """
    scoring = Scoring(settings or LinkSettings(), weights or default_weights())
    settings = scoring.settings
    raw = [facts_of(r) for r in records if r.claim.kind is Kind.INCIDENT]
    documents = len({f.document for f in raw})
    holding = documents_by_name(raw)
    common = {name for name, count in holding.items() if count > most_documents(documents)}
    held = [traits(fact, common) for fact in raw]
    facts = [without(fact, common) for fact in raw]
    index = {f.id: i for i, f in enumerate(facts)}
    decided = decided_pairs(judgements, index)
    scores: dict[Pair, float] = {}
    for i, j in candidate_pairs(facts, settings.block_cap, held):
        value = scoring.score(facts[i], facts[j])
        scores[i, j] = -1.0 if value is None else value
    groups = grouped(facts, scores, decided, scoring)
    near = {
        (facts[i].id, facts[j].id): value for (i, j), value in scores.items() if value >= settings.keep_pairs
    }
    kept = set(decided) | {(index[a], index[b]) for a, b in nearest(near, settings.keep_each)}
    for group in groups:
        kept |= within(group)
    return Linked(
        result=LinkResult(
            clusters=tuple(tuple(facts[i].id for i in group) for group in groups),
            pairs=tuple(best_first(scoring.pair(facts[i], facts[j], decided.get((i, j))) for i, j in kept)),
            weak=frozenset(f.id for f in facts if f.weak),
        ),
        traits={fact.id: own for fact, own in zip(facts, held, strict=True)},
        names={name_key(name): count for name, count in holding.items()},
        near=near,
        documents=documents,
    )


def explain(
    a: ClaimRecord,
    b: ClaimRecord,
    judgement: Judgement | None = None,
    settings: LinkSettings | None = None,
    weights: Weights | None = None,
) -> PairScore:
    """Why two claims are, or are not, taken to be about one event."""
    scoring = Scoring(settings or LinkSettings(), weights or default_weights())
    return scoring.pair(facts_of(a), facts_of(b), judgement)


class Scoring:
    """Scores pairs of claims by given settings and weights."""

    def __init__(self, settings: LinkSettings, weights: Weights) -> None:
        self.settings = settings
        self._weights = weights

    def score(self, a: Facts, b: Facts) -> float | None:
        """How likely both are about one event; ``None`` if they cannot be, or say too little."""
        if a.weak or b.weak or vetoes(a, b, self.settings):
            return None
        return self._weights.score(a, b)

    def pair(self, a: Facts, b: Facts, judgement: Judgement | None) -> PairScore:
        """The same with everything that was weighed."""
        against = vetoes(a, b, self.settings)
        alone = [f.id for f in (a, b) if f.weak]
        if alone:
            against = (*against, f"claim {alone[0]} names no place, no day and no count")
        return PairScore(
            a=a.id,
            b=b.id,
            score=0.0 if against else round(self._weights.score(a, b), 4),
            features=self._weights.explain(a, b),
            vetoes=against,
            judgement=judgement,
        )


def in_order(record: ClaimRecord) -> tuple[date, str, int, str]:
    """The order in which claims are linked and shown: oldest document first."""
    return record.published or date.max, record.document, record.claim.spans[0].start, record.id


def decided_pairs(judgements: Iterable[PairJudgement], index: Mapping[str, int]) -> dict[Pair, Judgement]:
    """What was decided last on each pair of positions; ids that have no position are passed over."""
    out: dict[Pair, Judgement] = {}
    for judgement in judgements:
        if judgement.a in index and judgement.b in index:
            i, j = sorted((index[judgement.a], index[judgement.b]))
            out[i, j] = judgement.judgement
    return out


def grouped(
    facts: Sequence[Facts], scores: Mapping[Pair, float], decided: Mapping[Pair, Judgement], scoring: Scoring
) -> list[list[int]]:
    """Positions of claims, grouped by event."""
    return cluster(
        len(facts),
        scores,
        threshold=scoring.settings.threshold,
        score=lambda i, j: scoring.score(facts[i], facts[j]),
        same=[p for p, j in decided.items() if j is Judgement.SAME],
        different=[p for p, j in decided.items() if j is Judgement.DIFFERENT],
    )


def nearest(near: Mapping[Named, float], each: int) -> set[Named]:
    """The closest pairs of each claim."""
    close: dict[str, list[tuple[float, Named]]] = defaultdict(list)
    for pair, value in near.items():
        for id in pair:
            close[id].append((-value, pair))
    return {pair for found in close.values() for _, pair in sorted(found)[:each]}


def within(group: Sequence[int]) -> set[Pair]:
    """Every pair of a group that is not too large to be read."""
    if len(group) > READABLE:
        return set()
    return {(i, j) for n, i in enumerate(group) for j in group[n + 1 :]}


def best_first(pairs: Iterable[PairScore]) -> list[PairScore]:
    """By score, then by the claims' ids."""
    return sorted(pairs, key=lambda p: (-p.score, p.a, p.b))
