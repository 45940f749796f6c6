"""All weights of the rules, from one reading of annotated documents.

    python training/weights.py GOLD_FOLDER… --authentic SEEDS [--unseen MODELS]

As `attribution`, `sayings` and `fit` one after the other, each hearing what those before it learned, without
the reports of the first. Weights go to the rules' folder; with ``--unseen`` (see `unseen`) to the compact
model's.
"""

from __future__ import annotations

import argparse
import json
import pathlib
from typing import Any

import crossed
import fit
import invented
import unseen

from corrobora.extract.rules import attribution as attributing
from corrobora.extract.rules import mixing, scores

#: How often a document of the running case counts among those of incidents and tallies.
AUTHENTIC = 8


class Written(crossed.Store):
    """Weights in memory that are also written to a folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        super().__init__()
        self._out = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, data: Any) -> None:
        super().put(name, data)
        (self._out / f"{name}.json").write_text(
            json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )

    def save(self, name: str, model: fit.Fitted, threshold: float, what: str) -> None:
        self.put(name, fit.rounded(model, threshold, what))


@invented.known()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--authentic", type=pathlib.Path, required=True)
    parser.add_argument("--unseen", type=pathlib.Path, help="models by the folders they have not seen")
    args = parser.parse_args()
    store = Written(unseen.WEIGHTS if args.unseen else fit.WEIGHTS)
    # how near a second speaker must come is read from the rules' own, whichever are fitted
    store.put("attribution", {"weights": {}, **crossed.ATTRIBUTION})
    if not args.unseen:
        scores.shipped_weights = mixing.shipped_weights = attributing.shipped_weights = lambda: store
    seeds = fit.read_cases([args.authentic] * AUTHENTIC, examples=False)
    cases = fit.read_cases(args.folders)
    if args.unseen:
        models = unseen.Unseen(args.unseen, store)
        seeds, cases = ([crossed.heard(c, models) for c in some] for some in (seeds, cases))
    crossed.learn(cases, seeds, store, also=seeds)


if __name__ == "__main__":
    main()
