"""Commands that hand over: export bundle, dossier, csv, geojson, ged."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.custody import Roots, Timestamps, authorities_of
from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, say

Out = Annotated[Path, typer.Option("--out", "-o", help="File or folder to write.")]

exports = typer.Typer(help="Hand over what a case holds.", no_args_is_help=True, rich_markup_mode=None)


@exports.command()
def bundle(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to make.")],
    case: CaseFolder = DEFAULT_CASE,
    timestamps: Timestamps = None,
    roots: Roots = None,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Write an evidence bundle anyone can check offline: items, texts, claims, register, journal, proofs."""
    from corrobora.publish.bundle.write import write_bundle

    with open_case(case, actor) as opened:
        written = write_bundle(opened, out, authorities=authorities_of(timestamps, roots))
    if as_json:
        print_json(
            {
                "path": str(written.path),
                "items": written.items,
                "entries": written.entries,
                "key": written.key,
            }
        )
        return
    say(f"{written.path}: {written.items} items, {written.entries} journal entries")
    say(f"signed with the key {written.key}; give this fingerprint to the receiver over another channel")
    say(f"check it with: corrobora verify {written.path}   or, without this program: python3 verify.py")


@exports.command()
def dossier(
    incident: Annotated[str, typer.Argument(help="Its number or label: 7, INC-0007.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="File to write: .pdf or .html.")],
    case: CaseFolder = DEFAULT_CASE,
    redact: Annotated[
        Path | None,
        typer.Option("--redact", help="File of protected terms, one a line; none of them leaves the case."),
    ] = None,
    images: Annotated[
        bool, typer.Option("--images", help="Show attached pictures, blurred so that nobody can be told.")
    ] = False,
    actor: Actor = None,
) -> None:
    """Write one incident out so that each sentence leads to claim, quote, source and hash."""
    from corrobora.publish.dossier.write import write_dossier

    with open_case(case, actor) as opened:
        written = write_dossier(opened, incident, out, redact=redact, images=images)
    say(f"{written.path}: {written.label}, {written.claims} claims, SHA-256 {written.sha256}")


@exports.command("csv")
def as_csv(out: Out, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Write incidents, claims and documents as CSV to a new folder, with a data dictionary."""
    from corrobora.codebook.gradings import methods
    from corrobora.publish.files import export_folder
    from corrobora.publish.tables import data_package, tables

    with open_case(case, actor) as opened:
        made = tables(opened)
        files = {f"{table.name}.csv": table.csv() for table in made}
        files["datapackage.json"] = data_package(
            made, opened.settings.name, methods()[opened.settings.grading]
        )
        export_folder(opened, out, files, {"format": "csv"})
    for table in made:
        say(f"{out / table.name}.csv: {len(table.rows)} rows")


@exports.command("geojson")
def as_geojson(out: Out, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Write incidents as GeoJSON; those without a certain point have no geometry."""
    _one_file("geojson", out, case, actor)


@exports.command("ged")
def as_ged(out: Out, case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Write killings in the columns of UCDP GED, as far as they can honestly be filled."""
    _one_file("ged", out, case, actor)


def _one_file(format: str, out: Path, case: Path, actor: str | None) -> None:
    from corrobora.publish.files import export_file
    from corrobora.publish.tables import FILES

    with open_case(case, actor) as opened:
        sha256 = export_file(opened, out, FILES[format](opened), {"format": format})
    say(f"{out}: SHA-256 {sha256}")


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(exports, name="export")
