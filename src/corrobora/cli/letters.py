"""Commands about letters: export letter, letter sent, answered, list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrobora.cli.exports import exports
from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, print_table, say

if TYPE_CHECKING:
    from corrobora.case.letters import Letter

letter = typer.Typer(
    help="Letters that were sent about incidents, and what came back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Form = Annotated[str, typer.Argument(help="un-executions, icrc, prosecutor or newsroom.", metavar="FORM")]
Incident = Annotated[str, typer.Argument(help="Its number or label: 7, INC-0007.")]
Day = Annotated[
    datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="The day; else today (UTC).")
]


@exports.command("letter")
def export_letter(
    form: Form,
    incident: Incident,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to make.")],
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help="YAML file of what only people know; each field can be confidential."),
    ] = None,
    redact: Annotated[
        Path | None, typer.Option("--redact", help="File of protected terms, one a line.")
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Write a letter about an incident, or one a victim, as PDF/A, text and Word."""
    from corrobora.codebook.letters import letter_forms
    from corrobora.publish.letters.write import write_letters

    with open_case(case, actor) as opened:
        written = write_letters(opened, form, incident, out, answers=answers, redact=redact)
    for path in written:
        say(str(path))
    if answers is None and letter_forms()[form].per_victim:
        say(f"one is written for each victim named in --answers; see corrobora letter questions {form}")
    say(f"when it is sent: corrobora letter sent {form} {incident} --to …")


@letter.command()
def questions(form: Form) -> None:
    """Print a file of answers to fill in: what a letter asks that only people know."""
    from corrobora.case.letters import BadLetter
    from corrobora.codebook.letters import letter_forms
    from corrobora.publish.letters.answers import to_fill

    known = letter_forms()
    if form not in known:
        raise BadLetter(f"{form!r} is no sort of letter; there are {', '.join(known)}")
    for line in to_fill(known[form]).splitlines():
        say(line)


@letter.command()
def sent(
    form: Form,
    incident: Incident,
    to: Annotated[str, typer.Option("--to", help="Whom it went to.")],
    day: Day = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="The file that was sent; its hash is recorded.")
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Record that a letter was sent; it is reminded of until it is answered."""
    from corrobora.case.letters import BadLetter

    sha256 = None
    if file is not None:
        import hashlib

        try:
            sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        except OSError as error:
            raise BadLetter(f"{file}: cannot be read: {error.strerror or error}") from error
    with open_case(case, actor) as opened:
        found = opened.record_letter(form, incident, to=to, sent=_day(day), sha256=sha256)
    say(f"{found.id}: {found.form} about {found.incident} to {found.to}, sent {found.sent}, due {found.due}")


@letter.command()
def answered(
    number: Annotated[str, typer.Argument(help="The letter: L17.", metavar="LETTER")],
    words: Annotated[str, typer.Option("--words", "-w", help="The answer in few words.")],
    day: Day = None,
    document: Annotated[
        str | None, typer.Option("--document", help="The document that holds it: first digits of its hash.")
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Record what came back."""
    with open_case(case, actor) as opened:
        found = opened.record_answer(number, day=_day(day), words=words, document=document)
    say(f"{found.id}: answered {found.answered}: {found.answer}")


@letter.command("list")
def list_letters(
    unanswered: Annotated[
        bool, typer.Option("--unanswered", help="Only those that wait for an answer.")
    ] = False,
    case: CaseFolder = DEFAULT_CASE,
    as_json: AsJson = False,
) -> None:
    """Letters with their answers; what is unanswered for too long is marked."""
    from corrobora.case.weighed import letter_json
    from corrobora.publish.words import plural

    today = datetime.now(UTC).date()
    with open_case(case) as opened:
        found = [one for one in opened.letters() if not (unanswered and one.answered)]
    if as_json:
        print_json({"letters": [letter_json(one, today) for one in found]})
        return
    rows = [(one.id, one.incident, one.form, one.to, str(one.sent), _state(one, today)) for one in found]
    print_table(("letter", "incident", "form", "to", "sent", "answer"), rows)
    late = sum(one.overdue(today) for one in found)
    say(f"{plural(len(found), 'letter')}, {late} to be reminded of")


def _day(given: datetime | None) -> Any:
    return (given or datetime.now(UTC)).date()


def _state(one: Letter, today: Any) -> str:
    if one.answered:
        return f"{one.answered}: {one.answer}"
    waiting = f"none for {one.waiting(today)} days"
    return f"{waiting}; remind" if one.overdue(today) else waiting


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.add_typer(letter, name="letter")
