"""Pictures of footage: who may see which, and as what they are sent."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import FileResponse

from corrobora.case.errors import NotThere
from corrobora.model.rights import Right
from corrobora.web.acting import Acting, NotYours

#: Bytes of a working copy; they are made here, and small.
_LARGEST = 20_000_000
#: Sorts of video browsers play.
PLAYED = frozenset({"video/mp4", "video/webm"})


def checked(acting: Acting, sha256: str) -> str:
    """The item's hash, if the reader may see its pictures.

    Raises:
        NotThere: if there is no such footage.
        NotYours: if it is marked sensitive and their role does not reach so far.
    """
    item = acting.case.footage_item(sha256).item.sha256
    if acting.case.about(item).sensitive and not acting.may(Right.SENSITIVE):
        raise NotYours("this item is marked sensitive, and your role does not let you see its pictures")
    return item


def asked_for(acting: Acting, sha256: str) -> str:
    """The same, if they asked to see its pictures.

    Raises:
        NotThere, NotYours: as `checked`.
        NotYours: if they did not.
    """
    item = checked(acting, sha256)
    if not acting.case.viewed(item):
        raise NotYours("pictures are shown to who asked for them, which is journalled")
    return item


def copy_of(acting: Acting, item: str, copy: str) -> bytes:
    """The bytes of a working copy of an item; of nothing else."""
    if copy not in {sha256 for sha256, _ in acting.case.footage_item(item).copies}:
        raise NotThere("there is no such working copy of this item")
    return acting.case.vault.read(copy, _LARGEST)


def recording(acting: Acting, sha256: str) -> Response:
    """A video itself, in ranges as a browser asks for them.

    Raises:
        NotThere, NotYours: as `asked_for`.
        NotThere: if browsers do not play its sort.
    """
    item = acting.case.footage_item(asked_for(acting, sha256)).item
    if item.media_type not in PLAYED:
        raise NotThere(f"browsers do not play {item.media_type}")
    return FileResponse(acting.case.vault.path(item.sha256), media_type=item.media_type)


def jpeg(data: bytes) -> Response:
    """A picture as an answer."""
    return Response(data, media_type="image/jpeg")
