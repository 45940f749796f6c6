"""Commands for API tokens: token create, list, revoke."""

from __future__ import annotations

from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, CaseFolder, open_case
from corrobora.cli.terminal import print_table, say
from corrobora.model.rights import Right

tokens = typer.Typer(
    help="With what programs use the API (/api/v1).", no_args_is_help=True, rich_markup_mode=None
)


@tokens.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    person: Annotated[str, typer.Option("--person", help="As whom the program acts.")],
    scopes: Annotated[list[Right], typer.Option("--scope", help="A right it is limited to. Repeatable.")],
    days: Annotated[int, typer.Option("--days", help="How long it holds.")] = 90,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Make a token; it is shown once and kept as a hash."""
    with open_case(case, actor) as opened:
        made, secret = opened.team.create_token(person, name, scopes, days=days)
    say(f"token {made.id} until {made.expires[:10]}: {secret}")


@tokens.command("list")
def list_tokens(case: CaseFolder = DEFAULT_CASE) -> None:
    """Every token, without what would let one use it."""
    with open_case(case) as opened:
        found = opened.team.tokens()
    rows = [
        (t.id, t.person, t.name, " ".join(t.scopes), t.expires[:10], "revoked" if t.revoked else "in force")
        for t in found
    ]
    print_table(("id", "person", "name", "scopes", "until", "state"), rows)


@tokens.command()
def revoke(
    id: Annotated[str, typer.Argument(help="The token's id.")],
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Make a token useless from now on."""
    with open_case(case, actor) as opened:
        opened.team.revoke_token(id)
    say(f"token {id} is revoked")


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(tokens, name="token")
