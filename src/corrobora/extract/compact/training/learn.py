"""Train the compact model's upper layers and heads on annotated documents.

The lower layers are left as they are: what they make of each window is worked out once. After every epoch
the state is written to the run's folder, and a run that was broken off goes on from there. What is kept in
the end, as `MODEL`, is a running mean of the weights: arrays, nothing that could be executed.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from corrobora.extract.compact.pieces import Vocabulary
from corrobora.extract.compact.training.examples import Example, examples
from corrobora.extract.compact.training.judging import judge
from corrobora.extract.compact.training.losses import loss_of, masks, padded
from corrobora.extract.compact.training.network import Model, load_base

#: What a run leaves, and what it goes on from if it was broken off.
MODEL, STATE = "model.npz", "state.pt"
#: Files of a base: its pieces, and its weights.
PIECES, BASE = "pieces.tsv", "base.npz"
LEARNING = {"encoder": 2e-4, "heads": 1e-3}
#: How much of the running mean of the weights stays at each step, at most: less at first.
MEAN = 0.99


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a network is trained.

    Attributes:
        base: folder with the base's pieces and weights.
        out: folder of the run; made if need be.
        begin: a `MODEL` to go on from; ``None``: the base and heads chosen by chance.
        epochs: how often every document is seen, as it is or in one of its variants.
        frozen: layers left as they are; what is gone on from may have left fewer.
        batch: windows a step.
        rate: learning rate as a share of `LEARNING`.
        leave_out: folders whose documents are not trained on but judged.
        share: share of the documents trained on.
        judge: epochs between two judgements of what is left out.
        lower: whether texts are put in lower case, for a base of lower-case pieces.
        seed, threads: chance and processor.
    """

    base: Path
    out: Path
    begin: Path | None = None
    epochs: int = 18
    frozen: int = 9
    batch: int = 2
    rate: float = 1.0
    leave_out: tuple[str, ...] = ()
    share: float = 1.0
    judge: int = 6
    lower: bool = False
    seed: int = 1
    threads: int = 1


def train(
    documents: list[dict[str, Any]],
    run: Run,
    *,
    cache: Path | None = None,
    tell: Callable[[str], None] = print,
) -> Path:
    """Train one network; a finished run is left as it is.

    Args:
        documents: as ``training/compact/prepare.py`` writes them; a ``variant`` other than 0 stands in for
            the document of its name.
        run: how.
        cache: where what the lower layers make of these documents is kept for further runs.
        tell: is told how it goes, line by line.

    Returns:
        The run's `MODEL`.
    """
    kept = run.out / MODEL
    if kept.is_file():
        tell(f"{kept}: trained already")
        return kept
    torch.manual_seed(run.seed)
    torch.set_num_threads(run.threads)
    run.out.mkdir(parents=True, exist_ok=True)
    model, vocabulary = new_model(run.base)
    found = examples([_lowered(d) for d in documents] if run.lower else documents, vocabulary)
    frozen = min(run.frozen, len(model.encoder.layers) - 1)
    if run.begin is not None:
        frozen = min(frozen, load(model, run.begin))
    _lower(model, found, frozen, cache, tell)
    own, held = _split(documents, found, run)
    windows = sum(len(variants[0]) for variants in own.values())
    tell(f"{len(own)} documents, {windows} windows, {len(held)} held out")
    if run.begin is None:
        standardise(model, [e for variants in own.values() for e in variants[0]][:256:4], frozen)
    optimiser = _optimiser(model, frozen, run.rate)
    steps = run.epochs * -(-windows // run.batch)
    rise = max(1, steps // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / rise) * max(0.02, 1.0 - s / steps)
    )
    trained = _weights(optimiser)
    mean = [p.detach().clone() for p in trained]
    begin = _resume(run.out / STATE, model, optimiser, schedule, mean)
    for epoch in range(begin, run.epochs):
        started, used = time.monotonic(), time.process_time()
        cost = _epoch(model, own, optimiser, schedule, mean, run, frozen, epoch)
        torch.save({"epoch": epoch + 1, "model": _upper(model, frozen), "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(), "mean": mean}, run.out / "state.tmp")  # fmt: skip
        (run.out / "state.tmp").rename(run.out / STATE)
        seconds = f"{time.monotonic() - started:.0f} s, {time.process_time() - used:.0f} s of processor"
        tell(f"epoch {epoch + 1} loss {cost:.3f} in {seconds}")
        if held and (epoch + 1 == run.epochs or (epoch + 1) % run.judge == 0):
            with _averaged(trained, mean):
                tell("   " + judge(model, held, frozen))
    with _averaged(trained, mean):
        arrays = {name: value.numpy() for name, value in _upper(model, frozen).items()}
        np.savez(run.out / f"new-{MODEL}", frozen=np.array(frozen), **arrays)
    (run.out / f"new-{MODEL}").rename(kept)
    (run.out / STATE).unlink(missing_ok=True)
    return kept


def new_model(base: Path) -> tuple[Model, Vocabulary]:
    """The base with heads chosen by chance, and its vocabulary."""
    with (base / PIECES).open(encoding="utf-8", newline="\n") as lines:
        vocabulary = Vocabulary.from_lines(lines)
    arrays = np.load(base / BASE, allow_pickle=False)
    layers = sum(name.endswith(".q.weight") for name in arrays)
    model = Model(len(vocabulary), layers)
    load_base(model.encoder, arrays)
    return model, vocabulary


def load(model: Model, file: Path) -> int:
    """Fill a model with what a run left; how many of its layers are the base's."""
    arrays = np.load(file, allow_pickle=False)
    frozen = int(arrays["frozen"])
    state = {name: torch.from_numpy(arrays[name]) for name in arrays if name != "frozen"}
    model.load_state_dict(state, strict=False)
    return frozen


@torch.no_grad()
def standardise(model: Model, found: Sequence[Example], frozen: int) -> None:
    """Scale the last layer's output so that every component has mean 0 and variance 1 over these windows.

    The base's components differ much in both, and the heads, which begin at random, would learn slowly.
    """
    model.eval()
    rows = []
    for e in found:
        hidden, mask = e.below.unsqueeze(0), masks([len(e.ids)])
        rows.append(model.encoder.run(hidden, mask, frozen, len(model.encoder.layers))[0])
    deviation, mean = torch.std_mean(torch.cat(rows), 0)
    last = model.encoder.layers[-1].oln
    last.weight.div_(deviation)
    last.bias.sub_(mean).div_(deviation)


def _lowered(document: dict[str, Any]) -> dict[str, Any]:
    low = document["text"].lower()
    return {**document, "text": low} if len(low) == len(document["text"]) else document


def _split(
    documents: list[dict[str, Any]], found: Sequence[Example], run: Run
) -> tuple[dict[str, list[list[Example]]], list[Example]]:
    """Windows of each document trained on, by variant; and those judged."""
    of: dict[int, list[Example]] = {}
    for e in found:
        of.setdefault(e.document, []).append(e)
    out = {n for n, d in enumerate(documents) if d["name"].split("/")[0] in run.leave_out}
    held = [e for n in sorted(out) if not documents[n]["variant"] for e in of.get(n, ())]
    names = sorted({d["name"] for n, d in enumerate(documents) if n not in out})
    if run.share < 1.0:
        names = sorted(random.Random(run.seed).sample(names, round(len(names) * run.share)))
    numbers: dict[str, list[int]] = {name: [] for name in names}
    for n, d in enumerate(documents):
        if d["name"] in numbers and of.get(n):
            numbers[d["name"]].append(n)
    return {name: [of[n] for n in ns] for name, ns in numbers.items() if ns}, held


def _optimiser(model: Model, frozen: int, rate: float) -> Any:
    upper = [p for layer in model.encoder.layers[frozen:] for p in layer.parameters()]
    return torch.optim.AdamW(
        [
            {"params": upper, "lr": rate * LEARNING["encoder"]},
            {"params": list(model.heads.parameters()), "lr": rate * LEARNING["heads"]},
        ],
        weight_decay=0.02,
    )


def _weights(optimiser: Any) -> list[torch.Tensor]:
    return [p for group in optimiser.param_groups for p in group["params"]]


def _upper(model: Model, frozen: int) -> dict[str, torch.Tensor]:
    """All weights but the base's."""
    upper = tuple(f"encoder.layers.{n}." for n in range(frozen, len(model.encoder.layers)))
    return {k: v for k, v in model.state_dict().items() if k.startswith(("heads.", *upper))}


def _lower(
    model: Model, found: Sequence[Example], frozen: int, cache: Path | None, tell: Callable[[str], None]
) -> None:
    """Work out what the unchanged layers make of every window, unless that is known already."""
    if cache is not None and cache.is_file():
        rows = torch.load(cache, weights_only=True)
        if len(rows) != len(found):
            raise ValueError(f"{cache}: is of other documents; remove it")
        for e, row in zip(found, rows, strict=True):
            e.hidden = row
        return
    started = time.monotonic()
    model.eval()
    ordered = sorted(found, key=lambda e: len(e.ids))
    with torch.no_grad():
        for at in range(0, len(ordered), 16):
            batch = ordered[at : at + 16]
            ids, mask = padded([e.ids for e in batch], 1), masks([len(e.ids) for e in batch])
            x = model.encoder.run(model.encoder.embed(ids), mask, 0, frozen)
            for e, row in zip(batch, x, strict=True):
                e.hidden = row[: len(e.ids)].half().clone()
    tell(f"lower layers {time.monotonic() - started:.0f} s")
    if cache is not None:
        torch.save([e.hidden for e in found], cache)


@contextlib.contextmanager
def _averaged(trained: Sequence[torch.Tensor], mean: Sequence[torch.Tensor]) -> Iterator[None]:
    """With the running mean of the weights in their place."""
    own = [p.detach().clone() for p in trained]
    with torch.no_grad():
        for p, m in zip(trained, mean, strict=True):
            p.copy_(m)
    yield
    with torch.no_grad():
        for p, o in zip(trained, own, strict=True):
            p.copy_(o)


def _epoch(
    model: Model, own: Mapping[str, list[list[Example]]], optimiser: Any, schedule: Any,
    mean: list[torch.Tensor], run: Run, frozen: int, epoch: int,
) -> float:  # fmt: skip
    """Every document once, as it is or, as often, in one of its variants; windows of like length together."""
    model.train()
    random_ = random.Random(run.seed * 1000 + epoch)
    torch.manual_seed(run.seed * 1000 + epoch)
    chosen_ = [v[0] if len(v) < 2 or random_.random() < 0.5 else random_.choice(v[1:]) for v in own.values()]
    order = sorted((e for v in chosen_ for e in v), key=lambda e: len(e.ids) + random_.uniform(-60, 60))
    batches = [order[i : i + run.batch] for i in range(0, len(order), run.batch)]
    random_.shuffle(batches)
    total, trained = 0.0, _weights(optimiser)
    for batch in batches:
        optimiser.zero_grad()
        cost = loss_of(model, batch, frozen, random_)
        cost.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            torch._foreach_lerp_(mean, trained, max(1.0 - MEAN, 9.0 / (9.0 + schedule.last_epoch)))
        total += float(cost.detach())
    return total / len(batches)


def _resume(file: Path, model: Model, optimiser: Any, schedule: Any, mean: list[torch.Tensor]) -> int:
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
