"""Whether the running case's five press reports end in one register with their seven figures: `make score`.

Builds a case from ``gold/seeds`` of a shared folder in a temporary place and looks at what it lists. The
figures are those the bodies published; the texts are no part of the project. Says so and does nothing where
there is no such folder.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from corrobora import Case

Bounds = tuple[int | None, int | None]
Days = tuple[date | None, date | None]
INVASION = date(2022, 2, 24)
#: Persons, incidents and the stretch of the seven figures.
STATED: list[tuple[Bounds, Bounds | None, Days]] = [
    ((93, None), None, (INVASION, date(2024, 10, 14))),
    ((102, None), None, (date(2022, 1, 1), None)),
    ((177, 177), None, (None, date(2024, 12, 15))),
    ((109, 109), None, (date(2024, 1, 1), date(2024, 12, 31))),
    ((101, None), None, (date(2024, 1, 1), date(2024, 12, 31))),
    ((79, 79), (24, 24), (date(2024, 8, 31), date(2025, 2, 3))),
    ((91, None), (29, 29), (date(2024, 10, 4), date(2025, 4, 4))),
]
#: Figures of teasers and subscriptions, which are nobody's victims.
TEASERS = {600_000, 800_000, 25_000}
TOLERANCE = 3


def problems(case: Case) -> Iterator[str]:
    """What the register of the seeds lacks, one line each."""
    tallies = [record.claim for record in case.tallies()]
    for victims, incidents, days in STATED:
        name = f"{victims[0]} persons" + (f" in {incidents[0]} incidents" if incidents else "")
        found = [
            c
            for c in tallies
            if (c.victims.value.bounds if c.victims else None) == victims
            and (c.incidents.value.bounds if c.incidents else None) == incidents
        ]
        if len(found) != 1:
            yield f"{name}: listed {len(found)} times"
            continue
        period = found[0].period.value if found[0].period else None
        read = (period.first, period.last) if period else (None, None)
        if not _same(read, days):
            yield f"{name}: {read[0]} to {read[1]} instead of {days[0]} to {days[1]}"
    claims = [record.claim for record in case.claims()]
    for claim in claims:
        if claim.victims and TEASERS & set(claim.victims.value.bounds):
            yield f"a teaser's figure among the victims: {claim.victims.value.bounds}"
    sides = {c.victim_side.value for c in claims if c.victim_side}
    yield from (f"no victim of side {side}" for side in ("UA", "RU") if side not in sides)


def _same(one: Days, two: Days) -> bool:
    return all(
        a == b or (a is not None and b is not None and abs((a - b).days) <= TOLERANCE)
        for a, b in zip(one, two, strict=True)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    seeds = parser.parse_args().shared / "gold" / "seeds"
    if not seeds.is_dir():
        print(f"seeds: no reports at {seeds}; nothing to check")
        return 0
    with tempfile.TemporaryDirectory() as folder, Case.create(Path(folder) / "seeds") as case:
        case.add(sorted(seeds.glob("*.txt")), manifest=seeds / "manifest.csv")
        found = list(problems(case))
        incidents = len(case.incidents())
    for line in found:
        print(f"seeds: {line}")
    print(f"seeds: {incidents} incidents in one register; {len(found)} things wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
