from __future__ import annotations

import random

import pytest
from tally_systems import plant, possible, tally, truthful

from corrobora.count import reconcile


@pytest.mark.parametrize("seed", range(12))
def test_truthful_figures_raise_no_alarm(seed):
    figures = truthful(random.Random(seed), 18)
    assert possible(figures)
    found = reconcile([tally(f, str(n), "Body") for n, f in enumerate(figures)])
    assert found.contradictions == ()
    for placed in found.tallies:
        ((unit, stated),) = placed.tally.figures.items()
        low, high = placed.implied[unit]
        assert low is not None
        assert low >= (stated.low or 0)
        assert stated.high is None or (high is not None and high <= stated.high)


@pytest.mark.parametrize("seed", range(12))
def test_a_planted_contradiction_is_found_and_the_set_is_irreducible(seed):
    rng = random.Random(1000 + seed)
    figures = plant(rng, truthful(rng, 14))
    assert not possible(figures)
    found = reconcile([tally(f, str(n), "Body") for n, f in enumerate(figures)])
    assert found.contradictions
    for contradiction in found.contradictions:
        members = [figures[int(i)] for i in contradiction.tallies]
        assert not possible(members)
        for left_out in members:
            assert possible([f for f in members if f is not left_out])
    # what is left when one of each set is taken as wrong can all hold
    wrong = {c.tallies for c in found.contradictions}
    assert len(wrong) == len(found.contradictions)


def test_a_large_system_is_bounded_by_what_contains_and_lies_in_each_figure():
    figures = truthful(random.Random(5), 150)[:80]
    found = reconcile([tally(f, str(n), "Body") for n, f in enumerate(figures)])
    assert found.contradictions == ()
    for placed, figure in zip(found.tallies, figures, strict=True):
        ((unit, _),) = placed.tally.figures.items()
        low, high = placed.implied[unit]
        assert (low or 0) >= max((f.low or 0) for f in figures if f.inside(figure))
        above = [f.high for f in figures if figure.inside(f) and f.high is not None]
        assert high is None if not above else (high is not None and high <= min(above))
