"""The API's application, which the pages' application carries under ``/api/v1``."""

from __future__ import annotations

from typing import Any

from fastapi import Depends, FastAPI

from corrobora.read.leaf import Leaves
from corrobora.web.acting import from_here
from corrobora.web.api import acts, exports, leaves, lists, looking, weighing
from corrobora.web.api.problems import RESPONSES, TYPE, handle

PREFIX = "/api/v1"
_DESCRIPTION = """What the pages show and do, for programs.

A program shows a token (`corrobora token create`) as `Authorization: Bearer …`. It acts as the token's
person, limited to its scopes. Lists come in pages: pass `next` as `cursor`. A POST with an
`Idempotency-Key` can be sent again without a second effect. Every error is a problem document (RFC 9457)."""


def create_api(pictures: Leaves) -> FastAPI:
    """The application.

    Args:
        pictures: what draws pages of PDF files.
    """
    api = FastAPI(
        title="Corrobora", version="1", description=_DESCRIPTION, docs_url=None, redoc_url=None,
        openapi_url="/openapi.json", dependencies=[Depends(from_here)], responses={**RESPONSES},
    )  # fmt: skip
    for calls in (lists, looking, acts, weighing, exports):
        calls.put(api)
    leaves.put(api, pictures)
    handle(api)
    describe = api.openapi

    def described() -> dict[str, Any]:
        """The description, with errors under their own media type; FastAPI knows one for all of a call."""
        schema = describe()
        for path in schema["paths"].values():
            for call in path.values():
                for status, answer in call["responses"].items():
                    if status[0] in "45" and (held := answer.get("content")):
                        answer["content"] = {TYPE: next(iter(held.values()))}
        return schema

    api.openapi = described  # type: ignore[method-assign]
    return api
