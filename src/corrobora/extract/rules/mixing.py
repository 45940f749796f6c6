"""Scores of the rules weighed together with a second opinion; what the rules say where there is none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from corrobora.extract.mention import Mention
from corrobora.extract.rules.second import Second, log_odds
from corrobora.model.claim import Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Basis, Verification

if TYPE_CHECKING:
    from corrobora.extract.analysis import Sentence
    from corrobora.extract.rules.reading import Reading

#: How slots and cues carry that only the opinion proposed them.
READER = "compact/opinion"
#: Kinds whose type the opinion marks words for.
WORDED = frozenset({"statement.type", "response.type"})
#: What the opinion calls the numbers the rules decide on.
_FIGURES = {
    "figure-victims": "incident.victims",
    "figure-counted-persons": "tally.victims",
    "figure-counted-incidents": "tally.incidents",
    "figure-counted-statements": "tally.statements",
}


def sentence(reading: Reading, label: str, index: int, probability: float) -> float:
    """How likely a sentence carries a claim of a kind or type."""
    second = reading.second
    if second is None:
        return probability
    return second.mixed(f"{label.split('.')[0]}-sentence", probability, second.opinion.sentence(index, label))


def pair(reading: Reading, one: int, other: int, probability: float) -> float:
    """How likely two sentences tell of one event."""
    second = reading.second
    return (
        probability if second is None else second.mixed("pair", probability, second.opinion.same(one, other))
    )


def event(reading: Reading, members: Sequence[int], probability: float) -> float:
    """How likely sentences put together tell of an event that is claimed."""
    second = reading.second
    if second is None:
        return probability
    return second.mixed("event", probability, max(second.opinion.sentence(i, "incident") for i in members))


def figure(reading: Reading, members: Sequence[int], index: int, place: tuple[int, int], name: str,
           probability: float) -> float:  # fmt: skip
    """How likely a number (its characters ``place``, its sentence ``index``) is what it is asked to be."""
    second = reading.second
    if second is None:
        return probability
    label = _FIGURES[name]
    kind, slot = label.split(".")
    words = second.opinion.words(index, *place, label)
    return second.mixed(name, probability, words, second.opinion.fills(kind, members, slot, *place))


def filled(reading: Reading, kind: str, members: Sequence[int], slot: str, place: tuple[int, int],
           probability: float) -> float:  # fmt: skip
    """How likely words fill the slot (``place``, ``date``) of the claim that sentences tell."""
    second = reading.second
    if second is None:
        return probability
    return second.mixed(f"{kind}-{slot}", probability, second.opinion.fills(kind, members, slot, *place))


def side(reading: Reading, kind: str, members: Sequence[int], role: str, named: Iterable[tuple[int, int]],
         probability: float) -> float:  # fmt: skip
    """How likely a country, named at these characters, is the side in a role (``victim_side``)."""
    second = reading.second
    if second is None:
        return probability
    odds = [second.opinion.fills(kind, members, role, *place) for place in named]
    return second.mixed(role, probability, max(odds, default=0.0))


def of_class(reading: Reading, kind: str, members: Sequence[int], name: str, value: str,
             probability: float) -> float:  # fmt: skip
    """How likely a closed slot (``act``, ``status``) has a class."""
    second = reading.second
    if second is None:
        return probability
    said = second.opinion.classes(kind, members, name)
    if value not in said:
        return probability
    return second.mixed(f"{kind}-{name}", probability, log_odds(math.exp(said[value])))


def proposed(reading: Reading, kind: str, types: Sequence[str], where: Sentence) -> Iterator[Mention[str]]:
    """Types of statements or responses the opinion finds in a sentence, each with its words: the run of
    the sentence's words the opinion marks, else the sentence."""
    second = reading.second
    if second is None:
        return
    for value in types:
        if second.mixed("proposed", 0.5, second.opinion.sentence(where.index, f"{kind}.{value}")) < 0.5:
            continue
        start, end = _marked(reading, second, f"{kind}.type", where)
        yield Mention(start=start, end=end, value=value, reader=READER, confidence=0.5)


def _marked(reading: Reading, second: Second, label: str, where: Sentence) -> tuple[int, int]:
    """The longest run of words more likely than not to be the label's; else the sentence as far as a
    claim's span may reach."""
    whole = (where.start, min(where.end, where.start + 690))
    if label not in WORDED:
        return whole
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
    return whole if best is None else (best[0], best[1])


def saying(reading: Reading, kind: str, type_: str, cue: Mention[str], probability: float) -> float:
    """How likely a sentence makes a statement or response of a type that a cue speaks for."""
    second = reading.second
    if second is None:
        return probability
    index = reading.analysis.sentence_at(cue.start).index
    odds = second.opinion.sentence(index, f"{kind}.{type_}")
    if cue.reader == READER:
        return second.mixed("proposed", 0.5, odds)
    return second.mixed(f"{kind}-sentence", probability, odds)


def bases(reading: Reading, kind: str, members: Sequence[int], found: tuple[Slot[Basis], ...]
          ) -> tuple[Slot[Basis], ...]:  # fmt: skip
    """The evidence of a claim that both together find likely: of what the rules read in its sentences, and
    of what its neighbourhood names."""
    second = reading.second
    if second is None:
        return found
    odds = second.opinion.basis(kind, members)
    kept = [s for s in found if second.mixed("basis", 0.8, odds.get(s.value.value, 0.0)) >= 0.5]
    sentences = reading.sentences
    start = sentences[max(0, min(members) - 3)].start
    end = sentences[min(len(sentences) - 1, max(members) + 3)].end
    for value in Basis:
        cues = [c for c in reading.family("bases").within(start, end) if c.value == value.value]
        if not cues or any(s.value is value for s in found):
            continue
        likely = second.mixed("basis", 0.2, odds.get(value.value, 0.0))
        if likely >= 0.5:
            words = (Span.of(reading.text, cues[0].start, cues[0].end),)
            kept.append(Slot(value=value, spans=words, reader=READER, confidence=round(likely, 3)))
    return tuple(kept)


def verification(
    reading: Reading, members: Sequence[int], found: Slot[Verification] | None
) -> Slot[Verification] | None:
    """Whether it was verified, unless the opinion thinks otherwise of what the rules read."""
    second = reading.second
    if second is None or found is None:
        return found
    said = second.opinion.classes("incident", members, "verification")
    if not said or second.mixed("verification", 0.8, said[found.value.value] - said["none"]) >= 0.5:
        return found
    return None


def speaker(reading: Reading, kind: str | None, index: int, slot: str, place: tuple[int, int]) -> float:
    """What the opinion adds to a speaker's score (natural logarithm) for what a sentence tells."""
    second = reading.second
    if second is None or kind is None or "speaker" not in second.mixes:
        return 0.0
    return second.mixes["speaker"].odds[0] * second.opinion.fills(kind, (index,), slot, *place)
