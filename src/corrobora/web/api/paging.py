"""Pages of lists by cursor, which names the last record given out: none is missed or given twice."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, Field

from corrobora.model.errors import CorroboraError

T = TypeVar("T")
#: What names a record in an address.
Name = Annotated[str, Path(max_length=80)]
Limit = Annotated[int, Query(ge=1, le=200, description="Most records an answer holds.")]
Cursor = Annotated[
    str,
    Query(alias="cursor", max_length=2000, description="``next`` of the answer before; empty: the first."),
]


class BadCursor(CorroboraError):
    """A cursor is not one that was given out."""


class Page(BaseModel, Generic[T]):
    """Some of a list; ``next`` leads to the rest and is null at its end."""

    items: list[T]
    next: str | None = Field(default=None, description="Cursor of the next page.")


def cursor(*key: Any) -> str:
    """The cursor after a record."""
    return (
        base64.urlsafe_b64encode(
            json.dumps(key, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "replace")
        )
        .decode()
        .rstrip("=")
    )


def key_of(given: str, *kinds: type) -> tuple[Any, ...] | None:
    """What a cursor names; ``None`` for the first page.

    Raises:
        BadCursor: if it was not made by `cursor` from such values.
    """
    if not given:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursor("the cursor is not one that was given out; begin without one") from error
    fits = isinstance(key, list) and len(key) == len(kinds)
    if not fits or not all(type(k) is t for k, t in zip(key, kinds, strict=True)):
        raise BadCursor("the cursor is not one of this list; begin without one")
    if any(isinstance(k, int) and not 0 <= k < 2**31 for k in key):
        raise BadCursor("the cursor is not one of this list; begin without one")
    return tuple(key)
