"""From whom an incident is known, as a picture with a list beside it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from corrobora.count.origin_chart import origin_chart
from corrobora.link.origins import Origins, Passing
from corrobora.publish import words
from corrobora.publish.language import gettext, noop

_HOW = {
    Passing.SAID: noop("reports what it says"),
    Passing.CITED: noop("cites it"),
    Passing.BESIDE: noop("speaks beside it; who has it from whom is not said"),
    Passing.COPIED: noop("carries the same text"),
    Passing.FOOTAGE: noop("shows it"),
    Passing.FORWARDED: noop("forwards it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginsView:
    """What a page says of the sources of an incident.

    Attributes:
        independent: how many independent origins there are, in words.
        roots: the origins' names.
        lines: giver, taker and in which way, one each.
        chart: the same as a drawing; empty if there is nothing to draw.
    """

    independent: str
    roots: tuple[str, ...]
    lines: tuple[tuple[str, str, str], ...]
    chart: Markup


def origins_view(found: Origins) -> OriginsView:
    """The sources for a page."""
    names = {s.id: s.name for s in found.sources}
    least, most = found.independent
    number = words.plural(most, "independent origin")
    between = gettext("%(least)s to %(most)s")
    return OriginsView(
        independent=number if least == most else between % {"least": least, "most": number},
        roots=tuple(names[id] for id in found.roots),
        lines=tuple((names[p.giver], names[p.taker], gettext(_HOW[p.how])) for p in found.passed),
        chart=Markup(words.visible(origin_chart(found))),  # noqa: S704 - it escapes every name
    )
