"""The command that watches feeds."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from corrobora.cli.options import (
    DEFAULT_CASE,
    Actor,
    AllowPrivate,
    AllowRemote,
    AsJson,
    Authorities,
    CaptureMode,
    CaseFolder,
    EngineName,
    capture_settings,
)
from corrobora.cli.terminal import complain, complain_of, print_json, say

if TYPE_CHECKING:
    from corrobora.case.watching import FeedVisit

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=7)


def watch(
    feeds: Annotated[list[str], typer.Argument(help="Addresses of RSS or Atom feeds.", metavar="FEED…")],
    case: CaseFolder = DEFAULT_CASE,
    once: Annotated[bool, typer.Option("--once", help="Ask each feed that is due, and end.")] = False,
    every: Annotated[str, typer.Option("--every", help="Pause between two visits: 15m, 2h, 1d.")] = "15m",
    delay: Annotated[
        float,
        typer.Option("--delay", min=0, max=600, help="Least seconds between two requests to one host."),
    ] = 5.0,
    actor: Actor = None,
    engine: EngineName = None,
    allow_remote: AllowRemote = False,
    capture: CaptureMode = "auto",
    allow_private: AllowPrivate = False,
    ca: Authorities = None,
    as_json: AsJson = False,
) -> None:
    """Capture what feeds newly name; unchanged feeds cost a host one short answer.

    Stopped with Ctrl-C, it goes on where it was the next time. Hosts' robots.txt are heard.
    """
    from corrobora.case.watching import pause_until
    from corrobora.cli.acts import open_or_create
    from corrobora.collect.capture.address import is_web_address

    if wrong := [feed for feed in feeds if not is_web_address(feed)]:
        complain(f"{wrong[0]!r} is no address of the web; write it with http:// or https://")
        raise typer.Exit(2)
    pause = _pause(every)
    settings = capture_settings(capture, ca, allow_private=allow_private)
    failed = False
    with open_or_create(case, actor, engine) as opened:
        watching = opened.watching(settings, every=pause, delay=delay, allow_remote=allow_remote)
        while True:
            visits = []
            for feed in dict.fromkeys(feed.strip() for feed in feeds):
                visit = watching.visit(feed)
                visits.append(visit)
                failed |= bool(visit.problems)
                _say(visit, as_json=as_json)
            if once:
                break
            time.sleep(pause_until(visits, datetime.now(UTC)))
    if failed:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(watch)


def _pause(words: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})([smhd]?)", words.strip(), re.ASCII)
    pause = timedelta(seconds=int(match[1]) * _UNITS[match[2] or "m"]) if match else None
    if pause is None or not _SHORTEST <= pause <= _LONGEST:
        complain(f"--every {words!r}: write a number and s, m, h or d, from one minute to seven days")
        raise typer.Exit(2)
    return pause


def _say(visit: FeedVisit, *, as_json: bool) -> None:
    complain_of(visit.problems)
    claims = sum(report.claims for report in visit.reports)
    if as_json:
        print_json(
            {
                "feed": visit.feed, "answered": visit.answered.value, "new": list(visit.new),
                "waiting": visit.waiting, "claims": claims,
                "problems": [{"path": p.path, "place": p.place, "reason": p.reason} for p in visit.problems],
                "due": visit.due.isoformat() if visit.due else None,
            },
            indent=None,
        )  # fmt: skip
        return
    due = f"; due again {visit.due:%Y-%m-%d %H:%M} UTC" if visit.due else ""
    what = visit.answered.value
    if visit.new or visit.waiting:
        what += f", {len(visit.new)} new, {claims} claims" + (
            f", {visit.waiting} left" if visit.waiting else ""
        )
    say(f"{visit.feed}: {what}{due}")
