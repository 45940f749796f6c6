"""What visits to pages of the web kept, as files to save; never shown by this server itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

from corrobora.model.rights import Right
from corrobora.web.acting import NotYours, Reading

_CHUNK = 1 << 20


def captured_parts(app: FastAPI) -> None:
    """Put them on an application."""

    @app.get("/captures/{entry}/{role}")
    def part(entry: int, role: str, acting: Reading) -> Response:
        kept = acting.case.capture_part(entry, role)
        if kept.sensitive and not acting.may(Right.SENSITIVE):
            raise NotYours("the page is marked sensitive, which your role here does not let you see")
        name = quote(kept.item.name, safe="")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Length": str(kept.item.size),
        }
        # never as what it says it is: a captured page would run as one of this server's
        opened = acting.case.vault.open(kept.item.sha256)
        return StreamingResponse(_parts(opened), media_type="application/octet-stream", headers=headers)


def _parts(opened: BinaryIO) -> Iterator[bytes]:
    with opened as file:
        while part := file.read(_CHUNK):
            yield part
