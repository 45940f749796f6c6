"""Measure linking: `gold FOLDER…` (B³ over annotated claims), `found SHARED` (over claims as the engine finds
them), `scale` (cost over made-up claims).

python scripts/measure_linking.py gold ../shared/gold/seeds ../shared/gold/train/*
python scripts/measure_linking.py scale
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gold_claims import incident_claims

from corrobora.link import ClaimRecord, link
from corrobora.link.articles import link_articles, train
from corrobora.link.text import Report
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.quantity import Quantity
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, Unit, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where


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


def found(shared: Path, sets: list[str]) -> None:
    """B³ over the annotated mentions the engine found, in a register of all it found."""
    from found_claims import found_claims

    claims = list(found_claims(shared, sets))
    # folders of training documents were annotated apart and may give one event two ids
    events = {f.record.id: f"{f.folder if 'train' in sets else ''}/{f.event}" for f in claims if f.event}
    result = link([f.record for f in claims])
    group = {id: n for n, cluster in enumerate(result.clusters) for id in cluster}
    p, r, f = b_cubed(events, group)
    _, _, alone = b_cubed(events, {id: n for n, id in enumerate(events)})
    print(f"{' '.join(sets)}: {len(claims)} claims found, {len(events)} of them annotated with an event")
    print(f"B3 precision {p:.4f} recall {r:.4f} F1 {f:.4f}   (each alone: {alone:.4f})")


def pairwise(gold: Mapping[str, str], found: Mapping[str, int]) -> float:
    """F1 over pairs put together."""

    def pairs(groups: Counter[object]) -> int:
        return sum(n * (n - 1) // 2 for n in groups.values())

    right = pairs(Counter((e, found[m]) for m, e in gold.items()))
    return 2 * right / (pairs(Counter(gold.values())) + pairs(Counter(found[m] for m in gold)))


def articles(folder: Path) -> None:
    parts = {}
    for part in ("train", "dev"):
        rows = [json.loads(line) for line in (folder / f"{part}_docs.jsonl").read_text("utf-8").splitlines()]
        reports = [
            Report(title=r["title"], text=r["text"], published=date.fromisoformat(r["published"][:10]))
            for r in rows
        ]
        parts[part] = (reports, [r["incident"] for r in rows])
    start = time.perf_counter()
    model = train(*parts["train"])
    print(f"trained on {len(parts['train'][0])} articles in {time.perf_counter() - start:.0f} s")
    reports, events = parts["dev"]
    start = time.perf_counter()
    groups = link_articles(reports, model)
    spent = time.perf_counter() - start
    found = {str(i): n for n, group in enumerate(groups) for i in group}
    gold_of = {str(i): e for i, e in enumerate(events)}
    p, r, f = b_cubed(gold_of, found)
    print(f"{len(reports)} articles linked in {spent:.1f} s: pairwise F1 {pairwise(gold_of, found):.4f}, "
          f"B3 precision {p:.4f} recall {r:.4f} F1 {f:.4f}")  # fmt: skip


#: How many articles report one incident, in the yardstick of news articles: share by number.
REPORTS = {1: 1075, 2: 610, 3: 223, 4: 75, 5: 31, 6: 12, 7: 7, 8: 6, 10: 5}
#: Days between an incident and a report of it, likewise.
DELAYS = {0: 1296, 1: 1113, 2: 334, 3: 143, 4: 90, 5: 41, 6: 32, 7: 18, 10: 60, 14: 40, 20: 50, 60: 400}


def place_name(lat: float, lon: float) -> str:
    rng = random.Random(f"{lat},{lon}")
    return "".join(
        rng.choice("bcdfghklmnprstvz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))
    ).title()


def made_up(count: int, seed: int = 3) -> list[ClaimRecord]:
    """Claims of incidents at 5,000 settlements over five years, some slots missing or off."""
    rng = random.Random(seed)
    places = [(rng.uniform(44, 52), rng.uniform(23, 40)) for _ in range(5000)]
    out: list[ClaimRecord] = []
    while len(out) < count:
        lat, lon = places[int(len(places) * rng.random() ** 2)]
        day = date(2030, 1, 1) + timedelta(days=rng.randrange(1825))
        victims = max(1, int(rng.expovariate(0.35)))
        side = rng.choice(("XA", "XB"))
        name = place_name(lat, lon)
        for _ in range(rng.choices(list(REPORTS), list(REPORTS.values()))[0]):
            n = len(out)
            published = day + timedelta(days=rng.choices(list(DELAYS), list(DELAYS.values()))[0])
            words = " ".join(f"word{rng.randrange(4000)}x" for _ in range(12))
            span = Span(0, len(words), words)

            def slot(value: object, span: Span = span) -> Slot[object]:
                return Slot(value=value, spans=(span,), reader="made up")

            filled: dict[str, object] = {"act": slot(Act.EXECUTION), "victim_status": slot(VictimStatus.POW)}
            filled["victim_side"] = slot(side)
            filled["perpetrator_side"] = slot("XB" if side == "XA" else "XA")
            if rng.random() < 0.85:
                found = Candidate(
                    id=f"{lat},{lon}",
                    name=name,
                    level=PlaceLevel.SETTLEMENT,
                    country="XA",
                    lat=lat,
                    lon=lon,
                    score=1,
                    admin_ids=(f"region{int(lat)}",),
                )
                filled["place"] = slot(Where(name=name, candidates=(found,)))
            if rng.random() < 0.7:
                filled["date"] = slot(When(first=day, last=day, precision=Precision.DAY, words="day"))
            if rng.random() < 0.9:
                stated = victims if rng.random() < 0.85 else victims + 1
                filled["victims"] = slot(Quantity.exactly(stated, Unit.PERSONS))
            claim = Claim(kind=Kind.INCIDENT, spans=(span,), engine="made up",
                          claimants=(slot(Actor(name=f"Speaker{rng.randrange(50)}")),), **filled)  # fmt: skip
            out.append(ClaimRecord(id=f"c{n}", document=f"d{n}", claim=claim, published=published))
    return out[:count]


def scale(sizes: list[int]) -> None:
    spent: list[tuple[int, float]] = []
    for size in sizes:
        records = made_up(size)
        start = time.process_time()
        result = link(records)
        seconds = time.process_time() - start
        spent.append((size, seconds))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        events = len(result.clusters)
        print(f"{size:7d} claims: {seconds:8.2f} s of processor, peak {memory:6.0f} MB, {events} events")
    if len(spent) > 1:
        (a, s), (b, t) = spent[0], spent[-1]
        print(f"exponent {math.log(t / s) / math.log(b / a):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("gold")
    one.add_argument("folders", type=Path, nargs="+")
    one.add_argument("--errors", action="store_true")
    two = commands.add_parser("found")
    two.add_argument("shared", type=Path)
    two.add_argument("--sets", nargs="+", default=["seeds", "dev"])
    commands.add_parser("articles").add_argument("folder", type=Path)
    commands.add_parser("scale").add_argument("sizes", type=int, nargs="*", default=[1000, 10_000, 100_000])
    args = parser.parse_args()
    wanted = [f for name in ("folder", "shared") if (f := getattr(args, name, None))] + getattr(
        args, "folders", []
    )
    absent = [f for f in wanted if not f.is_dir()]
    if absent:
        print(f"{absent[0]} is not there: nothing to measure")
    elif args.command == "found":
        found(args.shared, args.sets)
    elif args.command == "gold":
        gold(args.folders, args.errors)
    elif args.command == "articles":
        articles(args.folder)
    else:
        scale(args.sizes)


if __name__ == "__main__":
    main()
