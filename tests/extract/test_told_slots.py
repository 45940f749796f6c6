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


@pytest.mark.parametrize("side", ["RU", "UA"])
def test_the_counted_words_say_whose_the_victims_were(side: str) -> None:
    theirs, ours = ("Russian", "Ukrainian") if side == "RU" else ("Ukrainian", "Russian")
    said = (
        f"The mission documented the execution in May 2024 of a wounded — but not yet captured — {theirs} "
        f"soldier by the {ours} army. {ours} officials said that {theirs} troops had shot prisoners before."
    )
    claims = [c for _, c in extract(text=said, published=date(2024, 8, 5)).claims if c.kind is Kind.INCIDENT]
    wounded = [c for c in claims if c.victims and c.victims.value.bounds == (1, 1)]
    assert [c.victim_side and c.victim_side.value for c in wounded] == [side]
