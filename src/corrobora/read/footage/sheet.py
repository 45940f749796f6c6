"""Frames made small, and all of them on one picture."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from corrobora.read.footage.record import Shot

#: Longest side of a frame to look at, and width of one on a contact sheet, in pixels.
LONGEST, CELL = 640, 240
_COLUMNS, _LABEL, _GAP = 4, 18, 4
_GROUND, _INK = (24, 26, 27), (232, 232, 228)


def jpeg(picture: Image.Image, longest: int = LONGEST) -> bytes:
    """A picture as a JPEG of at most that size, without any metadata."""
    small = picture.convert("RGB")
    small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=82)
    return out.getvalue()


def contact_sheet(shots: tuple[Shot, ...]) -> bytes:
    """All frames in rows of four, each with its time."""
    cells = [(shot, Image.open(io.BytesIO(shot.jpeg))) for shot in shots]
    height = max(round(CELL * c.height / c.width) for _, c in cells)
    height = min(height, 2 * CELL)
    rows = -(-len(cells) // _COLUMNS)
    columns = min(_COLUMNS, len(cells))
    size = (columns * (CELL + _GAP) + _GAP, rows * (height + _LABEL + _GAP) + _GAP)
    sheet = Image.new("RGB", size, _GROUND)
    draw = ImageDraw.Draw(sheet)
    for number, (shot, cell) in enumerate(cells):
        left = _GAP + number % _COLUMNS * (CELL + _GAP)
        top = _GAP + number // _COLUMNS * (height + _LABEL + _GAP)
        cell.thumbnail((CELL, height))
        sheet.paste(cell, (left + (CELL - cell.width) // 2, top + (height - cell.height) // 2))
        draw.text((left + 2, top + height + 3), clock(shot.second), fill=_INK)
    out = io.BytesIO()
    sheet.save(out, "JPEG", quality=80)
    return out.getvalue()


def clock(second: float) -> str:
    """A time in a video: ``0:07``, ``1:02:03``."""
    whole = int(second)
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
