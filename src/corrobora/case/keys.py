"""What names and places are told apart by where they are listed."""

from __future__ import annotations

import json

from corrobora.model.actor import Actor, ActorSort
from corrobora.model.where import Where

#: Characters of a name that places and publishers are told apart by: databases index no longer ones.
LONGEST_KEY = 200


def place_key(place: Where | None) -> str:
    """What places are told apart and sorted by: those in doubt first, then by name; empty for none."""
    if place is None:
        return ""
    doubt = "0" if place.best is None else "1"
    return (
        f"{doubt}{place.name.casefold()[:LONGEST_KEY]}\t{place.best.id[:LONGEST_KEY] if place.best else ''}"
    )


def actor_key(actor: Actor) -> str:
    """What names of actors are told apart by; the role is none of it."""
    sort = actor.sort.value if actor.sort else None
    return json.dumps([actor.name, sort, actor.body, actor.side], ensure_ascii=False)


def actor_of(key: str) -> Actor:
    """The inverse of `actor_key`."""
    name, sort, body, side = json.loads(key)
    return Actor(name=name, sort=ActorSort(sort) if sort else None, body=body, side=side)
