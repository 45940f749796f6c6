"""What compact models hold of documents they were not trained on, to fit the rules' weights beside them.

A folder holds one exported model a fold, in a folder named for the training folders it was not trained on
("a+e+halune" for ``gold/train/a``, ``gold/train/e`` and ``documents/halune``). The weights that are fitted go
beside the model in use.
"""

from __future__ import annotations

from pathlib import Path

import invented

from corrobora.extract.analysis import Analysis
from corrobora.extract.compact import network
from corrobora.extract.compact.network import SHIPPED, Network
from corrobora.extract.compact.reader import CompactOpinion
from corrobora.extract.opinion import Opinion
from corrobora.extract.rules.scores import Weights

#: Where weights fitted beside a model go.
WEIGHTS = SHIPPED / network.WEIGHTS


class Unseen:
    """Models by the folders they have not seen; texts of no such folder are left to the first.

    Args:
        folder: where the models stand.
        weights: what the rules' decisions weigh, as far as already fitted.
    """

    def __init__(self, folder: Path, weights: Weights | None = None) -> None:
        self._weights = weights or Weights(WEIGHTS)
        self.models = {path.name: Network(path) for path in sorted(folder.iterdir()) if path.is_dir()}
        if not self.models:
            raise SystemExit(f"{folder}: no models there")

    def opinion(self, analysis: Analysis, folder: Path | None) -> Opinion:
        """The opinion of the model that has not seen the document's folder."""
        fold = next((f for f in self.models if folder and has_not_seen(f, folder)), None)
        if folder and fold is None and (len(folder.name) == 1 or invented.mark(folder)):
            raise SystemExit(f"every model was trained on {folder}")
        return CompactOpinion(self.models[fold or next(iter(self.models))], analysis, self._weights)


def has_not_seen(model: str, folder: Path) -> bool:
    """Whether the model of that name was not trained on a folder."""
    return folder.name in model.split("+")
