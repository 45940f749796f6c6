"""The command that tells what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrobora.cli import words
from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, say

if TYPE_CHECKING:
    from corrobora.case.changes import Changes


def changes(
    since: Annotated[
        str, typer.Option("--since", "-s", help="A journal entry's number, or a day (2031-02-24) in UTC.")
    ],
    case: CaseFolder = DEFAULT_CASE,
    as_json: AsJson = False,
) -> None:
    """What changed since: claims, incidents, their values, contradictions, decisions."""
    from corrobora.case.output import changes_json

    with open_case(case) as opened:
        found = opened.changes(since)
    if as_json:
        print_json(changes_json(found))
    else:
        _print(found)


def _print(found: Changes) -> None:
    say(f"since entry {found.since}, up to entry {found.until}")
    if found.none:
        say("  nothing changed")
    for record in found.claims:
        under = f" under {_label(record.incident)}" if record.incident else ""
        say(f"  new {record.claim.kind} {record.id}{under}: “{words.quote(record.claim)}”")
    if found.withdrawn:
        say(f"  no longer proposed: {', '.join(found.withdrawn)}")
    for number in found.new:
        say(f"  new {_label(number)}")
    for number in found.restored:
        say(f"  {_label(number)} stands again")
    for number, into in found.merged.items():
        say(
            f"  {_label(number)} " + (f"was merged into {_label(into)}" if into else "has no claims any more")
        )
    for number, parts in found.split.items():
        say(f"  {_label(number)} was split into {', '.join(_label(n) for n in parts)}")
    for value in found.changed:
        say(
            f"  {_label(value.number)} {words.term(value.name)}: {_said(value.before)} → {_said(value.after)}"
        )
    for contradiction in found.contradictions:
        say(f"  cannot all be true ({contradiction.body.name}): {contradiction.why}")
    for decision in found.decisions:
        what = decision.judgement or decision.verdict
        say(f"  {decision.author} decided: {', '.join(decision.subject)}: {what}; {decision.reason}")


def _label(number: int) -> str:
    return f"INC-{number:04d}"


def _said(value: Any) -> str:
    if value in (None, [], ""):
        return words.NOT_FOUND
    if isinstance(value, dict):
        return str(value.get("name", value))
    if isinstance(value, list):
        return " to ".join("open" if v is None else str(v) for v in value)
    return str(value)


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(changes)
