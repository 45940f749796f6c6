"""Time and memory of what leaves a case of many incidents, each told by two documents.

PYTHONPATH=src:tests/support python scripts/measure_handover.py --incidents 1000

With ``--keep`` the case is made once and used again, and ``--only`` takes some outputs, so that a long
measurement can be run in pieces.
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
    reports.folder.mkdir(parents=True)
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
    arguments.add_argument(
        "--keep", type=Path, help="folder to make the case in, or where it was made before"
    )
    arguments.add_argument("--only", nargs="*", help="outputs to write, as they are printed; else all")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        root, kept = Path(name), given.keep or Path(name)
        began = time.monotonic()
        with (
            Case.open(kept / "case", actor="ann")
            if (kept / "case").exists()
            else fill(kept, given.incidents) as case
        ):
            print(f"case of {len(case.incidents())} incidents ready in {time.monotonic() - began:.0f} s")
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
                if given.only is not None and what not in given.only:
                    continue
                before, start, worked = _memory(), time.monotonic(), time.process_time()
                make()
                took, worked = time.monotonic() - start, time.process_time() - worked
                print(
                    f"{what}: {took:.1f} s, {worked:.1f} s of processor, peak memory {_memory()} MB "
                    f"(+{_memory() - before})",
                    flush=True,
                )


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
