"""PDF files for tests, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas


def write_pdf(
    path: Path,
    pages: Sequence[Sequence[str]],
    *,
    size: tuple[float, float] = (595, 842),
    turned: int = 0,
    top: float = 700,
) -> Path:
    """Lines of 12 points, 18 apart, from ``top`` down and 72 points from the left; pages may be turned."""
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    for lines in pages:
        canvas.setPageRotation(turned)
        for n, line in enumerate(lines):
            canvas.drawString(72, top - 18 * n, line)
        canvas.showPage()
    canvas.save()
    return path
