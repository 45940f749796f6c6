"""Actors, elements, places and changes; saved views; decisions on several incidents at once."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from corrobora.case import BadDecision
from corrobora.case.changes import BadMoment
from corrobora.case.viewing import BadView
from corrobora.model.vocabulary import Judgement
from corrobora.web.acting import Acting, Auditing, Deciding, Key, Reading, done
from corrobora.web.pages.actors import actors_page
from corrobora.web.pages.changes import changes_page
from corrobora.web.pages.elements import MOST as MOST_NAMED
from corrobora.web.pages.elements import case_page as elements_of_case
from corrobora.web.pages.elements import incident_page
from corrobora.web.pages.places import places_page
from corrobora.web.rendering import Pages
from corrobora.web.routes.review import LONGEST, reasons

Field = Annotated[str, Form(max_length=LONGEST)]
#: Most incidents decided on at once.
MOST = 200


def add_lists(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""

    @app.get("/actors")
    def actors(
        acting: Reading, q: str = Query(default="", max_length=200), sort: str = "", page: int = 1
    ) -> Response:
        shown = actors_page(acting.case, asked=q.strip(), sort=sort, page=page)
        return pages.html(acting, "actors.html", shown, here="/actors")

    @app.get("/elements")
    def elements(acting: Reading) -> Response:
        shown = elements_of_case(acting.case.shown.elements(MOST_NAMED))
        return pages.html(acting, "elements.html", shown, here="/elements")

    @app.get("/incidents/{number}/elements")
    def elements_of_one(acting: Reading, number: str) -> Response:
        label = acting.case.incident(number).incident.label
        shown = incident_page(label, acting.case.elements(label))
        return pages.html(acting, "elements.html", shown, here="/elements")

    @app.get("/places")
    def places(acting: Reading, after: Key = None, before: Key = None, n: int = 1) -> Response:
        shown = places_page(acting.case.shown, after=after, before=before, position=n)
        return pages.html(acting, "places.html", shown, here="/places")

    @app.get("/changes")
    def changes(acting: Auditing, since: str = Query(default="", max_length=20)) -> Response:
        try:
            found = acting.case.changes(since.strip()) if since.strip() else None
        except BadMoment as error:
            shown = changes_page(since, None, problem=str(error))
            return pages.html(acting, "changes.html", shown, here="/changes", status=422)
        return pages.html(acting, "changes.html", changes_page(since, found), here="/changes")

    @app.post("/views")
    def view(acting: Deciding, name: Field = "", query: Field = "", drop: Field = "") -> Response:
        try:
            acting.case.save_view(name, None if drop else query)
        except BadView as error:
            raise BadDecision(str(error)) from error
        return done("/incidents" if drop or not query else f"/incidents?{query}")

    @app.post("/incidents/decide")
    async def several(request: Request, acting: Deciding) -> Response:
        form = await request.form()
        labels = [x for x in form.getlist("subject") if isinstance(x, str)]
        said = {n: x for n in ("act", "reason", "back") if isinstance(x := form.get(n), str)}
        return await run_in_threadpool(_decide, acting, labels, said)


def _decide(acting: Acting, labels: list[str], said: dict[str, str]) -> Response:
    """One decision an incident, or one that joins them all; each is an entry of its own.

    Raises:
        BadDecision: if none or too many were chosen, or the act is none.
    """
    act, reason = said.get("act", ""), said.get("reason", "").strip()
    if not labels or len(labels) > MOST:
        raise BadDecision(f"{len(labels)} incidents were chosen; choose at least one and at most {MOST}")
    if act == "same":
        if len(labels) < 2:
            raise BadDecision("choose at least two incidents to join")
        for other in labels[1:]:
            acting.case.decide(
                [labels[0], other], judgement=Judgement.SAME, reason=reason or reasons()["same"]
            )
        return done(said.get("back") or f"/incidents/{labels[0]}")
    for label in labels:
        acting.case.decide([label], verdict=act, reason=reason or reasons().get(act, ""))
    return done(said.get("back") or "/incidents")
