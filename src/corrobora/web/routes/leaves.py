"""Pages of PDF files as they look, with the claims marked in place."""

from __future__ import annotations

from fastapi import FastAPI, Response

from corrobora.read.leaf import Leaves
from corrobora.web.acting import Reading
from corrobora.web.pages.leaf import leaf_page, leaf_picture
from corrobora.web.rendering import Pages


def add_leaves(app: FastAPI, pages: Pages, leaves: Leaves) -> None:
    """Put the pages of PDF files into the application."""

    @app.get("/documents/{sha256}/pages/{number}")
    def leaf(sha256: str, number: int, acting: Reading) -> Response:
        case = acting.case
        shown = leaf_page(case.document(sha256), number, leaves=leaves, vault=case.vault)
        return pages.html(acting, "leaf.html", shown, here="/documents")

    @app.get("/documents/{sha256}/pages/{number}/picture.png")
    def picture(sha256: str, number: int, acting: Reading) -> Response:
        case = acting.case
        return Response(
            leaf_picture(case.document(sha256), number, leaves=leaves, vault=case.vault),
            media_type="image/png",
        )
