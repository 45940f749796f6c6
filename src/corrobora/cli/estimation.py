"""The command that estimates how many were never recorded."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import complain, print_json, print_table, say

if TYPE_CHECKING:
    from corrobora.count.estimate.report import Estimation


def estimate(
    lists: Annotated[
        Path | None,
        typer.Argument(
            help="CSV with one 0/1 column a list; without it the case's incidents, its bodies as lists.",
            metavar="LISTS.csv",
        ),
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    count: Annotated[
        str | None,
        typer.Option("--count", help="Column with the number of persons of a row; else a row is a person."),
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            "--model",
            help="all, loglinear:[123,14,34] (or :bic, :aic), stepwise:0.02, dga:0.0625, lcmcr, closed:Mt.",
        ),
    ] = "all",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the sampler; same seed, same draws.")] = 0,
    bootstrap: Annotated[
        int,
        typer.Option(
            "--bootstrap",
            min=0,
            metavar="N",
            help="Also a BCa bootstrap interval of stepwise, from N draws (1000; each chooses its model).",
        ),
    ] = 0,
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Also draw the estimates into this SVG file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Estimate a total from overlapping lists, by several models, or say why that cannot be done.

    An estimate is no count: it never enters the register or its tallies.
    """
    from corrobora.count.estimate.lcmcr import Sampling
    from corrobora.count.estimate.lists import read_lists
    from corrobora.count.estimate.report import estimate as estimated

    show = sys.stderr.isatty() and not as_json
    if lists is not None:
        table = read_lists(lists, count)
    else:
        with open_case(case) as opened:
            table = opened.lists()
    answer = estimated(
        table,
        model,
        sampling=Sampling(seed=seed),
        bootstrap=bootstrap,
        progress=_progress if show else None,
    )
    if chart is not None:
        from corrobora.count.estimate.density_chart import density_chart

        try:
            chart.write_text(density_chart(answer), encoding="utf-8")
        except OSError as error:
            complain(f"{chart}: cannot be written: {error.strerror or error}")
            raise typer.Exit(2) from error
    if as_json:
        print_json(answer.to_json())
    else:
        _print(answer, "persons are" if lists is not None else "incidents are")


def _progress(share: float) -> None:
    end = "\n" if share >= 1 else ""
    print(f"\rsampling: {share:4.0%}", end=end, file=sys.stderr, flush=True)


def _print(answer: Estimation, what: str) -> None:
    say(f"{answer.n} {what} on at least one list.")
    if answer.models:
        rows = [
            (
                m.name,
                "" if m.estimate is None else f"{m.estimate:,.0f}",
                "" if m.interval is None else f"{m.interval[0]:,.0f} to {m.interval[1]:,.0f}",
                m.refused or "",
                m.formula,
            )
            for m in answer.models
        ]
        print_table(("model", "estimate", "95 %", "refused because", "formula"), rows, right=("estimate",))
        for m in answer.models:
            if "bootstrap" in m.details:
                low, high = (
                    "open" if end is None else f"{end:,.0f}" for end in m.details["bootstrap"]["interval"]
                )
                draws = m.details["bootstrap"]["draws"]
                say(f"{m.name}, BCa bootstrap with {draws:,} draws, 95 %: {low} to {high}")
            if "rhat" in m.details:
                rhat = m.details["rhat"]
                say(
                    f"{m.name}, {m.details['chains']} chains of {m.details['sweeps']:,} sweeps: "
                    f"R-hat {'undefined' if rhat is None else format(rhat, '.3f')}, "
                    f"effective sample size {m.details['ess']:,.0f}"
                )
        for assumption in dict.fromkeys(m.assumption for m in answer.models):
            say(f"Assumed: {assumption}.")
    if answer.refused:
        say(f"No total is given: {answer.refused}.")


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(estimate)
