"""The page of places and days."""

from __future__ import annotations

from fastapi import FastAPI, Query, Request, Response

from corrobora.places.outlines import Outlines
from corrobora.web.acting import Reading
from corrobora.web.pages.register import Wanted
from corrobora.web.pages.where import where_page
from corrobora.web.rendering import Pages


def add_where(app: FastAPI, pages: Pages) -> None:
    """Put it on an application."""

    @app.get("/map")
    def where(request: Request, acting: Reading, inside: str = Query(default="", alias="in")) -> Response:
        wanted = Wanted.read(request.query_params)
        shown = where_page(acting.case.shown, wanted, Outlines.built(), inside=inside)
        return pages.html(acting, "where.html", shown, here="/map")
