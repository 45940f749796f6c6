"""Learn the weights of `corrobora.extract.rules.attribution` from annotated documents.

    python training/attribution.py FOLDER … [--leave-out N] [--out WEIGHTS.json]

Every claim with named claimants is one choice among the candidates the rules propose for its first quote;
the weights maximise the likelihood of a right one (multinomial logistic regression, L2). A feature
seen in fewer than ten choices is dropped. The file holds weights and counts, no words of any document.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

import numpy as np
from gold import readings, same_name, spans_of
from scipy.optimize import minimize

from corrobora.extract.rules.attribution import candidates

OUT = Path(__file__).parents[1] / "src/corrobora/extract/rules/weights/attribution.json"


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument(
        "--leave-out", type=int, default=None, help="leave out every third document, from this one"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--l2", type=float, default=1.0)
    args = parser.parse_args()
    choices: list[list[tuple[frozenset[str], bool]]] = []
    for reading, claims in readings(args.folders, leave_out=args.leave_out):
        for claim in claims:
            spans = spans_of(reading.text, claim["quotes"])
            if claim.get("optional") or not claim.get("claimants") or not spans:
                continue
            options = [
                (features, any(same_name(name, slot.value.name) for name in claim["claimants"]))
                for slot, features in candidates(reading, *spans[0])
            ]
            if any(right for _, right in options):
                choices.append(options)
    seen = Counter(name for options in choices for name in {n for f, _ in options for n in f})
    names = sorted(n for n, count in seen.items() if count >= 10)
    weights = fit(choices, names, args.l2)
    rounded = {n: round(float(w), 3) for n, w in zip(names, weights, strict=True) if abs(w) >= 0.02}
    data = {"choices": len(choices), "weights": rounded, "second": 0.25}
    args.out.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(choices)} choices, {len(rounded)} weights")


def fit(choices: list[list[tuple[frozenset[str], bool]]], names: list[str], l2: float) -> np.ndarray:
    """Weights that maximise the likelihood of choosing a right candidate."""
    column = {n: i for i, n in enumerate(names)}
    matrices = []
    for options in choices:
        x = np.zeros((len(options), len(names)))
        for row, (features, _) in enumerate(options):
            for name in features:
                if name in column:
                    x[row, column[name]] = 1.0
        matrices.append((x, np.array([right for _, right in options])))

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, gradient = l2 * float(w @ w) / 2, l2 * w
        for x, right in matrices:
            scores = x @ w
            p = np.exp(scores - scores.max())
            p /= p.sum()
            good = p * right
            mass = good.sum()
            total -= float(np.log(mass))
            gradient = gradient + x.T @ (p - good / mass)
        return total, gradient

    result = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(result.x)


if __name__ == "__main__":
    main()
