"""How many were killed and hurt, article by article, against the gun violence archive.

    python scripts/measure_gva_killed.py SHARED/yardsticks/gva [train]

Exact equality of the number; where no word tells of any, zero. Nothing is trained on the archive: it carries
no licence. Its train part was read for errors of the rules.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from corrobora.extract.analysis import analyse_all
from corrobora.extract.mention import Mention
from corrobora.extract.toll import find_toll
from corrobora.model.document import Document, Source, Text
from corrobora.model.quantity import Quantity


def document(row: dict[str, str]) -> Document:
    text = Text(
        sha256=row["id"].ljust(64, "0"), reader="gva", content=f"{row['title']}\n{row['text']}", language="en"
    )
    return Document(text=text, source=Source(path=row["id"]))


def number(found: Mention[Quantity] | None) -> int:
    return (found.value.low or 0) if found else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("part", nargs="?", default="dev")
    options = parser.parse_args()
    articles = options.folder / f"{options.part}_docs.jsonl"
    incidents = options.folder / f"{options.part}_incidents.jsonl"
    rows = [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines()]
    wanted = {}
    for line in incidents.read_text(encoding="utf-8").splitlines():
        incident = json.loads(line)
        wanted[incident["incident"]] = (int(incident["num_killed"]), int(incident["num_injured"]))
    killed = injured = 0
    for row, analysis in zip(rows, analyse_all(map(document, rows)), strict=True):
        toll = find_toll(analysis.text, [(s.start, s.end) for s in analysis.sentences])
        dead, hurt = wanted[row["incident"]]
        killed += number(toll.killed) == dead
        injured += number(toll.injured) == hurt
    shares = f"killed exact {killed / len(rows):.3f}, injured exact {injured / len(rows):.3f}"
    print(f"{len(rows)} articles; {shares}")


if __name__ == "__main__":
    main()
