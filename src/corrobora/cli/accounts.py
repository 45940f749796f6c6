"""The command that says what was done about incidents: accountability."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, say

if TYPE_CHECKING:
    from corrobora.assess.accountability import Silence
    from corrobora.case.accounting import Account


def accountability(
    incident: Annotated[
        str | None, typer.Argument(help="Its number or label; else the whole case.", show_default=False)
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    as_json: AsJson = False,
) -> None:
    """Proceedings, suspicions, warrants, convictions, denials and silence, of an incident or the case.

    They are told in the incident's documents; whether each is about it is for a reader to judge.
    """
    from corrobora.case.weighed import account_json

    with open_case(case) as opened:
        if incident is not None:
            found = opened.account(incident)
            if as_json:
                print_json(account_json(found))
            else:
                _print(found)
            return
        whole = opened.accounts()
    if as_json:
        print_json(
            {
                "incidents": [account_json(a) for a in whole.incidents],
                "told": {h.value: n for h, n in whole.told.items()},
                "without_proceedings": list(whole.without_proceedings),
                "unanswered_letters": [one.id for one in whole.unanswered],
            }
        )
        return
    for one in whole.incidents:
        _print(one)
    for heading, number in whole.told.items():
        say(f"{heading} in all documents: {number}")
    if whole.without_proceedings:
        say(f"no proceedings found: {', '.join(whole.without_proceedings)}")
    elif not whole.incidents:
        say("no incidents")
    today = datetime.now(UTC).date()
    for letter in whole.unanswered:
        remind = "; remind" if letter.overdue(today) else ""
        waiting = f"no answer for {letter.waiting(today)} days{remind}"
        say(f"{letter.id} to {letter.to}, sent {letter.sent}: {waiting}")


def _print(found: Account) -> None:
    say(found.incident)
    for measure in found.found.measures:
        day = measure.day or "day not known"
        quote = " … ".join(" ".join(span.quote.split()) for span in measure.words)
        say(f"  {measure.heading}: {day}, {measure.who or 'actor not found'} ({measure.claim}) “{quote}”")
    for letter in found.letters:
        answer = (
            f"answered {letter.answered}: {letter.answer}" if letter.answered else "no answer is recorded"
        )
        say(f"  our letter {letter.id} to {letter.to}, sent {letter.sent}: {answer}")
    for silence in found.found.silences:
        say(f"  {_silence(silence)}")


def _silence(silence: Silence) -> str:
    from corrobora.publish import words

    since = f" since {silence.since}" if silence.since else ""
    if silence.of is None:
        return f"silence: no proceedings of anybody were found{since}"
    return f"silence: no answer of {words.country(silence.of)} was found{since}"


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(accountability)
