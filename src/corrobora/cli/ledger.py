"""The command that counts incidents and victims in a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli import words
from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, print_table, say

if TYPE_CHECKING:
    from corrobora.count.ledger import Estimate, Ledger


def ledger(
    case: CaseFolder = DEFAULT_CASE,
    act: Annotated[str | None, typer.Option("--act", help="execution, torture …")] = None,
    victim_side: Annotated[str | None, typer.Option("--victim-side", help="Two-letter country code.")] = None,
    perpetrator_side: Annotated[
        str | None, typer.Option("--perpetrator-side", help="Two-letter country code.")
    ] = None,
    status: Annotated[str | None, typer.Option("--status", help="pow, hors_de_combat or civilian.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="A place; what lies in it counts.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day (2031-02-24).")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day.")] = None,
    standard: Annotated[
        str | None, typer.Option("--standard", help="verified, recorded, alleged or under_investigation.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="stated-range, ucdp-ged or airwars.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How many incidents and victims a scope holds: low, best and high by a named rule, and from what."""
    from corrobora.count.asking import scope_of

    scope = scope_of(
        act=act, victim_side=victim_side, perpetrator_side=perpetrator_side, status=status, area=area,
        first=first, last=last, standard=standard,
    )  # fmt: skip
    with open_case(case) as opened:
        found = opened.ledger(scope, rule=rule)
    if as_json:
        from corrobora.case.output import ledger_json

        print_json(ledger_json(found))
    else:
        _print(found)


def _print(found: Ledger) -> None:
    from corrobora.codebook.rules import rules

    rows = [
        (r.incident.label, "inside" if r.inside else "possibly", words.shown(r.incident.date),
         words.shown(r.incident.place), _said(r.victims), r.grade.value if r.grade else "",
         _range(r.independent), ", ".join(id for id, _ in r.claims))
        for r in found.rows
    ]  # fmt: skip
    columns = ("incident", "in scope", "day", "place", "victims", "grade", "origins", "claims")
    print_table(columns, rows)
    say(found.scope.words())
    for what, estimate in (("incidents", found.incidents), ("victims", found.victims)):
        say(f"  {what}: {_said(estimate)}")
    rule = rules()[found.rule]
    say(f"  rule {rule.name}: {' '.join(rule.text.split())}")
    if rule.source:
        say(f"  source: {rule.source}")


def _said(estimate: Estimate) -> str:
    high = "open" if estimate.high is None else str(estimate.high)
    best = words.NOT_FOUND if estimate.best is None else str(estimate.best)
    return f"low {estimate.low}, best {best}, high {high}"


def _range(ends: tuple[int, int]) -> str:
    least, most = ends
    return str(least) if least == most else f"{least} to {most}"


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(ledger)
