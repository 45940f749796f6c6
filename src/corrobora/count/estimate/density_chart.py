"""Estimates side by side, as SVG: interval, point and, where the method gives one, density of the total.

As in `corrobora.count.chart`: no scripts and no inline styles; the command's table says the same.
"""

from __future__ import annotations

from xml.sax.saxutils import escape

from corrobora.count.estimate.report import Estimation, ModelEstimate

_ROW, _LINE, _LABEL, _WIDE, _RIGHT = 64, 22, 170, 520, 220


def density_chart(answer: Estimation, *, title: str = "Estimates of the total, by model") -> str:
    """Every model that answers, and below by name those refused; empty if none answers."""
    shown = [m for m in answer.models if m.refused is None and m.interval and m.estimate is not None]
    refused = [m for m in answer.models if m.refused is not None]
    if not shown:
        return ""
    ends = [x for m in shown if m.interval for x in m.interval if x < float("inf")]
    low, high = float(answer.n), max([*ends, *(m.estimate or 0.0 for m in shown)]) * 1.05
    scale = _WIDE / ((high - low) or 1.0)
    below = len(shown) * _ROW + 40
    height = below + len(refused) * _LINE
    rows = "".join(_row(m, n * _ROW + 30, low, high, scale) for n, m in enumerate(shown))
    rows += "".join(_refused(m, below + n * _LINE) for n, m in enumerate(refused))
    told = "; ".join(f"{m.name}: {_words(m)}" for m in [*shown, *refused])
    return (
        '<svg class="density-chart" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {_LABEL + _WIDE + _RIGHT} {height}" font-size="12" fill="currentColor">'
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>"
        f'<line class="dc-seen" x1="{_LABEL}" x2="{_LABEL}" y1="20" y2="{below - 8}" stroke="currentColor"/>'
        f'<text x="{_LABEL}" y="14">{answer.n:,} on at least one list</text>{rows}</svg>'
    )


def _row(model: ModelEstimate, y: int, low: float, high: float, scale: float) -> str:
    assert model.interval is not None
    assert model.estimate is not None

    def at(total: float) -> float:
        return round(_LABEL + (min(max(total, low), high) - low) * scale, 1)

    base = y + _ROW - 22
    out = [f"<g><title>{escape(model.name)}: {escape(_words(model))}</title>"]
    out.append(f'<text x="{_LABEL - 10}" y="{base + 4}" text-anchor="end">{escape(model.name)}</text>')
    if model.density:
        peak = max(p for _, p in model.density) or 1.0
        points = " ".join(f"{at(x)},{round(base - 36 * p / peak, 1)}" for x, p in model.density)
        first, last = at(model.density[0][0]), at(model.density[-1][0])
        out.append(
            f'<polygon class="dc-density" points="{first},{base} {points} {last},{base}" fill-opacity="0.2"/>'
        )
    begin, end = (at(x) for x in model.interval)
    out.append(
        f'<line class="dc-interval" x1="{begin}" x2="{end}" y1="{base}" y2="{base}" stroke="currentColor" '
        'stroke-width="3"/>'
    )
    out.append(f'<circle class="dc-point" cx="{at(model.estimate)}" cy="{base}" r="5"/>')
    out.append(f'<text x="{_LABEL + _WIDE + 10}" y="{base + 4}">{escape(_words(model))}</text></g>')
    return "".join(out)


def _refused(model: ModelEstimate, y: int) -> str:
    name = escape(model.name)
    return (
        f"<g><title>{name}: {escape(_words(model))}</title>"
        f'<text x="{_LABEL - 10}" y="{y + 8}" text-anchor="end">{name}</text>'
        f'<text x="{_LABEL + 10}" y="{y + 8}">refused</text></g>'
    )


def _words(model: ModelEstimate) -> str:
    if model.refused is not None:
        return f"refused: {model.refused}"
    if model.interval is None or model.estimate is None:
        return "no estimate"
    return f"{model.estimate:,.0f} ({model.interval[0]:,.0f} to {model.interval[1]:,.0f})"
