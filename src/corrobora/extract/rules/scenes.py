"""Sentences scored for what they carry, taken together as scenes, and scenes told as claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corrobora.extract.rules import evidence, features, mixing, slots, tally_marks
from corrobora.extract.rules.attribution import claimed_by
from corrobora.extract.rules.explicit import Telling, told_in_so_many_words
from corrobora.extract.rules.profile import Profile, profiles
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.registers import event_rows, harmless
from corrobora.extract.rules.slots import Scene
from corrobora.extract.rules.weighing import near_violations
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import RegionSort
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind
from corrobora.model.when import When

ENGINE = "rules/0.1"
_LONGEST = 690
#: How much the unlikeliest sentence of a claim counts where it is asked who makes it.
_LEAST = 0.001
#: How likely a row of a table that lists events tells of one, at least.
_ROW = 0.5
#: How likely a sentence that tells an event in so many words carries an incident, at least; and from which
#: likelihood of a count it may be that instead.
_EXPLICIT, _COUNTS = 0.5, 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """How every sentence of a document scored, its features as a whole, and the sentences of each event.

    Attributes:
        incident, tally: how likely each sentence carries one.
        explicit: how sentences tell an event that do it in so many words.
        figures: features of the numbers of sentences that may tell of an incident, by their characters.
    """

    profiles: Sequence[Profile]
    document: frozenset[str]
    incident: Sequence[float]
    tally: Sequence[float]
    explicit: Mapping[int, Telling]
    figures: Mapping[tuple[int, int], frozenset[str]]
    events: tuple[tuple[int, ...], ...] = ()


def score(reading: Reading) -> Scores:
    """How likely each sentence carries an incident or a tally."""
    found = profiles(reading)
    document = features.of_document(found)
    rows = {
        "incident-sentence": [
            features.of_scene_sentence(reading, found, i, document) for i in range(len(found))
        ],
        "tally-sentence": [tally_marks.of_sentence(reading, found, i) for i in range(len(found))],
    }
    heads = {row.start for row in reading.rows if row.header}
    near = near_violations(reading)
    silent = {
        i
        for i, p in enumerate(found)
        if i not in near or p.sentence.sort is RegionSort.FURNITURE or p.sentence.start in heads
    }

    def scored(name: str) -> list[float]:
        model = mixing.model(reading, name)
        return [0.0 if i in silent else model.probability(row) for i, row in enumerate(rows[name])]

    incident, tally = scored("incident-sentence"), scored("tally-sentence")
    telling = event_rows(reading)
    explicit = {
        i: how
        for i, profile in enumerate(found)
        if i not in silent
        and tally[i] < max(_COUNTS, incident[i])
        and (how := told_in_so_many_words(reading, profile))
    }
    for i, profile in enumerate(found):
        row = reading.row_of(profile.sentence)
        if i in telling:
            incident[i] = max(incident[i], _ROW)
        elif i in explicit:
            incident[i] = max(incident[i], _EXPLICIT)
        elif row and harmless(reading, row):
            incident[i] = 0.0
    return Scores(
        profiles=found,
        document=document,
        incident=incident,
        tally=tally,
        explicit=explicit,
        figures=features.of_figures(
            reading, found, incident, tally, mixing.model(reading, "incident-sentence").threshold
        ),
    )


def scene_of(reading: Reading, scores: Scores, kind: str, members: Sequence[int]) -> Scene:
    """Sentences taken together as one incident or tally."""
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
        events=scores.events,
        explicit=scores.explicit,
    )


def claim_of(
    scene: Scene,
    kind: Kind,
    spans: tuple[Span, ...],
    *,
    claimants: tuple[Slot[Actor], ...] | None = None,
    period: Slot[When] | None = None,
    told: Sequence[tuple[int, float]] | None = None,
    **counts: Slot[Quantity] | None,
) -> Claim:
    """A scene told as a claim with every slot its sentences fill; a tally's period and claimants given."""
    reading = scene.reading
    likely = scene.incident if kind is Kind.INCIDENT else scene.tally
    act = slots.act(scene)
    if "statements" in counts and act is not None:
        act = replace(act, value=Act.INCITEMENT)
    status = slots.status(scene, act.value if act else None)
    place = slots.place(scene)
    day = slots.day(scene) if kind is Kind.INCIDENT else None
    victim_side, perpetrator_side = slots.sides(scene, counts.get("victims"))
    if claimants is None:
        lines = told or [(i, likely[i]) for i in scene.members]
        sentences = ((scene.profiles[i].sentence, weight) for i, weight in lines)
        claimants = claimed_by(reading, kind, ((s.start, s.end, max(w, _LEAST)) for s, w in sentences))
    verification, verified_by = evidence.verification(scene) if kind is Kind.INCIDENT else (None, ())
    return Claim(
        kind=kind,
        spans=tuple(_fitting(scene, s) for s in spans),
        engine=ENGINE,
        confidence=round(float(max(likely[i] for i in scene.members)), 3),
        claimants=claimants,
        stance=evidence.stance(reading, spans),
        basis=evidence.basis(scene),
        verification=verification,
        verified_by=verified_by,
        act=act,
        victim_status=status,
        victim_side=victim_side,
        perpetrator_side=perpetrator_side,
        place=place.slot(reading.text) if place else None,
        date=day.slot(reading.text) if day else None,
        period=period,
        victims=counts.get("victims"),
        incidents=counts.get("incidents"),
        statements=counts.get("statements"),
    )


def _fitting(scene: Scene, span: Span) -> Span:
    """A span short enough to be read at a glance: a longer sentence is cut at a word."""
    if span.end - span.start <= _LONGEST:
        return span
    cut = scene.reading.text.rfind(" ", span.start, span.start + _LONGEST)
    return Span.of(scene.reading.text, span.start, cut if cut > span.start else span.start + _LONGEST)
