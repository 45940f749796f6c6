"""Slots of an event or tally, each chosen by score among what the document offers, each with its words."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from corrobora.extract.mention import Mention
from corrobora.extract.rules import choices, classes, features, mixing, opponents, registers
from corrobora.extract.rules.explicit import Telling
from corrobora.extract.rules.profile import Profile
from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.scores import Model, shares
from corrobora.extract.tables import Row
from corrobora.model.claim import Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Where

T = TypeVar("T")
READER = "rules/slots"

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
        events: the members of every event of the document.
        explicit: how sentences tell an event that do it in so many words.
    """

    kind: str
    reading: Reading
    profiles: Sequence[Profile]
    members: tuple[int, ...]
    core: int
    incident: Sequence[float]
    tally: Sequence[float]
    document: frozenset[str]
    events: tuple[tuple[int, ...], ...] = ()
    explicit: Mapping[int, Telling] = field(default_factory=dict)

    @property
    def row(self) -> Row | None:
        """The row of a table that tells the event, if one does."""
        return registers.event_rows(self.reading).get(self.core)

    @property
    def core_marks(self) -> frozenset[str]:
        """Marks of its core sentence."""
        return self.profiles[self.core].marks

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
    options = classes.acts(scene, classes.Scopes(scene))
    best, p = likeliest(mixing.model(scene.reading, f"{scene.kind}-act"), options)
    value = Act(best)
    shows = _SHOWS_ACT.get(value, (f"acts.{value.value}",))
    return Slot(value=value, spans=scene.words_of(shows), reader=f"{READER}.act", confidence=p)


def status(scene: Scene, act: Act | None) -> Slot[VictimStatus] | None:
    """The protection the victims had."""
    options = classes.statuses(scene, classes.Scopes(scene), act.value if act else None)
    best, p = likeliest(mixing.model(scene.reading, f"{scene.kind}-status"), options)
    if best == classes.NONE:
        return None
    value = VictimStatus(best)
    return Slot(
        value=value, spans=scene.words_of(_SHOWS_STATUS[value]), reader=f"{READER}.status", confidence=p
    )


def likeliest(model: Model, options: Sequence[classes.Option]) -> tuple[str, float]:
    """The value with the highest score and how likely it is. None only
    where it is likelier than the best value by more than the model's threshold."""
    chances = shares([model.score(marks) for value, marks in options])
    likely = dict(zip((value for value, _ in options), chances, strict=True))
    best = max((v for v in likely if v != classes.NONE), key=lambda v: likely[v])
    if likely[best] < model.threshold * likely.get(classes.NONE, 0.0):
        best = classes.NONE
    return best, round(likely[best], 3)


def place(scene: Scene) -> Mention[Where] | None:
    """Where it happened: the likeliest place of the document, or none; a row's own where it names one."""
    if (row := scene.row) and (own := registers.place(scene.reading, row)):
        return own
    model = mixing.model(scene.reading, f"{scene.kind}-place")
    chosen = _pick(choices.places(scene), model, choices.place_key)
    return _narrowed(scene, chosen) if chosen and scene.kind == "incident" else chosen


def _narrowed(scene: Scene, chosen: Mention[Where]) -> Mention[Where]:
    """A place the event's own words give within the one chosen ("Ford in the Lake region"), if any."""
    wider = choices.place_key(chosen.value)
    for index in sorted(scene.members, key=lambda i: i != scene.core):
        s = scene.profiles[index].sentence
        for mention in scene.reading.places.within(s.start, s.end):
            if any(name.casefold()[: len(wider)] == wider for name in mention.value.within):
                return mention
    return chosen


def day(scene: Scene) -> Mention[When] | None:
    """When it happened or what stretch is counted: the likeliest of the document's days, or none.

    A row of a table has its own day or none; a sentence that tells the event in so many words its only one.
    """
    if row := scene.row:
        return registers.day(scene.reading, row)
    if scene.explicit.get(scene.core) is Telling.TOLD:
        s = scene.profiles[scene.core].sentence
        named = [w for w in scene.reading.whens.within(s.start, s.end) if w.value.precision is Precision.DAY]
        if len(named) == 1:
            return named[0]
    model = mixing.model(scene.reading, f"{scene.kind}-day")
    return _pick(choices.days(scene), model, lambda w: (w.first, w.last))


def _pick(
    options: Sequence[tuple[Mention[T] | None, frozenset[str]]],
    model: Model,
    key: Callable[[T], Hashable],
) -> Mention[T] | None:
    """The likeliest value with the best of its mentions; mentions of one value stand for each other.

    ``None`` where that is likelier than the best value by more than the model's threshold.
    """
    likely = shares([model.score(marks) for _, marks in options])
    together: dict[Hashable, float] = {}
    best: dict[Hashable, tuple[float, Mention[T]]] = {}
    nothing = 0.0
    for p, (mention, _) in zip(likely, options, strict=True):
        if mention is None:
            nothing = p
            continue
        name = key(mention.value)
        together[name] = together.get(name, 0.0) + p
        if name not in best or p > best[name][0]:
            best[name] = (p, mention)
    if not together:
        return None
    name = max(together, key=lambda n: together[n])
    return best[name][1] if together[name] >= model.threshold * nothing else None


def sides(scene: Scene, victims: Slot[Quantity] | None = None) -> tuple[Slot[str] | None, Slot[str] | None]:
    """The force the victims belonged to and the one that did it, chosen together; ``None``: nobody's.

    Where the counted words themselves name one force ("a wounded Russian soldier"), or the grammar of the
    core sentence tells whose people suffered, the victims are of it, whatever other wars make likely; and a
    row of a table has the perpetrators of its own cell.
    """
    model = mixing.model(scene.reading, "sides")
    pairs = opponents.pairs(scene)
    role = opponents.ROLES.index("victim")
    counted = {m.value for s in (victims.spans if victims else ())
               for m in scene.reading.sides.within(s.start, s.end)}  # fmt: skip
    for sure in (counted, opponents.victims_told(scene)):
        if len(sure) == 1:
            pairs = [p for p in pairs if p[0][role] in sure] or pairs
    by = registers.perpetrators(scene.reading, scene.row) if scene.row else None
    if by is not None:
        pairs = [p for p in pairs if p[0][1 - role] in (by or {None})] or pairs
    likely = shares([sum(model.score(part) for part in parts) for _, parts in pairs])
    chosen: list[Slot[str] | None] = []
    for role, name in enumerate(opponents.ROLES):
        together: dict[str | None, float] = {}
        for p, (pair, _) in zip(likely, pairs, strict=True):
            together[pair[role]] = together.get(pair[role], 0.0) + p
        side = max(together, key=lambda s: together[s])
        if side is None:
            chosen.append(None)
            continue
        words = _side_words(scene, name, side)
        chosen.append(
            Slot(value=side, spans=words, reader=f"{READER}.{name}_side", confidence=round(together[side], 3))
        )
    return chosen[0], chosen[1]


def _side_words(scene: Scene, role: str, side: str) -> tuple[Span, ...]:
    """The side's name in its role in the scene, else the nearest one, else the core sentence."""
    core = scene.profiles[scene.core].sentence
    named = [m for m in scene.reading.sides if m.value == side]
    if not named:
        return (scene.span(scene.core),)
    told = {p.start for p in scene.reading.parts if p.side and p.role == role}
    inside = {m.start for i in scene.members for m in scene.reading.sides.within(
        scene.profiles[i].sentence.start, scene.profiles[i].sentence.end)}  # fmt: skip
    best = min(named, key=lambda m: (m.start not in inside, m.start not in told, abs(m.start - core.start)))
    return (Span.of(scene.reading.text, best.start, best.end),)
