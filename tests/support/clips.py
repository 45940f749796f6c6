"""Generated footage: moving shapes, no two clips alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Picture = NDArray[np.uint8]


def picture(seed: int, at: float = 0.0, size: tuple[int, int] = (320, 240)) -> Picture:
    """A scene of soft shapes on a sloping ground, ``at`` seconds into its movement."""
    random = np.random.default_rng(seed)
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width, y / height
    slope = random.uniform(-1, 1, 2)
    scene = np.stack([random.uniform(40, 160) + 60 * (slope[0] * x + slope[1] * y) for _ in range(3)], -1)
    for _ in range(9):
        cx, cy, radius = random.uniform(0, 1), random.uniform(0, 1), random.uniform(0.06, 0.28)
        vx, vy = random.uniform(-0.08, 0.08, 2)
        colour = random.uniform(0, 255, 3)
        away = np.hypot(x - (cx + vx * at) % 1, (y - (cy + vy * at) % 1) * random.uniform(0.6, 1.6))
        edge = np.clip((radius - away) / 0.02, 0, 1)[..., None]
        scene = scene * (1 - edge) + colour * edge
    grain = np.random.default_rng(seed * 1000 + int(at * 25)).normal(0, 3, scene.shape)
    return np.clip(scene + grain, 0, 255).astype(np.uint8)


def frames(seed: int, seconds: float, rate: int = 4, size: tuple[int, int] = (192, 144)) -> Iterator[Picture]:
    """The frames of a clip, with one cut in the middle of every eight seconds."""
    for number in range(int(seconds * rate)):
        at = number / rate
        yield picture(seed * 100 + int(at // 4), at, size)


def write_clip(
    path: Path,
    pictures: Iterator[Picture],
    *,
    rate: int = 4,
    codec: str = "libx264",
    change: Callable[[Picture], Picture] = lambda p: p,
    options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> Path:
    """Write a video; the codec follows the container if it must."""
    if path.suffix == ".webm":
        codec = "libvpx-vp9"
    with av.open(str(path), "w") as container:
        for key, value in (metadata or {}).items():
            container.metadata[key] = value
        stream = None
        for pixels in pictures:
            changed = np.ascontiguousarray(change(pixels))
            height, width = (n - n % 2 for n in changed.shape[:2])
            if stream is None:
                stream = container.add_stream(codec, rate=rate, options=options or {"crf": "23"})
                stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(changed[:height, :width]), format="rgb24")
            for packet in stream.encode(frame):
                container.mux(packet)
        if stream is not None:
            for packet in stream.encode():
                container.mux(packet)
    return path


def resized(pixels: Picture, width: int, height: int) -> Picture:
    """A picture at another size."""
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC))
