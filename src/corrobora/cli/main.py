"""Entry point: commands, and what happens when one fails."""

from __future__ import annotations

import os
import sys

import typer

from corrobora.cli import (
    accounts,
    actors,
    acts,
    captures,
    changes,
    codebooks,
    custody,
    elements,
    estimation,
    explaining,
    exports,
    gazetteers,
    grading,
    interchange,
    ledger,
    letters,
    lists,
    media,
    people,
    proposals,
    services,
    tables,
    tokens,
    training,
    watching,
    witnesses,
)
from corrobora.cli.terminal import complain
from corrobora.model.errors import CorroboraError

app = typer.Typer(
    name="corrobora",
    help="From reports of violations of the laws of war to a register that can be checked and counted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and end."),
) -> None:
    """From reports of violations of the laws of war to a register that can be checked and counted."""
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"corrobora {installed('corrobora')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


for commands in (
    acts,
    captures,
    witnesses,
    lists,
    media,
    watching,
    services,
    elements,
    estimation,
    changes,
    explaining,
    codebooks,
    gazetteers,
    custody,
    exports,
    ledger,
    grading,
    interchange,
    tables,
    letters,
    accounts,
    actors,
    people,
    proposals,
    tokens,
    training,
):
    commands.register(app)


def main() -> None:
    """Run the command line and end the process."""
    try:
        app()
    except CorroboraError as error:
        complain(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        complain("interrupted; what was finished is kept, and the same command goes on from there")
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output closed it: `corrobora claims | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
