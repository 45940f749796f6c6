"""Learn which cued sentences are statements and responses, from annotated documents.

    python training/sayings.py FOLDER … [--authentic FOLDER] [--leave-out N] [--out WEIGHTS.json]
        [--unseen MODELS]

Every candidate of `corrobora.extract.rules.sayings` is one example: right if it overlaps a quote of a
claim of its kind and type, left out if that claim is optional. The threshold is the one with the best F1 on
documents the weights were not fitted on (five folds). The file holds names of features and numbers.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import invented
import logistic
from gold import readings, spans_of
from unseen import WEIGHTS, Unseen

from corrobora.extract.rules.reading import Reading
from corrobora.extract.rules.sayings import sayings
from corrobora.model.vocabulary import Kind

OUT = Path(__file__).parents[1] / "src/corrobora/extract/rules/weights/sayings.json"
FOLDS = 5
AUTHENTIC = 8.0


@invented.known()
def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument(
        "--leave-out", type=int, default=None, help="leave out every third document, from this one"
    )
    parser.add_argument("--out", type=Path)
    parser.add_argument("--penalty", type=float, default=8.0)
    parser.add_argument(
        "--authentic", type=Path, help="folder of authentic reports: each of its examples counts eight times"
    )
    parser.add_argument("--threshold", type=float, help="instead of the best one on unseen folds")
    parser.add_argument("--unseen", type=Path, help="models by the folders they have not seen, to be heard")
    args = parser.parse_args()
    models = Unseen(args.unseen) if args.unseen else None
    out = args.out or (WEIGHTS / OUT.name if models else OUT)
    out.parent.mkdir(parents=True, exist_ok=True)
    counted = [(1.0, folder) for folder in args.folders]
    counted += [(AUTHENTIC, args.authentic)] if args.authentic else []
    documents = [
        examples(reading, claims, weight, invented.mark(folder))
        for weight, folder in counted
        for reading, claims in readings([folder], leave_out=args.leave_out, models=models)
    ]
    data = fitted(documents, args.penalty, args.threshold)
    out.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


Example = tuple[frozenset[str], float, float, str]  # features, 0 or 1, weight, kind and type


def examples(
    reading: Reading, claims: list[dict[str, Any]], weight: float, world: frozenset[str] = frozenset()
) -> list[Example]:
    """Every candidate of a document, with what marks its world beside its features."""
    found: list[Example] = []
    for kind in (Kind.STATEMENT, Kind.RESPONSE, Kind.CONTEXT):
        gold = [(c, spans_of(reading.text, c["quotes"])) for c in claims if c["kind"] == kind.value]
        for saying in sayings(reading, kind):
            start, end = saying.sentence.start, saying.sentence.end
            hits = [c for c, spans in gold if any(_overlap(start, end, *s) for s in spans)]
            same = [c for c in hits if c["type"] == saying.type.value]
            if same and all(c.get("optional") for c in same):
                continue
            marks = world | {f"{mark}:{saying.type}" for mark in world}
            found.append((saying.features | marks, float(bool(same)), weight, f"{kind}.{saying.type}"))
    return found


def fitted(documents: list[list[Example]], penalty: float, threshold: float | None) -> dict[str, Any]:
    """Weights of all documents, and how such weights do on documents they were not fitted on."""
    scored = []
    by_type = defaultdict(list)
    for fold in range(FOLDS):
        rest = [e[:3] for i, d in enumerate(documents) if i % FOLDS != fold for e in d]
        model = logistic.fit(rest, penalty=penalty)
        for i, d in enumerate(documents):
            if i % FOLDS == fold:
                for features, right, weight, name in d:
                    p = logistic.probability(model, features)
                    scored.append((p, right, weight))
                    by_type[name].append((p, right, weight))
    best, precision, recall, f1 = logistic.best_threshold(scored)
    threshold = threshold or best
    print(f"{len(scored)} candidates, {sum(r for _, r, _ in scored):.0f} right")
    print(f"unseen folds: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f} at {best:.3f}")
    for name, some in sorted(by_type.items()):
        at, p, r, f = logistic.best_threshold(some)
        good = sum(x[1] for x in some)
        print(
            f"  {name:36} {len(some):4} candidates {good:4.0f} right; "
            f"F1 {f:.2f} (P {p:.2f} R {r:.2f}) at {at:.2f}"
        )
    bias, weights = logistic.fit([e[:3] for d in documents for e in d], penalty=penalty)
    kept = {
        n: round(w, 3)
        for n, w in sorted(weights.items())
        if abs(w) >= 0.02 and not n.startswith(invented.MARK)
    }
    return {"bias": round(bias, 3), "threshold": round(threshold, 3), "weights": kept}


def _overlap(start: int, end: int, first: int, last: int) -> bool:
    common = min(end, last) - max(start, first)
    return common >= (last - first) / 3 or common >= max(1, (end - start) / 2)


if __name__ == "__main__":
    main()
