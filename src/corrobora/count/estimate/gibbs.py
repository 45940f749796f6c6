"""One chain of the latent-class sampler, compiled.

Full conditionals as in Manrique-Vallier 2016; see `lcmcr` for the model. Importing this loads numba.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from corrobora.count.estimate.glm import Array

#: So few persons of a pattern are put into classes one by one, which is cheaper than binomial draws.
FEW = 10
#: Where products of chances fall below these, patterns are weighed in logs: others may have underflowed.
LEAST_OFF, LEAST_CELL = 1e-150, 1e-130

_F = TypeVar("_F", bound=Callable[..., object])


def _compiled(function: _F) -> _F:
    """Compiled on the first call, and kept beside this file or, if that is read-only, in the user's cache."""
    compiled: Any
    try:
        compiled = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # no such folder can be written: each process compiles anew
        compiled = njit(nogil=True, error_model="numpy")(function)
    return cast(_F, compiled)


@_compiled
def run(
    random: np.random.Generator,
    starts: NDArray[np.int64],
    listed: NDArray[np.int64],
    counts: NDArray[np.int64],
    on: Array,
    off: Array,
    log_weight: Array,
    most: int,
    thin: int,
    totals: Array,
) -> None:
    """Go on with a chain, whose state is changed in place, until `totals` is filled.

    Args:
        random: of this chain alone.
        starts: shape (p + 1,); pattern c is on the lists ``listed[starts[c]:starts[c + 1]]``, ascending.
        listed: indices of lists, pattern after pattern.
        counts: shape (p,), persons of each pattern.
        on: shape (lists, classes), the chance to be on a list.
        off: 1 − `on`, kept apart for its digits near 0.
        log_weight: shape (classes,).
        most: the most unseen.
        thin: sweeps to a draw.
        totals: shape (draws,), seen and unseen after every `thin` sweeps.
    """
    lists, classes = on.shape
    last = classes - 1
    observed = counts.sum()
    none, share = np.empty(classes), np.empty(classes)
    odds = np.empty((lists, classes))
    hits = np.empty((lists, classes), dtype=np.int64)
    members = np.empty(classes, dtype=np.int64)
    for sweep in range(len(totals) * thin):
        none[:] = 1.0
        for j in range(lists):
            for k in range(classes):
                none[k] *= off[j, k]
                odds[j, k] = on[j, k] / off[j, k]
        plain = none.min() > LEAST_OFF
        for k in range(classes):
            none[k] *= math.exp(log_weight[k])
        unseen = draw_unseen(random, observed, min(none.sum(), 1 - 1e-12), most)

        # classes of the seen, pattern by pattern, and, as pattern −1, of the unseen
        hits[:] = 0
        members[:] = 0
        for c in range(-1, len(counts)):
            begin, end, left = 0, 0, unseen
            if c >= 0:
                begin, end, left = starts[c], starts[c + 1], counts[c]
            share[:] = none
            for i in range(begin, end):
                for k in range(classes):
                    share[k] *= odds[listed[i], k]
            whole = share.sum()
            if not plain or whole < LEAST_CELL:
                weigh_in_logs(listed[begin:end], on, off, log_weight, share)
                whole = share.sum()
            k = 0
            while left > FEW:
                here = left
                if k < last and share[k] < whole:
                    here = random.binomial(left, share[k] / whole)
                if here > 0:
                    members[k] += here
                    for i in range(begin, end):
                        hits[listed[i], k] += here
                left -= here
                whole -= share[k]
                k += 1
            for _ in range(left):
                mark = random.random() * whole
                chosen = k
                while chosen < last and mark >= share[chosen]:
                    mark -= share[chosen]
                    chosen += 1
                members[chosen] += 1
                for i in range(begin, end):
                    hits[listed[i], chosen] += 1

        # α ~ Gamma(¼ + K − 1, ¼ − log of the last weight)
        alpha = draw_gamma(random, classes - 0.75) / (0.25 - log_weight[last])

        # neighbouring classes change places by their chance given α, weights integrated out and drawn anew
        # below: else large ones stay behind small ones (label switching: Papaspiliopoulos and Roberts 2008)
        later = observed + unseen - members[0]
        for k in range(last - 1):
            later -= members[k + 1]
            if random.random() * (alpha + members[k] + later) < alpha + members[k + 1] + later:
                members[k], members[k + 1] = members[k + 1], members[k]
                for j in range(lists):
                    hits[j, k], hits[j, k + 1] = hits[j, k + 1], hits[j, k]

        # rates: Beta(1 + on the list, 1 + not on it), as ratios of gammas
        for k in range(classes):
            for j in range(lists):
                if members[k] == 0:
                    on[j, k] = max(random.random(), 1e-300)
                    off[j, k] = 1.0 - on[j, k]
                else:
                    a = draw_gamma(random, 1.0 + hits[j, k])
                    b = draw_gamma(random, 1.0 + members[k] - hits[j, k])
                    on[j, k] = a / (a + b)
                    off[j, k] = b / (a + b)

        # weights by breaking a stick, V_k ~ Beta(1 + n_k, α + n_k+1 + … + n_K), in logs: rests underflow
        later = observed + unseen
        rest = 0.0
        for k in range(last):
            later -= members[k]
            one = math.log(draw_gamma(random, 1.0 + members[k]))
            if later > 0:
                other = math.log(draw_gamma(random, alpha + later))
            else:  # Gamma(a) is Gamma(a + 1) · U^(1/a)
                other = math.log(draw_gamma(random, alpha + 1.0)) - random.standard_exponential() / alpha
            both = max(one, other) + math.log1p(math.exp(-abs(one - other)))
            log_weight[k] = rest + one - both
            rest += other - both
        log_weight[last] = rest
        if (sweep + 1) % thin == 0:
            totals[sweep // thin] = observed + unseen


@_compiled
def draw_gamma(random: np.random.Generator, shape: float) -> float:
    """A gamma variate with scale 1, above zero."""
    return max(random.standard_gamma(shape), 1e-300)


@_compiled
def draw_unseen(random: np.random.Generator, n: int, none: float, most: int) -> int:
    """Unseen before n are seen, if a share `none` is never seen: negative binomial, cut off above `most`.

    Where most of that distribution lies above the end, draws come from its tail below: neighbouring
    chances f(u − 1)/f(u) = u/((u + n − 1)·none) grow with u, so a geometric fall from the end lies above f.
    """
    falls = most / ((most + n - 1) * none)
    if falls > 0.98:
        while True:
            unseen = random.negative_binomial(n, 1 - none)
            if unseen <= most:
                return unseen
    top = math.lgamma(most + n) - math.lgamma(most + 1.0)
    while True:
        less = math.floor(random.standard_exponential() / -math.log(falls))
        if less <= most:
            unseen = most - int(less)
            gain = math.lgamma(unseen + n) - math.lgamma(unseen + 1.0) - top - less * math.log(none * falls)
            if random.standard_exponential() >= -gain:
                return unseen


@_compiled
def weigh_in_logs(listed: NDArray[np.int64], on: Array, off: Array, log_weight: Array, share: Array) -> None:
    """Each class's chance of a pattern, relative to the likeliest, into `share`."""
    lists, classes = on.shape
    for k in range(classes):
        share[k] = log_weight[k]
        i = 0
        for j in range(lists):
            if i < len(listed) and listed[i] == j:
                share[k] += math.log(on[j, k])
                i += 1
            else:
                share[k] += math.log(off[j, k])
    highest = share.max()
    for k in range(classes):
        share[k] = math.exp(share[k] - highest)
