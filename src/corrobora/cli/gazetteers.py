"""The command that brings in a case's own gazetteers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, CaseFolder, open_case
from corrobora.cli.terminal import complain, say

gazetteer = typer.Typer(
    help="A case's own places beside the embedded gazetteer.", no_args_is_help=True, rich_markup_mode=None
)


@gazetteer.callback()
def group() -> None:
    """A case's own places beside the embedded gazetteer."""


@gazetteer.command("import")
def bring_in(
    source: Annotated[
        Path,
        typer.Argument(
            help="A GeoNames dump (UA.txt, allCountries.zip) or a CSV with the columns name,country."
        ),
    ],
    case: CaseFolder = DEFAULT_CASE,
    name: Annotated[str | None, typer.Option("--name", help="What it is called; else as the file.")] = None,
    actor: Actor = None,
) -> None:
    """Make a GeoNames dump or a table of places a gazetteer of the case; refresh reads with it."""
    with open_case(case, actor) as opened:
        imported = opened.import_gazetteer(source, name=name)
    for refused in imported.refused:
        complain(refused)
    say(f"{imported.places} places; corrobora refresh --case {case} reads what is held with them")
    if imported.refused:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(gazetteer, name="gazetteer")
