"""Review: the page on which people decide, and the forms it sends.

Every form works without JavaScript: words are typed or pasted as they stand in the text, and must match it
exactly; the script only fills the fields from a selection and lets single keys press the buttons.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Form, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from corrobora.case import BadDecision
from corrobora.case.correcting import Selection
from corrobora.extract.selecting import NotSelected
from corrobora.model.vocabulary import Judgement, Kind
from corrobora.publish.language import gettext as _
from corrobora.web.acting import Acting, Deciding, done
from corrobora.web.pages.belonging import beside_text
from corrobora.web.pages.documents import document_page
from corrobora.web.pages.review import review_page
from corrobora.web.rendering import Pages

#: Longest reason and longest selection a form may carry, in characters.
LONGEST = 4_000

Text = Annotated[str, Form(max_length=LONGEST)]


def reasons() -> dict[str, str]:
    """What the journal says where nobody typed a reason: that it was read, and what was found."""
    return {
        "accepted": _("Read; the words say this."),
        "rejected": _("Read; the words do not say this."),
        "unsure": _("Read; it cannot be said."),
        "corrected": _("Read; the words say otherwise."),
        "added": _("Read; the words say this too."),
        "same": _("Read; both are about one event."),
        "different": _("Read; they are about different events."),
        "undone": _("Taken back on second reading."),
    }


def add_review(app: FastAPI, pages: Pages) -> None:
    """Put the review page and its forms into the application."""
    _page(app, pages)
    _decisions(app)
    _corrections(app, pages)


def _page(app: FastAPI, pages: Pages) -> None:
    @app.get("/review")
    def review(
        acting: Deciding, why: str = "", at: str = "", n: int = 0, slot: str = "", done: int = 0,
        quote: str = "", start: str = "", end: str = "",
    ) -> Response:  # fmt: skip
        typed = {"quote": quote[:LONGEST], "start": start, "end": end}
        shown = review_page(acting.case, why=why, at=at, n=n, slot=slot, typed=typed, done=done)
        return pages.html(acting, "review.html", shown, here="/review")


def _decisions(app: FastAPI) -> None:
    @app.post("/review/verdict")
    def verdict(
        acting: Deciding, subject: Text, verdict: Text, reason: Text = "", why: Text = "", n: Text = "",
        back: Text = "",
    ) -> Response:  # fmt: skip
        said = reason.strip() or reasons().get(verdict, "")
        made = acting.case.decide([subject], verdict=verdict, reason=said)
        return done(back or _review(why=why, n=n, done=str(made.id)))

    @app.post("/review/judgement")
    def judgement(
        acting: Deciding, first: Text, second: Text, judgement: Annotated[Judgement, Form()],
        reason: Text = "", why: Text = "", n: Text = "", back: Text = "",
    ) -> Response:  # fmt: skip
        said = reason.strip() or reasons()[judgement.value]
        made = acting.case.decide([first.strip(), second.strip()], judgement=judgement, reason=said)
        return done(back or _review(why=why, n=n, done=str(made.id)))

    @app.post("/review/undo")
    def undo(
        acting: Deciding, decision: Annotated[int, Form()], reason: Text = "", back: Text = ""
    ) -> Response:
        made = acting.case.undo(decision, reason=reason.strip() or reasons()["undone"])
        at = made.subject[0] if made.judgement is None and len(made.subject) < 3 else ""
        return done(back or _review(at=at, done=str(made.id)))


def _corrections(app: FastAPI, pages: Pages) -> None:
    @app.post("/review/correct")
    async def correct(request: Request, acting: Deciding) -> Response:
        form = await request.form()
        return await run_in_threadpool(_correct, acting, pages, form)

    @app.post("/documents/{sha256}/claims")
    async def add(request: Request, sha256: str, acting: Deciding) -> Response:
        form = await request.form()
        return await run_in_threadpool(_add, acting, pages, sha256, form)


def _correct(acting: Acting, pages: Pages, form: FormData) -> Response:
    claim, slot, why = _typed(form, "claim"), _typed(form, "slot"), _typed(form, "why")
    typed = {name: _typed(form, name) for name in ("quote", "start", "end", "value", "reason")}
    chosen = None if _typed(form, "nothing") else _selection(typed)
    try:
        made = acting.case.correct(
            claim, slot, chosen, more=bool(_typed(form, "more")),
            reason=typed["reason"].strip() or reasons()["corrected"],
        )  # fmt: skip
    except (NotSelected, BadDecision) as error:
        shown = review_page(acting.case, why=why, at=claim, slot=slot, typed=typed, problem=str(error))
        return pages.html(acting, "review.html", shown, here="/review", status=422)
    return done(_typed(form, "back") or _review(why=why, at=claim, done=str(made.id)))


def _add(acting: Acting, pages: Pages, sha256: str, form: FormData) -> Response:
    typed = {name: _typed(form, name) for name in ("quote", "start", "end", "kind", "reason")}
    try:
        kind = Kind(typed["kind"])
    except ValueError as error:
        raise BadDecision(f"{typed['kind']!r} is no kind of claim") from error
    try:
        added = acting.case.add_claim(
            sha256, kind, [_selection(typed)], reason=typed["reason"].strip() or reasons()["added"]
        )
    except (NotSelected, BadDecision) as error:
        record = acting.case.document(sha256)
        shown = document_page(record, typed=typed, problem=str(error))
        panels = beside_text(acting.case, record)
        return pages.html(acting, "document.html", shown, here="/documents", status=422, **panels)
    return done(_review(at=added.id))


def _selection(typed: dict[str, str]) -> Selection:
    """What was selected; offsets that are no numbers are left out, the words then say where."""
    start, end = typed["start"].strip(), typed["end"].strip()
    given = start.isascii() and start.isdigit() and end.isascii() and end.isdigit()
    return Selection(
        quote=typed["quote"], start=int(start) if given else None, end=int(end) if given else None,
        value=typed.get("value", ""),
    )  # fmt: skip


def _typed(form: FormData, name: str) -> str:
    found = form.get(name)
    return found[:LONGEST] if isinstance(found, str) else ""


def _review(**query: str) -> str:
    given = {k: v for k, v in query.items() if v}
    return "/review" + (f"?{urlencode(given)}" if given else "")
