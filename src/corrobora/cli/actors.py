"""The command that lists who is named."""

from __future__ import annotations

import typer

from corrobora.cli import words
from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, print_table, say


def actors(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """Everybody the claims name: one line an actor, with all names, across scripts and titles."""
    from corrobora.case.output import actor_json

    with open_case(case) as opened:
        found = sorted(opened.actors().known.values(), key=lambda a: (-a.documents, -len(a.claims), a.id))
    if as_json:
        print_json({"actors": [actor_json(actor) for actor in found]})
        return
    rows = [
        (a.name, a.sort.value if a.sort else words.NOT_FOUND, ", ".join(a.speaks_for), str(a.documents),
         str(len(a.claims)), "; ".join(name for name, _ in a.names if name != a.name))
        for a in found
    ]  # fmt: skip
    columns = ("actor", "sort", "speaks for", "documents", "claims", "also named")
    print_table(columns, rows, right=("documents", "claims"))
    for actor in found:
        if actor.may_be:
            say(f"{actor.name} may be any of: {', '.join(actor.may_be)}")
        for error in actor.errors:
            say(f"{actor.name}: {error}")


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(actors)
