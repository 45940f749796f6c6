"""What a linking leaves behind, held in memory: what the store does for `corrobora.link.incremental`."""

from __future__ import annotations

from collections import defaultdict

from corrobora.link import ClaimRecord, PairJudgement, link_all
from corrobora.link.incremental import Change, update
from corrobora.link.linking import in_order
from corrobora.link.records import LinkSettings


class Register:
    """Claims that come, change and go, document by document, and how they are linked."""

    def __init__(self, settings: LinkSettings) -> None:
        self.settings = settings
        self.now: dict[str, ClaimRecord] = {}
        self.judgements: list[PairJudgement] = []
        self._traits: dict[str, frozenset] = {}
        self._names: dict[int, int] = {}
        self._near: dict[tuple[str, str], float] = {}
        self._groups: dict[str, frozenset[str]] = {}
        self._pairs: dict[tuple[str, str], object] = {}
        self._documents = 0
        self._ever: dict[str, set[str]] = defaultdict(set)

    def put(self, document: str, records: list[ClaimRecord]) -> None:
        """Make these the claims of a document."""
        for id in self._ever[document]:
            self.now.pop(id, None)
        self.now.update({r.id: r for r in records})
        self._ever[document] |= {r.id for r in records}
        self._link({document: self._ever[document]}, records, ())

    def judge(self, judgement: PairJudgement) -> None:
        self.judgements.append(judgement)
        self._link({}, [], (judgement.a, judgement.b))

    def _link(self, before, records, judged) -> None:
        change = Change(before=before, now=records, judged=judged, documents=self._documents)
        found = update(self, change, self.judgements, self.settings)
        self.regrouped = {id for group in found.groups for id in group}
        for id in found.gone:
            self._traits.pop(id), self._groups.pop(id)
        self._traits.update(found.traits)
        self._names = {k: n for k, n in {**self._names, **found.names}.items() if n}
        for pair in found.far:
            del self._near[pair]
        assert not set(found.near) & set(self._near)
        self._near.update(found.near)
        self._groups.update({id: frozenset(group) for group in found.groups for id in group})
        self._pairs = {p: s for p, s in self._pairs.items() if not set(p) & found.explained}
        assert all({p.a, p.b} & found.explained for p in found.pairs)
        self._pairs.update({(p.a, p.b): p for p in found.pairs})
        self._documents = found.documents

    def check(self) -> None:
        """It is what linking everything anew makes of it."""
        whole = link_all(sorted(self.now.values(), key=in_order), self.judgements, self.settings)
        assert self._documents == whole.documents
        assert self._names == whole.names
        assert self._traits == whole.traits
        assert self._near == whole.near
        assert set(self._groups.values()) == {frozenset(c) for c in whole.result.clusters}
        assert self._pairs == {(p.a, p.b): p for p in whole.result.pairs}

    # what `corrobora.link.incremental.Kept` asks

    def traits(self, claims):
        return {id: self._traits[id] for id in claims if id in self._traits}

    def members(self, keys):
        found = defaultdict(list)
        for id, held in self._traits.items():
            for trait in held:
                if trait.key in keys:
                    found[trait.key].append((trait.day, id))
        return {key: sorted(block) for key, block in found.items()}

    def documents_with(self, names):
        return {key: self._names[key] for key in names if key in self._names}

    def names_between(self, low, high):
        return {key for key, count in self._names.items() if low < count <= high}

    def near(self, claims):
        return {pair: v for pair, v in self._near.items() if pair[0] in claims or pair[1] in claims}

    def groups(self, claims):
        return {id: self._groups[id] for id in claims if id in self._groups}

    def records(self, claims):
        return [self.now[id] for id in claims if id in self.now]
