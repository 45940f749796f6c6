"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import FastAPI, Form, Request, Response

from corrobora.case.signing_in import Refused, SignIn
from corrobora.web.acting import Anybody, done, own_path, who
from corrobora.web.door import forget, keep
from corrobora.web.rendering import Pages

#: Longest field of a form that is looked at; a password's hash is worked out over no more.
LONGEST = 400
Field = Annotated[str, Form(max_length=LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage:
    """What the page for signing in shows.

    Attributes:
        next: where it leads.
        problem: why the last attempt failed, may be empty.
        name: the name that was given.
    """

    next: str
    problem: str = ""
    name: str = ""


def signing_in(app: FastAPI, pages: Pages, entrance: SignIn) -> None:
    """Put them on an application."""

    @app.get("/sign-in")
    def form(request: Request, next: str = "/") -> Response:
        page = SignInPage(next=own_path(next))
        return pages.html(None, "sign_in.html", page, form_field=_field(request))

    @app.post("/sign-in")
    def sign_in(
        request: Request, name: Field = "", password: Field = "", code: Field = "", next: Field = "/"
    ) -> Response:
        acting = who(request)
        try:
            session = entrance.sign_in(name, password, code)
        except Refused as error:
            page = SignInPage(next=own_path(next), problem=str(error), name=name)
            return pages.html(None, "sign_in.html", page, status=403, form_field=_field(request))
        if acting and acting.session:
            entrance.sign_out(acting.session)  # the old one ends with the new one's beginning
        answer = done(next)
        keep(answer, session)
        return answer

    @app.post("/sign-out")
    def sign_out(acting: Anybody) -> Response:
        if acting.session:
            entrance.sign_out(acting.session)
        answer = done("/")
        forget(answer)
        return answer


def path_of(request: Request) -> str:
    """The address of a request as one of this server."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _field(request: Request) -> object:
    acting = who(request)
    return acting.csrf_field if acting else ""
