"""Words a second, memory and cold start of the compact model beside the rules, in one run.

python scripts/measure_compact.py SHARED/gold/train/a …
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

from corrobora.collect.manifest import ManifestRow
from corrobora.extract import EngineChoice, extract_all
from corrobora.model.document import Document
from corrobora.read.reader import read


def documents(folders: list[Path]) -> list[Document]:
    """The annotated texts of the folders."""
    found = []
    for file in sorted(f for folder in folders for f in folder.glob("*.json")):
        note = json.loads(file.read_text(encoding="utf-8"))
        path = note["document"]
        row = ManifestRow(path=path, line=0, language=note["language"])
        data = (file.parent / path).read_bytes()
        found.append(read(data, sha256="0" * 64, name=path, row=row, path=path))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    args = parser.parse_args()
    texts = documents(args.folders)
    words = sum(len(d.text.content.split()) for d in texts)
    for name in ("rules", "model"):
        engine = EngineChoice(name=name).make()
        started = time.process_time()
        list(extract_all(texts[:1], engine))
        cold = time.process_time() - started
        started = time.process_time()
        list(extract_all(texts, engine))
        spent = time.process_time() - started
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name}: first document {cold:.1f} s, then {words / spent:.0f} words a second of processor "
              f"time, {most:.0f} MiB at most")  # fmt: skip


if __name__ == "__main__":
    main()
