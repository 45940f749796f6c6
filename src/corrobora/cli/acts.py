"""Commands that do something: extract, add, decide."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli import corrections, words
from corrobora.cli.options import (
    DEFAULT_CASE,
    Actor,
    AllowPrivate,
    AllowRemote,
    AsContent,
    AsJson,
    Authorities,
    CaptureMode,
    CaseFolder,
    EngineName,
    ManifestFile,
    Reason,
    capture_settings,
    open_case,
    upgrading,
)
from corrobora.cli.terminal import complain, complain_of, note, print_json, say
from corrobora.collect.problem import printable
from corrobora.model.vocabulary import Judgement

if TYPE_CHECKING:
    from corrobora.case import AddReport, Case
    from corrobora.extract.gate import Extraction

Paths = Annotated[list[Path], typer.Argument(help="Files, and folders with all they hold.", metavar="PATH…")]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=64, help="Processes that extract; else as many as pay."),
]


def extract(
    paths: Paths,
    as_json: AsJson = False,
    manifest: ManifestFile = None,
    engine: EngineName = None,
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", help="Address of the model: http://127.0.0.1:11434/v1.", metavar="URL"),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="The model's name at the endpoint.", metavar="NAME")
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help="Folder in which the model's answers are kept for the next run."),
    ] = None,
    allow_remote: AllowRemote = False,
    codebook: Annotated[
        Path | None,
        typer.Option("--codebook", help="A codebook of your own, over the shipped one.", metavar="DIR"),
    ] = None,
) -> None:
    """Print the claims of documents; no case is needed and nothing is kept.

    With --json, one object a document and line; its schema: corrobora schema extract.
    """
    from corrobora.case.stateless import extract_paths
    from corrobora.codebook.overlay import SHIPPED, Codebook
    from corrobora.extract.engines import ENDPOINT, EngineChoice, default_name

    section = {k: v for k, v in (("url", endpoint), ("model", model)) if v is not None}
    choice = EngineChoice(
        name=engine or default_name(), sections={ENDPOINT: section}, allow_remote=allow_remote, cache=answers
    )
    own = Codebook.read(codebook) if codebook else SHIPPED
    run = extract_paths(paths, manifest, engine=choice, codebook=own)
    read = 0
    for extraction in run:
        read += not extraction.unread
        if extraction.unread:
            pass
        elif as_json:
            print_json(extraction.to_json(), indent=None)
        else:
            _show(extraction)
        complain_of(run.new_problems())
    complain_of(run.new_problems())
    if run.account:
        note(run.account)
    if run.problems:
        raise typer.Exit(1 if read else 2)


def create(
    case: CaseFolder = DEFAULT_CASE,
    name: Annotated[str | None, typer.Option("--name", help="What it is called; else as its folder.")] = None,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            help="Keep the tables in PostgreSQL: postgresql://user@host/name, the password in ~/.pgpass.",
        ),
    ] = None,
    actor: Actor = None,
) -> None:
    """Make an empty case; add makes one too if there is none."""
    from corrobora.case import Case

    with Case.create(case, actor=actor, name=name, database=database) as made:
        say(f"made the case {made.settings.name!r} in {made.path}")


def add(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files, folders, and addresses of the web (https://…).", metavar="PATH|URL…"),
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    manifest: ManifestFile = None,
    actor: Actor = None,
    workers: Workers = None,
    engine: EngineName = None,
    allow_remote: AllowRemote = False,
    sensitive: Annotated[
        bool, typer.Option("--sensitive", help="Mark what is added: it must never leave this machine.")
    ] = False,
    capture: CaptureMode = "auto",
    allow_private: AllowPrivate = False,
    ca: Authorities = None,
    as_content: AsContent = False,
    as_json: AsJson = False,
) -> None:
    """Preserve, read, extract and link documents; the case is made if there is none.

    A page of the web is captured whole: as WACZ and, where a Chromium is installed, as screenshot and PDF.
    Adding the same bytes again changes nothing. An interrupted run is completed by the next.
    """
    from corrobora.collect.manifest import Manifest

    how = capture_settings(capture, ca, allow_private=allow_private, as_content=as_content)
    stated = Manifest.read(manifest) if manifest else None  # before a case is made for a mistyped name
    if not paths and not (stated and stated.addresses()):
        complain("name files, folders or addresses to add, or a manifest that holds addresses")
        raise typer.Exit(2)
    with open_or_create(case, actor, engine) as opened, progress_bar() as progress:
        report = opened.add(
            paths or [], stated, progress=progress, workers=workers, allow_remote=allow_remote,
            sensitive=sensitive, capture=how,
        )  # fmt: skip
    end_with(report, as_json=as_json)


def end_with(report: AddReport, *, as_json: bool) -> None:
    """Print what was done; ends the command with 1 if there were problems, with 2 if nothing else came."""
    complain_of(report.problems)
    if as_json:
        print_json(_report_json(report))
    else:
        for line in _report_lines(report):
            say(line)
    if report.problems:
        kept = report.added or report.updated or report.unchanged or report.kept or report.unread
        raise typer.Exit(1 if kept else 2)


def refresh(
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
    workers: Workers = None,
    engine: EngineName = None,
    allow_remote: AllowRemote = False,
    as_json: AsJson = False,
) -> None:
    """Read and extract everything anew, after an upgrade; decisions and numbers stay."""
    with open_case(case, actor, engine) as opened, progress_bar() as progress:
        report = opened.refresh(progress=progress, workers=workers, allow_remote=allow_remote)
    complain_of(report.problems)
    if as_json:
        print_json(_report_json(report))
    else:
        for line in _report_lines(report):
            say(line)
    if report.problems:
        raise typer.Exit(1)


def relink(
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Link everything anew from claims and decisions alone; says whether anything came out otherwise."""
    with open_case(case, actor) as opened:
        found = opened.relink()
    if as_json:
        print_json({"incidents": found.incidents, "new": list(found.new), "entry": found.entry})
    elif found.entry is None:
        say(f"{found.incidents} incidents, as before")
    else:
        say(f"{found.incidents} incidents, {len(found.new)} of them new; see journal entry {found.entry}")


decide = typer.Typer(
    help="Record what a person decided; earlier decisions are superseded, never overwritten.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _judging(judgement: Judgement, help: str) -> Callable[..., None]:
    def command(
        first: Annotated[str, typer.Argument(help="A claim (c…) or incident (INC-0007).")],
        second: Annotated[str, typer.Argument(help="The other one.")],
        reason: Reason,
        case: CaseFolder = DEFAULT_CASE,
        actor: Actor = None,
    ) -> None:
        with open_case(case, actor) as opened:
            decision = opened.decide([first, second], judgement=judgement, reason=reason)
            subject = " and ".join(decision.subject)
            say(f"decision {decision.id}: {subject}: {judgement}; {len(opened.incidents())} incidents now")

    command.__doc__ = help
    return command


def _ruling(verdict: str, help: str) -> Callable[..., None]:
    def command(
        record: Annotated[str, typer.Argument(help="A claim (c…) or incident (INC-0007).")],
        reason: Reason,
        case: CaseFolder = DEFAULT_CASE,
        actor: Actor = None,
    ) -> None:
        with open_case(case, actor) as opened:
            decision = opened.decide([record], verdict=verdict, reason=reason)
            say(f"decision {decision.id}: {decision.subject[0]}: {verdict}")

    command.__doc__ = help
    return command


def _leaving(allow: bool, help: str) -> Callable[..., None]:
    def command(
        machine: Annotated[str, typer.Argument(help="Scheme and host: https://api.example.org.")],
        reason: Reason,
        case: CaseFolder = DEFAULT_CASE,
        actor: Actor = None,
    ) -> None:
        with open_case(case, actor) as opened:
            decision = opened.decide_remote(machine, allow=allow, reason=reason)
            say(f"decision {decision.id}: {decision.subject[0]}: {decision.verdict}")

    command.__doc__ = help
    return command


def _marking(sensitive: bool, help: str) -> Callable[..., None]:
    def command(
        document: Annotated[str, typer.Argument(help="The first digits of a document's hash.")],
        reason: Reason,
        case: CaseFolder = DEFAULT_CASE,
        actor: Actor = None,
    ) -> None:
        with open_case(case, actor) as opened:
            decision = opened.decide_sensitive(document, sensitive=sensitive, reason=reason)
            say(f"decision {decision.id}: {decision.subject[0]}: {decision.verdict}")

    command.__doc__ = help
    return command


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.command()(extract)
    app.command()(create)
    app.command()(add)
    app.command()(refresh)
    app.command()(relink)
    decide.command("same")(_judging(Judgement.SAME, "Two claims or incidents are about one event."))
    decide.command("different")(_judging(Judgement.DIFFERENT, "They are about different events."))
    decide.command("unsure")(_judging(Judgement.UNSURE, "It cannot be said; the score decides again."))
    decide.command("accept")(_ruling("accepted", "A claim or incident is accepted."))
    decide.command("reject")(
        _ruling("rejected", "A claim or incident is rejected; a rejected claim counts nowhere.")
    )
    decide.command("doubt")(
        _ruling("unsure", "Nobody can tell yet whether a claim is right; it still counts.")
    )
    decide.command("allow-remote")(_leaving(True, "This case's texts may be sent to another machine."))
    decide.command("forbid-remote")(_leaving(False, "They may not be sent there any more."))
    decide.command("sensitive")(_marking(True, "A document must never leave this machine."))
    decide.command("ordinary")(_marking(False, "It is not sensitive any more."))
    corrections.register(decide)
    app.add_typer(decide, name="decide")


def open_or_create(folder: Path, actor: str | None, engine: str | None) -> Case:
    """The case in a folder, made if there is none."""
    from corrobora.case import Case, CaseExists

    if not (folder / "case.toml").exists():
        try:
            return Case.create(folder, actor=actor, engine=engine)
        except CaseExists:  # another process was quicker
            pass
    return Case.open(folder, actor=actor, engine=engine, progress=upgrading())


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None] | None]:
    """A bar on standard error, if a person is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    at_hand = TextColumn("{task.fields[at_hand]}", markup=False)
    columns = (TextColumn("adding"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), at_hand)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("adding", total=None, at_hand="")

        def advance(done: int, total: int, path: str) -> None:
            bar.update(task, completed=done, total=total, at_hand=printable(path)[-60:])

        yield advance


def _report_lines(report: AddReport) -> Iterator[str]:
    counted = (
        (len(report.added), "added"),
        (len(report.updated), "updated"),
        (len(report.unchanged), "unchanged (already held)"),
        (len(report.kept), "kept (exports, footage, messages without words)"),
        (len(report.unread), "kept but not read"),
    )
    yield "documents: " + (", ".join(f"{n} {what}" for n, what in counted if n) or "none found")
    if report.skipped:
        passed = ", ".join(f"{n} {what}" for what, n in sorted(report.skipped.items()))
        yield f"passed over: {passed}"
    for notice in report.notices:
        yield f"note: {notice}"
    new = f", {len(report.new_incidents)} of them new" if report.new_incidents else ""
    yield f"claims: {report.claims} new; incidents in the register: {report.incidents}{new}"


def _report_json(report: AddReport) -> dict[str, object]:
    return {
        "added": list(report.added),
        "updated": list(report.updated),
        "unchanged": list(report.unchanged),
        "kept": list(report.kept),
        "unread": list(report.unread),
        "problems": [{"path": p.path, "place": p.place, "reason": p.reason} for p in report.problems],
        "skipped": dict(report.skipped),
        "notices": list(report.notices),
        "claims": report.claims,
        "new_incidents": list(report.new_incidents),
        "incidents": report.incidents,
    }


def _show(extraction: Extraction) -> None:
    source, text = extraction.document.source, extraction.document.text
    say(f"{source.path}: {text.title or '(no title)'} · {source.publisher or '(publisher unknown)'} · "
        f"{source.published or '(day unknown)'}")  # fmt: skip
    for id, claim in extraction.claims:
        say(f"  {id} {claim.kind}  “{words.quote(claim)}”")
        for name, slot in claim.slots():
            said = " … ".join(" ".join(span.quote.split()) for span in slot.spans)
            say(f"      {words.term(name):16} {words.value(slot.value)}  ← “{said}”")
    if not extraction.claims:
        say("  no claims found")
    say()
