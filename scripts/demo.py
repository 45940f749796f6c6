"""Build a case from the bundled reports, print its register and tallies, serve its pages.

Runs the same commands a user would type, so that what it shows is what they get.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "demo-case"


def corrobora(*arguments: str) -> None:
    """Run one command against the demo case, shown as it would be typed."""
    print(f"\n$ corrobora {' '.join(arguments)}", flush=True)
    command = [str(Path(sys.executable).with_name("corrobora")), *arguments]
    result = subprocess.run(command, cwd=ROOT, check=False)
    if result.returncode:
        sys.exit(result.returncode)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", type=int, default=1, choices=(0, 1))
    parser.add_argument("--port", type=int, default=8787)
    options = parser.parse_args()
    case = ["--case", CASE.name]
    if CASE.exists():
        shutil.rmtree(CASE)
    corrobora("add", *case, "--manifest", "examples/manifest.csv", "examples/reports/")
    corrobora("incidents", *case)
    corrobora("tallies", *case)
    corrobora("verify", *case)
    if options.serve:
        try:
            corrobora("serve", *case, "--port", str(options.port))
        except KeyboardInterrupt:
            print()
    else:
        print(
            f"\nThe case is in {CASE.name}/; see its pages with: .venv/bin/corrobora serve --case {CASE.name}"
        )


if __name__ == "__main__":
    main()
