"""Incidents and tallies: sentences scored, put together into events, and read for their slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corrobora.extract.rules import evidence, features, slots
from corrobora.extract.rules.attribution import claimed_by
from corrobora.extract.rules.events import cluster
from corrobora.extract.rules.profile import Figure, Profile, profiles
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scores import shipped
from corrobora.extract.rules.slots import Scene
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import RegionSort
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, Unit
from corrobora.model.when import Precision, When

ENGINE = "rules/0.1"
READER = "rules/incidents"
_LONGEST = 690


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How every sentence of a document scored, and its features as a whole."""

    profiles: Sequence[Profile]
    document: frozenset[str]
    incident: Sequence[float]
    tally: Sequence[float]


def incidents_and_tallies(reading: Reading) -> Iterator[Claim]:
    """Every event and every figure over several events the document tells of."""
    scores = score(reading)
    if not scores.profiles:
        return
    tallies = list(_tallies(reading, scores))
    counted = {(f.start, f.end) for _, figures in tallies for f in figures}
    for members in events(reading, scores):
        yield from _incidents(reading, scores, members, counted)
    for scene, figures in tallies:
        yield _tally(scene, figures)


def score(reading: Reading) -> Scores:
    """How likely each sentence carries an incident or a tally."""
    found = profiles(reading)
    document = features.of_document(found)
    rows = [features.of_sentence(found, i, document) for i in range(len(found))]
    silent = {i for i, p in enumerate(found) if p.sentence.sort is RegionSort.FURNITURE}

    def scored(name: str) -> list[float]:
        model = shipped(name)
        return [0.0 if i in silent else model.probability(row) for i, row in enumerate(rows)]

    return Scores(
        profiles=found,
        document=document,
        incident=scored("incident-sentence"),
        tally=scored("tally-sentence"),
    )


def events(reading: Reading, scores: Scores) -> list[tuple[int, ...]]:
    """Sentences put together into events that are likely enough to be claimed."""
    sentence, pair, event = shipped("incident-sentence"), shipped("pair"), shipped("event")
    members = [i for i, p in enumerate(scores.incident) if p >= sentence.threshold]
    found = cluster(
        members,
        lambda a, b: pair.probability(features.of_pair(reading, scores.profiles, a, b)),
        pair.threshold,
    )
    kept = []
    for e in found:
        marks = features.of_event(scores.profiles, e.members, scores.incident, scores.tally, scores.document)
        if event.probability(marks) >= event.threshold:
            kept.append(tuple(e.members))
    return kept


def _scene(reading: Reading, scores: Scores, kind: str, members: Sequence[int]) -> Scene:
    of_kind = scores.incident if kind == "incident" else scores.tally
    return Scene(
        kind=kind,
        reading=reading,
        profiles=scores.profiles,
        members=tuple(members),
        core=max(members, key=lambda i: of_kind[i]),
        incident=scores.incident,
        tally=scores.tally,
        document=scores.document,
    )


def _incidents(
    reading: Reading, scores: Scores, members: Sequence[int], counted: set[tuple[int, int]]
) -> Iterator[Claim]:
    scene = _scene(reading, scores, "incident", members)
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
        yield _claim(scene, Kind.INCIDENT, spans, victims=victims)


def _values(scene: Scene, counted: set[tuple[int, int]]) -> list[tuple[Quantity, list[Figure]]]:
    """The numbers of victims the scene gives, likeliest first; those that differ are claims of their own."""
    model, further = shipped("figure-victims"), shipped("figure-victims").threshold
    found: dict[tuple[int | None, int | None], tuple[float, list[Figure]]] = {}
    for index in scene.members:
        for figure in scene.profiles[index].figures:
            if (figure.start, figure.end) in counted and not figure.implied:
                continue
            p = _figure_score(scene, figure, model.name)
            best, figures = found.get(figure.quantity.bounds, (0.0, []))
            found[figure.quantity.bounds] = (max(best, p), [*figures, figure])
    ranked = sorted(found.items(), key=lambda item: -item[1][0])
    kept: list[tuple[Quantity, list[Figure]]] = []
    for n, (_, (p, figures)) in enumerate(ranked):
        if (n == 0 and p >= 0.05) or (n > 0 and p >= max(further, 0.45) and not figures[0].implied):
            kept.append((figures[0].quantity, figures))
    return kept


def _figure_score(scene: Scene, figure: Figure, name: str) -> float:
    marks = features.of_figure(scene.reading, scene.profiles, figure, scene.incident, scene.tally)
    return shipped(name).probability(marks | {"implied"} if figure.implied else marks)


def _tallies(reading: Reading, scores: Scores) -> Iterator[tuple[Scene, dict[Figure, str]]]:
    """Figures that count over a list, a period or several events; those of one sentence that count
    different things (persons in incidents) belong together."""
    for index, profile in enumerate(scores.profiles):
        if profile.sentence.sort is RegionSort.FURNITURE:
            continue
        scene = _scene(reading, scores, "tally", [index])
        chosen: list[tuple[str, Figure]] = []
        for figure in profile.figures:
            if figure.implied:
                continue
            roles = {
                role: _figure_score(scene, figure, f"figure-{role}") - shipped(f"figure-{role}").threshold
                for role in ("counted-persons", "counted-incidents", "counted-statements")
            }
            rival = _figure_score(scene, figure, "figure-victims")
            role = max(roles, key=lambda r: roles[r])
            if roles[role] >= 0 and roles[role] + shipped(f"figure-{role}").threshold >= 0.7 * rival:
                chosen.append((role, figure))
        current: dict[Figure, str] = {}
        for role, figure in chosen:
            if role in current.values():
                yield scene, current
                current = {}
            current[figure] = role
        if current:
            yield scene, current


_SLOT_OF = {
    "counted-persons": "victims",
    "counted-incidents": "incidents",
    "counted-statements": "statements",
}
_UNIT_OF = {"victims": Unit.PERSONS, "incidents": Unit.INCIDENTS, "statements": Unit.STATEMENTS}


def _tally(scene: Scene, figures: dict[Figure, str]) -> Claim:
    counts: dict[str, Slot[Quantity]] = {}
    for figure, role in figures.items():
        name = _SLOT_OF[role]
        unit = _UNIT_OF[name]
        if name == "incidents" and figure.nearest == "counting.proceedings":
            unit = Unit.PROCEEDINGS
        words = (Span.of(scene.reading.text, figure.start, figure.end),)
        counts[name] = Slot(value=replace(figure.quantity, unit=unit), spans=words, reader=f"{READER}.{name}")
    return _claim(scene, Kind.TALLY, scene.spans(), **counts)


def _claim(scene: Scene, kind: Kind, spans: tuple[Span, ...], **counts: Slot[Quantity] | None) -> Claim:
    reading = scene.reading
    act = slots.act(scene)
    if "statements" in counts and act is not None:
        act = replace(act, value=Act.INCITEMENT)
    status = slots.status(scene, act.value if act else None)
    place, day = slots.place(scene), slots.day(scene)
    victim_side, perpetrator_side = slots.sides(scene, place, status.value if status else None)
    claimants = claimed_by(reading, kind, [scene.profiles[i].sentence for i in scene.members])
    when = day.slot(reading.text) if day else None
    if kind is Kind.TALLY:
        when = _period(scene, when)
    verification, verified_by = evidence.verification(reading, spans)
    return Claim(
        kind=kind,
        spans=tuple(_fitting(scene, s) for s in spans),
        engine=ENGINE,
        confidence=round(
            float(max((scene.incident if kind is Kind.INCIDENT else scene.tally)[i] for i in scene.members)),
            3,
        ),
        claimants=claimants,
        stance=evidence.stance(reading, spans),
        basis=evidence.basis(reading, spans),
        verification=verification if kind is Kind.INCIDENT else None,
        verified_by=verified_by if kind is Kind.INCIDENT else (),
        act=act,
        victim_status=status,
        victim_side=victim_side,
        perpetrator_side=perpetrator_side,
        place=place.slot(reading.text) if place else None,
        date=when if kind is Kind.INCIDENT else None,
        period=when if kind is Kind.TALLY else None,
        victims=counts.get("victims"),
        incidents=counts.get("incidents"),
        statements=counts.get("statements"),
    )


def _period(scene: Scene, when: Slot[When] | None) -> Slot[When] | None:
    """The stretch counted; one that names no end, or none at all, ends on the day of publication."""
    published = scene.reading.analysis.document.source.published
    if when is None:
        if published is None:
            return None
        value = When(first=None, last=published, precision=Precision.SPAN, words="", anchor=published)
        return Slot(
            value=value, spans=(scene.span(scene.core),), reader=f"{READER}.until-published", confidence=0.5
        )
    if (
        when.value.last is None
        and published is not None
        and when.value.first
        and when.value.first <= published
    ):
        return replace(when, value=replace(when.value, last=published, anchor=published))
    return when


def _fitting(scene: Scene, span: Span) -> Span:
    """A span short enough to be read at a glance: a longer sentence is cut at a word."""
    if span.end - span.start <= _LONGEST:
        return span
    cut = scene.reading.text.rfind(" ", span.start, span.start + _LONGEST)
    return Span.of(scene.reading.text, span.start, cut if cut > span.start else span.start + _LONGEST)
