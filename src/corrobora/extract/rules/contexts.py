"""Context: who holds what, what was sent through the air, how many soldiers stand where."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from corrobora.codebook.countries import load_countries
from corrobora.extract.conflicts import conflicts_in
from corrobora.extract.forces import find_forces
from corrobora.extract.mention import Mention
from corrobora.extract.numbers.quantities import find_numbers
from corrobora.extract.numbers.sorts import NumberSort
from corrobora.extract.rules.doers import proposals, resolved
from corrobora.extract.rules.grammar import part
from corrobora.extract.rules.hearing import QUIET
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.sayings import Saying, accepted, claimants
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import ContextType, Kind
from corrobora.model.when import When
from corrobora.model.where import PlaceLevel, Where

#: What follows a number of an area, not of a distance.
_AREA = re.compile(r"\s*(?:square|sq\b|km²|км²|кв\b|квадратн)", re.I)
#: How far back, in characters, a place is looked for where the sentence names none.
_BACK = 600
#: Words for the other side, whoever speaks.
_ENEMY = frozenset({"enemy", "ворог", "противник", "враг"})
#: Soldiers fewer than this are no troop strength.
_FEW = 20


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
        actor=_attacker(reading, saying)
        if saying.type is ContextType.AIR_ATTACK
        else _actor(reading, saying),
        claimants=claimants(reading, saying),
        place=_place(reading, saying),
        date=_day(reading, whens[0]) if whens else None,
        quantities=tuple(q.slot(text) for q in _quantities(reading, saying, whens)),
    )


def _day(reading: Reading, when: Mention[When]) -> Slot[When]:
    """The day; what goes on "since" a day goes on until publication."""
    published = reading.analysis.document.source.published
    slot = when.slot(reading.text)
    first, last = when.value.first, when.value.last
    if last is None and first is not None and published is not None and first <= published:
        return replace(slot, value=replace(when.value, last=published))
    return slot


def _doer(reading: Reading, saying: Saying) -> Slot[Actor] | None:
    """Who the grammar lets do it, if that is a force, a state, a side or people under arms."""
    for cue in saying.cues:
        for found, how in proposals(reading, cue.start, cue.end):
            slot = resolved(reading, found, how) if found else None
            if slot is None:
                continue
            span, actor = slot.spans[0], slot.value
            armed = {"soldier", "force"} & reading.cued("people", span.start, span.end)
            forces = "forces" in reading.cued("offices", span.start, span.end)
            if actor.side or actor.sort in (ActorSort.FORCE, ActorSort.STATE) or armed or forces:
                return slot
    return None


def _actor(reading: Reading, saying: Saying) -> Slot[Actor] | None:
    """Who holds, takes or stands there: the doer, else a side or force as subject, else the first named."""
    found = _doer(reading, saying)
    if found is not None:
        return found
    start, end = saying.sentence.start, saying.sentence.end
    named = [*reading.sides.within(start, end)]
    named += [
        Mention(start=f.start, end=f.end, value=f.value.side or "", reader=f.reader)
        for f in find_forces(reading.analysis)
        if start <= f.start < end
    ]
    named.sort(key=lambda m: m.start)
    subjects = [m for m in named if _is_subject(reading, m)]
    return next((_side(reading, m) for m in (*subjects, *named)), None) or _enemy(reading, start, end)


def _enemy(reading: Reading, start: int, end: int) -> Slot[Actor] | None:
    """The other side where it has no name but "the enemy"."""
    for token in reading.tokens_within(start, end):
        if token.lemma in _ENEMY:
            span = Span.of(reading.text, token.start, token.end)
            actor = Actor(name=span.quote, sort=ActorSort.FORCE)
            return Slot(value=actor, spans=(span,), reader="rules/contexts.enemy", confidence=0.5)
    return None


def _is_subject(reading: Reading, mention: Mention[str]) -> bool:
    tokens = reading.tokens_within(mention.start, mention.end)
    return bool(tokens) and part(reading.analysis, tokens[0].index, tokens[-1].index + 1).name == "subject"


def _attacker(reading: Reading, saying: Saying) -> Slot[Actor] | None:
    """Whose drones or missiles they were: the subject, else the side opposed to the one attacked."""
    start, end = saying.sentence.start, saying.sentence.end
    sides = reading.sides.within(start, end)
    subject = next((m for m in sides if _is_subject(reading, m)), None)
    if subject is not None:
        return _side(reading, subject)
    enemy = _enemy(reading, start, end)
    if enemy is not None:
        return enemy
    conflicts = conflicts_in(reading.analysis)
    fighting = set(conflicts[0].conflict.sides) if conflicts else set()
    home = set(conflicts[0].conflict.countries) if conflicts else set()
    attacked = {m.value for m in sides} & fighting or home
    named = Counter(m.value for m in reading.sides if m.value in fighting - attacked)
    if len(attacked) == 1 and named:
        other = named.most_common(1)[0][0]
        found = next(m for m in reading.sides if m.value == other)
        return _side(reading, found)
    return _doer(reading, saying)


def _side(reading: Reading, mention: Mention[str]) -> Slot[Actor]:
    """A side as an actor, by its country's own name where the document has it."""
    span = Span.of(reading.text, mention.start, mention.end)
    if mention.reader.endswith(".words") or not mention.value:
        actor = Actor(name=span.quote, sort=ActorSort.FORCE, side=mention.value or None)
    else:
        actor = Actor(name=_state(reading, mention), sort=ActorSort.STATE, side=mention.value)
    return Slot(value=actor, spans=(span,), reader="rules/contexts.side", confidence=0.5)


def _state(reading: Reading, side: Mention[str]) -> str:
    """The country's own name for "Russian" or "the Russians"; a name or seat as it is."""
    language = reading.analysis.language
    words = load_countries()[side.value].words.get(language)
    if side.reader.endswith((".adjectives", ".people")) and words and words.names:
        return words.names[0]
    return reading.text[side.start : side.end]


def _place(reading: Reading, saying: Saying) -> Slot[Where] | None:
    """The narrowest place of the sentence, nearest to the cue; else, but for air attacks, the last."""
    cue, start, end = saying.cues[0], saying.sentence.start, saying.sentence.end
    here = reading.hearing.within(saying.sentence.index, saying.sentence.index)
    speakers = [s.speaker.spans[0] for s in here if s.sort not in QUIET]
    best: tuple[int, int, Mention[Where]] | None = None
    for mention in reading.places.within(start, end):
        if not _local(reading, mention) or any(s.start <= mention.start < s.end for s in speakers):
            continue
        rank = 1 if _level(mention) is PlaceLevel.FIRST else 0
        key = (rank, abs(mention.start - cue.start), mention)
        if best is None or key[:2] < best[:2]:
            best = key
    if best is not None:
        return best[2].slot(reading.text)
    if saying.type is ContextType.AIR_ATTACK:
        return None
    before = [m for m in reading.places.within(max(0, start - _BACK), start) if _local(reading, m)]
    return before[-1].slot(reading.text) if before else None


def _level(mention: Mention[Where]) -> PlaceLevel:
    candidates = mention.value.candidates
    return candidates[0].level if candidates else PlaceLevel.SETTLEMENT


def _local(reading: Reading, mention: Mention[Where]) -> bool:
    """Whether a place is a place of events: no country, no seat of a government, no part of a body's name."""
    if _level(mention) is PlaceLevel.COUNTRY or reading.sides.within(mention.start, mention.end):
        return False
    return not any(
        b.start <= mention.start < b.end for b in reading.bodies.within(mention.start - 80, mention.end)
    )


def _quantities(
    reading: Reading, saying: Saying, whens: tuple[Mention[When], ...]
) -> list[Mention[Quantity]]:
    """The figures of the sentence in the order of the text: no days or distances, but areas held."""
    start, end = saying.sentence.start, saying.sentence.end
    found: list[Mention[Quantity]] = []
    for mention in reading.quantities.within(start, end):
        most = max(mention.value.low or 0, mention.value.high or 0)
        if any(w.start <= mention.start < w.end for w in whens):
            continue
        if saying.type is ContextType.TROOP_STRENGTH and most < _FEW:
            continue
        if saying.type is ContextType.TERRITORIAL_CONTROL and most < 2:
            continue
        found.append(mention)
    if saying.type is ContextType.TERRITORIAL_CONTROL:
        found += _areas(reading, start, end)
    return sorted(found, key=lambda m: m.start)


def _areas(reading: Reading, start: int, end: int) -> list[Mention[Quantity]]:
    """Square kilometres, which are a measure and no count."""
    text = reading.text[start:end]
    return [
        Mention(start=start + n.start, end=start + n.end, value=n.value.quantity, reader=n.reader)
        for n in find_numbers(text, reading.analysis.language)
        if n.value.quantity is not None and n.value.sort is NumberSort.MEASURE and _AREA.match(text[n.end :])
    ]
