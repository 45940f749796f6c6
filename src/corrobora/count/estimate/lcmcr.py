"""Bayesian latent classes: persons differ in how likely each list is to hold them.

A Dirichlet process mixture of independent lists, truncated at K classes, sampled by Gibbs in chains that go
on until they have settled.

Source: Manrique-Vallier 2016, "Bayesian population size estimation using Dirichlet process
mixtures". Checked against LCMCR 0.4.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from corrobora.count.estimate.glm import Array
from corrobora.count.estimate.lists import Lists

#: The unseen are at most this multiple of those seen.
MOST_UNSEEN = 20
#: Chains have settled where R-hat is at most, and the effective number of draws at least, this.
#: Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner 2021, "Rank-normalization, folding, and
#: localization: an improved R-hat".
MOST_RHAT, LEAST_ESS = 1.01, 400
#: EM is tried with up to so many classes, from so many random starts each.
_MOST_FITTED, _FITS = 6, 8
#: A BIC higher by more is very strong evidence against a fit (Kass and Raftery 1995); no chain starts there.
_AGAINST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the sampler runs.

    Attributes:
        classes: K, the most latent classes.
        chains: independent of each other, each from its own start.
        burn_in: sweeps of each chain that are thrown away.
        thin: sweeps between two kept draws of a chain.
        draws: kept draws over all chains.
        longest: chains that have not settled are made twice as long (burn-in and thinning too), again and
            again, up to this many times their length.
        seed: of the random numbers; same seed, same draws, on however many cores.
    """

    classes: int = 10
    chains: int = 8
    burn_in: int = 2_500
    thin: int = 40
    draws: int = 4_000
    longest: int = 16
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posterior:
    """Draws from the posterior of the total.

    Attributes:
        totals: shape (chains, draws of a chain).
        rhat: the larger of rank-normalised split R-hat and that of the folded draws.
        ess: effective sample size in the bulk.
        sweeps: of each chain, burn-in included.
    """

    totals: Array
    rhat: float
    ess: float
    sweeps: int

    @property
    def settled(self) -> bool:
        """Whether chains from different starts tell the same."""
        return self.rhat <= MOST_RHAT and self.ess >= LEAST_ESS


def sample(
    lists: Lists, sampling: Sampling | None = None, progress: Callable[[float], None] | None = None
) -> Posterior:
    """Sample the posterior of the total until the chains have settled or are as long as they may get.

    Args:
        lists: the data.
        sampling: length and seed; the defaults if left out.
        progress: called now and then with the share done; falls back where chains are made longer.
    """
    sampling = sampling or Sampling()
    if progress:
        progress(0.0)
    first, *seeds = np.random.SeedSequence(sampling.seed).spawn(1 + sampling.chains)
    on, log_weight = _start(np.random.default_rng(first), lists, sampling)
    chains = [
        _Chain(lists, np.random.default_rng(seed), *start)
        for seed, *start in zip(seeds, on, log_weight, strict=True)
    ]
    warm, kept = -(-sampling.burn_in // sampling.thin), -(-sampling.draws // sampling.chains)
    totals = np.empty((sampling.chains, 0))
    times = 1
    pool = ThreadPoolExecutor(min(sampling.chains, os.cpu_count() or 1))
    try:
        while True:
            more = times * (warm + kept) - totals.shape[1]
            added = []
            for one in pool.map(_Chain.go_on, chains, repeat(sampling.thin), repeat(more)):
                added.append(one)
                if progress:
                    progress(1 - (1 - len(added) / len(chains)) * more / (times * (warm + kept)))
            totals = np.hstack([totals, added])
            settled = totals[:, times * warm :][:, times - 1 :: times]
            found = Posterior(totals=settled, **_diagnosed(settled), sweeps=totals.shape[1] * sampling.thin)
            if found.settled or 2 * times > sampling.longest:
                return found
            times *= 2
    finally:
        pool.shutdown(cancel_futures=True)


def _diagnosed(totals: Array) -> dict[str, float]:
    """R-hat and effective sample size; draws that are all the same have settled."""
    from arviz_stats.base.array import array_stats

    if (totals == totals[0, 0]).all():
        return {"rhat": 1.0, "ess": float(totals.size)}
    axes = {"chain_axis": 0, "draw_axis": 1}
    with np.errstate(divide="ignore", invalid="ignore"):
        rhat = array_stats.rhat(totals, method="rank", **axes)  # type: ignore[no-untyped-call]
        ess = array_stats.ess(totals, method="bulk", **axes)  # type: ignore[no-untyped-call]
    return {"rhat": float(np.nan_to_num(rhat, nan=np.inf)), "ess": float(np.nan_to_num(ess, nan=0.0))}


class _Chain:
    """State of one chain and its random numbers."""

    def __init__(self, lists: Lists, random: np.random.Generator, on: Array, log_weight: Array) -> None:
        self._random = random
        self._counts = lists.counts
        self._most = MOST_UNSEEN * lists.observed
        pattern, self._listed = np.nonzero(lists.patterns)
        self._starts = np.searchsorted(pattern, np.arange(len(lists.patterns) + 1))
        self._on = np.ascontiguousarray(on.T)
        self._off = 1 - self._on
        self._log_weight = log_weight.copy()

    def go_on(self, thin: int, draws: int) -> Array:
        """So many further totals."""
        from corrobora.count.estimate import gibbs

        totals = np.empty(draws)
        gibbs.run(
            self._random,
            self._starts,
            self._listed,
            self._counts,
            self._on,
            self._off,
            self._log_weight,
            self._most,
            thin,
            totals,
        )
        return totals


def _start(random: np.random.Generator, lists: Lists, sampling: Sampling) -> tuple[Array, Array]:
    """Rates (chains, classes, lists) and log weights (chains, classes): of fitted classes, spare ones empty.

    Chains take turns with the numbers of classes that fit about as well as the best by BIC. From fewer, over
    many lists, a chain hardly ever opens another class; one that starts from random rates can stay in a
    corner where each class is one list.
    """
    fits = []
    for classes in range(1, min(sampling.classes, _MOST_FITTED) + 1):
        likelihood, rates, weights = _latent_classes(random, lists, classes)
        bic = -2 * likelihood + (classes * (lists.size + 1) - 1) * np.log(lists.observed)
        fits.append((bic, rates, weights))
    least = min(bic for bic, _, _ in fits)
    fits = [fit for fit in fits if fit[0] <= least + _AGAINST]
    on = random.uniform(0.05, 0.95, (sampling.chains, sampling.classes, lists.size))
    log_weight = np.full(on.shape[:2], np.log(1e-6))
    for chain in range(sampling.chains):
        _, rates, weights = fits[chain % len(fits)]
        order = np.argsort(-weights)
        on[chain, : len(order)] = rates[order]
        log_weight[chain, : len(order)] = np.log(weights[order])
    return on, log_weight - _log_sum(log_weight)[:, None]


def _latent_classes(random: np.random.Generator, lists: Lists, classes: int) -> tuple[float, Array, Array]:
    """Maximum conditional likelihood of a latent-class model by EM, the unseen filled in each round.

    The best of several starts, all of them at once.
    """
    ones = lists.patterns.astype(float)
    n = lists.observed
    rates = np.clip(random.beta(1, 3, (_FITS, classes, lists.size)), 0.02, 0.98)
    weights = np.full((_FITS, classes), 1 / classes)
    last = np.full(_FITS, -np.inf)
    for _ in range(300):
        log_off = np.log1p(-rates)
        log_none = np.log(weights) + log_off.sum(axis=2)
        log_cell = log_none[:, None, :] + ones @ np.swapaxes(np.log(rates) - log_off, 1, 2)
        none = np.minimum(np.exp(_log_sum(log_none)), 0.95)
        likelihood = _log_sum(log_cell) @ lists.counts - n * np.log1p(-none)
        if (np.abs(likelihood - last) < 1e-3).all():
            break
        last = likelihood
        share = _shares(log_cell) * lists.counts[:, None]
        unseen = _shares(log_none) * (n * none / (1 - none))[:, None]
        members = share.sum(axis=1) + unseen
        hits = np.swapaxes(share, 1, 2) @ ones
        rates = np.clip((hits + 0.5) / (members[:, :, None] + 1), 1e-6, 1 - 1e-6)
        weights = np.maximum(members / members.sum(axis=1, keepdims=True), 1e-6)
    best = int(np.argmax(likelihood))
    return float(likelihood[best]), rates[best], weights[best]


def _shares(log: Array) -> Array:
    raised = np.exp(log - log.max(axis=-1, keepdims=True))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _log_sum(log: Array) -> Array:
    """log of the sum of the last axis; scipy's own takes far longer on arrays this small."""
    highest = log.max(axis=-1, keepdims=True)
    return np.asarray(np.log(np.exp(log - highest).sum(axis=-1)) + highest[..., 0])
