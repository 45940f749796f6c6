"""Grades of an incident; what was done about incidents; letters that were sent and answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import FastAPI, Form, Query, Response

from corrobora.case import BadDecision
from corrobora.case.errors import NotThere
from corrobora.case.letters import BadLetter
from corrobora.model.journal import Decision
from corrobora.publish.language import gettext as _
from corrobora.web.acting import Acting, Deciding, Number, Reading, done
from corrobora.web.pages.accountability import case_account, incident_account
from corrobora.web.pages.grading import grading_page
from corrobora.web.pages.letters import letters_page
from corrobora.web.rendering import Pages
from corrobora.web.routes.review import LONGEST

Field = Annotated[str, Form(max_length=LONGEST)]


def add_weighing(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""
    _grading(app, pages)
    _accountability(app, pages)
    _letters(app, pages)


def _grading(app: FastAPI, pages: Pages) -> None:
    @app.get("/incidents/{number}/grading")
    def grades(acting: Reading, number: str, waits: bool = False) -> Response:
        shown = grading_page(acting.case, number, waits=waits)
        return pages.html(acting, "grading.html", shown, here="/incidents")

    @app.post("/incidents/{number}/grading")
    def grade(
        acting: Deciding, number: str, what: Field = "", subject: Field = "", code: Field = "",
        reason: Field = "",
    ) -> Response:  # fmt: skip
        case = acting.case
        acts: dict[str, Callable[[], Decision]] = {
            "credibility": lambda: case.decide_credibility(subject, code, reason=reason),
            "reliability": lambda: case.decide_reliability(subject, code, reason=reason),
            "proof": lambda: case.decide_proof(number, code, reason=reason),
        }
        try:
            if what not in acts:
                raise BadDecision(f"{what!r} is nothing that can be graded")
            made = acts[what]()
        except (BadDecision, NotThere) as error:
            shown = grading_page(case, number, problem=str(error))
            return pages.html(acting, "grading.html", shown, here="/incidents", status=422)
        label = case.incident(number).incident.label
        return done(f"/incidents/{label}/grading" + ("?waits=1" if made.pending else ""))


def _accountability(app: FastAPI, pages: Pages) -> None:
    @app.get("/accountability")
    def whole(acting: Reading, after: Number = None, before: Number = None, n: int = 1) -> Response:
        shown = case_account(acting.case, _today(), after=after, before=before, position=n)
        return pages.html(acting, "accountability.html", shown, here="/accountability")

    @app.get("/incidents/{number}/accountability")
    def one(acting: Reading, number: str) -> Response:
        shown = incident_account(acting.case, number, _today())
        return pages.html(acting, "accountability.html", shown, here="/accountability")


def _letters(app: FastAPI, pages: Pages) -> None:
    def shown(acting: Acting, *, problem: str = "", **typed: str) -> Response:
        page = letters_page(acting.case, _today(), typed=typed, problem=problem)
        return pages.html(acting, "letters.html", page, here="/letters", status=422 if problem else 200)

    @app.get("/letters")
    def letters(acting: Deciding, incident: str = Query(default="", max_length=40)) -> Response:
        return shown(acting, incident=incident)

    @app.post("/letters/sent")
    def sent(
        acting: Deciding, form: Field = "", incident: Field = "", to: Field = "", day: Field = ""
    ) -> Response:
        try:
            acting.case.record_letter(form, incident.strip(), to=to, sent=_day(day))
        except (BadLetter, NotThere) as error:
            return shown(acting, problem=str(error), form=form, incident=incident, to=to, day=day)
        return done("/letters")

    @app.post("/letters/answered")
    def answered(
        acting: Deciding, letter: Field = "", words: Field = "", day: Field = "", document: Field = ""
    ) -> Response:
        try:
            acting.case.record_answer(letter, day=_day(day), words=words, document=document.strip() or None)
        except (BadLetter, NotThere) as error:
            return shown(
                acting, problem=str(error), letter=letter, words=words, answer_day=day, document=document
            )
        return done("/letters")


def _day(typed: str) -> date:
    """An ISO day; today where none was typed.

    Raises:
        BadLetter: if it is none.
    """
    if not typed.strip():
        return _today()
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise BadLetter(_("%(day)s is no day; write it as 2031-05-01") % {"day": typed.strip()}) from error


def _today() -> date:
    return datetime.now(UTC).date()
