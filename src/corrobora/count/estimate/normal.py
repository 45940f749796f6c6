"""The closed-population model whose persons differ normally on the scale of log-odds.

A person is on list j with probability ``expit(b_j + s·z)``, z standard normal over the population; the
integral over z by Gauss–Hermite quadrature. Poisson likelihood of the cells seen, with the number on no list
as a parameter.

Source: Coull and Agresti 1999; Rivest and Baillargeon 2014 (Rcapture's ``h = "Normal"``, whose total this
reproduces). Intervals are n + exp(γ ± z·se(γ)) by the observed information; see `rcapture_interval`.
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, special, stats

from corrobora.count.estimate.glm import Array, Fit, NoFit, deviance
from corrobora.count.estimate.lists import Lists

_NODES = 15


def fit_normal(lists: Lists, *, by_list: bool) -> Fit:
    """Fit the model; the first coefficient is the log of the number on no list, the last the spread s.

    Args:
        lists: the data.
        by_list: whether lists differ in how many they catch (``Mth``) or not (``Mh``).

    Raises:
        NoFit: if the likelihood has no maximum inside.
    """
    cells, counts = lists.cells.astype(float), lists.table
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    weights = weights / weights.sum()
    free = lists.size if by_list else 1

    def log_mean(parameters: Array) -> Array:
        levels = np.broadcast_to(parameters[1 : 1 + free], (lists.size,))
        odds = levels[None, :] + parameters[-1] * nodes[:, None]
        on, off = special.log_expit(odds), special.log_expit(-odds)
        seen = special.logsumexp(cells @ on.T + (1 - cells) @ off.T, axis=1, b=weights)
        unseen = special.logsumexp(off.sum(axis=1), b=weights)
        return np.asarray(parameters[0] + seen - unseen, dtype=np.float64)

    def loss(parameters: Array) -> float:
        eta = np.clip(log_mean(parameters), -60, 60)
        return float(np.exp(eta).sum() - counts @ eta)

    start = np.concatenate([[np.log(lists.observed / 2)], np.full(free, -1.5), [1.0]])
    found = optimize.minimize(loss, start, method="BFGS", options={"gtol": 1e-8, "maxiter": 2000})
    beta = np.asarray(found.x, dtype=np.float64)
    if not np.all(np.isfinite(beta)) or beta[0] > np.log(lists.observed) + 7:
        raise NoFit("the likelihood with normal heterogeneity has no maximum inside")
    mean = np.exp(log_mean(beta))

    def gradient(parameters: Array) -> Array:
        steps = 1e-5 * np.eye(len(parameters))
        slopes = np.column_stack(
            [(log_mean(parameters + s) - log_mean(parameters - s)) / 2e-5 for s in steps]
        )
        return np.asarray(slopes.T @ (np.exp(log_mean(parameters)) - counts), dtype=np.float64)

    wide = 1e-4 * np.eye(len(beta))
    information = np.column_stack([(gradient(beta + s) - gradient(beta - s)) / 2e-4 for s in wide])
    try:
        covariance = np.linalg.inv((information + information.T) / 2)
    except np.linalg.LinAlgError as error:
        raise NoFit("the fit with normal heterogeneity is singular") from error
    likelihood = float(np.sum(special.xlogy(counts, mean) - mean - special.gammaln(counts + 1)))
    return Fit(
        beta, covariance.astype(np.float64), deviance(counts, mean), likelihood, len(counts) - len(beta)
    )


def rcapture_interval(fit: Fit, observed: int, level: float = 0.95) -> tuple[float, float]:
    """The interval that Rcapture 1.4 prints for this model, for comparison.

    Log-normal about the number unseen (Chao 1987), with n0 + n0²·V as variance, V being half the inverse of
    the observed information: the inverse Hessian of the deviance. It is narrower than the likelihood says.
    """
    unseen = float(np.exp(fit.beta[0]))
    share = 1 / unseen + fit.covariance[0, 0] / 2
    factor = float(np.exp(stats.norm.ppf(0.5 + level / 2) * np.sqrt(np.log1p(share))))
    return observed + unseen / factor, observed + unseen * factor
