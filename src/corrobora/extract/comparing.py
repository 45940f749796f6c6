"""Several engines on one document: what they agree on is marked, where they differ both values are kept.

Claims of one kind that share words are the same claim. The value of the first engine that has one stands,
in the order the engines are named; what another one read stays beside it with its words.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from corrobora.extract.engine import Accountable, Engine, Sending
from corrobora.extract.gate import Extraction, admit
from corrobora.extract.running import BATCH, run
from corrobora.model.actor import Actor
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, SLOTS_OF_KIND, Claim, Slot
from corrobora.model.comparison import Comparison, Difference
from corrobora.model.document import Document
from corrobora.model.quantity import Quantity
from corrobora.model.when import When
from corrobora.model.where import Where

_SLOTS = SINGLE_SLOTS + LIST_SLOTS


class ComparedEngines:
    """Gives every document to each of several engines and joins what they read.

    Attributes:
        engines: at least two; the first whose values stand where they differ.
    """

    def __init__(self, engines: Sequence[Engine]) -> None:
        self.engines = tuple(engines)

    @property
    def name(self) -> str:
        """The names of all."""
        return " + ".join(engine.name for engine in self.engines)

    @property
    def destination(self) -> str | None:
        """The first other machine that one of them asks."""
        return next((e.destination for e in self.engines if isinstance(e, Sending) and e.destination), None)

    def account(self) -> str:
        """What those that keep account have asked for."""
        return "; ".join(e.account() for e in self.engines if isinstance(e, Accountable))

    def propose(self, document: Document) -> Iterable[Claim]:
        """The joined claims of one document."""
        return [claim for _, claim in next(self.extract_all([document])).claims]

    def extract_all(self, documents: Iterable[Document]) -> Iterator[Extraction]:
        """What the gate keeps of each document, in their order."""
        stream = iter(documents)
        while batch := list(islice(stream, BATCH)):
            read = [list(run(engine, batch)) for engine in self.engines]
            for document, extractions in zip(batch, zip(*read, strict=True), strict=True):
                yield self._joined(document, extractions)

    def _joined(self, document: Document, extractions: Sequence[Extraction]) -> Extraction:
        dropped: Counter[str] = sum((e.dropped for e in extractions), Counter())
        pairs = zip(self.engines, extractions, strict=True)
        told = [(engine.name, [c for _, c in e.claims]) for engine, e in pairs if not e.unread]
        claims = compare(told, document.text.sha256)
        extraction = admit(document, claims, refused=dropped)
        return dataclasses.replace(
            extraction,
            failures=tuple(f for e in extractions for f in e.failures),
            withheld=tuple(w for e in extractions for w in e.withheld),
            unread=not told,
            main_event=next((e.main_event for e in extractions if e.main_event), None),
        )


def compare(told: Sequence[tuple[str, list[Claim]]], sha256: str) -> list[Claim]:
    """The claims several engines read in one document, each once, with how far they agree.

    Args:
        told: each engine's name and its claims.
        sha256: the document, whose hash claims' ids are made with.

    One engine alone has nothing to be compared with; its claims come back as they are.
    """
    if len(told) < 2:
        return [claim for _, claims in told for claim in claims]
    groups: list[dict[str, Claim]] = []
    for engine, claims in told:
        for claim, group in _matched(claims, groups):
            if group is None:
                groups.append({engine: claim})
            else:
                group[engine] = claim
    engines = tuple(engine for engine, _ in told)
    joined = [_join(group, engines) for group in groups]
    renamed = {
        claim.id_in(sha256): whole.id_in(sha256)
        for group, whole in zip(groups, joined, strict=True)
        for claim in group.values()
    }
    return [
        dataclasses.replace(c, part_of=renamed.get(c.part_of, c.part_of)) if c.part_of else c for c in joined
    ]


def _matched(
    claims: list[Claim], groups: list[dict[str, Claim]]
) -> list[tuple[Claim, dict[str, Claim] | None]]:
    """Each claim with the group it belongs to; best fits first, no group twice."""
    first = [next(iter(group.values())) for group in groups]
    fits = sorted(
        (
            (_alike(claim, other), _shared(claim, other), -n, -m)
            for n, claim in enumerate(claims)
            for m, other in enumerate(first)
            if claim.kind is other.kind and _shared(claim, other)
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for _, _, minus_n, minus_m in fits:
        n, m = -minus_n, -minus_m
        if n not in taken and m not in taken.values():
            taken[n] = m
    return [(c, groups[taken[n]] if n in taken else None) for n, c in enumerate(claims)]


def _shared(a: Claim, b: Claim) -> int:
    """How many characters two claims' words have in common."""
    return sum(max(0, min(x.end, y.end) - max(x.start, y.start)) for x in a.spans for y in b.spans)


def _alike(a: Claim, b: Claim) -> int:
    """How many slots both fill alike, less those they fill differently."""
    score = 0
    for name in _SLOTS:
        one, two = _values(a, name), _values(b, name)
        if one and two:
            score += 1 if _same(one, two) else -1
    return score


def _join(group: dict[str, Claim], engines: tuple[str, ...]) -> Claim:
    base = next(iter(group.values()))
    agreed: list[str] = []
    differences: list[Difference] = []
    changes: dict[str, Any] = {}
    for name in _SLOTS:
        if name not in SLOTS_OF_KIND[base.kind]:
            continue
        read = {engine: _values(claim, name) for engine, claim in group.items()}
        standing = next((values for values in read.values() if values), ())
        if not standing:
            continue
        if not _values(base, name):
            changes[name] = standing if name in LIST_SLOTS else standing[0]
        others = [(engine, values) for engine, values in read.items() if not _same(values, standing)]
        differences += [Difference(slot=name, engine=e, values=v) for e, v in others]
        if not others and len(group) > 1:
            agreed.append(name)
    comparison = Comparison(
        engines=engines, read_by=tuple(group), agreed=tuple(agreed), differences=tuple(differences)
    )
    return dataclasses.replace(base, comparison=comparison, **changes)


def _values(claim: Claim, name: str) -> tuple[Slot[Any], ...]:
    value = getattr(claim, name)
    if name in LIST_SLOTS:
        return tuple(value)
    return () if value is None else (value,)


def _same(one: tuple[Slot[Any], ...], two: tuple[Slot[Any], ...]) -> bool:
    """Whether every value of each has its like in the other."""

    def inside(a: tuple[Slot[Any], ...], b: tuple[Slot[Any], ...]) -> bool:
        return all(any(same_value(x.value, y.value) for y in b) for x in a)

    return inside(one, two) and inside(two, one)


def same_value(a: object, b: object) -> bool:
    """Whether two values say the same: bounds, days, the place meant, the actor meant."""
    match a, b:
        case Quantity(), Quantity():
            return a.bounds == b.bounds
        case When(), When():
            return (a.first, a.last) == (b.first, b.last)
        case Where(), Where():
            if a.best and b.best:
                return a.best.id == b.best.id
            return a.name.casefold() == b.name.casefold()
        case Actor(), Actor():
            if a.body and b.body and a.body != b.body:
                return False
            one, two = set(a.name.casefold().split()), set(b.name.casefold().split())
            return bool(a.body and a.body == b.body and a.sort is b.sort) or one <= two or two <= one
        case _:
            return a == b
