"""What a second opinion adds to the features of each decision of the rules; nothing where there is none.

The opinion's log odds become features like all others, "at least so high", so that how much its word weighs
is learned beside everything else that speaks for or against: an opinion brings weights that were fitted with
it, the rules' own serve where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from corrobora.extract.mention import Mention
from corrobora.extract.rules.scores import Model, Weights, shipped_weights

if TYPE_CHECKING:
    from corrobora.extract.analysis import Sentence
    from corrobora.extract.opinion import Opinion
    from corrobora.extract.rules.reading import Reading
    from corrobora.extract.rules.slots import Scene

#: How slots and cues carry that only the opinion proposed them.
READER = "compact/opinion"
#: From which log odds on the opinion proposes a statement or response in a sentence without a cue.
PROPOSED = -1.0
#: How sure a proposed cue is: less than any of the codebook's.
_UNSURE = 0.3
#: What the opinion calls the numbers of tallies.
_COUNTED = ("victims", "incidents", "statements")
_STEPS = (-6.0, -4.5, -3.25, -2.25, -1.5, -0.75, 0.0, 0.75, 1.5, 2.5, 4.0)
_LONGEST = 690
Place = tuple[int, int]
Marks = frozenset[str]
NOTHING: Marks = frozenset()


def weights(reading: Reading) -> Weights:
    """What decisions on a document weigh: the opinion's where there is one."""
    return reading.second.weights if reading.second else shipped_weights()


def model(reading: Reading, name: str) -> Model:
    """The model of one decision."""
    return weights(reading).model(name)


def steps(name: str, odds: float) -> Iterator[str]:
    """Log odds as features: every step they reach."""
    yield from (f"second:{name}>={step}" for step in _STEPS if odds >= step)


def sentence(reading: Reading, index: int) -> Marks:
    """Of a sentence: that it carries an incident, or a tally."""
    if reading.second is None:
        return NOTHING
    said = {kind: reading.second.sentence(index, kind) for kind in ("incident", "tally")}
    return frozenset(f for kind, odds in said.items() for f in steps(kind, odds))


def pair(reading: Reading, one: int, other: int) -> Marks:
    """Of two sentences: that they tell of one event."""
    return frozenset(steps("same", reading.second.same(one, other))) if reading.second else NOTHING


def event(reading: Reading, members: Iterable[int]) -> Marks:
    """Of sentences put together as an event: that it is claimed."""
    if reading.second is None:
        return NOTHING
    odds = sorted((reading.second.sentence(i, "incident") for i in members), reverse=True)
    found = set(steps("best", odds[0]))
    if len(odds) > 1:
        found |= set(steps("next", odds[1]))
    return frozenset(found)


def victims(reading: Reading, index: int, place: Place) -> Marks:
    """Of a number in a sentence: that it counts an incident's victims."""
    second = reading.second
    if second is None:
        return NOTHING
    fills = second.fills("incident", (index,), "victims", *place)
    return frozenset(
        (*steps("words", second.words(index, *place, "incident.victims")), *steps("fills", fills))
    )


def counted(reading: Reading, index: int, place: Place) -> Marks:
    """Of a number in a sentence: that it is a count of some tally."""
    second = reading.second
    if second is None:
        return NOTHING
    words = max(second.words(index, *place, f"tally.{slot}") for slot in _COUNTED)
    fills = max(second.fills("tally", (index,), slot, *place) for slot in _COUNTED)
    return frozenset((
        *steps("words", words), *steps("fills", fills),
        *steps("victims", second.words(index, *place, "incident.victims")),
    ))  # fmt: skip


def filled(scene: Scene, slot: str, places: Sequence[Place]) -> list[Marks]:
    """Of each of several words: that they are the scene's ``place`` or ``date``."""
    second = scene.reading.second
    if second is None:
        return [NOTHING] * len(places)
    label = f"{scene.kind}.{'period' if slot == 'date' and scene.kind == 'tally' else slot}"
    odds = [second.fills(scene.kind, scene.members, slot, *place) for place in places]
    top = max(odds, default=0.0)
    found = []
    for place, own in zip(places, odds, strict=True):
        index = scene.reading.analysis.sentence_at(place[0]).index
        marks = {*steps("fills", own), *steps("words", second.words(index, *place, label))}
        found.append(frozenset(marks | ({"second:top"} if own >= top else set())))
    return found


def side(scene: Scene, role: str, side: str | None) -> Marks:
    """Of a country: that it is the side in a role (``victim``), by the best of its names."""
    second = scene.reading.second
    if second is None or side is None:
        return NOTHING
    named = [m for m in scene.reading.sides if m.value == side]
    odds = [second.fills(scene.kind, scene.members, f"{role}_side", m.start, m.end) for m in named]
    return frozenset(steps(role, max(odds))) if odds else frozenset({f"second:{role} unnamed"})


def of_class(scene: Scene, name: str, value: str) -> Marks:
    """Of a class of a closed slot (``act``, ``status``, ``verification``): that it is the one."""
    second = scene.reading.second
    if second is None:
        return NOTHING
    return _of_one(second.classes(scene.kind, scene.members, name), value)


def _of_one(likely: Mapping[str, float], value: str) -> Marks:
    if value not in likely:
        return NOTHING
    others = max((odds for other, odds in likely.items() if other != value), default=0.0)
    found = set(steps("class", likely[value] - others))
    return frozenset(found | {f"{value}|{f}" for f in found})


def basis(scene: Scene, value: str) -> Marks:
    """Of a sort of evidence: that the scene's claim rests on it."""
    second = scene.reading.second
    if second is None:
        return NOTHING
    odds = second.basis(scene.kind, scene.members)
    found = set(steps("basis", odds[value])) if value in odds else set()
    return frozenset(found | {f"{value}|{f}" for f in found})


def saying(reading: Reading, kind: str, type_: str, cues: Sequence[Mention[str]]) -> Marks:
    """Of a sentence with cues: that it makes a statement, response or context of their type."""
    second = reading.second
    if second is None:
        return NOTHING
    index = reading.analysis.sentence_at(cues[0].start).index
    found = {
        *steps("kind", second.sentence(index, kind)),
        *steps("type", second.sentence(index, f"{kind}.{type_}")),
    }
    if all(c.reader == READER for c in cues):
        found |= {"second:alone", *(f"{f} alone" for f in found)}
    return frozenset(found)


def speaker(reading: Reading, kind: str, index: int, slot: str, place: Place) -> Marks:
    """Of a speaker: that what a sentence tells is theirs."""
    second = reading.second
    if second is None:
        return NOTHING
    return frozenset(steps("speaker", second.fills(kind, (index,), slot, *place)))


def proposed(reading: Reading, kind: str, types: Iterable[str], where: Sentence) -> Iterator[Mention[str]]:
    """Types of statements, responses or contexts the opinion finds possible in a sentence, each with its
    words: those the opinion marks, else the sentence."""
    second = reading.second
    if second is None:
        return
    for value in types:
        if second.sentence(where.index, f"{kind}.{value}") >= PROPOSED:
            start, end = _marked(reading, second, kind, where)
            yield Mention(start=start, end=end, value=value, reader=READER, confidence=_UNSURE)


def _marked(reading: Reading, second: Opinion, kind: str, where: Sentence) -> Place:
    """The longest run of words more likely than not to show the type; else the sentence as far as a claim's
    span may reach."""
    runs: list[list[int]] = []
    inside = False
    for token in reading.analysis.words(where) if kind != "context" else ():
        yes = second.words(where.index, token.start, token.end, f"{kind}.type") > 0
        if yes and inside:
            runs[-1][1] = token.end
        elif yes:
            runs.append([token.start, token.end])
        inside = yes
    best = max(runs, key=lambda r: r[1] - r[0], default=None)
    return (where.start, min(where.end, where.start + _LONGEST)) if best is None else (best[0], best[1])
