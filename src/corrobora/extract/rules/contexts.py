"""Context: who holds what, what was sent through the air, how many soldiers stand where."""

from __future__ import annotations

from corrobora.extract.mention import Mention
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.sayings import Saying, accepted, claimants
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import ContextType, Kind
from corrobora.model.when import When
from corrobora.model.where import PlaceLevel, Where


def contexts(reading: Reading, engine: str = "rules/0.1") -> list[Claim]:
    """Territorial control, air attacks and troop strengths, one claim a sentence and type."""
    return [_claim(reading, saying, likely, engine) for likely, saying in accepted(reading, Kind.CONTEXT)]


def _claim(reading: Reading, saying: Saying, likely: float, engine: str) -> Claim:
    text, sentence = reading.text, saying.sentence
    words = tuple(Span.of(text, c.start, c.end) for c in saying.cues)
    whens = reading.whens.within(sentence.start, sentence.end)
    return Claim(
        kind=Kind.CONTEXT,
        spans=(Span.of(text, sentence.start, min(sentence.end, sentence.start + 690)),),
        engine=engine,
        confidence=likely,
        type=Slot(value=saying.type, spans=words, reader=f"rules/contexts.{saying.type}", confidence=likely),
        actor=saying.actor or _side(reading, saying),
        claimants=claimants(reading, saying),
        place=_place(reading, saying),
        date=whens[0].slot(text) if whens else None,
        quantities=tuple(q.slot(text) for q in _quantities(reading, saying, whens)),
    )


def _side(reading: Reading, saying: Saying) -> Slot[Actor] | None:
    """The first side named in the sentence, where no subject was found."""
    for mention in reading.sides.within(saying.sentence.start, saying.sentence.end):
        span = Span.of(reading.text, mention.start, mention.end)
        actor = Actor(name=_state(reading, mention), sort=ActorSort.STATE, side=mention.value)
        return Slot(value=actor, spans=(span,), reader="rules/contexts.side", confidence=0.5)
    return None


def _state(reading: Reading, side: Mention[str]) -> str:
    """The country's own name, where the document has it, for "Russian" or "the Russians"."""
    countries = {
        m.start
        for m in reading.places
        if m.value.candidates and m.value.candidates[0].level is PlaceLevel.COUNTRY
    }
    for mention in reading.sides:
        if mention.value == side.value and mention.start in countries:
            return reading.text[mention.start : mention.end]
    return reading.text[side.start : side.end]


def _place(reading: Reading, saying: Saying) -> Slot[Where] | None:
    """The narrowest place of the sentence, the one nearest to the cue if there are several."""
    cue = saying.cues[0]
    best: tuple[int, int, Mention[Where]] | None = None
    inside = reading.places.within(saying.sentence.start, saying.sentence.end)
    for mention in inside:
        where = mention.value
        if any(s.start == mention.start for s in reading.sides.within(mention.start, mention.end)):
            continue
        level = where.candidates[0].level if where.candidates else PlaceLevel.SETTLEMENT
        if level is PlaceLevel.COUNTRY:
            continue
        rank = 1 if level is PlaceLevel.FIRST else 0
        key = (rank, abs(mention.start - cue.start), mention)
        if best is None or key[:2] < best[:2]:
            best = key
    if best is None and saying.type is ContextType.TERRITORIAL_CONTROL:
        # "the village": the place named last
        before = reading.places.within(max(0, saying.sentence.start - 400), saying.sentence.start)
        near = [
            m for m in before if m.value.candidates and m.value.candidates[0].level is PlaceLevel.SETTLEMENT
        ]
        return near[-1].slot(reading.text) if near else None
    return best[2].slot(reading.text) if best else None


def _quantities(
    reading: Reading, saying: Saying, whens: tuple[Mention[When], ...]
) -> list[Mention[Quantity]]:
    """The figures of the sentence in the order of the text, days and distances left out."""
    found = []
    for mention in reading.quantities.within(saying.sentence.start, saying.sentence.end):
        if any(w.start <= mention.start < w.end for w in whens):
            continue
        if (
            saying.type is ContextType.TROOP_STRENGTH
            and max(mention.value.low or 0, mention.value.high or 0) < 20
        ):
            continue
        if (
            saying.type is ContextType.TERRITORIAL_CONTROL
            and reading.text[mention.start : mention.end].isalpha()
        ):
            continue
        found.append(mention)
    return found
