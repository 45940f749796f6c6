"""Generated cases with planted protected terms, through every output that can be redacted: none may be found.

PYTHONPATH=src:tests/support python scripts/redaction_trial.py --cases 500
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from planted import hand_over, leaks, plant


def main() -> int:
    """Run the trial; 1 if anything was found."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=500)
    arguments.add_argument("--first", type=int, default=0, help="seed of the first case")
    given = arguments.parse_args()
    files = forms = stopped = 0
    found: list[str] = []
    began = time.monotonic()
    for seed in range(given.first, given.first + given.cases):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            case, planted = plant(folder, seed)
            with case:
                paths, halted = hand_over(case, planted, folder / "out")
            files, forms, stopped = files + len(paths), forms + len(planted.forms), stopped + halted
            found += [f"seed {seed}: {leak}" for leak in leaks(paths, planted, folder / "out")]
        if (seed + 1) % 10 == 0:
            print(f"{seed + 1} cases, {files} files, {len(found)} found, {stopped} stopped", flush=True)
    print(
        f"{given.cases} cases, {forms} planted forms, {files} files searched, {len(found)} found, "
        f"{stopped} outputs stopped, {time.monotonic() - began:.0f} s"
    )
    for line in found[:50]:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
