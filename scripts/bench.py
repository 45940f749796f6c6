"""Words per second of processor time, beside the bare spaCy pipeline on the same texts in the same run.

    python scripts/bench.py [--shared DIR] [--rounds N]
    python scripts/bench.py --scale 100 1000 10000

Uses the bundled reports and, where the shared folder is there, its English documents. Both run in one
process on one core, in turn, each round on all texts; the medians and the ratio round by round are printed.
With ``--scale``, that many short documents are read as `corrobora extract` reads them, in as many processes
as it would use; processor time a document should stay the same, and so should the memory of each process.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import statistics
import time
from itertools import cycle, islice
from pathlib import Path

import spacy

from corrobora.case.extracting import extractions
from corrobora.collect.manifest import ManifestRow
from corrobora.extract import extract_all
from corrobora.extract.analysis import ENGLISH_PIPELINES
from corrobora.model.document import Document, Text
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


def short(document: Document, number: int) -> Document:
    """The first paragraphs of a document, made a document of its own by its number."""
    content = f"Report {number}\n" + document.text.content[:400].rsplit(" ", 1)[0] + ".\n"
    digest = hashlib.sha256(content.encode()).hexdigest()
    return Document(
        text=Text(sha256=digest, reader="bench", content=content, language="en"), source=document.source
    )


def scale(texts: list[Document], count: int) -> None:
    """Read that many short documents; print processor time and memory."""
    before = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    stream = (short(document, n) for n, document in enumerate(islice(cycle(texts), count)))
    claims = sum(len(found.claims) for found in extractions(stream))
    after = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    used = sum(a.ru_utime + a.ru_stime - b.ru_utime - b.ru_stime for a, b in zip(after, before, strict=True))
    print(
        f"{count:6} documents, {claims:6} claims: {1000 * used / count:6.1f} ms of processor a document, "
        f"{after[0].ru_maxrss // 1024} MB here, {after[1].ru_maxrss // 1024} MB in the largest worker",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=int, nargs="+", metavar="N")
    options = parser.parse_args()
    texts = documents(options.shared)
    if options.scale:
        for count in options.scale:
            scale(texts, count)
        return
    words = sum(len(d.text.content.split()) for d in texts)
    name = next(n for n in ENGLISH_PIPELINES if n in spacy.util.get_installed_models())
    bare = spacy.load(name)
    list(extract_all(texts[:2]))  # both warm before the clock starts
    list(bare.pipe(d.text.content for d in texts[:2]))
    ours, theirs = [], []
    for _ in range(options.rounds):
        started = time.process_time()
        for _doc in bare.pipe([d.text.content for d in texts], batch_size=16):
            pass
        middle = time.process_time()
        for _extraction in extract_all(texts):
            pass
        theirs.append(middle - started)
        ours.append(time.process_time() - middle)
    ratio = statistics.median(t / o for t, o in zip(theirs, ours, strict=True))
    print(f"{len(texts)} documents, {words} words, {options.rounds} rounds")
    print(f"bare {name:24} {words / statistics.median(theirs):10,.0f} words/s")
    print(f"corrobora, rules engine       {words / statistics.median(ours):10,.0f} words/s")
    print(f"ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
