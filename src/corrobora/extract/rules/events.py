"""Sentences that tell of the same event, put together over the document, and the numbers they give."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corrobora.extract.rules import features, mixing, pairs
from corrobora.extract.rules.features import level
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.model.quantity import Quantity

Members = tuple[int, ...]
Place = tuple[int, int]  # characters of a figure

#: Sentences further apart are not compared: what is told again so much later in a book is told anew.
REACH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A number of victims an event is told with.

    Attributes:
        quantity: its bounds.
        probability: how likely the best of its figures counts the victims, 0..1.
        figures: every figure of the event with these bounds.
    """

    quantity: Quantity
    probability: float
    figures: tuple[Figure, ...]

    @property
    def implied(self) -> bool:
        """Whether it stands in no number: "a prisoner"."""
        return self.figures[0].implied


def cluster(
    members: Sequence[int],
    same: Callable[[int, int], float],
    threshold: float,
    apart: Callable[[int, int], bool],
) -> list[Members]:
    """Sentences grouped into events, in the order of the text.

    Each sentence joins the event it most likely belongs to, by the mean of its links to the event's
    sentences within reach, or opens one of its own where no mean reaches the threshold. It joins none with
    a sentence that is ``apart`` from it.
    """
    events: list[list[int]] = []
    open_still: list[list[int]] = []
    for index in sorted(members):
        best, score = None, threshold
        open_still = [e for e in open_still if index - e[-1] <= REACH]
        for event in open_still:
            near = [m for m in event if index - m <= REACH]
            if any(apart(m, index) for m in near):
                continue
            linked = sum(same(m, index) for m in near) / len(near)
            if linked >= score:
                best, score = event, linked
        if best is None:
            events.append([index])
            open_still.append(events[-1])
        else:
            best.append(index)
    return [tuple(e) for e in events]


def values(
    profiles: Sequence[Profile],
    members: Sequence[int],
    probability: Callable[[Figure], float],
    counted: Collection[Place],
) -> list[Value]:
    """The numbers an event's sentences give, likeliest first; ``counted`` figures are those of tallies."""
    found: dict[tuple[int | None, int | None], tuple[float, list[Figure]]] = {}
    for index in members:
        for figure in profiles[index].figures:
            if (figure.start, figure.end) in counted and not figure.implied:
                continue
            best, figures = found.get(figure.quantity.bounds, (0.0, []))
            found[figure.quantity.bounds] = (max(best, probability(figure)), [*figures, figure])
    ranked = sorted(found.values(), key=lambda item: -item[0])
    return [Value(quantity=fs[0].quantity, probability=p, figures=tuple(fs)) for p, fs in ranked]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The events of one document before it is decided which of them are claimed.

    Attributes:
        events: sentences of each.
        values: numbers each is told with, likeliest first.
        counted: figures that belong to tallies.
    """

    reading: Reading
    profiles: Sequence[Profile]
    document: frozenset[str]
    incident: Sequence[float]
    tally: Sequence[float]
    events: Sequence[Members]
    values: Sequence[Sequence[Value]]
    counted: Collection[Place]

    def marks(self) -> list[frozenset[str]]:
        """Features of every event: its sentences together, their core, its standing among the others."""
        best = [max(self.incident[i] for i in members) for members in self.events]
        told = [self._told(members) for members in self.events]
        leading: dict[tuple[str, object], float] = {}
        for p, things in zip(best, told, strict=True):
            for thing in things:
                leading[thing] = max(p, leading.get(thing, 0.0))
        leaning = features.of_leaning(self.incident, self.tally)
        ranks = {p: n for n, p in reversed(list(enumerate(sorted(best, reverse=True))))}
        found = []
        for index, members in enumerate(self.events):
            standing = {f"{name} of a better one" for name, value in told[index]
                        if leading[name, value] > best[index]}  # fmt: skip
            named = {name for name, _ in told[index]}
            standing |= {f"own {name}:none" for name in ("place", "day") if name not in named}
            rank, count = ranks[best[index]], len(self.events)
            standing |= {f"rank:{min(rank, 5)}", f"events:{min(count, 8)}"}
            standing.add(f"rank:{min(rank, 3)} of {min(count, 4)}")
            found.append(
                features.of_event(self.profiles, members, self.incident, self.tally, self.document)
                | leaning
                | standing
                | self._numbers(index)
                | self._core(members)
                | self._beside(members)
                | mixing.event(self.reading, members)
            )
        return found

    def _beside(self, members: Members) -> set[str]:
        return {
            f"{name}:{m}"
            for i in members
            for step, name in ((-1, "before"), (1, "after"))
            if 0 <= i + step < len(self.profiles) and i + step not in members
            for m in self.profiles[i + step].marks
            if m.startswith(_BESIDE)
        }

    def _numbers(self, index: int) -> set[str]:
        said = self.values[index]
        numbers = [v.probability for v in said if not v.implied]
        single = [v.probability for v in said if v.implied]
        found = {
            "number:" + (level(max(numbers)) if numbers else "none"),
            "single:" + (level(max(single)) if single else "none"),
            "victims:" + level(max(numbers + single, default=0.0)),
        }
        figures = (f for i in self.events[index] for f in self.profiles[i].figures)
        if any((f.start, f.end) in self.counted for f in figures):
            found.add("counted")
        return found

    def _told(self, members: Members) -> set[tuple[str, object]]:
        """Places, days and numbers of an event."""
        told: set[tuple[str, object]] = set()
        for i in members:
            p = self.profiles[i]
            told.update(("place", x) for x in pairs.places(self.reading, p))
            told.update(("day", x) for x in pairs.days(self.reading, p))
            told.update(("number", x) for x in pairs.numbers(p) if x != (1, 1))
        return told

    def _core(self, members: Members) -> set[str]:
        ordered = sorted(members, key=lambda i: -self.incident[i])
        top = self.profiles[ordered[0]]
        found = {f"core:{m}" for m in top.marks if m.startswith(_IN_CORE)}
        found.add(f"core:numbers:{min(3, sum(not f.implied for f in top.figures))}")
        found.add("second:" + level(self.incident[ordered[1]] if len(ordered) > 1 else 0.0))
        found.add(f"where:{4 * min(members) // max(1, len(self.profiles))}")
        if top.sentence.sort is not None:
            found.add(f"sort:{top.sentence.sort.value}")
        return found


_BESIDE = ("when.day", "place.settlement", "counting.total", "shape.heading", "scenes.exchange")
_IN_CORE = ("settings.", "place.", "when.", "figure.number:", "statements.", "responses.")
