"""Incidents and tallies: sentences scored, put together into events, and read for their slots."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from corrobora.extract.rules import mixing, registers
from corrobora.extract.rules.counted import counts
from corrobora.extract.rules.events import Candidates, Members, Place, Value, cluster, values
from corrobora.extract.rules.figures import Figure
from corrobora.extract.rules.pairs import of_pair, told_apart
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.registers import event_rows
from corrobora.extract.rules.scenes import Scores, claim_of, scene_of, score
from corrobora.extract.rules.tallies import tallies, tells_tallies_only
from corrobora.model.claim import Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind, Unit

READER = "rules/incidents"
#: From which probability the likeliest number of an event is taken for its victims, and a further one for
#: a claim of its own; chosen on training documents by the F1 of claims.
_FIRST = 0.05
_FURTHER = 0.5


def incidents_and_tallies(reading: Reading) -> Iterator[Claim]:
    """Every event and every figure over several events the document tells of."""
    scores = score(reading)
    if not scores.profiles:
        return
    counted = {(f.start, f.end) for count in counts(reading, scores) for _, f in count.figures}
    kept = events(reading, scores, counted)
    scores = replace(scores, events=tuple(members for members, _ in kept))
    found = tallies(reading, scores)
    for members, said in kept:
        if not tells_tallies_only(found, scores.profiles, members):
            yield from _incidents(reading, scores, members, said)
    yield from (told.claim for told in found)


def events(reading: Reading, scores: Scores, counted: Collection[Place]) -> list[tuple[Members, list[Value]]]:
    """Events that are likely enough to be claimed, with the numbers of victims they are told with."""
    sentence, pair, event = (mixing.model(reading, n) for n in ("incident-sentence", "pair", "event"))
    rows = event_rows(reading)
    telling = [i for i, p in enumerate(scores.incident) if p >= sentence.threshold and i not in rows]
    found = cluster(
        telling,
        lambda a, b: pair.probability(of_pair(reading, scores.profiles, a, b)),
        pair.threshold,
        partial(told_apart, reading, scores.profiles, scores.explicit),
    )
    said = [_said(reading, scores, members, counted) for members in found]
    candidates = Candidates(
        reading=reading,
        profiles=scores.profiles,
        document=scores.document,
        incident=scores.incident,
        tally=scores.tally,
        events=found,
        values=said,
        counted=counted,
    )
    kept = [
        (members, numbers)
        for members, numbers, marks in zip(found, said, candidates.marks(), strict=True)
        if event.probability(marks) >= event.threshold or not scores.explicit.keys().isdisjoint(members)
    ]
    listed = [((i,), _said(reading, scores, (i,), counted)) for i in rows]
    return sorted([*kept, *listed])


def _said(reading: Reading, scores: Scores, members: Members, counted: Collection[Place]) -> list[Value]:
    """The numbers an event is told with, likeliest first."""
    model = mixing.model(reading, "figure-victims")

    def counts_victims(figure: Figure) -> float:
        return model.probability(scores.figures[figure.start, figure.end])

    return values(scores.profiles, members, counts_victims, counted)


def _incidents(reading: Reading, scores: Scores, members: Members, said: Sequence[Value]) -> Iterator[Claim]:
    scene = scene_of(reading, scores, "incident", members)
    kept = told_values(said)
    if row := scene.row:
        first = kept[0] if kept else None
        victims = registers.victims(reading, row) or (_victims(reading, first) if first else None)
        who = registers.claimants(reading, row)
        yield claim_of(scene, Kind.INCIDENT, scene.spans(), victims=victims, claimants=who)
        return
    if not kept:
        claim = claim_of(scene, Kind.INCIDENT, scene.spans(), victims=None)
        if claim.place or claim.date:  # without a number, a place and a day, nothing tells it from a count
            yield claim
    for n, value in enumerate(kept):
        here = sorted({f.sentence for f in value.figures})
        spans = scene.spans() if n == 0 else tuple(scene.span(i) for i in here)
        told = None if n == 0 else [(i, scores.incident[i]) for i in here]
        yield claim_of(scene, Kind.INCIDENT, spans, victims=_victims(reading, value), told=told)


def _victims(reading: Reading, value: Value) -> Slot[Quantity]:
    return Slot(
        value=replace(value.quantity, unit=Unit.PERSONS),
        spans=tuple(Span.of(reading.text, f.start, f.end) for f in value.figures),
        reader=f"{READER}.victims",
        confidence=round(value.probability, 3),
    )


def told_values(said: Sequence[Value]) -> list[Value]:
    """The numbers an event is claimed with: the likeliest, and others that are likely by themselves."""
    return [
        v
        for n, v in enumerate(said)
        if (n == 0 and v.probability >= _FIRST) or (n > 0 and v.probability >= _FURTHER and not v.implied)
    ]
