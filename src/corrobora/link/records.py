"""What linking reads and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from corrobora.model.claim import Claim
from corrobora.model.errors import InvalidRecord
from corrobora.model.vocabulary import Judgement

if TYPE_CHECKING:
    from corrobora.link.blocking import Trait


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRecord:
    """A claim with what linking needs to know about the document it stands in.

    Attributes:
        id: the claim's id.
        document: what tells documents apart; normally the text's hash.
        claim: the claim itself.
        published: the document's day of publication, ``None`` if unknown.
        publisher: its outlet or body.
        text_sha256: hash of the bytes the text was read from.
        context: words around the claim (title, lead, its paragraph) for text similarity; may be empty.
    """

    id: str
    document: str
    claim: Claim
    published: date | None = None
    publisher: str | None = None
    text_sha256: str = ""
    context: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairJudgement:
    """Somebody's decision on whether two claims are about one event.

    ``same`` joins the two whatever the score says, ``different`` keeps them apart, ``unsure``
    leaves it to the score. Of several judgements on one pair the last one counts.

    Raises:
        InvalidRecord: if both ids are the same.
    """

    a: str
    b: str
    judgement: Judgement

    def __post_init__(self) -> None:
        if self.a == self.b:
            raise InvalidRecord(f"claim {self.a} cannot be judged against itself")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureValue:
    """One thing that speaks for or against two claims being about one event.

    Attributes:
        name: the feature's name in the weights file (``place_same``).
        value: how much of it there is, mostly 0..1.
        weight: what one unit of it adds to the log-odds.
        contribution: ``value * weight``.
        words: the same for people ("both at Old Mill").
    """

    name: str
    value: float
    weight: float
    contribution: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairScore:
    """Why two claims were joined, or not.

    Attributes:
        a, b: the claims' ids.
        score: 0..1, how likely both are about one event; 0 where a veto holds.
        features: everything that was weighed, the strongest first.
        vetoes: reasons, in words, for which they cannot be about one event.
        judgement: a person's decision on the pair, which outranks the score.
    """

    a: str
    b: str
    score: float
    features: tuple[FeatureValue, ...] = ()
    vetoes: tuple[str, ...] = ()
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkResult:
    """Claims grouped into events.

    Attributes:
        clusters: ids of claims about one event each, in the order of the records; every claim of
            kind incident is in exactly one, claims of other kinds in none.
        pairs: the scored pairs worth reading: those joined and those that came close, best first.
        weak: claims that name no place, day or count, and so stay alone.
    """

    clusters: tuple[tuple[str, ...], ...]
    pairs: tuple[PairScore, ...] = ()
    weak: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The outcome of a linking, and what is kept of it so that the next change need not link everything anew.

    Attributes:
        result: claims grouped into events.
        traits: of each claim of kind incident, what it can share with others.
        names: in how many documents each name stands, by the key of its trait.
        near: pairs of claims that were compared and came close, with their score.
        documents: how many documents have such claims.
    """

    result: LinkResult
    traits: Mapping[str, frozenset[Trait]]
    names: Mapping[int, int]
    near: Mapping[tuple[str, str], float]
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSettings:
    """The few numbers a case may set for itself.

    Attributes:
        threshold: average score from which two groups of claims are joined.
        tolerance_days: gap between two stated intervals that can still be one event.
        far_km: distance between two settlements from which they cannot be one place.
        keep_pairs: score from which a pair is kept in the result although it was not joined.
        keep_each: how many such pairs are kept for each claim, the closest first.
        block_cap: most claims compared with each other because of one shared trait.
    """

    threshold: float = 0.5
    tolerance_days: int = 5
    far_km: float = 60.0
    keep_pairs: float = 0.25
    keep_each: int = 3
    block_cap: int = 60
