"""Commands about photos and video: media list, show, similar, groups."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrobora.cli.options import DEFAULT_CASE, Actor, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, print_table, say

if TYPE_CHECKING:
    from corrobora.case.showings import Alike, FootageRecord, Showing
    from corrobora.link.footage import Likeness
    from corrobora.model.relation import Relation

media = typer.Typer(
    help="Photos and video: what they are, where else they appear.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
ItemPrefix = Annotated[str, typer.Argument(help="An item's SHA-256, or the beginning of it.")]


def list_(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """All photos and videos."""
    from corrobora.case.shown_json import footage_json

    with open_case(case) as opened:
        records = opened.footage()
    if as_json:
        print_json({"footage": [footage_json(r) for r in records]})
        return
    rows = [(r.item.sha256[:12], r.item.media_type, _size(r), str(r.seconds), r.item.name) for r in records]
    print_table(("item", "type", "size", "hashes", "name"), rows, right=("hashes",))


def show(
    item: ItemPrefix,
    case: CaseFolder = DEFAULT_CASE,
    embedded: Annotated[
        bool,
        typer.Option("--embedded", help="Print embedded metadata too; that it was viewed is journalled."),
    ] = False,
    actor: Actor = None,
    as_json: AsJson = False,
) -> None:
    """What is known about one item: findings, relations, where it appears."""
    from corrobora.case.custody import CustodyEvent
    from corrobora.case.shown_json import showing_json
    from corrobora.model.examination import ExaminationSort

    with open_case(case, actor) as opened:
        about = opened.about(item)
        hidden = [f for f in about.findings if f.sort is ExaminationSort.EMBEDDED]
        if embedded and hidden:
            opened.record_custody(
                about.item.sha256, CustodyEvent.VIEW, reason="embedded metadata viewed on the command line"
            )
        shown = [f for f in about.findings if embedded or f.sort is not ExaminationSort.EMBEDDED]
        appearances = opened.showings(about.item.sha256)
    if as_json:
        print_json(
            {
                "sha256": about.item.sha256, "name": about.item.name, "media_type": about.item.media_type,
                "findings": [{"sort": f.sort.value, "tool": f.tool, "data": f.data} for f in shown],
                "relations": [_relation(r, r.other) for r in about.relations],
                "others": [_relation(r, r.sha256) for r in about.others],
                "showings": [showing_json(s) for s in appearances],
                "embedded_hidden": bool(hidden) and not embedded,
            }
        )  # fmt: skip
        return
    say(f"{about.item.sha256}  {about.item.media_type}  {about.item.name}")
    for finding in shown:
        if finding.sort is ExaminationSort.PDQ:
            hashes = finding.data.get("hashes", ())
            say(f"  {finding.sort} ({finding.tool}): {len(hashes)} hashes")
            continue
        for key, value in finding.data.items():
            say(f"  {finding.sort} ({finding.tool}): {key}: {_words(value)}")
    if hidden and not embedded:
        say("  embedded metadata is there and not shown; --embedded shows it and journals that it was viewed")
    for relation in about.relations:
        say(f"  is {relation.sort} {relation.other[:12]} {relation.place}")
    for relation in about.others:
        say(f"  {relation.sha256[:12]} is {relation.sort} it {relation.place}")
    _say_showings(appearances)


def similar(item: ItemPrefix, case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """Items that look like the same recording: re-posted, trimmed, packed anew or marked."""
    from corrobora.case.showings import first_posted
    from corrobora.case.shown_json import showing_json

    with open_case(case) as opened:
        found = opened.similar(item)
        own = opened.showings(item)
    everything = [*own, *(s for alike in found for s in alike.showings)]
    first = first_posted(everything)
    if as_json:
        print_json(
            {
                "similar": [_alike(a) for a in found],
                "posted_first": showing_json(first) if first else None,
            }
        )  # fmt: skip
        return
    rows = [
        (
            a.item.sha256[:12],
            _frames(a.likeness),
            str(a.likeness.distance),
            f"{a.likeness.shift:+d} s",
            a.item.name,
        )
        for a in found
    ]
    if not rows:
        say("nothing in this case looks like it; that does not show that it was shown nowhere else")
        return
    print_table(("item", "frames alike", "bits apart", "shift", "name"), rows, right=("bits apart", "shift"))
    say("look at both before calling them one: this is a proposal")
    _say_showings(everything)
    if first:
        say(f"posted first, by what this case holds: {_line(first)}")


def groups(case: CaseFolder = DEFAULT_CASE, as_json: AsJson = False) -> None:
    """All recordings that look like one, in groups, each with the posting that came first."""
    from corrobora.case.showings import first_posted
    from corrobora.case.shown_json import showing_json

    with open_case(case) as opened:
        found = opened.footage_groups()
    if as_json:
        listed: list[dict[str, Any]] = []
        for group in found:
            first = first_posted(group)
            listed.append(
                {
                    "items": sorted({s.sha256 for s in group}),
                    "showings": [showing_json(s) for s in group],
                    "posted_first": showing_json(first) if first else None,
                }
            )
        print_json({"groups": listed})
        return
    for number, group in enumerate(found, start=1):
        say(f"group {number}: {len({s.sha256 for s in group})} items")
        _say_showings(group)
    if not found:
        say("no two recordings in this case look like one")


def register(app: typer.Typer) -> None:
    """Put the commands on the command line."""
    media.command("list")(list_)
    media.command("show")(show)
    media.command("similar")(similar)
    media.command("groups")(groups)
    app.add_typer(media, name="media")


def _say_showings(found: Sequence[Showing]) -> None:
    for showing in found:
        say(f"  {_line(showing)}")


def _line(showing: Showing) -> str:
    when = f"{showing.when:%Y-%m-%d %H:%M} UTC" if showing.when else "time not known"
    return f"{when} {showing.dated}: {showing.where} ({showing.sha256[:12]})"


def _relation(relation: Relation, item: str) -> dict[str, str]:
    return {"sort": relation.sort.value, "item": item, "place": relation.place}


def _alike(alike: Alike) -> dict[str, Any]:
    from corrobora.case.shown_json import showing_json

    likeness = alike.likeness
    return {
        "sha256": alike.item.sha256, "name": alike.item.name, "frames": likeness.frames,
        "near": likeness.near,
        "distance": likeness.distance, "shift": likeness.shift, "cut": likeness.cut,
        "showings": [showing_json(s) for s in alike.showings],
    }  # fmt: skip


def _frames(likeness: Likeness) -> str:
    return f"{likeness.near} of {likeness.frames}" + (", edges cut off" if likeness.cut else "")


def _size(record: FootageRecord) -> str:
    told = record.technical
    if "width" not in told:
        return str(told.get("state", ""))
    duration = told.get("duration_seconds")
    return f"{told['width']} × {told['height']}" + (f", {duration:.1f} s" if duration else "")


def _words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
