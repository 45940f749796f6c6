"""Commands about captured pages: captures, recapture, diff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrobora.cli import words
from corrobora.cli.acts import end_with, progress_bar
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
    capture_settings,
    open_case,
)
from corrobora.cli.terminal import print_json, print_table, say

if TYPE_CHECKING:
    from corrobora.case.recapturing import PageDiff
    from corrobora.store.captures import StoredCapture


def captures(
    of: Annotated[
        str | None, typer.Argument(help="An address, or the first digits of an item's hash; else all.")
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    as_json: AsJson = False,
) -> None:
    """The pages that were captured from the web: what was shown, when, by what, and what was kept."""
    with open_case(case) as opened:
        found = opened.captures(of)
    if as_json:
        print_json({"captures": [_json(stored) for stored in found]})
        return
    rows = [
        (str(s.entry.seq), f"{s.capture.started:%Y-%m-%d %H:%M} UTC", s.capture.verdict.value,
         s.capture.mode.value, s.capture.page[:12], s.capture.url)
        for s in found
    ]  # fmt: skip
    print_table(("entry", "captured", "verdict", "by", "page", "address"), rows, right=("entry",))


def recapture(
    targets: Annotated[
        list[str],
        typer.Argument(help="Addresses, or first digits of captured items' hashes.", metavar="URL|ITEM…"),
    ],
    case: CaseFolder = DEFAULT_CASE,
    actor: Actor = None,
    engine: EngineName = None,
    allow_remote: AllowRemote = False,
    capture: CaptureMode = "auto",
    allow_private: AllowPrivate = False,
    ca: Authorities = None,
    as_content: AsContent = False,
    as_json: AsJson = False,
) -> None:
    """Capture pages again and tell what changed; the earlier captures stay."""
    how = capture_settings(capture, ca, allow_private=allow_private, as_content=as_content)
    with open_case(case, actor, engine) as opened, progress_bar() as progress:
        report = opened.recapture(targets, progress=progress, allow_remote=allow_remote, capture=how)
    end_with(report, as_json=as_json)


def diff(
    of: Annotated[str, typer.Argument(help="An address, or the first digits of a captured item's hash.")],
    case: CaseFolder = DEFAULT_CASE,
    before: Annotated[
        int | None,
        typer.Option("--before", help="Journal entry of the capture to compare with; else the one before."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What two captures of one page differ in: words, photos and videos, and claims that changed."""
    with open_case(case) as opened:
        found = opened.page_diff(of, before=before)
    if as_json:
        print_json(_diff_json(found))
    else:
        _print(found)


def _json(stored: StoredCapture) -> dict[str, Any]:
    return {"entry": stored.entry.seq, **stored.capture.to_json()}


def _diff_json(found: PageDiff) -> dict[str, Any]:
    from corrobora.model.serial import claim_to_json, flat

    return {
        "before": _json(found.before), "after": _json(found.after),
        "lines": [{"sign": sign, "text": line} for sign, line in found.lines],
        "appeared": [claim_to_json(c.claim, c.id) for c in found.appeared],
        "vanished": [claim_to_json(c.claim, c.id) for c in found.vanished],
        "changed": [
            {
                "before": c.before.id, "after": c.after.id,
                "values": [
                    {"slot": v.slot, **{k: [flat(x) for x in vs] for k, vs in v.sides.items()}}
                    for v in c.values
                ],
            }
            for c in found.changed
        ],
        "media": [
            {"sign": sign, "sha256": item.sha256, "name": item.name, "media_type": item.media_type}
            for sign, item in found.media
        ],
    }  # fmt: skip


def _print(found: PageDiff) -> None:
    say(found.after.capture.url)
    for sign, stored in (("-", found.before), ("+", found.after)):
        say(f"  {sign} {stored.capture.started:%Y-%m-%d %H:%M:%S} UTC, journal entry {stored.entry.seq}")
    for sign, item in found.media:
        shown = "no longer shown" if sign == "-" else "newly shown"
        say(f"{shown}: {item.media_type} {item.sha256[:12]} {item.name}")
    if found.same:
        say("the words are the same")
        return
    for sign, line in found.lines:
        say(f"{sign} {line}")
    for record in found.vanished:
        say(f"claim vanished: {record.id} {record.claim.kind}  “{words.quote(record.claim)}”")
    for record in found.appeared:
        say(f"claim appeared: {record.id} {record.claim.kind}  “{words.quote(record.claim)}”")
    for changed in found.changed:
        say(f"claim changed: {changed.before.id} → {changed.after.id}  “{words.quote(changed.after.claim)}”")
        for value in changed.values:
            before, after = (
                ", ".join(words.value(v) for v in side) or words.NOT_FOUND
                for side in (value.before, value.after)
            )
            say(f"    {words.term(value.slot)}: {before} → {after}")
    if not (found.vanished or found.appeared or found.changed):
        say("no claim changed")


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    app.command()(captures)
    app.command()(recapture)
    app.command()(diff)
