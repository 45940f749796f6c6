"""What a model is asked to answer: quotes for each slot, and a choice of the vocabulary where one is made.

No field takes a number, a date or a code: those are read from the quoted words by the program.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from corrobora.extract.endpoint.errors import BadAnswer
from corrobora.extract.endpoint.transport import json_object
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Verification,
    VictimStatus,
)

E = TypeVar("E", bound=StrEnum)
#: Most claims taken from one answer; a longer list is a model that repeats itself.
MOST_CLAIMS = 200
#: Most quotes of a claim, or values of a list slot.
MOST_VALUES = 40


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=False)


class Judged(_Part, Generic[E]):
    """A member of the vocabulary and the words that show it."""

    value: E
    words: str


class AnsweredClaim(_Part):
    """One claim as the model points it out; each slot holds verbatim words."""

    kind: Kind
    quotes: list[str]
    claimants: list[str] = []
    stance: Judged[Stance] | None = None
    statement_type: Judged[StatementType] | None = None
    response_type: Judged[ResponseType] | None = None
    context_type: Judged[ContextType] | None = None
    actor: str | None = None
    act: Judged[Act] | None = None
    victims: str | None = None
    incidents: str | None = None
    statements: str | None = None
    victim_side: str | None = None
    victim_status: Judged[VictimStatus] | None = None
    perpetrator_side: str | None = None
    place: str | None = None
    date: str | None = None
    period: str | None = None
    basis: list[Judged[Basis]] = []
    verification: Judged[Verification] | None = None
    verified_by: list[str] = []
    quantities: list[str] = []


class _Answer(_Part):
    claims: list[AnsweredClaim]


def schema() -> dict[str, Any]:
    """The JSON Schema an answer must have, in the strict form servers ask for."""
    made = _Answer.model_json_schema()
    for part in (made, *made.get("$defs", {}).values()):
        if part.get("type") == "object":
            part["required"] = list(part["properties"])
            part["additionalProperties"] = False
            for field in part["properties"].values():
                field.pop("default", None)
    return made


def read_answer(content: str) -> tuple[tuple[AnsweredClaim, ...], Counter[str]]:
    """The claims of an answer, and how many were refused for their form.

    Raises:
        BadAnswer: if the answer is no JSON of the schema, or none of its claims is.
    """
    items = json_object(content, "the answer").get("claims")
    if not isinstance(items, list):
        raise BadAnswer("the answer has no list of claims")
    claims: list[AnsweredClaim] = []
    refused: Counter[str] = Counter()
    for item in items[:MOST_CLAIMS]:
        try:
            claim = AnsweredClaim.model_validate(item)
        except ValidationError:
            refused["answer.claim"] += 1
            continue
        claims.append(claim)
    if items and not claims:
        raise BadAnswer("no claim of the answer has the form that was asked for")
    refused["answer.claim"] += max(0, len(items) - MOST_CLAIMS)
    return tuple(claims), +refused
