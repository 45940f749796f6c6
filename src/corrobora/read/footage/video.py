"""Videos: MP4, QuickTime, Matroska and WebM, read with PyAV (FFmpeg's libraries)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import av.error
import numpy as np
from PIL import Image

from corrobora.read.errors import UnreadableItem
from corrobora.read.footage.embedded import of_tags
from corrobora.read.footage.pdq import SURE, Pdq, pdq
from corrobora.read.footage.picture import HASHED_SIDE, MAX_PIXELS
from corrobora.read.footage.record import Hashed, Look, Shot
from corrobora.read.footage.sheet import LONGEST, contact_sheet, jpeg
from corrobora.read.footage.windows import small_hash, windows

#: Seconds of a video that are hashed, and seconds that may take.
MAX_SECONDS, PATIENCE = 4 * 3600, 400.0
#: Moments of a second that are hashed: the whole second as published, the others small.
QUARTERS = 4
#: Seconds of a video up to which the others are hashed: a finding holds 20,000 of a kind.
BETWEEN_UNTIL = 6_000
#: Frames kept to look at.
SHOTS = 12
_CANDIDATES = 36
#: Containers that are opened; FFmpeg knows formats that name other files and addresses.
_FORMATS = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "gif")
_DEMUXERS = {"mp4": "mp4", "matroska": "matroska", "gif": "gif"}


def look_at_video(path: Path, name: str, demuxer: str, *, patience: float = PATIENCE) -> Look:
    """A video's facts, metadata, a hash for each second and frames to look at.

    Args:
        path: the file.
        name: for errors.
        demuxer: ``mp4``, ``matroska`` or ``gif``: FFmpeg does not choose, for it could choose a playlist.
        patience: seconds decoding may take; what was hashed until then is kept.

    Raises:
        UnreadableItem: if it cannot be decoded at all.
    """
    try:
        with av.open(
            str(path), format=_DEMUXERS[demuxer], options={"protocol_whitelist": "file"}
        ) as container:
            return _looked(container, name, patience)
    except (av.error.FFmpegError, OSError, ValueError, OverflowError, EOFError, IndexError) as error:
        reason = str(error).split("\n")[0][:200] or type(error).__name__
        raise UnreadableItem(name, "", f"cannot be decoded: {reason}") from error


def _looked(container: Any, name: str, patience: float) -> Look:
    if not container.streams.video:
        raise UnreadableItem(name, "", "holds no video")
    stream = container.streams.video[0]
    if stream.codec_context is None:
        raise UnreadableItem(name, "", "is in a codec that is not known here")
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MAX_PIXELS:
        raise UnreadableItem(name, "", f"has frames of {width:,} × {height:,} pixels; it is kept")
    stream.thread_type = "AUTO"
    chosen = _Chosen()
    hashes: list[Hashed] = []
    between: list[tuple[int, str]] = []
    notices: list[str] = []
    began = time.monotonic()
    last = 0.0
    try:
        for quarter, second, frame in _each_quarter(container, stream):
            last = second
            pixels = _pixels(frame)
            if quarter % QUARTERS:
                if second < BETWEEN_UNTIL:
                    between += _between(quarter, pixels)
                continue
            hashed = pdq(pixels)
            parts = windows(pixels) if hashed.quality >= SURE else ""
            hashes.append(Hashed(second=int(second), hex=hashed.hex, quality=hashed.quality, windows=parts))
            chosen.see(second, frame, hashed)
            if int(second) >= MAX_SECONDS or time.monotonic() - began > patience:
                notices.append(f"only the first {int(second) + 1:,} seconds were looked at")
                break
    except (av.error.FFmpegError, OverflowError) as error:
        if not hashes:
            raise
        notices.append(f"is damaged after second {last:.0f}: {str(error).splitlines()[0][:120]}")
    if not hashes:
        raise UnreadableItem(name, "", "holds no frame that can be decoded: it is damaged or cut short")
    shots = chosen.best()
    tags = {**{str(k): str(v) for k, v in container.metadata.items()}, **dict(stream.metadata)}
    return Look(
        tools={"technical": f"PyAV {av.__version__}", "pdq": "pdq 1 (corrobora)"},
        technical=_technical(container, stream, hashes),
        embedded=of_tags(tags),
        hashes=tuple(hashes),
        between=tuple(between),
        shots=shots,
        sheet=contact_sheet(shots),
        notices=tuple(notices),
    )


def _each_quarter(container: Any, stream: Any) -> Iterator[tuple[int, float, Any]]:
    """The first frame at or after each quarter of a second, counted from the first frame of all.

    Where frames are further apart, a whole second is never passed over for a quarter before it.
    """
    start: float | None = None
    last = -1
    for frame in container.decode(stream):
        at = frame.time if frame.time is not None else (last + 1) / QUARTERS
        start = at if start is None else start
        second = at - start
        quarter = int(second * QUARTERS + 1e-6)
        if quarter > last:
            whole = quarter // QUARTERS * QUARTERS
            yield (whole if whole > last else quarter), second, frame
            last = quarter


def _between(quarter: int, pixels: Any) -> list[tuple[int, str]]:
    """The hash of a frame between two whole seconds, if it says anything."""
    hashed = small_hash(pixels)
    return [(quarter, hashed.hex)] if hashed.quality >= SURE else []


def _pixels(frame: Any) -> Any:
    small = frame.reformat(width=HASHED_SIDE, height=HASHED_SIDE, format="rgb24", interpolation="AREA")
    return _upright(small.to_ndarray(), frame)


def _upright(pixels: Any, frame: Any) -> Any:
    turns = round(float(getattr(frame, "rotation", 0) or 0) / 90) % 4
    return np.ascontiguousarray(np.rot90(pixels, turns)) if turns else pixels


@dataclass(slots=True)
class _Chosen:
    """Frames to look at: where the picture changes most, whatever the length of the video."""

    _kept: list[tuple[float, bytes, int]] = field(default_factory=list)
    _last: Pdq | None = None

    def see(self, second: float, frame: Any, hashed: Pdq) -> None:
        change = 256 if self._last is None else self._last.distance(hashed)
        self._last = hashed
        if len(self._kept) >= _CANDIDATES:
            least = min(range(1, len(self._kept)), key=lambda i: (self._kept[i][2], -i))
            if self._kept[least][2] >= change:
                return
            del self._kept[least]
        scale = min(1.0, LONGEST / max(frame.width, frame.height))
        width, height = max(2, round(frame.width * scale)), max(2, round(frame.height * scale))
        small = frame.reformat(width=width, height=height, format="rgb24", interpolation="AREA")
        picture = Image.fromarray(_upright(small.to_ndarray(), frame))
        self._kept.append((second, jpeg(picture), change))

    def best(self) -> tuple[Shot, ...]:
        ranked = sorted(self._kept, key=lambda kept: (-kept[2], kept[0]))[:SHOTS]
        return tuple(Shot(second=second, jpeg=data) for second, data, _ in sorted(ranked))


def _technical(container: Any, stream: Any, hashes: list[Hashed]) -> dict[str, Any]:
    duration = container.duration / 1_000_000 if container.duration else None
    rate = stream.average_rate
    return {
        "container": container.format.name,
        "duration_seconds": round(duration, 3) if duration else None,
        "seconds_hashed": len(hashes),
        "width": stream.codec_context.width,
        "height": stream.codec_context.height,
        "codec": stream.codec_context.name,
        "pixel_format": stream.codec_context.pix_fmt,
        "frame_rate": round(float(rate), 3) if rate else None,
        "frames": stream.frames or None,
        "bit_rate": container.bit_rate or None,
        "audio": [
            {"codec": s.codec_context.name, "rate": s.codec_context.sample_rate}
            for s in container.streams.audio[:8]
            if s.codec_context is not None
        ],
    }
