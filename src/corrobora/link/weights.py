"""Weights of the pair score: readable data, trained by ``training/train_linking.py``."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corrobora.link.facts import Facts
from corrobora.link.features import NAMES, WORDS, values
from corrobora.link.records import FeatureValue
from corrobora.model.errors import CorroboraError


class WeightsInvalid(CorroboraError):
    """The linking weights cannot be used: the file names the feature that is missing or unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Two logistic models: for two claims of one document, and for claims of two documents.

    Attributes:
        across, inside: log-odds per unit of each feature.
        across_bias, inside_bias: log-odds of a pair that says nothing.
        trained_on: what the weights were learnt from, in words.
    """

    across: Mapping[str, float]
    inside: Mapping[str, float]
    across_bias: float
    inside_bias: float
    trained_on: str

    def __post_init__(self) -> None:
        for part in (self.across, self.inside):
            unknown = sorted(set(part) - set(NAMES))
            if unknown:
                raise WeightsInvalid(f"linking weights name an unknown feature {unknown[0]!r}")

    def score(self, a: Facts, b: Facts) -> float:
        """0..1: how likely both claims are about one event, vetoes left aside."""
        weights, total = self._of(a, b)
        for name, value in values(a, b).items():
            total += value * weights.get(name, 0.0)
        return 1 / (1 + math.exp(-max(-40.0, min(40.0, total))))

    def explain(self, a: Facts, b: Facts) -> tuple[FeatureValue, ...]:
        """What the score is made of, the strongest first."""
        weights, _ = self._of(a, b)
        rows = [
            FeatureValue(
                name=name,
                value=round(value, 4),
                weight=weights.get(name, 0.0),
                contribution=round(value * weights.get(name, 0.0), 4),
                words=WORDS[name](a, b, value),
            )
            for name, value in values(a, b).items()
        ]
        return tuple(sorted(rows, key=lambda r: (-abs(r.contribution), r.name)))

    def _of(self, a: Facts, b: Facts) -> tuple[Mapping[str, float], float]:
        if a.document == b.document:
            return self.inside, self.inside_bias
        return self.across, self.across_bias


@cache
def default_weights() -> Weights:
    """The weights the package ships.

    Raises:
        WeightsInvalid: if the file is damaged.
    """
    data = json.loads(resources.files("corrobora.link").joinpath("weights.json").read_text("utf-8"))
    try:
        return Weights(
            across=data["across"]["weights"],
            inside=data["inside"]["weights"],
            across_bias=data["across"]["bias"],
            inside_bias=data["inside"]["bias"],
            trained_on=data["trained_on"],
        )
    except KeyError as error:
        raise WeightsInvalid(f"link/weights.json has no {error}") from error
