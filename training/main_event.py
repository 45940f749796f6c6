"""Weights of the main event's decisions, from the train part of HRDsAttack (MIT licence).

    python training/main_event.py SHARED/yardsticks/hrdsattack/train.json

Writes ``src/corrobora/extract/main_event/weights.json`` and prints five-fold figures by article.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import logistic

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import hrdsattack  # noqa: E402

from corrobora.extract.main_event import DECIDED, candidates  # noqa: E402
from corrobora.extract.main_event.marks import features, marks_of, of_violations  # noqa: E402
from corrobora.extract.main_event.record import PerpetratorSort  # noqa: E402

WEIGHTS = ROOT / "src" / "corrobora" / "extract" / "main_event" / "weights.json"
FOLDS = 5
Group = list[tuple[frozenset[str], bool]]


def groups(articles: list[hrdsattack.Article]) -> dict[str, list[Group]]:
    """For each decision, what every article offers and which of it is right."""
    found: dict[str, list[Group]] = {}
    for article, reading in hrdsattack.read_all(articles):
        marks = marks_of(reading)
        whole = features(marks)
        for name in DECIDED:
            found.setdefault(f"violation-{name}", []).append(
                [(of_violations(whole), name in article.violations)]
            )
        for sort in [*PerpetratorSort, None]:
            name = f"perpetrator-{sort or 'none'}"
            found.setdefault(name, []).append([(whole, article.perpetrator == sort)])
        found.setdefault("country", []).append(
            [(c.features, c.value == article.country) for c in candidates.countries(marks)]
        )
        found.setdefault("place", []).append(
            [
                (c.features, hrdsattack.same_place(c.value, article.city))
                for c in candidates.places(marks, article.country)
            ]
        )
        found.setdefault("day", []).append(
            [(c.features, article.is_day(c.value)) for c in candidates.days(marks)]
        )
        found.setdefault("victim", []).append(
            [(c.features, c.value.actor.name in article.victims) for c in candidates.people(marks)]
        )
    return found


def scored(data: list[Group], penalty: float) -> list[list[tuple[float, bool]]]:
    """Every candidate's probability by a model fitted on the other folds."""
    result: list[list[tuple[float, bool]]] = [[] for _ in data]
    for fold in range(FOLDS):
        model = fitted([g for n, g in enumerate(data) if n % FOLDS != fold], penalty)
        for n in range(fold, len(data), FOLDS):
            result[n] = [(logistic.probability(model, x), y) for x, y in data[n]]
    return result


def fitted(data: list[Group], penalty: float) -> tuple[float, dict[str, float]]:
    return logistic.fit([(x, float(y), 1.0) for g in data for x, y in g], penalty=penalty, least=5)


def accuracy(rows: list[list[tuple[float, bool]]], threshold: float) -> float:
    """Articles in which the likeliest candidate over the threshold is right, or rightly there is none."""
    right = 0
    for row in rows:
        p, y = max(row, default=(0.0, False))
        right += y if p >= threshold else not any(wanted for _, wanted in row)
    return right / len(rows)


def best_value(rows: list[list[tuple[float, bool]]]) -> float:
    """Threshold with the best F1 of the values chosen, by what is found and by what is annotated."""

    def f1(threshold: float) -> float:
        chosen = [max(row) for row in rows if row and max(row)[0] >= threshold]
        there = sum(any(y for _, y in row) for row in rows)
        return 2 * sum(y for _, y in chosen) / max(1, len(chosen) + there)

    return max((t / 40 for t in range(1, 36)), key=f1)


def joint_thresholds(rows: dict[str, list[tuple[float, bool]]]) -> dict[str, float]:
    """Thresholds of the violations with the best micro-F1 together, found one after the other."""
    chosen = dict.fromkeys(rows, 0.35)

    def micro() -> float:
        hit = found = there = 0
        for name, scores in rows.items():
            hit += sum(y for p, y in scores if p >= chosen[name])
            found += sum(p >= chosen[name] for p, _ in scores)
            there += sum(y for _, y in scores)
        return 2 * hit / max(1, found + there)

    for _ in range(2):
        for name in rows:
            tried = {}
            for step in range(4, 33):
                chosen[name] = step / 40
                tried[step / 40] = micro()
            # of thresholds about as good the middle one, so that a few articles do not decide
            good = [t for t, value in tried.items() if value >= max(tried.values()) - 0.002]
            chosen[name] = good[len(good) // 2]
    print(f"violations together: micro-F1 {micro():.3f}")
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("--penalty", type=float, default=8.0)
    options = parser.parse_args()
    weights = {}
    data_of = groups(hrdsattack.articles(options.train))
    rows_of = {name: scored(data, options.penalty) for name, data in data_of.items()}
    together = joint_thresholds({n: [r[0] for r in rows] for n, rows in rows_of.items() if "violation" in n})
    for name, data in data_of.items():
        rows = rows_of[name]
        flat = [(p, float(y), 1.0) for row in rows for p, y in row]
        if name in ("country", "place", "day"):
            threshold = best_value(rows)
            print(f"{name:32} threshold {threshold:.2f} accuracy {accuracy(rows, threshold):.3f}")
        else:
            threshold, precision, recall, f1 = logistic.best_threshold(flat)
            threshold = together.get(name, threshold)
            print(f"{name:32} threshold {threshold:.2f} P {precision:.3f} R {recall:.3f} F1 {f1:.3f}")
        bias, learned = fitted(data, options.penalty)
        kept = {f: round(w, 3) for f, w in sorted(learned.items()) if abs(w) >= 0.02}
        weights[name] = {"bias": round(bias, 3), "threshold": round(threshold, 3), "weights": kept}
    WEIGHTS.write_text(json.dumps(weights, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
