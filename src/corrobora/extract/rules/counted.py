"""Which numbers of a document are counts over a list, a period or several events, and what they count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from corrobora.extract.rules.profile import Figure, Profile
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scenes import Scores
from corrobora.extract.rules.scores import shipped
from corrobora.model.document import RegionSort
from corrobora.model.where import PlaceLevel

MODEL = "figure-counted"
#: Characters between two numbers that are told in one breath ("79 in 24 incidents").
_PAIRED = 40
#: Small words that join the persons to the incidents they died in.
_IN = frozenset("in across within у в во на за по".split())
_OUT_OF = frozenset("in out of from of з із зі из с".split())
_AND = frozenset("and or і й та и или або".split())
#: Words that make a number one told before: "the nineteen", "these seven cases", "all fourteen".
_DEFINITE = frozenset(
    "the these those all both other another remaining этих эти те тех всех все остальных остальные цих "
    "ці тих усіх всі усі решта".split()
)
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
    threshold = shipped(MODEL).threshold
    order: tuple[Role, ...] = ()
    for index, profile in enumerate(scores.profiles):
        if profile.sentence.sort is RegionSort.FURNITURE:
            continue
        chosen = [
            f
            for f in countable(reading, profile)
            if shipped(MODEL).probability(marks(reading, scores, f)) >= threshold
        ]
        for count in _grouped(reading, index, chosen, profile.figures, order):
            if len(count.figures) > 1:
                order = tuple(role for role, _ in count.figures)
            yield count


def countable(reading: Reading, profile: Profile) -> list[Figure]:
    """The numbers of a sentence that can be a count: no single persons, shares or ordinals."""
    numbers = [f for f in profile.figures if not f.implied]
    shares = {n for n in range(len(numbers) - 1) if _share(reading, numbers[n], numbers[n + 1])}
    return [f for n, f in enumerate(numbers) if n not in shares and n - 1 not in shares]


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
        and (one.nearest == "none" or one.nearest == two.nearest)
    )


# --- roles -----------------------------------------------------------------------------------------


def _own_role(figure: Figure) -> Role | None:
    """What a figure counts by its noun; none if no noun follows."""
    sort = figure.nearest
    if sort == "counting.statements":
        return Role.STATEMENTS
    if sort in ("counting.incidents", "counting.proceedings"):
        return Role.INCIDENTS
    return None if sort == "none" else Role.PERSONS


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
            if roles[-1] is Role.PERSONS and words and words[0] in _IN:
                own = Role.INCIDENTS
            elif len(order) == 2 and roles[-1] is order[0]:
                own = order[1]
        elif own is None and after is not None and after in chosen:
            other = _own_role(after)
            if other is Role.PERSONS and (figure.quantity.bounds[0] or 0) <= (after.quantity.bounds[0] or 0):
                own = Role.INCIDENTS
            elif other is None and len(order) == 2 and not _in_between(reading, figure, after):
                own = order[0]
        roles.append(own or Role.PERSONS)
    return roles


def _in_between(reading: Reading, one: Figure, two: Figure) -> bool:
    return bool(_IN & set(_between(reading, one, two)))


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


# --- features --------------------------------------------------------------------------------------


def marks(reading: Reading, scores: Scores, figure: Figure) -> frozenset[str]:
    """What speaks for or against a number being a count over a list, a period or several events."""
    profiles = scores.profiles
    sentence = profiles[figure.sentence].sentence
    found = {f"noun:{figure.nearest}", *_number(figure), *_levels(scores, figure.sentence)}
    found |= {f"right:{m}" for m in figure.after} | {f"left:{m}" for m in figure.before}
    numbers = [f for f in profiles[figure.sentence].figures if not f.implied]
    found |= {f"numbers:{min(len(numbers), 4)}", f"rank:{min(numbers.index(figure), 2)}"}
    if figure.start - sentence.start < _OPENING:
        found.add("opens")
    role = _own_role(figure)
    found.add(f"role:{role or 'none'}")
    head = _head(reading, figure)
    found |= {f"head:{head}", f"head:{head}&noun:{figure.nearest}"}
    if _of_age(reading, figure):
        found.add("of age")
    stretch = _stretch(reading, figure)
    found |= {f"stretch:{stretch}", f"role:{role or 'none'}&stretch:{stretch}"}
    places = reading.places.within(sentence.start, sentence.end)
    settled = any(m.value.candidates and m.value.candidates[0].level is PlaceLevel.SETTLEMENT for m in places)
    dated = "when.day" in profiles[figure.sentence].marks
    found |= {f"settled:{settled}&dated:{dated}", f"settled:{settled}&stretch:{stretch}"}
    found |= {f"around:{m}" for m in _around(reading, figure)}
    found |= set(_told_before(reading, profiles, figure))
    if _listed(reading, profiles[figure.sentence].figures, figure):
        found |= {"listed", f"listed&noun:{figure.nearest}"}
    body = any(True for _ in reading.bodies.within(sentence.start, sentence.end))
    found.add(f"body:{body}&recorded:{'counting.recorded' in profiles[figure.sentence].marks}")
    spoken = {s.sort for s in reading.hearing.within(figure.sentence, figure.sentence)}
    found |= {f"spoken:{s}" for s in spoken}
    many = sum(p >= 0.5 for p in scores.tally)
    found.add(f"tally sentences:{min(many, 4)}")
    return frozenset(found)


def _number(figure: Figure) -> Iterator[str]:
    """How large a number is, and how open."""
    low, high = figure.quantity.bounds
    size = low if low is not None else high or 0
    yield from (f"from {step}" for step in _SIZES if size >= step)
    yield "bounds:" + (
        "up to" if low is None else "open" if high is None else "exact" if low == high else "range"
    )
    if figure.quantity.hedge:
        yield "hedged"


def _levels(scores: Scores, index: int) -> Iterator[str]:
    """How likely the sentence carries a tally, how likely an incident, and which likelier."""
    tally, incident = scores.tally[index], scores.incident[index]
    yield from (f"tally {step}" for step in _STEPS if tally >= step)
    yield from (f"incident {step}" for step in _STEPS if incident >= step)
    yield from (f"tally above incident {step}" for step in (-0.4, -0.1, 0.1, 0.4) if tally - incident >= step)
    best = max(scores.tally)
    yield from (f"best tally {step}" for step in _STEPS if best >= step)


_SIZES = (2, 3, 5, 10, 20, 50, 100, 300, 1000, 10000, 100000)
_STEPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_OPENING = 3


def _head(reading: Reading, figure: Figure) -> str:
    """Whether the noun right after a number is one that can be counted here, another, or missing."""
    sentence = reading.sentences[figure.sentence]
    for token in reading.tokens_within(figure.end, sentence.end)[:5]:
        if token.pos in ("NOUN", "PROPN"):
            known = any(
                m.start <= token.start < m.end
                for family in _HEADS
                for m in reading.family(family).within(token.start - 20, token.end)
            )
            return "known" if known else "named" if token.pos == "PROPN" else "other"
        if token.pos not in ("ADJ", "NUM", "ADV", "DET") and token.text != "-":
            return f"none before {token.pos}"
    return "none"


_HEADS = ("people", "custody", "deaths", "counting", "acts")
_AGED = frozenset("aged age older younger than вік віком років рік роки года лет возраст возрасте".split())


def _of_age(reading: Reading, figure: Figure) -> bool:
    """Whether a number is an age: "aged 22", "younger than eleven", "60 років"."""
    sentence = reading.sentences[figure.sentence]
    before = reading.tokens_within(sentence.start, figure.start)[-2:]
    after = reading.tokens_within(figure.end, sentence.end)[:1]
    return any(t.lower in _AGED for t in (*before, *after)) and not any(t.lower == "more" for t in before)


def _stretch(reading: Reading, figure: Figure) -> str:
    """The sort of time nearest to a number in its sentence."""
    sentence = reading.sentences[figure.sentence]
    whens = reading.whens.within(sentence.start, sentence.end)
    if not whens:
        carried = "carried" in reading.cued("counting", sentence.start, sentence.end)
        return "carried" if carried else "none"
    near = min(whens, key=lambda m: max(m.start - figure.end, figure.start - m.end))
    if near.value.last is None:
        return "since"
    return "until" if near.value.first is None else near.value.precision.value


def _around(reading: Reading, figure: Figure) -> Iterator[str]:
    """Families of words close to a number that tell what it counts."""
    sentence = reading.sentences[figure.sentence]
    low, high = max(sentence.start, figure.start - 40), min(sentence.end, figure.end + 40)
    for family, ids in _TELLING.items():
        for m in reading.family(family).within(low, high):
            if m.value in ids:
                side = "before" if m.start < figure.start else "after"
                gap = (
                    reading.text[m.end : figure.start]
                    if side == "before"
                    else reading.text[figure.end : m.start]
                )
                if not _STRONG & set(gap):
                    yield f"{side}:{family}.{m.value}"


_TELLING = {
    "counting": ("asked", "persons", "part", "recorded", "rate", "series", "total", "carried"),
    "deaths": ("wound", "kill", "die", "body", "shoot"),
    "people": ("force", "civilian", "soldier"),
    "scenes": ("exchange", "combat", "accident"),
}


def _told_before(reading: Reading, profiles: Sequence[Profile], figure: Figure) -> Iterator[str]:
    tokens = reading.tokens_within(reading.sentences[figure.sentence].start, figure.start)
    definite = bool(tokens) and tokens[-1].lower in _DEFINITE
    bounds = figure.quantity.bounds
    value = bounds[0] if bounds[0] is not None else bounds[1]
    earlier = later = False
    for profile in profiles:
        for other in profile.figures:
            if other.implied or other is figure or value not in other.quantity.bounds:
                continue
            earlier |= other.start < figure.start
            later |= other.start > figure.start
    if definite:
        yield "definite"
        yield f"definite&earlier:{earlier}"
    if earlier:
        yield "told earlier"
    if later:
        yield "told later"


def _listed(reading: Reading, figures: Sequence[Figure], figure: Figure) -> bool:
    """Whether numbers stand side by side with nothing but a noun between: "341 men, 72 women"."""
    numbers = [f for f in figures if not f.implied]
    at = numbers.index(figure)
    near = [(a, b) for a, b in pairwise(numbers) if figure in (a, b)]
    if len(numbers) < 2 or at < 0:
        return False
    for one, two in near:
        words = _between(reading, one, two)
        if len(words) <= 4 and ("," in words or _AND & set(words)):
            return True
    return False
