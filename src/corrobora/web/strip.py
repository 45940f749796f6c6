"""Where days lie on one line, for the drawing beside a list of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corrobora.publish import days

#: The drawing's own units: its width, and the least width of a mark.
WIDTH, LEAST = 1200, 5
LANES = 4
#: Most stretches drawn one by one.
MOST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A month or year that begins at ``x``."""

    x: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of days; stretches that would touch lie in different lanes."""

    x: int
    width: int
    lane: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A line of days."""

    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    lanes: int


def strip(stretches: Sequence[tuple[date, date, int]]) -> Strip | None:
    """The line that holds all stretches, ``None`` if there are none.

    Of more than `MOST`, it shows how many begin when: the fuller the lanes, the more.

    Args:
        stretches: first and last day of each, and how many there are, ordered by first day.
    """
    if not stretches:
        return None
    first = min(s[0] for s in stretches).replace(day=1)
    last = max(s[1] for s in stretches) + timedelta(days=1)
    whole = max((last - first).days, 28)

    def x(day: date) -> int:
        return round((day - first).days / whole * WIDTH)

    if len(stretches) > MOST:
        filled = tuple(_filled([(x(start), n) for start, _, n in stretches]))
        return Strip(ticks=_ticks(first, last, x), bars=filled, lanes=LANES)
    free = [-1] * LANES
    bars = []
    for start, end, _ in stretches:
        left, width = x(start), max(LEAST, x(end + timedelta(days=1)) - x(start))
        lane = next(
            (n for n, taken in enumerate(free) if taken < left - 2), min(range(LANES), key=free.__getitem__)
        )
        free[lane] = left + width
        bars.append(Bar(x=left, width=width, lane=lane))
    return Strip(ticks=_ticks(first, last, x), bars=tuple(bars), lanes=max(b.lane for b in bars) + 1)


def _filled(at: Sequence[tuple[int, int]]) -> Iterator[Bar]:
    columns: Counter[int] = Counter()
    for x, n in at:
        columns[min(x, WIDTH - 1) // LEAST] += n
    most = max(columns.values())
    for column, n in sorted(columns.items()):
        for lane in range(-(-LANES * n // most)):
            yield Bar(x=column * LEAST, width=LEAST - 1, lane=LANES - 1 - lane)


def _ticks(first: date, last: date, x: Callable[[date], int]) -> tuple[Tick, ...]:
    """Years where there are several, else months; never more than fit."""
    months = [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
              for n in range((last.year - first.year) * 12 + last.month - first.month + 1)]  # fmt: skip
    months = [m for m in months if m < last]
    if len(months) > 16:
        years = [m for m in months if m.month == 1]
        step = -(-len(years) // 12)
        return tuple(Tick(x=x(y), text=str(y.year)) for y in years[::step])
    step = 1 if len(months) <= 9 else 2
    shown = months[::step]
    return tuple(
        Tick(x=x(m), text=days.month(m, year=n == 0 or m.year != shown[n - 1].year))
        for n, m in enumerate(shown)
    )
