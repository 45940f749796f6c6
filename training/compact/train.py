"""Train one network of the compact model.

    python training/compact/train.py --documents DOCUMENTS.json --base BASE_FOLDER --out RUN_FOLDER
        [--begin RUN/model.npz] [--leave-out a e] [--epochs 18] [--frozen 9] [--seed 1]

What the unchanged lower layers make of the documents is kept beside them for further runs. How the network
does on the folders left out is printed now and then. `corrobora.extract.compact.training.learn` says more.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys

from corrobora.extract.compact.training.learn import Run, train


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=pathlib.Path, required=True)
    parser.add_argument("--base", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--begin", type=pathlib.Path, help="a model.npz to go on from")
    parser.add_argument("--leave-out", nargs="*", default=(), help="folders not trained on but judged")
    parser.add_argument("--share", type=float, default=1.0, help="train on this share of the documents")
    parser.add_argument("--epochs", type=int, default=Run.epochs)
    parser.add_argument("--frozen", type=int, default=Run.frozen)
    parser.add_argument("--batch", type=int, default=Run.batch)
    parser.add_argument("--rate", type=float, default=Run.rate)
    parser.add_argument("--judge", type=int, default=Run.judge, help="epochs between two judgements")
    parser.add_argument("--lower", action="store_true", help="for a base of lower-case pieces")
    parser.add_argument("--seed", type=int, default=Run.seed)
    parser.add_argument("--threads", type=int, default=Run.threads)
    settings = vars(parser.parse_args())
    file = settings.pop("documents")
    run = Run(**{**settings, "leave_out": tuple(settings["leave_out"])})
    documents = json.loads(file.read_text(encoding="utf-8"))
    cache = file.with_suffix(f".{run.base.name}{run.frozen}.pt")
    if cache.is_file() and cache.stat().st_mtime < file.stat().st_mtime:
        cache.unlink()
    train(documents, run, cache=cache, tell=lambda line: print(line, file=sys.stderr, flush=True))


if __name__ == "__main__":
    main()
