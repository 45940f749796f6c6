"""Exports: a case handed over as a file that the browser keeps, each one an entry of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Response

from corrobora.case import BadDecision
from corrobora.case.errors import NotAllowed, NotThere
from corrobora.codebook.letters import LetterForm, letter_forms
from corrobora.model.errors import CorroboraError
from corrobora.publish.language import gettext as _
from corrobora.web.acting import Acting, Exporting, done
from corrobora.web.handing_over import FORMATS, approvable, maker, sent
from corrobora.web.rendering import Pages

Field = Annotated[str, Form(max_length=4000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportsPage:
    """What the page of exports shows.

    Attributes:
        formats: exports of the whole case: name and what it is.
        forms: sorts of letters that can be written.
        asked: number of the proposal just made; 0 for none.
        refused: the export that needs somebody's approval, as approvals name it; may be empty.
        problem: why nothing was exported; may be empty.
    """

    formats: tuple[tuple[str, str], ...]
    forms: tuple[LetterForm, ...]
    asked: int = 0
    refused: str = ""
    problem: str = ""


def add_exports(app: FastAPI, pages: Pages) -> None:
    """Put them on an application."""

    def shown(
        acting: Acting, *, status: int = 200, asked: int = 0, refused: str = "", problem: str = ""
    ) -> Response:
        page = ExportsPage(
            formats=tuple((name, _(said)) for name, (_called, said) in FORMATS.items()),
            forms=tuple(letter_forms().values()), asked=asked, refused=refused, problem=problem,
        )  # fmt: skip
        return pages.html(acting, "exports.html", page, here="/exports", status=status)

    @app.get("/exports")
    def exports(acting: Exporting, asked: int = 0) -> Response:
        return shown(acting, asked=asked)

    @app.post("/exports")
    def export(acting: Exporting, format: Field = "", incident: Field = "", form: Field = "") -> Response:
        made = maker(acting.case, format, incident.strip(), form)
        if made is None:
            return shown(acting, status=422, problem=_("There is no such export."))
        called, write = made
        try:
            return sent(write)
        except NotAllowed as error:
            return shown(acting, status=403, refused=called, problem=str(error))
        except CorroboraError as error:
            return shown(acting, status=422, problem=str(error))

    @app.post("/exports/ask")
    def ask(acting: Exporting, format: Field = "", reason: Field = "") -> Response:
        try:
            if format not in approvable():
                raise NotThere(_("There is no such export."))
            made = acting.case.propose_export(format, reason=reason)
        except (BadDecision, NotThere) as error:
            return shown(acting, status=422, refused=format, problem=str(error))
        return done(f"/exports?asked={made.id}")
