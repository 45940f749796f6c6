"""Train the compact model.

    python training/compact/train.py --documents DOCUMENTS.json --base BASE_FOLDER --out RUN_FOLDER
        [--leave-out a e] [--epochs 8] [--frozen 9] [--seed 1]

The lower layers are left as they are: what they make of each window is worked out once. After every epoch the
state is written to the run folder, and a run that was broken off goes on from there. ``--leave-out`` names
folders whose documents are not trained on; how the model does on those is printed now and then. What is kept
in the end, as ``model.pt``, is a running mean of the weights.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import pathlib
import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

import labels
import network
import numpy as np
import torch
from torch.nn import functional
from windows import Asked, Example, chosen, examples

from corrobora.extract.compact.pieces import Vocabulary

FAR = -1e4
LEARNING = {"encoder": 2e-4, "heads": 1e-3}
#: How much of the running mean of the weights stays at each step.
MEAN = 0.98


class Model(torch.nn.Module):
    """Encoder and heads."""

    def __init__(self, pieces: int, layers: int, drop: float = 0.1) -> None:
        super().__init__()
        self.encoder, self.heads = network.Encoder(pieces, layers, drop), network.Heads(drop)


def lower(model: Model, found: Sequence[Example], frozen: int) -> None:
    """Work out what the unchanged layers make of every window."""
    model.eval()
    ordered = sorted(found, key=lambda e: len(e.ids))
    with torch.no_grad():
        for at in range(0, len(ordered), 16):
            batch = ordered[at : at + 16]
            ids, mask = padded([e.ids for e in batch], 1), masks([len(e.ids) for e in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                x = model.encoder.run(model.encoder.embed(ids), mask, 0, frozen)
            for e, row in zip(batch, x, strict=True):
                e.hidden = row[: len(e.ids)].to(torch.bfloat16).clone()


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
    x = padded([e.hidden.float() for e in batch if e.hidden is not None], 0.0)
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
        total = total + tags.sum() / 400
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


@torch.no_grad()
def judge(model: Model, found: Sequence[Example], frozen: int) -> str:
    """How the model does on windows not trained on, in one line."""
    model.eval()
    said: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    right: dict[str, list[float]] = {}
    for e in found:
        assert e.hidden is not None
        size, n = len(e.ids), len(e.window.sentences)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            x = model.encoder.run(
                e.hidden.float().unsqueeze(0), masks([size]), frozen, len(model.encoder.layers)
            )
            sentences, logits, _, _ = model.heads.read(x, members(e, n, size).unsqueeze(0))
        keep = [i for i, s in enumerate(e.window.sentences) if e.window.owns(s)]
        said.append(
            (logits[0, keep].float().numpy(), e.sentence[keep].numpy(), e.sentence_weight[keep].numpy())
        )
        if not e.asked:
            continue
        answers = model.heads.ask(
            x[0].float(), sentences[0].float(), *question(e, e.asked, [a.sentences for a in e.asked])
        )
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=pathlib.Path, required=True)
    parser.add_argument("--base", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--leave-out", nargs="*", default=(), help="folders not trained on but judged")
    parser.add_argument("--share", type=float, default=1.0, help="train on this share of the documents")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--frozen", type=int, default=9)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument(
        "--judge", type=int, default=4, help="epochs between two judgements of what is held out"
    )
    parser.add_argument("--lower", action="store_true", help="for a base of lower-case pieces")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    train(args)


def train(args: Any) -> None:
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)
    lines = (args.base / "pieces.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")
    documents = json.loads(args.documents.read_text(encoding="utf-8"))
    if args.lower:
        for document in documents:
            low = document["text"].lower()
            document["text"] = low if len(low) == len(document["text"]) else document["text"]
    found = examples(documents, Vocabulary.from_lines(lines))
    model = Model(len(lines), args.layers)
    network.load_base(model.encoder, np.load(args.base / "base.npz"))
    kept_lower(model, found, args)
    left_out = {n for n, d in enumerate(documents) if d["name"].split("/")[0] in args.leave_out}
    held = [e for e in found if e.document in left_out and not documents[e.document]["variant"]]
    own: dict[str, list[list[Example]]] = {}
    names = sorted({d["name"] for n, d in enumerate(documents) if n not in left_out})
    if args.share < 1.0:
        names = sorted(random.Random(args.seed).sample(names, round(len(names) * args.share)))
    for name in names:
        numbers = [n for n, d in enumerate(documents) if d["name"] == name]
        own[name] = [[e for e in found if e.document == n] for n in numbers]
    windows = sum(len(variants[0]) for variants in own.values())
    print(f"{len(own)} documents, {windows} windows, {len(held)} held out", flush=True)
    upper = [p for layer in model.encoder.layers[args.frozen :] for p in layer.parameters()]
    trained = [*upper, *model.heads.parameters()]
    optimiser = torch.optim.AdamW(
        [
            {"params": upper, "lr": LEARNING["encoder"]},
            {"params": model.heads.parameters(), "lr": LEARNING["heads"]},
        ],
        weight_decay=0.02,
    )
    steps = args.epochs * -(-windows // args.batch)
    rise = max(1, steps // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / rise) * max(0.02, 1.0 - s / steps)
    )
    mean = [p.detach().clone() for p in trained]
    begin = resume(args.out / "state.pt", model, optimiser, schedule, mean)
    for epoch in range(begin, args.epochs):
        started, used = time.monotonic(), time.process_time()
        cost = one_epoch(model, own, optimiser, schedule, mean, args, epoch)
        torch.save({"epoch": epoch + 1, "model": upper_state(model), "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(), "mean": mean}, args.out / "state.tmp")  # fmt: skip
        (args.out / "state.tmp").rename(args.out / "state.pt")
        print(
            f"epoch {epoch + 1} loss {cost:.3f} in {time.monotonic() - started:.0f} s, "
            f"{time.process_time() - used:.0f} s of processor",
            flush=True,
        )
        if held and (epoch + 1 == args.epochs or (epoch + 1) % args.judge == 0):
            with averaged(trained, mean):
                print("   " + judge(model, held, args.frozen), flush=True)
    with averaged(trained, mean):
        torch.save({"frozen": args.frozen, "model": upper_state(model)}, args.out / "model.pt")


def upper_state(model: Model) -> dict[str, torch.Tensor]:
    """All weights but those of the pieces, which are the base's."""
    return {k: v for k, v in model.state_dict().items() if not k.startswith(("encoder.word", "encoder.pos"))}


def kept_lower(model: Model, found: Sequence[Example], args: Any) -> None:
    """What the unchanged layers make of every window, from the run before if it was the same."""
    file = args.documents.with_suffix(f".lower{args.frozen}.pt")
    if file.is_file() and file.stat().st_mtime > args.documents.stat().st_mtime:
        rows = torch.load(file, weights_only=True)
    else:
        started = time.monotonic()
        lower(model, found, args.frozen)
        print(f"lower layers {time.monotonic() - started:.0f} s", flush=True)
        rows = [e.hidden for e in found]
        torch.save(rows, file)
    for e, row in zip(found, rows, strict=True):
        e.hidden = row


@contextlib.contextmanager
def averaged(trained: Sequence[torch.Tensor], mean: Sequence[torch.Tensor]) -> Iterator[None]:
    """With the running mean of the weights in their place."""
    own = [p.detach().clone() for p in trained]
    with torch.no_grad():
        for p, m in zip(trained, mean, strict=True):
            p.copy_(m)
    yield
    with torch.no_grad():
        for p, o in zip(trained, own, strict=True):
            p.copy_(o)


def one_epoch(
    model: Model, own: dict[str, list[list[Example]]], optimiser: Any, schedule: Any,
    mean: list[torch.Tensor], args: Any, epoch: int,
) -> float:  # fmt: skip
    """Every document once, as it is or, as often, in one of its variants; windows of like length together."""
    model.train()
    random_ = random.Random(args.seed * 1000 + epoch)
    torch.manual_seed(args.seed * 1000 + epoch)
    chosen_ = [v[0] if len(v) < 2 or random_.random() < 0.5 else random_.choice(v[1:]) for v in own.values()]
    order = sorted((e for v in chosen_ for e in v), key=lambda e: len(e.ids) + random_.uniform(-60, 60))
    batches = [order[i : i + args.batch] for i in range(0, len(order), args.batch)]
    random_.shuffle(batches)
    total = 0.0
    for batch in batches:
        optimiser.zero_grad()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            cost = loss_of(model, batch, args.frozen, random_)
        cost.backward()
        weights = [p for group in optimiser.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            torch._foreach_lerp_(mean, weights, 1.0 - MEAN if epoch else 1.0)
        total += float(cost.detach())
    return total / len(batches)


def resume(file: pathlib.Path, model: Model, optimiser: Any, schedule: Any, mean: list[torch.Tensor]) -> int:
    """Go on where a run was broken off; the epochs already done."""
    if not file.is_file():
        return 0
    state = torch.load(file, weights_only=True)
    model.load_state_dict(state["model"], strict=False)
    optimiser.load_state_dict(state["optimiser"])
    schedule.load_state_dict(state["schedule"])
    for m, kept in zip(mean, state["mean"], strict=True):
        m.copy_(kept)
    return int(state["epoch"])


if __name__ == "__main__":
    main()
