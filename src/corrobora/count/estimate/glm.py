"""Poisson regression by iteratively reweighted least squares, with profile intervals.

Small dense designs only: log-linear models of at most a few thousand cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

from corrobora.model.errors import CorroboraError

Array = NDArray[np.float64]


class NoFit(CorroboraError):
    """A model has no maximum-likelihood fit on these counts."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted log-linear model.

    Attributes:
        beta: coefficients, intercept first.
        covariance: of the coefficients.
        deviance: of the fit.
        log_likelihood: full Poisson log-likelihood.
        df: cells less parameters.
    """

    beta: Array
    covariance: Array
    deviance: float
    log_likelihood: float
    df: int

    @property
    def aic(self) -> float:
        """−2 log L + 2 p."""
        return -2 * self.log_likelihood + 2 * len(self.beta)

    def bic(self, n: int) -> float:
        """−2 log L + p log n, n the number of persons observed."""
        return -2 * self.log_likelihood + len(self.beta) * float(np.log(n))


def fit_poisson(design: Array, counts: Array, offset: Array | None = None, tolerance: float = 1e-8) -> Fit:
    """Maximum-likelihood fit of ``log E[counts] = design · beta + offset``.

    Stops when the deviance changes by less than ``tolerance``, relatively; 1e-8 is R's.

    Raises:
        NoFit: if the design is rank deficient or the iteration does not settle.
    """
    shift = np.zeros(len(counts)) if offset is None else offset
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise NoFit("the model's parameters cannot be told apart on these cells")
    eta = np.log(counts + 0.1)
    last = np.inf
    for _ in range(200):
        mu = np.exp(eta)
        target = eta - shift + (counts - mu) / mu
        root = np.sqrt(mu)
        beta = np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0]
        eta = np.clip(design @ beta + shift, -60, 60)
        now = deviance(counts, np.exp(eta))
        if abs(now - last) < tolerance * (abs(now) + 0.1):
            break
        last = now
    else:
        raise NoFit("the fit does not settle")
    # the stopping rule and the weights of the last step are those of R's glm, the field's reference
    information = (design * mu[:, None]).T @ design
    mu = np.exp(eta)
    try:
        covariance = np.linalg.inv(information)
    except np.linalg.LinAlgError as error:
        raise NoFit("the fit is singular") from error
    likelihood = float(np.sum(special.xlogy(counts, mu) - mu - special.gammaln(counts + 1)))
    return Fit(
        beta.astype(np.float64), covariance.astype(np.float64), now, likelihood, len(counts) - len(beta)
    )


def deviance(counts: Array, mu: Array) -> float:
    """Poisson deviance."""
    return float(2 * np.sum(special.xlogy(counts, counts) - special.xlogy(counts, mu) - (counts - mu)))


def multinomial_profile(
    fit_total: Callable[[float], float], observed: int, start: float, level: float = 0.95
) -> tuple[float, float, float]:
    """Multinomial estimate of the total and its profile-likelihood interval.

    Args:
        fit_total: the profile log-likelihood of a total N (any constant left out).
        observed: number seen; the total is at least that.
        start: a first guess of the total.
        level: of the interval.

    Returns:
        ``(estimate, low, high)``; an end that the likelihood does not close is the observed
        number or infinity.

    Source: Cormack 1992; Rcapture's closedpCI.t documents the same interval.
    """
    upper = max(start, observed + 1.0) * 4

    def negative(total: float) -> float:
        return -fit_total(total)

    while True:
        found = optimize.minimize_scalar(
            negative, bounds=(observed, upper), method="bounded", options={"xatol": 1e-7}
        )
        if found.x < 0.9 * upper or upper > 1e12:
            break
        upper *= 8
    best, peak = float(found.x), -float(found.fun)
    drop = stats.chi2.ppf(level, 1) / 2

    def gap(total: float) -> float:
        return float(fit_total(total) - peak + drop)

    low = float(observed) if gap(observed) >= 0 else float(optimize.brentq(gap, observed, best, xtol=1e-9))
    edge = best * 2
    while gap(edge) > 0 and edge < 1e12:
        edge *= 2
    high = float("inf") if gap(edge) > 0 else float(optimize.brentq(gap, best, edge, xtol=1e-9))
    return best, low, high
