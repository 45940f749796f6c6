"""Time and memory of what leaves a case of many incidents, each told by two documents.

PYTHONPATH=src:tests/support python scripts/measure_handover.py --incidents 1000
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from corrobora.case import Case
from corrobora.publish.data.write import write_file, write_folder
from corrobora.publish.dossier.write import write_case_dossier, write_dossier
from corrobora.publish.site.write import write_site
from line_engine import LineEngine
from reports import Reports


def fill(root: Path, incidents: int) -> Case:
    """A case of two reports an incident, all of them approved."""
    reports = Reports(root / "reports")
    reports.folder.mkdir()
    for number in range(incidents):
        day = date(2030, 1, 1) + timedelta(days=number)
        place = "".join(chr(97 + int(d)) for d in f"{number:05d}").capitalize() + "town"
        for paper in ("Daily", "Weekly"):
            text = f"In all, {number % 9 + 2} prisoners were shot at {place} on {day}.\nMinistry denied it.\n"
            reports.write(f"{number}-{paper}.txt", f"{paper}. {text}", publisher=paper, published=str(day))
    case = Case.create(root / "case", actor="ann", engine=LineEngine())
    case.add([reports.folder], reports.manifest())
    for head in case.incidents():
        case.decide_public(head.incident.label, approve=True, reason="read")
    return case


def main() -> None:
    """Print one line an output."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--incidents", type=int, default=1000)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        began = time.monotonic()
        with fill(root, given.incidents) as case:
            print(f"case of {len(case.incidents())} incidents made in {time.monotonic() - began:.0f} s")
            steps: tuple[tuple[str, Callable[[], Any]], ...] = (
                ("one dossier.html", lambda: write_dossier(case, 1, root / "d.html")),
                ("one dossier.pdf", lambda: write_dossier(case, 1, root / "d.pdf")),
                ("case dossier.html", lambda: write_case_dossier(case, root / "case.html")),
                ("case dossier, PDFs", lambda: write_case_dossier(case, root / "dossier")),
                ("site", lambda: write_site(case, root / "site", url="https://record.example.org")),
                ("geojson", lambda: write_file(case, "geojson", root / "c.geojson")),
                ("ged", lambda: write_file(case, "ged", root / "c.ged.csv")),
                ("csv", lambda: write_folder(case, "csv", root / "csv")),
                ("parquet", lambda: write_folder(case, "parquet", root / "parquet")),
                ("ftm", lambda: write_folder(case, "ftm", root / "ftm")),
            )
            for what, make in steps:
                before, start = _memory(), time.monotonic()
                make()
                grown = _memory() - before
                print(
                    f"{what}: {time.monotonic() - start:.1f} s, peak memory {_memory()} MB (+{grown})",
                    flush=True,
                )


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
