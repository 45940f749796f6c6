"""What adding messages costs, as a case grows: exports of one invented channel, added one after the other.

    python scripts/measure_messages.py [--upto 1000 5000 20000] [--engine rules|line] [--photos 50]
        [--sensitive]

``line`` reads sentences of one form without a parser, so that what is left is the cost of everything but
extraction. Every tenth message is an answer, every fifteenth passed on from another channel, every
twentieth tells of an event, and with ``--photos 50`` every fiftieth has a photo. An export begins with the
last hundred messages of the one before, of which every tenth was edited. Seconds are of processor, of one
process and what it starts to look at photos; all that is loaded once was loaded before.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

import numpy  # noqa: E402
from PIL import Image  # noqa: E402

import telegram_export  # noqa: E402
from corrobora.case import Case  # noqa: E402
from corrobora.extract import Engine, default_engine  # noqa: E402
from line_engine import LineEngine  # noqa: E402

AGAIN, WARM = 100, 64


def sent(number: int, photos: int, *, edited: bool = False) -> dict[str, Any]:
    """The message of that number, some 220 characters."""
    place = f"Village{number % 997}"
    tells = number % 20 == 0
    road = f"The road near {place} was closed. " * (1 if tells else 6)
    told = [f"Report {number}. ", {"type": "bold", "text": road}]
    if tells:
        told.append(f"{number % 9 + 2} prisoners were shot at {place} on 2031-03-{number // 20 % 28 + 1:02}.")
    if edited:
        told.append(" It is open again.")
    more: dict[str, Any] = {"edited_unixtime": "1930421400"} if edited else {}
    if number % 10 == 0:
        more["reply_to_message_id"] = number - 7
    if number % 15 == 0:
        more["forwarded_from"] = "Village Voice"
    if photos and number % photos == 0:
        more |= {"photo": f"photos/{number}.jpg", "width": 320, "height": 240}
    return telegram_export.message(number, told, **more)


def exported(folder: Path, first: int, last: int, photos: int) -> Path:
    """An export of messages of these numbers, and of some before them, with its photos."""
    before = range(max(1, first - AGAIN), first)
    messages = [sent(n, photos, edited=n % 10 == 3) for n in before]
    messages += [sent(n, photos) for n in range(first, last + 1)]
    path = telegram_export.export(folder, *messages)
    (folder / "photos").mkdir()
    for n in (m["id"] for m in messages if "photo" in m):
        grain = numpy.random.default_rng(n).integers(0, 255, (24, 32, 3), dtype="uint8")
        held = io.BytesIO()
        Image.fromarray(grain).resize((320, 240), Image.Resampling.BICUBIC).save(held, "JPEG")
        (folder / "photos" / f"{n}.jpg").write_bytes(held.getvalue())
    return path


def processor() -> float:
    """Seconds of this process, and of those it started that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def warm(folder: Path, engine: Engine) -> None:
    """Load all that is loaded once."""
    with Case.create(folder / "warm", actor="ann", engine=engine) as case:
        case.add([exported(folder / "first", 900_001, 900_000 + WARM, 50)])


def measured(
    folder: Path, upto: list[int], engine: Engine, *, photos: int, sensitive: bool
) -> Iterator[dict[str, Any]]:
    """For each portion: messages held then, and the cost of a thousand of it."""
    warm(folder, engine)
    with Case.create(folder / "case", actor="ann", engine=engine) as case:
        first = 1
        for last in upto:
            path = exported(folder / str(last), first, last, photos)
            used, wall, at_end = processor(), time.monotonic(), [0.0]

            def progress(done: int, whole: int, _: str, at_end: list[float] = at_end) -> None:
                if done == whole:
                    at_end[0] = (
                        processor()
                    )  # only what waits for its extraction, and the linking, comes after

            report = case.add([path], progress=progress, sensitive=sensitive)
            spent = processor() - used
            thousands = (len(report.added) + len(report.updated)) / 1000
            yield {
                "messages": last,
                "added": len(report.added),
                "problems": len(report.problems),
                "claims": report.claims,
                "seconds a thousand": round(spent / thousands, 2),
                "of it linking": round((processor() - at_end[0]) / thousands, 2),
                "wall": round((time.monotonic() - wall) / thousands, 2),
                "MB at most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
            }
            used = processor()
            again = case.add([path], sensitive=sensitive)
            yield {
                "messages": last,
                "unchanged": len(again.unchanged),
                "added": len(again.added),
                "seconds a thousand": round((processor() - used) / (len(again.unchanged) / 1000), 2),
            }
            first = last + 1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--upto", type=int, nargs="+", default=[1000, 5000, 20000])
    parser.add_argument("--engine", choices=("rules", "line"), default="rules")
    parser.add_argument("--photos", type=int, default=0, help="every how many messages have one")
    parser.add_argument("--sensitive", action="store_true", help="all is marked sensitive")
    options = parser.parse_args()
    engine = default_engine() if options.engine == "rules" else LineEngine()
    with tempfile.TemporaryDirectory() as name:
        rows = measured(Path(name), options.upto, engine, photos=options.photos, sensitive=options.sensitive)
        for row in rows:
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
