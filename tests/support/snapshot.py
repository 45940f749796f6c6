"""All that a register says, for comparing two cases."""

from __future__ import annotations

from typing import Any

from corrobora.case import Case
from corrobora.case.output import head_json, incidents_json, record_json


def snapshot(case: Case) -> dict[str, Any]:
    """Documents, claims, incidents and links; not when and in which order they came."""
    heads = case.incidents()
    return {
        "documents": [head_json(head) for head in case.documents()],
        "claims": [record_json(record) for record in case.claims()],
        "register": incidents_json(heads, case.redirects(), case.all_origins()),
        "links": [[repr(link) for link in case.incident(head.incident.number).links] for head in heads],
        "unread": [item.name for item in case.unread()],
        "bytes": sorted(case.vault.all()),
    }
