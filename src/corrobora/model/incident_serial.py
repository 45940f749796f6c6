"""Incidents as JSON and back, without loss.

The shape is the public one (``corrobora/schemas/incidents.schema.json``): flat values as in claims,
``details`` with the rule that derived each, the claims that drove it and whether claims differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corrobora.model.incident import Derived, Incident
from corrobora.model.serial import Json, detail_of, flat, value_from_json
from corrobora.model.vocabulary import Kind

#: Values an incident derives from its claims, in the order they are shown.
DERIVED = (
    "act", "victims", "victim_side", "victim_status", "perpetrator_side", "place", "date", "basis",
    "verification", "verified_by",
)  # fmt: skip
_LISTS = ("basis", "verified_by")


def incident_to_json(incident: Incident) -> Json:
    """One incident as ``incidents --json`` prints it."""
    out: Json = {
        "id": incident.label,
        "number": incident.number,
        "label": incident.label,
        "claims": list(incident.claims),
        "merged_into": incident.merged_into,
    }
    details: Json = {}
    for name in DERIVED:
        derived: Derived[Any] | None = getattr(incident, name)
        if name in _LISTS:
            out[name] = [flat(v) for v in derived.value] if derived else []
        else:
            out[name] = flat(derived.value) if derived else None
        if derived:
            details[name] = {
                "rule": derived.rule,
                "claims": list(derived.claims),
                "differs": derived.differs,
                **detail_of(derived.value),
            }
    out["details"] = details
    return out


def incident_from_json(data: Mapping[str, Any]) -> Incident:
    """The inverse of `incident_to_json`."""
    values = {name: _derived(name, data[name], detail) for name, detail in data["details"].items()}
    return Incident(
        number=data["number"], claims=tuple(data["claims"]), merged_into=data["merged_into"], **values
    )


def _derived(name: str, value: Any, detail: Mapping[str, Any]) -> Derived[Any]:
    read: Any = (
        tuple(value_from_json(Kind.INCIDENT, name, v, detail) for v in value)
        if name in _LISTS
        else value_from_json(Kind.INCIDENT, name, value, detail)
    )
    return Derived(value=read, rule=detail["rule"], claims=tuple(detail["claims"]), differs=detail["differs"])
