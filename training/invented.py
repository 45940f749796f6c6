"""Documents of this project's own to learn from, set in invented countries.

``documents/<war>`` holds texts and their claims; ``documents/codebook`` and ``documents/places.csv`` name the
countries, forces and towns, about two thirds of them: in use, too, some are in no list. No text says anything
of a real event.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corrobora.codebook.overlay import Codebook, using
from corrobora.places.importing import import_table

DOCUMENTS = Path(__file__).parent / "documents"
#: What an example from these documents bears beside its features while weights are fitted: how much more or
#: less often such documents claim what they tell of is learned apart, and left out in use.
MARK = "invented"


def mark(folder: Path | None) -> frozenset[str]:
    """`MARK` and that of the war for a folder of these documents, nothing for others."""
    if folder is None or not (folder.resolve().parent / "codebook").is_dir():
        return frozenset()
    return frozenset({MARK, f"{MARK} {folder.name}"})


@contextmanager
def known() -> Iterator[None]:
    """Within the block, invented countries, forces and towns are read like real ones."""
    codebook = Codebook.read(DOCUMENTS / "codebook")
    with tempfile.TemporaryDirectory() as made:
        with using(codebook):
            import_table(DOCUMENTS / "places.csv", Path(made) / "invented.sqlite")
        with using(codebook.with_places(Path(made))):
            yield


def folders(documents: Path = DOCUMENTS) -> list[Path]:
    """The folders of documents, one a war."""
    return sorted(file.parent for file in documents.glob("*/manifest.csv"))
