"""PDQ: the published hash, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clips import picture, resized
from corrobora.model.errors import InvalidRecord
from corrobora.read.footage.pdq import NEAR, SURE, Pdq, pdq

#: Hashes that pdqhash 0.2.8 gives for the generated pictures, by seed and size.
KNOWN = {
    (1, (64, 64)): ("724280159014b24901b705b792400db70db792570db76dff10126df78dff7df7", 5),
    (2, (320, 240)): ("573ae556aa56d6b62db6d924b264e6ec99cc638c8f1c7c3cc0fc1ff8ff800000", 100),
    (3, (97, 203)): ("9ad57495cdb51725eeed11caef5a5c12e0665fcca015aae9ff53000efff80000", 100),
    (4, (512, 512)): ("c1e703e007e10fe13fe0ffe5ffe0ffc0fe0000008000fc00fc01fe87fe87ffe5", 100),
    (5, (800, 600)): ("ff3fff1fff0fff1bfe04c000000000009000d802f82df41ffc1bf92fbc0fbe1f", 100),
    (6, (31, 45)): ("8f3c7c7b3c38e1e1fdb083c381ba3fc185a07e576d49ac05bd01405f2841577f", 26),
}


@pytest.mark.parametrize(("seed", "size"), list(KNOWN))
def test_generated_pictures_have_the_hash_of_the_reference_implementation(
    seed: int, size: tuple[int, int]
) -> None:
    hashed = pdq(smooth(seed, size))
    assert (hashed.hex, hashed.quality) == KNOWN[seed, size]


def test_the_reference_implementation_agrees_where_it_is_installed() -> None:
    reference = pytest.importorskip("pdqhash")
    for seed in range(30):
        pixels = picture(seed, size=(200 + 7 * seed, 150 + 5 * seed))
        bits, quality = reference.compute(pixels)
        mine = pdq(pixels)
        assert (np.packbits(bits).tobytes(), quality) == (mine.bits, mine.quality)


def test_a_flat_picture_has_no_quality_and_a_scene_has_some() -> None:
    assert pdq(np.full((100, 100, 3), 90, np.uint8)).quality == 0
    assert pdq(picture(3)).quality >= SURE


def test_a_smaller_copy_is_near_and_another_scene_far() -> None:
    pixels = picture(8)
    assert pdq(pixels).distance(pdq(resized(pixels, 160, 120))) <= NEAR
    assert pdq(pixels).distance(pdq(picture(9))) > 2 * NEAR


def test_leading_zeros_stay() -> None:
    assert len(Pdq(bits=bytes(32), quality=0).hex) == 64
    with pytest.raises(InvalidRecord):
        Pdq(bits=b"1", quality=0)


@given(rows=st.integers(1, 90), columns=st.integers(1, 90), seed=st.integers(0, 1000), colour=st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_size_has_a_hash(rows: int, columns: int, seed: int, colour: bool) -> None:
    shape = (rows, columns, 3) if colour else (rows, columns)
    hashed = pdq(np.random.default_rng(seed).integers(0, 256, shape, dtype=np.uint8))
    assert len(hashed.bits) == 32
    if min(rows, columns) < 5:
        assert hashed == Pdq(bits=bytes(32), quality=0)


def smooth(seed: int, size: tuple[int, int]) -> np.ndarray:
    """A picture made of whole numbers only, the same on every machine."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    waves = [
        (x * (seed + 3 + i) // 7 + y * (2 * seed + i) // 5 + x * y // (40 + seed)) % 256 for i in range(3)
    ]
    return np.stack(waves, -1).astype(np.uint8)
