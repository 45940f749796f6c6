"""Commands that check, serve and explain."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.custody import read_checkpoints, say_checked, verify_bundle
from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import complain, print_json, say

#: Schemas the package ships.
SCHEMAS = ("extract", "incidents")
# a bundle is known by any of them: one may have been taken away
_OF_BUNDLES = ("bagit.txt", "seal.note", "manifest-sha256.txt", "data/journal.jsonl")


def verify(
    folder: Annotated[
        Path | None, typer.Argument(help="A case's folder, instead of --case, or an evidence bundle.")
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    head: Annotated[
        str | None,
        typer.Option("--head", help="Hash of a journal entry noted earlier; it must still be there."),
    ] = None,
    checkpoints: Annotated[
        list[Path] | None,
        typer.Option(
            "--checkpoint", help="A signed checkpoint noted earlier; it must still hold. Repeatable."
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option("--key", help="For a bundle: SHA-256 of the key its maker gave you."),
    ] = None,
    record: Annotated[
        bool, typer.Option("--record", help="Write the check and its result into the journal.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Recompute chain, bytes, texts, claims and register; exit 1 if anything is wrong."""
    if folder and any((folder / name).is_file() for name in _OF_BUNDLES):
        verify_bundle(folder, key=key, checkpoints=checkpoints or [], as_json=as_json)
        return
    if folder and not (folder / "case.toml").is_file():
        complain(f"{folder}: is neither a case (no case.toml) nor an evidence bundle (no bagit.txt)")
        raise typer.Exit(2)
    with open_case(folder or case) as opened:
        result = opened.verify(head=head, checkpoints=read_checkpoints(checkpoints or []))
        if record:
            opened.record_verification(result)
    say_checked(
        result.problems, result.counts, as_json=as_json, known={"head": result.head},
        clean=f"the journal ends with {result.head}",
    )  # fmt: skip


def reconcile(
    case: CaseFolder = DEFAULT_CASE,
    tallies: Annotated[
        Path | None,
        typer.Option("--tallies", help="A CSV of published figures, in place of a case's."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 if figures contradict each other.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Whether all tallies can be true, what follows from them, and what the register lacks."""
    from corrobora.cli.lists import say_contradictions

    problems: tuple[str, ...] = ()
    if tallies is not None:
        from corrobora.count.reconcile import reconcile as place
        from corrobora.count.table import read_table

        table = read_table(tallies)
        result, problems = place(table.tallies), table.problems
    else:
        with open_case(case) as opened:
            result = opened.reconcile()
    for problem in problems:
        complain(problem)
    if as_json:
        print_json(result.to_json())
    else:
        for placed in result.tallies:
            say(f"{placed.tally.id}  {placed.tally.body.name}: {placed.tally.scope.words()}")
            for unit, figure in placed.tally.figures.items():
                low, high = placed.implied.get(unit, figure.bounds)
                narrowed = (low, high) != figure.bounds
                follows = f"; all its figures together leave {_bounds(low, high)}" if narrowed else ""
                say(f"    {unit}: {_bounds(*figure.bounds)}{follows}")
            for remark in (placed.register.words if placed.register else None, placed.note):
                if remark:
                    say(f"    {remark}")
        for derived in result.derived:
            condition = f"; if {derived.condition}" if derived.condition else ""
            say(f"follows ({derived.kind}): {derived.why}{condition}")
        for revision in result.revisions:
            say(f"revised ({revision.body.name}): {revision.why}")
        say_contradictions(result)
    if problems or (strict and result.contradictions):
        raise typer.Exit(1)


def _bounds(low: int | None, high: int | None) -> str:
    from corrobora.cli.words import quantity
    from corrobora.model.quantity import Quantity

    return "open" if low is None and high is None else quantity(Quantity(low=low, high=high))


def serve(
    case: CaseFolder = DEFAULT_CASE,
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535)] = 8787,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; this machine only by default.")
    ] = "127.0.0.1",
    names: Annotated[
        list[str] | None,
        typer.Option("--name", help="A host name people use to reach it. Repeatable."),
    ] = None,
    sign_in: Annotated[
        bool, typer.Option("--sign-in", help="Have everybody sign in, on this machine too.")
    ] = False,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", help="TLS certificate, in PEM form.")
    ] = None,
    certificate_key: Annotated[
        Path | None, typer.Option("--certificate-key", help="Its private key, in PEM form.")
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="TLS ends at a proxy in front of this server.")
    ] = False,
    tiles: Annotated[
        Path | None, typer.Option("--tiles", help="A .pmtiles file that lies under the map's outlines.")
    ] = None,
) -> None:
    """Serve the case's pages until interrupted.

    On this machine's own address nobody signs in. Anywhere else everybody does, with the people added by
    corrobora people add, and over TLS.
    """
    import gc

    import uvicorn

    from corrobora.web.app import create_app
    from corrobora.web.security import LOOPBACK, host_name
    from corrobora.web.tiles import BadTiles

    # a wildcard is no name a request can give; behind one, --name says which are answered
    listened = [] if host in ("0.0.0.0", "::") else [f"[{host}]" if ":" in host else host]  # noqa: S104
    named = {host_name(name) for name in (*listened, *(names or ()))} - LOOPBACK
    local = listened != [] and not named
    if (certificate is None) != (certificate_key is None):
        complain("give --certificate and --certificate-key together")
        raise typer.Exit(2)
    if not local and certificate is None and not behind_proxy:
        complain(
            "others can reach this address, so what they send must be encrypted: give --certificate and "
            "--certificate-key, or --behind-proxy if a proxy in front does it"
        )
        raise typer.Exit(2)
    with open_case(case) as opened:
        signing = sign_in or not local or behind_proxy
        if signing and not any(m.active for m in opened.team.members()):
            complain("nobody can sign in yet; add people with: corrobora people add NAME --role admin")
            raise typer.Exit(2)
        try:
            app = create_app(opened, hosts=sorted(named), sign_in=signing, tiles=tiles)
        except BadTiles as error:
            complain(str(error))
            raise typer.Exit(2) from error
        say(f"the case is at {'https' if certificate else 'http'}://{host}:{port} (Ctrl-C ends)")
        # the codebook and all modules stay for good: going through them again and again would stop every
        # few requests for a tenth of a second
        gc.collect()
        gc.freeze()
        uvicorn.run(
            app, host=host, port=port,
            log_level="warning", server_header=False, date_header=True,
            ssl_certfile=certificate, ssl_keyfile=certificate_key,
        )  # fmt: skip


def schema(
    name: Annotated[str | None, typer.Argument(help=f"One of: {', '.join(SCHEMAS)}.")] = None,
) -> None:
    """Print the JSON Schema of what a command prints."""
    if name is None:
        for known in SCHEMAS:
            say(known)
        return
    if name not in SCHEMAS:
        complain(f"there is no schema {name!r}; schemas are: {', '.join(SCHEMAS)}")
        raise typer.Exit(2)
    typer.echo(resources.files("corrobora.schemas").joinpath(f"{name}.schema.json").read_text("utf-8"))


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    for command in (reconcile, verify, serve, schema):
        app.command()(command)
