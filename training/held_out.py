"""What an unseen war brings: every folder scored by weights that were fitted on the others.

    python training/held_out.py SHARED [--folders abcdef] [--keep DIR]

Copies program and training scripts to a folder of its own, fits all weights there without one training folder
at a time, reads that folder with them and compares with ``SHARED/score/score.py``. Prints claims, slots and
exact F1 a folder and over all of them; some ten minutes of one core a folder.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import invented

ROOT = pathlib.Path(__file__).resolve().parents[1]
PARTS = ("src", "training", "scripts")
WEIGHTS = "src/corrobora/extract/rules/weights"


def fitted(work: pathlib.Path, rest: list[str], seeds: str) -> None:
    """Fit every weight of the copy on the rest of the folders."""
    run(work, "training/fit.py", *rest, seeds, "--write")
    run(work, "training/attribution.py", *rest, "--authentic", seeds)
    run(work, "training/sayings.py", *rest, "--authentic", seeds, "--threshold", "0.28")


def run(work: pathlib.Path, *arguments: str) -> bytes:
    """What a script of the copy prints."""
    environment = {**os.environ, "PYTHONPATH": str(work / "src")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=work, env=environment, capture_output=True, check=True
    )
    return done.stdout


def claims(work: pathlib.Path, folder: pathlib.Path) -> bytes:
    """The claims of a folder's documents as JSON lines."""
    code = "from corrobora.cli import main; main()"
    texts = sorted(map(str, folder.glob("*.txt")))
    return run(work, "-c", code, "extract", "--json", "--engine", "rules", "--manifest",
               str(folder / "manifest.csv"), *texts)  # fmt: skip


def figures(scorer: pathlib.Path, found: pathlib.Path, folders: list[pathlib.Path]) -> str:
    """Claims, slots and exact F1 in one line."""
    done = subprocess.run(
        [sys.executable, str(scorer), "--json", str(found), *map(str, folders)],
        capture_output=True,
        check=True,
    )
    said = json.loads(done.stdout)
    kinds = " ".join(f"{k} {v['f1']:.2f}" for k, v in said["claims"].items() if k != "all")
    whole = " ".join(f"{part} {said[part]['all']['f1']:.3f}" for part in ("claims", "slots", "exact"))
    return f"{whole}   {kinds}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("--folders", default="abcdef")
    parser.add_argument("--keep", type=pathlib.Path, help="where weights and claims stay")
    args = parser.parse_args()
    gold, scorer = args.shared.resolve() / "gold", args.shared.resolve() / "score/score.py"
    with tempfile.TemporaryDirectory() as made:
        work = args.keep or pathlib.Path(made)
        for part in PARTS:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, work / part, ignore=ignored, dirs_exist_ok=True)
        everything = work / "all.jsonl"
        everything.write_bytes(b"")
        for name in args.folders:
            rest = [str(gold / "train" / other) for other in "abcdef" if other != name]
            rest += map(str, invented.folders(work / "training/documents"))
            fitted(work, rest, str(gold / "seeds"))
            shutil.copytree(work / WEIGHTS, work / f"weights-{name}", dirs_exist_ok=True)
            found = work / f"{name}.jsonl"
            found.write_bytes(claims(work, gold / "train" / name))
            with everything.open("ab") as file:
                file.write(found.read_bytes())
            print(f"without {name}: {figures(scorer, found, [gold / 'train' / name])}", flush=True)
        folders = [gold / "train" / name for name in args.folders]
        print(f"all:       {figures(scorer, everything, folders)}")


if __name__ == "__main__":
    main()
