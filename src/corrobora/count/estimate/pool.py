"""Estimates over imputed replicates of the same data, brought together.

Source: Rubin 1987; the way verdata (Colombian Truth Commission and HRDAG) applies it to log n0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from corrobora.count.estimate.glm import Array
from corrobora.model.errors import InvalidRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A pooled total.

    Attributes:
        mean: mean of all draws of the total.
        low, high: 95 % interval, mean observed + exp(mean log n0 ± t·√(W + (m + 1)/m·B)).
        within, between: variance of log n0 inside and across replicates.
        df: degrees of freedom of the interval.
    """

    mean: float
    low: float
    high: float
    within: float
    between: float
    df: float


def pool(observed: Sequence[int], draws: Sequence[Array]) -> Pooled:
    """Pool posterior draws of the total from m replicates.

    Args:
        observed: persons seen in each replicate.
        draws: of the total, one array a replicate.

    Raises:
        InvalidRecord: with fewer than two replicates, or a draw that leaves nobody unseen.
    """
    m = len(draws)
    if m < 2 or len(observed) != m:
        raise InvalidRecord(f"pooling needs two or more replicates with their counts, not {m}")
    logs = []
    for n, total in zip(observed, draws, strict=True):
        if (total <= n).any():
            raise InvalidRecord("a draw leaves nobody unseen: log n0 cannot be pooled")
        logs.append(np.log(total - n))
    means = np.array([x.mean() for x in logs])
    within = float(np.mean([x.var(ddof=1) for x in logs]))
    between = float(means.var(ddof=1))
    spread = within + (m + 1) / m * between
    df = (m - 1) * (1 + within / ((m + 1) * between)) ** 2 if between else float("inf")
    center, base = float(means.mean()), float(np.mean(observed))
    reach = float(stats.t.ppf(0.975, df)) * np.sqrt(spread)
    return Pooled(
        mean=float(np.mean([total.mean() for total in draws])),
        low=base + float(np.exp(center - reach)),
        high=base + float(np.exp(center + reach)),
        within=within,
        between=between,
        df=float(df),
    )
