"""Whose count a tally is: the counting body under its own full name, then whoever tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corrobora.extract.bodies import find_bodies
from corrobora.extract.mention import Mention
from corrobora.extract.rules.attribution import claimed_by
from corrobora.extract.rules.cast import same_stem
from corrobora.extract.rules.counted import Count
from corrobora.extract.rules.hearing import QUIET
from corrobora.extract.rules.reading import Reading
from corrobora.model.actor import Actor, ActorSort
from corrobora.model.claim import Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind

READER = "rules/counters"
#: How many names a tally is laid to.
_MOST = 2


def counters(reading: Reading, count: Count) -> tuple[Slot[Actor], ...]:
    """Who counts: the attributed speakers by their full names, each once.

    A country that counts ("Ukraine had recorded") is named after the person who says so.
    """
    sentence = reading.sentences[count.sentence]
    told = [(f.start, f.end, 1.0) for _, f in count.figures]
    laid = claimed_by(reading, Kind.TALLY, told)
    # those who are counted are seldom who says so, and never beside another
    others = (s for s in laid[1:] if not any(s.spans[0].start <= f[0] < s.spans[0].end for f in told))
    found = [_in_full(reading, slot) for slot in (*laid[:1], *others)]
    if found and _is_country(reading, found[0]):
        spoken = [s for s in reading.hearing.within(sentence.index, sentence.index) if s.sort not in QUIET]
        by = [_in_full(reading, s.speaker) for s in spoken if s.speaker.value.name != found[0].value.name]
        found = [*by[:1], *found]
    bodies = [slot for slot in found if not _is_force(reading, slot)]
    return tuple(_distinct(reading, bodies or found))[:_MOST]


def _is_force(reading: Reading, slot: Slot[Actor]) -> bool:
    """Whether a speaker is one of the forces the count is about ("Russian forces"), not who counts."""
    if slot.value.body:
        return False
    span = slot.spans[0]
    told = reading.cued("people", span.start, span.end)
    return bool({"force", "soldier", "captive"} & told or slot.value.sort is ActorSort.FORCE) or (
        len(slot.spans) == 1 and any(w in _FORCES for w in slot.value.name.casefold().split())
    )


_FORCES = frozenset("forces troops soldiers army війська солдати військові войска солдаты военные".split())


def unattributed(reading: Reading, count: Count) -> bool:
    """Whether nobody speaks or counts in the sentence: a line of a list laid to whoever spoke before."""
    speeches = reading.hearing.within(count.sentence, count.sentence)
    sentence = reading.sentences[count.sentence]
    spoken = any(s.sort != "named" for s in speeches)
    return not spoken and not reading.hearing.quote_at(sentence.start + 1)


def _is_country(reading: Reading, slot: Slot[Actor]) -> bool:
    """Whether a speaker is a state or its capital rather than a body or a person."""
    if slot.value.body or slot.value.sort in (ActorSort.PERSON, ActorSort.BODY):
        return False
    span = slot.spans[0]
    named = reading.sides.within(span.start, span.end) or reading.places.within(span.start, span.end)
    return bool(named) and len(slot.value.name.split()) == 1


def _distinct(reading: Reading, slots: list[Slot[Actor]]) -> Iterator[Slot[Actor]]:
    """One slot a body; the publisher only where it is the one that counts."""
    owner = reading.hearing.owner.value.name if reading.hearing.owner else None
    seen: set[str] = set()
    for n, slot in enumerate(slots):
        actor = slot.value
        if n and actor.name == owner and not reading.hearing.own_voice:
            continue
        keys = {actor.name.casefold()}
        if actor.body and actor.sort is not ActorSort.PERSON:
            keys.add(actor.body)
        if not keys & seen and not any(actor.name.casefold() in name for name in seen):
            seen |= keys
            yield slot


def _in_full(reading: Reading, slot: Slot[Actor]) -> Slot[Actor]:
    """The speaker under the full name of the body its words are part of or stand for."""
    span = slot.spans[0]
    bodies = find_bodies(reading.analysis)
    over = [m for m in bodies if m.start < span.end and span.start < m.end]
    longer = [m for m in over if _part_of(slot.value.name, m)]
    if longer:
        return _named(reading, slot, max(longer, key=lambda m: m.end - m.start))
    if slot.value.body:
        return slot
    same = [m for m in bodies if m.value.name.casefold() == slot.value.name.casefold()]
    if same:
        return _named(reading, slot, same[0])
    if slot.value.sort is ActorSort.PERSON:
        return slot
    words = slot.value.name.split()
    if slot.value.name[:1].islower() or (len(words) <= 2 and words[0].lower() in _SHORT):
        head = words[-1].casefold()
        before = [m for m in bodies if m.start < span.start and _heads(m, head)]
        if before:
            return _named(reading, slot, before[-1])
    return slot


#: What a body is called by in short before its noun: "the mission", "its office", "this department".
_SHORT = frozenset(
    "the its his her their this that same цей ця це його її їх цього этот эта это его её их того".split()
)


def _part_of(name: str, mention: Mention[Actor]) -> bool:
    return name.casefold() in mention.value.name.casefold()


def _heads(mention: Mention[Actor], head: str) -> bool:
    """Whether a body's name has the noun it is called by in short."""
    return any(
        same_stem(head, w.casefold().strip("'’s")) or w.casefold() == head for w in mention.value.name.split()
    )


def _named(reading: Reading, slot: Slot[Actor], mention: Mention[Actor]) -> Slot[Actor]:
    body = mention.value
    spans = tuple(sorted({*slot.spans, Span.of(reading.text, mention.start, mention.end)}))
    return replace(slot, value=replace(body, role=slot.value.role), spans=spans, reader=f"{READER}.in-full")
