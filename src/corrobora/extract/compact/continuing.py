"""A trained model that goes on learning from further documents, as a new model beside the old one.

A training folder holds ``base`` (pieces and weights of the base), one folder a network with what its run
left, and ``model``, the files that are used. Every file is text, arrays or an ONNX graph: nothing in it can
be executed.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corrobora.extract.compact.network import SHIPPED, WEIGHTS, NoCompactModel

BASE, USED = "base", "model"
#: Files of a base and of a run; `corrobora.extract.compact.training.learn` writes them.
_BASE_FILES, _RUN = ("pieces.tsv", "base.npz"), "model.npz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Continued:
    """A trained model that is gone on from.

    Attributes:
        base: folder of its base.
        runs: what each of its networks' runs left.
        weights: what the rules' decisions weigh beside it.
    """

    base: Path
    runs: tuple[Path, ...]
    weights: Path

    @classmethod
    def of(cls, folder: Path) -> Continued:
        """The model in a training folder.

        Raises:
            NoCompactModel: if something is missing in it, or the extra that trains is not installed.
        """
        try:
            import onnx  # noqa: F401
            import torch  # noqa: F401
        except ImportError as error:
            how = "install corrobora[train], or in a checkout: uv sync --extra train"
            raise NoCompactModel(f"training needs {error.name}, which is not installed: {how}") from error
        base = folder / BASE
        runs = tuple(sorted(folder.glob(f"*/{_RUN}")))
        missing = [str(base / name) for name in _BASE_FILES if not (base / name).is_file()]
        if missing or not runs:
            what = ", ".join(missing) or f"no */{_RUN}"
            raise NoCompactModel(f"{folder}: no trained model to go on from ({what}); make train makes one")
        candidates = (folder / USED / WEIGHTS, SHIPPED / WEIGHTS)
        weights = next((path for path in candidates if any(path.glob("*.json"))), None)
        if weights is None:
            raise NoCompactModel(f"{folder / USED / WEIGHTS}: no weights fitted beside the model")
        return cls(base=base, runs=runs, weights=weights)


def go_on(
    started: Continued, documents: list[dict[str, Any]], out: Path, *, epochs: int, rate: float,
    seed: int = 1, threads: int = 1, tell: Callable[[str], None],
) -> Path:  # fmt: skip
    """Train each of the model's networks further, and write the new training folder.

    Args:
        started: the model gone on from; it is not changed.
        documents: what is learned from.
        out: the new training folder; where one was broken off, it goes on.
        epochs: how often every document is seen.
        rate: share of the full learning rate.
        seed, threads: chance and processor.
        tell: is told how it goes, line by line.

    Returns:
        The folder of the files that are used.

    Raises:
        NoCompactModel: if the new folder would be the old one, or cannot be written.
    """
    from corrobora.extract.compact.training.export import export
    from corrobora.extract.compact.training.learn import Run, train

    if out.resolve() == started.base.parent.resolve():
        raise NoCompactModel(f"{out}: is the model gone on from; name another folder")
    try:
        (out / BASE).mkdir(parents=True, exist_ok=True)
        for name in _BASE_FILES:
            shutil.copyfile(started.base / name, out / BASE / name)
        runs = [
            train(
                documents,
                Run(base=started.base, out=out / begin.parent.name, begin=begin, epochs=epochs, rate=rate,
                    seed=seed, threads=threads),
                tell=tell,
            )
            for begin in started.runs
        ]  # fmt: skip
        export(started.base, runs, out / USED)
        shutil.copytree(started.weights, out / USED / WEIGHTS, dirs_exist_ok=True)
    except OSError as error:
        raise NoCompactModel(f"{out}: cannot be written: {error.strerror or error}") from error
    return out / USED
