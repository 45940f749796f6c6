"""What looking at a photo or a video yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A frame, as a JPEG to look at.

    Attributes:
        second: when in the video; 0 for a photo.
        jpeg: the picture.
    """

    second: float
    jpeg: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Hashed:
    """The perceptual hash of a photo, or of the frame at one second of a video.

    Attributes:
        second: when.
        hex: PDQ, 64 digits.
        quality: 0 (flat) to 100.
        windows: hashes of its parts, as `corrobora.read.footage.windows.windows` gives them.
    """

    second: int
    hex: str
    quality: int
    windows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was found out by decoding.

    Attributes:
        tools: what read it, by name, with versions.
        technical: container, codecs, size, duration.
        embedded: what the file says of itself: camera, times, place. May identify people.
        provenance: Content Credentials, or that none were found.
        hashes: one of a photo, one a second of a video.
        between: of a video, the hashes at the quarters of each second that lie between: the quarter's number
            from the start, and 64 digits. A copy that was trimmed shows other moments at its whole seconds.
        shots: frames to look at, in the order of time; of a photo, itself made small.
        sheet: all shots on one picture; ``None`` for a photo.
        notices: what was left out, one sentence each.
    """

    tools: Mapping[str, str]
    technical: Mapping[str, Any]
    embedded: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    hashes: tuple[Hashed, ...] = ()
    between: tuple[tuple[int, str], ...] = ()
    shots: tuple[Shot, ...] = ()
    sheet: bytes | None = None
    notices: tuple[str, ...] = ()
