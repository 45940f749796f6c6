"""The third base tried: spaCy's trainable tok2vec, on which sentences carry which kind of claim.

    python training/compact/tok2vec.py --documents DOCUMENTS.json --leave-out b d [--epochs 10]

Each sentence is read between its neighbours. Prints, for the folders left out, the best F1 over all
thresholds of each kind, as `train.py` does for the network.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import time
from typing import Any

import numpy as np
import spacy
from spacy.training import Example
from spacy.util import minibatch

KINDS = ("incident", "tally", "statement", "response", "context")
MODEL = {
    "@architectures": "spacy.TextCatReduce.v1", "exclusive_classes": False, "use_reduce_first": False,
    "use_reduce_last": False, "use_reduce_max": True, "use_reduce_mean": True,
    "tok2vec": {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 128,
                "depth": 4, "embed_size": 5000, "window_size": 1, "maxout_pieces": 3,
                "subword_features": True},
}  # fmt: skip


def questions(document: dict[str, Any]) -> list[tuple[str, dict[str, float], dict[str, bool]]]:
    """Every sentence between its neighbours, the kinds of claims in it, and whether each of them counts."""
    texts = [document["text"][a:b] for a, b in document["sentences"]]
    found = []
    for n, own in enumerate(texts):
        here = [c for c in document["claims"] if n in c["sentences"]]
        kinds = {k: float(any(c["kind"] == k and not c["optional"] for c in here)) for k in KINDS}
        counts = {k: bool(kinds[k]) or all(c["kind"] != k for c in here) for k in KINDS}
        around = (texts[n - 1] if n else "", own, texts[n + 1] if n + 1 < len(texts) else "")
        found.append((" ¦ ".join(around), kinds, counts))
    return found


def best_f1(scores: np.ndarray, truth: np.ndarray) -> float:
    """The best F1 over all thresholds."""
    hits = np.cumsum(truth[np.argsort(-scores)])
    return float(np.max(2 * hits / (np.arange(1, len(truth) + 1) + truth.sum())))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=pathlib.Path, required=True)
    parser.add_argument("--leave-out", nargs="+", required=True)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    documents = json.loads(args.documents.read_text(encoding="utf-8"))
    held = [d for d in documents if d["name"].split("/")[0] in args.leave_out and not d["variant"]]
    own = [d for d in documents if d["name"].split("/")[0] not in args.leave_out]
    spacy.util.fix_random_seed(args.seed)
    nlp = spacy.blank("xx")
    sorter = nlp.add_pipe("textcat_multilabel", config={"model": MODEL})
    for kind in KINDS:
        sorter.add_label(kind)
    asked = [q for d in held for q in questions(d)]
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": kinds}) for d in own for text, kinds, _ in questions(d)
    ]
    optimiser = nlp.initialize(lambda: examples[:200])
    random_ = random.Random(args.seed)
    for epoch in range(args.epochs):
        started, losses = time.process_time(), {}
        random_.shuffle(examples)
        for batch in minibatch(examples, 64):
            nlp.update(batch, sgd=optimiser, losses=losses, drop=0.2)
        said = [doc.cats for doc in nlp.pipe((text for text, _, _ in asked), batch_size=64)]
        parts = []
        for kind in KINDS:
            keep = [i for i, (_, _, counts) in enumerate(asked) if counts[kind]]
            scores = np.array([said[i][kind] for i in keep])
            parts.append(f"{kind} {best_f1(scores, np.array([asked[i][1][kind] for i in keep])):.3f}")
        print(f"epoch {epoch + 1}, {time.process_time() - started:.0f} s of processor:", *parts, flush=True)


if __name__ == "__main__":
    main()
