"""Slots of an event or tally, each chosen by score among what the document offers, each with its words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from corrobora.extract.mention import Mention
from corrobora.extract.rules import choices, features, mixing
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.roles import side_roles
from corrobora.extract.rules.scores import Model, shipped
from corrobora.model.claim import Slot
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, VictimStatus
from corrobora.model.when import When
from corrobora.model.where import Where

T = TypeVar("T")
READER = "rules/slots"
#: How sure a side is that the grammar puts in its role.
TOLD = 0.93

#: Acts and statuses with the families of words that show them, for the slot's own words.
_SHOWS_ACT = {
    Act.EXECUTION: ("acts.execution", "deaths.kill", "deaths.shoot", "deaths.die", "deaths.body"),
    Act.ATTACK_ON_CIVILIANS: (
        "acts.attack_on_civilians",
        "deaths.kill",
        "deaths.die",
        "deaths.wound",
        "deaths.shoot",
    ),
    Act.ILL_TREATMENT: ("acts.ill_treatment", "custody.detained", "custody.captive", "deaths.die"),
}
_SHOWS_STATUS = {
    VictimStatus.POW: (
        "custody.captive",
        "custody.surrender",
        "custody.bound",
        "custody.unarmed",
        "custody.detained",
        "people.soldier",
    ),
    VictimStatus.HORS_DE_COMBAT: ("custody.hors_de_combat", "deaths.wound", "people.soldier"),
    VictimStatus.CIVILIAN: ("people.civilian", "people.person", "acts.attack_on_civilians"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Sentences put together as one event or tally, and what scored decisions need of them.

    Attributes:
        kind: ``incident`` or ``tally``.
        members: indices of its sentences.
        core: the one that most likely carries it.
        incident, tally: how every sentence of the document scored.
        document: features of the document as a whole.
    """

    kind: str
    reading: Reading
    profiles: Sequence[Profile]
    members: tuple[int, ...]
    core: int
    incident: Sequence[float]
    tally: Sequence[float]
    document: frozenset[str]

    @property
    def marks(self) -> frozenset[str]:
        """Features of the sentences taken together."""
        return features.of_event(self.profiles, self.members, self.incident, self.tally, self.document)

    def spans(self) -> tuple[Span, ...]:
        """The sentences as spans."""
        return tuple(self.span(i) for i in self.members)

    def span(self, index: int) -> Span:
        """One sentence as a span."""
        s = self.profiles[index].sentence
        return Span.of(self.reading.text, s.start, s.end)

    def words_of(self, wanted: Iterable[str]) -> tuple[Span, ...]:
        """The first words of the scene that carry one of the marks; else its core sentence."""
        for mark in wanted:
            family, id = mark.split(".", 1)
            for index in sorted(self.members, key=lambda i: (i != self.core, i)):
                s = self.profiles[index].sentence
                for m in self.reading.family(family).within(s.start, s.end):
                    if m.value == id:
                        return (Span.of(self.reading.text, m.start, m.end),)
        return (self.span(self.core),)


def act(scene: Scene) -> Slot[Act] | None:
    """The violation, by the words of the scene."""
    best, p = _best_class(scene, "act", [a.value for a in Act], scene.marks)
    if best is None:
        return None
    value = Act(best)
    shows = _SHOWS_ACT.get(value, (f"acts.{value.value}",))
    return Slot(value=value, spans=scene.words_of(shows), reader=f"{READER}.act", confidence=p)


def status(scene: Scene, act: Act | None) -> Slot[VictimStatus] | None:
    """The protection the victims had."""
    marks = scene.marks | ({f"act:{act.value}"} if act else set())
    best, p = _best_class(scene, "status", [*(s.value for s in VictimStatus), "none"], marks)
    if best is None or best == "none":
        return None
    value = VictimStatus(best)
    return Slot(
        value=value, spans=scene.words_of(_SHOWS_STATUS[value]), reader=f"{READER}.status", confidence=p
    )


def _best_class(
    scene: Scene, name: str, classes: Sequence[str], marks: frozenset[str]
) -> tuple[str | None, float]:
    def likely(value: str) -> float:
        p = shipped(f"{scene.kind}-{name}-{value}").probability(marks)
        return mixing.of_class(scene.reading, scene.kind, scene.members, name, value, p)

    scored = [(likely(c), c) for c in classes]
    p, best = max(scored)
    return best, round(p, 3)


def place(scene: Scene) -> Mention[Where] | None:
    """Where it happened: the likeliest place of the document, or none."""
    model = shipped(f"{scene.kind}-place")
    return _pick(
        scene,
        "place",
        scene.reading.places,
        model,
        lambda m: choices.of_place(scene.reading, scene.profiles, scene.members, scene.core, m),
    )


def day(scene: Scene) -> Mention[When] | None:
    """When it happened or what stretch is counted: the likeliest of the document's days, or none."""
    if not len(scene.reading.whens):
        return None
    model = shipped(f"{scene.kind}-day")
    return _pick(
        scene,
        "date",
        scene.reading.whens,
        model,
        lambda m: choices.of_day(scene.reading, scene.profiles, scene.members, scene.core, m),
    )


def _pick(
    scene: Scene,
    slot: str,
    mentions: Iterable[Mention[T]],
    model: Model,
    features_of: Callable[[Mention[T]], frozenset[str]],
) -> Mention[T] | None:
    def likely(m: Mention[T]) -> float:
        p = model.probability(features_of(m))
        return mixing.filled(scene.reading, scene.kind, scene.members, slot, (m.start, m.end), p)

    scored = [(likely(m), -m.start, m) for m in mentions]
    if not scored:
        return None
    p, _, best = max(scored, key=lambda s: s[:2])
    return best if p >= model.threshold else None


def sides(
    scene: Scene, place: Mention[Where] | None, status: VictimStatus | None
) -> tuple[Slot[str] | None, Slot[str] | None]:
    """The force the victims belonged to and the one that did it, each only where the score is clear."""
    told = _told(scene)
    known = choices.side_candidates(scene.reading, scene.members)
    extra = {f"status:{status.value if status else 'none'}"}
    chosen: dict[str, str] = {}
    confidence: dict[str, float] = {}
    for role in ("perpetrator", "victim"):
        if role in told:
            chosen[role], confidence[role] = told[role].value, TOLD
            continue
        model = shipped(f"{scene.kind}-{role}-side")
        scored = []
        for side in known:
            marks = choices.of_side(scene.reading, scene.profiles, scene.members, side, place)
            marks |= {f"{e}&{m}" for e in extra for m in marks if m.startswith(("lies", "rank:"))} | extra
            if role == "victim":
                marks |= {choices.beside(side, chosen.get("perpetrator"))}
            named = [(m.start, m.end) for m in scene.reading.sides if m.value == side]
            p = mixing.side(
                scene.reading, scene.kind, scene.members, f"{role}_side", named, model.probability(marks)
            )
            scored.append((p, side))
        opposite = told.get("victim" if role == "perpetrator" else "perpetrator")
        scored = [s for s in scored if opposite is None or s[1] != opposite.value]
        if scored and max(scored)[0] >= model.threshold:
            confidence[role], chosen[role] = max(scored)
    slots = {}
    for role, side in chosen.items():
        words = _side_words(scene, side)
        if role in told:
            words = (Span.of(scene.reading.text, told[role].start, told[role].end),)
        slots[role] = Slot(
            value=side, spans=words, reader=f"{READER}.{role}_side", confidence=round(confidence[role], 3)
        )
    return slots.get("victim"), slots.get("perpetrator")


def _told(scene: Scene) -> dict[str, Mention[str]]:
    """Sides the grammar of the scene's sentences puts in a role, the likeliest sentence first."""
    told: dict[str, Mention[str]] = {}
    for index in sorted(scene.members, key=lambda i: (i != scene.core, i)):
        sentence = scene.profiles[index].sentence
        for found in side_roles(scene.reading, sentence.start, sentence.end):
            opposite = told.get("victim" if found.role == "perpetrator" else "perpetrator")
            if found.role not in told and (opposite is None or opposite.value != found.mention.value):
                told[found.role] = found.mention
    return told


def _side_words(scene: Scene, side: str) -> tuple[Span, ...]:
    """The side's name in the scene, else nearest to it in the document, else the core sentence."""
    core = scene.profiles[scene.core].sentence
    named = [m for m in scene.reading.sides if m.value == side]
    if not named:
        return (scene.span(scene.core),)
    best = min(named, key=lambda m: abs(m.start - core.start))
    return (Span.of(scene.reading.text, best.start, best.end),)
