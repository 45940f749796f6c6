"""The documents weights are learned from: every quote and every word of evidence stands in its text."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corrobora.codebook.overlay import Codebook
from corrobora.extract.rules.checking import check
from corrobora.model.vocabulary import (
    Act,
    Basis,
    ContextType,
    Kind,
    ResponseType,
    StatementType,
    Verification,
    VictimStatus,
)

DOCUMENTS = Path(__file__).parents[2] / "training" / "documents"
FOLDERS = sorted(file.parent for file in DOCUMENTS.glob("*/manifest.csv"))
EVENT = {
    "act",
    "victims",
    "victim_side",
    "victim_status",
    "perpetrator_side",
    "place",
    "place_point",
    "basis",
}
SLOTS = {
    Kind.INCIDENT: EVENT | {"incident", "date", "verification", "verified_by"},
    Kind.TALLY: EVENT | {"incidents", "statements", "period"},
    Kind.STATEMENT: {"type", "actor"},
    Kind.RESPONSE: {"type", "actor"},
    Kind.CONTEXT: {"type", "actor", "place", "place_point", "date", "quantities"},
}
TYPES = {Kind.STATEMENT: StatementType, Kind.RESPONSE: ResponseType, Kind.CONTEXT: ContextType}
VALUES = {"act": Act, "victim_status": VictimStatus, "verification": Verification}


@pytest.mark.parametrize("folder", FOLDERS, ids=[f.name for f in FOLDERS])
def test_every_claim_stands_in_its_text_in_the_words_of_the_vocabulary(folder):
    with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    notes = sorted(folder.glob("*.json"))
    assert {json.loads(n.read_text("utf-8"))["document"] for n in notes} == set(rows)
    wrong = [problem for note in notes for problem in problems(note)]
    assert wrong == []


def problems(note: Path) -> list[str]:
    data = json.loads(note.read_text("utf-8"))
    text = (note.parent / data["document"]).read_text("utf-8")
    return [
        f"{note.stem}, claim {n}: {p}" for n, c in enumerate(data["claims"], 1) for p in of_claim(c, text)
    ]


def of_claim(claim: dict[str, Any], text: str) -> list[str]:
    kind = Kind(claim["kind"])
    known = SLOTS[kind] | {"kind", "quotes", "claimants", "optional", "evidence"}
    found = [f"{slot} is no slot of it" for slot in set(claim) - known]
    words = [*claim["quotes"], *(w for some in claim["evidence"].values() for w in some)]
    found += [f"{w!r} is not in the text" for w in words if w not in text]
    if not claim["quotes"]:
        found.append("has no quote")
    if kind in TYPES and claim["type"] not in set(TYPES[kind]):
        found.append(f"type {claim['type']!r}")
    found += [
        f"{slot} {claim[slot]!r}"
        for slot, allowed in VALUES.items()
        if claim.get(slot) not in {None, *allowed}
    ]
    found += [f"basis {b!r}" for b in claim.get("basis") or () if b not in set(Basis)]
    for slot in ("victims", "incidents", "statements"):
        low, high = claim.get(slot) or (0, 0)
        if low is not None and high is not None and low > high:
            found.append(f"{slot} {claim[slot]!r}")
    for slot in ("date", "period"):
        days = [date.fromisoformat(day) for day in claim.get(slot) or () if day]
        if days != sorted(days):
            found.append(f"{slot} {claim[slot]!r}")
    return found


def test_the_invented_codebook_is_one():
    assert FOLDERS
    assert list(check(Codebook.read(DOCUMENTS / "codebook"))) == []
