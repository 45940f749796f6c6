"""Those who speak, act, count and check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorSort(StrEnum):
    """What sort of actor a name stands for."""

    PERSON = "person"
    BODY = "body"
    FORCE = "force"
    STATE = "state"
    OUTLET = "outlet"
    GROUP = "group"  # "witnesses", "officials", "relatives"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An actor as a text names it.

    Attributes:
        name: the name or description, as in the text without its article.
        sort: what sort of actor it is, ``None`` when unclear.
        body: codebook id of the body it is or speaks for (``un-hrmmu``), where known.
        side: ISO 3166-1 alpha-2 code of the country it belongs to, where known.
        role: "spokesman", "ombudsman" …, as in the text.
    """

    name: str
    sort: ActorSort | None = None
    body: str | None = None
    side: str | None = None
    role: str | None = None
