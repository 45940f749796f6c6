"""Options that several commands take."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO, cast

import typer

from corrobora.cli.terminal import complain, note

if TYPE_CHECKING:
    from corrobora.case import Case
    from corrobora.collect.capture.capture import CaptureSettings

CaseFolder = Annotated[
    Path,
    typer.Option("--case", "-c", envvar="CORROBORA_CASE", help="The case's folder.", show_default=True),
]
Actor = Annotated[
    str | None,
    typer.Option(
        "--actor", envvar="CORROBORA_ACTOR", help="Who acts, as the journal names them; else the login name."
    ),
]
EngineName = Annotated[
    str | None,
    typer.Option("--engine", help="What reads the claims; else what case.toml says, else the rules."),
]
AllowRemote = Annotated[
    bool,
    typer.Option("--allow-remote", help="Let the engine send texts to another machine, in this run."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
ManifestFile = Annotated[
    Path | None,
    typer.Option("--manifest", "-m", help="CSV with the columns path,publisher,published,url,language."),
]
CaptureMode = Annotated[
    str,
    typer.Option("--capture", help="How pages of the web are captured: auto, http, browser.", metavar="HOW"),
]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Let addresses of this machine and its own network be captured."),
]
AsContent = Annotated[
    bool,
    typer.Option(
        "--as-content", help="Read what is shown even if a rule takes it for a login page or the like."
    ),
]
Authorities = Annotated[
    list[Path] | None,
    typer.Option(
        "--ca", metavar="PEM", help="Trust this certificate authority too, for https; the record says so."
    ),
]
DEFAULT_CASE = Path("case")

Reason = Annotated[str, typer.Option("--reason", "-r", help="Why, in words; the journal keeps it.")]


def capture_settings(
    mode: str, authorities: list[Path] | None, *, allow_private: bool, as_content: bool = False
) -> CaptureSettings:
    """How pages are captured, from the options; ends the command if an option is wrong."""
    from corrobora.collect.capture.capture import CaptureSettings
    from corrobora.collect.capture.errors import Untrusted
    from corrobora.collect.capture.guard import Guard
    from corrobora.collect.capture.networks import EVERYWHERE
    from corrobora.model.capture import Mode

    if mode not in set(Mode):
        complain(f"there is no way to capture called {mode!r}; there are: {', '.join(Mode)}")
        raise typer.Exit(2)
    trusted = ""
    for path in authorities or ():
        try:
            trusted += Guard(authorities=path.read_text(encoding="ascii")).authorities + "\n"
        except (OSError, UnicodeDecodeError, Untrusted) as error:
            complain(f"{path}: {getattr(error, 'strerror', None) or error}")
            raise typer.Exit(2) from error
    guard = Guard(allowed=EVERYWHERE if allow_private else (), authorities=trusted)
    return CaptureSettings(mode=Mode(mode), guard=guard, as_content=as_content)


#: So many incidents take long enough for somebody to wonder.
_MANY = 1000


def upgrading() -> Callable[[int, int, str], None]:
    """What tells on standard error how far a case of an older version was brought up to date, in tenths."""
    told = -1

    def tell(done: int, total: int, what: str) -> None:
        nonlocal told
        if total > _MANY and (tenth := 10 * done // total) > told:
            told = tenth
            note(f"written by an older version; listing its {what} anew: {done:,} of {total:,}")

    return tell


#: Where commands show records, as the journal says it.
_HERE = "command line"


@contextmanager
def open_case(folder: Path, actor: str | None = None, engine: str | None = None) -> Iterator[Case]:
    """The case in a folder; an engine's name outranks what the case says.

    Until the end, and before each line of it goes to standard output, the views of sensitive records are
    journalled.

    Raises:
        NotRecorded: if they cannot be; nothing of them is shown then.
    """
    from corrobora.case import Case
    from corrobora.codebook.overlay import using

    opening = Case.open(folder, actor=actor, engine=engine, progress=upgrading())
    with opening as opened, using(opened.names()):
        recorded = Recorded(sys.stdout, lambda: opened.record_views(_HERE))
        with redirect_stdout(cast(TextIO, recorded)):
            yield opened
        opened.record_views(_HERE)


class Recorded:
    """Standard output, before each write to which something is done.

    Args:
        out: where it goes.
        first: what is done.
    """

    def __init__(self, out: TextIO, first: Callable[[], object]) -> None:
        self._out = out
        self._first = first

    def write(self, text: str) -> int:
        """Write a text."""
        self._first()
        return self._out.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._out, name)
