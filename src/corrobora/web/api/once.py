"""Answers to calls that change something: with an ``Idempotency-Key``, it is done once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from corrobora.case import output
from corrobora.model.journal import Decision
from corrobora.web.acting import Acting

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$",
           description="The same for a request that is sent again."),
]  # fmt: skip

#: Does what a request asks for, unless it was done: status, body, and whether they were kept.
Once = Callable[[str, str, Callable[[], tuple[int, str]]], tuple[int, str, bool]]


def decision(
    acting: Acting, key: str | None, what: str, given: BaseModel, act: Callable[[], Decision]
) -> Response:
    """The answer to a call that decides: 202 where what it made waits for a second person."""

    def work() -> tuple[int, Any]:
        made = act()
        body = {**output.decision_json(made), "pending": made.pending}
        return (202 if made.pending else 201), body

    return once(acting, key, what, given, work)


def once(
    acting: Acting, key: str | None, what: str, given: BaseModel, work: Callable[[], tuple[int, Any]]
) -> Response:
    """The answer to a call, from an earlier time if it was done under that key.

    Args:
        acting: who calls.
        key: what they call the request.
        what: what is done, and to which record.
        given: the rest of what is asked.
        work: does it; status and body.
    """
    return answered(acting.case.once, key, digest(what, given), work)


def digest(what: str, given: BaseModel) -> str:
    """What tells apart requests of one key."""
    return hashlib.sha256(f"{what}\n{given.model_dump_json()}".encode()).hexdigest()


def answered(done: Once, key: str | None, asked: str, work: Callable[[], tuple[int, Any]]) -> Response:
    """The same by a digest of what is asked.

    Args:
        done: what does it once.
        key: what the caller calls the request; ``None``: it is done each time.
        asked: the digest.
        work: does it; status and body.
    """
    if key is None:
        status, body = work()
        return JSONResponse(body, status_code=status)

    def written() -> tuple[int, str]:
        status, body = work()
        return status, json.dumps(body, ensure_ascii=False)

    status, answer, again = done(key, asked, written)
    headers = {"Idempotent-Replayed": "true"} if again else {}
    return Response(answer, status_code=status, media_type="application/json", headers=headers)
