"""Which force did it to which: every pair of sides an event can have had, and what speaks for each.

The two sides are chosen together, because each tells of the other: whoever the document lets do such deeds
is rarely their victim, a war has two sides of which one is left, and civilians of a place are seldom
killed by a country that holds no part in the war. A side may be nobody's: armed groups without a country
have none, nor have civilians in their own country.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from corrobora.extract.conflicts import conflicts_in
from corrobora.extract.forces import find_forces
from corrobora.extract.rules import mixing
from corrobora.extract.rules.reading import Reading

if TYPE_CHECKING:
    from corrobora.extract.rules.slots import Scene

#: A pair: the victims' side and the perpetrators', each a country's code or ``None``.
Pair = tuple[str | None, str | None]

#: How many of the document's countries are considered.
_MOST = 6
#: Sentences on each side of an event that count as near it.
_NEAR = 3
ROLES = ("victim", "perpetrator")
#: Score from which a place is where its country is looked for among the sides.
_SURE = 0.5
#: Where courts and bodies of states sit: what is tried or told there was done elsewhere (GeoNames: The Hague,
#: Geneva, Strasbourg, New York, Brussels, Vienna).
_VENUES = frozenset(f"geonames:{n}" for n in (2747373, 2660646, 2973783, 5128581, 2800866, 2761369))
#: What of an event is read together with a country's rank and place.
_TELLING = (
    "core:",
    "victim is",
    "perpetrator is",
    "people.civilian",
    "armed",
    "groups",
    "kind:",
    "fighting:",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a document tells about sides as a whole.

    Attributes:
        ranked: countries named, most often named first.
        share: how much of all namings each has.
        sides: countries that fight in the conflict the document is most about.
        fought: countries that conflict is fought in.
        groups: where forces without a country are named.
        votes: how often the grammar gives a role to each country.
        places: countries its places lie in, by number of mentions.
        lands: countries of places that surely lie in one, most often named first.
    """

    ranked: tuple[str, ...]
    share: dict[str, float]
    sides: tuple[str, ...]
    fought: tuple[str, ...]
    groups: tuple[int, ...]
    votes: Counter[tuple[str, str]]
    places: Counter[str]
    lands: tuple[str, ...]


@lru_cache(maxsize=8)  # every event of a document stands on the same ground
def ground(reading: Reading) -> Ground:
    """The sides of a document."""
    counts = Counter(m.value for m in reading.sides)
    total = sum(counts.values()) or 1
    named = [
        w for w in (m.value for m in reading.places) if w.candidates and w.candidates[0].id not in _VENUES
    ]
    places = Counter(w.candidates[0].country for w in named)
    sure = Counter(
        w.candidates[0].country for w in named if len(w.countries) == 1 and w.candidates[0].score >= _SURE
    )
    conflicts = conflicts_in(reading.analysis)
    first = conflicts[0].conflict if conflicts and conflicts[0].weight >= 0.4 else None
    return Ground(
        ranked=tuple(c for c, _ in counts.most_common()),
        share={c: n / total for c, n in counts.items()},
        sides=first.sides if first else (),
        fought=first.countries if first else (),
        groups=tuple(f.start for f in find_forces(reading.analysis) if f.value.side is None),
        votes=Counter((p.role, p.who) for p in reading.parts if p.side),
        places=places,
        lands=tuple(c for c, _ in sure.most_common()),
    )


def candidates(known: Ground) -> list[str]:
    """Countries that can be a side: those named most, those of the conflict, those of the places."""
    found = [*known.ranked[:_MOST], *known.sides, *known.fought, *known.lands[:2]]
    return list(dict.fromkeys(found))


def victims_told(scene: Scene) -> set[str]:
    """Countries whose people the grammar makes the victims, and never those who did it: in the event's core
    sentence, or where that names none, in all its sentences."""
    sentences = [scene.profiles[i].sentence for i in (scene.core, *scene.members)]
    for some in (sentences[:1], sentences):
        told = [p for s in some for p in scene.reading.parts_within(s.start, s.end) if p.side]
        found = {p.who for p in told if p.role == "victim"} - {p.who for p in told if p.role == "perpetrator"}
        if found:
            return found
    return set()


def pairs(scene: Scene) -> list[tuple[Pair, tuple[frozenset[str], frozenset[str], frozenset[str]]]]:
    """Every pair with the features of its victims, of its perpetrators and of the two together."""
    known = ground(scene.reading)
    here = _Event(scene, known)
    context = here.context()
    sides = [*candidates(known), None]
    single = {
        (role, side): frozenset(here.of(role, side, context)) | mixing.side(scene, role, side)
        for role in ROLES
        for side in sides
    }
    return [
        ((v, p), (single["victim", v], single["perpetrator", p], frozenset(here.together(v, p, context))))
        for v in sides
        for p in sides
    ]


class _Event:
    """The sentences of one event, asked what they tell of a side."""

    def __init__(self, scene: Scene, known: Ground) -> None:
        reading, profiles, members = scene.reading, scene.profiles, scene.members
        self._kind, self._reading, self._known = scene.kind, reading, known
        self._marks = {m for i in members for m in profiles[i].marks}
        spans = [(profiles[i].sentence.start, profiles[i].sentence.end) for i in members]
        sentence = profiles[scene.core].sentence
        low = profiles[max(0, min(members) - _NEAR)].sentence.start
        high = profiles[min(len(profiles) - 1, max(members) + _NEAR)].sentence.end
        self._parts = {
            "core": reading.parts_within(sentence.start, sentence.end),
            "event": [p for a, b in spans for p in reading.parts_within(a, b)],
            "near": reading.parts_within(low, high),
        }
        self._named = {
            "core": Counter(m.value for m in reading.sides.within(sentence.start, sentence.end)),
            "event": Counter(m.value for a, b in spans for m in reading.sides.within(a, b)),
            "near": Counter(m.value for m in reading.sides.within(low, high)),
        }
        before = reading.sides.before(sentence.start)
        self._before = [before.value] if before else []
        self._groups = any(a <= g < b for g in known.groups for a, b in spans)
        self._places = {
            m.value.candidates[0].country
            for a, b in spans
            for m in reading.places.within(a, b)
            if m.value.candidates
        }
        speakers = [s.speaker.value.side for i in members for s in reading.hearing.within(i, i)]
        self._speakers = {s for s in speakers if s}
        self._beside = Counter(
            (m.value, f)
            for a, b in spans
            for m in reading.sides.within(a, b)
            for f in _beside(reading, m.end)
        )
        self._everywhere = _everywhere(reading)

    def context(self) -> set[str]:
        """What matters whoever the sides are."""
        found = {
            f"kind:{self._kind}",
            f"countries:{min(len(self._known.ranked), 4)}",
            f"fighting:{min(len(self._known.sides), 3)}",
        }
        found.add("named here" if self._named["event"] else "none named here")
        people = [m for m in ("people.civilian", "custody.captive", "custody.surrender") if m in self._marks]
        found |= set(people) or {"no people"}
        if self._groups:
            found.add("armed group named")
        if self._known.groups:
            found.add("document names armed groups")
        for group in ("groups.armed_group", "groups.state_force"):
            if group in self._marks:
                found.add(group)
        for scope in ("core", "event"):
            found |= {f"{scope}:{p.role}:{p.who}" for p in self._parts[scope] if not p.side}
        for scope in ("core", "event"):
            for role in ROLES:
                told = {p.who for p in self._parts[scope] if p.role == role and not p.side}
                sided = any(p.side and p.role == role for p in self._parts[scope])
                if "armed_group" in told and not sided:
                    found.add(f"{role} is a group:{scope}")
                if "state_force" in told and not sided:
                    found.add(f"{role} is a state's:{scope}")
        return found

    def of(self, role: str, side: str | None, context: set[str]) -> set[str]:
        """Features of one country in one role, or of nobody in it."""
        known, other = self._known, ROLES[1 - ROLES.index(role)]
        if side is None:
            found = {"nobody", *(f"nobody&{c}" for c in context)}
            for scope, parts in self._parts.items():
                if any(p.side and p.role == role for p in parts):
                    found.add(f"nobody though told:{scope}")
            if known.votes and not any(r == role for r, _ in known.votes):
                found.add("nobody ever told")
            return {f"{role}:{f}" for f in found}
        rank = known.ranked.index(side) if side in known.ranked[:3] else None
        found = {"rank:" + ("low" if rank is None else str(rank))}
        share = known.share.get(side, 0.0)
        found.add(
            "share:" + ("none" if not share else "low" if share < 0.2 else "half" if share < 0.6 else "most")
        )
        for scope, parts in self._parts.items():
            said, against = (
                any(p.side and p.who == side and p.role == r for p in parts) for r in (role, other)
            )
            if said and not against:
                found.add(f"told:{scope}")
            elif against and not said:
                found.add(f"told other:{scope}")
            elif said:
                found.add(f"told both:{scope}")
        found |= _balance(known.votes[role, side], known.votes[other, side])
        for scope, named in self._named.items():
            found.add(f"named:{scope}" if named[side] else f"not named:{scope}")
            if named[side] and len(named) == 1:
                found.add(f"only one named:{scope}")
        for scope in ("core", "event"):
            if f"{role} is a group:{scope}" in context:
                found.add(f"though a group:{scope}")
        if self._before == [side]:
            found.add("last named before")
        found.add(
            "fights" if side in known.sides else "does not fight" if known.sides else "no conflict known"
        )
        if side in known.fought:
            found.add("fought in")
        for people in ("people.civilian", "custody.captive"):
            if people in self._marks and side in self._places:
                found.add(f"place in it&{people}")
        found.add(
            "place in it" if side in self._places else "place elsewhere" if self._places else "no place"
        )
        most = known.places.most_common(2)
        if most and most[0][0] == side and (len(most) < 2 or most[0][1] > most[1][1]):
            found.add("main places in it")
        if self._speakers:
            found.add("speaks" if side in self._speakers else "others speak")
        for (code, feature), _ in self._beside.items():
            if code == side:
                found.add(f"beside:{feature}")
        often = {f for (code, f), n in self._everywhere.items() if code == side and n > 1}
        found |= {f"often beside:{f}" for f in often}
        leading = [f for f in found if f.startswith(("rank:", "fights", "place"))]
        found |= {f"{f}&{c}" for f in leading for c in context if c.startswith(_TELLING)}
        return {f"{role}:{f}" for f in found}

    def together(self, victim: str | None, perpetrator: str | None, context: set[str]) -> set[str]:
        """Features of the two together."""
        known = self._known
        if victim is None or perpetrator is None:
            missing = "no victim side" if victim is None else "no perpetrator side"
            which = "neither" if victim is perpetrator else missing
            return {which, *(f"{which}&{c}" for c in context)}
        if victim == perpetrator:
            return {"same", *(f"same&{c}" for c in context)}
        found = {"two"}
        if victim in known.sides and perpetrator in known.sides:
            found.add("both fight")
        lead = known.votes["victim", victim] + known.votes["perpetrator", perpetrator]
        back = known.votes["victim", perpetrator] + known.votes["perpetrator", victim]
        found.add("document:" + ("silent" if lead == back == 0 else "with" if lead > back else
                                 "against" if back > lead else "even"))  # fmt: skip
        if {victim, perpetrator} == set(known.ranked[:2]):
            found.add("the two most named")
        return found | {
            f"{f}&{c}" for f in found for c in context if c.startswith(("kind:", "fighting:", "countries:"))
        }


@lru_cache(maxsize=8)
def _everywhere(reading: Reading) -> Counter[tuple[str, str]]:
    return Counter((m.value, f) for m in reading.sides for f in _beside(reading, m.end))


def _balance(for_it: int, against: int) -> set[str]:
    if not for_it and not against:
        return {"document silent"}
    if for_it >= 2 * against:
        return {"document tells", *(["document tells often"] if for_it > 2 else [])}
    if against >= 2 * for_it:
        return {"document tells other", *(["document tells other often"] if against > 2 else [])}
    return {"document tells both"}


def _beside(reading: Reading, end: int) -> set[str]:
    """What the word after a country's name says of its people."""
    found = [
        m
        for family in ("people", "custody", "groups", "speakers")
        for m in reading.family(family).within(end, end + 16)
    ]
    if not found:
        return set()
    nearest = min(found, key=lambda m: m.start)
    return {f"{nearest.reader.rsplit('/', 1)[-1]}.{nearest.value}"}
