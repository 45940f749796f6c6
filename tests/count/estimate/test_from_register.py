from __future__ import annotations

from corrobora.count.estimate.from_register import lists_of
from corrobora.count.estimate.report import estimate
from corrobora.link.origins import Origins, Passed, Passing, Source


def known_from(*speakers: str) -> Origins:
    outlet = Source(id="outlet", name="Daily")
    return Origins(
        sources=(outlet, *(Source(id=s, name=s.title()) for s in speakers)),
        passed=tuple(Passed(giver=s, taker="outlet", how=Passing.SAID, claims=("c",)) for s in speakers),
        roots=speakers,
        independent=(len(speakers), len(speakers)),
    )


def test_speakers_are_lists_and_outlets_that_pass_on_are_not():
    found = lists_of([known_from("office", "union"), known_from("office"), known_from("office"),
                      known_from("union"), known_from("union"), known_from("guard")])  # fmt: skip
    assert found.names == ("Office", "Union")
    assert sorted(zip(map(tuple, found.patterns.tolist()), found.counts.tolist(), strict=True)) == [
        ((0, 1), 2), ((1, 0), 2), ((1, 1), 1),
    ]  # fmt: skip


def test_a_register_that_cannot_carry_an_estimate_is_refused_with_the_reason():
    answer = estimate(lists_of([known_from("office")] * 4))
    assert answer.models == ()
    assert "fewer than three" in (answer.refused or "")


def test_an_empty_register_is_refused_too():
    assert "fewer than three" in (estimate(lists_of([])).refused or "")
