"""What the answers about a batch of windows cost, and how windows are put to the network."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch.nn import functional

from corrobora.extract.compact.training import labels
from corrobora.extract.compact.training.examples import Asked, Example, chosen
from corrobora.extract.compact.training.network import Model

FAR = -1e4


def padded(rows: Sequence[torch.Tensor], value: float) -> torch.Tensor:
    """Rows of different lengths as one tensor."""
    return torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True, padding_value=value)


def masks(lengths: Sequence[int]) -> torch.Tensor:
    """Attention masks: 0 where there is a piece, far below it where there is none."""
    most = max(lengths)
    mask = torch.full((len(lengths), 1, 1, most), FAR)
    for row, length in enumerate(lengths):
        mask[row, :, :, :length] = 0.0
    return mask


def members(e: Example, count: int, length: int) -> torch.Tensor:
    """sentences x pieces: 1 where a piece belongs to the sentence."""
    found = torch.zeros(count, length)
    of = torch.tensor(e.window.sentence_of)
    at = (of >= 0).nonzero().squeeze(1)
    found[of[at], at] = 1.0
    return found


def question(e: Example, asked: Sequence[Asked], use: Sequence[list[int]]) -> tuple[torch.Tensor, ...]:
    """share, kind, distance as `network.Heads.ask` wants them."""
    of = torch.tensor(e.window.sentence_of)
    count = len(e.window.sentences)
    share = torch.zeros(len(asked), count)
    distance = torch.zeros(len(asked), len(of), dtype=torch.long)
    for row, here in enumerate(use):
        share[row, here] = 1.0 / len(here)
        lines = torch.arange(count).unsqueeze(0) - torch.tensor(here).unsqueeze(1)
        nearest = lines.gather(0, lines.abs().argmin(0, keepdim=True)).squeeze(0)
        nearest = nearest.clamp(-labels.FARTHEST, labels.FARTHEST)
        distance[row] = torch.where(of >= 0, nearest[of.clamp(min=0)], torch.tensor(-labels.FARTHEST))
    return share, torch.tensor([a.kind for a in asked]), distance + labels.FARTHEST


def loss_of(model: Model, batch: Sequence[Example], frozen: int, random_: random.Random) -> torch.Tensor:
    """What a batch of windows costs."""
    lengths = [len(e.ids) for e in batch]
    count = max(len(e.window.sentences) for e in batch)
    x = padded([e.below for e in batch], 0.0)
    inside = torch.stack([members(e, count, max(lengths)) for e in batch])
    inside[:, :, 0] += (inside.sum(-1) == 0).float()
    x = model.encoder.run(x, masks(lengths), frozen, len(model.encoder.layers))
    sentences, said, pieces, pairs = model.heads.read(x, inside)
    total = torch.zeros(())
    for row, e in enumerate(batch):
        n, size = len(e.window.sentences), lengths[row]
        owned = torch.tensor([1.0 if e.window.owns(s) else 0.3 for s in e.window.sentences]).unsqueeze(1)
        cost = functional.binary_cross_entropy_with_logits(
            said[row, :n].float(), e.sentence, reduction="none"
        )
        total = total + (cost * e.sentence_weight * owned).sum() / 12
        tags = functional.binary_cross_entropy_with_logits(
            pieces[row, :size].float(), e.piece, reduction="none"
        )
        total = total + (tags * e.piece_weight).sum() / 400
        total = total + pair_cost(pairs[row, :n, :n].float(), e) / 12
        if e.asked:
            use = [chosen(a, random_) for a in e.asked]
            answers = model.heads.ask(x[row, :size], sentences[row, :n], *question(e, e.asked, use))
            total = total + ask_cost(answers, e.asked) / 8
    return total / len(batch)


def pair_cost(pairs: torch.Tensor, e: Example) -> torch.Tensor:
    """Whether two sentences that tell of events tell of the same."""
    lines = [i for i, ids in enumerate(e.events) if ids]
    wanted = [(a, b) for n, a in enumerate(lines) for b in lines[n + 1 :]]
    if not wanted:
        return torch.zeros(())
    truth = torch.tensor([float(bool(e.events[a] & e.events[b])) for a, b in wanted])
    got = torch.stack([pairs[a, b] for a, b in wanted])
    return functional.binary_cross_entropy_with_logits(got, truth) * len(lines)


def ask_cost(answers: Sequence[torch.Tensor], asked: Sequence[Asked]) -> torch.Tensor:
    """What the answers about single claims cost."""
    slots, acts, statuses, verifications, bases = (a.float() for a in answers)
    places = torch.log_softmax(slots, -1)
    total = torch.zeros(())
    for row, a in enumerate(asked):
        cost = torch.zeros(())
        for slot, right in a.words.items():
            if right is None:
                continue
            scores = places[row, labels.SLOTS.index(slot)]
            cost = cost - torch.logsumexp(scores[right or [-1]], 0) * 0.6
        for logits, right_class in ((acts, a.act), (statuses, a.status), (verifications, a.verification)):
            if right_class >= 0:
                cost = cost - torch.log_softmax(logits[row], -1)[right_class]
        if a.bases is not None:
            truth = torch.zeros(len(labels.BASES))
            truth[a.bases] = 1.0
            cost = cost + functional.binary_cross_entropy_with_logits(bases[row], truth, reduction="sum")
        total = total + cost * a.weight
    return total
