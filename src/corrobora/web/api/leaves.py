"""Pages of PDF files as they look."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import FastAPI, Path, Response

from corrobora.read.leaf import Leaves
from corrobora.web.acting import Reading
from corrobora.web.api import models as m
from corrobora.web.api.paging import Name
from corrobora.web.pages.leaf import leaf_picture, located

Number = Annotated[int, Path(ge=1, le=1_000_000, description="The page, from 1.")]


def put(api: FastAPI, leaves: Leaves) -> None:
    """Put them on an application."""

    @api.get("/documents/{sha256}/pages/{number}", response_model=m.LeafOut)
    def leaf(sha256: Name, number: Number, acting: Reading) -> Any:
        """Where the words of claims stand on a page of a PDF, in pixels of its picture."""
        look, found = located(acting.case.document(sha256), number, leaves=leaves, vault=acting.case.vault)
        marks = [
            {
                "claim": p.held.id, "carries": p.carries, "start": p.span.start, "end": p.span.end,
                "boxes": [(b.x, b.y, b.width, b.height) for b in p.boxes],
            }
            for p in found
        ]  # fmt: skip
        return {"width": look.width, "height": look.height, "marks": marks}

    @api.get(
        "/documents/{sha256}/pages/{number}/picture", response_class=Response,
        responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
    )  # fmt: skip
    def picture(sha256: Name, number: Number, acting: Reading) -> Response:
        """The picture of a page of a PDF."""
        case = acting.case
        drawn = leaf_picture(case.document(sha256), number, leaves=leaves, vault=case.vault)
        return Response(drawn, media_type="image/png")
