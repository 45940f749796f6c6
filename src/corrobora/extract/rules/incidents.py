"""Incidents and tallies: sentences scored, put together into events, and read for their slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corrobora.extract.rules import features, mixing
from corrobora.extract.rules.events import cluster
from corrobora.extract.rules.profile import Figure
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scenes import Scores, claim_of, figure_score, scene_of, score
from corrobora.extract.rules.scores import shipped
from corrobora.extract.rules.slots import Scene
from corrobora.extract.rules.tallies import counted_words, tallies, tells_tallies_only
from corrobora.model.claim import Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Kind, Unit

READER = "rules/incidents"


def incidents_and_tallies(reading: Reading) -> Iterator[Claim]:
    """Every event and every figure over several events the document tells of."""
    scores = score(reading)
    if not scores.profiles:
        return
    scores = replace(scores, events=tuple(events(reading, scores)))
    found = tallies(reading, scores)
    counted = counted_words(found)
    for members in scores.events:
        if tells_tallies_only(found, scores.profiles, members):
            continue
        yield from _incidents(reading, scores, members, counted)
    yield from (told.claim for told in found)


def events(reading: Reading, scores: Scores) -> list[tuple[int, ...]]:
    """Sentences put together into events that are likely enough to be claimed."""
    sentence, pair, event = shipped("incident-sentence"), shipped("pair"), shipped("event")
    members = [i for i, p in enumerate(scores.incident) if p >= sentence.threshold]
    found = cluster(
        members,
        lambda a, b: pair.probability(
            features.of_pair(reading, scores.profiles, a, b), mixing.pair(reading, a, b)
        ),
        pair.threshold,
    )
    kept = []
    for e in found:
        marks = features.of_event(scores.profiles, e.members, scores.incident, scores.tally, scores.document)
        if event.probability(marks, mixing.event(reading, e.members)) >= event.threshold:
            kept.append(tuple(e.members))
    return kept


def _incidents(
    reading: Reading, scores: Scores, members: Sequence[int], counted: set[tuple[int, int]]
) -> Iterator[Claim]:
    scene = scene_of(reading, scores, "incident", members)
    values: list[tuple[Quantity | None, list[Figure]]] = [*_values(scene, counted)]
    none: list[tuple[Quantity | None, list[Figure]]] = [(None, [])]
    for quantity, figures in values or none:
        here = sorted({f.sentence for f in figures})
        spans = scene.spans() if not here or quantity is values[0][0] else tuple(scene.span(i) for i in here)
        victims = None
        if quantity is not None:
            words = tuple(Span.of(reading.text, f.start, f.end) for f in figures)
            victims = Slot(
                value=replace(quantity, unit=Unit.PERSONS), spans=words, reader=f"{READER}.victims"
            )
        yield claim_of(scene, Kind.INCIDENT, spans, victims=victims)


def _values(scene: Scene, counted: set[tuple[int, int]]) -> list[tuple[Quantity, list[Figure]]]:
    """The numbers of victims the scene gives, likeliest first; those that differ are claims of their own."""
    model, further = shipped("figure-victims"), shipped("figure-victims").threshold
    found: dict[tuple[int | None, int | None], tuple[float, list[Figure]]] = {}
    for index in scene.members:
        for figure in scene.profiles[index].figures:
            if (figure.start, figure.end) in counted and not figure.implied:
                continue
            p = figure_score(scene, figure, model.name)
            best, figures = found.get(figure.quantity.bounds, (0.0, []))
            found[figure.quantity.bounds] = (max(best, p), [*figures, figure])
    ranked = sorted(found.items(), key=lambda item: -item[1][0])
    kept: list[tuple[Quantity, list[Figure]]] = []
    for n, (_, (p, figures)) in enumerate(ranked):
        if (n == 0 and p >= 0.05) or (n > 0 and p >= max(further, 0.45) and not figures[0].implied):
            kept.append((figures[0].quantity, figures))
    return kept
