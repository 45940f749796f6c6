"""Exports: a case, an incident or a letter as a file, each one an entry of the journal."""

from __future__ import annotations

from threading import Lock
from typing import Any

from fastapi import FastAPI, HTTPException, Response

from corrobora.case.errors import NotThere
from corrobora.codebook.letters import letter_forms
from corrobora.web.acting import Exporting
from corrobora.web.api import models as m
from corrobora.web.api.once import Key, decision, digest
from corrobora.web.api.paging import Page
from corrobora.web.handing_over import DOSSIERS, FORMATS, approvable, maker, sent, sent_once

_FILE = "application/octet-stream"


def put(api: FastAPI) -> None:
    """Put them on an application."""
    running: set[tuple[str, str]] = set()
    lock = Lock()

    @api.get("/exports", response_model=Page[m.FormatOut])
    def formats(acting: Exporting) -> Any:
        """What can be exported; letters are made by their form."""
        whole = [{"format": name, "of": "case", "says": said} for name, (_, said) in FORMATS.items()]
        one = [{"format": name, "of": "incident", "says": "Dossier of one incident"} for name in DOSSIERS]
        letters = [
            {"format": "letter", "of": "incident", "says": form.name, "form": form.id}
            for form in letter_forms().values()
        ]
        return {"items": [*whole, *one, *letters]}

    @api.post(
        "/exports", response_class=Response,
        responses={200: {"content": {_FILE: {"schema": {"type": "string", "format": "binary"}}}}},
    )  # fmt: skip
    def export(acting: Exporting, given: m.ExportIn, key: Key = None) -> Response:
        """The export as a file; several files come as one ZIP archive.

        Each time is one more export and one more entry of the journal; sent again with its key within a day,
        the request is answered with the same file and neither. 403: it holds what is marked sensitive; ask
        for approval first. 409: the same request is still being answered.
        """
        made = maker(acting.case, given.format, given.incident.strip(), given.form)
        if made is None:
            raise NotThere(f"{given.format!r}: there is no such export, or it needs an incident and a form")
        if key is None:
            return sent(made[1], media_type=_FILE)
        one = (acting.person.name, key)
        with lock:
            if one in running:
                raise HTTPException(409, "the request of this key is still being answered; ask again later")
            running.add(one)
        try:
            return sent_once(acting.case, key, digest("export", given), made[1], media_type=_FILE)
        finally:
            running.discard(one)

    @api.post("/exports/proposals", response_model=m.DecisionOut, status_code=202)
    def ask(acting: Exporting, given: m.AskIn, key: Key = None) -> Response:
        """Ask a second person to approve one export of what is marked sensitive."""
        if given.format not in approvable():
            raise NotThere(f"{given.format!r}: there is no such export")
        return decision(
            acting, key, "ask", given,
            lambda: acting.case.propose_export(given.format, reason=given.reason),
        )  # fmt: skip
