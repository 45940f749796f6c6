"""Measure reconciliation: systems of figures with planted contradictions, cost, and the published series.

    python scripts/measure_counting.py systems [COUNT]        # found, irreducible, false alarms
    python scripts/measure_counting.py cost [TALLIES]         # seconds for that many figures
    python scripts/measure_counting.py table FILE.csv         # every row in its place

An oracle of its own (`tests/count/tally_systems.py`) decides by linear programme over a grid of months,
places and statuses whether figures can all hold.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "count"))

from tally_systems import plant, possible, tally, truthful

from corrobora.count import reconcile
from corrobora.count.table import read_table


def systems(count: int) -> None:
    alarms = missed = reducible = wrong = planted = sets = 0
    start = time.perf_counter()
    for seed in range(count):
        rng = random.Random(50_000 + seed)
        figures = truthful(rng, rng.randint(5, 25))
        assert possible(figures)
        alarms += bool(reconcile([tally(f, str(n), "Body") for n, f in enumerate(figures)]).contradictions)
        figures = plant(rng, figures)
        assert not possible(figures)
        planted += 1
        found = reconcile([tally(f, str(n), "Body") for n, f in enumerate(figures)]).contradictions
        missed += not found
        for contradiction in found:
            sets += 1
            members = [figures[int(i)] for i in contradiction.tallies]
            wrong += possible(members)
            reducible += not all(possible([f for f in members if f is not g]) for g in members)
        named = {i for c in found for i in c.tallies}
        # with one figure of each set taken as wrong, what is left can hold: nothing was overlooked
        left = [f for n, f in enumerate(figures) if str(n) not in named]
        missed += bool(left) and not possible(left)
    print(f"{count} truthful systems: {alarms} false alarms")
    print(f"{planted} systems with a planted contradiction: {missed} missed")
    print(f"{sets} sets reported: {wrong} that can hold, {reducible} reducible")
    print(f"{time.perf_counter() - start:.0f} s, the oracle's time included")


def cost(count: int) -> None:
    rng = random.Random(9)
    for bodies in (5, 1):
        tallies = []
        while len(tallies) < count:
            body = f"Body {len(tallies) % bodies}"
            if bodies == 1:
                figures = truthful(rng, 3 * count)[:count]
            else:
                figures = truthful(rng, count // bodies + 5)[: count // bodies]
                body = f"Body {len(tallies)}"
            tallies += [tally(f, str(len(tallies) + n), body) for n, f in enumerate(figures)]
        tallies = tallies[:count]
        start = time.process_time()
        reconcile(tallies)
        seconds = time.process_time() - start
        names = {t.body.id for t in tallies}
        print(f"{len(tallies)} figures of {len(names)} bodies: {seconds:.1f} s of processor")


def table(path: Path) -> None:
    read = read_table(path)
    for problem in read.problems:
        print(problem)
    found = reconcile(read.tallies)
    for placed in found.tallies:
        print(f"{placed.tally.id:8} {placed.tally.body.name:38} {placed.tally.scope.words()}")
        print(f"{'':8} implied {placed.implied} {placed.note or ''}")
    for kind in ("derived", "revisions", "contradictions"):
        print(f"\n{kind}:")
        for entry in getattr(found, kind):
            print(f"  {entry.why}" + (f" ({entry.kind})" if hasattr(entry, "kind") else ""))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("systems").add_argument("count", type=int, nargs="?", default=500)
    commands.add_parser("cost").add_argument("count", type=int, nargs="?", default=200)
    commands.add_parser("table").add_argument("path", type=Path)
    args = parser.parse_args()
    if args.command == "systems":
        systems(args.count)
    elif args.command == "cost":
        cost(args.count)
    elif args.path.is_file():
        table(args.path)
    else:
        print(f"{args.path} is not there: nothing to measure")


if __name__ == "__main__":
    main()
