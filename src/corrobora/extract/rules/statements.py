"""Statements: what somebody says about the acts in general."""

from __future__ import annotations

from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.sayings import claims
from corrobora.model.claim import Claim
from corrobora.model.vocabulary import Kind


def statements(reading: Reading, engine: str = "rules/0.1") -> list[Claim]:
    """Incitement, orders, declarations of no quarter, justification, condemnation, calls, assessments."""
    return claims(reading, Kind.STATEMENT, engine)
