"""PDQ: a perceptual hash of 256 bits, and how much there was to hash.

After "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019), part I:
luminance, two passes of box filters to 64 × 64, the first 16 × 16 frequencies of a cosine transform, each
against their median. All sums are in single precision and in the published order, so that hashes are the
same, bit for bit, as those of the reference implementation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corrobora.model.errors import InvalidRecord

Floats = NDArray[np.float32]
#: A picture: rows × columns × red, green, blue, or rows × columns of grey.
Array = NDArray[np.uint8]

#: Side of the picture that is transformed, and of the frequencies kept.
SIDE, KEPT = 64, 16
BITS = KEPT * KEPT
#: Two pictures whose hashes differ in no more bits are the same to the eye (the authors' threshold).
NEAR = 31
#: Below this quality a hash says nothing: an even sky looks like any other.
SURE = 50
_SMALLEST = 5
_PASSES = 2
_LUMA = (np.float32(0.299), np.float32(0.587), np.float32(0.114))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdq:
    """A perceptual hash.

    Attributes:
        bits: the hash, 32 bytes, the highest frequency's bit first.
        quality: 0 (a flat picture) to 100.
    """

    bits: bytes
    quality: int

    def __post_init__(self) -> None:
        if len(self.bits) != BITS // 8 or not 0 <= self.quality <= 100:
            raise InvalidRecord("a PDQ hash has 32 bytes and a quality from 0 to 100")

    @property
    def hex(self) -> str:
        """The hash as it is written: 64 digits, leading zeros kept."""
        return self.bits.hex()

    def distance(self, other: Pdq) -> int:
        """In how many of 256 bits two hashes differ."""
        return (int.from_bytes(self.bits) ^ int.from_bytes(other.bits)).bit_count()


def pdq(picture: Array) -> Pdq:
    """The hash of a picture.

    Args:
        picture: rows × columns × red, green, blue; or rows × columns of grey.
    """
    rows, columns = picture.shape[:2]
    if rows < _SMALLEST or columns < _SMALLEST:
        return Pdq(bits=bytes(BITS // 8), quality=0)
    small = _small(_luma(picture))
    frequencies = _frequencies(small)
    # of an even number of values, the lower of the middle two
    median = np.partition(frequencies.ravel(), BITS // 2 - 1)[BITS // 2 - 1]
    set_bits = (frequencies > median).ravel()
    return Pdq(bits=np.packbits(set_bits[::-1]).tobytes(), quality=_quality(small))


def _luma(picture: Array) -> Floats:
    if picture.ndim == 2:
        return picture.astype(np.float32)
    red, green, blue = (picture[:, :, i].astype(np.float32) for i in range(3))
    weighed: Floats = _LUMA[0] * red + _LUMA[1] * green + _LUMA[2] * blue
    return weighed


def _small(luma: Floats) -> Floats:
    """64 × 64 values, each the average of what lies around its place."""
    rows, columns = luma.shape
    if (rows, columns) != (SIDE, SIDE):
        for _ in range(_PASSES):
            luma = _box(luma.T, _window(columns)).T
            luma = _box(luma, _window(rows))
    down = [int((i + 0.5) * rows / SIDE) for i in range(SIDE)]
    across = [int((i + 0.5) * columns / SIDE) for i in range(SIDE)]
    return np.ascontiguousarray(luma[np.ix_(down, across)])


def _window(size: int) -> int:
    return (size + 2 * SIDE - 1) // (2 * SIDE)


def _box(values: Floats, window: int) -> Floats:
    """A moving average down the columns; at the ends over what there is."""
    length = len(values)
    half = (window + 2) // 2
    values = np.ascontiguousarray(values)
    out = np.empty_like(values)
    total = np.zeros(values.shape[1:], dtype=np.float32)
    added = removed = 0
    for i in range(length):
        while added < min(length, i + half):
            total += values[added]
            added += 1
        while removed < i + half - window:
            total -= values[removed]
            removed += 1
        np.divide(total, np.float32(added - removed), out=out[i])
    return out


@cache
def _cosines() -> Floats:
    scale = float(np.float32(math.sqrt(2 / SIDE)))
    rows = [
        [scale * math.cos(math.pi / 2 / SIDE * (i + 1) * (2 * j + 1)) for j in range(SIDE)]
        for i in range(KEPT)
    ]
    return np.array(rows, dtype=np.float32)


def _frequencies(small: Floats) -> Floats:
    cosines = _cosines()
    half = np.zeros((KEPT, SIDE), dtype=np.float32)
    for k in range(SIDE):
        half += cosines[:, k : k + 1] * small[k : k + 1, :]
    whole = np.zeros((KEPT, KEPT), dtype=np.float32)
    for k in range(SIDE):
        whole += half[:, k : k + 1] * cosines[:, k]
    return whole


def _quality(small: Floats) -> int:
    """How much changes from place to place; steps too small to see do not count."""
    steps = (small[:-1] - small[1:], small[:, :-1] - small[:, 1:])
    seen = sum(int(np.abs((s * np.float32(100) / np.float32(255)).astype(np.int32)).sum()) for s in steps)
    return min(100, seen // 90)
