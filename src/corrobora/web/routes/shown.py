"""How somebody wants pages shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Form, Response

from corrobora.web.acting import Anybody, done
from corrobora.web.preferences import Preferences, remember

Field = Annotated[str, Form(max_length=40)]


def add_shown(app: FastAPI) -> None:
    """Put it on an application."""

    @app.post("/settings/shown")
    def shown(
        acting: Anybody, language: Field = "", theme: Field = "auto", graphic: Field = "", keys: Field = "off"
    ) -> Response:
        wanted = Preferences.read({"language": language, "theme": theme, "graphic": graphic, "keys": keys})
        answer = done("/settings")
        remember(answer, wanted)
        return answer
