"""A second opinion on a document and how much weight it has in each decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from corrobora.codebook.entries import BadCodebook
from corrobora.extract.opinion import Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Weights of one decision: of each of the opinion's log odds, and a constant beside them."""

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
            str(name): Mix(odds=tuple(float(o) for o in m["odds"]), constant=float(m["constant"]))
            for name, m in data.items()
        }
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadCodebook(f"weights/mixing.json: not weights of decisions: {error!r}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """What another reader holds of one document, and the weight of its word.

    Every decision is the same sum: the rules' score (log odds) and the opinion's log odds, each with a
    weight, and a constant (a product of experts). The weights were chosen on documents that neither the
    rules' own weights nor the opinion's were fitted on.
    """

    opinion: Opinion
    mixes: Mapping[str, Mix] = field(default_factory=shipped_mixes)

    def adds(self, name: str, *odds: float) -> float:
        """What the opinion's log odds add to the score of a decision; 0 where it has no say."""
        mix = self.mixes.get(name)
        if mix is None or not any(mix.odds):
            return 0.0
        return mix.constant + sum(w * o for w, o in zip(mix.odds, odds, strict=True))
