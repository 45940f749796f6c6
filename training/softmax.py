"""Multinomial logistic regression over candidates with named features, with a quadratic penalty.

A choice is a list of candidates, one of which or several of which are right; the weights maximise the
likelihood that a right one is chosen, so that of several mentions of one place any may be it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Choice = tuple[list[tuple[frozenset[str], bool]], float]  # candidates with whether each is right; weight


def fit(choices: Sequence[Choice], *, penalty: float = 1.0, least: int = 4) -> dict[str, float]:
    """Weights of features; one seen in fewer than ``least`` choices is left out, as is a choice without a
    right candidate."""
    choices = [c for c in choices if any(right for _, right in c[0])]
    seen = Counter(n for options, _ in choices for n in {n for f, _ in options for n in f})
    names = sorted(n for n, count in seen.items() if count >= least)
    index = {n: i for i, n in enumerate(names)}
    rows, columns, starts, right = [], [], [], []
    row = 0
    for options, _ in choices:
        starts.append(row)
        for features, good in options:
            found = [index[n] for n in features if n in index]
            columns += found
            rows += [row] * len(found)
            right.append(good)
            row += 1
    x = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(names)))
    xt = x.T.tocsr()
    good = np.array(right, dtype=float)
    at = np.array(starts)
    sizes = np.diff([*starts, row])
    weight = np.array([w for _, w in choices])
    each = np.repeat(weight, sizes)

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        score = x @ theta
        score -= np.repeat(np.maximum.reduceat(score, at), sizes)
        e = np.exp(np.maximum(score, -60))
        p = e / np.repeat(np.add.reduceat(e, at), sizes)
        mass = np.add.reduceat(p * good, at)
        value = -float(weight @ np.log(mass + 1e-12)) + penalty / 2 * float(theta @ theta)
        slope = each * (p - p * good / np.repeat(mass + 1e-12, sizes))
        return value, xt @ slope + penalty * theta

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    return dict(zip(names, map(float, best), strict=True))


def probabilities(weights: dict[str, float], options: Iterable[Iterable[str]]) -> list[float]:
    """How likely each candidate is the right one; they add up to one."""
    scores = np.array([sum(weights.get(n, 0.0) for n in features) for features in options])
    e = np.exp(scores - scores.max())
    return [float(p) for p in e / e.sum()]
