"""Splink on the linking tasks that the project's own models are measured on.

    uv pip install "splink>=5" && python scripts/compare_splink.py ../shared

Splink (Fellegi–Sunter on DuckDB) is no dependency of the project: `docs/decisions/0025-splink-measured.md`.
It gets the values the project's models see, its m probabilities from the labels of the training part, u by
random sampling; groups by its own connected components and by the project's average link over its scores.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink import comparison_library as cl

sys.path.insert(0, str(Path(__file__).parent))

from gold_claims import incident_claims
from measure_linking import b_cubed, pairwise

from corrobora.link.cluster import cluster
from corrobora.link.facts import all_facts
from corrobora.link.text import Report, Reports, names_of, words_of

Rows = list[dict[str, Any]]


def articles(folder: Path, part: str) -> Rows:
    """Articles with their day, rare names, telling words and words of the title."""
    docs = [json.loads(line) for line in (folder / f"{part}_docs.jsonl").read_text("utf-8").splitlines()]
    reports = [
        Report(title=d["title"], text=d["text"], published=date.fromisoformat(d["published"][:10]))
        for d in docs
    ]
    rarity = Reports(reports).words.rarity
    names = Reports(reports).names
    out = []
    for n, (d, report) in enumerate(zip(docs, reports, strict=True)):
        counted = Counter(words_of(report.whole))
        telling = sorted(counted, key=lambda w: -counted[w] * max(0.0, rarity[w]))[:30]
        rare = sorted(names_of(report.whole), key=lambda w: -names.rarity[w])[:20]
        out.append(
            {"unique_id": n, "event": d["incident"], "day": str(report.published), "names": rare,
             "terms": telling, "title": list(dict.fromkeys(words_of(report.title)))}
        )  # fmt: skip
    return out


def claims(folders: list[Path]) -> Rows:
    """Annotated incident claims with the values the project's pair score compares."""
    pairs = [(r, c) for folder in folders for r, c in incident_claims(folder)]
    out = []
    for n, (fact, (_, annotation)) in enumerate(zip(all_facts([r for r, _ in pairs]), pairs, strict=True)):
        if not annotation.get("incident"):
            continue
        lat, lon = fact.place.points[0][:2] if fact.place and fact.place.points else (None, None)
        out.append(
            {"unique_id": n, "event": annotation["incident"], "act": fact.act, "lat": lat, "lon": lon,
             "place": list(fact.place.keys) if fact.place else [],
             "day": str(date.fromordinal(fact.first)) if fact.first else None,
             "count": str(fact.victims.bounds) if fact.victims else None,
             "victims": fact.victim_side, "perpetrators": fact.perpetrator_side, "document": fact.document,
             "names": sorted(fact.names), "terms": sorted(fact.terms)}
        )  # fmt: skip
    return out


ARTICLES = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.ArrayIntersectAtSizes("names", [6, 4, 3, 2, 1]),
        cl.ArrayIntersectAtSizes("terms", [14, 10, 7, 5, 3]),
        cl.ArrayIntersectAtSizes("title", [5, 3, 2, 1]),
        cl.AbsoluteDateDifferenceAtThresholds(
            "day", input_is_string=True, metrics=["day"] * 5, thresholds=[1, 3, 7, 30, 90]
        ),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("names", arrays_to_explode=["names"]),
        block_on("terms", arrays_to_explode=["terms"]),
    ],
)
CLAIMS = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.ArrayIntersectAtSizes("place", [2, 1]),
        cl.DistanceInKMAtThresholds("lat", "lon", [3, 15, 60]),
        cl.AbsoluteDateDifferenceAtThresholds(
            "day", input_is_string=True, metrics=["day"] * 3, thresholds=[1, 5, 31]
        ),
        cl.ExactMatch("count"),
        cl.ExactMatch("act"),
        cl.ExactMatch("victims"),
        cl.ExactMatch("perpetrators"),
        cl.ExactMatch("document"),
        cl.ArrayIntersectAtSizes("names", [4, 2, 1]),
        cl.ArrayIntersectAtSizes("terms", [12, 8, 5, 3]),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("place", arrays_to_explode=["place"]),
        block_on("day"),
        block_on("document"),
        block_on("count", "perpetrators"),
    ],
)


def compare(name: str, settings: SettingsCreator, train: Rows, test: Rows) -> None:
    start = time.perf_counter()
    learnt = Linker(DuckDBAPI().register(pd.DataFrame(train)), settings)
    learnt.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    learnt.training.estimate_m_from_label_column("event")
    same = sum(n * (n - 1) / 2 for n in Counter(r["event"] for r in train).values())
    model = learnt.misc.save_model_to_json()
    model["probability_two_random_records_match"] = same / (len(train) * (len(train) - 1) / 2)
    linker = Linker(DuckDBAPI().register(pd.DataFrame(test)), model)
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    frame = predicted.as_pandas_dataframe()
    events = {str(r["unique_id"]): r["event"] for r in test}
    place = {r["unique_id"]: n for n, r in enumerate(test)}
    scores = {
        tuple(sorted((place[a], place[b]))): p
        for a, b, p in zip(frame.unique_id_l, frame.unique_id_r, frame.match_probability, strict=True)
    }
    print(f"{name}: {len(test)} records, {len(scores)} pairs, {time.perf_counter() - start:.0f} s")
    for threshold in (0.35, 0.5, 0.8, 0.95, 0.99, 0.999):
        own = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold)
        found = {
            str(i): c
            for i, c in own.as_pandas_dataframe()[["unique_id", "cluster_id"]].itertuples(index=False)
        }
        groups = cluster(len(test), scores, threshold=threshold, score=lambda i, j: 0.0)
        averaged = {str(test[i]["unique_id"]): n for n, group in enumerate(groups) for i in group}
        said = [
            f"pairwise {pairwise(events, f):.3f} B3 {b_cubed(events, f)[2]:.3f}" for f in (found, averaged)
        ]
        print(f"  from {threshold}: components {said[0]}; average link {said[1]}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("shared", type=Path)
    shared = parser.parse_args().shared
    gva, gold = shared / "yardsticks" / "gva", shared / "gold"
    train = claims(sorted((gold / "train").glob("?")))
    compare("annotated claims", CLAIMS, train, claims([gold / "seeds", gold / "dev"]))
    compare("articles", ARTICLES, articles(gva, "train"), articles(gva, "dev"))


if __name__ == "__main__":
    main()
