"""Pages of photos and video. Pictures are blurred until somebody asks for them, which is journalled."""

from __future__ import annotations

from fastapi import FastAPI, Response

from corrobora.case.custody import CustodyEvent
from corrobora.case.errors import NotThere
from corrobora.case.showings import Alike
from corrobora.model.rights import Right
from corrobora.web.acting import Acting, Number, Reading, done
from corrobora.web.pages.footage import blurred, footage_list, footage_page
from corrobora.web.pictures import asked_for, checked, copy_of, jpeg, recording
from corrobora.web.preferences import preferred
from corrobora.web.rendering import Pages

_ASKED = "pictures shown on the page of the item"
_PREFERRED = "pictures shown on the page of the item, as the reader's settings ask"


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
        item = checked(acting, sha256)
        acting.case.record_custody(item, CustodyEvent.VIEW, reason=_ASKED)
        return done(f"/footage/{item}")

    @app.get("/footage/{sha256}/{copy}/blurred.jpg")
    def hidden(sha256: str, copy: str, acting: Reading) -> Response:
        return jpeg(blurred(copy_of(acting, checked(acting, sha256), copy)))

    @app.get("/footage/{sha256}/{copy}/clear.jpg")
    def clear(sha256: str, copy: str, acting: Reading) -> Response:
        return jpeg(copy_of(acting, asked_for(acting, sha256), copy))

    @app.get("/footage/{sha256}/recording")
    def played(sha256: str, acting: Reading) -> Response:
        return recording(acting, sha256)


def _alike(acting: Acting, item: str) -> tuple[Alike, ...] | None:
    try:
        return acting.case.similar(item)
    except NotThere:  # it could not be decoded, or no frame has detail: there is nothing to compare
        return None
