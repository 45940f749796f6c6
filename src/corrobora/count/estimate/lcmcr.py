"""Bayesian latent classes: persons differ in how likely each list is to hold them.

A Dirichlet process mixture of independent lists, truncated at K classes, sampled by Gibbs.

Source: Manrique-Vallier 2016, "Bayesian population size estimation using Dirichlet process
mixtures". Checked against LCMCR 0.4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrobora.count.estimate.glm import Array
from corrobora.count.estimate.lists import Lists

#: A draw of the unseen above this multiple of those seen is drawn again.
MOST_UNSEEN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How the sampler runs.

    Attributes:
        classes: K, the most latent classes.
        chains: run side by side, each from its own start.
        burn_in: sweeps of each chain that are thrown away.
        thin: sweeps between two kept draws of a chain.
        draws: kept draws over all chains.
        seed: of the random numbers; same seed, same draws.
    """

    classes: int = 10
    chains: int = 8
    burn_in: int = 2_500
    thin: int = 40
    draws: int = 4_000
    seed: int = 0


def sample(
    lists: Lists, sampling: Sampling | None = None, progress: Callable[[float], None] | None = None
) -> Array:
    """Draws from the posterior of the total, shape (draws,), chain after chain.

    Args:
        lists: the data.
        sampling: length and seed; the defaults if left out.
        progress: called now and then with the share done.
    """
    sampling = sampling or Sampling()
    random = np.random.default_rng(sampling.seed)
    chains, classes = sampling.chains, sampling.classes
    counts = np.broadcast_to(lists.counts, (chains, len(lists.counts)))
    ones = lists.patterns.astype(float)
    n = lists.observed
    on, log_weight = _start(random, lists, sampling)
    alpha = np.full(chains, 0.1)
    kept = []
    per_chain = -(-sampling.draws // chains)
    sweeps = sampling.burn_in + per_chain * sampling.thin
    for sweep in range(sweeps):
        log_on, log_off = np.log(on), np.log1p(-on)
        # classes of the observed, pattern by pattern
        log_none = log_weight + log_off.sum(axis=2)
        log_cell = log_none[:, None, :] + ones @ np.swapaxes(log_on - log_off, 1, 2)
        split = random.multinomial(counts, _shares(log_cell))
        # the unobserved and their classes
        none = np.minimum(np.exp(_log_sum(log_none)), 1 - 1e-12)
        unseen = _unseen(random, n, none)
        hidden = random.multinomial(unseen, _shares(log_none))
        members = split.sum(axis=1) + hidden
        on = _rates(random, split, members, ones)
        # α ~ Gamma(¼ + K − 1, ¼ − log of the last weight)
        alpha = random.gamma(0.25 + classes - 1, 1 / (0.25 - log_weight[:, -1]))
        log_weight = _sticks(random, members, alpha)
        if sweep >= sampling.burn_in and (sweep - sampling.burn_in + 1) % sampling.thin == 0:
            kept.append(n + unseen)
        if progress and sweep % 1000 == 0:
            progress(sweep / sweeps)
    if progress:
        progress(1.0)
    return np.array(kept, dtype=float).T.ravel()[: sampling.draws]


def _start(random: np.random.Generator, lists: Lists, sampling: Sampling) -> tuple[Array, Array]:
    """Rates and log weights to start from: the latent-class fit with the best BIC, spare classes empty.

    Over many lists a chain that starts with one class hardly ever opens a second, and one that
    starts from random rates can stay in a corner where each class is one list.
    """
    _, rates, weights = _latent_classes(random, lists, 1)
    best = np.inf
    for classes in range(1, min(sampling.classes, 6) + 1):
        for _ in range(8):
            likelihood, *found = _latent_classes(random, lists, classes)
            bic = -2 * likelihood + (classes * (lists.size + 1) - 1) * np.log(lists.observed)
            if bic < best:
                best, (rates, weights) = bic, found
    shape = (sampling.chains, sampling.classes, lists.size)
    on = random.uniform(0.05, 0.95, shape)
    log_weight = np.full(shape[:2], np.log(1e-6))
    order = np.argsort(-weights)
    on[:, : len(order)] = rates[order]
    log_weight[:, : len(order)] = np.log(np.maximum(weights[order], 1e-6))
    return on, log_weight - _log_sum(log_weight)[:, None]


def _latent_classes(random: np.random.Generator, lists: Lists, classes: int) -> tuple[float, Array, Array]:
    """Maximum conditional likelihood of a latent-class model by EM, the unseen filled in each round."""
    ones = lists.patterns.astype(float)
    n = lists.observed
    rates = np.clip(random.beta(1, 3, (classes, lists.size)), 0.02, 0.98)
    weights = np.full(classes, 1 / classes)
    last = -np.inf
    for _ in range(300):
        log_cell = np.log(weights) + ones @ np.log(rates).T + (1 - ones) @ np.log1p(-rates).T
        log_none = np.log(weights) + np.log1p(-rates).sum(axis=1)
        none = min(float(np.exp(_log_sum(log_none))), 0.95)
        likelihood = float(lists.counts @ _log_sum(log_cell)) - n * np.log1p(-none)
        if abs(likelihood - last) < 1e-4:
            break
        last = likelihood
        share = _shares(log_cell) * lists.counts[:, None]
        unseen = _shares(log_none) * n * none / (1 - none)
        members = share.sum(axis=0) + unseen
        rates = np.clip((share.T @ ones + 0.5) / (members[:, None] + 1), 1e-6, 1 - 1e-6)
        weights = np.maximum(members / members.sum(), 1e-9)
    return likelihood, rates, weights


def _rates(
    random: np.random.Generator, split: NDArray[np.int64], members: NDArray[np.int64], ones: Array
) -> Array:
    """Each class's rate on each list, λ ~ Beta(1 + on it, 1 + not on it)."""
    hits = np.swapaxes(split, 1, 2) @ ones
    return np.clip(random.beta(1 + hits, 1 + members[:, :, None] - hits), 1e-12, 1 - 1e-12)


def _shares(log: Array) -> Array:
    raised = np.exp(log - log.max(axis=-1, keepdims=True))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def _log_sum(log: Array) -> Array:
    """log of the sum of the last axis; scipy's own takes most of a sweep on arrays this small."""
    highest = log.max(axis=-1, keepdims=True)
    return np.asarray(np.log(np.exp(log - highest).sum(axis=-1)) + highest[..., 0])


def _unseen(random: np.random.Generator, n: int, none: Array) -> NDArray[np.int64]:
    drawn = random.negative_binomial(n, 1 - none)
    while (far := drawn > MOST_UNSEEN * n).any():
        again = random.negative_binomial(n, 1 - np.minimum(none, MOST_UNSEEN / (MOST_UNSEEN + 1)))
        drawn = np.where(far, again, drawn)
    return drawn.astype(np.int64)


def _sticks(random: np.random.Generator, members: NDArray[np.int64], alpha: Array) -> Array:
    """Log weights from stick breaking, V_k ~ Beta(1 + n_k, α + Σ_{l>k} n_l), the last V is 1.

    In logs by way of gamma variates: a plain beta draw underflows where α is tiny.
    """
    later = members[:, ::-1].cumsum(axis=1)[:, ::-1] - members
    one = _log_gamma(random, (1 + members[:, :-1]).astype(np.float64))
    other = _log_gamma(random, np.add(alpha[:, None], later[:, :-1], dtype=np.float64))
    total = np.logaddexp(one, other)
    log_rest = np.concatenate([np.zeros((len(members), 1)), (other - total).cumsum(axis=1)], axis=1)
    log_stick = np.concatenate([one - total, np.zeros((len(members), 1))], axis=1)
    return np.asarray(log_stick + log_rest)


def _log_gamma(random: np.random.Generator, shape: Array) -> Array:
    """log of Gamma(shape) variates: G(a) = G(a + 1)·U^(1/a) stays finite in logs for small a."""
    uniform = random.random(shape.shape)
    return np.asarray(np.log(random.gamma(shape + 1)) + np.log(uniform) / shape)
