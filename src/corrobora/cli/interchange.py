"""Commands that hand over data for other tools: export parquet, ftm, claimreview; and decide public."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli import acts
from corrobora.cli.exports import Out, exports
from corrobora.cli.options import DEFAULT_CASE, Actor, CaseFolder, Reason, open_case
from corrobora.cli.terminal import say

public = typer.Typer(
    help="What the public record shows; only a lead decides.", no_args_is_help=True, rich_markup_mode=None
)
Subject = Annotated[str, typer.Argument(help="An incident (INC-0007), or: tallies.")]
Url = Annotated[str, typer.Option("--url", help="Address at which the public record stands.", metavar="URL")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Who publishes it; else the case's name.")]


@exports.command("parquet")
def as_parquet(out: Out, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Write the CSV tables as typed Parquet, and every record whole, to a new folder."""
    from corrobora.codebook.gradings import methods
    from corrobora.publish.files import export_folder
    from corrobora.publish.parquet import LOSSES, folder, records
    from corrobora.publish.tables import tables

    with open_case(case, actor) as opened:
        made = (*tables(opened), records(opened))
        files = folder(made, methods()[opened.settings.grading])
        export_folder(opened, out, files, {"format": "parquet"})
    for table in made:
        say(f"{out / table.name}.parquet: {len(table.rows)} rows")
    say(f"not in it: {'; '.join(LOSSES)}")


@exports.command("ftm")
def as_ftm(out: Out, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Write FollowTheMoney entities and statements, as JSON lines, to a new folder."""
    from corrobora.publish.files import export_folder
    from corrobora.publish.ftm import LOSSES, ftm

    with open_case(case, actor) as opened:
        files = ftm(opened)
        export_folder(opened, out, files, {"format": "ftm"})
    for name, data in files.items():
        if name != "dataset.json":
            say(f"{out / name}: {len(data.splitlines())} lines")
    say(f"not in it: {'; '.join(LOSSES)}")


@exports.command()
def claimreview(
    out: Out,
    url: Url,
    publisher: Publisher = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Write the claims of approved incidents as schema.org ClaimReview (JSON-LD)."""
    from corrobora.publish.claimreview import claim_reviews
    from corrobora.publish.files import export_file

    with open_case(case, actor) as opened:
        data = claim_reviews(opened, url=url, publisher=publisher)
        sha256 = export_file(opened, out, data, {"format": "claimreview"})
    say(f"{out}: SHA-256 {sha256}")


@exports.command("site")
def as_site(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder; an earlier record there is replaced.")],
    url: Annotated[
        str, typer.Option("--url", help="Address it will stand at; adds ClaimReview.", metavar="URL")
    ] = "",
    name: Annotated[str | None, typer.Option("--name", help="What it is called; else as the case.")] = None,
    redact: Annotated[
        Path | None,
        typer.Option("--redact", help="File of protected terms, beside protected.txt in the case's folder."),
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Write the public record: a static site of what the lead approved, without scripts."""
    from corrobora.publish.site.write import write_site

    with open_case(case, actor) as opened:
        written = write_site(opened, out, url=url, name=name, redact=redact)
    say(f"{written.path}: {written.incidents} incidents, {written.files} files")
    if written.waiting:
        say(f"changed since they were approved, and not shown: {', '.join(written.waiting)}")


@public.command()
def approve(subject: Subject, reason: Reason, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """It may be published as it stands now; a later change waits for approval again."""
    _decide(subject, reason, case, actor, approve=True)


@public.command()
def withdraw(subject: Subject, reason: Reason, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """It is not published any more; its page stays and says so, with the reason."""
    _decide(subject, reason, case, actor, approve=False)


def _decide(subject: str, reason: str, case: CaseFolder, actor: str | None, *, approve: bool) -> None:
    with open_case(case, actor) as opened:
        decision = opened.decide_public(subject, approve=approve, reason=reason)
    say(f"decision {decision.id}: {decision.subject[0]}: {decision.verdict}")


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    acts.decide.add_typer(public, name="public")
