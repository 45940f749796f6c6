"""Looking at footage, in a process of its own: decoders are written in C, and files can crash them."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

from corrobora.read.errors import UnreadableItem
from corrobora.read.footage.record import Look
from corrobora.read.isolated import IsolatedProcess

#: Seconds one item may take, and bytes of memory.
TIMEOUT, MEMORY = 480.0, 4 << 30
_VIDEOS = {
    "video/mp4": "mp4", "video/quicktime": "mp4", "video/x-matroska": "matroska", "video/webm": "matroska",
}  # fmt: skip


def look(path: str, *, name: str, kind: str) -> Look:
    """What a file shows: called in the process of its own.

    Raises:
        UnreadableItem: if it cannot be decoded.
    """
    from corrobora.read.footage.picture import look_at_picture
    from corrobora.read.footage.provenance import provenance

    warnings.simplefilter("ignore")  # what decoders remark on damaged files is not for a terminal
    if demuxer := _VIDEOS.get(kind):
        from corrobora.read.footage.video import look_at_video

        seen = look_at_video(Path(path), name, demuxer)
    else:
        seen = look_at_picture(Path(path), name)
    return replace(seen, provenance=provenance(Path(path), kind))


class Looker:
    """Looks at footage in a process that is replaced when a file breaks it. A context manager."""

    def __init__(self, *, timeout: float = TIMEOUT, memory: int = MEMORY) -> None:
        self._process = IsolatedProcess(
            timeout=timeout, memory=memory, function="corrobora.read.footage.look:look"
        )

    def look(self, path: Path, *, name: str, kind: str) -> Look:
        """What a file shows.

        Raises:
            UnreadableItem: if it cannot be decoded, crashes its decoder, or needs too much time or memory.
        """
        answer = self._process.ask(str(path), {"name": name, "kind": kind}, name)
        if not isinstance(answer, Look):
            raise UnreadableItem(name, "", "made its decoder answer nonsense: it is damaged or hostile")
        return answer

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def __enter__(self) -> Looker:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
