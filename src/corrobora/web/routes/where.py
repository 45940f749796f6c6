"""The page of places and days, and the tiles under its map."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Query, Request, Response

from corrobora.places.outlines import Outlines
from corrobora.publish.language import gettext as _
from corrobora.web.acting import Reading
from corrobora.web.pages.register import Wanted
from corrobora.web.pages.where import where_page
from corrobora.web.rendering import Pages
from corrobora.web.tiles import Tiles


def add_where(app: FastAPI, pages: Pages, tiles: Tiles | None = None) -> None:
    """Put it on an application.

    Args:
        app: the application.
        pages: renders its page.
        tiles: what lies under the outlines of the map that moves, if anything does.
    """

    @app.get("/map")
    def where(request: Request, acting: Reading, inside: str = Query(default="", alias="in")) -> Response:
        wanted = Wanted.read(request.query_params)
        shown = where_page(acting.case.shown, wanted, Outlines.built(), inside=inside)
        return pages.html(acting, "where.html", shown, here="/map", tiles=tiles)

    @app.get("/map/tiles")
    def part_of_tiles(
        acting: Reading, asked: Annotated[str | None, Header(alias="range")] = None
    ) -> Response:
        if tiles is None:
            raise HTTPException(404, _("This server was given no tiles."))
        return tiles.part(asked)
