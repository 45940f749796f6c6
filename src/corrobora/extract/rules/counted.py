"""Which numbers of a document are counts over a list, a period or several events, and what they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrobora.extract.rules import mixing
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.registers import event_rows
from corrobora.extract.rules.scenes import Scores
from corrobora.extract.rules.tally_marks import of_figure, own_role
from corrobora.model.document import RegionSort

MODEL = "figure-counted"
#: Characters between two numbers that are told in one breath ("79 in 24 incidents").
_PAIRED = 40
#: Characters between persons and the incidents they died in.
_BREATH = 90
#: A number above this, told twice, is one figure; and what part of the threshold it then needs.
_DISTINCT, _LESS = 12, 0.4
#: Small words that join the persons to the incidents they died in.
_IN = frozenset("in across within у в во на за по".split())
_OUT_OF = frozenset("in out of from of з із зі из с".split())
#: Words that take up those counted just before: "113 cases, 38 of them …", «из них 38».
_THEM = frozenset("them these which including них яких которых включая зокрема числе".split())
_AND = frozenset("and or , і й та и или або".split())
_OF = frozenset("of out із из зі з с со".split())
#: Words before the base of a part.
_LEAD = 3
#: How many sentences on a number without a noun still counts what the one before did.
_STILL = 2
#: Bounds of what may be a share ("four in five").
_SHARE = 10
_STRONG = frozenset(".;:!?—–|\n")


class Role(StrEnum):
    """What a figure of a tally counts."""

    PERSONS = "victims"
    INCIDENTS = "incidents"
    STATEMENTS = "statements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The figures of one tally, each in its role, in one sentence."""

    sentence: int
    figures: tuple[tuple[Role, Figure], ...]

    @property
    def start(self) -> int:
        """Where its first figure begins."""
        return min(f.start for _, f in self.figures)

    @property
    def end(self) -> int:
        """Where its last figure ends."""
        return max(f.end for _, f in self.figures)

    def figure(self, role: Role) -> Figure | None:
        """The figure in a role."""
        return next((f for r, f in self.figures if r is role), None)


def counts(reading: Reading, scores: Scores) -> Iterator[Count]:
    """The counts of a document, in the order of the text."""
    last: Count | None = None
    chosen = _chosen(reading, scores)
    for index, profile in enumerate(scores.profiles):
        order: tuple[Role, ...] = ()
        if last is not None and (len(last.figures) > 1 or index - last.sentence <= _STILL):
            order = tuple(role for role, _ in last.figures)
        for count in _grouped(reading, index, chosen[index], profile.figures, order):
            last = count
            yield count


def _chosen(reading: Reading, scores: Scores) -> list[list[Figure]]:
    """Likely counts by sentence; a number told likely elsewhere, or in one breath with one, needs less."""
    model = mixing.model(reading, MODEL)
    likely: list[list[tuple[Figure, float]]] = [
        [
            (
                f,
                model.probability(of_figure(reading, scores.profiles, f, scores.incident, scores.tally)),
            )
            for f in countable(reading, profile)
        ]
        if profile.sentence.sort is not RegionSort.FURNITURE
        else []
        for profile in scores.profiles
    ]
    sure = {f.quantity.bounds for row in likely for f, p in row if p >= model.threshold}
    out = []
    for row in likely:
        kept = [f for f, p in row if p >= model.threshold]
        for figure, p in row:
            if figure in kept:
                continue
            told = figure.quantity.bounds in sure and (figure.quantity.bounds[0] or 0) > _DISTINCT
            beside = any(_one_breath(reading, figure, f) for f in kept)
            if _explicit(figure) or (p >= _LESS * model.threshold and (told or beside)):
                kept.append(figure)
        out.append(sorted(kept, key=lambda f: f.start))
    return out


def _explicit(figure: Figure) -> bool:
    """Whether somebody records so many statements, in so many words; events are not told that way."""
    return _own_role(figure) is Role.STATEMENTS and "counting.recorded" in figure.before


def _one_breath(reading: Reading, one: Figure, two: Figure) -> bool:
    """Whether two numbers count the persons and the incidents of one count ("79 … in 24 incidents")."""
    first, second = sorted((one, two), key=lambda f: f.start)
    gap = reading.text[first.end : second.start]
    roles = {_own_role(one), _own_role(two)}
    return len(gap) <= _BREATH and not _STRONG & set(gap) and roles == {Role.PERSONS, Role.INCIDENTS}


def countable(reading: Reading, profile: Profile) -> list[Figure]:
    """The numbers of a sentence that can be a count: no single persons, shares or ordinals."""
    if profile.sentence.index in event_rows(reading):
        return []
    numbers = [f for f in profile.figures if not f.implied and not _single(f)]
    shares = {n for n in range(len(numbers) - 1) if _share(reading, numbers[n], numbers[n + 1])}
    kept = [f for n, f in enumerate(numbers) if n not in shares and n - 1 not in shares]
    return kept[1:] if len(kept) > 1 and _base(reading, profile, kept[0]) else kept


def _single(figure: Figure) -> bool:
    """Whether a number is a "one" that counts nothing of its own ("one winter")."""
    return figure.quantity.bounds == (1, 1) and figure.nearest == "none"


def _base(reading: Reading, profile: Profile, figure: Figure) -> bool:
    """Whether a number is what another one is a part of: "Of 205 people asked, 104 …"."""
    before = reading.tokens_within(profile.sentence.start, figure.start)
    return 0 < len(before) <= _LEAD and before[0].lower in _OF


def _between(reading: Reading, one: Figure, two: Figure) -> list[str]:
    return [t.lower for t in reading.tokens_within(one.end, two.start)]


def _share(reading: Reading, one: Figure, two: Figure) -> bool:
    """Whether two numbers are a share: "four in five", "nine out of every ten"."""
    words = [w for w in _between(reading, one, two) if w not in ("every", "each", "кожних", "каждых")]
    low, high = one.quantity.bounds[0], two.quantity.bounds[1]
    return (
        0 < len(words) <= 2
        and all(w in _OUT_OF for w in words)
        and low is not None
        and high is not None
        and low < high <= _SHARE
        and (one.nearest == two.nearest or "none" in (one.nearest, two.nearest))
    )


# --- roles -----------------------------------------------------------------------------------------


def _own_role(figure: Figure) -> Role | None:
    """What a figure counts by its noun; none if no noun follows."""
    role = own_role(figure)
    return None if role == "none" else Role(role)


def _paired(reading: Reading, one: Figure, two: Figure) -> bool:
    """Whether two numbers stand in one breath."""
    gap = reading.text[one.end : two.start]
    return len(gap) <= _PAIRED and not _STRONG & set(gap)


def _roles(
    reading: Reading, chosen: Sequence[Figure], near: Sequence[Figure], order: tuple[Role, ...]
) -> list[Role]:
    """A role for every figure; those without a noun by their neighbour, or as the pair before had it."""
    roles: list[Role] = []
    for n, figure in enumerate(chosen):
        own = _own_role(figure)
        before = chosen[n - 1] if n and _paired(reading, chosen[n - 1], figure) else None
        after = next((f for f in near if f.start >= figure.end), None)
        if after is not None and not _paired(reading, figure, after):
            after = None
        if own is Role.INCIDENTS and after is not None and _own_role(after) is Role.INCIDENTS:
            words = _between(reading, figure, after)
            own = Role.PERSONS if words and words[-1] in _IN else own
        elif own is None and before is not None and before in chosen[:n]:
            words = _between(reading, before, figure)
            parts = roles[-1] is Role.INCIDENTS and _THEM.intersection(words)
            if parts or (roles[-1] is Role.PERSONS and words and words[0] in _IN):
                own = Role.INCIDENTS
            elif len(order) == 2 and roles[-1] is order[0] and set(words) <= _AND:
                own = order[1]
        elif own is None and after is not None and after in chosen:
            other = _own_role(after)
            if other is Role.PERSONS and (figure.quantity.bounds[0] or 0) <= (after.quantity.bounds[0] or 0):
                own = Role.INCIDENTS
            elif other is None and len(order) == 2 and set(_between(reading, figure, after)) <= _AND:
                own = order[0]
        elif own is None and Role.INCIDENTS in (*order, *roles) and _inside(reading, figure):
            own = Role.INCIDENTS
        roles.append(own or (order[0] if len(order) == 1 else Role.PERSONS))
    return roles


def _inside(reading: Reading, figure: Figure) -> bool:
    """Whether something happened "in" so many, which are cases then: "in five, the other side"."""
    before = reading.tokens_within(figure.start - 4, figure.start)
    return bool(before) and before[-1].lower in ("in", "у", "в")


def _grouped(
    reading: Reading, index: int, chosen: list[Figure], near: Sequence[Figure], order: tuple[Role, ...]
) -> Iterator[Count]:
    """Figures of one sentence that count different things belong together."""
    current: list[tuple[Role, Figure]] = []
    for role, figure in zip(_roles(reading, chosen, near, order), chosen, strict=True):
        if current and (
            role in [r for r, _ in current]
            or Role.STATEMENTS in (role, current[-1][0])
            or ";" in reading.text[current[-1][1].end : figure.start]
        ):
            yield Count(sentence=index, figures=tuple(current))
            current = []
        current.append((role, figure))
    if current:
        yield Count(sentence=index, figures=tuple(current))
