"""The register as overlapping lists: one for each speaker, with the incidents the speaker reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from corrobora.count.estimate.lists import Lists
from corrobora.link.origins import Origins, Passing

#: A speaker who reports fewer incidents makes no list, and no more lists than this are made.
FEWEST, MOST = 3, 5


def lists_of(register: Iterable[Origins]) -> Lists:
    """The lists of those named speakers that report most incidents.

    Outlets that only pass something on are no lists: they would copy the speaker they quote.

    Args:
        register: the sources of each incident.
    """
    rows: list[set[str]] = []
    names: dict[str, str] = {}
    for found in register:
        passing_on = {
            p.taker for p in found.passed if p.how in (Passing.SAID, Passing.COPIED, Passing.FORWARDED)
        }
        own = [s for s in found.sources if s.named and s.id not in passing_on]
        names.update({s.id: s.name for s in own})
        rows.append({s.id for s in own})
    times = Counter(id for row in rows for id in row)
    chosen = [id for id, n in sorted(times.items(), key=lambda x: (-x[1], x[0])) if n >= FEWEST][:MOST]
    patterns = Counter(tuple(int(id in row) for id in chosen) for row in rows)
    patterns.pop((0,) * len(chosen), None)
    ordered = sorted(patterns.items())
    cells = np.array([p for p, _ in ordered], dtype=np.int8).reshape(len(ordered), len(chosen))
    counts = np.array([n for _, n in ordered], dtype=np.int64)
    return Lists.of(tuple(names[id] for id in chosen), cells, counts)
