"""The closed-population model whose persons differ normally on the scale of log-odds.

A person is on list j with probability ``expit(b_j + s·z)``, z standard normal over the population; the
integral over z by Gauss–Hermite quadrature. Poisson likelihood of the cells seen, with the number on no list
as a parameter.

Source: Coull and Agresti 1999; Rivest and Baillargeon 2014 (Rcapture's ``h = "Normal"``, whose total this
reproduces; intervals here are n + exp(γ ± z·se(γ)) by the expected information, wider than Rcapture's).
"""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

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
    steps = 1e-5 * np.eye(len(beta))
    slopes = np.column_stack([(log_mean(beta + s) - log_mean(beta - s)) / 2e-5 for s in steps])
    try:
        covariance = np.linalg.inv((slopes * mean[:, None]).T @ slopes)
    except np.linalg.LinAlgError as error:
        raise NoFit("the fit with normal heterogeneity is singular") from error
    likelihood = float(np.sum(special.xlogy(counts, mean) - mean - special.gammaln(counts + 1)))
    return Fit(
        beta, covariance.astype(np.float64), deviance(counts, mean), likelihood, len(counts) - len(beta)
    )
