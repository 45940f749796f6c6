"""Views of the register that somebody saved: a name and what it asks for, kept in the journal.

A view is an act like any other: saving it again under its name replaces it, dropping it is an entry too. So
everybody who works on the case has the same views, and nobody's is lost unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from corrobora.case.errors import CaseError
from corrobora.store import journal

ACT = "view"
LONGEST_NAME, LONGEST_QUERY, MOST = 60, 600, 40


class BadView(CaseError):
    """A view has no name, or too much of something; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A saved view of the register.

    Attributes:
        name: what it is called.
        query: what its address asks for.
        author: who saved it.
    """

    name: str
    query: str
    author: str


def views(connection: Connection) -> tuple[View, ...]:
    """The saved views, by name."""
    found: dict[str, View] = {}
    for entry in journal.by_act(connection, ACT):
        name, query = entry.payload["name"], entry.payload["query"]
        found.pop(name, None)
        if query is not None:
            found[name] = View(name=name, query=query, author=entry.actor)
    return tuple(sorted(found.values(), key=lambda v: v.name.casefold()))


def payload(name: str, query: str | None, known: Mapping[str, View]) -> dict[str, str | None]:
    """What the journal records of saving a view, or with no query of dropping it.

    Raises:
        BadView: if it has no name, is too long, is not there to be dropped, or there are too many.
    """
    name = " ".join(name.split())
    if not name:
        raise BadView("a view needs a name")
    if len(name) > LONGEST_NAME or len(query or "") > LONGEST_QUERY:
        raise BadView(f"a view's name has at most {LONGEST_NAME} characters, what it asks {LONGEST_QUERY}")
    if query is None and name not in known:
        raise BadView(f"{name}: no view of that name is saved")
    if query is not None and name not in known and len(known) >= MOST:
        raise BadView(f"{MOST} views are saved already; drop one first")
    return {"name": name, "query": query}
