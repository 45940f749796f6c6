"""Published figures on one time axis, as SVG.

No scripts and no inline styles, so that a strict content security policy holds: looks come from
classes (``tally-chart``, ``tc-…``), with presentation attributes as what shows without a stylesheet.
The table beside it says the same in text; the drawing names itself for screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from corrobora.count.register import figures
from corrobora.count.tally import Tally
from corrobora.model.vocabulary import Unit

_ROW = 30
_TOP = 34
_BODY_GAP = 22
_LEFT, _TIME, _GAP, _COUNT = 8, 470, 24, 230
#: Pixels a character takes at most on average.
_CHARACTER = 7.4
_TICKS = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    low: float
    high: float
    start: float
    width: float

    def at(self, value: float) -> float:
        span = self.high - self.low or 1
        return round(self.start + self.width * (value - self.low) / span, 1)


def chart(tallies: Sequence[Tally], *, title: str = "Published figures by body and period") -> str:
    """The figures in persons: left the days counted, right the number with its bounds.

    A line that ends in an arrow is open there: its start is not stated, or the number is "at least".
    Figures in other units and figures without a place in time are left to the table. Empty if there
    is nothing to draw.
    """
    shown = [t for t in tallies if Unit.PERSONS in t.figures and t.scope.last is not None]
    if not shown:
        return ""
    firsts = [d for t in shown for d in (t.scope.first, t.scope.last) if d]
    low, high = min(firsts), max(firsts)
    time = _Axis(low=low.toordinal() - 20, high=high.toordinal() + 10, start=_LEFT + 14, width=_TIME - 14)
    ends = [x for t in shown for x in t.figures[Unit.PERSONS].bounds if x is not None]
    count = _Axis(low=0, high=max([*ends, 1]) * 1.12, start=_LEFT + _TIME + _GAP, width=_COUNT)
    parts: list[str] = []
    y = _TOP
    for body in dict.fromkeys(t.body.id for t in shown):
        own = sorted(
            (t for t in shown if t.body.id == body),
            key=lambda t: (t.scope.last, t.scope.first or date.min, t.id),
        )
        y += _BODY_GAP
        name = escape(own[0].body.name)
        parts.append(f'<text class="tc-body" x="{_LEFT}" y="{y - 6}" font-weight="600">{name}</text>')
        for tally in own:
            parts.append(_row(tally, y, time, count))
            y += _ROW
    height = y + 12
    longest = max(len(figures(t)) for t in shown)
    width = _LEFT + _TIME + _GAP + _COUNT + round(longest * _CHARACTER) + 20
    axes = _years(low, high, time, height) + _numbers(count, height)
    return (
        '<svg class="tally-chart" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height}" font-size="12" fill="currentColor"><title>{escape(title)}</title>'
        f"<desc>{escape(_description(shown))}</desc>{axes}{''.join(parts)}</svg>"
    )


def _row(tally: Tally, y: int, time: _Axis, count: _Axis) -> str:
    scope, quantity = tally.scope, tally.figures[Unit.PERSONS]
    assert scope.last is not None
    middle = y + _ROW / 2 - 3
    end = time.at(scope.last.toordinal())
    start = time.at(scope.first.toordinal()) if scope.first else time.start - 8
    words = f"{figures(tally)}: {scope.words()}"
    out = [f'<g class="tc-row" data-tally={quoteattr(tally.id)}><title>{escape(words)}</title>']
    out.append(_bar(start, max(end, start + 2), middle, "tc-span", left=scope.first is None))
    low, high = quantity.bounds
    from_, to = count.at(low or 0), count.at(high if high is not None else count.high)
    out.append(
        f'<line class="tc-zero" x1="{count.at(0)}" x2="{from_}" y1="{middle}" y2="{middle}" '
        'stroke="currentColor" stroke-opacity="0.25"/>'
    )
    if low is not None and low == high:
        out.append(f'<circle class="tc-exact" cx="{from_}" cy="{middle}" r="4"/>')
    else:
        out.append(_bar(from_, to, middle, "tc-range", left=low is None, right=high is None))
    label = count.start + count.width + 10
    out.append(f'<text class="tc-figure" x="{label}" y="{middle + 4}">{escape(figures(tally))}</text></g>')
    return "".join(out)


def _bar(x1: float, x2: float, y: float, name: str, *, left: bool = False, right: bool = False) -> str:
    """A line with a stop where it is closed and an arrow where it is open."""
    out = (
        f'<line class="{name}" x1="{x1}" x2="{x2}" y1="{y}" y2="{y}" stroke="currentColor" stroke-width="3"'
        f"{' stroke-dasharray=' + quoteattr('6 3') if left or right else ''}/>"
    )
    for x, is_open, way in ((x1, left, -1), (x2, right, 1)):
        if is_open:
            points = f"{x + 7 * way},{y} {x},{y - 5} {x},{y + 5}"
            out += f'<polygon class="{name}-open" points="{points}"/>'
        else:
            ends = f'x1="{x}" x2="{x}" y1="{y - 5}" y2="{y + 5}"'
            out += f'<line class="{name}-end" {ends} stroke="currentColor"/>'
    return out


def _years(low: date, high: date, time: _Axis, height: int) -> str:
    out = []
    for year in range(low.year, high.year + 1):
        x = time.at(max(date(year, 1, 1).toordinal(), time.low))
        out.append(_grid(x, height) + f'<text class="tc-tick" x="{x + 3}" y="16">{year}</text>')
    return "".join(out)


def _numbers(count: _Axis, height: int) -> str:
    step = 1
    while count.high / step > 6:
        step = next(s * 10**p for p in range(9) for s in _TICKS if s * 10**p > step)
    ticks = range(0, int(count.high) + 1, step)
    return "".join(
        _grid(count.at(n), height)
        + f'<text class="tc-tick" x="{count.at(n)}" y="16" text-anchor="middle">{n}</text>'
        for n in ticks
    )


def _grid(x: float, height: int) -> str:
    return (
        f'<line class="tc-grid" x1="{x}" x2="{x}" y1="22" y2="{height - 6}" stroke="currentColor" '
        'stroke-opacity="0.15"/>'
    )


def _description(tallies: Sequence[Tally]) -> str:
    return "; ".join(f"{t.body.name}: {figures(t)}, {t.scope.words()}" for t in tallies)
