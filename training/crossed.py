"""What rules, and rules beside the compact model, are worth on folders neither was fitted on.

    python training/crossed.py GOLD_FOLDER… --unseen MODELS --scorer SHARED/score/score.py
        [--authentic SEEDS] [--without side …]

For every model (`unseen`) all weights of the rules are fitted twice, without and with opinions, on the
folders the model was trained on, and the claims of the folders it has not seen are scored both ways. The
opinions heard while fitting are those of the other models, of documents they have not seen.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import dataclasses
import importlib.util
import io
import json
import pathlib
from collections.abc import Sequence
from typing import Any

import attribution
import fit
import invented
import sayings
import unseen

from corrobora.extract.gate import admit
from corrobora.extract.rules import attribution as attributing
from corrobora.extract.rules import mixing, scores
from corrobora.extract.rules.engine import RulesEngine

Figures = dict[str, tuple[float, float, float]]
#: How often something was right ("tp"), wrong ("fp") or missed ("fn"), by what it is and which of them.
Counts = collections.Counter[tuple[str, str]]
#: Options of the scripts that fit, as they are run for the shipped weights.
ATTRIBUTION, SAYINGS = {"penalty": 6.0, "least": 8, "second": 0.3}, {"penalty": 8.0}
#: Threshold of sayings that the rules are shipped with.
THRESHOLD = 0.28


class Store(scores.Weights):
    """Weights in memory."""

    def __init__(self) -> None:
        super().__init__(fit.WEIGHTS)
        self._of: dict[str, Any] = {}

    def data(self, name: str) -> Any:
        return self._of[name]

    def put(self, name: str, data: Any) -> None:
        self._of[name] = data
        self._models.pop(name, None)
        attributing._scale.cache_clear()
        attributing._worth.cache_clear()

    def save(self, name: str, model: fit.Fitted, threshold: float, _: str) -> None:
        kept = {k: round(v, 3) for k, v in model[1].items() if abs(v) >= 0.005}
        self.put(name, {"bias": model[0], "threshold": threshold, "weights": kept})


def learn(
    cases: Sequence[fit.Case],
    authentic: Sequence[fit.Case],
    store: Store,
    also: Sequence[fit.Case] = (),
) -> None:
    """All weights of the rules, fitted on these documents.

    Args:
        cases: of all sorts.
        authentic: of the running case, which speakers and sayings are learned from as well.
        store: where the weights go; what is fitted later hears those fitted before.
        also: further documents for incidents and tallies.
    """
    real = [c for c in cases if c.annotated.folder is not None]
    asked = []
    for weight, some in ((1.0, real), (attribution.AUTHENTIC, authentic)):
        for n, case in enumerate(some):
            claims = case.annotated.claims
            asked += attribution.questions(case.reading, claims, n, str(case.annotated.folder), weight)
    store.put("attribution", attribution.fitted(asked, **ATTRIBUTION))  # type: ignore[arg-type]
    documents = [sayings.examples(c.reading, c.annotated.claims, 1.0, c.world) for c in real]
    documents += [sayings.examples(c.reading, c.annotated.claims, sayings.AUTHENTIC) for c in authentic]
    store.put("sayings", sayings.fitted(documents, threshold=THRESHOLD, **SAYINGS))
    fit.run(fresh([*also, *cases]), store.save)


def fresh(cases: Sequence[fit.Case]) -> list[fit.Case]:
    """The documents with nothing decided yet."""
    return [fit.Case(c.annotated, c.reading, c.profiles, c.document, c.weight) for c in cases]


class Scorer:
    """The scores of `score.py` over documents."""

    def __init__(self, file: pathlib.Path) -> None:
        spec = importlib.util.spec_from_file_location("scorer", file)
        if spec is None or spec.loader is None:
            raise SystemExit(f"{file}: no such scorer")
        self._score: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._score)

    def counts(self, case: fit.Case) -> Counts:
        """Right, wrong and missed of ``claims``, ``slots``, ``exact``, each kind and each slot."""
        a, counts = case.annotated, Counts()
        raw = (a.folder / str(a.document.source.path)).read_text(encoding="utf-8")
        found = admit(a.document, (claim for rule in RulesEngine().rules for claim in rule(case.reading)))
        told = json.loads(json.dumps(found.to_json()))
        pairs, _ = self._score.score_document({"claims": a.claims}, told, raw)
        for right, got in pairs:
            if not (right and right.get("optional")):
                self._count(counts, right, got)
        return counts

    def _count(self, counts: Counts, right: Any, got: Any) -> None:
        kind = (right or got)["kind"]
        hit = ["tp"] if right and got else ["fn"] if right else ["fp"]
        for name in ("claims", f"claims.{kind}"):
            counts[name, hit[0]] += 1
        wrong = set()
        for slot in self._score.SLOTS[kind]:
            g, p = (self._score.clean(slot, (c or {}).get(slot)) for c in (right, got))
            if g is None and p is None:
                continue
            same = g is not None and p is not None and self._score.same_value(slot, g, p, right)
            for h in ["tp"] if same else ["fn"] * (g is not None) + ["fp"] * (p is not None):
                counts["slots", h] += 1
                counts[f"{kind}.{slot}", h] += 1
            if not same:
                wrong.add(slot)
        good = right and got and not wrong & set(self._score.KEY[kind])
        for h in ["tp"] if good else ["fn"] * bool(right) + ["fp"] * bool(got):
            counts["exact", h] += 1


def figures(counts: Counts) -> Figures:
    """Precision, recall and F1 of everything counted."""
    found = {}
    for name in sorted({name for name, _ in counts}):
        right, wrong, missed = (counts[name, hit] for hit in ("tp", "fp", "fn"))
        p, r = right / (right + wrong or 1), right / (right + missed or 1)
        found[name] = (p, r, 2 * p * r / (p + r or 1))
    return found


def line(counts: Counts) -> str:
    """The main figures on one line."""
    found = figures(counts)
    whole = "/".join(f"{v:.3f}" for v in found["claims"])
    kinds = " ".join(f"{k[7:11]} {v[2]:.2f}" for k, v in found.items() if k.startswith("claims."))
    return f"claims P/R/F1 {whole}  slots {found['slots'][2]:.3f}  exact {found['exact'][2]:.3f}  {kinds}"


@invented.known()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--unseen", type=pathlib.Path, required=True)
    parser.add_argument("--scorer", type=pathlib.Path, required=True)
    parser.add_argument("--authentic", type=pathlib.Path)
    parser.add_argument(
        "--without", nargs="*", default=(), help="what `mixing` marks that is not to be heard"
    )
    parser.add_argument("--folds", nargs="+", help="only these models' folders")
    parser.add_argument("--ways", nargs="+", choices=("rules", "both"), default=("rules", "both"))
    parser.add_argument("--slots", action="store_true", help="also print F1 a slot")
    args = parser.parse_args()
    beside, rules, scorer = Store(), Store(), Scorer(args.scorer)
    models = unseen.Unseen(args.unseen, beside)
    scores.shipped_weights = mixing.shipped_weights = attributing.shipped_weights = lambda: rules
    # how near a second speaker must come is read from the rules' own, whichever are fitted
    rules.put("attribution", {"weights": {}, **ATTRIBUTION})
    for name in args.without:
        setattr(mixing, name, lambda *_: mixing.NOTHING)
    alone = fit.read_cases(args.folders)
    seeds = fit.read_cases([args.authentic], examples=False) if args.authentic else []
    for way in args.ways:
        both = way == "both"
        cases, extra = ([heard(c, models) for c in some] if both else some for some in (alone, seeds))
        sums: dict[str, Counts] = collections.defaultdict(Counts)
        for fold in args.folds or models.models:
            own = [c for c in cases if not unseen_by(fold, c)]
            with contextlib.redirect_stdout(io.StringIO()):
                learn(own, extra, beside if both else rules)
            for case in fresh([c for c in cases if unseen_by(fold, c) and not c.world]):
                counts = scorer.counts(case)
                folder, language = case.annotated.folder.name, case.reading.analysis.language
                for name in (f"without {fold}", f"folder {folder}", f"language {language}", "all"):
                    sums[name] += counts
            print(f"{way:5} without {fold:7} {line(sums[f'without {fold}'])}", flush=True)
        for name, counts in sorted(sums.items()):
            if not name.startswith("without"):
                print(f"{way:5} {name:15} {line(counts)}", flush=True)
        if args.slots:
            print("   ", " ".join(f"{k} {v[2]:.2f}" for k, v in figures(sums["all"]).items() if "." in k))


def unseen_by(fold: str, case: fit.Case) -> bool:
    """Whether a document is of a folder that a model has not seen."""
    return bool(case.annotated.folder) and unseen.has_not_seen(fold, case.annotated.folder)


def heard(case: fit.Case, models: unseen.Unseen) -> fit.Case:
    """A document with the opinion of a model that has not seen it."""
    opinion = models.opinion(case.reading.analysis, case.annotated.folder)
    return dataclasses.replace(case, reading=dataclasses.replace(case.reading, second=opinion))


if __name__ == "__main__":
    main()
