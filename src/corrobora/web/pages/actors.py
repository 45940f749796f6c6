"""Actors: everybody the claims name, each with all their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from corrobora.case import Case
from corrobora.codebook.bodies import load_bodies
from corrobora.link.actors import KnownActor
from corrobora.model.actor import ActorSort
from corrobora.publish import words
from corrobora.publish.language import gettext as _
from corrobora.web.pages.register import Choice
from corrobora.web.paging import Paged, paged

SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow:
    """An actor in the list.

    Attributes:
        others: other names it goes by, most often first.
        unsure: that it may be one of several, in words; may be empty.
        errors: what sources get wrong in naming it.
    """

    name: str
    sort: str
    side: str
    speaks_for: str
    documents: int
    claims: int
    others: tuple[str, ...]
    unsure: str
    errors: tuple[str, ...]
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorsPage:
    """What the list of actors shows."""

    rows: Paged[ActorRow]
    sorts: tuple[Choice, ...]
    total: int
    asked: str


def sort_words(sort: ActorSort | None) -> str:
    """What sort of actor, in words."""
    return {
        ActorSort.PERSON: _("person"), ActorSort.BODY: _("institution"), ActorSort.FORCE: _("force"),
        ActorSort.STATE: _("state"), ActorSort.OUTLET: _("outlet"), ActorSort.GROUP: _("group"),
        None: _("not known"),
    }[sort]  # fmt: skip


def actors_page(case: Case, *, asked: str = "", sort: str = "", page: int = 1) -> ActorsPage:
    """The list of actors, those named most often first.

    Args:
        case: the case.
        asked: words that must stand in a name.
        sort: only actors of this sort.
        page: number of the page, from 1.
    """
    everybody = case.voices()
    known, names = everybody.known, everybody.names()
    ordered = sorted(known.values(), key=lambda a: (-sum(n for _, n in a.names), a.name.casefold()))
    found = [
        a for a in ordered
        if (not sort or (a.sort or "") == sort)
        and all(w in " ".join(n for n, _ in a.names).casefold() for w in asked.casefold().split())
    ]  # fmt: skip
    held = {a.sort for a in known.values()}
    query = {k: v for k, v in (("q", asked), ("sort", sort)) if v}
    return ActorsPage(
        rows=paged(found, page=page, size=SIZE, path="/actors", query=query).each(
            lambda a: _row(a, known, case.shown.named_in(names[a.id]))
        ),
        sorts=tuple(
            Choice(value=s.value, name=sort_words(s), chosen=s == sort) for s in ActorSort if s in held
        ),
        total=len(known),
        asked=asked,
    )


def _row(actor: KnownActor, known: Mapping[str, KnownActor], named_in: tuple[int, int]) -> ActorRow:
    def named(id: str) -> str:
        if id in known:
            return known[id].name
        body = load_bodies().get(id)
        return body.name if body else id

    return ActorRow(
        name=actor.name,
        sort=sort_words(actor.sort),
        side=words.country(actor.side) if actor.side else "",
        speaks_for=words.listed([named(id) for id in actor.speaks_for]),
        documents=named_in[0],
        claims=named_in[1],
        others=tuple(name for name, _ in actor.names if name != actor.name),
        unsure=words.listed([named(id) for id in actor.may_be]),
        errors=actor.errors,
        href="/search?" + urlencode({"q": actor.name}),
    )
