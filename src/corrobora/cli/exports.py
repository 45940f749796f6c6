"""Commands that hand over for people: export bundle, dossier."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.custody import Roots, Timestamps, authorities_of
from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, say

Out = Annotated[Path, typer.Option("--out", "-o", help="File or folder to write.")]

Redact = Annotated[
    Path | None,
    typer.Option("--redact", help="File of protected terms, one a line; none of them leaves the case."),
]

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
    path = written.path
    say(f"check it with: corrobora verify {path}   or, without this program: python3 {path}/verify.py")


@exports.command()
def dossier(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="File to write: .pdf or .html; of a case also a folder.")
    ],
    incident: Annotated[
        str | None,
        typer.Argument(help="Its number or label: 7, INC-0007; else the whole case.", show_default=False),
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    redact: Redact = None,
    images: Annotated[
        bool, typer.Option("--images", help="Show attached pictures, blurred so that nobody can be told.")
    ] = False,
    actor: Actor = None,
) -> None:
    """Write an incident, or the whole case, out so that each sentence leads to claim, quote, source and hash.

    A whole case in a folder is a PDF of the case and one of each incident; a PDF of all holds 100 incidents
    at most, an HTML page any number.
    """
    from corrobora.publish.dossier.write import write_case_dossier, write_dossier

    with open_case(case, actor) as opened:
        if incident is not None:
            written = write_dossier(opened, incident, out, redact=redact, images=images)
            say(f"{written.path}: {written.label}, {written.claims} claims, SHA-256 {written.sha256}")
            return
        made = write_case_dossier(opened, out, redact=redact, images=images)
    for path, sha256 in list(made.items())[:1]:
        say(f"{path}: the whole case, SHA-256 {sha256}")
    if len(made) > 1:
        say(f"{out / 'incidents'}: a PDF of each incident, {len(made) - 2} in all")
        say(f"{out / 'SHA256SUMS.txt'}: check them with sha256sum -c")


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(exports, name="export")
