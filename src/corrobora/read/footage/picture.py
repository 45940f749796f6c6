"""Photos: JPEG, PNG, WebP and GIF, read with Pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import PIL
from PIL import Image, ImageOps, UnidentifiedImageError

from corrobora.read.errors import UnreadableItem
from corrobora.read.footage.embedded import of_picture
from corrobora.read.footage.pdq import Pdq, pdq
from corrobora.read.footage.record import Hashed, Look, Shot
from corrobora.read.footage.sheet import jpeg
from corrobora.read.footage.windows import windows

#: Pixels of a picture that is decoded; a larger one is kept and not looked at.
MAX_PIXELS = 120_000_000
#: Pictures with a longer side are made this large before they are hashed, as the authors of PDQ advise.
MAX_SIDE, HASHED_SIDE = 1024, 512
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    Image.DecompressionBombError,
)


def look_at_picture(path: Path, name: str) -> Look:
    """A photo's facts, metadata and hash; its pixels upright as EXIF says.

    Raises:
        UnreadableItem: if it cannot be decoded, or is a bomb.
    """
    Image.MAX_IMAGE_PIXELS = None  # refused below, before anything is decoded, with the item's name
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            width, height = picture.size
            if width * height > MAX_PIXELS:
                reason = (
                    f"would decode to {width:,} × {height:,} pixels, more than {MAX_PIXELS:,}; it is kept"
                )
                raise UnreadableItem(name, "", reason)
            frames = int(getattr(picture, "n_frames", 1))
            technical = {
                "format": picture.format, "width": width, "height": height, "mode": picture.mode,
                "frames": frames,
            }  # fmt: skip
            embedded = of_picture(picture)
            picture.load()
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except UnidentifiedImageError as error:
        raise UnreadableItem(name, "", "is no picture that can be decoded") from error
    except _BROKEN as error:
        raise UnreadableItem(
            name, "", f"cannot be decoded: {str(error)[:200] or type(error).__name__}"
        ) from error
    hashed = hash_of(upright)
    notices = (f"only the first of {frames} pictures was looked at",) if frames > 1 else ()
    return Look(
        tools={"technical": f"Pillow {PIL.__version__}", "pdq": "pdq 1 (corrobora)"},
        technical=technical,
        embedded=embedded,
        hashes=(
            Hashed(
                second=0,
                hex=hashed.hex,
                quality=hashed.quality,
                windows=windows(np.asarray(upright, dtype=np.uint8)),
            ),
        ),
        shots=(Shot(second=0.0, jpeg=jpeg(upright)),),
        notices=notices,
    )


def hash_of(picture: Image.Image) -> Pdq:
    """The PDQ hash of an upright picture in RGB."""
    if max(picture.size) > MAX_SIDE:
        picture = picture.resize((HASHED_SIDE, HASHED_SIDE), Image.Resampling.BOX)
    return pdq(np.asarray(picture, dtype=np.uint8))
