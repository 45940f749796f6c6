"""Commands that keep and seal: custody, checkpoint, and checking a bundle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import complain, print_json, say

if TYPE_CHECKING:
    from corrobora.case.records import Wrong
    from corrobora.publish.bundle.check import BundleProblem
    from corrobora.vault.timestamp import Authority

Timestamps = Annotated[
    list[str] | None,
    typer.Option(
        "--timestamp", metavar="URL", help="Ask this RFC 3161 authority; only a hash is sent. Repeatable."
    ),
]
Roots = Annotated[
    list[Path] | None,
    typer.Option(
        "--root", metavar="PEM", help="Root certificate of the authority, in the order of --timestamp."
    ),
]


def checkpoint(
    case: CaseFolder = DEFAULT_CASE,
    timestamps: Timestamps = None,
    roots: Roots = None,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Sign the journal as it stands; publish or mail what is printed, and cutting its end shows."""
    authorities = authorities_of(timestamps, roots)
    with open_case(case, actor) as opened:
        sealed = opened.checkpoint(authorities)
    if as_json:
        times = [{"authority": a.url, "time": when.isoformat()} for a, when in sealed.times]
        size = sealed.checkpoint.size
        print_json({"size": size, "note": sealed.note, "path": str(sealed.path), "timestamps": times})
        return
    typer.echo(sealed.note, nl=False)
    for authority, when in sealed.times:
        say(f"timestamped {when.isoformat()} by {authority.url}")
    say(f"also in {sealed.path}; check later with: corrobora verify --checkpoint FILE")


def custody(
    item: Annotated[str, typer.Argument(help="An item's SHA-256, or the beginning of it.")],
    case: CaseFolder = DEFAULT_CASE,
    event: Annotated[
        str | None,
        typer.Option("--record", help="Record one: verify, copy, transform, view, transfer, seal."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", "-r", help="Why, and under what authority.")] = "",
    to: Annotated[str | None, typer.Option("--to", help="Who or what received it.")] = None,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Print the chain of custody of an item, or record an event of it."""
    from corrobora.case.custody import CustodyEvent

    if event is not None and event not in set(CustodyEvent):
        complain(f"there is no event {event!r}; events are: {', '.join(CustodyEvent)}")
        raise typer.Exit(2)
    with open_case(case, actor) as opened:
        if event is not None:
            opened.record_custody(item, CustodyEvent(event), reason=reason, to=to)
        entries = opened.custody(item)
    if as_json:
        for entry in entries:
            typer.echo(entry.line)
        return
    for entry in entries:
        what = entry.payload.get("event", entry.act)
        said = [entry.payload[key] for key in ("to", "reason", "name", "engine") if entry.payload.get(key)]
        when = f"{entry.time:%Y-%m-%d %H:%M:%S} UTC"
        say(f"{when}  {entry.seq:>6}  {what:<10}  {entry.actor}  {'; '.join(said)}")


def fixity(
    case: CaseFolder = DEFAULT_CASE,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0, help="End with the item at hand after so long.")
    ] = None,
    percent: Annotated[
        float | None,
        typer.Option("--percent", min=0, max=100, help="Check so much of all bytes, then end."),
    ] = None,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """Check the kept bytes, a slice at a time; each run goes on where the last one ended, and is journalled.

    Exit 1 if an item is missing, unreadable or changed. Meant for cron or a timer; without a bound, all that
    is left of the round is checked.
    """
    from datetime import timedelta

    from corrobora.case.fixity import Budget

    budget = Budget(
        time=timedelta(minutes=minutes) if minutes is not None else None,
        share=percent / 100 if percent is not None else None,
    )
    with open_case(case, actor) as opened:
        found = opened.check_fixity(budget)
    for damage in found.damaged:
        complain(str(damage))
    if as_json:
        damaged = [{"sha256": d.sha256, "reason": d.reason} for d in found.damaged]
        began = found.round_began.isoformat() if found.round_began else None
        print_json(
            {
                "clean": found.clean, "items": found.items, "bytes": found.bytes, "after": found.after,
                "through": found.through, "damaged": damaged, "round_began": began,
                "remaining": found.remaining,
            }
        )  # fmt: skip
    else:
        began = f"; the round began {found.round_began:%Y-%m-%d %H:%M} UTC" if found.round_began else ""
        left = f"{found.remaining:,} left" if found.remaining else "the round is complete"
        say(f"checked {found.items:,} items, {found.bytes:,} bytes: {len(found.damaged)} damaged")
        say(f"{left}{began}")
    if not found.clean:
        raise typer.Exit(1)


def protect_key(
    case: CaseFolder = DEFAULT_CASE,
    undo: Annotated[
        bool, typer.Option("--undo", help="Put it back in plain, with the passphrase from the environment.")
    ] = False,
) -> None:
    """Encrypt the case's signing key with a passphrase; signing then needs CORROBORA_KEY_PASSPHRASE."""
    import os

    from corrobora.vault import keys

    with open_case(case) as opened:
        if undo:
            opened.unprotect_key()
            say("the signing key lies in plain again, readable by its owner only")
            return
        passphrase = os.environ.get(keys.PASSPHRASE) or typer.prompt(
            "Passphrase", hide_input=True, confirmation_prompt=True
        )
        opened.protect_key(passphrase)
    say(f"the signing key is encrypted; set {keys.PASSPHRASE} for commands that sign. Without the passphrase")
    say("nothing more can be signed for this case; what was signed holds")


def verify_bundle(folder: Path, *, key: str | None, checkpoints: list[Path], as_json: bool) -> None:
    """Check a bundle; exit 1 if anything is wrong."""
    from corrobora.publish.bundle.check import check_bundle

    result = check_bundle(folder, key=key, checkpoints=read_checkpoints(checkpoints))
    told = "as expected" if key else "compare it with what its maker tells you"
    say_checked(
        result.problems, result.counts, as_json=as_json, known={"key": result.key},
        clean=f"signed with the key {result.key} ({told})",
    )  # fmt: skip


def say_checked(
    problems: Sequence[Wrong | BundleProblem],
    counts: Mapping[str, int],
    *,
    as_json: bool,
    known: Mapping[str, str | None],
    clean: str,
) -> None:
    """Print what a check found; ends the command with 1 if anything is wrong.

    Args:
        problems: what is wrong.
        counts: how many records of each part were checked.
        as_json: whether to print JSON, with ``known`` beside the result.
        known: what else the check tells.
        clean: what to say if nothing is wrong.
    """
    if as_json:
        wrong = [{"part": p.part, "reason": p.reason} for p in problems]
        print_json({"clean": not problems, "problems": wrong, "counts": dict(counts), **known})
    else:
        for problem in problems:
            complain(f"{problem.part}: {problem.reason}")
        say("checked: " + ", ".join(f"{number} {part}" for part, number in counts.items()))
        if not problems:
            say(f"nothing is wrong; {clean}")
    if problems:
        raise typer.Exit(1)


def read_checkpoints(paths: list[Path]) -> list[str]:
    """Signed checkpoints from files; ends the command if one cannot be read."""
    notes = []
    for path in paths:
        try:
            notes.append(path.read_bytes().decode())
        except (OSError, UnicodeDecodeError) as error:
            complain(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}")
            raise typer.Exit(2) from error
    return notes


def authorities_of(urls: list[str] | None, roots: list[Path] | None) -> tuple[Authority, ...]:
    """Timestamp authorities from the options; ends the command if an option is wrong."""
    if not urls and not roots:
        return ()
    from corrobora.vault.timestamp import Authority, fingerprint

    if len(urls or []) != len(roots or []):
        complain("each --timestamp needs the root certificate its tokens lead to: --timestamp URL --root PEM")
        raise typer.Exit(2)
    found = []
    for url, path in zip(urls or [], roots or [], strict=True):
        try:
            pem = path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            complain(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}")
            raise typer.Exit(2) from error
        fingerprint(pem)
        found.append(Authority(url=url, root=pem))
    return tuple(found)


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.command()(custody)
    app.command()(checkpoint)
    app.command()(fixity)
    app.command("protect-key")(protect_key)
