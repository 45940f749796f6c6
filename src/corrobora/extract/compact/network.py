"""The shipped network: two ONNX graphs, a vocabulary and the names of what is asked, checked when loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corrobora.extract.compact.pieces import Vocabulary
from corrobora.extract.compact.windows import Window
from corrobora.extract.rules.scores import Weights
from corrobora.model.errors import CorroboraError

Array = npt.NDArray[np.float32]
FILES = ("reading.onnx", "asking.onnx", "pieces.tsv", "labels.json")
#: Beside them: what the rules' decisions weigh where the model is heard.
WEIGHTS = "weights"
#: Where the weights stand in an installation.
SHIPPED = Path(__file__).parent / "data"


class NoCompactModel(CorroboraError):
    """The compact model cannot be used; the message says what is missing and what reads without it."""


@dataclass(frozen=True, slots=True)
class Read:
    """What the network makes of a window.

    Attributes:
        x: a vector for every piece, by run (a model may be several, averaged).
        sentences: a vector for every sentence, by run.
        said: logits, sentences x ``labels["sentence"]``.
        pieces: logits, pieces x ``labels["piece"]``.
        pairs: logits, sentences x sentences: both tell of one event.
    """

    x: Array
    sentences: Array
    said: Array
    pieces: Array
    pairs: Array


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network says of one claim.

    Attributes:
        slots: log probabilities, ``labels["slots"]`` x (pieces + 1): which piece fills it, the last for none.
        classes: log probabilities by name (``act``, ``status``, ``verification``) and class.
        basis: logit of each sort of evidence.
    """

    slots: Array
    classes: dict[str, dict[str, float]]
    basis: dict[str, float]


def shipped() -> bool:
    """Whether weights are installed."""
    return all((SHIPPED / name).is_file() for name in (*FILES, f"{WEIGHTS}/tally-basis.json"))


class Network:
    """The two graphs, run by onnxruntime on one thread so that the same text gives the same figures.

    Args:
        folder: where the files of `FILES` stand.

    Attributes:
        weights: what the rules' decisions weigh beside the model's opinion, from its folder `WEIGHTS`.

    Raises:
        NoCompactModel: if a file or onnxruntime is missing, or a file is not what it should be.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise NoCompactModel(f"{folder}: no {', '.join(missing)}; use --engine rules, or train a model")
        self.weights = Weights(folder / WEIGHTS)
        try:
            import onnxruntime
            from onnxruntime.capi import onnxruntime_pybind11_state as failures
        except ImportError as error:
            raise NoCompactModel("onnxruntime is not installed; use --engine rules, or install it") from error
        try:
            self.labels: dict[str, Any] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
            with (folder / "pieces.tsv").open(encoding="utf-8", newline="\n") as lines:
                self.vocabulary = Vocabulary.from_lines(lines)
        except ValueError as error:
            raise NoCompactModel(f"{folder}: labels.json or pieces.tsv is damaged: {error}") from error
        # onnxruntime's errors share no ancestor below Exception
        damaged = (failures.Fail, failures.InvalidArgument, failures.InvalidGraph, failures.InvalidProtobuf,
                   failures.NoModel, failures.NotImplemented, failures.RuntimeException)  # fmt: skip
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3

        def graph(name: str) -> Any:
            try:
                return onnxruntime.InferenceSession(
                    str(folder / name), options, providers=["CPUExecutionProvider"]
                )
            except damaged as error:
                raise NoCompactModel(f"{folder / name}: not a model that can be run: {error}") from error

        self._reading, self._asking = graph("reading.onnx"), graph("asking.onnx")

    def read(self, window: Window) -> Read:
        """Scores of one window."""
        of = np.array(window.sentence_of)
        members = np.zeros((len(window.sentences), len(of)), np.float32)
        at = np.nonzero(of >= 0)[0]
        members[of[at], at] = 1.0
        ids = np.array(window.ids, np.int64)
        return Read(*self._reading.run(None, {"ids": ids, "members": members}))

    def ask(self, window: Window, read: Read, kind: str, members: tuple[int, ...]) -> Answer:
        """What the network says of a claim that stands in the window's sentences at these positions."""
        of = np.array(window.sentence_of)
        count, farthest = len(window.sentences), int(self.labels["farthest"])
        share = np.zeros((1, count), np.float32)
        share[0, list(members)] = 1.0 / len(members)
        lines = np.arange(count)[None, :] - np.array(members)[:, None]
        nearest = np.take_along_axis(lines, np.abs(lines).argmin(0)[None, :], 0)[0]
        nearest = np.clip(nearest, -farthest, farthest)
        distance = np.where(of >= 0, nearest[np.maximum(of, 0)], -farthest) + farthest
        slots, act, status, verification, basis = self._asking.run(
            None,
            {
                "x": read.x,
                "sentences": read.sentences,
                "share": share,
                "kind": np.array([self.labels["kinds"].index(kind)], np.int64),
                "distance": distance[None, :].astype(np.int64),
            },
        )
        classes = {"act": act, "status": status, "verification": verification}
        return Answer(
            slots=_log_softmax(slots[0]),
            classes={
                name: dict(zip(self.labels[name], _log_softmax(row[0]).tolist(), strict=True))
                for name, row in classes.items()
            },
            basis=dict(zip(self.labels["basis"], basis[0].tolist(), strict=True)),
        )


def _log_softmax(x: Array) -> Array:
    shifted = x - x.max(-1, keepdims=True)
    result: Array = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return result
