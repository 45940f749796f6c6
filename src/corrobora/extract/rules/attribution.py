"""Whom a stretch of text is laid to.

Every act of speaking is a candidate; how well it covers the stretch is a sum of plain features (inside what
is said, same sentence, same quotation, carried over from the sentence before, sort of cue, sort of speaker)
with weights learned by ``training/attribution.py`` and shipped as JSON anybody can read and change.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from corrobora.extract.rules import mixing
from corrobora.extract.rules.hearing import QUIET, Hearing, Speech
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Slot

if TYPE_CHECKING:
    from corrobora.extract.rules.reading import Reading

__all__ = ["QUIET", "Hearing", "Speech", "attribute", "candidates", "features"]


#: How many sentences away a speaker is looked for.
REACH = 12


def attribute(
    reading: Reading, start: int, end: int, kind: str | None = None, slot: str = "claimants"
) -> tuple[Slot[Actor], ...]:
    """Who says the stretch ``[start, end)``: likeliest speaker first, then another if nearly as likely.

    With a second opinion, ``kind`` and ``slot`` say for what of which claim a speaker is wanted.
    Empty only where the document names no speaker and no publisher in its text.
    """
    scale = _scale()
    likely: dict[str, float] = {}
    slots: dict[str, Slot[Actor]] = {}
    index = reading.analysis.sentence_at(start).index
    for speaker, found in candidates(reading, start, end):
        span = speaker.spans[0]
        told = mixing.speaker(reading, kind, index, slot, (span.start, span.end))
        score = math.exp(sum(scale.weights.get(name, 0.0) for name in found) + told)
        name = speaker.value.name
        if score > likely.get(name, 0.0):
            likely[name], slots[name] = score, speaker
    ranked = sorted(likely, key=lambda name: -likely[name])
    best = likely[ranked[0]] if ranked else 0.0
    return tuple(slots[name] for name in ranked[:2] if likely[name] >= scale.second * best)


def candidates(reading: Reading, start: int, end: int) -> Iterable[tuple[Slot[Actor], frozenset[str]]]:
    """Everybody the stretch can be laid to, with the features that speak for or against it."""
    hearing = reading.hearing
    here = reading.analysis.sentence_at(start)
    for speech in hearing.within(here.index - REACH, here.index + REACH):
        yield speech.speaker, features(reading, speech, start, end)
    if hearing.owner:
        common = {"owner", "owner:we" if hearing.own_voice else "owner:silent"}
        if hearing.owner.value.sort:
            common.add(f"owner:{hearing.owner.value.sort}")
        if not any(s.sort not in QUIET for s in hearing.within(here.index, here.index)):
            common.add("owner:alone in sentence")
        if any(
            t.lower in ("we", "our", "us", "ми", "мы", "наш")
            for t in reading.tokens_within(here.start, here.end)
        ):
            common.add("owner:we here")
        yield hearing.owner, frozenset(common)


def features(reading: Reading, speech: Speech, start: int, end: int) -> frozenset[str]:
    """What speaks for or against laying the stretch to one act of speaking."""
    sentences = reading.sentences
    here, there = reading.analysis.sentence_at(start), sentences[speech.sentence]
    found = {f"cue:{speech.sort}", f"speaker:{speech.speaker.value.sort or 'unknown'}"}
    found.add("proper" if speech.proper else "common")
    if speech.referred:
        found.add("referred")
    if speech.speaker.value.body or speech.speaker.value.side:
        found.add("known body")
    voice = "quiet" if speech.sort in QUIET else "spoken"
    span = speech.speaker.spans[0]
    if {"soldier", "force", "captive"} & reading.cued("people", span.start, span.end):
        found |= {"soldiers", f"soldiers:{voice}"}
    if reading.places.within(span.start, span.end) and not speech.speaker.value.sort:
        found |= {"place", f"place:{voice}"}
    counted = reading.hearing.turns
    turns = counted.get(speech.speaker.value.name, 0)
    if turns and turns == max(counted.values()):
        found |= {"main speaker", f"main speaker:{voice}"}
        if len(counted) == 1:
            found.add("only speaker")
    elif not turns:
        found.add("never speaks")
    distance = here.index - there.index
    if distance == 0:
        found.add(f"same sentence:{voice}")
        found.add("same sentence")
        found.add(f"same sentence:{speech.sort}")
        if speech.exact:
            inside = speech.start <= start + 2 and end <= speech.end + 4
            part = speech.start < end and start < speech.end
            found.add("inside" if inside else "overlapping" if part else "outside")
        found.add("cue before" if speech.at < start else "cue after" if speech.at >= end else "cue within")
        between = min(abs(speech.at - end), abs(start - speech.at))
        if between > 120:
            found.add("far in sentence")
        rivals = [s for s in reading.hearing.within(here.index, here.index) if s.sort not in QUIET]
        if speech.sort not in QUIET and rivals:
            near = min(rivals, key=lambda s: min(abs(s.at - start), abs(s.at - end)))
            found.add("nearest in sentence" if near is speech else "not nearest in sentence")
    else:
        same = here.paragraph == there.paragraph
        if speech.exact and speech.start <= start < speech.end:
            found.add("inside")
        side = "before" if distance > 0 else "after"
        step = min(abs(distance), 4)
        found.add(f"{side}:{'same' if same else 'other'} paragraph:{step}")
        found.add(f"{voice}:{side}:{'same' if same else 'other'} paragraph:{step}")
        low, high = (there.index, here.index) if distance > 0 else (here.index, there.index)
        others = [
            s
            for s in reading.hearing.within(low, high)
            if s is not speech and s.sort not in QUIET
            and s.speaker.value.name != speech.speaker.value.name
        ]  # fmt: skip
        if any(s.sentence == here.index for s in others):
            found.add("another speaks here")
        if any(low < s.sentence < high for s in others):
            found.add("another speaks between")
        if not others:
            found.add("no other between")
    quote = reading.hearing.quote_at(start + 1)
    if quote:
        touches = there.start - 3 <= quote[1] and quote[0] <= there.end + 3
        found.add("same quote" if touches else "other quote")
    if turns >= 3:
        found.add("speaks often")
    if speech.speaker.value.sort is ActorSort.GROUP and distance:
        found.add("group from afar")
    if reading.hearing.owner and speech.speaker.value.name == reading.hearing.owner.value.name:
        found.add("is owner")
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    weights: Mapping[str, float]
    second: float


@cache
def _scale() -> _Scale:
    file = resources.files("corrobora.extract.rules") / "weights" / "attribution.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    return _Scale(weights=data["weights"], second=data["second"])
