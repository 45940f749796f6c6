"""What a published figure counts: whom, by whose hand, where, in which time, how well established."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from corrobora.model.errors import InvalidRecord
from corrobora.model.vocabulary import Act, VictimStatus
from corrobora.model.where import Where


class Standard(StrEnum):
    """How well established the counted cases are, as the body says; strictest first.

    What is verified is recorded too, and what is recorded is alleged too. Proceedings under
    investigation stand beside: they are opened on other grounds than a monitor's record.
    """

    VERIFIED = "verified"
    RECORDED = "recorded"
    ALLEGED = "alleged"
    UNDER_INVESTIGATION = "under_investigation"


class Relation(StrEnum):
    """How one scope stands to another."""

    SAME = "same"
    INSIDE = "inside"
    CONTAINS = "contains"
    OVERLAPS = "overlaps"
    POSSIBLY = "possibly"  # what is stated does not say whether they share anything
    DISJOINT = "disjoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of the world a figure is limited to.

    Attributes:
        name: as the text has it.
        ids: gazetteer ids it can mean.
        inside: ids of everything that contains it.
    """

    name: str
    ids: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()

    @classmethod
    def of(cls, where: Where) -> Area:
        """The area a place names, with all its likely candidates."""
        best = max((c.score for c in where.candidates), default=0.0)
        likely = [c for c in where.candidates if c.score >= best / 2]
        return cls(
            name=where.name,
            ids=frozenset(c.id for c in likely),
            inside=frozenset(i for c in likely for i in c.admin_ids),
        )

    def to(self, other: Area) -> Relation:
        """How this area stands to the other, as far as the gazetteer says."""
        if (self.ids and self.ids & other.ids) or self.name.casefold() == other.name.casefold():
            return Relation.SAME
        if self.inside & other.ids:
            return Relation.INSIDE
        if other.inside & self.ids:
            return Relation.CONTAINS
        if self.ids and other.ids:
            return Relation.DISJOINT
        return Relation.POSSIBLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The population a figure counts. What is ``None`` is not limited (or not said to be).

    Attributes:
        act: the violation.
        victim_side, perpetrator_side: ISO 3166-1 alpha-2 codes.
        victim_status: protection the victims had.
        area: where.
        first, last: the days counted; an open first day is the start of what is counted.
        coarse_start: the start is stated as a year only, so its day is not to be taken at its word.
        standard: how well established the cases are.
        as_of: the day the body's knowledge had when it gave the figure (the vintage).

    Raises:
        InvalidRecord: if the period ends before it starts.
    """

    act: Act | None = None
    victim_side: str | None = None
    victim_status: VictimStatus | None = None
    perpetrator_side: str | None = None
    area: Area | None = None
    first: date | None = None
    last: date | None = None
    coarse_start: bool = False
    standard: Standard | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise InvalidRecord(f"a period cannot end on {self.last} before it starts on {self.first}")

    @property
    def placed(self) -> bool:
        """Whether the figure has a place on the time axis: its end is known."""
        return self.last is not None

    def starting(self, first: date | None) -> Scope:
        """The same scope from another day on."""
        return replace(self, first=first)

    def to(self, other: Scope) -> Relation:
        """How this scope stands to the other; the day of knowledge is left aside."""
        return combined(list(_parts(self, other)))

    def parts_to(self, other: Scope) -> dict[str, Relation]:
        """The same, dimension by dimension."""
        return dict(zip(DIMENSIONS, _parts(self, other), strict=True))

    def words(self) -> str:
        """The scope for people: "executions of UA prisoners of war by RU forces, 1 Jan to 3 Feb 2031"."""
        said = [_ACT_WORDS[self.act] if self.act else "violations"]
        victims = " ".join(x for x in (self.victim_side, _STATUS_WORDS.get(self.victim_status)) if x)
        if victims:
            said.append(f"of {victims}")
        if self.perpetrator_side:
            said.append(f"by {self.perpetrator_side}")
        if self.area:
            said.append(f"in {self.area.name}")
        text = " ".join(said)
        if self.first or self.last:
            text += f", {self.first or 'start'} to {self.last or 'open'}"
        if self.standard:
            text += f", {self.standard.value.replace('_', ' ')}"
        return text


_ACT_WORDS = {
    Act.EXECUTION: "executions",
    Act.TORTURE: "torture",
    Act.ILL_TREATMENT: "ill-treatment",
    Act.MUTILATION: "mutilations",
    Act.ENFORCED_DISAPPEARANCE: "enforced disappearances",
    Act.DEPORTATION: "deportations",
    Act.ATTACK_ON_CIVILIANS: "attacks on civilians",
    Act.INCITEMENT: "incitement",
}
_STATUS_WORDS: dict[VictimStatus | None, str] = {
    VictimStatus.POW: "prisoners of war",
    VictimStatus.HORS_DE_COMBAT: "persons hors de combat",
    VictimStatus.CIVILIAN: "civilians",
    None: "victims",
}


#: What scopes are limited in.
DIMENSIONS = ("act", "victim_side", "victim_status", "perpetrator_side", "area", "period", "standard")


@lru_cache(maxsize=1 << 16)
def _parts(a: Scope, b: Scope) -> tuple[Relation, ...]:
    return (
        _value(a.act, b.act),
        _value(a.victim_side, b.victim_side),
        _status(a.victim_status, b.victim_status),
        _value(a.perpetrator_side, b.perpetrator_side),
        _area(a.area, b.area),
        _period(a, b),
        standard_relation(a.standard, b.standard),
    )


def combined(parts: list[Relation]) -> Relation:
    """The relation of two scopes from those of their dimensions."""
    if Relation.DISJOINT in parts:
        return Relation.DISJOINT
    if Relation.POSSIBLY in parts:
        return Relation.POSSIBLY
    kinds = set(parts) - {Relation.SAME}
    if not kinds:
        return Relation.SAME
    return kinds.pop() if len(kinds) == 1 else Relation.OVERLAPS


def _value(a: object, b: object) -> Relation:
    if a == b:
        return Relation.SAME
    if b is None:
        return Relation.INSIDE
    if a is None:
        return Relation.CONTAINS
    return Relation.DISJOINT


def _status(a: VictimStatus | None, b: VictimStatus | None) -> Relation:
    if a != b and {a, b} == {VictimStatus.POW, VictimStatus.HORS_DE_COMBAT}:
        # In law whoever is in the enemy's power is hors de combat (Additional Protocol I, art. 41);
        # in reports the words stand for the captured, for the wounded, or for both.
        return Relation.POSSIBLY
    return _value(a, b)


def _area(a: Area | None, b: Area | None) -> Relation:
    if a is None or b is None:
        return _value(a, b)
    return a.to(b)


def _period(a: Scope, b: Scope) -> Relation:
    if not a.placed or not b.placed:
        return Relation.POSSIBLY
    (s, e), (t, f) = interval(a), interval(b)
    if (s, e) == (t, f):
        return Relation.SAME
    if e < t or f < s:
        return Relation.DISJOINT
    if s >= t and e <= f:
        return Relation.INSIDE
    return Relation.CONTAINS if t >= s and f <= e else Relation.OVERLAPS


def interval(scope: Scope) -> tuple[int, int]:
    """First and last day as ordinals; an open start is day 0.

    Raises:
        InvalidRecord: if the scope's end is unknown.
    """
    if scope.last is None:
        raise InvalidRecord(f"the end of the period is unknown: {scope.words()}")
    return (scope.first.toordinal() if scope.first else 0), scope.last.toordinal()


_RANK = {Standard.VERIFIED: 0, Standard.RECORDED: 1, Standard.ALLEGED: 2}


def standard_relation(a: Standard | None, b: Standard | None) -> Relation:
    """How cases held to one standard stand to those held to another."""
    if a == b or a is None or b is None:
        return _value(a, b)
    if a in _RANK and b in _RANK:
        return Relation.INSIDE if _RANK[a] < _RANK[b] else Relation.CONTAINS
    return Relation.POSSIBLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who counted.

    Attributes:
        id: what tells bodies apart: the codebook's id or the folded name.
        name: as shown.
    """

    id: str
    name: str
