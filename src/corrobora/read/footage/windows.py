"""Hashes of parts of a picture: PDQ does not survive a cut edge, the hash of the part that was left does."""

from __future__ import annotations

import numpy as np
from PIL import Image

from corrobora.read.footage.pdq import Array, Pdq, pdq

#: Shares cut off at the left, top, right and bottom: even borders, single edges and corners, up to a tenth.
SIDES: tuple[tuple[float, float, float, float], ...] = (
    (0.025, 0.025, 0.025, 0.025), (0.05, 0.05, 0.05, 0.05),
    (0.05, 0, 0, 0), (0.1, 0, 0, 0), (0, 0.05, 0, 0), (0, 0.1, 0, 0),
    (0, 0, 0.05, 0), (0, 0, 0.1, 0), (0, 0, 0, 0.05), (0, 0, 0, 0.1),
    (0.05, 0.05, 0, 0), (0.1, 0.1, 0, 0), (0, 0.05, 0.05, 0), (0, 0.1, 0.1, 0),
    (0, 0, 0.05, 0.05), (0, 0, 0.1, 0.1), (0.05, 0, 0, 0.05), (0.1, 0, 0, 0.1),
)  # fmt: skip
#: Side the picture is first made small to; its hash is then a few bits from that of the whole size.
_SIDE = 160


def small_hash(picture: Array) -> Pdq:
    """The hash of a picture made small first: a few bits from that of the whole size, but much quicker."""
    return pdq(_small(picture))


def _small(picture: Array) -> Array:
    return np.asarray(Image.fromarray(picture).resize((_SIDE, _SIDE), Image.Resampling.BOX))


def windows(picture: Array) -> str:
    """The hashes of all parts in `SIDES`, one after another, 64 hexadecimal digits each.

    Args:
        picture: rows × columns × red, green, blue.
    """
    small = _small(picture)
    found = []
    for left, top, right, bottom in SIDES:
        rows = slice(round(top * _SIDE), round((1 - bottom) * _SIDE))
        columns = slice(round(left * _SIDE), round((1 - right) * _SIDE))
        found.append(pdq(np.ascontiguousarray(small[rows, columns])).hex)
    return "".join(found)
