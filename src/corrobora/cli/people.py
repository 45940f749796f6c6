"""Commands for the people of a case: people add, role, reset, remove, list."""

from __future__ import annotations

from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, print_table, say
from corrobora.model.rights import Role

people = typer.Typer(
    help="Who may do what in a case that is served to others.", no_args_is_help=True, rich_markup_mode=None
)
Name = Annotated[str, typer.Argument(help="Their name, as the journal shows it.")]
GivenRole = Annotated[Role, typer.Option("--role", help="What they are in the case.")]


@people.command()
def add(name: Name, role: GivenRole, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Add somebody; prints the password they sign in with first and then replace."""
    with open_case(case, actor) as opened:
        member, password = opened.team.add(name, role)
    say(f"{member.person.name} is {member.person.role} now; first password: {password}")
    say("give it to them over another channel; they choose one of their own at their first sign-in")


@people.command("role")
def change_role(name: Name, role: GivenRole, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Give somebody another role; they are signed out everywhere."""
    with open_case(case, actor) as opened:
        member = opened.team.change_role(name, role)
    say(f"{member.person.name} is {member.person.role} now")


@people.command()
def reset(name: Name, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Replace somebody's password and codes by a first password."""
    with open_case(case, actor) as opened:
        password = opened.team.reset(name)
    say(f"{name}: first password: {password}")


@people.command()
def remove(name: Name, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Take every right from somebody; the name stays, as the journal holds it."""
    with open_case(case, actor) as opened:
        opened.team.remove(name)
    say(f"{name} may do nothing any more")


@people.command("list")
def list_people(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """Everybody who has or had a role."""
    with open_case(case) as opened:
        members = opened.team.members()
    if as_json:
        print_json(
            {
                "people": [
                    {
                        "name": m.person.name, "role": m.person.role.value, "active": m.active,
                        "temporary": m.temporary, "codes": m.codes, "recovery_codes": m.recovery,
                    }
                    for m in members
                ]
            }
        )  # fmt: skip
        return
    rows = [
        (m.person.name, m.person.role.value if m.active else "removed", "yes" if m.codes else "no")
        for m in members
    ]
    print_table(("name", "role", "codes"), rows)


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(people, name="people")
