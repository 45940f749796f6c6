"""The command that shows elements of crimes: supported, contested, open, and what to look for next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrobora.cli.options import DEFAULT_CASE, AsJson, CaseFolder, open_case
from corrobora.cli.terminal import print_json, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corrobora.assess.elements import CrimeOfMany, CrimeSupport, Wanted


def elements(
    incident: Annotated[
        str | None, typer.Argument(help="Its number or label; else the whole case.", show_default=False)
    ] = None,
    case: CaseFolder = DEFAULT_CASE,
    as_json: AsJson = False,
) -> None:
    """Elements of crimes over an incident or the case: support is reported, never guilt."""
    from corrobora.assess.elements import next_of_all, over_all
    from corrobora.case.weighed import crime_json, elements_json

    with open_case(case) as opened:
        if incident is not None:
            label = opened.incident(incident).incident.label
            found = opened.elements(incident)
            if as_json:
                print_json(elements_json(label, found))
            else:
                _print(label, found)
            return
        held = opened.all_elements()
    whole, wanted = over_all(held), next_of_all(held)
    if as_json:
        print_json(
            {
                "incidents": {label: [crime_json(t) for t in tables] for label, tables in held.items()},
                "crimes": [_whole_json(t) for t in whole],
                "next": [{"look_for": w.what, "gaps": w.gaps, "contested": w.contested} for w in wanted],
            }
        )
        return
    _print_whole(whole, wanted)


def _print(label: str, found: Sequence[CrimeSupport]) -> None:
    from corrobora.publish.words import plural

    say(
        f"{label}: {plural(len(found), 'crime')} its acts make worth looking at"
        if found
        else f"{label}: none"
    )
    for table in found:
        say(f"{table.crime.name} ({table.crime.provision})")
        for row in table.elements:
            say(f"  {row.support:<9}  {row.element.text}")
            say(f"             facts needed: {'; '.join(row.element.facts)}")
            for how, indicators in (("for", row.supporting), ("against", row.contrary)):
                for said in dict.fromkeys(f.indicator.says for f in indicators):
                    claims = dict.fromkeys(
                        f.claim for f in indicators if f.indicator.says == said and f.claim
                    )
                    named = f" ({', '.join(claims)})" if claims else ""
                    say(f"             {how}: {said}{named}")
            if row.next:
                say(f"             look for: {'; '.join(row.next)}")


def _print_whole(whole: Sequence[CrimeOfMany], wanted: Sequence[Wanted]) -> None:
    from corrobora.publish.words import plural

    if not whole:
        say("no incident has an act that any crime of the codebook is looked at for")
    for table in whole:
        say(f"{table.crime.name} ({table.crime.provision}): {plural(len(table.incidents), 'incident')}")
        for row in table.elements:
            counts = ", ".join(f"{len(own)} {s}" for s, own in row.incidents.items() if own)
            say(f"  {counts:<34}  {row.element.text}")
    if wanted:
        say("what to look for next, and in how many incidents it is open")
    for one in wanted:
        open_in = [
            f"{how} in {len(labels)}"
            for how, labels in (("a gap", one.gaps), ("contested", one.contested))
            if labels
        ]
        say(f"  {one.what}: {', '.join(open_in)}")
    say("support is reported, never guilt; corrobora elements INC-0001 names the claims")


def _whole_json(table: CrimeOfMany) -> dict[str, Any]:
    return {
        "crime": table.crime.id,
        "name": table.crime.name,
        "provision": table.crime.provision,
        "incidents": list(table.incidents),
        "elements": [
            {"element": row.element.id, "text": row.element.text}
            | {support.value: list(own) for support, own in row.incidents.items()}
            for row in table.elements
        ],
    }


def register(app: typer.Typer) -> None:
    """Put the command on the command line."""
    app.command()(elements)
