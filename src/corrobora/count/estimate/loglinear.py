"""Hierarchical and closed-population log-linear models.

A model is named by its generators, ``[123,14,34]``: all interactions inside each group of lists. The
cell on no list gets the intercept, so the estimated total is ``n + exp(intercept)``.

Sources: Fienberg 1972; Cormack 1989, 1992; Rivest and Baillargeon 2007 (heterogeneity terms); checked
against Rcapture 1.4.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

import numpy as np
from scipy import special

from corrobora.count.estimate.glm import Array, Fit, NoFit, fit_poisson, multinomial_profile
from corrobora.count.estimate.lists import Lists, UnreadableLists
from corrobora.count.estimate.normal import fit_normal

Term = frozenset[int]


@dataclass(frozen=True, eq=False, kw_only=True)
class LogLinear:
    """A fitted model with its total.

    Attributes:
        formula: the generators, or the name of a closed-population model (``Mt``).
        total: n + exp(intercept).
        se: standard error of the total, √(n0 + n0² Var β0).
        fit: coefficients and likelihood.
        bic: −2 log L + p log n.
    """

    formula: str
    total: float
    se: float
    fit: Fit
    bic: float


def parse_formula(formula: str, size: int) -> frozenset[Term]:
    """The generators of ``[123,14,34]``; list numbers start at 1.

    Raises:
        UnreadableLists: if it is no such formula or names a list there is not.
    """
    if not re.fullmatch(r"\[\d+(,\d+)*\]", formula.replace(" ", "")):
        raise UnreadableLists(f"{formula!r} is no model: write its generators as [123,14,34]")
    terms = frozenset(frozenset(int(d) for d in word) for word in re.findall(r"\d+", formula))
    if any(not 1 <= member <= size for term in terms for member in term):
        raise UnreadableLists(f"{formula!r} names a list that is not among the {size} given")
    singles = {frozenset([i]) for i in range(1, size + 1) if not any(i in term for term in terms)}
    return terms | singles


def write_formula(generators: frozenset[Term]) -> str:
    """``[123,14,34]``, largest generators first."""
    words = sorted(("".join(map(str, sorted(g))) for g in generators), key=lambda w: (-len(w), w))
    return f"[{','.join(words)}]"


def interactions(generators: frozenset[Term]) -> list[Term]:
    """Every term the generators imply, main effects first."""
    terms = {
        frozenset(part)
        for g in generators
        for k in range(1, len(g) + 1)
        for part in itertools.combinations(sorted(g), k)
    }
    return sorted(terms, key=lambda t: (len(t), sorted(t)))


def design_of(terms: list[Term], cells: Array) -> Array:
    """Intercept and one 0/1 column a term, over the given cells."""
    columns = [np.ones(len(cells))]
    columns += [cells[:, [i - 1 for i in sorted(t)]].prod(axis=1) for t in terms]
    return np.column_stack(columns)


def fit_model(lists: Lists, formula: str) -> LogLinear:
    """Fit one hierarchical model.

    Raises:
        NoFit: if the data cannot carry it.
        UnreadableLists: if the formula is wrong.
    """
    generators = parse_formula(formula, lists.size)
    design = design_of(interactions(generators), lists.cells.astype(float))
    return _fitted(write_formula(_maximal(generators)), design, lists)


def profile(lists: Lists, formula: str, level: float = 0.95) -> tuple[float, float, float]:
    """Multinomial estimate of the total and its profile-likelihood interval."""
    start = fit_model(lists, formula).total
    cells = np.vstack([np.zeros(lists.size), lists.cells])
    design = design_of(interactions(parse_formula(formula, lists.size)), cells)
    seen, n = lists.table, lists.observed

    def likelihood(total: float) -> float:
        unseen = total - n
        counts = np.concatenate([[unseen], seen])
        fit = fit_poisson(design, counts, tolerance=1e-11)
        log_share = design @ fit.beta - np.log(total)
        constant = special.gammaln(total + 1) - special.gammaln(unseen + 1)
        return float(constant + counts @ log_share)

    return multinomial_profile(likelihood, n, start, level)


def hierarchical_models(size: int) -> list[frozenset[Term]]:
    """Every hierarchical model with all main effects and without the highest interaction.

    Raises:
        UnreadableLists: above four lists, where they are too many to try them all (6,893 for five).
    """
    if size > 4:
        raise UnreadableLists(f"all hierarchical models are tried for up to 4 lists, not {size}")
    pool = [frozenset(c) for k in range(2, size) for c in itertools.combinations(range(1, size + 1), k)]
    found: set[frozenset[Term]] = set()

    def grow(chosen: frozenset[Term], rest: list[Term]) -> None:
        covered = {m for g in chosen for m in g}
        found.add(chosen | {frozenset([i]) for i in range(1, size + 1) if i not in covered})
        for index, term in enumerate(rest):
            if not any(term <= g or g <= term for g in chosen):
                grow(chosen | {term}, rest[index + 1 :])

    grow(frozenset(), pool)
    return sorted(found, key=write_formula)


def fit_all(lists: Lists) -> list[LogLinear]:
    """Every hierarchical model that the data can carry, best BIC first."""
    fits = []
    for generators in hierarchical_models(lists.size):
        try:
            fits.append(fit_model(lists, write_formula(generators)))
        except NoFit:
            continue
    return sorted(fits, key=lambda f: f.bic)


def closed_population(lists: Lists, name: str) -> LogLinear:
    """One of the classic closed-population models.

    ``M0`` equal capture everywhere, ``Mt`` differing between lists, ``Mh`` differing between persons,
    ``Mth`` both; heterogeneity ``Chao`` (lower bound), ``Poisson2``, ``Darroch``, ``Gamma3.5`` or
    ``Normal``, as in ``"Mth Darroch"``.

    Raises:
        NoFit: if the data cannot carry it.
        UnreadableLists: if there is no such model.
    """
    main, _, shape = name.partition(" ")
    cells = lists.cells.astype(float)
    times = cells.sum(axis=1)
    base = {"M": times[:, None], "t": cells}
    if main not in ("M0", "Mt", "Mh", "Mth") or (main in ("Mh", "Mth")) != bool(shape):
        raise UnreadableLists(f"there is no closed-population model {name!r}")
    columns = base["t"] if "t" in main else base["M"]
    if shape == "Normal":
        return _of_fit(name, fit_normal(lists, by_list="t" in main), lists)
    if shape == "Chao":
        extra = [np.maximum(times - j + 1, 0) for j in range(3, lists.size + 1)]
        return _chao(name, columns, extra, lists)
    shapes = {
        "": [],
        "Poisson2": [2.0**times - 1],
        "Darroch": [times**2 / 2],
        "Gamma3.5": [np.log(3.5) - np.log(3.5 + times)],
    }
    if shape not in shapes:
        raise UnreadableLists(f"there is no closed-population model {name!r}")
    return _fitted(name, np.column_stack([np.ones(len(times)), columns, *shapes[shape]]), lists)


def _chao(name: str, columns: Array, extra: list[Array], lists: Lists) -> LogLinear:
    """Chao's lower bound: heterogeneity parameters that come out negative are set to zero."""
    kept = list(extra)
    ones = np.ones(len(columns))
    while True:
        fitted = _fitted(name, np.column_stack([ones, columns, *kept]), lists)
        tail = fitted.fit.beta[1 + columns.shape[1] :]
        if not len(tail) or tail.min() >= 0:
            return fitted
        kept = [column for column, value in zip(kept, tail, strict=True) if value >= 0]


def _fitted(formula: str, design: Array, lists: Lists) -> LogLinear:
    return _of_fit(formula, fit_poisson(design, lists.table), lists)


def _of_fit(formula: str, fit: Fit, lists: Lists) -> LogLinear:
    unseen = float(np.exp(fit.beta[0]))
    se = float(np.sqrt(unseen + unseen**2 * fit.covariance[0, 0]))
    return LogLinear(
        formula=formula, total=lists.observed + unseen, se=se, fit=fit, bic=fit.bic(lists.observed)
    )


def _maximal(generators: frozenset[Term]) -> frozenset[Term]:
    return frozenset(g for g in generators if not any(g < other for other in generators))
