"""Measure linking: `gold FOLDER…` (B³ over annotated claims), `found SHARED` (over claims as the engine finds
them), `scale` (cost over made-up claims), `adding` (one document added to a case, beside linking it anew).

python scripts/measure_linking.py gold ../shared/gold/seeds ../shared/gold/train/*
python scripts/measure_linking.py scale
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import math
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gold_claims import incident_claims
from sqlalchemy import Connection, Table, insert

from corrobora.case import Case
from corrobora.case.linking import Relinked, relink
from corrobora.case.writing import write_document, write_item
from corrobora.extract.gate import Extraction
from corrobora.link import ClaimRecord, link
from corrobora.link.articles import link_articles, train
from corrobora.link.text import Report
from corrobora.model.actor import Actor
from corrobora.model.claim import Claim, Slot
from corrobora.model.document import Document, Source, Text
from corrobora.model.item import Item
from corrobora.model.quantity import Quantity
from corrobora.model.serial import claim_to_json
from corrobora.model.span import Span
from corrobora.model.vocabulary import Act, Kind, Unit, VictimStatus
from corrobora.model.when import Precision, When
from corrobora.model.where import Candidate, PlaceLevel, Where
from corrobora.store import journal
from corrobora.store.tables import claims, documents, items, texts


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

    all_found = list(found_claims(shared, sets))
    # folders of training documents were annotated apart and may give one event two ids
    events = {f.record.id: f"{f.folder if 'train' in sets else ''}/{f.event}" for f in all_found if f.event}
    result = link([f.record for f in all_found])
    group = {id: n for n, cluster in enumerate(result.clusters) for id in cluster}
    p, r, f = b_cubed(events, group)
    _, _, alone = b_cubed(events, {id: n for n, id in enumerate(events)})
    print(f"{' '.join(sets)}: {len(all_found)} claims found, {len(events)} of them annotated with an event")
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


def headline(rng: random.Random) -> str:
    """Three names, some of which stand in many headlines."""
    names = (place_name(int(3000 * rng.random() ** 3), 0) for _ in range(3))
    return "Of {} and {} in {}".format(*names)


def extraction(record: ClaimRecord, title: str) -> Extraction:
    """The record as read from a document of its own."""
    words = record.claim.spans[0].quote
    sha256 = hashlib.sha256(f"{record.id} {words}".encode()).hexdigest()
    source = Source(path=f"{record.id}.txt", publisher="Made up", published=record.published)
    text = Text(sha256=sha256, reader="made up", content=words, title=title)
    claims = ((record.claim.id_in(sha256), record.claim),)
    return Extraction(document=Document(text=text, source=source), claims=claims, dropped=Counter())


def fill(connection: Connection, made: Iterable[Extraction]) -> None:
    """Put documents into an empty case with one journal entry, many rows at once."""
    entry = journal.append(connection, actor="made up", act="fill", payload={}).seq
    made = iter(made)
    number = 0
    while some := list(itertools.islice(made, 5000)):
        rows: dict[Table, list[dict[str, object]]] = {items: [], texts: [], documents: [], claims: []}
        for each in some:
            number += 1
            text, source = each.document.text, each.document.source
            sha256, (id, claim) = text.sha256, each.claims[0]
            rows[items].append({
                "sha256": sha256, "size": len(text.content), "media_type": "text/plain", "name": source.path,
                "received": "2040-01-01T00:00:00+00:00", "received_by": "made up", "origin": source.path,
                "entry": entry,
            })  # fmt: skip
            rows[texts].append({
                "id": number, "sha256": sha256, "reader": text.reader, "content": text.content, "regions": [],
                "language": None, "title": text.title, "pages": [], "notices": [], "digest": sha256,
                "entry": entry,
            })  # fmt: skip
            rows[documents].append({
                "sha256": sha256, "text_id": number, "path": source.path, "publisher": source.publisher,
                "published": str(source.published), "url": None, "origins": {}, "stated": {},
                "engine": "made up", "dropped": {}, "entry": entry,
            })  # fmt: skip
            rows[claims].append({
                "id": id, "sha256": sha256, "text_id": number, "kind": claim.kind.value, "type": None,
                "act": claim.act.value.value, "start": 0, "data": claim_to_json(claim, id),
                "engine": "made up", "state": "current", "entry": entry, "since": entry,
            })  # fmt: skip
        for table, held in rows.items():
            connection.execute(insert(table), held)


def timed(case: Case, work: Callable[[Connection], Relinked]) -> tuple[float, Relinked]:
    """Seconds of processor that a transaction takes, its commit included."""
    start = time.process_time()
    with case._store.write() as connection:
        outcome = work(connection)
    return time.process_time() - start, outcome


def adding(sizes: list[int], more: int) -> None:
    """Fill a case, link it, add documents one by one, and link it anew."""
    for size in sizes:
        rng = random.Random(7)
        made = [extraction(record, headline(rng)) for record in made_up(size + more)]
        rng.shuffle(made)
        with (
            tempfile.TemporaryDirectory() as folder,
            Case.create(Path(folder) / "case", actor="made up") as case,
        ):
            with case._store.write() as connection:
                fill(connection, made[more:])
            first, outcome = timed(case, lambda c: relink(c, actor="made up"))
            print(f"{size} claims linked: {first:.1f} s, {outcome.incidents} incidents", flush=True)
            spent = []
            for each in made[:more]:

                def add(connection: Connection, each: Extraction = each) -> Relinked:
                    sha256 = each.document.text.sha256
                    item = Item(
                        sha256=sha256, size=1, media_type="text/plain", name="new.txt",
                        received=datetime.now(UTC), received_by="made up", origin="new.txt",
                    )  # fmt: skip
                    write_item(connection, item, actor="made up")
                    write_document(connection, each, stated={}, engine="made up", actor="made up")
                    return relink(connection, actor="made up")

                spent.append(timed(case, add)[0])
            whole, outcome = timed(case, lambda c: relink(c, actor="made up", anew=True))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            middle, longest = sorted(spent)[len(spent) // 2], max(spent)
            print(f"{more} documents added one by one: median {middle:.3f} s, longest {longest:.3f} s")
            same = "as before" if outcome.entry is None else "OTHERWISE THAN BEFORE"
            print(f"linked anew: {whole:.1f} s, {outcome.incidents} incidents, {same}; peak {memory:.0f} MB")
            print(
                f"one document: {middle / whole:.2%} of linking anew, at most {longest / whole:.2%}",
                flush=True,
            )


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
    five = commands.add_parser("adding")
    five.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    five.add_argument("--more", type=int, default=25, help="documents that are added one by one")
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
    elif args.command == "adding":
        adding(args.sizes, args.more)
    else:
        scale(args.sizes)


if __name__ == "__main__":
    main()
