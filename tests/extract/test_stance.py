from __future__ import annotations

from datetime import date

import pytest

from corrobora import extract
from corrobora.model.vocabulary import Basis, Kind, Stance

SHOT = "Northern troops shot dead five captured soldiers near Lipova on 3 March 2031, the office said."


@pytest.mark.parametrize(
    ("said", "stance"),
    [
        (f"{SHOT} The report could not be independently verified.", Stance.ALLEGED),
        ("Analysts verified the video, in which five captured soldiers were shot near Lipova on Monday.",
         Stance.CONFIRMED),
    ],
)  # fmt: skip
def test_what_could_not_be_verified_is_not_confirmed(said: str, stance: Stance) -> None:
    claims = [c for _, c in extract(text=said, published=date(2031, 3, 5)).claims if c.kind is Kind.INCIDENT]
    assert [c.stance and c.stance.value for c in claims] == [stance]


def test_operators_of_drones_are_no_footage() -> None:
    said = SHOT.replace("five captured soldiers", "five captured drone operators")
    claims = [c for _, c in extract(text=said, published=date(2031, 3, 5)).claims if c.kind is Kind.INCIDENT]
    assert claims
    assert all(slot.value is not Basis.DRONE_VIDEO for c in claims for slot in c.basis)
