"""The command that brings a spreadsheet in: import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import complain_of, print_json, say

if TYPE_CHECKING:
    from corrobora.case.tabling import ImportReport, RowChange


def import_(
    table: Annotated[Path, typer.Argument(help="A .csv, .tsv or .xlsx file.", metavar="TABLE")],
    mapping: Annotated[
        Path, typer.Option("--mapping", help="YAML file that says which column is which slot.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would change; nothing is written.")
    ] = False,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Bring the rows of a spreadsheet in as claims, by external id; the same table again changes nothing."""
    with open_case(case, actor) as opened:
        report = opened.import_table(table, mapping, dry_run=dry_run)
    complain_of(report.problems)
    if as_json:
        print_json(_json(report))
    else:
        for change in report.changes:
            say(f"{'new' if change.before is None else 'changed'} {change.id} (line {change.line})")
            for line in _difference(change):
                say(f"    {line}")
        new = sum(change.before is None for change in report.changes)
        counted = f"{new} new, {len(report.changes) - new} changed, {report.unchanged} unchanged"
        say(f"rows: {counted}, {len(report.problems)} not usable")
        if report.missing:
            say(f"not in the table any more, and kept: {', '.join(report.missing)}")
        if dry_run:
            say("nothing was written")
        elif report.incidents is not None:
            say(f"incidents in the register: {report.incidents}")
    if report.problems:
        raise typer.Exit(1 if report.changes or report.unchanged else 2)


def _difference(change: RowChange) -> list[str]:
    after = change.after.splitlines()
    if change.before is None:
        return [f"+ {line}" for line in after]
    before = change.before.splitlines()
    gone = [f"- {line}" for line in before if line not in after]
    came = [f"+ {line}" for line in after if line not in before]
    return gone + came or ["read otherwise by this mapping"]


def _json(report: ImportReport) -> dict[str, object]:
    return {
        "changes": [
            {"id": c.id, "line": c.line, "before": c.before, "after": c.after} for c in report.changes
        ],
        "unchanged": report.unchanged,
        "missing": list(report.missing),
        "problems": [{"path": p.path, "place": p.place, "reason": p.reason} for p in report.problems],
        "incidents": report.incidents,
    }


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command("import")(import_)
