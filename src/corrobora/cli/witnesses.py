"""Commands about witnesses: sealed identities, consents and testimony under pseudonyms."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import complain, print_json, print_table, say
from corrobora.model.witness import Consent, Sealing

#: Larger files are not sealed: they are encrypted as a whole in memory.
LARGEST = 512 << 20

Pseudonym = Annotated[str, typer.Argument(help="The witness: W-0001.", metavar="WITNESS")]
Words = Annotated[
    Path, typer.Option(help="File with the words to seal; - reads standard input.", metavar="FILE")
]

witness = typer.Typer(
    help="Identities and consents, sealed for named people; testimony under pseudonyms.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@witness.command()
def key(
    out: Annotated[Path, typer.Option("--out", "-o", help="File to make; keep it away from the case.")],
) -> None:
    """Make a pair of keys; the public one is printed, for: corrobora witness recipient."""
    from corrobora.vault.sealed import new_key

    secret, public = new_key()
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"# public key: {public}\n{secret}\n")
    except OSError as error:
        complain(f"{out}: cannot be written: {error.strerror or error}")
        raise typer.Exit(2) from error
    say(public)


@witness.command()
def recipient(
    name: Annotated[str, typer.Argument(help="Who can open what is sealed from now on.")],
    public_key: Annotated[str, typer.Argument(help="Their public key, age1….")],
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Name somebody whose key opens what is sealed from now on; earlier records stay as they were."""
    with open_case(case, actor) as opened:
        opened.witnesses.name_recipient(name, public_key)
        say(f"sealed from now on for: {', '.join(sorted(opened.witnesses.recipients()))}")


@witness.command()
def add(identity: Words = Path("-"), case: CaseFolder = DEFAULT_CASE, actor: Actor = None) -> None:
    """Seal who a witness is; prints the pseudonym they have in the case."""
    words = _read(identity)
    with open_case(case, actor) as opened:
        say(opened.witnesses.add(words))


@witness.command()
def amend(
    pseudonym: Pseudonym, identity: Words = Path("-"), case: CaseFolder = DEFAULT_CASE, actor: Actor = None
) -> None:
    """Seal a new version of who a witness is; earlier ones stay."""
    words = _read(identity)
    with open_case(case, actor) as opened:
        opened.witnesses.amend(pseudonym, words)
        say(f"{pseudonym}: sealed")


@witness.command()
def consent(
    pseudonym: Pseudonym,
    level: Annotated[str, typer.Argument(help="none (withdrawn), handover, public.")],
    statement: Annotated[
        Path | None,
        typer.Option(help="File with how, when and in which words it was given; - reads standard input."),
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Record a version of what a witness agrees to; without consent nothing of the testimony leaves."""
    if level not in set(Consent):
        complain(f"there is no consent {level!r}; there are: {', '.join(Consent)}")
        raise typer.Exit(2)
    words = _read(statement) if statement else b""
    with open_case(case, actor) as opened:
        version = opened.witnesses.consent(pseudonym, Consent(level), words)
    say(f"{pseudonym}: version {version.version} of the consent: {version.consent}")


@witness.command("testimony")
def read_testimony(
    pseudonym: Pseudonym,
    file: Annotated[Path, typer.Argument(help="A pseudonymised text; its own name is not kept.")],
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Keep and read testimony as received from the pseudonym, for as long as its witness agrees."""
    with open_case(case, actor) as opened:
        sha256 = opened.read_testimony(pseudonym, file)
        record = opened.document(sha256)
    say(f"{pseudonym}: {record.item.name}, {len(record.claims)} claims, SHA-256 {sha256}")


@witness.command()
def original(
    pseudonym: Pseudonym,
    file: Annotated[Path, typer.Argument(help="A recording, a signed statement; - reads standard input.")],
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Seal testimony as it was given; only the recipients' keys open it."""
    data = _read(file)
    with open_case(case, actor) as opened:
        opened.witnesses.seal_original(pseudonym, data)
    say(f"{pseudonym}: sealed")


@witness.command("open")
def open_records(
    pseudonym: Pseudonym,
    key: Annotated[Path, typer.Option("--key", help="File with a recipient's secret key.", metavar="FILE")],
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why it has to be opened; journalled.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder for originals; else they are only named.")
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Print what is sealed about a witness; that it was opened is journalled first."""
    secret = _read(key).decode("utf-8", "replace")
    wrong = False
    with open_case(case, actor) as opened:
        found = opened.witnesses.open(pseudonym, secret, reason=reason)
    for each in found:
        record = each.record
        wrong = wrong or not each.holds
        held = "as committed to in the journal" if each.holds else "NOT what the journal committed to"
        say(f"{record.sort} {record.version} ({held})")
        if record.sort != Sealing.ORIGINAL:
            for line in record.content.decode("utf-8", "replace").splitlines():
                say(f"    {line}")
        elif out is not None:
            say(f"    {_saved(out, f'{record.subject}-original-{record.version}', record.content)}")
        else:
            say(f"    {len(record.content):,} bytes; name a folder with --out to have them")
    if wrong:
        raise typer.Exit(1)


@witness.command("list")
def listed(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """The witnesses by pseudonym, with what they agree to; no key is needed."""
    with open_case(case) as opened:
        found, recipients = opened.witnesses.all(), opened.witnesses.recipients()
    if as_json:
        rows = [
            {
                "witness": w.pseudonym, "consent": w.consent.value, "testimonies": list(w.testimonies),
                "consents": [
                    {"version": c.version, "consent": c.consent.value, "time": c.time.isoformat()}
                    for c in w.consents
                ],
            }
            for w in found
        ]  # fmt: skip
        print_json({"witnesses": rows, "recipients": sorted(recipients)})
        return
    table = [
        (w.pseudonym, w.consent.value, str(len(w.consents)), str(len(w.testimonies)), str(len(w.records)))
        for w in found
    ]
    counted = ("versions", "testimonies", "sealed records")
    print_table(("witness", "consent", *counted), table, right=counted)


def _read(path: Path) -> bytes:
    try:
        if str(path) == "-":
            if sys.stdin.isatty():
                print("write what is to be sealed; end with Ctrl-D", file=sys.stderr)
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
    except OSError as error:
        complain(f"{path}: cannot be read: {error.strerror or error}")
        raise typer.Exit(2) from error
    if len(data) > LARGEST:
        complain(f"{path}: is larger than {LARGEST:,} bytes")
        raise typer.Exit(2)
    return data


def _saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
    except OSError as error:
        complain(f"{path}: cannot be written: {error.strerror or error}")
        raise typer.Exit(2) from error
    return path


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(witness, name="witness")
