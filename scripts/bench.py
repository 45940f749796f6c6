"""Words per second of extraction beside the bare spaCy pipeline, on the same texts in the same run.

    python scripts/bench.py [--shared DIR] [--rounds N]

Uses the bundled reports and, where the shared folder is there, its English documents. Both run in one
process on one core, in turn, each round on all texts; the medians and the ratio round by round are printed.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import time
from pathlib import Path

import spacy

from corrobora.collect.manifest import ManifestRow
from corrobora.extract import extract_all
from corrobora.extract.analysis import ENGLISH_PIPELINES
from corrobora.model.document import Document
from corrobora.read.reader import read

ROOT = Path(__file__).resolve().parent.parent


def documents(shared: Path) -> list[Document]:
    paths = sorted((ROOT / "examples" / "reports").iterdir())
    for folder in (shared / "gold" / "seeds", *sorted((shared / "gold" / "train").glob("[abcd]"))):
        paths += sorted(folder.glob("*.txt"))
    found = []
    for path in paths:
        data = path.read_bytes()
        row = ManifestRow(path=path.name, line=0, publisher=None, published=None, url=None, language="en")
        digest = hashlib.sha256(data).hexdigest()
        found.append(read(data, sha256=digest, name=path.name, row=row, path=path.name))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = documents(options.shared)
    words = sum(len(d.text.content.split()) for d in texts)
    name = next(n for n in ENGLISH_PIPELINES if n in spacy.util.get_installed_models())
    bare = spacy.load(name)
    list(extract_all(texts[:2]))  # both warm before the clock starts
    list(bare.pipe(d.text.content for d in texts[:2]))
    ours, theirs = [], []
    for _ in range(options.rounds):
        started = time.perf_counter()
        for _doc in bare.pipe([d.text.content for d in texts], batch_size=16):
            pass
        middle = time.perf_counter()
        for _extraction in extract_all(texts):
            pass
        theirs.append(middle - started)
        ours.append(time.perf_counter() - middle)
    ratio = statistics.median(t / o for t, o in zip(theirs, ours, strict=True))
    print(f"{len(texts)} documents, {words} words, {options.rounds} rounds")
    print(f"bare {name:24} {words / statistics.median(theirs):10,.0f} words/s")
    print(f"corrobora, rules engine       {words / statistics.median(ours):10,.0f} words/s")
    print(f"ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
