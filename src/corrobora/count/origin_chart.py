"""Who has it from whom, as SVG: origins left, those who pass it on to their right.

As in `corrobora.count.chart`: no scripts, no inline styles, and the list beside it says the same.
"""

from __future__ import annotations

from collections import defaultdict
from xml.sax.saxutils import escape

from corrobora.link.origins import Origins, Passing

_WIDE, _HIGH, _ACROSS, _DOWN = 190, 34, 90, 16
_LONGEST = 28
#: More sources than these are left to the list.
MOST = 40


def origin_chart(found: Origins, *, title: str = "Who has it from whom") -> str:
    """The sources as boxes and arrows; empty if nobody has it from anybody, or they are too many to draw."""
    if not found.passed or len(found.sources) > MOST:
        return ""
    columns: dict[int, list[str]] = defaultdict(list)
    for id, level in _levels(found).items():
        columns[level].append(id)
    place = {
        id: (8 + level * (_WIDE + _ACROSS), 28 + n * (_HIGH + _DOWN))
        for level, ids in columns.items()
        for n, id in enumerate(ids)
    }
    width = max(x for x, _ in place.values()) + _WIDE + 8
    height = max(y for _, y in place.values()) + _HIGH + 8
    names = {s.id: s.name for s in found.sources}
    arrows = "".join(_arrow(place[p.giver], place[p.taker], p.how) for p in found.passed)
    boxes = "".join(_box(place[id], names[id], root=id in found.roots) for id in place)
    told = "; ".join(f"{names[p.taker]} has it from {names[p.giver]} ({p.how.value})" for p in found.passed)
    return (
        '<svg class="origin-chart" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height}" font-size="12" fill="currentColor"><title>{escape(title)}</title>'
        f"<desc>{escape(told)}</desc>{arrows}{boxes}</svg>"
    )


def _levels(found: Origins) -> dict[str, int]:
    """The longest way from an origin to each source; circles are cut where they close."""
    givers: dict[str, list[str]] = defaultdict(list)
    for passed in found.passed:
        givers[passed.taker].append(passed.giver)
    levels: dict[str, int] = {}

    def level(id: str, above: frozenset[str]) -> int:
        if id not in levels:
            own = [level(g, above | {id}) + 1 for g in givers[id] if g not in above]
            levels[id] = max(own, default=0)
        return levels[id]

    for source in found.sources:
        level(source.id, frozenset())
    return levels


def _box(at: tuple[int, int], name: str, *, root: bool) -> str:
    x, y = at
    short = name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
    look = "oc-root" if root else "oc-source"
    return (
        f'<g class="{look}"><title>{escape(name)}</title>'
        f'<rect x="{x}" y="{y}" width="{_WIDE}" height="{_HIGH}" rx="4" fill="none" '
        f'stroke="currentColor" stroke-width="{2 if root else 1}"/>'
        f'<text x="{x + 10}" y="{y + 21}">{escape(short)}</text></g>'
    )


def _arrow(giver: tuple[int, int], taker: tuple[int, int], how: Passing) -> str:
    """From giver to taker; dashed where it is not said that the one has it from the other."""
    x1, y1 = giver[0] + _WIDE, giver[1] + _HIGH // 2
    x2, y2 = taker[0] - 8, taker[1] + _HIGH // 2
    if x2 < x1:  # back within or before the column
        x1, x2 = giver[0] + _WIDE, taker[0] + _WIDE + 8
    dashes = ' stroke-dasharray="5 4"' if how is Passing.BESIDE else ""
    middle = (x1 + x2) // 2
    tip = taker[0] if x2 < taker[0] else taker[0] + _WIDE
    return (
        f'<path class="oc-{how.value}" d="M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}" fill="none" '
        f'stroke="currentColor" stroke-opacity="0.6"{dashes}/>'
        f'<polygon class="oc-tip" points="{tip},{y2} {x2},{y2 - 4} {x2},{y2 + 4}"/>'
    )
