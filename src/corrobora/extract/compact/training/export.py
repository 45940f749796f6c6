"""Write trained networks as two ONNX graphs with 4- and 8-bit weights, their vocabulary and their labels.

``reading.onnx``: pieces of a window to vectors, sentence, piece and pair scores. ``asking.onnx``: what fills
the slots of single claims of that window. Nothing in either can be executed but ONNX's own operators.
"""

from __future__ import annotations

import json
import logging
import re
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization.matmul_nbits_quantizer import (
    DefaultWeightOnlyQuantConfig,
    MatMulNBitsQuantizer,
)
from torch import Tensor, nn

from corrobora.extract.compact.network import FILES
from corrobora.extract.compact.training import labels
from corrobora.extract.compact.training.learn import PIECES, load, new_model
from corrobora.extract.compact.training.network import Model

#: Weights that share a scale: the base's own are of 4 bits in such blocks, and stay what they are.
BASE_BLOCK, BLOCK = 32, 64
#: How a layer's part is named in a graph.
_LAYER = re.compile(r"/layers\.(\d+)/")


class Reading(nn.Module):
    """One window: ids (pieces), members (sentences x pieces); vectors by run, scores averaged over runs."""

    def __init__(self, models: list[Model], frozen: int) -> None:
        super().__init__()
        self.models, self.frozen = nn.ModuleList(models), frozen

    def forward(self, ids: Tensor, members: Tensor) -> tuple[Tensor, ...]:
        """Vectors of pieces and sentences by run; sentence, piece and pair scores."""
        mask, first = torch.zeros(1, 1, 1, 1), self.models[0].encoder
        low = first.run(first.embed(ids.unsqueeze(0)), mask, 0, self.frozen)
        found = []
        for model in self.models:
            x = model.encoder.run(low, mask, self.frozen, len(first.layers))
            found.append((x, *model.heads.read(x, members.unsqueeze(0))))
        x, sentences, said, pieces, pairs = (torch.cat(each) for each in zip(*found, strict=True))
        return x, sentences, said.mean(0), pieces.mean(0), pairs.mean(0)


class Asking(nn.Module):
    """Claims of one window; as `Heads.ask`, averaged over runs."""

    def __init__(self, models: list[Model]) -> None:
        super().__init__()
        self.heads = nn.ModuleList(m.heads for m in models)

    def forward(
        self, x: Tensor, sentences: Tensor, share: Tensor, kind: Tensor, distance: Tensor
    ) -> tuple[Tensor, ...]:
        """As `Heads.ask`."""
        answers = [h.ask(x[n], sentences[n], share, kind, distance) for n, h in enumerate(self.heads)]
        return tuple(torch.stack(each).mean(0) for each in zip(*answers, strict=True))


def export(base: Path, runs: Sequence[Path], out: Path) -> list[Path]:
    """Write a model's files.

    Args:
        base: folder with the base's pieces and weights.
        runs: what runs left; several, each trained without other folders, become one model: they share the
            lower layers, and what their own say is averaged.
        out: folder to write to; made if need be.

    Returns:
        The files written.
    """
    models, frozen = [], 10**6
    for run in runs:
        model, vocabulary = new_model(base)
        frozen = min(frozen, load(model, run))
        models.append(model.eval())
    out.mkdir(parents=True, exist_ok=True)
    n, s, q = 40, 5, 3
    ids, members = torch.randint(4, len(vocabulary), (n,)), torch.zeros(s, n)
    members[torch.arange(n) % s, torch.arange(n)] = 1.0
    share, kind = torch.full((q, s), 1 / s), torch.tensor([0, 1, 2])
    distance = torch.zeros(q, n, dtype=torch.long)
    reading, asking = Reading(models, frozen).eval(), Asking(models).eval()
    x, sentences, *_ = reading(ids, members)
    answers = ["x", "sentences", "said", "pieces", "pairs"]
    axes = {"ids": {0: "pieces"}, "members": {0: "sentences", 1: "pieces"}}
    write(reading, (ids, members), ["ids", "members"], answers, axes, out / "reading.onnx", frozen)
    questions = ["x", "sentences", "share", "kind", "distance"]
    write(asking, (x, sentences, share, kind, distance), questions,
          ["slots", "act", "status", "verification", "basis"],
          {"x": {1: "pieces"}, "sentences": {1: "sentences"}, "share": {0: "claims", 1: "sentences"},
           "kind": {0: "claims"}, "distance": {0: "claims", 1: "pieces"}},
          out / "asking.onnx")  # fmt: skip
    shutil.copyfile(base / PIECES, out / PIECES)
    (out / "labels.json").write_text(json.dumps(named(), indent=1) + "\n", encoding="utf-8")
    return [out / name for name in FILES]


def named() -> dict[str, object]:
    """What each row of each answer means."""
    return {
        "kinds": labels.KINDS, "sentence": labels.SENTENCE, "piece": labels.PIECE, "slots": labels.SLOTS,
        "slots_of": labels.SLOTS_OF, "act": labels.ACTS, "status": labels.STATUSES,
        "verification": labels.VERIFICATIONS, "basis": labels.BASES, "farthest": labels.FARTHEST,
    }  # fmt: skip


def write(module: nn.Module, inputs: tuple[Tensor, ...], names: list[str], outputs: list[str],
          axes: dict[str, dict[int, str]], file: Path, frozen: int = 0) -> None:  # fmt: skip
    """Export a module.

    Its first ``frozen`` layers and its pieces' vectors, which are the base's, get 4 bits a weight, as the
    base has them, all else 8. What is computed with them is computed in 32 bits: in 8, the base's few large
    components cost 0.03 F1 of sentences with tallies.
    """
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        with warnings.catch_warnings():
            # the newer exporter would be one more dependency, and says the same
            warnings.simplefilter("ignore", DeprecationWarning)
            torch.onnx.export(module, inputs, whole, input_names=names, output_names=outputs,
                              dynamic_axes=axes, opset_version=20, dynamo=False)  # fmt: skip
        graph = onnx.load(whole)
    onnx.checker.check_model(graph)
    # it tells of every node it leaves
    logging.disable(logging.WARNING)
    try:
        base = {n.name for n in graph.graph.node if n.name == "/word/Gather" or _layer(n.name) < frozen}
        others = [n.name for n in graph.graph.node if n.name not in base]
        graph = _packed(graph, bits=4, block=BASE_BLOCK, exclude=others)
        onnx.save(_packed(graph, bits=8, block=BLOCK, exclude=[]), file)
    finally:
        logging.disable(logging.NOTSET)


def _layer(node: str) -> int:
    found = _LAYER.match(node)
    return int(found[1]) if found else 10**6


def _packed(graph: onnx.ModelProto, *, bits: int, block: int, exclude: list[str]) -> onnx.ModelProto:
    kinds = ("MatMul", "Gather") if bits == 4 else ("MatMul",)
    how = DefaultWeightOnlyQuantConfig(
        block_size=block, is_symmetric=True, accuracy_level=1, bits=bits, op_types_to_quantize=kinds,
        quant_axes=(("MatMul", 0), ("Gather", 1)),
    )  # fmt: skip
    quantizer = MatMulNBitsQuantizer(graph, algo_config=how, nodes_to_exclude=exclude)
    quantizer.process()
    return quantizer.model.model
