"""A change linked without linking everything anew; the outcome is that of `link_all`.

Three things make that possible. Which claims are compared follows from the claims that share a trait, so a
change reaches only the blocks of its own traits. Which names are common follows from counts that are kept.
And groups that are joined with nothing outside can be grouped by themselves (`corrobora.link.cluster`): the
claims a change touches are grouped together with the groups they could join; where one of those is drawn in,
it belongs to what is touched, and its neighbours are looked at too, until nothing more is drawn in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corrobora.link.blocking import Sort, Trait, block_pairs, changed_pairs, name_key, traits
from corrobora.link.facts import Facts, facts_of, most_documents, without
from corrobora.link.linking import (
    Named,
    Scoring,
    best_first,
    decided_pairs,
    grouped,
    in_order,
    nearest,
    within,
)
from corrobora.link.records import ClaimRecord, LinkSettings, PairJudgement, PairScore
from corrobora.link.weights import Weights, default_weights
from corrobora.model.vocabulary import Judgement

Member = tuple[int, str]


class Kept(Protocol):
    """What the last linking left behind, as it is looked up."""

    def traits(self, claims: Collection[str]) -> Mapping[str, Collection[Trait]]:
        """Of each of these claims that was linked, what it can share with others."""

    def members(self, keys: Collection[int]) -> Mapping[int, list[Member]]:
        """Day and id of the claims that have each of these traits, in that order."""

    def documents_with(self, names: Collection[int]) -> Mapping[int, int]:
        """In how many documents each of these names stands, by the key of its trait."""

    def names_between(self, low: float, high: float) -> Collection[int]:
        """Names that stand in more than ``low`` and in up to ``high`` documents."""

    def near(self, claims: Collection[str]) -> Mapping[Named, float]:
        """Pairs that came close, of which one is among these claims, with their score."""

    def groups(self, claims: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Of each of these claims that was linked, all claims it is grouped with, itself too."""

    def records(self, claims: Collection[str]) -> Collection[ClaimRecord]:
        """These claims as they are now; those not to be linked are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be linked.

    Attributes:
        before: of each document that changed, the ids of all claims it may have had.
        now: the claims of kind incident of these documents, as they are now.
        judged: ids of claims whose decisions changed.
        documents: how many documents had claims of incidents before.
    """

    before: Mapping[str, Collection[str]]
    now: Sequence[ClaimRecord]
    judged: Collection[str]
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What a change made different; everything else stays as it was.

    Attributes:
        records: the claims that were grouped anew, oldest document first.
        groups: their ids, grouped by event.
        gone: claims that are linked no more.
        traits: of each claim that is new or another one, its traits; those it had are no more.
        names: new counts of documents; 0: the name stands nowhere any more.
        far: pairs that do not come close any more.
        near: pairs that come close now.
        explained: claims for which the pairs worth reading were chosen anew.
        pairs: all those pairs, best first.
        documents: how many documents have claims of incidents now.
    """

    records: tuple[ClaimRecord, ...]
    groups: tuple[tuple[str, ...], ...]
    gone: frozenset[str]
    traits: Mapping[str, frozenset[Trait]]
    names: Mapping[int, int]
    far: frozenset[Named]
    near: Mapping[Named, float]
    explained: frozenset[str]
    pairs: tuple[PairScore, ...]
    documents: int


def update(
    kept: Kept,
    change: Change,
    judgements: Sequence[PairJudgement] = (),
    settings: LinkSettings | None = None,
    weights: Weights | None = None,
) -> Update:
    """Link what changed.

    Args:
        kept: what the last linking left behind; it is not changed.
        change: what is to be linked.
        judgements: all decisions on pairs, as for `link_all`.
        settings, weights: those of the last linking.
    """
    return _Updating(
        kept, change, judgements, Scoring(settings or LinkSettings(), weights or default_weights())
    ).run()


class _Updating:
    """One update: what is known so far of the claims it has looked at."""

    def __init__(
        self, kept: Kept, change: Change, judgements: Sequence[PairJudgement], scoring: Scoring
    ) -> None:
        self._kept = kept
        self._change = change
        self._judgements = judgements
        self._scoring = scoring
        self._records = {record.id: record for record in change.now}
        self._asked = set(self._records)
        self._names: dict[int, int] = {}
        self._documents = change.documents
        self._raw: dict[str, Facts] = {}
        self._facts: dict[str, Facts] = {}
        self._far: set[Named] = set()
        self._near: dict[Named, float] = {}

    def run(self) -> Update:
        """Do it."""
        known = {id for ids in self._change.before.values() for id in ids}
        old = dict(self._kept.traits(known))
        gone = frozenset(old) - frozenset(self._records)
        changed = set(old) | set(self._records)
        renamed = self._count_names(old)
        if renamed:
            others = {id for block in self._kept.members(renamed).values() for _, id in block} - changed
            old.update(self._kept.traits(others))
            changed |= others
        self._see(changed)
        common = self._common(changed - gone)
        new = {id: traits(self._raw[id], common) for id in changed - gone}
        ends = self._compare(changed, old, new)
        judged = {id for id in self._change.judged if self._seen(id)}
        touched, groups = self._group(changed | ends | judged, gone)
        moved = {id for pair in (*self._far, *self._near) for id in pair}
        explained = (touched | moved) - gone
        return Update(
            records=tuple(self._records[id] for id in self._ordered(touched)),
            groups=groups,
            gone=gone,
            traits=new,
            names=self._names,
            far=frozenset(self._far),
            near=self._near,
            explained=frozenset(explained | gone),
            pairs=self._explain(explained, groups, gone),
            documents=self._documents,
        )

    # Names ------------------------------------------------------------------------------------------------

    def _count_names(self, old: Mapping[str, Collection[Trait]]) -> set[int]:
        """Count in how many documents names stand now; those that became common, or are so no more."""
        counted: Counter[int] = Counter()
        own: dict[str, list[ClaimRecord]] = {document: [] for document in self._change.before}
        for record in self._change.now:
            own.setdefault(record.document, []).append(record)
        for document, records in own.items():
            ids = [id for id in self._change.before.get(document, ()) if id in old]
            counted.subtract({t.key for id in ids for t in old[id] if t.sort is Sort.NAME})
            counted.update({name_key(name) for record in records for name in facts_of(record).names})
            self._documents += bool(records) - bool(ids)
        before = self._kept.documents_with(counted)
        self._names = {
            key: before.get(key, 0) + difference for key, difference in counted.items() if difference
        }
        most, now = most_documents(self._change.documents), most_documents(self._documents)
        crossed = {k for k, n in self._names.items() if (before.get(k, 0) > most) != (n > now)}
        if most != now:
            others = self._kept.names_between(min(most, now), max(most, now))
            crossed |= set(others) - self._names.keys()
        return crossed

    def _common(self, ids: Iterable[str]) -> frozenset[str]:
        """Of the names these claims hold, those that tell nothing."""
        names = {name for id in ids for name in self._raw[id].names}
        keys = {name: name_key(name) for name in names}
        counts = {**self._kept.documents_with(keys.values()), **self._names}
        most = most_documents(self._documents)
        return frozenset(name for name, key in keys.items() if counts.get(key, 0) > most)

    # Claims -----------------------------------------------------------------------------------------------

    def _see(self, ids: Collection[str]) -> None:
        """Look claims up that were not looked at yet."""
        asked = {id for id in ids if id not in self._asked}
        if asked:
            self._asked |= asked
            self._records.update({record.id: record for record in self._kept.records(asked)})
        fresh = [id for id in ids if id in self._records and id not in self._facts]
        self._raw.update({id: facts_of(self._records[id]) for id in fresh})
        common = self._common(fresh)
        self._facts.update({id: without(self._raw[id], common) for id in fresh})

    def _seen(self, id: str) -> bool:
        """Whether there is such a claim to be linked."""
        self._see([id])
        return id in self._records

    def _ordered(self, ids: Iterable[str]) -> list[str]:
        return sorted(ids, key=lambda id: in_order(self._records[id]))

    def _pair(self, a: str, b: str) -> Named:
        first, second = self._ordered((a, b))
        return first, second

    # Pairs ------------------------------------------------------------------------------------------------

    def _compare(
        self, changed: set[str], old: Mapping[str, Collection[Trait]], new: Mapping[str, Collection[Trait]]
    ) -> set[str]:
        """Compare what the change brings together; the ends of edges that came or went."""
        settings = self._scoring.settings
        sorts = {t.key: t.sort for held in (old, new) for own in held.values() for t in own}
        sorts = {key: sort for key, sort in sorts.items() if sort is not Sort.NAME}
        before = self._kept.members(sorts)
        joining: dict[int, list[Member]] = {}
        for id, own in new.items():
            for trait in own:
                joining.setdefault(trait.key, []).append((trait.day, id))
        after = {
            key: sorted([m for m in before.get(key, ()) if m[1] not in changed] + joining.get(key, []))
            for key in sorts
        }
        lost: set[frozenset[str]] = set()
        met: set[frozenset[str]] = set()
        for key, sort in sorts.items():
            had, has = changed_pairs(sort, before.get(key, []), after[key], changed, settings.block_cap)
            lost |= {pair for pair in had - has if not pair & changed}
            met |= {pair for pair in has if pair & changed} | (has - had)
        gone = dict(self._kept.near(changed))
        gone.update(self._met_no_more(lost, after, sorts))
        self._see({id for pair in met for id in pair})
        held = self._kept.near({id for pair in met if not pair & changed for id in pair})
        for a, b in (self._pair(*pair) for pair in met):
            value = self._scoring.score(self._facts[a], self._facts[b])
            if value is not None and value >= settings.keep_pairs and ((a, b) not in held or (a, b) in gone):
                self._near[a, b] = value
        self._far = set(gone)
        edges = [*gone.items(), *self._near.items()]
        return {id for pair, value in edges if value >= settings.threshold for id in pair}

    def _met_no_more(
        self, lost: set[frozenset[str]], after: Mapping[int, list[Member]], sorts: Mapping[int, Sort]
    ) -> dict[Named, float]:
        """Of pairs that a trait brings together no more, those close ones no other trait does."""
        near = self._kept.near({id for pair in lost for id in pair}) if lost else {}
        doubtful = {pair: value for pair, value in near.items() if frozenset(pair) in lost}
        held = self._kept.traits({id for pair in doubtful for id in pair}) if doubtful else {}
        gone: dict[Named, float] = {}
        for (a, b), value in doubtful.items():
            shared = {t.key: t.sort for t in held[a]}.keys() & {t.key for t in held[b]}
            kinds = {t.key: t.sort for t in held[a] if t.key in shared and t.sort is not Sort.NAME}
            blocks = {**self._kept.members([k for k in kinds if k not in after]), **after}
            if not any(
                frozenset((a, b)) == frozenset(pair)
                for key, sort in kinds.items()
                for pair in block_pairs(sort, blocks.get(key, []), self._scoring.settings.block_cap)
            ):
                gone[a, b] = value
        return gone

    def _near_now(self, ids: Collection[str]) -> dict[Named, float]:
        """Close pairs of these claims, the change included."""
        found = {p: v for p, v in self._kept.near(ids).items() if p not in self._far}
        found.update({p: v for p, v in self._near.items() if p[0] in ids or p[1] in ids})
        return found

    # Groups -----------------------------------------------------------------------------------------------

    def _group(
        self, seeds: Collection[str], gone: frozenset[str]
    ) -> tuple[set[str], tuple[tuple[str, ...], ...]]:
        """Claims that were grouped anew, and their groups."""
        touched = self._closed(seeds) - gone
        while True:
            edges = self._edges(touched)
            members = (
                self._closed({*touched, *(id for pair in edges for id in pair)} | self._same(touched)) - gone
            )
            self._see(members)
            order = self._ordered(members)
            index = {id: i for i, id in enumerate(order)}
            scores = {
                (index[a], index[b]): value
                for (a, b), value in self._edges(members).items()
                if a in index and b in index
            }
            groups = grouped(
                [self._facts[id] for id in order],
                scores,
                decided_pairs(self._judgements, index),
                self._scoring,
            )
            named = [tuple(order[i] for i in group) for group in groups]
            outside = members - touched
            earlier = set(self._kept.groups(outside).values()) if outside else set()
            drawn = {
                id
                for group in named
                if not touched.issuperset(group) and frozenset(group) not in earlier
                for id in group
            } - touched
            if not drawn:
                return touched, tuple(group for group in named if touched.issuperset(group))
            touched |= self._closed(drawn) - gone

    def _closed(self, ids: Collection[str]) -> set[str]:
        """These and all they were grouped with."""
        return set(ids).union(*self._kept.groups(ids).values())

    def _edges(self, ids: Collection[str]) -> dict[Named, float]:
        threshold = self._scoring.settings.threshold
        return {pair: value for pair, value in self._near_now(ids).items() if value >= threshold}

    def _same(self, ids: Collection[str]) -> set[str]:
        """Claims that somebody judged to be about one event with one of these."""
        found = {
            id
            for judged in self._judgements
            if judged.judgement is Judgement.SAME and (judged.a in ids or judged.b in ids)
            for id in (judged.a, judged.b)
        }
        self._see(found)
        return {id for id in found if id in self._records}

    # Reasons ----------------------------------------------------------------------------------------------

    def _explain(
        self, ids: Collection[str], groups: tuple[tuple[str, ...], ...], gone: frozenset[str]
    ) -> tuple[PairScore, ...]:
        """The pairs worth reading of which one is among these claims."""
        around = {id for pair in self._near_now(ids) for id in pair} | set(ids)
        wanted = nearest(self._near_now(around), self._scoring.settings.keep_each)
        wanted = {pair for pair in wanted if pair[0] in ids or pair[1] in ids}
        regrouped = {id for group in groups for id in group}
        still = {group - gone for group in self._kept.groups(set(ids) - regrouped).values()}
        judged = {
            id for judged in self._judgements for id in (judged.a, judged.b)
            if judged.a in ids or judged.b in ids
        }  # fmt: skip
        everyone = {id for pair in wanted for id in pair} | regrouped | judged
        everyone = everyone.union(ids, *still)
        self._see(everyone)
        order = self._ordered(id for id in everyone if id in self._records)
        index = {id: i for i, id in enumerate(order)}
        decided = decided_pairs(self._judgements, index)
        chosen = set(decided) | {(index[a], index[b]) for a, b in wanted}
        for group in (*groups, *still):
            chosen |= within(sorted(index[id] for id in group))
        return tuple(
            best_first(
                self._scoring.pair(self._facts[order[i]], self._facts[order[j]], decided.get((i, j)))
                for i, j in chosen
                if order[i] in ids or order[j] in ids
            )
        )
