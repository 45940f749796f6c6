"""Command: build the embedded gazetteer, or say that it is already up to date."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from corrobora.places.build.make import build
from corrobora.places.gazetteer import EMBEDDED


def main() -> int:
    """Write the database to the place the package reads it from, or to the path given."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else EMBEDDED
    begun = time.perf_counter()
    gc.disable()  # hundreds of thousands of records live until the end; nothing to collect
    counts = build(target)
    size = target.stat().st_size / 1e6
    seconds = time.perf_counter() - begun
    print(f"gazetteer: {counts.places:,} places, {counts.names:,} names, {size:.1f} MB in {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
