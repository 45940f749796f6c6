"""Averages over decomposable graphs and latent classes beside the R packages dga and LCMCR, same lists.

    python scripts/compare_r.py YARDSTICKS/mse [--rounds 3]

Needs ``Rscript`` with both packages, which are only run, never imported. Each round runs all four in turn;
printed are seconds of processor time, medians over the rounds, their ratios, and both answers.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import time
from pathlib import Path

import numpy as np
from measure_estimation import lists_of

from corrobora.count.estimate import dga, lcmcr
from corrobora.count.estimate.lists import Lists

#: Lists, weight of the prior, and the unseen considered, as a multiple of those seen.
GRAPHS = ("SparseMSE_UKdat_5", 1 / 32, 10)
CLASSES = "LCMCR_kosovo_aggregate"

R_GRAPHS = """
suppressMessages(library(dga)); data(graphs5)
Y <- array(c({cells}), dim = rep(2, 5))
used <- system.time(w <- bma.cr(Y, 1:{most}, {delta}, graphs5))
cat(sum(used[c(1, 2)]), sum(Y) + sum(colSums(w) * 1:{most}))
"""
#: As many sweeps as ours makes over its chains, and as many draws kept.
R_CLASSES = """
suppressMessages(library(LCMCR)); data(kosovo_aggregate)
used <- system.time({{
  s <- lcmCR(captures = kosovo_aggregate, tabular = FALSE, in_list_label = '1', not_in_list_label = '0',
             K = {classes}, a_alpha = 0.25, b_alpha = 0.25, seed = {seed},
             buffer_size = 10000, thinning = {thin}, verbose = FALSE)
  N <- lcmCR_PostSampl(s, burnin = {burn_in}, samples = {draws}, thinning = {thin}, output = FALSE)
}})
cat(sum(used[c(1, 2)]), median(N))
"""


def in_r(script: str) -> tuple[float, float]:
    """Seconds of processor and the answer."""
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    seconds, answer = done.stdout.split()[-2:]
    return float(seconds), float(answer)


def cells(lists: Lists) -> str:
    """Counts of every pattern, the first list changing fastest."""
    found = [0] * 2 ** lists.patterns.shape[1]
    for pattern, count in zip(lists.patterns, lists.counts, strict=True):
        found[sum(int(on) << n for n, on in enumerate(pattern))] = int(count)
    return ", ".join(map(str, found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    name, delta, times = GRAPHS
    lists, kosovo = lists_of(options.folder, name), lists_of(options.folder, CLASSES)
    grid = np.arange(1, times * lists.observed + 1.0)
    plan = lcmcr.Sampling(longest=1)
    burn_in = plan.chains * plan.burn_in
    seconds: dict[str, list[float]] = {"dga": [], "R dga": [], "latent classes": [], "R LCMCR": []}
    answers: dict[str, float] = {}
    started = time.process_time()
    lcmcr.sample(kosovo, lcmcr.Sampling(chains=1, burn_in=1, draws=1, longest=1))
    print(f"first call of the sampler, loading or compiling it: {time.process_time() - started:.1f} s")
    for number in range(options.rounds):
        started = time.process_time()
        answers["dga"] = dga.average(lists, delta, grid).mean
        seconds["dga"].append(time.process_time() - started)
        script = R_GRAPHS.format(cells=cells(lists), most=len(grid), delta=delta)
        used, answers["R dga"] = in_r(script)
        seconds["R dga"].append(used)
        started = time.process_time()
        answers["latent classes"] = float(np.median(lcmcr.sample(kosovo, plan).totals))
        seconds["latent classes"].append(time.process_time() - started)
        script = R_CLASSES.format(
            classes=plan.classes, seed=number + 1, thin=plan.thin, burn_in=burn_in, draws=plan.draws
        )
        used, answers["R LCMCR"] = in_r(script)
        seconds["R LCMCR"].append(used)
    middle = {what: statistics.median(taken) for what, taken in seconds.items()}
    for what, taken in middle.items():
        print(f"{what:16} {taken:8.2f} s  {answers[what]:12.1f}")
    print(f"dga {middle['R dga'] / middle['dga']:.1f} times as fast as R's")
    print(f"latent classes {middle['R LCMCR'] / middle['latent classes']:.1f} times as fast as R's")


if __name__ == "__main__":
    main()
