"""Errors of the API, each in the same form: problem details (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from corrobora.case.errors import BadDecision, CaseError, NotAllowed, NotThere
from corrobora.case.four_eyes import Waits
from corrobora.model.errors import CorroboraError
from corrobora.store.errors import StoreBusy
from corrobora.web.acting import Forged, MustChange, NotSignedIn, NotYours

TYPE = "application/problem+json"
log = logging.getLogger("corrobora.web")


class Problem(BaseModel):
    """What went wrong."""

    title: str = Field(description="What is the matter, in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What, where and what to do.")
    fields: list[str] = Field(default=[], description="Parameters that are not what the call takes.")


#: The answers every call can give, for its description.
RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": HTTPStatus(status).phrase}
    for status in (400, 401, 403, 404, 409, 413, 415, 422, 503)
}
_STATUS: tuple[tuple[type[CorroboraError], int], ...] = (
    (NotSignedIn, 401),
    (NotYours, 403),
    (MustChange, 403),
    (Forged, 403),
    (NotAllowed, 403),
    (NotThere, 404),
    (BadDecision, 422),
    (Waits, 409),
    (StoreBusy, 503),
    (CaseError, 422),
    (CorroboraError, 422),
)


def problem(status: int, detail: str, *, fields: list[str] | None = None) -> JSONResponse:
    """An answer that says what went wrong."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, fields=fields or [])
    headers = {"WWW-Authenticate": 'Bearer realm="corrobora"'} if status == 401 else {}
    return JSONResponse(body.model_dump(), status_code=status, media_type=TYPE, headers=headers)


def handle(app: FastAPI) -> None:
    """Have an application answer every error so."""

    @app.exception_handler(CorroboraError)
    def known(request: Request, error: CorroboraError) -> JSONResponse:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        return problem(status, str(error))

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        answer = problem(error.status_code, str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    def unreadable(request: Request, error: RequestValidationError) -> JSONResponse:
        names = sorted({".".join(str(p) for p in e["loc"]) for e in error.errors()})
        said = "; ".join(sorted({str(e["msg"]) for e in error.errors()}))
        return problem(422, f"the call cannot be read: {said}"[:1000], fields=names)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return problem(
            500, "something is wrong with the program, not with the call; its own output says more"
        )
