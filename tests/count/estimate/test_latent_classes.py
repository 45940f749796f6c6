"""The latent-class sampler against exact enumeration, and what it says of chains that have not settled."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import special, stats

from corrobora.count.estimate import lcmcr
from corrobora.count.estimate.lists import Lists
from corrobora.count.estimate.report import estimate

TINY = Lists.of(
    ("A", "B", "C"),
    np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1]], dtype=np.int8),
    np.array([3, 2, 2, 2, 1]),
)


def exact(lists: Lists, classes: int) -> np.ndarray:
    """Chances of 0, 1, … unseen, summed over every way to put everybody into classes."""
    n = lists.observed
    most = lcmcr.MOST_UNSEEN * n
    unseen = np.array([m for m in itertools.product(range(most + 1), repeat=classes) if sum(m) <= most])
    # the chance of each class's size: stick breaking, integrated over α ~ Gamma(¼, ¼) on a grid of its log
    grid = np.linspace(-50, 5, 120)[:, None]
    alpha = np.exp(grid)
    sizes = np.array(
        [m for m in itertools.product(range(n + most + 1), repeat=classes) if n <= sum(m) <= n + most]
    )
    log = stats.gamma.logpdf(alpha, 0.25, scale=4) + grid
    later = sizes.sum(axis=1)
    for k in range(classes - 1):
        later = later - sizes[:, k]
        log = log + grid + special.betaln(1 + sizes[:, k], alpha + later)
    weight = np.full((n + most + 1,) * classes, -np.inf)
    weight[tuple(sizes.T)] = special.logsumexp(log, axis=0)
    people = np.arange(n + most + 1)[:, None]
    chance = np.zeros(most + 1)
    for chosen in itertools.product(range(classes), repeat=n):
        of = np.eye(classes, dtype=int)[list(chosen)].T  # everybody seen, one by one
        hits = of @ np.repeat(lists.patterns, lists.counts, axis=0)
        there = of.sum(axis=1) + unseen
        term = weight[tuple(there.T)] - special.gammaln(1 + unseen).sum(axis=1)
        for k in range(classes):
            rates = special.betaln(1 + hits[k], 1 + np.maximum(people - hits[k], 0)).sum(axis=1)
            term += rates[there[:, k]]
        chance += np.bincount(unseen.sum(axis=1), weights=np.exp(term), minlength=most + 1)
    chance *= np.exp(special.gammaln(n + np.arange(most + 1)) - special.gammaln(n + most))
    return chance / chance.sum()


@pytest.mark.slow
def test_draws_are_distributed_as_exact_enumeration_says() -> None:
    rows = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=np.int8)
    lists = Lists.of(("A", "B", "C"), rows, np.array([1, 1, 1, 1]))
    below = np.cumsum(exact(lists, 3))
    found = lcmcr.sample(lists, lcmcr.Sampling(classes=3, burn_in=2_000, thin=10, draws=40_000, longest=1))
    assert found.settled
    for unseen in (0, 2, 5, 10, 20, 40, 60, 75):
        share = float((found.totals <= lists.observed + unseen).mean())
        error = np.sqrt(below[unseen] * (1 - below[unseen]) / found.ess)
        assert abs(share - below[unseen]) < 4 * error, unseen


@pytest.mark.parametrize("none", [0.3, 0.9, 0.953, 0.99, 1 - 1e-9])
def test_the_unseen_are_negative_binomial_up_to_their_bound(none: float) -> None:
    from corrobora.count.estimate import gibbs

    n, most = 6, 120
    random = np.random.default_rng(5)
    drawn = np.array([gibbs.draw_unseen(random, n, none, most) for _ in range(20_000)])
    log = stats.nbinom.logpmf(np.arange(most + 1), n, 1 - none)
    below = np.cumsum(np.exp(log - special.logsumexp(log)))
    shares = (drawn[:, None] <= np.arange(most + 1)).mean(axis=0)
    assert np.abs(shares - below).max() < 1.95 / np.sqrt(len(drawn))  # Kolmogorov, 0.1 %


def test_patterns_weighed_in_logs_are_weighed_as_in_plain_numbers() -> None:
    from corrobora.count.estimate import gibbs

    random = np.random.default_rng(2)
    on, weight = random.uniform(0.1, 0.9, (5, 4)), np.array([0.4, 0.3, 0.2, 0.1])
    share = np.empty(4)
    gibbs.weigh_in_logs(np.array([1, 4]), on, 1 - on, np.log(weight), share)
    plain = weight * on[[1, 4]].prod(axis=0) * (1 - on[[0, 2, 3]]).prod(axis=0)
    assert share == pytest.approx(plain / plain.max())


def test_chances_too_small_for_plain_numbers_are_weighed_all_the_same() -> None:
    # a billion persons on all of thirty lists, each of them on none with a chance of 10^-360, and 80 others
    one, two = np.eye(30)[:2]
    lists = Lists.of(
        tuple(f"L{i}" for i in range(30)),
        np.vstack([np.ones(30), one, two, one + two]).astype(np.int8),
        np.array([10**9, 40, 30, 10]),
    )
    on = np.vstack([np.full(30, 1 - 1e-12), np.where(one + two, 0.25, 1e-9)])
    chain = lcmcr._Chain(lists, np.random.default_rng(1), on, np.log([1 - 1e-7, 1e-7]))
    totals = chain.go_on(1, 200)
    assert (totals >= lists.observed).all()
    assert (totals < lists.observed + 1000).all()  # Lincoln and Petersen say 120


def test_draws_are_the_same_on_one_core_and_on_many(monkeypatch: pytest.MonkeyPatch) -> None:
    sampling = lcmcr.Sampling(chains=4, burn_in=50, thin=2, draws=80, longest=2, seed=4)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    alone = lcmcr.sample(TINY, sampling)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    many = lcmcr.sample(TINY, sampling)
    assert (alone.totals == many.totals).all()
    assert len({tuple(chain) for chain in alone.totals}) == 4


def test_chains_go_on_until_they_have_settled() -> None:
    short = lcmcr.Sampling(classes=3, chains=4, burn_in=20, thin=1, draws=1_000, longest=64, seed=2)
    told: list[float] = []
    found = lcmcr.sample(TINY, short, told.append)
    assert found.settled
    assert found.sweeps > 270
    assert found.sweeps % 270 == 0
    assert found.totals.shape == (4, 250)
    assert told[0] == 0
    assert told[-1] == 1
    first = lcmcr.sample(
        TINY, lcmcr.Sampling(classes=3, chains=4, burn_in=20, thin=1, draws=1_000, longest=1, seed=2)
    )
    assert not first.settled
    assert first.sweeps == 270


def test_chains_that_have_not_settled_are_refused_and_the_other_models_answer() -> None:
    cells = np.array(list(itertools.product((0, 1), repeat=3)), dtype=np.int8)
    lists = Lists.of(("A", "B", "C"), cells, np.array([0, 300, 260, 90, 320, 100, 80, 40]))
    answer = estimate(lists, sampling=lcmcr.Sampling(chains=4, burn_in=10, thin=1, draws=40, longest=2))
    refused = [m for m in answer.to_json()["models"] if m["refused"]]
    assert [m["name"] for m in refused] == ["lcmcr"]
    assert "have not settled in 40 sweeps each: R-hat is" in refused[0]["refused"]
    assert refused[0]["estimate"] is None
    assert refused[0]["interval"] is None
    assert refused[0]["ess"] < 400
    assert answer.refused is None
    alone = estimate(
        lists, "lcmcr", sampling=lcmcr.Sampling(chains=4, burn_in=10, thin=1, draws=40, longest=1)
    )
    assert "have not settled" in str(alone.refused)


def test_a_posterior_cut_off_by_its_bound_is_refused() -> None:
    rows = np.vstack([np.eye(3), [[1, 1, 0], [0, 1, 1]]]).astype(np.int8)
    lists = Lists.of(TINY.names, rows, np.array([3000, 3000, 3000, 3, 2]))
    sampling = lcmcr.Sampling(classes=1, burn_in=200, thin=10, draws=2_000)
    (model,) = estimate(lists, "lcmcr", sampling=sampling).models
    assert model.refused == "the posterior reaches its end at 180100 unseen: the bound, not the data, decides"


_NOWHERE = """
from numba.core import caching
caching.CacheImpl._locator_classes = []
import numpy as np
from corrobora.count.estimate import gibbs
share = np.empty(2)
gibbs.weigh_in_logs(np.array([0]), np.full((1, 2), 0.5), np.full((1, 2), 0.5), np.zeros(2), share)
print(*share, gibbs.weigh_in_logs.stats.cache_path)
"""


@pytest.mark.slow
def test_where_nothing_can_be_kept_the_sampler_compiles_anew() -> None:
    done = subprocess.run([sys.executable, "-c", _NOWHERE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1.0", "1.0", "None"]


def test_numba_is_loaded_by_the_sampler_alone() -> None:
    script = (
        "import sys; from corrobora.count.estimate import report; import corrobora.cli; "
        "print([m for m in ('numba', 'llvmlite', 'arviz_stats') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
