"""Commands that hand over data: export csv, parquet, ftm, geojson, ged, claimreview, site; decide public."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli import acts
from corrobora.cli.exports import Out, Redact, exports
from corrobora.cli.options import DEFAULT_CASE, Actor, CaseFolder, Reason, open_case
from corrobora.cli.terminal import say

public = typer.Typer(
    help="What the public record shows; only a lead decides.", no_args_is_help=True, rich_markup_mode=None
)
Subject = Annotated[str, typer.Argument(help="An incident (INC-0007), or: tallies.")]
Url = Annotated[str, typer.Option("--url", help="Address at which the public record stands.", metavar="URL")]
Publisher = Annotated[str | None, typer.Option("--publisher", help="Who publishes it; else the case's name.")]


@exports.command("csv")
def as_csv(out: Out, case: CaseFolder = DEFAULT_CASE, redact: Redact = None, actor: Actor = None) -> None:
    """Write incidents, claims, documents and elements as CSV to a new folder, with a data dictionary."""
    _folder("csv", out, case, redact, actor)


@exports.command("parquet")
def as_parquet(out: Out, case: CaseFolder = DEFAULT_CASE, redact: Redact = None, actor: Actor = None) -> None:
    """Write the CSV tables as typed Parquet, and every record whole, to a new folder."""
    _folder("parquet", out, case, redact, actor)


@exports.command("ftm")
def as_ftm(out: Out, case: CaseFolder = DEFAULT_CASE, redact: Redact = None, actor: Actor = None) -> None:
    """Write FollowTheMoney entities and statements, as JSON lines, to a new folder."""
    _folder("ftm", out, case, redact, actor)


@exports.command("geojson")
def as_geojson(out: Out, case: CaseFolder = DEFAULT_CASE, redact: Redact = None, actor: Actor = None) -> None:
    """Write incidents as GeoJSON; those without a certain point have no geometry."""
    _file("geojson", out, case, redact, actor)


@exports.command("ged")
def as_ged(out: Out, case: CaseFolder = DEFAULT_CASE, redact: Redact = None, actor: Actor = None) -> None:
    """Write killings in the columns of UCDP GED, as far as they can honestly be filled."""
    _file("ged", out, case, redact, actor)


@exports.command()
def claimreview(
    out: Out,
    url: Url,
    publisher: Publisher = None,
    case: CaseFolder = DEFAULT_CASE,
    redact: Redact = None,
    actor: Actor = None,
) -> None:
    """Write the claims of approved incidents as schema.org ClaimReview (JSON-LD)."""
    from corrobora.publish.data.write import write_reviews
    from corrobora.publish.words import plural

    with open_case(case, actor) as opened:
        approved = len(opened.public().approved)
        sha256 = write_reviews(opened, out, url=url, publisher=publisher, redact=redact)
    say(f"{out}: the claims of {plural(approved, 'approved incident')}, SHA-256 {sha256}")


def _folder(format: str, out: Path, case: Path, redact: Path | None, actor: str | None) -> None:
    from corrobora.publish.data.write import write_folder
    from corrobora.publish.words import plural

    with open_case(case, actor) as opened:
        made = write_folder(opened, format, out, redact=redact)
    for name, rows in made.rows.items():
        say(f"{out / name}: {plural(rows, 'row')}")
    say(f"not in it: {'; '.join(made.losses)}")


def _file(format: str, out: Path, case: Path, redact: Path | None, actor: str | None) -> None:
    from corrobora.publish.data.write import write_file

    with open_case(case, actor) as opened:
        sha256, made = write_file(opened, format, out, redact=redact)
    say(f"{out}: {made.holds}, SHA-256 {sha256}")
    say(f"not in it: {'; '.join(made.losses)}")


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
    from corrobora.publish.words import plural

    with open_case(case, actor) as opened:
        written = write_site(opened, out, url=url, name=name, redact=redact)
    say(f"{written.path}: {plural(written.incidents, 'incident')}, {written.files} files")
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
