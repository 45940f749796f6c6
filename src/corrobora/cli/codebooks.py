"""Commands for those who write codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli import words
from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import complain, print_json, say

if TYPE_CHECKING:
    from corrobora.case import DocumentHead
    from corrobora.case.trying import Change

codebook = typer.Typer(
    help="Write and try a codebook of your own over the shipped one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@codebook.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Your codebook; without it, the shipped one.", metavar="[DIR]")
    ] = None,
) -> None:
    """Check every entry and look for it in its own examples; exit 1 if anything is wrong."""
    from corrobora.codebook.overlay import SHIPPED, Codebook
    from corrobora.extract.rules.checking import check as checked

    found = list(checked(Codebook.read(folder) if folder else SHIPPED))
    for problem in found:
        complain(f"{folder}: {problem}" if folder else problem)
    if found:
        raise typer.Exit(1)
    say("every entry is found in its examples")


@codebook.command("try")
def attempt(
    folder: Annotated[Path, typer.Argument(help="Your codebook.", metavar="DIR")],
    case: CaseFolder = DEFAULT_CASE,
    as_json: AsJson = False,
) -> None:
    """Read the case's documents with your codebook: which claims appear, change and vanish.

    The case stays as it is. The comparison is with its own codebook, or, for that one, with the shipped.
    """
    from corrobora.codebook.overlay import Codebook

    other = Codebook.read(folder)
    with open_case(case) as opened:
        found = opened.try_codebook(other)
        documents = len(opened.documents())
    if as_json:
        print_json({"documents": documents, "changes": [_json(head, change) for head, change in found]})
        return
    for head, change in found:
        say(f"{change.sort} {change.id} {change.claim.kind}  {head.title or head.name}")
        say(f"    “{words.quote(change.claim)}”")
        if change.slots:
            for name, now, then in change.slots:
                say(f"    {words.term(name)}: {_values(now)} → {_values(then)}")
        else:
            for name, slot in change.claim.slots():
                said = " … ".join(" ".join(span.quote.split()) for span in slot.spans)
                say(f"    {words.term(name)}: {words.value(slot.value)}  ← “{said}”")
    counts = [
        f"{sum(c.sort == sort for _, c in found)} {sort}" for sort in ("appears", "changes", "vanishes")
    ]
    say(f"{documents} documents: {', '.join(counts)}")


def _values(values: tuple[object, ...]) -> str:
    return ", ".join(map(words.value, values)) or words.NOT_FOUND


def _json(head: DocumentHead, change: Change) -> dict[str, object]:
    from corrobora.model.serial import claim_to_json, flat

    return {
        "sort": change.sort.value,
        "document": head.sha256,
        "claim": claim_to_json(change.claim, change.id),
        "slots": [
            {"slot": name, "now": [flat(v) for v in now], "then": [flat(v) for v in then]}
            for name, now, then in change.slots
        ],
    }


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(codebook, name="codebook")
