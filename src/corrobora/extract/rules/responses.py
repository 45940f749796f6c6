"""Responses: what somebody answers to an allegation, or does about it."""

from __future__ import annotations

from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.sayings import claims
from corrobora.model.claim import Claim
from corrobora.model.vocabulary import Kind


def responses(reading: Reading, engine: str = "rules/0.1") -> list[Claim]:
    """Denials, silence, inquiries, suspects, verdicts, warrants, letters, withdrawals, ended funding."""
    return claims(reading, Kind.RESPONSE, engine)
