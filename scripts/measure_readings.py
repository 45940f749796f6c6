"""How often numbers and dates are read right from the words that annotators say carry them.

    python scripts/measure_readings.py SHARED [--set train] [--errors]

SHARED is the folder with ``gold`` and ``score``. For every count, day and period of a gold claim that has
evidence words, the document is read as a whole, with the days its conflict's codebook file names; what is
found at those words must give the gold value. A count: equal bounds. A day: within the scorer's tolerance,
or equal ("exact"). A period: the same, once it is closed as claims close it: "since" on the day of
publication or on a day named beside it, a bare day or month also as the end of what was counted. Claims of
one victim whose words hold no number are left out of the counts.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from corrobora.extract.analysis import Analysis, analyse_all
from corrobora.extract.conflicts import conflicts_in, known_days
from corrobora.extract.dates import find_dates, named_days
from corrobora.extract.mention import Mention
from corrobora.extract.numbers import find_quantities
from corrobora.model.document import Document, Source, Text
from corrobora.model.when import When

COUNTS = ("victims", "incidents", "statements", "quantities")
Days = tuple[str | None, str | None]


def documents(folder: Path) -> Iterator[tuple[Document, dict[str, Any]]]:
    for manifest in sorted(folder.rglob("manifest.csv")):
        with manifest.open(newline="", encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                file = manifest.parent / row["path"]
                gold = file.with_suffix(".json")
                if not gold.exists():
                    continue
                published = date.fromisoformat(row["published"]) if row["published"] else None
                content = file.read_text(encoding="utf-8")
                text = Text(
                    sha256=file.stem, reader="measure", content=content, language=row["language"] or "en"
                )
                source = Source(path=str(file), publisher=row["publisher"] or None, published=published)
                yield Document(text=text, source=source), json.loads(gold.read_text(encoding="utf-8"))


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    low, words = text.lower(), words.lower().strip("\"'«»“”")
    found, at = [], 0
    while words and len(low) == len(text) and (at := low.find(words, at)) >= 0:
        found.append((at, at + len(words)))
        at += 1
    return found


def spans(text: str, evidence: Sequence[str], quotes: Sequence[str]) -> list[tuple[int, int]]:
    """Where the evidence words stand: where they repeat, nearest to the claim's quotes."""
    near = [place for quote in quotes for place in places_of(text, quote)]
    chosen = []
    for words in evidence:
        places = places_of(text, words)
        if places and near:
            chosen.append(min(places, key=lambda p: min(max(0, a - p[1], p[0] - b) for a, b in near)))
        else:
            chosen += places[:1]
    return chosen


def at(mentions: Sequence[Mention[Any]], places: Sequence[tuple[int, int]]) -> list[Mention[Any]]:
    return [m for m in mentions if any(m.start < end and start < m.end for start, end in places)]


def written(first: date | None, last: date | None) -> Days:
    return (first.isoformat() if first else None, last.isoformat() if last else None)


def readings(whens: Sequence[When], slot: str, published: date | None) -> set[Days]:
    """What the mentions can mean for the slot."""
    found: set[Days] = set()
    for when in whens:
        found.add(written(when.first, when.last))
        if slot == "date":
            named = named_days(when)
            found.add(written(named.first, named.last))
            found.add(written(when.first, when.last or published))
            continue
        if when.last is None:
            found.add(written(when.first, published))
        else:
            found.add(written(None, when.last))
        for other in whens:
            if when.first and other.last and when.first <= other.last:
                found.add(written(when.first, other.last))
    return found


def measure(
    analysis: Analysis, gold: dict[str, Any], score: Any, counts: Counter[tuple[str, str, str]]
) -> Iterator[str]:
    text, language = analysis.text, analysis.language
    published = analysis.document.source.published
    known = known_days(conflicts_in(analysis), language, published)
    whens = find_dates(text, language, published, known)
    numbers = find_quantities(text, language)
    for claim in gold["claims"]:
        for slot, evidence in claim.get("evidence", {}).items():
            value = claim.get(slot)
            if not value or value == [None, None]:
                continue
            places = spans(text, evidence, claim["quotes"])
            if slot in ("date", "period"):
                found = readings([m.value for m in at(whens, places)], slot, published)
                exact = tuple(value) in found
                right = exact or any(score.same_days(value, list(days)) for days in found)
            elif slot in COUNTS:
                here = [list(m.value.bounds) for m in at(numbers, places)]
                wanted = value if slot == "quantities" else [value]
                if wanted == [[1, 1]] and not here:
                    continue
                right = exact = all(bounds in here for bounds in wanted)
                found = {tuple(bounds) for bounds in here}  # type: ignore[misc]
            else:
                continue
            counts[language, slot, "all"] += 1
            counts[language, slot, "right"] += right
            counts[language, slot, "exact"] += exact
            if not right:
                said = sorted(map(str, found))
                yield f"{analysis.document.source.path}\t{slot}\t{value}\t{evidence}\t{said}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--set", default="train", choices=("train", "seeds"), help="the others are not read")
    parser.add_argument("--errors", action="store_true", help="print every miss")
    arguments = parser.parse_args()
    scorer = arguments.shared / "score" / "score.py"
    spec = importlib.util.spec_from_file_location("gold_score", scorer)
    if spec is None or spec.loader is None or not scorer.exists():
        print(f"{scorer} is missing; give the folder with gold and score", file=sys.stderr)
        return 2
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    counts: Counter[tuple[str, str, str]] = Counter()
    pairs = list(documents(arguments.shared / "gold" / arguments.set))
    for analysis, (_, gold) in zip(analyse_all(d for d, _ in pairs), pairs, strict=True):
        for line in measure(analysis, gold, score, counts):
            if arguments.errors:
                print(line)
    print(f"{'language':10}{'slot':12}{'claims':>8}{'right':>8}{'exact':>8}")
    for language, slot in sorted({key[:2] for key in counts}):
        every = counts[language, slot, "all"]
        shares = (counts[language, slot, kind] / every for kind in ("right", "exact"))
        print(f"{language:10}{slot:12}{every:8}" + "".join(f"{share:8.3f}" for share in shares))
    return 0


if __name__ == "__main__":
    sys.exit(main())
