"""Measure linking: `gold FOLDER…` (B³ over annotated claims), `scale` (cost over made-up claims).

python scripts/measure_linking.py gold ../shared/gold/seeds ../shared/gold/train/*
python scripts/measure_linking.py scale
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gold_claims import incident_claims

from corrobora.link import link


def b_cubed(gold: Mapping[str, str], found: Mapping[str, int]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 over the mentions in ``gold``."""
    by_gold, by_found = defaultdict(set), defaultdict(set)
    for mention, event in gold.items():
        by_gold[event].add(mention)
        by_found[found[mention]].add(mention)
    p = r = 0.0
    for mention, event in gold.items():
        both = len(by_gold[event] & by_found[found[mention]])
        p += both / len(by_found[found[mention]])
        r += both / len(by_gold[event])
    p, r = p / len(gold), r / len(gold)
    return p, r, 2 * p * r / (p + r)


def gold(folders: list[Path], show: bool) -> None:
    records, events = [], {}
    for folder in folders:
        for record, annotation in incident_claims(folder):
            records.append(record)
            if annotation.get("incident") and not annotation.get("optional"):
                events[record.id] = annotation["incident"]
    result = link(records)
    found = {id: n for n, cluster in enumerate(result.clusters) for id in cluster}
    p, r, f = b_cubed(events, found)
    _, _, alone = b_cubed(events, {id: n for n, id in enumerate(events)})
    sizes = Counter(events.values())
    print(f"{len(records)} claims, {len(events)} with an event, {len(sizes)} events")
    print(f"B3 precision {p:.4f} recall {r:.4f} F1 {f:.4f}   (each alone: {alone:.4f})")
    if show:
        for pair in result.pairs:
            x, y = events.get(pair.a), events.get(pair.b)
            if x and y and (x == y) != (found[pair.a] == found[pair.b]):
                print("\nMISSED" if x == y else "\nWRONG", pair.score, x, y, pair.a, pair.b, pair.vetoes)
                print("   ", "; ".join(f"{f.words} {f.contribution:+.1f}" for f in pair.features))
        scored = {(p.a, p.b) for p in result.pairs}
        by = defaultdict(list)
        for r_ in records:
            if r_.id in events:
                by[events[r_.id]].append(r_.id)
        for event, ids in by.items():
            for n, a in enumerate(ids):
                for b in ids[n + 1 :]:
                    if found[a] != found[b] and (a, b) not in scored and (b, a) not in scored:
                        print("\nNOT COMPARED OR VETOED", event, a, b)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("gold")
    one.add_argument("folders", type=Path, nargs="+")
    one.add_argument("--errors", action="store_true")
    args = parser.parse_args()
    if args.command == "gold":
        gold(args.folders, args.errors)


if __name__ == "__main__":
    main()
