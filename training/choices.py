"""Softmax over the candidates of a choice: the likelihood that a right one is chosen, and its maximum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Option:
    """A candidate: its name (``None`` for nobody), its features and whether it is right."""

    name: str | None
    features: frozenset[str]
    right: bool


@dataclass(frozen=True)
class Question:
    """A choice among candidates.

    Attributes:
        group: what it is counted under ("response", "incident" …).
        document, folder: where it stands, for cross-validation.
        weight: how much it counts.
    """

    group: str
    document: int
    folder: str
    options: tuple[Option, ...]
    weight: float = 1.0


def fit(questions: Sequence[Question], *, penalty: float, least: int) -> dict[str, float]:
    """Weights that maximise the likelihood of choosing a right candidate; rare features are left out."""
    kept = [q for q in questions if any(o.right for o in q.options)]
    seen = Counter(n for q in kept for n in {n for o in q.options for n in o.features})
    names = sorted(n for n, count in seen.items() if count >= least)
    column = {n: i for i, n in enumerate(names)}
    rows, columns, starts, right = [], [], [], []
    row = 0
    for q in kept:
        starts.append(row)
        for option in q.options:
            found = [column[n] for n in option.features if n in column]
            rows += [row] * len(found)
            columns += found
            right.append(option.right)
            row += 1
    x = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, len(names)))
    xt = x.T.tocsr()
    at, good = np.array(starts), np.array(right, dtype=float)
    sizes = np.diff([*starts, row])
    mass = np.array([q.weight for q in kept])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ w
        scores -= np.repeat(np.maximum.reduceat(scores, at), sizes)
        p = np.exp(scores)
        p /= np.repeat(np.add.reduceat(p, at), sizes)
        hit = np.add.reduceat(p * good, at)
        gradient = xt @ ((p - p * good / np.repeat(hit, sizes)) * np.repeat(mass, sizes))
        return float(penalty * (w @ w) / 2 - mass @ np.log(hit)), penalty * w + gradient

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return dict(zip(names, map(float, result.x), strict=True))


def ranked(weights: dict[str, float], question: Question) -> list[tuple[float, bool]]:
    """Names in the order of their probability, each with whether it is right."""
    scores = np.array([sum(weights.get(n, 0.0) for n in o.features) for o in question.options])
    p = np.exp(scores - scores.max())
    p /= p.sum()
    likely: dict[str | None, float] = {}
    right: dict[str | None, bool] = {}
    for option, q in zip(question.options, p, strict=True):
        likely[option.name] = likely.get(option.name, 0.0) + float(q)
        right[option.name] = right.get(option.name, False) or option.right
    return [(likely[n], right[n]) for n in sorted(likely, key=lambda n: -likely[n])]
