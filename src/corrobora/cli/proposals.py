"""Commands for what waits for a second person: proposals list, approve, refuse, export, demand."""

from __future__ import annotations

from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, print_table, say

proposals = typer.Typer(
    help="What one person decided and a second one approves.", no_args_is_help=True, rich_markup_mode=None
)
Number = Annotated[int, typer.Argument(help="The proposal's number.")]
Reason = Annotated[str, typer.Option("--reason", "-r", help="Why, in words.")]


@proposals.command("list")
def list_open(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """Proposals nobody has dealt with."""
    with open_case(case) as opened:
        found = opened.proposals()
    if as_json:
        print_json(
            {
                "proposals": [
                    {
                        "id": p.id, "time": p.time.isoformat(), "author": p.author, "act": p.act,
                        "subject": list(p.subject), "reason": p.reason, "arguments": dict(p.arguments),
                    }
                    for p in found
                ]
            }
        )  # fmt: skip
        return
    rows = [(str(p.id), p.author, p.act, " ".join(p.subject), p.reason) for p in found]
    print_table(("number", "author", "act", "on", "reason"), rows, right=("number",))


@proposals.command()
def approve(number: Number, reason: Reason, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Have done what somebody else proposed; never one's own."""
    with open_case(case, actor) as opened:
        made = opened.approve(number, reason=reason)
    say(f"proposal {number} approved; it is decision {made.id} now")


@proposals.command()
def refuse(number: Number, reason: Reason, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Refuse a proposal, or withdraw one's own."""
    with open_case(case, actor) as opened:
        opened.refuse(number, reason=reason)
    say(f"proposal {number} refused")


@proposals.command()
def export(
    format: Annotated[str, typer.Argument(help="As the journal names it: csv, parquet, dossier.pdf, ….")],
    reason: Reason,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Ask for one export of a case that holds what is marked sensitive."""
    with open_case(case, actor) as opened:
        made = opened.propose_export(format, reason=reason)
    say(f"proposal {made.id}: somebody else approves it with: corrobora proposals approve {made.id}")


@proposals.command()
def demand(
    reason: Reason,
    off: Annotated[bool, typer.Option("--off", help="Not any more; this waits for approval too.")] = False,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Have every decision wait for a second person from now on."""
    with open_case(case, actor) as opened:
        made = opened.demand_four_eyes(not off, reason=reason)
    what = "proposal" if made.pending else "decision"
    say(f"{what} {made.id}: four eyes {'no more' if off else 'demanded'}")


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(proposals, name="proposals")
