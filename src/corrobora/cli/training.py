"""The command that goes on training the compact model on what people decided: train."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from corrobora.cli.options import Actor, open_case
from corrobora.cli.terminal import complain, note, say


def train(
    from_case: Annotated[
        Path, typer.Option("--from-case", help="Case whose accepted, corrected and rejected claims teach.")
    ],
    model: Annotated[
        Path, typer.Option("--model", help="Trained model to go on from: a folder `make train` or this made.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to make; the same again goes on there.")],
    epochs: Annotated[int, typer.Option(min=1, help="How often every document is seen.")] = 6,
    rate: Annotated[float, typer.Option(min=0.001, max=2.0, help="Share of the full learning rate.")] = 0.25,
    seed: Annotated[int, typer.Option(help="Chance.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Processor cores.")] = 1,
    actor: Actor = None,
) -> None:
    """Go on training the compact model on what people decided in a case; nothing leaves the machine.

    Needs the extra "train" (PyTorch). Documents marked sensitive teach nothing. The new model is used where
    case.toml names its folder: [engines.model] folder = "OUT/model".
    """
    from corrobora.extract.compact.continuing import Continued, go_on

    started = Continued.of(model)  # refused before the case is opened, and before anything is journalled
    with open_case(from_case, actor) as opened:
        lessons = opened.lessons()
    left_out = f", {lessons.sensitive} sensitive documents left out" if lessons.sensitive else ""
    note(
        f"{len(lessons.documents)} documents, {lessons.accepted} claims held right, "
        f"{lessons.rejected} rejected{left_out}"
    )
    if not lessons.accepted:
        complain(
            f"{from_case}: nobody has accepted or corrected a claim here yet, so there is nothing to learn"
        )
        raise typer.Exit(2)
    written = go_on(started, list(lessons.documents), out, epochs=epochs, rate=rate, seed=seed,
                    threads=threads, tell=note)  # fmt: skip
    say(f"{written}: the new model; a case reads with it whose case.toml says:")
    for line in ("[extract]", 'engine = "model"', "[engines.model]", f'folder = "{written.resolve()}"'):
        say(line)


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(train)
