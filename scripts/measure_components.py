"""How well components find what annotators found, each by itself.

    measure_components.py SHARED [--set train] [--errors places|sides]

SHARED is the folder with ``gold`` and ``score``. Places: a gold place of an incident or context claim is
found when some mention of the document has its name or its point (``same_place`` of the scorer). Wrong: the
share of mentions standing in the claims' quotes that match no gold place of the document.
Sides: a gold side is found when some mention of the document has its code.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import importlib.util
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from corrobora.extract.analysis import Analysis, analyse_all
from corrobora.extract.places import find_places
from corrobora.extract.sides import find_sides
from corrobora.model.document import Document, Source, Text
from corrobora.places.gazetteer import Gazetteer


def scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("gold_score", shared / "score" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{shared}/score/score.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_documents(folder: Path) -> Iterator[tuple[Document, dict[str, Any]]]:
    for manifest in sorted(folder.rglob("manifest.csv")):
        with manifest.open(newline="") as rows:
            for row in csv.DictReader(rows):
                file = manifest.parent / row["path"]
                gold = file.with_suffix(".json")
                if not gold.exists():
                    continue
                published = datetime.date.fromisoformat(row["published"]) if row["published"] else None
                content = file.read_text(encoding="utf-8")
                text = Text(
                    sha256=file.stem, reader="measure", content=content, language=row["language"] or "en"
                )
                source = Source(path=str(file), publisher=row["publisher"] or None, published=published)
                yield Document(text=text, source=source), json.loads(gold.read_text())


def places(analysis: Analysis, gold: dict[str, Any], score: ModuleType, tally: Counter[str]) -> list[str]:
    errors = []
    mentions = find_places(analysis, Gazetteer.embedded())
    shown = [
        (m, {"name": m.value.name, "lat": m.value.best.lat if m.value.best else None,
             "lon": m.value.best.lon if m.value.best else None})
        for m in mentions
    ]  # fmt: skip
    wanted = [c for c in gold["claims"] if c.get("place") and c["kind"] in ("incident", "context", "tally")]
    for claim in wanted:
        point = claim.get("place_point")
        named = any(score.same_place(claim["place"], p, point) for _, p in shown)
        tally["found" if named else "missed"] += 1
        if point:
            right = any(
                p["lat"] is not None and score.same_place("", {**p, "name": None}, point) for _, p in shown
            )
            tally["point found" if right else "point missed"] += 1
        if not named:
            errors.append(f"missed {claim['place']!r}: {claim.get('evidence', {}).get('place')}")
    golds = [(c["place"], c.get("place_point")) for c in wanted]
    quotes = [q for c in gold["claims"] for q in c["quotes"]]
    spans = [(i, i + len(q)) for q in quotes if (i := analysis.text.find(q)) >= 0]
    for mention, place in shown:
        if any(a <= mention.start < b for a, b in spans):
            right = any(score.same_place(name, place, point) for name, point in golds)
            tally["near right" if right else "near other"] += 1
            if not right:
                errors.append(f"other {mention.value.name!r} ({mention.confidence})")
    return errors


def sides(analysis: Analysis, gold: dict[str, Any], score: ModuleType, tally: Counter[str]) -> list[str]:
    errors = []
    found = {m.value for m in find_sides(analysis)}
    for claim in gold["claims"]:
        for slot in ("victim_side", "perpetrator_side"):
            side = claim.get(slot)
            if side:
                tally["found" if side in found else "missed"] += 1
                if side not in found:
                    errors.append(f"missed {slot} {side}: {claim.get('evidence', {}).get(slot)}")
    return errors


COMPONENTS = {"places": places, "sides": sides}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", default="train")
    parser.add_argument("--errors", choices=sorted(COMPONENTS))
    options = parser.parse_args()
    score = scorer(options.shared)
    pairs = list(gold_documents(options.shared / "gold" / options.set))
    tallies: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    words = 0
    for analysis, (document, gold) in zip(analyse_all(d for d, _ in pairs), pairs, strict=True):
        words += len(analysis.tokens)
        for name, measure in COMPONENTS.items():
            begun = time.perf_counter()
            tally: Counter[str] = Counter()
            errors = measure(analysis, gold, score, tally)
            seconds[name] += time.perf_counter() - begun  # type: ignore[assignment]
            for key in (analysis.language, "all"):
                tallies[name, key].update(tally)
            if options.errors == name:
                for error in errors:
                    print(f"{document.source.path[-40:]}\t{error}")
    for (name, language), tally in sorted(tallies.items()):
        recall = tally["found"] / max(1, tally["found"] + tally["missed"])
        line = f"{name:8} {language:4} recall {recall:.3f} of {tally['found'] + tally['missed']}"
        if tally["point found"]:
            line += f"  points {tally['point found'] / (tally['point found'] + tally['point missed']):.3f}"
            near = tally["near other"] + tally["near right"]
            line += f"  other in quotes {tally['near other'] / max(1, near):.3f}"
        print(line)
    for name, spent in seconds.items():
        print(f"{name}: {words / spent:,.0f} words/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
