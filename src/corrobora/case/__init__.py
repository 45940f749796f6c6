"""A case: the façade that the command line, the pages and library users call."""

from corrobora.case.case import Case
from corrobora.case.errors import BadDecision, CaseError, CaseExists, NotACase, NotThere
from corrobora.case.records import (
    AddReport,
    ClaimRecord,
    DocumentHead,
    DocumentRecord,
    Excerpt,
    IncidentHead,
    IncidentRecord,
    LinkRecord,
    SearchHit,
    SourceRecord,
    Stats,
    Verification,
    Wrong,
)

__all__ = [
    "AddReport",
    "BadDecision",
    "Case",
    "CaseError",
    "CaseExists",
    "ClaimRecord",
    "DocumentHead",
    "DocumentRecord",
    "Excerpt",
    "IncidentHead",
    "IncidentRecord",
    "LinkRecord",
    "NotACase",
    "NotThere",
    "SearchHit",
    "SourceRecord",
    "Stats",
    "Verification",
    "Wrong",
]
