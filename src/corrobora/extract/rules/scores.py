"""Scored decisions: named features with weights that anyone can read, learned once and shipped as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from corrobora.codebook.entries import BadCodebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A logistic score over features that are present or not.

    Attributes:
        name: what is decided.
        bias: score of nothing at all.
        weights: what each feature adds.
        threshold: probability from which the decision is yes.
    """

    name: str
    bias: float
    weights: Mapping[str, float]
    threshold: float = 0.5

    def probability(self, features: Iterable[str], plus: float = 0.0) -> float:
        """How likely the decision is yes, 0..1; ``plus`` are log odds from elsewhere."""
        weights = self.weights
        # exact sums do not depend on the order in which a set gives its members
        score = self.bias + plus + math.fsum([weights[f] for f in features if f in weights])
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))

    def score(self, features: Iterable[str]) -> float:
        """What the features add up to, on no scale: only differences between candidates mean something."""
        weights = self.weights
        return math.fsum([weights[f] for f in features if f in weights])

    def reasons(self, features: Iterable[str], most: int = 5) -> tuple[tuple[str, float], ...]:
        """The features that moved the decision most, strongest first."""
        found = sorted(
            ((f, self.weights[f]) for f in set(features) if f in self.weights), key=lambda p: -abs(p[1])
        )
        return tuple(found[:most])


def shares(scores: Sequence[float]) -> list[float]:
    """How likely each of several candidates is the one, by their scores; the shares add up to one."""
    if not scores:
        return []
    most = max(scores)
    raised = [math.exp(max(-60.0, s - most)) for s in scores]
    total = sum(raised)
    return [r / total for r in raised]


class Weights:
    """What all decisions weigh, by their names: a folder of JSON files, each read when first asked for.

    Args:
        folder: where ``<name>.json`` stand.
    """

    def __init__(self, folder: Traversable) -> None:
        self._folder = folder
        self._models: dict[str, Model] = {}

    def data(self, name: str) -> Any:
        """What a file holds.

        Raises:
            BadCodebook: if it is missing or no JSON.
        """
        file = self._folder / f"{name}.json"
        if not file.is_file():
            raise BadCodebook(f"weights: no model {name!r} in {self._folder}")
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise BadCodebook(f"{file}: not JSON: {error}") from error

    def model(self, name: str) -> Model:
        """The model of a decision.

        Raises:
            BadCodebook: if its file is missing or has another shape.
        """
        if name not in self._models:
            self._models[name] = read_model(self.data(name), name)
        return self._models[name]


@cache
def shipped_weights() -> Weights:
    """The shipped weights of the rules alone."""
    return Weights(resources.files("corrobora.extract.rules") / "weights")


def shipped(name: str) -> Model:
    """A shipped model by its name.

    Raises:
        BadCodebook: if its file is missing or has another shape.
    """
    return shipped_weights().model(name)


def read_model(data: Any, name: str) -> Model:
    """A model from its JSON.

    Raises:
        BadCodebook: if a field is missing or not a number.
    """
    try:
        weights = {str(k): float(v) for k, v in data["weights"].items()}
        return Model(name=name, bias=float(data["bias"]), weights=weights, threshold=float(data["threshold"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadCodebook(f"weights/{name}.json: not a model: {error!r}") from error
