"""Names to actors: one body, one person, whatever the script, title or case ending.

A name goes to a body the codebook knows, else to a person by surname and given name, else to itself.
What cannot be decided stays open: "Kovalenko" beside two people of that name may be either.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from corrobora.codebook.bodies import load_bodies
from corrobora.link.body_names import body_named, is_named, misnamed, of_country
from corrobora.link.names import all_keys, keys_agree, name_keys
from corrobora.model.actor import Actor, ActorSort

V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in a claim.

    Attributes:
        actor: as the text names it.
        claim: the claim's id.
        document: what tells documents apart.
        times: how often it stands there.
    """

    actor: Actor
    claim: str
    document: str
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownActor:
    """An actor with all its names.

    Attributes:
        id: the codebook's id of a body; ``person:…`` or ``named:…`` of others.
        name: the name shown.
        sort: what it is, where known.
        names: every name it goes by in the texts, and how often, most often first.
        speaks_for: ids of bodies whose words this person's are, by what documents say.
        side: ISO code of its country, where known.
        claims: ids of claims that name it.
        documents: how many documents name it.
        may_be: ids of actors it can be, where that is undecided.
        errors: what sources get wrong in naming it, in words; the name stays as it stands there.
    """

    id: str
    name: str
    sort: ActorSort | None
    names: tuple[tuple[str, int], ...]
    claims: tuple[str, ...]
    documents: int
    speaks_for: tuple[str, ...] = ()
    side: str | None = None
    may_be: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass
class Actors:
    """All actors of a case, and which mention is whose."""

    known: dict[str, KnownActor] = field(default_factory=dict)
    _of: dict[Actor, str] = field(default_factory=dict)

    def of(self, mention: Mention) -> KnownActor:
        """The actor a mention was given to."""
        return self.known[self._of[_without_role(mention.actor)]]

    def names(self) -> dict[str, list[Actor]]:
        """For each actor, by id, all names that were given to it, with what is said of each but its role."""
        found: dict[str, list[Actor]] = defaultdict(list)
        for actor, id in self._of.items():
            found[id].append(actor)
        return found

    def voice(self, mention: Mention) -> str:
        """Whose word it is: the body a person speaks for where there is one, else the actor itself."""
        actor = self.of(mention)
        return actor.speaks_for[0] if len(actor.speaks_for) == 1 else actor.id


def actors_of(mentions: Sequence[Mention]) -> Actors:
    """Give every mention to an actor.

    Args:
        mentions: in the order of the documents.
    """
    given: dict[str, list[Mention]] = defaultdict(list)
    errors: dict[str, dict[str, None]] = defaultdict(dict)
    people: list[Mention] = []
    for mention in mentions:
        actor = mention.actor
        body = of_country(actor.body, actor.side) if actor.body else body_named(actor.name, actor.side)
        if body and is_named(body, actor.name):
            given[body].append(mention)
        elif actor.sort is ActorSort.PERSON and _personal(actor.name):
            people.append(mention)
        elif wrong := misnamed(actor.name):
            given[wrong[0]].append(mention)
            errors[wrong[0]].setdefault(
                f"“{actor.name}” is the source's error: the body of this name has “{wrong[1]}”"
            )
        elif body:
            given[body].append(mention)
        else:
            given[_own_id(actor)].append(mention)
    names, undecided = _people(people)
    for mention in people:
        given[names[mention.actor.name]].append(mention)
    out = Actors()
    for id, own in given.items():
        out.known[id] = _known(id, own, tuple(errors[id]), undecided.get(id, ()))
        out._of.update({_without_role(m.actor): id for m in own})
    return out


def _without_role(actor: Actor) -> Actor:
    """What a name is given to an actor by: all but the role."""
    return replace(actor, role=None) if actor.role else actor


def _personal(name: str) -> bool:
    """Whether a name reads as a person's: one to four capitalised words and nothing else."""
    words = name.split()
    return 1 <= len(words) <= 4 and all(w[:1].isupper() and any(c.islower() for c in w) for w in words)


def _own_id(actor: Actor) -> str:
    keys = " ".join(sorted(set(all_keys(actor.name)))) or actor.name.casefold()
    return f"named:{actor.side or ''}:{keys}" if actor.sort is ActorSort.GROUP else f"named:{keys}"


def _people(mentions: Iterable[Mention]) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """For each name the person's id; for ids of bare surnames several people have, those people."""
    keys = {m.actor.name: name_keys(m.actor.name) for m in mentions}
    full: list[tuple[str, ...]] = []
    for own in sorted({k for k in keys.values() if len(k) > 1}):
        if not any(_one_person(own, other) for other in full):
            full.append(own)
    names: dict[str, str] = {}
    undecided: dict[str, tuple[str, ...]] = {}
    for name, own in keys.items():
        fitting = [other for other in full if _one_person(own, other)]
        if len(fitting) == 1:
            names[name] = _person_id(fitting[0])
        else:
            names[name] = _person_id(own or (name.casefold(),))
            if len(fitting) > 1:
                undecided[names[name]] = tuple(_person_id(other) for other in fitting)
    return names, undecided


def _one_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names can be one person's: the surname agrees, and every given name of the shorter."""
    if not a or not b or not keys_agree(a[-1], b[-1]):
        return False
    short, long = sorted((a[:-1], b[:-1]), key=len)
    return all(any(_given(x, y) for y in long) for x in short)


def _given(a: str, b: str) -> bool:
    """Given names agree, also one beside its diminutive's or initial's consonants."""
    a, b = a.lstrip("="), b.lstrip("=")
    return keys_agree(a, b) or (min(len(a), len(b)) == 1 and a[:1] == b[:1])


def _tidy(name: str) -> str:
    """A name as it is shown: "Ukraine 's  council" stands in texts that were cut into words once."""
    return re.sub(r"\s+(?=['’]s\b)", "", " ".join(name.split()))


def _person_id(keys: tuple[str, ...]) -> str:
    return "person:" + " ".join(keys)


def _known(
    id: str, mentions: Sequence[Mention], errors: tuple[str, ...], may_be: tuple[str, ...]
) -> KnownActor:
    names = _times((_tidy(m.actor.name), m.times) for m in mentions)
    ordered = tuple(sorted(names.items(), key=lambda x: (-x[1], x[0])))
    body = load_bodies().get(id)
    sorts = _times((m.actor.sort, m.times) for m in mentions if m.actor.sort)
    sides = _times((m.actor.side, m.times) for m in mentions if m.actor.side)
    for_whom: Mapping[str, None] = {}
    if id.startswith("person:"):
        for_whom = dict.fromkeys(of_country(m.actor.body, m.actor.side) for m in mentions if m.actor.body)
        shown = max(ordered, key=lambda x: (len(x[0].split()) > 1, x[1], x[0]))[0]
    else:
        shown = body.name if body else ordered[0][0]
    side = body.country if body and body.country else (_most(sides) if sides else None)
    return KnownActor(
        id=id,
        name=shown,
        sort=ActorSort.BODY if body else (_most(sorts) if sorts else None),
        names=ordered,
        claims=tuple(dict.fromkeys(m.claim for m in mentions)),
        documents=len({m.document for m in mentions}),
        speaks_for=tuple(for_whom),
        side=side,
        may_be=may_be,
        errors=errors,
    )


def _times(values: Iterable[tuple[V, int]]) -> Counter[V]:
    found: Counter[V] = Counter()
    for value, times in values:
        found[value] += times
    return found


def _most(counts: Counter[V]) -> V:
    """The most frequent; of several, always the same one."""
    return max(counts, key=lambda value: (counts[value], str(value)))
