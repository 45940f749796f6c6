"""What the extraction is worth on annotated documents: `make score`.

Runs the engine over the annotated sets of a shared folder (``gold/seeds``, ``gold/dev``, ``gold/train/*``)
with their manifests and hands the claims to the folder's own ``score/score.py``. Prints F1 of claims, slots
and exact claims a set and language. Says so and does nothing where there is no such folder.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corrobora.collect.manifest import ManifestRow
from corrobora.extract import Engine, EngineChoice, extract_all
from corrobora.model.document import Document
from corrobora.read.reader import read

SETS = {"seeds": ["gold/seeds"], "dev": ["gold/dev"], "train": ["gold/train/?"]}


@dataclass(frozen=True)
class Gold:
    """One annotated document: its set, its files and its row of the manifest."""

    group: str
    text: Path
    claims: Path
    row: ManifestRow


def gold_files(shared: Path, groups: list[str]) -> Iterator[Gold]:
    for group in groups:
        for folder in sorted(f for pattern in SETS[group] for f in shared.glob(pattern)):
            with (folder / "manifest.csv").open(newline="", encoding="utf-8") as file:
                rows = {row["path"]: row for row in csv.DictReader(file)}
            for claims in sorted(folder.glob("*.json")):
                data = json.loads(claims.read_text(encoding="utf-8"))
                text = folder / data["document"]
                yield Gold(group, text, claims, _row(rows.get(text.name, {}), text.name))


def _row(row: dict[str, str], name: str) -> ManifestRow:
    published = date.fromisoformat(row["published"]) if row.get("published") else None
    return ManifestRow(
        path=name,
        line=0,
        publisher=row.get("publisher") or None,
        published=published,
        url=row.get("url") or None,
        language=row.get("language") or None,
    )


def document(gold: Gold) -> Document:
    data = gold.text.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    return read(data, sha256=digest, name=gold.text.name, row=gold.row, path=gold.text.name)


def figures(scorer: Path, claims: Path, folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    done = subprocess.run(
        [sys.executable, str(scorer), "--json", str(claims), str(folder)], capture_output=True, check=True
    )
    return json.loads(done.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", choices=sorted(SETS), default=["seeds", "dev", "train"])
    parser.add_argument(
        "--every-third", type=int, choices=(1, 2, 3), help="only every third document, from this one"
    )
    parser.add_argument("--engine", default="rules", help="what reads the claims: rules, model")
    parser.add_argument("--kinds", action="store_true", help="also print F1 a kind and a slot")
    args = parser.parse_args()
    scorer = args.shared / "score" / "score.py"
    if not scorer.is_file():
        print(f"score: no annotated documents at {args.shared}; nothing to measure")
        return 0
    gold = list(gold_files(args.shared, args.sets))
    if args.every_third:
        gold = gold[args.every_third - 1 :: 3]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        measure(gold, scorer, work, kinds=args.kinds, engine=EngineChoice(name=args.engine).make())
    return 0


def measure(gold: list[Gold], scorer: Path, work: Path, *, kinds: bool, engine: Engine) -> None:
    languages: dict[tuple[str, str], Path] = {}
    outputs: dict[Path, list[str]] = {}
    for g, extraction in zip(gold, extract_all((document(g) for g in gold), engine), strict=True):
        language = json.loads(g.claims.read_text(encoding="utf-8"))["language"]
        for key in ((g.group, "all"), (g.group, language)):
            folder = languages.setdefault(key, work / "-".join(key))
            part = folder / g.claims.parent.name
            part.mkdir(parents=True, exist_ok=True)
            shutil.copy(g.claims, part)
            shutil.copy(g.text, part)
            outputs.setdefault(folder, []).append(json.dumps(extraction.to_json()))
    print(
        f"{'set':16}{'documents':>10}{'claims F1':>11}{'P':>7}{'R':>7}"
        f"{'slots F1':>10}{'exact F1':>10}{'ungrounded':>12}"
    )
    for (group, language), folder in languages.items():
        jsonl = folder.with_suffix(".jsonl")
        jsonl.write_text("\n".join(outputs[folder]), encoding="utf-8")
        flat = work / f"{folder.name}.flat"
        flat.mkdir()
        for file in folder.rglob("*.*"):
            shutil.copy(file, flat)
        found = figures(scorer, jsonl, flat)
        claims, slots, exact = (found[k]["all"] for k in ("claims", "slots", "exact"))
        print(
            f"{group + ' ' + language:16}{len(outputs[folder]):10d}{claims['f1']:11.3f}{claims['p']:7.3f}"
            f"{claims['r']:7.3f}{slots['f1']:10.3f}{exact['f1']:10.3f}{found['ungrounded_spans']:12d}"
        )
        if kinds and language in ("all", "en"):
            for part in ("claims", "exact", "slots"):
                row = "  ".join(f"{k} {v['f1']:.2f}" for k, v in found[part].items() if k != "all")
                print(f"    {part}: {row}")


if __name__ == "__main__":
    sys.exit(main())
