"""Pages of photos and video. Pictures are blurred until somebody asks for them, which is journalled."""

from __future__ import annotations

from fastapi import FastAPI, Response

from corrobora.case.custody import CustodyEvent
from corrobora.case.errors import NotThere
from corrobora.case.showings import Alike
from corrobora.model.rights import Right
from corrobora.web.acting import Acting, NotYours, Number, Reading, done
from corrobora.web.pages.footage import blurred, footage_list, footage_page
from corrobora.web.preferences import preferred
from corrobora.web.rendering import Pages

_ASKED = "pictures shown on the page of the item"
_PREFERRED = "pictures shown on the page of the item, as the reader's settings ask"
#: Bytes of a working copy; they are made here, and small.
_LARGEST = 20_000_000


def add_footage(app: FastAPI, pages: Pages) -> None:
    """Put the pages of footage into the application."""

    @app.get("/footage")
    def footage(acting: Reading, after: Number = None, before: Number = None, n: int = 1) -> Response:
        shown = footage_list(acting.case.shown, after=after, before=before, position=n)
        return pages.html(acting, "footage_list.html", shown, here="/footage")

    @app.get("/footage/{sha256}")
    def one(sha256: str, acting: Reading) -> Response:
        case = acting.case
        record = case.footage_item(sha256)
        about = case.about(record.item.sha256)
        allowed = not about.sensitive or acting.may(Right.SENSITIVE)
        if allowed and record.copies and preferred().graphic and not case.viewed(record.item.sha256):
            case.record_custody(record.item.sha256, CustodyEvent.VIEW, reason=_PREFERRED)
        shown = footage_page(
            record, about, case.showings(record.item.sha256), _alike(acting, record.item.sha256),
            clear=allowed and case.viewed(record.item.sha256), allowed=allowed,
        )  # fmt: skip
        return pages.html(acting, "footage.html", shown, here="/footage")

    @app.post("/footage/{sha256}/show")
    def show(sha256: str, acting: Reading) -> Response:
        item = _checked(acting, sha256)
        acting.case.record_custody(item, CustodyEvent.VIEW, reason=_ASKED)
        return done(f"/footage/{item}")

    @app.get("/footage/{sha256}/{copy}/blurred.jpg")
    def hidden(sha256: str, copy: str, acting: Reading) -> Response:
        return _jpeg(blurred(_copy(acting, _checked(acting, sha256), copy)))

    @app.get("/footage/{sha256}/{copy}/clear.jpg")
    def clear(sha256: str, copy: str, acting: Reading) -> Response:
        item = _checked(acting, sha256)
        if not acting.case.viewed(item):
            raise NotYours("pictures are shown to who asked for them on the item's page")
        return _jpeg(_copy(acting, item, copy))


def _alike(acting: Acting, item: str) -> tuple[Alike, ...] | None:
    try:
        return acting.case.similar(item)
    except NotThere:  # it could not be decoded, or no frame has detail: there is nothing to compare
        return None


def _checked(acting: Acting, sha256: str) -> str:
    """The item's hash, if the reader may see its pictures.

    Raises:
        NotThere: if there is no such footage.
        NotYours: if it is marked sensitive and their role does not reach so far.
    """
    item = acting.case.footage_item(sha256).item.sha256
    if acting.case.about(item).sensitive and not acting.may(Right.SENSITIVE):
        raise NotYours("this item is marked sensitive, and your role does not let you see its pictures")
    return item


def _copy(acting: Acting, item: str, copy: str) -> bytes:
    """The bytes of a working copy of an item; of nothing else."""
    if copy not in {sha256 for sha256, _ in acting.case.footage_item(item).copies}:
        raise NotThere("there is no such working copy of this item")
    return acting.case.vault.read(copy, _LARGEST)


def _jpeg(data: bytes) -> Response:
    return Response(data, media_type="image/jpeg")
