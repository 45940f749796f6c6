"""Who may do what in the case; for those who may change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Response

from corrobora.case.errors import NotThere
from corrobora.case.people import BadPerson, Member
from corrobora.model.rights import Right, Role
from corrobora.publish.language import gettext as _
from corrobora.publish.language import noop
from corrobora.web.acting import Acting, Managing, done
from corrobora.web.rendering import Pages
from corrobora.web.routes.signing_in import LONGEST

Field = Annotated[str, Form(max_length=LONGEST)]
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
        members: everybody.
        roles: each role with what it may do, in words.
        first: name and first password of somebody just added or reset; shown once.
        problem: why the last change was refused, may be empty.
    """

    members: tuple[Member, ...]
    roles: tuple[tuple[str, str], ...]
    first: tuple[str, str] | None = None
    problem: str = ""


def _rights(role: Role) -> str:
    return ", ".join(_(said) for right, said in DOES.items() if right in role.rights)


def team(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""

    def shown(
        acting: Acting, *, status: int = 200, first: tuple[str, str] | None = None, problem: str = ""
    ) -> Response:
        page = PeoplePage(
            members=acting.case.team.members(),
            roles=tuple((role.value, _rights(role)) for role in Role),
            first=first,
            problem=problem,
        )
        return pages.html(acting, "people.html", page, here="/people", status=status)

    @app.get("/people")
    def people(acting: Managing) -> Response:
        return shown(acting)

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
