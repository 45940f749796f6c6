"""Several models side by side, with what each assumes, and refusals with their reason."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from corrobora.count.estimate import dga, lcmcr, loglinear, sparse
from corrobora.count.estimate.glm import NoFit
from corrobora.count.estimate.lists import Lists, UnreadableLists

#: Fewer persons on two or more lists than this say too little about overlap.
FEWEST_SHARED = 5
#: A list of which a larger share stands on another one is taken for a copy of it.
COPY_SHARE = 0.98
#: Posterior share in the last hundredth before the most unseen above which that bound, not the data, decides.
BOUND_SHARE = 0.001
#: Two models with intervals apart whose estimates differ by more than this factor contradict each other.
UNSTABLE = 2.0

HOMOGENEOUS = (
    "given the interactions in the model, being on one list says nothing about being on another, and "
    "everybody is equally likely to be listed; this cannot be tested with the data"
)
CLASSES = (
    "persons fall into classes inside which lists are independent, and no class is missed by all lists; "
    "this cannot be tested with the data"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEstimate:
    """One model's answer.

    Attributes:
        name: as it is asked for on the command line (``stepwise:0.02``).
        formula: the interactions in the model that answered, or how it was sampled.
        estimate: of the total; ``None`` when refused.
        se: standard error or posterior standard deviation.
        interval: 95 % interval.
        assumption: what has to hold for it.
        refused: why this model does not answer.
        details: further figures by name.
        density: the posterior of the total, as points and heights; empty where the method gives none.
    """

    name: str
    formula: str
    assumption: str
    estimate: float | None = None
    se: float | None = None
    interval: tuple[float, float] | None = None
    refused: str | None = None
    details: dict[str, Any]
    density: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimation:
    """What the lists can and cannot say about the total.

    Attributes:
        n: persons on at least one list; documented, never mixed with the estimates.
        models: in the order asked for.
        refused: why no total is given, ``None`` when one can be.
    """

    n: int
    models: tuple[ModelEstimate, ...]
    refused: str | None

    def to_json(self) -> dict[str, Any]:
        """``{"n", "models": […], "refused"}`` as the command prints it."""
        return {
            "n": self.n,
            "models": [
                {
                    "name": m.name,
                    "formula": m.formula,
                    "estimate": m.estimate,
                    "se": m.se,
                    "interval": list(m.interval) if m.interval else None,
                    "assumption": m.assumption,
                    "refused": m.refused,
                    **m.details,
                }
                for m in self.models
            ],
            "refused": self.refused,
        }


def estimate(
    lists: Lists,
    model: str = "all",
    *,
    sampling: lcmcr.Sampling | None = None,
    bootstrap: int = 0,
    progress: Callable[[float], None] | None = None,
) -> Estimation:
    """Estimate the total from overlapping lists, or say why that cannot be done.

    Args:
        lists: the data.
        model: ``all``, ``loglinear:[123,14,34]``, ``stepwise:0.02``, ``dga:0.0625`` or ``lcmcr``; also
            ``dga:0.0625:13200`` with the end of its grid (by default ten times those observed),
            ``loglinear:bic``, ``loglinear:aic``, and a closed-population model as ``closed:Mth Chao``.
        sampling: of ``lcmcr``; its seed is the bootstrap's too.
        bootstrap: draws of a bootstrap of ``stepwise``, in which the choice of the model counts too; 0: none.
        progress: called with the share done by the sampler.

    Raises:
        UnreadableLists: if there is no such model, or none that is bootstrapped.
    """
    sampling = sampling or lcmcr.Sampling()
    asked = _all_models(lists) if model == "all" else [model]
    if bootstrap and not any(name.startswith("stepwise") for name in asked):
        raise UnreadableLists(f"{model!r} has no bootstrap; only stepwise has one")
    reason = unfit(lists)
    if reason is not None:
        return Estimation(n=lists.observed, models=(), refused=reason)
    answers = tuple(_answer(lists, name, sampling, bootstrap, progress) for name in asked)
    return Estimation(n=lists.observed, models=answers, refused=_refusal(answers, alone=len(asked) == 1))


def unfit(lists: Lists) -> str | None:
    """Why no model can be trusted on these lists, if so."""
    if lists.size < 3:
        return f"{lists.size} list(s): fewer than three cannot tell dependence between lists from absence"
    shared = int(lists.by_times_seen()[1:].sum())
    sizes = {i: lists.on(i) for i in range(lists.size)}
    for i, size in sizes.items():
        if size == 0:
            return f"the list {lists.names[i]!r} is empty"
    if shared == 0:
        return "nobody is on two lists: without overlap nothing says how many were missed"
    for a, b in itertools.permutations(range(lists.size), 2):
        if sizes[a] >= 10 and lists.on(a, b) >= COPY_SHARE * sizes[a]:
            return (
                f"{lists.on(a, b)} of the {sizes[a]} on {lists.names[a]!r} are on {lists.names[b]!r} too: "
                "one list copies the other, so they are no two sources"
            )
    if shared < FEWEST_SHARED:
        return f"only {shared} person(s) on two or more lists: too thin an overlap to estimate from"
    wrong = sparse.defect(lists)
    if sparse.Defect.NO_MAXIMUM in wrong:
        return "not even the model without interactions has a maximum: the overlaps are too sparse"
    return None


def _all_models(lists: Lists) -> list[str]:
    models = ["loglinear:bic", "loglinear:aic"] if lists.size <= 4 else []
    models.append("stepwise:0.02")
    if lists.size <= dga.MOST_LISTS:
        models.append(f"dga:{1 / 2**lists.size:g}")
    return [*models, "lcmcr"]


def _answer(
    lists: Lists,
    name: str,
    sampling: lcmcr.Sampling,
    bootstrap: int,
    progress: Callable[[float], None] | None,
) -> ModelEstimate:
    family, _, rest = name.partition(":")
    try:
        match family:
            case "loglinear":
                return _loglinear(lists, name, rest)
            case "closed":
                fitted = loglinear.closed_population(lists, rest)
                return _from_loglinear(name, fitted, _wald(lists, fitted))
            case "stepwise":
                return _stepwise(lists, name, _number(rest or "0.02", name), bootstrap, sampling.seed)
            case "dga":
                delta, _, end = rest.partition(":")
                return _dga(
                    lists,
                    name,
                    _number(delta or f"{1 / 2**lists.size}", name),
                    int(_number(end or f"{10 * lists.observed}", name)),
                )
            case "lcmcr":
                return _lcmcr(lists, name, sampling, progress)
            case _:
                raise UnreadableLists(
                    f"there is no model {name!r}; there are all, loglinear:[12,3], stepwise:0.02, "
                    "dga:0.0625, closed:Mth Chao and lcmcr"
                )
    except NoFit as error:
        return ModelEstimate(name=name, formula=rest, assumption=HOMOGENEOUS, refused=str(error), details={})


def _number(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not value > 0:
        raise UnreadableLists(f"{name!r}: {text!r} is no number above zero")
    return value


def _loglinear(lists: Lists, name: str, rest: str) -> ModelEstimate:
    if rest in ("bic", "aic"):
        fits = loglinear.fit_all(lists)
        if not fits:
            raise NoFit("no hierarchical model can be fitted")
        fitted = fits[0] if rest == "bic" else min(fits, key=lambda f: f.fit.aic)
    else:
        fitted = loglinear.fit_model(lists, rest)
    estimate, low, high = loglinear.profile(lists, fitted.formula)
    model = _from_loglinear(name, fitted, (low, high))
    return ModelEstimate(**{**_fields(model), "details": {**model.details, "multinomial_estimate": estimate}})


def _wald(lists: Lists, fitted: loglinear.LogLinear) -> tuple[float, float]:
    """n + exp(intercept ± z·se), 95 %."""
    middle, se = float(fitted.fit.beta[0]), float(np.sqrt(fitted.fit.covariance[0, 0]))
    low, high = (lists.observed + float(np.exp(middle + z * se)) for z in (-1.959964, 1.959964))
    return low, high


def _fields(model: ModelEstimate) -> dict[str, Any]:
    return {field: getattr(model, field) for field in ModelEstimate.__dataclass_fields__}


def _from_loglinear(
    name: str, fitted: loglinear.LogLinear, interval: tuple[float, float] | None
) -> ModelEstimate:
    return ModelEstimate(
        name=name,
        formula=fitted.formula,
        estimate=fitted.total,
        se=fitted.se,
        interval=interval,
        assumption=HOMOGENEOUS,
        details={
            "deviance": fitted.fit.deviance,
            "df": fitted.fit.df,
            "aic": fitted.fit.aic,
            "bic": fitted.bic,
        },
    )


def _stepwise(lists: Lists, name: str, threshold: float, draws: int, seed: int) -> ModelEstimate:
    fitted = sparse.stepwise(lists, threshold)
    details: dict[str, Any] = {}
    if draws:
        ends = sparse.bca(lists, threshold, draws=draws, seed=seed)
        interval = [end if np.isfinite(end) else None for end in ends]  # too many draws have no maximum
        details["bootstrap"] = {"interval": interval, "method": "BCa", "draws": draws, "seed": seed}
    pairs = [sparse.name_of(lists, p) for p in fitted.pairs]
    return ModelEstimate(
        name=name,
        formula=" + ".join([*lists.names, *pairs]),
        estimate=fitted.total,
        se=float((fitted.total - lists.observed) * fitted.se),
        interval=(fitted.low, fitted.high),
        assumption=HOMOGENEOUS,
        details={
            "pairs": pairs,
            "empty_overlaps": [sparse.name_of(lists, p) for p in fitted.dropped],
            "deviance": fitted.fit.deviance,
            "aic": fitted.fit.aic,
            **details,
        },
    )


def _dga(lists: Lists, name: str, delta: float, end: int) -> ModelEstimate:
    posterior = dga.average(lists, delta, np.arange(0, end + 1, dtype=float))
    graph, share = posterior.graphs[0]
    tail = float(posterior.probability[-max(1, end // 100) :].sum())
    refused = None
    if posterior.mode <= lists.observed:
        refused = "the most probable total is the number observed: the prior, not the data, decides"
    elif tail > BOUND_SHARE:
        refused = f"the posterior reaches the grid's end at {end} unseen: the bound, not the data, decides"
    return ModelEstimate(
        name=name,
        formula=f"{len(posterior.graphs)} graphs, most probable {graph.formula} ({share:.2f})",
        estimate=posterior.mean,
        se=posterior.sd,
        interval=(posterior.quantile(0.025), posterior.quantile(0.975)),
        assumption=HOMOGENEOUS,
        refused=refused,
        density=_thinned(posterior.totals, posterior.probability),
        details={"mode": posterior.mode, "median": posterior.quantile(0.5), "top_graph": share},
    )


def _lcmcr(
    lists: Lists, name: str, sampling: lcmcr.Sampling, progress: Callable[[float], None] | None
) -> ModelEstimate:
    posterior = lcmcr.sample(lists, sampling, progress)
    draws = posterior.totals.ravel()
    reasons = []
    if not posterior.settled:
        reasons.append(
            f"the chains have not settled in {posterior.sweeps:,} sweeps each: R-hat is "
            f"{posterior.rhat:.3f} (at most {lcmcr.MOST_RHAT}), effective sample size "
            f"{posterior.ess:.0f} (at least {lcmcr.LEAST_ESS})"
        )
    most = lcmcr.MOST_UNSEEN * lists.observed
    if (draws > lists.observed + 0.99 * most).mean() > BOUND_SHARE:
        reasons.append(f"the posterior reaches its end at {most} unseen: the bound, not the data, decides")
    model = ModelEstimate(
        name=name,
        formula=f"up to {sampling.classes} classes, {len(draws)} draws, seed {sampling.seed}",
        assumption=CLASSES,
        refused="; ".join(reasons) or None,
        details={
            "rhat": posterior.rhat if np.isfinite(posterior.rhat) else None,
            "ess": posterior.ess,
            "chains": len(posterior.totals),
            "sweeps": posterior.sweeps,
        },
    )
    if not posterior.settled:
        return model  # its draws are of no posterior
    low, median, high = (float(q) for q in np.quantile(draws, [0.025, 0.5, 0.975]))
    return replace(
        model,
        estimate=median,
        se=float(draws.std()),
        interval=(low, high),
        density=_of_draws(draws),
        details={"mean": float(draws.mean()), **model.details},
    )


def _thinned(totals: Any, probability: Any) -> tuple[tuple[float, float], ...]:
    """The middle 99.8 % of a distribution on a grid, as at most about two hundred points."""
    cumulated = np.cumsum(probability)
    first, last = (int(np.searchsorted(cumulated, q)) for q in (0.001, 0.999))
    step = max(1, (last - first) // 200)
    chosen = range(first, min(last + 1, len(totals)), step)
    return tuple((float(totals[i]), float(probability[i])) for i in chosen)


def _of_draws(draws: Any) -> tuple[tuple[float, float], ...]:
    """A histogram of draws over their middle 99 %, as points at the middles of its bars."""
    low, high = np.quantile(draws, [0.005, 0.995])
    if high <= low:
        return ()
    heights, edges = np.histogram(draws, bins=60, range=(low, high), density=True)
    middles = (edges[:-1] + edges[1:]) / 2
    return tuple((float(x), float(h)) for x, h in zip(middles, heights, strict=True))


def _refusal(answers: tuple[ModelEstimate, ...], *, alone: bool) -> str | None:
    usable = [a for a in answers if a.refused is None]
    if alone:
        return answers[0].refused
    if len(usable) < 2:
        reasons = "; ".join(f"{a.name}: {a.refused}" for a in answers if a.refused)
        return f"fewer than two models can be used ({reasons})"
    for a, b in itertools.combinations(sorted(usable, key=lambda u: u.estimate or 0.0), 2):
        if not (a.interval and b.interval and a.estimate and b.estimate):
            continue
        if a.interval[1] < b.interval[0] and b.estimate > UNSTABLE * a.estimate:
            return (
                f"the models contradict each other: {a.name} gives {a.interval[0]:.0f} to "
                f"{a.interval[1]:.0f}, {b.name} {b.interval[0]:.0f} to {b.interval[1]:.0f}: "
                "what decides is the model, not the data"
            )
    return None
