"""Who may do what in the case; for those who may change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Response

from corrobora.case.errors import NotThere
from corrobora.case.people import BadPerson, Member
from corrobora.case.team import Team
from corrobora.model.rights import Right, Role
from corrobora.publish.language import gettext as _
from corrobora.publish.language import noop
from corrobora.web.acting import Acting, Key, Managing, done
from corrobora.web.paging import Paged, walked
from corrobora.web.rendering import Pages
from corrobora.web.routes.signing_in import LONGEST

Field = Annotated[str, Form(max_length=LONGEST)]
#: People a page.
SIZE = 50
WHAT = ("role", "reset", "remove")
#: What roles are called, and what each right lets one do.
ROLES = (noop("viewer"), noop("analyst"), noop("reviewer"), noop("lead"), noop("admin"))
DOES = {
    Right.READ: noop("read"), Right.DECIDE: noop("decide"),
    Right.APPROVE: noop("approve what others propose"),
    Right.SENSITIVE: noop("see what is marked sensitive"), Right.AUDIT: noop("read the journal"),
    Right.EXPORT: noop("export"), Right.MARK: noop("mark as sensitive"),
    Right.PEOPLE: noop("give and take roles"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """What the page of people shows.

    Attributes:
        members: some of them, by name.
        roles: each role with what it may do, in words.
        first: name and first password of somebody just added or reset; shown once.
        problem: why the last change was refused, may be empty.
    """

    members: Paged[Member]
    roles: tuple[tuple[str, str], ...]
    first: tuple[str, str] | None = None
    problem: str = ""


def _members(team: Team, after: str | None, before: str | None, position: int) -> Paged[Member]:
    found = team.members(after=after or "", before=before, limit=SIZE + 1)
    more = len(found) > SIZE
    some = found[-SIZE:] if before is not None else found[:SIZE]
    return walked(
        some,
        [member.person.name for member in some],
        total=team.size(),
        position=position,
        size=SIZE,
        earlier=more if before is not None else after is not None,
        later=before is not None or more,
        path="/people",
    )


def _rights(role: Role) -> str:
    return ", ".join(_(said) for right, said in DOES.items() if right in role.rights)


def team(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""

    def shown(
        acting: Acting,
        *,
        status: int = 200,
        first: tuple[str, str] | None = None,
        problem: str = "",
        after: str | None = None,
        before: str | None = None,
        position: int = 1,
    ) -> Response:
        page = PeoplePage(
            members=_members(acting.case.team, after, before, position),
            roles=tuple((role.value, _rights(role)) for role in Role),
            first=first,
            problem=problem,
        )
        return pages.html(acting, "people.html", page, here="/people", status=status)

    @app.get("/people")
    def people(acting: Managing, after: Key = None, before: Key = None, n: int = 1) -> Response:
        return shown(acting, after=after, before=before, position=n)

    @app.post("/people")
    def add(acting: Managing, name: Field = "", role: Field = "") -> Response:
        try:
            added, password = acting.case.team.add(name, role_of(role))
        except BadPerson as error:
            return shown(acting, status=422, problem=str(error))
        return shown(acting, first=(added.person.name, password))

    @app.post("/people/change")
    def change(acting: Managing, name: Field = "", role: Field = "", what: Field = "") -> Response:
        members = acting.case.team
        try:
            somebody_else(acting, name)
            if what == "reset":
                return shown(acting, first=(name, members.reset(name)))
            if what == "remove":
                members.remove(name)
            else:
                members.change_role(name, role_of(role))
        except (BadPerson, NotThere) as error:
            return shown(acting, status=422, problem=str(error))
        return done("/people")


def somebody_else(acting: Acting, name: str) -> str:
    """The name, if it is not the one's who acts.

    Raises:
        BadPerson: if it is.
    """
    if name == acting.person.name:
        raise BadPerson("nobody changes their own role or resets themselves; another admin does")
    return name


def role_of(name: str) -> Role:
    """A role by its name.

    Raises:
        BadPerson: if there is none of that name.
    """
    try:
        return Role(name)
    except ValueError as error:
        raise BadPerson(f"{name!r} is no role; roles are {', '.join(Role)}") from error
