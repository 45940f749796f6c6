"""Score time expressions against TIMEX3 annotations (TimeML files), type-blind.

    python scripts/measure_timex.py --yardstick DIR [--errors]

DIR holds folders of ``.tml`` files (AQUAINT, TimeBank). Relaxed F1 counts a found expression that shares
a character with an annotated one; value F1 counts it when the ``value`` attribute is equal as well
(TempEval-3's measures); "as ISO" compares values after writing both as ISO 8601 does. The anchor is the
document's creation time.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from html import unescape
from pathlib import Path

from corrobora.extract.dates import read_times, timex_value

_TIMEX = re.compile(r"<(/?)([A-Za-z0-9]+)([^>]*)>")
_VALUE = re.compile(r'\bvalue="([^"]*)"')


@dataclass(frozen=True)
class Expression:
    start: int
    end: int
    value: str


def parse(source: str) -> tuple[str, date | None, list[Expression]]:
    """Running text, creation day and annotated expressions of one TimeML file."""
    created = re.search(r"<DCT>.*?value=\"(\d{4}-\d{2}-\d{2})", source, re.DOTALL)
    body = re.search(r"<TEXT>(.*?)</TEXT>", source, re.DOTALL)
    pieces: list[str] = []
    length = position = 0
    opened: tuple[int, str] | None = None
    found: list[Expression] = []
    content = body.group(1) if body else ""
    for tag in _TIMEX.finditer(content):
        piece = unescape(content[position : tag.start()])
        pieces.append(piece)
        length += len(piece)
        position = tag.end()
        if tag.group(2) != "TIMEX3":
            continue
        if not tag.group(1):
            value = _VALUE.search(tag.group(3))
            opened = (length, value.group(1) if value else "")
        elif opened:
            found.append(Expression(opened[0], length, opened[1]))
            opened = None
    pieces.append(unescape(content[position:]))
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", "".join(pieces))
    return text, date.fromisoformat(created.group(1)) if created else None, found


def read(text: str, anchor: date | None) -> list[Expression]:
    out = []
    for reading in read_times(text, "en", anchor, nearest=True):
        value = timex_value(reading.shape, reading.moment)
        if value is not None:  # "so far" and the like have no value in TIMEX3
            out.append(Expression(reading.start, reading.end, value))
    return out


def score(folder: Path, errors: bool) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in sorted(folder.glob("*.tml")):
        text, anchor, gold = parse(path.read_text(encoding="utf-8", errors="replace"))
        begin = time.process_time()
        predicted = read(text, anchor)
        counts["microseconds"] += round((time.process_time() - begin) * 1e6)
        counts["documents"] += 1
        counts["characters"] += len(text)
        counts["gold"] += len(gold)
        counts["predicted"] += len(predicted)
        free = list(predicted)
        for wanted in gold:
            match = next((p for p in free if p.start < wanted.end and wanted.start < p.end), None)
            around = " ".join(text[max(0, wanted.start - 40) : wanted.end + 30].split())
            if match is None:
                if errors:
                    print(f"missed\t{wanted.value}\t{text[wanted.start : wanted.end]!r}\t{anchor}\t{around}")
                continue
            free.remove(match)
            counts["found"] += 1
            counts["same"] += canonical(match.value) == canonical(wanted.value)
            if match.value == wanted.value:
                counts["equal"] += 1
            elif errors:
                said = f"{wanted.value} != {match.value}\t{text[wanted.start : wanted.end]!r}"
                print(f"value\t{said}\t{anchor}\t{around}")
        for extra in free if errors else ():
            around = " ".join(text[max(0, extra.start - 40) : extra.end + 30].split())
            print(f"extra\t{extra.value}\t{text[extra.start : extra.end]!r}\t{anchor}\t{around}")
    return counts


def canonical(value: str) -> str:
    """The value as ISO 8601 writes it: AQUAINT also has "2000-W7", "198X" and "1949-XX"."""
    value = re.sub(r"(-XX)+$", "", value)
    value = re.sub(r"^(\d{3})X$", r"\1", value)
    return re.sub(r"-W(\d)$", r"-W0\1", value)


def f1(hits: int, gold: int, predicted: int) -> float:
    return 2 * hits / (gold + predicted) if gold + predicted else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--yardstick", type=Path, required=True, help="folder with AQUAINT and TimeBank")
    parser.add_argument("--errors", action="store_true", help="print every miss")
    arguments = parser.parse_args()
    folders = sorted(p for p in arguments.yardstick.iterdir() if p.is_dir() and any(p.glob("*.tml")))
    if not folders:
        print(f"{arguments.yardstick}: no folder with .tml files; give the TimeML corpus", file=sys.stderr)
        return 2
    read("Warm up on Monday.", date(2000, 1, 1))
    columns = ("corpus", "docs", "gold", "P", "R", "relaxed", "value F1", "as ISO", "ms/doc", "MB/s")
    print("".join(f"{name:>10}" for name in columns))
    for folder in folders:
        c = score(folder, arguments.errors)
        seconds = c["microseconds"] / 1e6
        figures = (
            folder.name,
            c["documents"],
            c["gold"],
            f"{c['found'] / max(1, c['predicted']):.3f}",
            f"{c['found'] / max(1, c['gold']):.3f}",
            f"{f1(c['found'], c['gold'], c['predicted']):.3f}",
            f"{f1(c['equal'], c['gold'], c['predicted']):.3f}",
            f"{f1(c['same'], c['gold'], c['predicted']):.3f}",
            f"{1000 * seconds / max(1, c['documents']):.2f}",
            f"{c['characters'] / 1e6 / seconds:.2f}",
        )
        print("".join(f"{figure:>10}" for figure in figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
