"""What a second opinion adds to the score of each decision of the rules; nothing where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from corrobora.extract.mention import Mention
from corrobora.extract.rules.second import Second

if TYPE_CHECKING:
    from corrobora.extract.analysis import Sentence
    from corrobora.extract.rules.reading import Reading
    from corrobora.extract.rules.slots import Scene

#: How slots and cues carry that only the opinion proposed them.
READER = "compact/opinion"
#: What the opinion calls the numbers of tallies.
_COUNTED = ("tally.victims", "tally.incidents", "tally.statements")
_LONGEST = 690
Place = tuple[int, int]


def sentence(reading: Reading, name: str, index: int) -> float:
    """To a sentence's score in ``incident-sentence`` or ``tally-sentence``: that it carries one."""
    second = reading.second
    if second is None:
        return 0.0
    return second.adds(name, second.opinion.sentence(index, name.removesuffix("-sentence")))


def pair(reading: Reading, one: int, other: int) -> float:
    """To two sentences' score as telling of one event."""
    second = reading.second
    return second.adds("pair", second.opinion.same(one, other)) if second else 0.0


def event(reading: Reading, members: Iterable[int]) -> float:
    """To the score of sentences put together as an event that is claimed."""
    second = reading.second
    if second is None:
        return 0.0
    return second.adds("event", max(second.opinion.sentence(i, "incident") for i in members))


def victims(scene: Scene, index: int, place: Place) -> float:
    """To a number's score (its sentence ``index``) as the incident's victims."""
    second = scene.reading.second
    if second is None:
        return 0.0
    words = second.opinion.words(index, *place, "incident.victims")
    return second.adds(
        "figure-victims", words, second.opinion.fills("incident", scene.members, "victims", *place)
    )


def counted(reading: Reading, index: int, place: Place) -> float:
    """To a number's score (its sentence ``index``) as a count of some tally."""
    second = reading.second
    if second is None:
        return 0.0
    return second.adds("counted", max(second.opinion.words(index, *place, label) for label in _COUNTED))


def filled(scene: Scene, slot: str, place: Place) -> float:
    """To the score of words as the scene's ``place`` or ``date``."""
    second = scene.reading.second
    if second is None:
        return 0.0
    odds = second.opinion.fills(scene.kind, scene.members, slot, *place)
    return second.adds(f"{scene.kind}-{slot}", odds)


def side(scene: Scene, role: str, side: str | None) -> float:
    """To the score of a country as the side in a role (``victim``), by the best of its names."""
    second = scene.reading.second
    if second is None or side is None:
        return 0.0
    named = [m for m in scene.reading.sides if m.value == side]
    odds = (second.opinion.fills(scene.kind, scene.members, f"{role}_side", m.start, m.end) for m in named)
    return second.adds(f"{role}-side", max(odds, default=0.0))


def of_class(scene: Scene, name: str, value: str) -> float:
    """To the score of a class of a closed slot (``act``, ``status``, ``verification``)."""
    second = scene.reading.second
    if second is None:
        return 0.0
    return second.adds(name, second.opinion.classes(scene.kind, scene.members, name).get(value, 0.0))


def basis(scene: Scene, value: str) -> float:
    """To the score of a sort of evidence."""
    second = scene.reading.second
    if second is None:
        return 0.0
    return second.adds("basis", second.opinion.basis(scene.kind, scene.members).get(value, 0.0))


def saying(reading: Reading, kind: str, type_: str, cue: Mention[str]) -> float:
    """To the score of a sentence as making a statement or response of a type that a cue speaks for."""
    second = reading.second
    if second is None:
        return 0.0
    index = reading.analysis.sentence_at(cue.start).index
    name = "proposed" if cue.reader == READER else f"{kind}-sentence"
    return second.adds(name, second.opinion.sentence(index, f"{kind}.{type_}"))


def speaker(reading: Reading, kind: str, index: int, slot: str, place: Place) -> float:
    """To a speaker's score for what a sentence tells."""
    second = reading.second
    if second is None:
        return 0.0
    return second.adds("speaker", second.opinion.fills(kind, (index,), slot, *place))


def proposed(reading: Reading, kind: str, types: Iterable[str], where: Sentence) -> Iterator[Mention[str]]:
    """Types of statements or responses the opinion finds in a sentence, each with its words: those the
    opinion marks, else the sentence."""
    second = reading.second
    if second is None or kind == "context":
        return
    for value in types:
        if second.adds("proposed", second.opinion.sentence(where.index, f"{kind}.{value}")) > 0:
            start, end = _marked(reading, second, f"{kind}.type", where)
            yield Mention(start=start, end=end, value=value, reader=READER, confidence=0.5)


def _marked(reading: Reading, second: Second, label: str, where: Sentence) -> Place:
    """The longest run of words more likely than not to be the label's; else the sentence as far as a
    claim's span may reach."""
    runs: list[list[int]] = []
    inside = False
    for token in reading.analysis.words(where):
        yes = second.opinion.words(where.index, token.start, token.end, label) > 0
        if yes and inside:
            runs[-1][1] = token.end
        elif yes:
            runs.append([token.start, token.end])
        inside = yes
    best = max(runs, key=lambda r: r[1] - r[0], default=None)
    return (where.start, min(where.end, where.start + _LONGEST)) if best is None else (best[0], best[1])
