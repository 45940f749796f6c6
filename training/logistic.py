"""Logistic regression on named features that are present or not, with a quadratic penalty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Example = tuple[frozenset[str], float, float]  # features, 0 or 1, weight


def fit(
    examples: Sequence[Example], *, penalty: float = 1.0, least: int = 4
) -> tuple[float, dict[str, float]]:
    """Bias and weights; features seen fewer than ``least`` times are left out."""
    seen = Counter(f for features, _, _ in examples for f in features)
    names = sorted(f for f, n in seen.items() if n >= least)
    index = {f: i for i, f in enumerate(names)}
    rows, columns = [], []
    for row, (features, _, _) in enumerate(examples):
        for f in features:
            if f in index:
                rows.append(row)
                columns.append(index[f])
    matrix = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(examples), len(names)))
    wanted = np.array([y for _, y, _ in examples])
    weight = np.array([w for _, _, w in examples])

    def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
        score = theta[0] + matrix @ theta[1:]
        p = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
        value = -(weight * (wanted * np.log(p + 1e-12) + (1 - wanted) * np.log(1 - p + 1e-12))).sum()
        slope = weight * (p - wanted)
        gradient = np.concatenate([[slope.sum()], matrix.T @ slope + penalty * theta[1:]])
        return value + penalty / 2 * (theta[1:] ** 2).sum(), gradient

    best = minimize(loss, np.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return float(best[0]), dict(zip(names, map(float, best[1:]), strict=True))


def probability(model: tuple[float, dict[str, float]], features: Iterable[str]) -> float:
    """How likely a fitted model finds an example with these features."""
    bias, weights = model
    score = bias + sum(weights.get(f, 0.0) for f in features)
    return float(1 / (1 + np.exp(-np.clip(score, -30, 30))))


def best_threshold(scored: Sequence[tuple[float, float, float]]) -> tuple[float, float, float, float]:
    """Threshold with the best F1 over (probability, wanted, weight), with precision, recall and F1."""
    ordered = sorted(scored, reverse=True)
    total = sum(w for _, y, w in ordered if y)
    hit = miss = 0.0
    best = (0.5, 0.0, 0.0, 0.0)
    for p, y, w in ordered:
        hit, miss = hit + w * y, miss + w * (1 - y)
        precision, recall = hit / (hit + miss or 1), hit / (total or 1)
        f1 = 2 * precision * recall / (precision + recall or 1)
        if f1 > best[3]:
            best = (p, precision, recall, f1)
    return best


def balanced_threshold(scored: Sequence[tuple[float, float, float]]) -> float:
    """Threshold at which as much is called yes as is: precision and recall are equal there.

    Where F1 hardly changes with the threshold, this is steadier than its highest point.
    """
    total, called = sum(w for _, y, w in scored if y), 0.0
    for p, _, w in sorted(scored, reverse=True):
        called += w
        if called >= total:
            return p
    return 0.5
