"""The main event of HRDsAttack's articles against its annotations, by the measures of arXiv 2306.17695.

    python scripts/measure_hrdsattack.py SHARED/yardsticks/hrdsattack/dev.json

Violations: micro-F1 over types; everything else: the share of articles in which the value equals the
annotated one, nothing found where nothing is annotated included, as the paper's evaluation counts. Countries
are compared as countries ("USA", "United States"); towns by name; the day, month and year as numbers.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import hrdsattack

from corrobora.extract.main_event import DECIDED, main_event


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    right: Counter[str] = Counter()
    filled: Counter[str] = Counter()
    sets = Counter[str]()
    names = Counter[str]()
    found = hrdsattack.articles(options.file)
    for article, reading in hrdsattack.read_all(found):
        event = main_event(reading)
        types = {s.value if s.value in DECIDED else "other" for s in event.violations} or {"unknown"}
        sets.update(found=len(types), gold=len(article.violations), both=len(types & article.violations))
        people = {s.value.name for s in event.victims}
        names.update(found=len(people), gold=len(article.victims), both=len(people & article.victims))
        when = event.day.value if event.day else None
        same = when is not None and when.first == when.last
        pairs = {
            "perpetrator type": (event.perpetrator.value if event.perpetrator else None, article.perpetrator),
            "country": (event.country.value if event.country else None, article.country),
            "day": (str(when.first.day) if when and when.first and same else None, article.day),
        }
        for name, (ours, theirs) in pairs.items():
            right[name] += ours == theirs
            filled[name] += ours == theirs and theirs is not None
        place = event.place.value if event.place else None
        right["city"] += hrdsattack.same_place(place, article.city)
        filled["city"] += hrdsattack.same_place(place, article.city) and place is not None
    print(f"{len(found)} articles")
    for title, counts in (("violation types", sets), ("victim names", names)):
        f1 = 2 * counts["both"] / max(1, counts["found"] + counts["gold"])
        print(f"{title:18} micro-F1 {f1:.3f}")
    for name in ("perpetrator type", "country", "city", "day"):
        gold = sum(getattr(a, {"perpetrator type": "perpetrator"}.get(name, name)) is not None for a in found)
        print(
            f"{name:18} {right[name] / len(found):.3f} (saying nothing: {1 - gold / len(found):.3f}; "
            f"right of {gold} annotated: {filled[name] / max(1, gold):.3f})"
        )


if __name__ == "__main__":
    main()
