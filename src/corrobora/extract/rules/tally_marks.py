"""What decisions on tallies are made on: features of sentences and of the numbers in them.

As in `features`, names are built from families of the codebook, shapes and positions, never from words of a
document. Shares of the whole document are left out: a figure can stand in a report about anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from corrobora.extract.rules import features, mixing
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.model.where import PlaceLevel

_STRONG = frozenset(".;:!?—–|\n")
_AND = frozenset("and or і й та и или або".split())
#: Words that make a number one told before: "the nineteen", "these seven cases", "all fourteen".
_DEFINITE = frozenset(
    "the these those all both other another remaining этих эти те тех всех все остальных остальные цих "
    "ці тих усіх всі усі решта".split()
)
#: Families whose words beside a number tell what it counts.
_BESIDE = ("acts.", "deaths.", "custody.", "people.", "counting.", "scenes.", "sides.")
_SIZES = (2, 3, 5, 10, 20, 50, 100, 300, 1000, 10000, 100000)
_STEPS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_OPENING = 3


def of_sentence(reading: Reading, profiles: Sequence[Profile], index: int) -> frozenset[str]:
    """Features of a sentence as one that carries a tally: its marks and neighbours, stretches and numbers."""
    found = set(features.of_sentence(profiles, index, ()))
    profile = profiles[index]
    for when in reading.whens.within(profile.sentence.start, profile.sentence.end):
        first, last = when.value.first, when.value.last
        found.add("since" if last is None else "until" if first is None else f"closed:{when.value.precision}")
    for figure in profile.figures:
        if not figure.implied:
            found |= {f"figure {step}" for step in _number(figure)}
            found.add(f"counts:{figure.nearest}")
    return frozenset(found) | mixing.sentence(reading, index)


def own_role(figure: Figure) -> str:
    """What a figure counts by its noun: ``victims``, ``incidents``, ``statements``, or ``none``."""
    if figure.nearest == "counting.statements":
        return "statements"
    if figure.nearest in ("counting.incidents", "counting.proceedings"):
        return "incidents"
    return "none" if figure.nearest == "none" else "victims"


def of_figure(
    reading: Reading,
    profiles: Sequence[Profile],
    figure: Figure,
    incident: Sequence[float],
    tally: Sequence[float],
) -> frozenset[str]:
    """What speaks for or against a number being a count over a list, a period or several events."""
    sentence = profiles[figure.sentence].sentence
    found = {f"noun:{figure.nearest}", *_number(figure), *_levels(incident, tally, figure.sentence)}
    found |= {f"right:{m}" for m in figure.after if m.startswith(_BESIDE)}
    found |= {f"left:{m}" for m in figure.before if m.startswith(_BESIDE)}
    numbers = [f for f in profiles[figure.sentence].figures if not f.implied]
    found |= {f"numbers:{min(len(numbers), 4)}", f"rank:{min(numbers.index(figure), 2)}"}
    if figure.start - sentence.start < _OPENING:
        found.add("opens")
    role = own_role(figure)
    found.add(f"role:{role}")
    head = _head(reading, figure)
    found |= {f"head:{head}", f"head:{head}&noun:{figure.nearest}"}
    if _of_age(reading, figure):
        found.add("of age")
    stretch = _stretch(reading, figure)
    found |= {f"stretch:{stretch}", f"role:{role}&stretch:{stretch}"}
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
    many = sum(p >= 0.5 for p in tally)
    found.add(f"tally sentences:{min(many, 4)}")
    return frozenset(found) | mixing.counted(reading, figure.sentence, (figure.start, figure.end))


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


def _levels(incident: Sequence[float], tally: Sequence[float], index: int) -> Iterator[str]:
    """How likely the sentence carries a tally, how likely an incident, and which likelier."""
    yield from (f"tally {step}" for step in _STEPS if tally[index] >= step)
    yield from (f"incident {step}" for step in _STEPS if incident[index] >= step)
    lead = tally[index] - incident[index]
    yield from (f"tally above incident {step}" for step in (-0.4, -0.1, 0.1, 0.4) if lead >= step)
    best = max(tally)
    yield from (f"best tally {step}" for step in _STEPS if best >= step)


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
        words = [t.lower for t in reading.tokens_within(one.end, two.start)]
        if len(words) <= 4 and ("," in words or _AND & set(words)):
            return True
    return False
