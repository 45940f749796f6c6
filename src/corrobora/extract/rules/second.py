"""A second opinion on a document and how much weight it has in each decision."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from corrobora.codebook.entries import BadCodebook
from corrobora.extract.opinion import Opinion

_MOST = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Weights of one decision: of the rules' log odds, of each of the opinion's, and a constant."""

    rules: float
    odds: tuple[float, ...]
    constant: float = 0.0


@cache
def shipped_mixes() -> Mapping[str, Mix]:
    """The shipped weights by decision.

    Raises:
        BadCodebook: if the file has another shape.
    """
    file = resources.files("corrobora.extract.rules") / "weights" / "mixing.json"
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return {
            str(name): Mix(
                rules=float(m["rules"]),
                odds=tuple(float(o) for o in m["odds"]),
                constant=float(m.get("constant", 0.0)),
            )
            for name, m in data.items()
        }
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadCodebook(f"weights/mixing.json: not weights of decisions: {error!r}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """What another reader holds of one document, and the weight of its word.

    Every decision is the same sum: the rules' log odds and the opinion's, each with a weight, and a
    constant (a product of experts). The weights were chosen on documents that neither the rules' own
    weights nor the opinion's were fitted on.
    """

    opinion: Opinion
    mixes: Mapping[str, Mix] = field(default_factory=shipped_mixes)

    def mixed(self, name: str, probability: float, *odds: float) -> float:
        """A probability moved by the opinion's log odds; as it was where the decision has no weights."""
        mix = self.mixes.get(name)
        if mix is None:
            return probability
        total = mix.constant + mix.rules * log_odds(probability)
        total += sum(w * o for w, o in zip(mix.odds, odds, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-_MOST, min(_MOST, total))))


def log_odds(probability: float) -> float:
    """Natural log odds of a probability, held away from certainty."""
    held = min(1.0 - 1e-5, max(1e-5, probability))
    return math.log(held / (1.0 - held))
