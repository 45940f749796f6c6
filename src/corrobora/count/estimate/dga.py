"""Averaging over decomposable graphs.

Each graph over the lists says which lists may depend on each other; the posterior of the number
unseen is averaged over all of them with a hyper-Dirichlet prior.

Source: Madigan and York 1997, "Bayesian methods for estimation of the size of a closed population".
Checked against dga 2.0.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from scipy import special

from corrobora.count.estimate.glm import Array
from corrobora.count.estimate.lists import Lists, UnreadableLists

Subset = frozenset[int]

#: More lists than this have too many decomposable graphs to enumerate.
MOST_LISTS = 5


@dataclass(frozen=True, slots=True)
class Graph:
    """A decomposable graph by its maximal cliques and the separators between them (with repeats)."""

    cliques: tuple[Subset, ...]
    separators: tuple[Subset, ...]

    @property
    def formula(self) -> str:
        """Cliques as generators, ``[12,13]``; lists count from 1."""
        words = sorted("".join(str(i + 1) for i in sorted(c)) for c in self.cliques)
        return f"[{','.join(words)}]"


@dataclass(frozen=True, eq=False, kw_only=True)
class Posterior:
    """Posterior of the total.

    Attributes:
        totals: possible totals, one a grid point.
        probability: of each, over all graphs.
        graphs: the graphs with their posterior probability, most probable first.
    """

    totals: Array
    probability: Array
    graphs: tuple[tuple[Graph, float], ...]

    @property
    def mean(self) -> float:
        """Posterior mean."""
        return float(self.totals @ self.probability)

    @property
    def sd(self) -> float:
        """Posterior standard deviation."""
        return float(np.sqrt(((self.totals - self.mean) ** 2) @ self.probability))

    @property
    def mode(self) -> float:
        """Most probable total."""
        return float(self.totals[int(self.probability.argmax())])

    def quantile(self, share: float) -> float:
        """Smallest total whose cumulated probability reaches ``share``."""
        return float(self.totals[int(np.searchsorted(self.probability.cumsum(), share))])


@lru_cache(maxsize=4)
def decomposable_graphs(size: int) -> tuple[Graph, ...]:
    """Every decomposable graph on 2 to 5 lists: 2, 8, 61 and 822 of them.

    Raises:
        UnreadableLists: outside that range.
    """
    if not 2 <= size <= MOST_LISTS:
        raise UnreadableLists(f"graphs are averaged over 2 to {MOST_LISTS} lists, not {size}")
    edges = list(itertools.combinations(range(size), 2))
    graphs = []
    for mask in range(2 ** len(edges)):
        chosen = [edge for bit, edge in enumerate(edges) if mask >> bit & 1]
        graph = _decompose(size, chosen)
        if graph is not None:
            graphs.append(graph)
    return tuple(graphs)


def average(
    lists: Lists,
    delta: float,
    unseen: Array | None = None,
    log_prior: Callable[[Array], Array] | None = None,
) -> Posterior:
    """Posterior of the total over all decomposable graphs.

    Args:
        lists: the data.
        delta: hyper-Dirichlet parameter a cell; 1/2^t is the usual choice.
        unseen: grid of numbers unseen, by default 0 to ten times those observed.
        log_prior: of the total, by default −log N.
    """
    size, n = lists.size, lists.observed
    grid = np.arange(0, 10 * n + 1, dtype=float) if unseen is None else unseen
    totals = grid + n
    counts, cells = lists.table, lists.cells
    prior = -np.log(totals) if log_prior is None else log_prior(totals)
    whole = delta * 2**size
    link = special.gammaln(whole) - special.gammaln(totals + whole)
    base = special.gammaln(totals + 1) - special.gammaln(grid + 1) - special.gammaln(counts + 1).sum() + prior

    @cache
    def part(subset: Subset) -> Array:
        columns = sorted(subset)
        weights = 1 << np.arange(len(columns))
        margin = np.bincount(cells[:, columns] @ weights, weights=counts, minlength=2 ** len(columns))
        own = delta * 2 ** (size - len(columns))
        fixed = special.gammaln(margin[1:] + own).sum() - 2 ** len(columns) * special.gammaln(own)
        return np.asarray(special.gammaln(margin[0] + grid + own) + fixed)

    graphs = decomposable_graphs(size)
    scores: list[float] = []
    peak = -np.inf
    mixed = np.zeros(len(grid))
    for graph in graphs:
        log = base + (len(graph.cliques) - len(graph.separators)) * link
        for clique in graph.cliques:
            log = log + part(clique)
        for separator in graph.separators:
            log = log - part(separator)
        top = float(log.max())
        if top > peak:
            mixed *= np.exp(peak - top) if np.isfinite(peak) else 0.0
            scores = [float(s * np.exp(peak - top)) for s in scores] if np.isfinite(peak) else []
            peak = top
        share = np.exp(log - peak)
        mixed += share
        scores.append(float(share.sum()))
    total = mixed.sum()
    ranked = sorted(zip(graphs, scores, strict=True), key=lambda pair: -pair[1])
    return Posterior(
        totals=totals,
        probability=mixed / total,
        graphs=tuple((graph, score / float(total)) for graph, score in ranked),
    )


def _decompose(size: int, edges: list[tuple[int, int]]) -> Graph | None:
    """Cliques and separators by maximum cardinality search; ``None`` if some cycle has no chord.

    An empty separator stands for each further component, so that cliques less separators is one.
    """
    neighbours: dict[int, set[int]] = {v: set() for v in range(size)}
    for a, b in edges:
        neighbours[a].add(b)
        neighbours[b].add(a)
    visited: list[int] = []
    cliques: list[Subset] = []
    separators: list[Subset] = []
    while len(visited) < size:
        rest = [v for v in range(size) if v not in visited]
        vertex = max(rest, key=lambda v: len(neighbours[v] & set(visited)))
        earlier = frozenset(neighbours[vertex] & set(visited))
        if any(b not in neighbours[a] for a, b in itertools.combinations(sorted(earlier), 2)):
            return None
        grown = earlier | {vertex}
        if cliques and earlier == cliques[-1]:
            cliques[-1] = grown
        else:
            if cliques:
                separators.append(earlier)
            cliques.append(grown)
        visited.append(vertex)
    return Graph(tuple(cliques), tuple(s for s in separators if s))
