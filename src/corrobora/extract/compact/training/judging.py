"""How a network does on windows it was not trained on, in one line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch

from corrobora.extract.compact.training import labels
from corrobora.extract.compact.training.examples import Example
from corrobora.extract.compact.training.losses import masks, members, question
from corrobora.extract.compact.training.network import Model


@torch.no_grad()
def judge(model: Model, found: Sequence[Example], frozen: int) -> str:
    """How the model does on windows not trained on, in one line."""
    model.eval()
    said: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    right: dict[str, list[float]] = {}
    for e in found:
        size, n = len(e.ids), len(e.window.sentences)
        x = model.encoder.run(e.below.unsqueeze(0), masks([size]), frozen, len(model.encoder.layers))
        sentences, logits, _, _ = model.heads.read(x, members(e, n, size).unsqueeze(0))
        keep = [i for i, s in enumerate(e.window.sentences) if e.window.owns(s)]
        said.append(
            (logits[0, keep].float().numpy(), e.sentence[keep].numpy(), e.sentence_weight[keep].numpy())
        )
        if not e.asked:
            continue
        answers = model.heads.ask(x[0], sentences[0], *question(e, e.asked, [a.sentences for a in e.asked]))
        for row, a in enumerate(e.asked):
            for slot, words in a.words.items():
                if words is not None:
                    best = int(answers[0][row, labels.SLOTS.index(slot)].argmax())
                    right.setdefault(slot, []).append(float(best in (words or [size])))
            for name, logits_, truth in (("act", answers[1], a.act), ("status", answers[2], a.status),
                                         ("verification", answers[3], a.verification)):  # fmt: skip
                if truth >= 0:
                    right.setdefault(name, []).append(float(int(logits_[row].argmax()) == truth))
    scores, truth_, weight = (np.concatenate([s[k] for s in said]) for k in range(3))
    parts = []
    for k, name in enumerate(labels.SENTENCE[:5]):
        use = weight[:, k] > 0
        parts.append(f"{name[:5]} {best_f1(scores[use, k], truth_[use, k]):.3f}")
    parts += [f"{slot} {sum(v) / len(v):.2f}" for slot, v in right.items()]
    return " ".join(parts)


def best_f1(scores: np.ndarray, truth: np.ndarray) -> float:
    """The best F1 over all thresholds."""
    order = np.argsort(-scores)
    hits = np.cumsum(truth[order])
    return float(np.max(2 * hits / (np.arange(1, len(order) + 1) + truth.sum()))) if len(order) else 0.0
