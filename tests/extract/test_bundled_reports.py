"""The bundled reports: every published figure is read with its body, scope and stretch, and each once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corrobora.collect.manifest import Manifest
from corrobora.extract import extract_all
from corrobora.model.claim import Claim
from corrobora.model.vocabulary import Kind
from corrobora.read.reader import read

EXAMPLES = Path(__file__).parents[2] / "examples"
Bounds = tuple[int | None, int | None]
Days = tuple[date | None, date | None]
INVASION = date(2022, 2, 24)
PROSECUTORS, MISSION, LUBINETS = "Prosecutor General's Office", "monitoring mission", "Dmytro Lubinets"

#: Report, persons, incidents or proceedings, stretch, and the body as each states them.
STATED: list[tuple[str, Bounds, Bounds | None, Days, str]] = [
    ("02", (93, None), None, (INVASION, date(2024, 10, 13)), PROSECUTORS),
    ("04", (102, None), None, (date(2022, 1, 1), None), LUBINETS),
    ("05", (177, 177), None, (None, date(2024, 12, 15)), LUBINETS),
    ("05", (109, 109), None, (date(2024, 1, 1), date(2024, 12, 18)), LUBINETS),
    ("06", (101, None), None, (date(2024, 1, 1), date(2024, 12, 31)), LUBINETS),
    ("07", (79, 79), (24, 24), (date(2024, 8, 31), date(2025, 2, 3)), MISSION),
    ("08", (91, None), (29, 29), (date(2024, 10, 5), date(2025, 4, 4)), MISSION),
    ("09", (32, None), (12, 12), (date(2023, 12, 1), date(2024, 2, 29)), MISSION),
    ("09", (7, 7), (3, 3), (date(2023, 12, 1), date(2024, 2, 29)), MISSION),
    ("10", (54, 54), (27, 27), (INVASION, date(2024, 4, 9)), PROSECUTORS),
    ("11", (268, 268), (75, 75), (INVASION, date(2025, 5, 23)), PROSECUTORS),
    ("11", (57, 57), (8, 8), (date(2022, 1, 1), date(2022, 12, 31)), PROSECUTORS),
    ("11", (11, 11), (8, 8), (date(2023, 1, 1), date(2023, 12, 31)), PROSECUTORS),
    ("11", (149, 149), (39, 39), (date(2024, 1, 1), date(2024, 12, 31)), PROSECUTORS),
    ("11", (51, 51), (20, 20), (date(2025, 1, 1), date(2025, 5, 23)), PROSECUTORS),
]


@pytest.fixture(scope="module")
def tallies() -> dict[str, list[Claim]]:
    manifest = Manifest.read(EXAMPLES / "manifest.csv")
    documents = []
    for path in sorted((EXAMPLES / "reports").iterdir()):
        row = manifest.row_for(path)
        documents.append(read(path.read_bytes(), sha256="e" * 64, name=path.name, row=row, path=path.name))
    return {
        e.document.source.path[:2]: [c for _, c in e.claims if c.kind is Kind.TALLY]
        for e in extract_all(documents)
    }


def of_persons(claims: list[Claim], victims: Bounds) -> Claim:
    (found,) = [c for c in claims if c.victims and c.victims.value.bounds == victims]
    return found


@pytest.mark.parametrize(("report", "victims", "incidents", "days", "body"), STATED)
def test_a_published_figure_is_read_as_stated(
    tallies: dict[str, list[Claim]],
    report: str,
    victims: Bounds,
    incidents: Bounds | None,
    days: Days,
    body: str,
) -> None:
    claim = of_persons(tallies[report], victims)
    assert (claim.incidents.value.bounds if claim.incidents else None) == incidents
    assert claim.period is not None
    assert (claim.period.value.first, claim.period.value.last) == days
    assert body.casefold() in claim.claimants[0].value.name.casefold()
    assert claim.victim_side is not None
    assert claim.victim_side.value == "UA"
    assert claim.perpetrator_side is not None
    assert claim.perpetrator_side.value == "RU"


def test_nothing_else_is_a_figure_of_victims(tallies: dict[str, list[Claim]]) -> None:
    found = [(r, c.victims.value.bounds) for r, claims in tallies.items() for c in claims if c.victims]
    assert sorted(found, key=str) == sorted(((r, v) for r, v, *_ in STATED), key=str)


def test_the_calls_the_mission_recorded_are_counted_as_statements(tallies: dict[str, list[Claim]]) -> None:
    (calls,) = [c for c in tallies["07"] if c.statements]
    assert calls.statements is not None
    assert calls.statements.value.bounds == (3, None)
