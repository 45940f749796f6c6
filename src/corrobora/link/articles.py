"""Whole articles grouped by the event they report, where no claims have been read from them.

The model is a logistic one over text features and their products. The package ships no weights for it:
train it on reports of the kind at hand (`train`), look at the weights, keep them as JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from corrobora.link.cluster import cluster
from corrobora.link.text import FEATURES, Report, Reports
from corrobora.model.errors import CorroboraError


class NothingToLearn(CorroboraError):
    """A model cannot be trained: among the reports no two are about one event, or all are."""


def _terms() -> list[str]:
    products = [f"{a} * {b}" for n, a in enumerate(FEATURES) for b in FEATURES[n:]]
    return [*FEATURES, *products]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleModel:
    """Weights of features and products of two, on standardised values.

    Attributes:
        weights: by term; terms are a feature's name or ``a * b``.
        mean, spread: by term, for standardising.
        bias: log-odds of an average pair.
        threshold: average score from which groups are joined.
    """

    weights: Mapping[str, float]
    mean: Mapping[str, float]
    spread: Mapping[str, float]
    bias: float
    threshold: float

    def scores(self, features: Mapping[str, Any]) -> Any:
        """0..1 for each pair."""
        values = _expanded(features)
        mean, spread, weights = (
            np.array([m[t] for t in _terms()]) for m in (self.mean, self.spread, self.weights)
        )
        return _probability((values - mean) / spread @ weights + self.bias)


def link_articles(reports: Sequence[Report], model: ArticleModel) -> list[list[int]]:
    """Groups of positions in ``reports``, each about one event, in the order of their first member."""
    texts = Reports(reports)
    pairs = texts.candidates()
    scores = model.scores(texts.features(pairs)) if pairs else []
    found = {pair: float(score) for pair, score in zip(pairs, scores, strict=True)}
    return cluster(len(reports), found, threshold=model.threshold, score=lambda i, j: 0.0)


def train(
    reports: Sequence[Report], events: Sequence[str], *, penalty: float = 10.0, threshold: float = 0.35
) -> ArticleModel:
    """Learn from reports whose events are known.

    Args:
        reports: the reports.
        events: the event of each.
        penalty: how strongly weights are held near zero.
        threshold: see `ArticleModel`; pairs never compared count as 0, so it lies below one half.

    Raises:
        NothingToLearn: if the pairs are all alike.
    """
    texts = Reports(reports)
    pairs = texts.candidates()
    same = np.array([float(events[i] == events[j]) for i, j in pairs])
    if not len(pairs) or same.min() == same.max():
        raise NothingToLearn("training needs reports of one event and reports of different events")
    values = _expanded(texts.features(pairs))
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    values = (values - mean) / spread

    def loss(w: Any) -> tuple[float, Any]:
        p = _probability(values @ w[:-1] + w[-1])
        wrong = -np.sum(same * np.log(p + 1e-12) + (1 - same) * np.log(1 - p + 1e-12))
        gradient = np.append(values.T @ (p - same) + 2 * penalty * w[:-1], np.sum(p - same))
        return float(wrong + penalty * np.sum(w[:-1] ** 2)), gradient

    start = np.zeros(values.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    terms = _terms()

    def named(numbers: Any) -> dict[str, float]:
        return {t: float(x) for t, x in zip(terms, numbers, strict=True)}

    return ArticleModel(
        weights=named(found[:-1]),
        mean=named(mean),
        spread=named(spread),
        bias=float(found[-1]),
        threshold=threshold,
    )


def _expanded(features: Mapping[str, Any]) -> Any:
    plain = [np.asarray(features[name], dtype=float) for name in FEATURES]
    products = [a * b for n, a in enumerate(plain) for b in plain[n:]]
    return np.column_stack([*plain, *products])


def _probability(log_odds: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(log_odds, -40, 40)))
