"""Slots that take one of a few values: what speaks for each act, status, verification and basis.

Each value is a candidate. What its own cues do (stand in the event's core, elsewhere in it, near it, only
in the document) counts for every value alike, so that a rare value profits from what common ones teach;
what else the sentences hold counts for each value by itself.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from corrobora.extract.rules import mixing
from corrobora.extract.rules.choices import Others, others_of
from corrobora.model.document import RegionSort
from corrobora.model.vocabulary import Act, Basis, Verification, VictimStatus

if TYPE_CHECKING:
    from corrobora.extract.rules.slots import Scene

NONE = "none"
#: Sorts of footage, of which an event has one.
FOOTAGE = (Basis.PERPETRATOR_VIDEO, Basis.DRONE_VIDEO, Basis.VIDEO)
#: Cues that show a value, where they are not those of its name.
ACTS: dict[str, tuple[str, ...]] = {
    Act.EXECUTION: ("acts.execution", "deaths.kill", "deaths.shoot"),
    Act.ATTACK_ON_CIVILIANS: ("acts.attack_on_civilians",),
}
STATUSES: dict[str, tuple[str, ...]] = {
    VictimStatus.POW: ("custody.captive", "custody.surrender", "custody.unarmed"),
    VictimStatus.HORS_DE_COMBAT: ("custody.hors_de_combat",),
    VictimStatus.CIVILIAN: ("people.civilian", "acts.attack_on_civilians"),
}
_TOLD = (
    "acts.",
    "deaths.",
    "custody.",
    "people.",
    "scenes.",
    "counting.",
    "groups.",
    "figure.",
    "bases.",
    "shape.",
)
_ON_EVIDENCE = (
    "bases.", "occasions.", "reporting.", "speakers.", "groups.", "verification.", "deaths.body",
)  # fmt: skip
_NEAR = 2

Option = tuple[str, frozenset[str]]


@lru_cache(maxsize=8)  # every event of a document asks
def _of_document(marks: tuple[frozenset[str], ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Marks of all sentences, and those of many."""
    counts = Counter(m for each in marks for m in each)
    most = max(2.0, len(marks) / 8)
    return frozenset(counts), frozenset(m for m, n in counts.items() if n >= most)


class Scopes:
    """Marks of an event's sentences and of those around them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        profiles, members = scene.profiles, scene.members
        self.core = profiles[scene.core].marks
        self.event = frozenset(m for i in members for m in profiles[i].marks)
        around = {
            i for m in members for i in range(m - _NEAR, m + _NEAR + 1) if 0 <= i < len(profiles)
        } - set(members)
        self.near = frozenset(m for i in around for m in profiles[i].marks)
        self.headings = frozenset(m for i in _headings(scene) for m in profiles[i].marks)
        self.document, self.often = _of_document(tuple(p.marks for p in profiles))

    @cached_property
    def others(self) -> Others:
        """The document's other events."""
        return others_of(self._scene)

    def of(self, cues: Iterable[str]) -> set[str]:
        """In which scopes one of the cues stands."""
        wanted = set(cues)
        found = {
            name
            for name, marks in (
                ("core", self.core), ("event", self.event), ("near", self.near), ("headings", self.headings),
                ("document", self.document), ("often", self.often),
            )
            if wanted & marks
        }  # fmt: skip
        first = next((s for s in ("core", "event", "near", "document") if s in found), "nowhere")
        return {f"cue in {s}" for s in found} | {f"cue first in {first}"}


def _headings(scene: Scene) -> Iterator[int]:
    """The document's title and the last heading above the core sentence."""
    for index in range(min(2, len(scene.profiles))):
        if scene.profiles[index].sentence.sort in (RegionSort.TITLE, RegionSort.HEADING) or index == 0:
            yield index
    for index in range(scene.core - 1, 1, -1):
        if scene.profiles[index].sentence.sort in (RegionSort.TITLE, RegionSort.HEADING):
            yield index
            return


def acts(scene: Scene, scopes: Scopes) -> list[Option]:
    """Every act with what speaks for it."""
    found = _options(
        scopes, [a.value for a in Act], lambda a: ACTS.get(Act(a), (f"acts.{a}",)), scene.document
    )
    return _seconded(scene, "act", found)


def statuses(scene: Scene, scopes: Scopes, act: str | None) -> list[Option]:
    """Every status, and none, with what speaks for it."""
    values = [*(s.value for s in VictimStatus), NONE]
    extra = scene.document | {f"act:{act}"}
    return _seconded(scene, "status", _options(scopes, values, lambda s: STATUSES.get(s, ()), extra))


def _seconded(scene: Scene, name: str, options: Iterable[Option]) -> list[Option]:
    return [(value, marks | mixing.of_class(scene, name, value)) for value, marks in options]


def verifications(scene: Scene, scopes: Scopes, doers: Sequence[str]) -> list[Option]:
    """Verified, unverified or nothing said; ``doers`` tells in which scopes somebody named verified."""
    values = [*(v.value for v in Verification), NONE]
    extra = {f"doer:{d}" for d in doers} or {"no doer"}
    extra |= {"events:" + ("1" if len(scene.events) < 2 else "2" if len(scene.events) == 2 else "more")}
    extra |= {
        m for m in scopes.event if m.startswith(("bases.", "verification.", "reporting.", "responses."))
    }
    extra |= {f"near:{m}" for m in scopes.near if m.startswith(("bases.", "verification."))}
    found = []
    for value in values:
        own = scopes.of((f"verification.{value}",)) if value != NONE else {"none"}
        found.append((value, _joined(value, own, extra)))
    return _seconded(scene, "verification", found)


def possible_bases(scopes: Scopes) -> Iterator[Basis]:
    """Sorts of evidence the document leaves possible: those it names; footage of any sort where the event
    has footage; people's words where somebody speaks; bodies where the event has bodies."""
    here = scopes.event | scopes.near
    footage = any(f"bases.{b.value}" in here for b in FOOTAGE)
    for basis in Basis:
        if (
            f"bases.{basis.value}" in scopes.document
            or (basis in FOOTAGE and footage)
            or (
                basis in (Basis.WITNESS, Basis.SURVIVOR)
                and any(m.startswith("reporting.") for m in scopes.event)
            )
            or (basis is Basis.BODY and "deaths.body" in here)
        ):
            yield basis


def bases(scene: Scene, scopes: Scopes, basis: Basis) -> frozenset[str]:
    """What speaks for one sort of evidence as a basis of the event."""
    own = scopes.of((f"bases.{basis.value}",))
    others = [b for b in Basis if b is not basis and f"bases.{b.value}" in scopes.event]
    own |= _evidence_told(scene, scopes.others, basis)
    own.add("other bases:" + ("none" if not others else "one" if len(others) == 1 else "more"))
    if any(f"bases.{b.value}" in scopes.core for b in others):
        own.add("other basis in core")
    extra = {m for m in scopes.event if m.startswith(_ON_EVIDENCE)}
    extra |= {
        f"core:{m}" for m in scopes.core if m.startswith(("bases.", "reporting.", "speakers.", "occasions."))
    }
    extra |= {f"near:{m}" for m in scopes.near if m.startswith("bases.")}
    extra |= {f"document:{m}" for m in scopes.often if m.startswith("bases.")}
    extra |= {f"kind:{scene.kind}", *_voices(scene)}
    kind = f"kind:{scene.kind}"
    crossed = {f"{o}&{c}" for o in own for c in (*(s for s in own if s.startswith("other")), kind)}
    return _joined(basis.value, own | crossed, extra) | mixing.basis(scene, basis.value)


#: How far a cue stands from an event, in sentences, as its features tell it: up to each of these, or beyond.
_DISTANCES = (0, 1, 2, 4, 8, 16)
#: Words before evidence that say there is none.
_ABSENT = frozenset("no not without neither nor жодного жодної жодних без ні ни никаких нет".split())


def _evidence_told(scene: Scene, others: Others, basis: Basis) -> set[str]:
    """How near the words for a sort of evidence stand to the event, whether nearer to another, how clear."""
    reading, members, sentences = scene.reading, scene.members, scene.reading.sentences
    low, high = max(0, min(members) - _DISTANCES[-1]), min(len(sentences) - 1, max(members) + _DISTANCES[-1])
    cues = [
        c
        for c in reading.family("bases").within(sentences[low].start, sentences[high].end)
        if c.value == basis.value
    ]
    if not cues:
        return set()
    away = {c.start: _away(reading.analysis.sentence_at(c.start).index, members) for c in cues}
    nearest = min(cues, key=lambda c: away[c.start])
    ours = away[nearest.start]
    reach = next((f"{d}" for d in _DISTANCES if ours <= d), "far")
    owner = "alone"
    if others.count:
        theirs = others.distance(reading.analysis.sentence_at(nearest.start).index)
        owner = "ours" if ours < theirs else "shared" if ours == theirs else "another's"
    found = {f"evidence:{reach}", f"evidence {owner}", f"evidence:{reach} {owner}"}
    beside = [c for c in cues if away[c.start] <= _NEAR]
    if beside:
        clearest = max(c.confidence for c in beside)
        found.add("evidence:" + ("clear" if clearest >= 0.9 else "fair" if clearest >= 0.6 else "dim"))
    if any(t.lower in _ABSENT for c in beside for t in reading.tokens_within(max(0, c.start - 12), c.start)):
        found.add("evidence absent")
    return found


def _away(index: int, members: Sequence[int]) -> int:
    """How many sentences one stands from the nearest of an event, whose sentences are in order."""
    at = bisect_left(members, index)
    return min(abs(index - m) for m in members[max(0, at - 1) : at + 1])


def chosen_bases(likely: Mapping[Basis, float], threshold: float) -> dict[Basis, float]:
    """The likeliest basis from the threshold on, and beside it every one likelier than not; of several
    sorts of footage the likeliest alone."""
    footage = sorted((b for b in likely if b in FOOTAGE), key=lambda b: -likely[b])
    kept = {b: p for b, p in likely.items() if b not in footage[1:]}
    best = max(kept, key=lambda b: kept[b], default=None)
    return {b: p for b, p in kept.items() if p >= (threshold if b is best else max(threshold, 0.5))}


_SELF = frozenset("i my me we our us я мене мені мій моя ми нас нам меня мне мой мы".split())


def _voices(scene: Scene) -> set[str]:
    """Who speaks in the event's sentences, and whether in the first person."""
    found = set()
    for index in scene.members:
        for speech in scene.reading.hearing.within(index, index):
            sort = speech.speaker.value.sort
            found.add(f"voice:{sort.value if sort else 'unknown'}:{'named' if speech.proper else 'unnamed'}")
        sentence = scene.profiles[index].sentence
        words = scene.reading.analysis.tokens[sentence.first : sentence.last]
        if any(t.lower in _SELF for t in words):
            found.add("first person")
    return found


def _options(scopes: Scopes, values: Sequence[str], cues: object, extra: Iterable[str]) -> list[Option]:
    told = {m for m in scopes.event if m.startswith(_TOLD)}
    told |= {f"core:{m}" for m in scopes.core if m.startswith(_TOLD)}
    told |= {
        f"near:{m}"
        for m in scopes.near
        if m.startswith(("acts.", "deaths.", "custody.", "people.", "scenes."))
    }
    told |= {
        f"heading:{m}" for m in scopes.headings if m.startswith(("acts.", "deaths.", "custody.", "people."))
    }
    told |= {f"often:{m}" for m in scopes.often if m.startswith(("acts.", "deaths.", "custody.", "people."))}
    told |= set(extra)
    own = {v: scopes.of(cues(v)) if v != NONE else {"none"} for v in values}  # type: ignore[operator]
    found = []
    for value in values:
        features = set(own[value])
        rivals = [v for v in values if v not in (value, NONE) and "cue in core" in own[v]]
        features |= {f"{f}&rivals:{min(len(rivals), 2)}" for f in own[value]}
        found.append((value, _joined(value, features, told)))
    return found


def _joined(value: str, own: set[str], told: Iterable[str]) -> frozenset[str]:
    return frozenset({*own, value, *(f"{value}|{f}" for f in own), *(f"{value}|{f}" for f in told)})
