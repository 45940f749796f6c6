"""Two-list interactions on sparse tables.

A pair of lists without overlap that is in the model sends its parameter to minus infinity: the cells
that hold both are dropped. Existence of a maximum is decided by a linear programme, identifiability
by a rank.

Source: Chan, Silverman and Vincent 2021, "Multiple systems estimation for sparse capture data"; Fienberg
and Rinaldo 2012 for existence. Checked against SparseMSE 2.0.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from corrobora.count.estimate.glm import Array, Fit, NoFit, fit_poisson
from corrobora.count.estimate.lists import Lists

Pair = tuple[int, int]


class Defect(IntFlag):
    """What is wrong with a model on these counts; the values add up."""

    NONE = 0
    NO_MAXIMUM = 1
    NOT_IDENTIFIABLE = 2


@dataclass(frozen=True, eq=False, kw_only=True)
class SparseFit:
    """A fitted model of main effects and pairs.

    Attributes:
        pairs: pairs in the model, in the order they came in (indices from 0).
        dropped: those of them without overlap.
        total: n + exp(intercept).
        se: standard error of the intercept.
        low, high: n + exp(intercept ± z·se), 95 %.
        fit: coefficients and likelihood on the cells that are left.
    """

    pairs: tuple[Pair, ...]
    dropped: tuple[Pair, ...]
    total: float
    se: float
    low: float
    high: float
    fit: Fit


def all_pairs(lists: Lists) -> list[Pair]:
    """Every pair of lists."""
    return list(itertools.combinations(range(lists.size), 2))


def empty_pairs(lists: Lists) -> list[Pair]:
    """Pairs of lists that nobody is on both of."""
    return [pair for pair in all_pairs(lists) if lists.on(*pair) == 0]


def defect(lists: Lists, pairs: tuple[Pair, ...] = ()) -> Defect:
    """Whether a maximum exists and the parameters can be told apart."""
    design, counts, kept = _design(lists, pairs)
    found = Defect.NONE
    if not _maximum_exists(design[:, 1:], counts):
        found |= Defect.NO_MAXIMUM
    if len(kept) and np.linalg.matrix_rank(design) < design.shape[1]:
        found |= Defect.NOT_IDENTIFIABLE
    return found


def fit_pairs(lists: Lists, pairs: tuple[Pair, ...] = (), level: float = 0.95) -> SparseFit:
    """Fit main effects and the given pairs.

    Raises:
        NoFit: if no maximum exists or the parameters cannot be told apart.
    """
    wrong = defect(lists, pairs)
    if Defect.NO_MAXIMUM in wrong:
        raise NoFit("no maximum-likelihood estimate exists: the overlaps are too sparse")
    if Defect.NOT_IDENTIFIABLE in wrong:
        raise NoFit("the model's parameters cannot be told apart on these overlaps")
    return _fit(lists, pairs, level)


def stepwise(lists: Lists, threshold: float = 0.02, level: float = 0.95) -> SparseFit:
    """Add, one at a time, the pair with the smallest p-value while one is below the threshold.

    The p-value of a pair is the one-sided Poisson probability of an overlap as far out as the one seen,
    under the model without it. A pair that makes the model unusable is passed over.

    Raises:
        NoFit: if not even the main effects can be fitted.
    """
    chosen: tuple[Pair, ...] = ()
    current = fit_pairs(lists, chosen, level)
    rest = all_pairs(lists)
    while rest:
        best: tuple[float, Pair, SparseFit] | None = None
        for pair in rest:
            model = (*chosen, pair)
            if defect(lists, model) is not Defect.NONE:
                continue
            fitted = _fit(lists, model, level)
            p = _p_value(lists, current, pair)
            if best is None or p < best[0]:
                best = (p, pair, fitted)
        if best is None or best[0] >= threshold:
            break
        chosen, current = (*chosen, best[1]), best[2]
        rest.remove(best[1])
    return current


def bca(lists: Lists, threshold: float = 0.02, *, draws: int = 1000, seed: int = 0) -> tuple[float, float]:
    """Bias-corrected accelerated bootstrap interval, 95 %, of the stepwise total.

    Every replicate chooses its own model. Acceleration by the jackknife over persons, which need be
    done once a pattern.
    """
    random = np.random.default_rng(seed)
    point = stepwise(lists, threshold).total
    share = lists.counts / lists.observed
    totals = []
    for _ in range(draws):
        drawn = random.multinomial(lists.observed, share)
        totals.append(_total_or_inf(lists, drawn, threshold))
    jack, weight = [], []
    for index in range(len(lists.counts)):
        less = lists.counts.copy()
        less[index] -= 1
        jack.append(_total_or_inf(lists, less, threshold))
        weight.append(lists.counts[index])
    jackknife, weights = np.array(jack), np.array(weight, dtype=float)
    gaps = np.average(jackknife, weights=weights) - jackknife
    spread = float((weights * gaps**2).sum())
    acceleration = float((weights * gaps**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0
    below = float(np.mean(np.array(totals) < point))
    bias = stats.norm.ppf(min(max(below, 0.5 / draws), 1 - 0.5 / draws))
    ends = []
    for z in stats.norm.ppf([0.025, 0.975]):
        shifted = bias + (bias + z) / (1 - acceleration * (bias + z))
        ends.append(float(np.quantile(totals, stats.norm.cdf(shifted))))
    return ends[0], ends[1]


def name_of(lists: Lists, pair: Pair) -> str:
    """``A:B``."""
    return f"{lists.names[pair[0]]}:{lists.names[pair[1]]}"


def _total_or_inf(lists: Lists, counts: NDArray[np.int64], threshold: float) -> float:
    again = Lists.of(lists.names, lists.patterns, counts)
    try:
        return stepwise(again, threshold).total
    except NoFit:
        return float("inf")


def _design(lists: Lists, pairs: tuple[Pair, ...]) -> tuple[Array, Array, list[Pair]]:
    empty = [pair for pair in pairs if lists.on(*pair) == 0]
    kept = [pair for pair in pairs if pair not in empty]
    cells, counts = lists.cells.astype(float), lists.table
    left = np.ones(len(cells), dtype=bool)
    for a, b in empty:
        left &= (cells[:, a] * cells[:, b]) == 0
    cells, counts = cells[left], counts[left]
    columns = [np.ones(len(cells)), *cells.T, *(cells[:, a] * cells[:, b] for a, b in kept)]
    return np.column_stack(columns), counts, kept


def _maximum_exists(design: Array, counts: Array) -> bool:
    """max s with Aᵀx = Aᵀy, x ≥ s ≥ 0: a maximum exists if and only if s > 0."""
    full = np.column_stack([np.ones(len(counts)), design])
    cells, parameters = full.shape
    objective = np.zeros(cells + 1)
    objective[-1] = -1.0
    equal = np.hstack([full.T, np.zeros((parameters, 1))])
    above = np.hstack([-np.eye(cells), np.ones((cells, 1))])
    found = optimize.linprog(
        objective, A_ub=above, b_ub=np.zeros(cells), A_eq=equal, b_eq=full.T @ counts,
        bounds=[(0, None)] * (cells + 1), method="highs",
    )  # fmt: skip
    return bool(found.status == 0 and -found.fun > 1e-8)


def _fit(lists: Lists, pairs: tuple[Pair, ...], level: float) -> SparseFit:
    design, counts, kept = _design(lists, pairs)
    fit = fit_poisson(design, counts)
    n = lists.observed
    se = float(np.sqrt(fit.covariance[0, 0]))
    z = stats.norm.ppf(0.5 + level / 2)
    return SparseFit(
        pairs=pairs,
        dropped=tuple(p for p in pairs if p not in kept),
        total=n + float(np.exp(fit.beta[0])),
        se=se,
        low=n + float(np.exp(fit.beta[0] - z * se)),
        high=n + float(np.exp(fit.beta[0] + z * se)),
        fit=fit,
    )


def _p_value(lists: Lists, before: SparseFit, pair: Pair) -> float:
    """One-sided Poisson p-value of the overlap under the model without the pair."""
    design, _, _ = _design(lists, before.pairs)
    cells = design[:, 1 : 1 + lists.size]
    both = (cells[:, pair[0]] * cells[:, pair[1]]) == 1
    expected = float(np.exp(design[both] @ before.fit.beta).sum())
    seen = lists.on(*pair)
    below = float(stats.poisson.cdf(seen, expected))
    above = float(stats.poisson.sf(seen - 1, expected))
    return min(below, above)
