"""Compare estimates with the reference packages' output on the same lists.

    python scripts/measure_estimation.py YARDSTICKS/mse

Prints one line a figure: ours, theirs, relative difference; then seconds a method.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from pathlib import Path

import numpy as np
from scipy import special

from corrobora.count.estimate import dga, lcmcr, loglinear, pool, sparse
from corrobora.count.estimate.lists import Lists, read_lists
from corrobora.count.estimate.normal import fit_normal, rcapture_interval

BAD: list[str] = []


def compare(name: str, ours: float, theirs: float, tolerance: float = 1e-6) -> None:
    gap = abs(ours - theirs) / (abs(theirs) or 1)
    # a published figure has only the digits it has
    digits = str(theirs).partition(".")[2]
    rounded = abs(ours - theirs) <= 0.51 * 10 ** -len(digits)
    verdict = "" if gap <= tolerance or rounded else "  <-- off"
    if verdict:
        BAD.append(name)
    print(f"{name:52} {ours:16.6f} {theirs:16.6f} {gap:9.1e}{verdict}")


def lists_of(folder: Path, name: str) -> Lists:
    path = folder / f"{name}.csv"
    last = path.read_text().splitlines()[0].split(",")[-1].strip('"')
    return read_lists(path, last if last.casefold() in ("n", "count", "freq", "frequency") else None)


def from_colmajor(counts: list[int], size: int) -> Lists:
    rows = np.array([[(i >> j) & 1 for j in range(size)] for i in range(len(counts))], dtype=np.int8)
    return Lists.of(tuple("ABCDE"[:size]), rows, np.array(counts))


def log_linear(folder: Path, t: dict) -> None:
    kosovo, hiv, hare = (
        lists_of(folder, n) for n in ("LCMCR_kosovo_aggregate", "Rcapture_HIV", "Rcapture_hare")
    )
    want = t["kosovo"]["Rcapture"]
    for name in ("M0", "Mt", "Mh Chao", "Mth Chao", "Mth Darroch"):
        theirs = want[name.replace(" Chao", "_Chao_LB").replace(" ", "_")]
        compare(f"kosovo {name}", loglinear.closed_population(kosovo, name).total, theirs)
    fits = loglinear.fit_all(kosovo)
    best, bic = fits[0], want["best_BIC"]
    compare("kosovo best BIC N", best.total, bic["N"])
    compare("kosovo best BIC se", best.se, bic["stderr"])
    compare("kosovo best BIC deviance", best.fit.deviance, bic["dev"])
    compare("kosovo best BIC AIC", best.fit.aic, bic["AIC"])
    compare("kosovo best BIC BIC", best.bic, bic["BIC"])
    for name, ours, theirs in zip(
        ("multinomial N", "profile low", "profile high"),
        loglinear.profile(kosovo, best.formula),
        (bic["multinomial_N"], *bic["profile_ci95"]),
        strict=True,
    ):
        compare(f"kosovo {best.formula} {name}", ours, theirs)
    aic = min(fits, key=lambda f: f.fit.aic)
    compare("kosovo best AIC N", aic.total, want["best_AIC"]["N"])
    compare("kosovo models", len(fits), want["n_hierarchical_models"])
    compare("HIV Mt", loglinear.closed_population(hiv, "Mt").total, t["HIV"]["Mt"])
    compare("HIV Mt se", loglinear.closed_population(hiv, "Mt").se, t["HIV"]["Mt_stderr"])
    pair = loglinear.fit_model(hiv, "[12,3,4]")
    compare("HIV [12,3,4] N", pair.total, t["HIV"]["[12,3,4]"]["N"])
    compare("HIV [12,3,4] se", pair.se, t["HIV"]["[12,3,4]"]["stderr"])
    for name, ours, theirs in zip(
        ("low", "high"),
        loglinear.profile(hiv, "[12,3,4]")[1:],
        t["HIV"]["[12,3,4]"]["profile_ci95"],
        strict=True,
    ):
        compare(f"HIV [12,3,4] profile {name}", ours, theirs)
    compare("HIV Mh Chao", loglinear.closed_population(hiv, "Mh Chao").total, t["HIV"]["Mh_Chao_LB"])
    compare("hare Mt", loglinear.closed_population(hare, "Mt").total, t["hare"]["Mt"])
    compare(
        "hare Mth Normal", loglinear.closed_population(hare, "Mth Normal").total, t["hare"]["Mth_Normal"]["N"]
    )
    fitted = fit_normal(hare, by_list=True)
    ends = rcapture_interval(fitted, hare.observed)
    for name, ours, theirs in zip(("low", "high"), ends, t["hare"]["Mth_Normal"]["ci"], strict=True):
        compare(f"hare Mth Normal {name}", ours, theirs, 1e-5)
    compare(
        "hare Mth Darroch", loglinear.closed_population(hare, "Mth Darroch").total, t["hare"]["Mth_Darroch"]
    )


def sparse_models(folder: Path, t: dict) -> None:
    for name in ("UKdat_5", "UKdat", "Ned_5", "Ned", "Western", "NewOrl", "NewOrl_5", "Artificial_3"):
        lists = lists_of(folder, f"SparseMSE_{name}")
        for key, want in t[name].items():
            if key == "main":
                fitted = sparse.fit_pairs(lists)
            elif key.startswith("stepwise_p"):
                fitted = sparse.stepwise(lists, float(key.removeprefix("stepwise_p")))
            else:
                continue
            compare(f"{name} {key} N", fitted.total, want["N"])
            if "ci95" in want:
                compare(f"{name} {key} low", fitted.low, want["ci95"][0])
                compare(f"{name} {key} high", fitted.high, want["ci95"][1])
            if "dev" in want:
                compare(f"{name} {key} deviance", fitted.fit.deviance, want["dev"])
            if "aic" in want:
                compare(f"{name} {key} AIC", fitted.fit.aic, want["aic"])
            pairs = want.get("pairs_in_order", want.get("pairs"))
            if pairs:
                same = [sparse.name_of(lists, p) for p in fitted.pairs] == pairs
                compare(f"{name} {key} pairs in order", float(same), 1.0)
    small = lists_of(folder, "SparseMSE_Artificial_3")
    index = {"A": 0, "B": 1, "C": 2}
    for key, want in t["Artificial_3"]["checkident_codes"].items():
        words = [] if key in ("", "[]") else key.split("+")
        pairs = tuple((index[w[0]], index[w[1]]) for w in words)
        compare(f"Artificial_3 code {key}", int(sparse.defect(small, pairs)), want)


def graphs(folder: Path, t: dict) -> None:
    kosovo = lists_of(folder, "LCMCR_kosovo_aggregate")
    grid = np.arange(0, 13201.0)
    want = t["kosovo"]["dga"]["delta=1/16,Nm=0:13200"]
    found = dga.average(kosovo, 1 / 16, grid)
    compare("kosovo dga 1/16 mean", found.mean, want["mean"])
    compare("kosovo dga 1/16 sd", found.sd, want["sd"])
    compare("kosovo dga 1/16 mode", found.mode, want["mode"])
    for q, value in want["q"].items():
        compare(f"kosovo dga 1/16 q{q}", found.quantile(float(q) / 100), value)
    compare("kosovo dga 1/16 top model", found.graphs[0][1], want["top_model_prob"])
    for delta in (0.5, 1.0):
        want = t["kosovo"]["dga"][f"delta={delta:g}"]
        found = dga.average(kosovo, delta, grid)
        compare(f"kosovo dga {delta:g} mean", found.mean, want["mean"])
        compare(f"kosovo dga {delta:g} mode", found.mode, want["mode"])
    a, b = 13.14, 55.17  # Gamma-Poisson prior of the published example
    three = from_colmajor(t["madigan_york_3list"]["Y_colmajor_x000_first"], 3)
    found = dga.average(
        three,
        1.0,
        np.arange(1, 301.0),
        lambda n: special.gammaln(n + a) - special.gammaln(n + 1) + n * np.log(b / (1 + b)),
    )
    for key, ours in (("mean", found.mean), ("sd", found.sd), ("mode", found.mode)):
        compare(f"Madigan-York 3 {key}", ours, t["madigan_york_3list"][key])
    five = dga.average(from_colmajor(t["madigan_york_5list"]["Y_colmajor"], 5), 0.5, np.arange(1, 301.0))
    for key, ours in (("mean", five.mean), ("sd", five.sd), ("mode", five.mode)):
        compare(f"Madigan-York 5 {key}", ours, t["madigan_york_5list"][key])
    for rank, value in enumerate(t["madigan_york_5list"]["top3_model_prob"]):
        compare(f"Madigan-York 5 graph {rank + 1}", five.graphs[rank][1], value)
    for name, delta, times, want in (
        ("SparseMSE_UKdat_5", 1 / 32, 10, t["UKdat_5"]["dga_delta1/32_Nm0:10n"]["mean"]),
        ("SparseMSE_Ned_5", 1 / 32, 10, t["Ned_5"]["dga_delta1/32"]["mean"]),
        ("Rcapture_HIV", 1 / 16, 20, t["HIV"]["dga_delta1/16_Nm0:20n"]["mean"]),
    ):
        lists = lists_of(folder, name)
        started = time.perf_counter()
        found = dga.average(lists, delta, np.arange(0, times * lists.observed + 1.0))
        compare(f"{name} dga mean ({time.perf_counter() - started:.2f} s)", found.mean, want)


def told(name: str, posterior: lcmcr.Posterior, started: float) -> np.ndarray:
    """Its draws, once printed whether the chains settled; where not, that is off."""
    if not posterior.settled:
        BAD.append(f"{name} lcmcr has not settled")
    print(
        f"{name} lcmcr: {time.perf_counter() - started:.1f} s, {posterior.totals.shape[0]} chains of "
        f"{posterior.sweeps:,} sweeps, R-hat {posterior.rhat:.4f}, effective sample size {posterior.ess:.0f}"
    )
    return posterior.totals


def settling(folder: Path, t: dict) -> None:
    """Whether the chains settle on every list of the sparse models and on HIV and the hares."""
    del t
    for path in sorted(
        [*folder.glob("SparseMSE_*.csv"), *map(folder.joinpath, ("Rcapture_HIV.csv", "Rcapture_hare.csv"))]
    ):
        started = time.perf_counter()
        lists = lists_of(folder, path.stem)
        found = lcmcr.sample(lists)
        low, middle, high = np.quantile(found.totals, [0.025, 0.5, 0.975])
        print(
            f"{path.stem:24} {'settled' if found.settled else 'not settled':12} {found.sweeps:9,} sweeps "
            f"R-hat {found.rhat:7.4f} ess {found.ess:6.0f} {middle:9.0f} ({low:.0f} to {high:.0f}) "
            f"{time.perf_counter() - started:.1f} s"
        )


def latent_classes(folder: Path, t: dict) -> None:
    want = t["kosovo"]["LCMCR_mcmc"]["K10_seeds1-3"]
    lists = lists_of(folder, "LCMCR_kosovo_aggregate")
    started = time.perf_counter()
    draws = told("kosovo", lcmcr.sample(lists), started)
    for name, share, tolerance in (("q2.5", 0.025, 0.02), ("median", 0.5, 0.015), ("q97.5", 0.975, 0.05)):
        middle = sum(want[name]) / 2
        compare(
            f"kosovo lcmcr {name} (tolerance {tolerance:.1%})",
            float(np.quantile(draws, share)),
            middle,
            tolerance,
        )
    stratum = t["verdata_R1_stratum_LCMCR_mcmc"]
    lists = lists_of(folder, "verdata_R1_hombre1999_recruitment_patterns")
    started = time.perf_counter()
    draws = told("verdata R1", lcmcr.sample(lists, lcmcr.Sampling(classes=stratum["K"], thin=100)), started)
    for name, share, tolerance in (("q2.5", 0.025, 0.1), ("median", 0.5, 0.1), ("q97.5", 0.975, 0.1)):
        compare(
            f"verdata R1 lcmcr {name}",
            float(np.quantile(draws, share)),
            stratum["published_draws"][name],
            tolerance,
        )


def pooled(folder: Path, t: dict) -> None:
    draws = json.loads((folder / "verdata_published_posterior_draws.json").read_text())
    with (folder / "verdata_combine_inputs.csv").open() as file:
        rows = list(csv.DictReader(file))
    totals = [np.array(draws[r["stratum_id"]], dtype=float) for r in rows]
    found = pool.pool([int(r["n_obs"]) for r in rows], totals)
    want = t["verdata_combine"]
    for name, ours, theirs in (
        ("low", found.low, want["expected"]["N_025"]),
        ("mean", found.mean, want["expected"]["N_mean"]),
        ("high", found.high, want["expected"]["N_975"]),
        ("W", found.within, want["W"]),
        ("B", found.between, want["B"]),
        ("df", found.df, want["df"]),
    ):
        compare(f"verdata pooled {name}", ours, theirs)


def main() -> None:
    folder = Path(sys.argv[1])
    targets = json.loads((folder / "mse_validation_targets.json").read_text())
    for part in (log_linear, sparse_models, graphs, latent_classes, settling, pooled):
        part(folder, targets)
    print(f"{len(BAD)} off: {', '.join(BAD)}" if BAD else "every figure met")


if __name__ == "__main__":
    main()
