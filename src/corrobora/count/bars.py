"""Horizontal bars in parts, as SVG: register coverage, incidents by month and by place.

As in `corrobora.count.chart`: no scripts, no inline styles, and the table beside it says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from corrobora.count.reconciliation import PlacedTally
from corrobora.count.register import figures
from corrobora.model.incident import Incident
from corrobora.model.vocabulary import Unit

_ROW, _BAR, _LONGEST = 24, 420, 48
#: Pixels a character takes at most on average, and those around a label.
_CHARACTER, _AROUND = 7.4, 26
#: Places shown one by one; the rest is one bar.
MOST_PLACES = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row.

    Attributes:
        label: what it is.
        parts: lengths, each with the class that gives it its look; not negative.
        words: the numbers for people.
        open_end: whether the last part goes on to an unknown length.
    """

    label: str
    parts: tuple[tuple[float, str], ...]
    words: str
    open_end: bool = False


def bars(rows: Sequence[Bar], *, title: str) -> str:
    """The rows as a drawing; empty if there is none."""
    if not rows:
        return ""
    longest = max([sum(n for n, _ in row.parts) for row in rows] + [1.0])
    left, right = (_room(words) for words in ([_short(r.label) for r in rows], [r.words for r in rows]))
    width, height = left + _BAR + right, len(rows) * _ROW + 8
    drawn = "".join(_row(row, n * _ROW + 4, left, _BAR / longest) for n, row in enumerate(rows))
    told = "; ".join(f"{row.label}: {row.words}" for row in rows)
    return (
        '<svg class="bar-chart" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height}" font-size="12" fill="currentColor"><title>{escape(title)}</title>'
        f"<desc>{escape(told)}</desc>{drawn}</svg>"
    )


def _room(words: Sequence[str]) -> int:
    """Pixels the longest of these takes with what is around it."""
    return round(max(map(len, words)) * _CHARACTER) + _AROUND


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _row(row: Bar, y: int, left: int, scale: float) -> str:
    middle = y + _ROW // 2 + 2
    out = [f"<g><title>{escape(row.label)}: {escape(row.words)}</title>"]
    out.append(f'<text x="{left - 10}" y="{middle}" text-anchor="end">{escape(_short(row.label))}</text>')
    x = float(left)
    for length, look in row.parts:
        wide = round(length * scale, 1)
        if wide:
            out.append(
                f'<rect class="{look}" x="{round(x, 1)}" y="{y + 4}" width="{wide}" height="{_ROW - 10}" '
                'stroke="currentColor" stroke-opacity="0.4"/>'
            )
        x += wide
    if row.open_end:
        tip = f"{round(x + 9, 1)},{y + 11} {round(x + 2, 1)},{y + 5} {round(x + 2, 1)},{y + 17}"
        out.append(f'<polygon class="bc-open" points="{tip}"/>')
        x += 9
    out.append(f'<text x="{round(x + 8, 1)}" y="{middle}">{escape(row.words)}</text></g>')
    return "".join(out)


def coverage_bars(tallies: Sequence[PlacedTally]) -> list[Bar]:
    """For each figure of persons: what the register holds, may hold and lacks of it."""
    out = []
    for placed in tallies:
        held, stated = placed.register, placed.tally.figures.get(Unit.PERSONS)
        if held is None or stated is None or stated.low is None:
            continue
        lacks = held.missing[Unit.PERSONS].low or 0
        covered = min(held.persons.low or 0, stated.low)
        possible = max(0, stated.low - covered - lacks)
        words = f"{covered} held, {possible} possibly, {lacks} missing"
        out.append(
            Bar(
                label=f"{placed.tally.body.name}: {figures(placed.tally)}",
                parts=((covered, "bc-held"), (possible, "bc-maybe"), (lacks, "bc-missing")),
                words=words,
                open_end=stated.high is None,
            )
        )
    return out


def month_bars(months: Mapping[str, int]) -> list[Bar]:
    """Incidents by the month they happened in; those of several months or none are bars of their own.

    Args:
        months: how many there are of each `month_of`.
    """
    known = sorted(m for m in months if m[:1].isdigit())
    order = [*known, *(m for m in (SEVERAL, UNKNOWN) if m in months)]
    return [_counted(m, months[m]) for m in order]


def place_bars(places: Mapping[str, int]) -> list[Bar]:
    """Incidents by the name of their place, the most first.

    Args:
        places: how many there are of each `place_of`.
    """
    ordered = sorted(places.items(), key=lambda x: (x[0] == NOWHERE, -x[1], x[0]))
    out = [_counted(name, n) for name, n in ordered[:MOST_PLACES]]
    rest = sum(n for _, n in ordered[MOST_PLACES:])
    return [*out, _counted("other places", rest)] if rest else out


#: What stands for a month or place that is not one.
SEVERAL, UNKNOWN, NOWHERE = "in several months", "day not found", "place not found"


def month_of(incident: Incident) -> str:
    """The month it happened in."""
    when = incident.date.value if incident.date else None
    if when is None or (when.first is None and when.last is None):
        return UNKNOWN
    first, last = when.first, when.last
    if first and last and (first.year, first.month) == (last.year, last.month):
        return f"{first.year}-{first.month:02d}"
    return SEVERAL


def place_of(incident: Incident) -> str:
    """The name of its place."""
    if incident.place is None:
        return NOWHERE
    where = incident.place.value
    return where.candidates[0].name if where.candidates else where.name


def _counted(label: str, number: int) -> Bar:
    said = f"{number} incident" if number == 1 else f"{number} incidents"
    return Bar(label=label, parts=((number, "bc-held"),), words=said)
