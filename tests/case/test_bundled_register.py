"""The bundled reports as a case: the events they tell of, each once, of both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrobora.case import Case

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.slow
def test_the_register_holds_the_five_events_each_once(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", actor="ann") as case:
        case.add([EXAMPLES / "reports"], EXAMPLES / "manifest.csv")
        events = {}
        for head in case.incidents():
            incident = head.incident
            assert incident.victims
            assert incident.victim_side
            assert incident.perpetrator_side
            sides = (incident.victim_side.value, incident.perpetrator_side.value)
            events[incident.victims.value.bounds] = (sides, head.documents, incident.place)
        assert {bounds: (sides, documents) for bounds, (sides, documents, _) in events.items()} == {
            (16, 16): (("UA", "RU"), 1),
            (9, 9): (("UA", "RU"), 2),
            (6, 6): (("UA", "RU"), 1),
            (1, 1): (("RU", "UA"), 1),
            (2, 2): (("UA", "RU"), 1),
        }
        nine = events[9, 9][2]
        assert nine
        assert nine.value.name == "Zelenyi Shliakh"
        assert not case.reconcile().contradictions
        assert case.verify().clean
