"""Commands by which people correct what was read, add what was not, and take decisions back."""

from __future__ import annotations

from typing import Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, CaseFolder, Reason, open_case
from corrobora.cli.terminal import say
from corrobora.model.vocabulary import Kind

Words = Annotated[
    str, typer.Option("--words", "-w", help="The words that say it, exactly as they stand in the text.")
]
Start = Annotated[
    int | None, typer.Option("--start", help="Where they begin, if they stand at several places.")
]
Value = Annotated[
    str,
    typer.Option(
        "--value",
        help="The value, where the words alone do not say it: 9, 9..12, 91.., 2031-05-01, RU, pow.",
    ),
]


def correct(
    claim: Annotated[str, typer.Argument(help="The claim (c…).")],
    slot: Annotated[str, typer.Argument(help="What is corrected: victims, date, place, act …")],
    reason: Reason,
    words: Words = "",
    start: Start = None,
    value: Value = "",
    nothing: Annotated[
        bool, typer.Option("--nothing", help="No words of the text say it: the slot is emptied.")
    ] = False,
    more: Annotated[
        bool, typer.Option("--more", help="Beside the values there are, where a slot can have several.")
    ] = False,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Correct a value of a claim by words of its text; our own readers read them."""
    from corrobora.case.correcting import Selection

    if nothing == bool(words):
        raise typer.BadParameter("give either --words or --nothing")
    end = None if start is None else start + len(words)
    chosen = None if nothing else Selection(quote=words, start=start, end=end, value=value)
    with open_case(case, actor) as opened:
        decision = opened.correct(claim, slot, chosen, reason=reason, more=more)
        say(f"decision {decision.id}: {claim}: {slot} corrected")


def add_claim(
    document: Annotated[str, typer.Argument(help="The first digits of the document's hash.")],
    kind: Annotated[Kind, typer.Argument(help="What sort of claim it is.")],
    reason: Reason,
    words: Words,
    start: Start = None,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Add a claim nobody proposed, on words of a document."""
    from corrobora.case.correcting import Selection

    end = None if start is None else start + len(words)
    with open_case(case, actor) as opened:
        added = opened.add_claim(
            document, kind, [Selection(quote=words, start=start, end=end)], reason=reason
        )
        filled = ", ".join(dict.fromkeys(name for name, _ in added.claim.slots())) or "nothing yet"
        say(f"{added.id}: added; read in its words: {filled}")


def undo(
    decision: Annotated[int, typer.Argument(help="The decision's number.", min=1)],
    reason: Reason,
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
) -> None:
    """Take a decision back by a new one; what stood before it stands again."""
    with open_case(case, actor) as opened:
        made = opened.undo(decision, reason=reason)
        say(f"decision {made.id}: decision {decision} is taken back; {made.verdict or made.judgement} now")


def register(decide: typer.Typer) -> None:
    """Put the commands among the decisions."""
    decide.command("correct")(correct)
    decide.command("add-claim")(add_claim)
    decide.command("undo")(undo)
