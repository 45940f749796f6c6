"""The published schemas and what is printed, in step."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from corrobora import extract
from corrobora.case import Case
from corrobora.case.output import incidents_json
from corrobora.model.actor import ActorSort
from corrobora.model.claim import LIST_SLOTS, SINGLE_SLOTS, SLOTS_OF_KIND
from corrobora.model.incident_serial import DERIVED, incident_from_json, incident_to_json
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    Stance,
    StatementType,
    Unit,
    Verification,
    VictimStatus,
)
from corrobora.model.when import Precision
from corrobora.model.where import PlaceLevel
from line_engine import LineEngine
from reports import COUNT, OFFICE, VILLAGE


def schema(name: str) -> dict[str, Any]:
    path = resources.files("corrobora.schemas").joinpath(f"{name}.schema.json")
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


@pytest.mark.parametrize("name", ["extract", "incidents"])
def test_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("text", [OFFICE, VILLAGE, COUNT, "Nothing is said here.\n"])
def test_extraction_prints_what_the_schema_says(text: str) -> None:
    printed = json.loads(json.dumps(extract(text=text, engine=LineEngine()).to_json()))
    Draft202012Validator(schema("extract")).validate(printed)


def test_the_register_prints_what_the_schema_says(filled: Case) -> None:
    filled.decide(["INC-0001"], verdict="accepted", reason="why")
    printed = json.loads(
        json.dumps(incidents_json(filled.incidents(), filled.redirects(), filled.all_origins()))
    )
    assert len(printed["incidents"]) == 2
    Draft202012Validator(schema("incidents")).validate(printed)


def test_an_incident_survives_its_json(filled: Case) -> None:
    for head in filled.incidents():
        assert incident_from_json(json.loads(json.dumps(incident_to_json(head.incident)))) == head.incident


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_the_slots_of_the_model(kind: Kind) -> None:
    properties = schema("extract")["$defs"][kind.value]["properties"]
    slots = set(properties) & {*SINGLE_SLOTS, *LIST_SLOTS}
    assert slots == set(SLOTS_OF_KIND[kind])


def test_vocabularies_are_those_of_the_model() -> None:
    for name in ("extract", "incidents"):
        defs = schema(name)["$defs"]
        for key, members in (
            ("act", Act), ("victim_status", VictimStatus), ("basis", Basis), ("verification", Verification),
        ):  # fmt: skip
            assert defs[key]["enum"] == [m.value for m in members]
        assert defs["actor"]["properties"]["sort"]["enum"] == [*(s.value for s in ActorSort), None]
        assert defs["candidate"]["properties"]["level"]["enum"] == [level.value for level in PlaceLevel]
    defs = schema("extract")["$defs"]
    for kind, types in (("statement", StatementType), ("response", ResponseType), ("context", ContextType)):
        assert defs[kind]["properties"]["type"]["enum"] == [*(t.value for t in types), None]
    assert defs["incident"]["properties"]["stance"]["enum"] == [*(s.value for s in Stance), None]
    assert defs["detail"]["properties"]["unit"]["enum"] == [u.value for u in Unit]
    assert defs["detail"]["properties"]["precision"]["enum"] == [p.value for p in Precision]
    properties = schema("incidents")["$defs"]["incident"]["properties"]
    assert [name for name in properties if name in DERIVED] == list(DERIVED)
