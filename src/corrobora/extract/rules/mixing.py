"""Scores of the rules weighed together with a second opinion, where there is one.

Every decision is the same sum: the rules' log odds and the opinion's, each with a weight, and a constant
(a product of experts; the weights are in ``weights/mixing.json``, chosen on documents that neither the
rules' weights nor the opinion's were fitted on). Without an opinion a score is what the rules say.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from corrobora.codebook.entries import BadCodebook
from corrobora.extract.mention import Mention
from corrobora.extract.opinion import Opinion
from corrobora.model.claim import Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Basis, Verification

if TYPE_CHECKING:
    from corrobora.extract.analysis import Sentence
    from corrobora.extract.rules.reading import Reading

_MOST = 12.0
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Weights of one decision: of the rules' log odds, of each of the opinion's, and a constant."""

    rules: float
    odds: tuple[float, ...]
    constant: float = 0.0


@cache
def mixes() -> Mapping[str, Mix]:
    """The shipped weights by decision.

    Raises:
        BadCodebook: if the file has another shape.
    """
    file = resources.files("corrobora.extract.rules") / "weights" / "mixing.json"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return {
            str(name): Mix(
                rules=float(m["rules"]),
                odds=tuple(float(o) for o in m["odds"]),
                constant=float(m.get("constant", 0.0)),
            )
            for name, m in data.items()
        }
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadCodebook(f"weights/mixing.json: not weights of decisions: {error!r}") from error


def mixed(name: str, probability: float, *odds: float) -> float:
    """A probability moved by an opinion's log odds; as it was where the decision has no weights."""
    mix = mixes().get(name)
    if mix is None:
        return probability
    total = mix.constant + mix.rules * _log_odds(probability)
    total += sum(w * o for w, o in zip(mix.odds, odds, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-_MOST, min(_MOST, total))))


def sentence(reading: Reading, label: str, index: int, probability: float) -> float:
    """How likely a sentence carries a claim of a kind or type."""
    opinion = reading.opinion
    if opinion is None:
        return probability
    return mixed(f"{label.split('.')[0]}-sentence", probability, opinion.sentence(index, label))


def pair(reading: Reading, one: int, other: int, probability: float) -> float:
    """How likely two sentences tell of one event."""
    opinion = reading.opinion
    return probability if opinion is None else mixed("pair", probability, opinion.same(one, other))


def event(reading: Reading, members: Sequence[int], probability: float) -> float:
    """How likely sentences put together tell of an event that is claimed."""
    opinion = reading.opinion
    if opinion is None:
        return probability
    return mixed("event", probability, max(opinion.sentence(i, "incident") for i in members))


def figure(reading: Reading, members: Sequence[int], index: int, place: tuple[int, int], name: str,
           probability: float) -> float:  # fmt: skip
    """How likely a number (its characters ``place``, its sentence ``index``) is what it is asked to be."""
    opinion = reading.opinion
    if opinion is None:
        return probability
    label = _FIGURES[name]
    kind, slot = label.split(".")
    words = opinion.words(index, *place, label)
    return mixed(name, probability, words, opinion.fills(kind, members, slot, *place))


def filled(reading: Reading, kind: str, members: Sequence[int], slot: str, place: tuple[int, int],
           probability: float) -> float:  # fmt: skip
    """How likely words fill the slot (``place``, ``date``) of the claim that sentences tell."""
    opinion = reading.opinion
    if opinion is None:
        return probability
    return mixed(f"{kind}-{slot}", probability, opinion.fills(kind, members, slot, *place))


def side(reading: Reading, kind: str, members: Sequence[int], role: str, named: Iterable[tuple[int, int]],
         probability: float) -> float:  # fmt: skip
    """How likely a country, named at these characters, is the side in a role (``victim_side``)."""
    opinion = reading.opinion
    if opinion is None:
        return probability
    odds = [opinion.fills(kind, members, role, *place) for place in named]
    return mixed(role, probability, max(odds, default=0.0))


def of_class(reading: Reading, kind: str, members: Sequence[int], name: str, value: str,
             probability: float) -> float:  # fmt: skip
    """How likely a closed slot (``act``, ``status``) has a class."""
    opinion = reading.opinion
    if opinion is None:
        return probability
    said = opinion.classes(kind, members, name)
    if value not in said:
        return probability
    return mixed(f"{kind}-{name}", probability, _log_odds(math.exp(said[value])))


def proposed(reading: Reading, kind: str, types: Sequence[str], where: Sentence) -> Iterator[Mention[str]]:
    """Types of statements or responses the opinion finds in a sentence, each with its words: the run of
    the sentence's words the opinion marks, else the sentence."""
    opinion = reading.opinion
    if opinion is None:
        return
    for value in types:
        if mixed("proposed", 0.5, opinion.sentence(where.index, f"{kind}.{value}")) < 0.5:
            continue
        start, end = _marked(reading, opinion, f"{kind}.type", where)
        yield Mention(start=start, end=end, value=value, reader=READER, confidence=0.5)


def _marked(reading: Reading, opinion: Opinion, label: str, where: Sentence) -> tuple[int, int]:
    """The longest run of words more likely than not to be the label's; else the sentence as far as a
    claim's span may reach."""
    whole = (where.start, min(where.end, where.start + 690))
    if label not in WORDED:
        return whole
    runs: list[list[int]] = []
    inside = False
    for token in reading.analysis.words(where):
        yes = opinion.words(where.index, token.start, token.end, label) > 0
        if yes and inside:
            runs[-1][1] = token.end
        elif yes:
            runs.append([token.start, token.end])
        inside = yes
    best = max(runs, key=lambda r: r[1] - r[0], default=None)
    return whole if best is None else (best[0], best[1])


def saying(reading: Reading, kind: str, type_: str, cue: Mention[str], probability: float) -> float:
    """How likely a sentence makes a statement or response of a type that a cue speaks for."""
    opinion = reading.opinion
    if opinion is None:
        return probability
    index = reading.analysis.sentence_at(cue.start).index
    odds = opinion.sentence(index, f"{kind}.{type_}")
    if cue.reader == READER:
        return mixed("proposed", 0.5, odds)
    return mixed(f"{kind}-sentence", probability, odds)


def bases(reading: Reading, kind: str, members: Sequence[int], found: tuple[Slot[Basis], ...]
          ) -> tuple[Slot[Basis], ...]:  # fmt: skip
    """The evidence of a claim that both together find likely: of what the rules read in its sentences, and
    of what its neighbourhood names."""
    opinion = reading.opinion
    if opinion is None:
        return found
    odds = opinion.basis(kind, members)
    kept = [s for s in found if mixed("basis", 0.8, odds.get(s.value.value, 0.0)) >= 0.5]
    sentences = reading.sentences
    start = sentences[max(0, min(members) - 3)].start
    end = sentences[min(len(sentences) - 1, max(members) + 3)].end
    for value in Basis:
        cues = [c for c in reading.family("bases").within(start, end) if c.value == value.value]
        if not cues or any(s.value is value for s in found):
            continue
        likely = mixed("basis", 0.2, odds.get(value.value, 0.0))
        if likely >= 0.5:
            words = (Span.of(reading.text, cues[0].start, cues[0].end),)
            kept.append(Slot(value=value, spans=words, reader=READER, confidence=round(likely, 3)))
    return tuple(kept)


def verification(
    reading: Reading, members: Sequence[int], found: Slot[Verification] | None
) -> Slot[Verification] | None:
    """Whether it was verified, unless the opinion thinks otherwise of what the rules read."""
    opinion = reading.opinion
    if opinion is None or found is None:
        return found
    said = opinion.classes("incident", members, "verification")
    if not said or mixed("verification", 0.8, said[found.value.value] - said["none"]) >= 0.5:
        return found
    return None


def speaker(opinion: Opinion | None, kind: str | None, index: int, slot: str, place: tuple[int, int]) -> float:
    """What an opinion adds to a speaker's score (natural logarithm) for what a sentence tells."""
    mix = mixes().get("speaker")
    if opinion is None or mix is None or kind is None:
        return 0.0
    return mix.odds[0] * opinion.fills(kind, (index,), slot, *place)


def _log_odds(probability: float) -> float:
    held = min(1.0 - 1e-5, max(1e-5, probability))
    return math.log(held / (1.0 - held))
